### What the room "enrolment" says to people.

enrolment-person-unknown = There is no such person: check the person's id
enrolment-supervisor-unknown = There is no such supervisor: check the person's id
enrolment-institution-unknown = There is no such sending institution: check its id
enrolment-base-unknown = There is no such training base: check its id
enrolment-version-not-published = The status of this curriculum version is { $status }: people are enrolled in published versions only
enrolment-already-enrolled = This person is enrolled in this curriculum version already: use the enrolment that is there
enrolment-sending-institution-missing = Somebody who was sent must name by whom: give the sending institution
enrolment-starts-on-year = The first day is { $day }: give one in the years { $least } to { $most }
enrolment-own-supervisor = Nobody supervises herself: name somebody else
enrolment-not-active = The status of this enrolment is { $status }: supervisors are named for active enrolments only
enrolment-supervision-outside = The supervision would begin on { $day }, outside the training from { $begin } to { $end }: correct the date
enrolment-supervision-twice = She is { $kind } of this enrolment since { $begin } already: end that first, or correct the dates
enrolment-roster-empty = { $file } has a header and no trainees: write one on each line beneath it
enrolment-roster-column-missing = The column for { $column } is missing: add it, named "{ $example }" for instance
enrolment-roster-column-twice = The columns "{ $first }" and "{ $second }" both stand for { $column }: keep one of them
enrolment-roster-twice = { $column } is the same as on line { $line }: correct or remove one of the two
enrolment-roster-same-person = This is the same person in the same programme as on line { $line }: remove one of the two
enrolment-roster-programme-unknown = The school has no programme "{ $programme }": give a curriculum's code or name
enrolment-roster-programme-ambiguous = The school has several programmes named "{ $programme }": give the curriculum's code
enrolment-roster-programme-unpublished = The programme "{ $programme }" has no published version: publish one first
enrolment-roster-institution-unknown = There is no institution "{ $institution }": give its full name or its unified social credit code
enrolment-roster-institution-ambiguous = There are several institutions named "{ $institution }": give the unified social credit code
enrolment-roster-number-of-another = The number { $number } belongs to another name at this school: correct the number or the name
enrolment-roster-identity-of-another = The identity number { $number } belongs to another name: correct the number or the name
enrolment-roster-identity-differs = The identity number { $number } is not the one on record: an import does not change it, correct it in the person's record
enrolment-roster-namesake = Somebody of this name, born on { $day }, is on record already: she is recorded once more, and both stand among the likely doubles until somebody decides
enrolment-roster-phone-of-another = The mobile number { $phone } belongs to somebody else: check phone, number and name
enrolment-roster-phone-differs = The mobile number { $phone } is not the one on record: an import does not change it, correct it in the person's record
enrolment-roster-uncovered = No certificate font has these characters: { $characters }. The roster can be taken; configure a font that has them before a certificate is issued
enrolment-roster-changed-meanwhile = Somebody has just recorded people of this roster: nothing was written, import it again
enrolment-roster-rows-refused = { $rows } { $rows ->
        [one] row
       *[other] rows
    } cannot be taken: nothing was written. Correct what the report lists, and import again

code-Origin-OWN_STAFF = own staff
code-Origin-SENT = sent
code-Origin-INDEPENDENT = independent
code-Origin-DEGREE_STUDENT = degree student
code-Origin-DIRECTED = directed

code-EnrolmentStatus-ACTIVE = active
code-EnrolmentStatus-COMPLETED = completed
code-EnrolmentStatus-WITHDRAWN = withdrawn
code-EnrolmentStatus-MERGED = joined into another

code-SupervisionKind-MASTER = master
code-SupervisionKind-RESPONSIBLE = responsible supervisor

code-RosterColumn-NAME = name
code-RosterColumn-NAME_EN = name in English
code-RosterColumn-NUMBER = number
code-RosterColumn-PHONE = phone
code-RosterColumn-EMAIL = e-mail
code-RosterColumn-ORIGIN = origin
code-RosterColumn-SENDING_INSTITUTION = sending institution
code-RosterColumn-RECRUITMENT_YEAR = recruitment year
code-RosterColumn-PROGRAMME = programme
code-RosterColumn-STARTS_ON = start date
code-RosterColumn-IDENTITY_NUMBER = identity number
code-RosterColumn-BIRTH_ON = day of birth

code-Severity-ERROR = error
code-Severity-WARNING = warning

code-EnrolmentErrorCode-INVALID = invalid
code-EnrolmentErrorCode-NOT_FOUND = not found
code-EnrolmentErrorCode-NOT_PUBLISHED = not published
code-EnrolmentErrorCode-ALREADY_ENROLLED = already enrolled
code-EnrolmentErrorCode-SENDING_INSTITUTION_MISSING = sending institution missing
code-EnrolmentErrorCode-OWN_SUPERVISOR = own supervisor
code-EnrolmentErrorCode-OVERLAP = overlap
code-EnrolmentErrorCode-NOT_ACTIVE = not active

code-RosterErrorCode-UNREADABLE = unreadable
code-RosterErrorCode-COLUMN_MISSING = column missing
code-RosterErrorCode-COLUMN_TWICE = column twice
code-RosterErrorCode-ROWS_REFUSED = rows refused
code-RosterErrorCode-CONFLICT = changed meanwhile
enrolment-act-not-active = The status of this enrolment is { $status }: this is done to active enrolments only
enrolment-act-not-withdrawn = The status of this enrolment is { $status }: only one that was withdrawn from is taken up again
enrolment-pause-order = The last day, { $last }, is before the first, { $first }: correct one of them
enrolment-pause-outside = { $day } is outside the training, { $begin } to { $end }: correct the first day
enrolment-pause-overlap = It overlaps the pause from { $first } to { $last }: correct the days
enrolment-pause-too-long = The pauses would add up to { $days } days, more than { $most }: make it shorter
enrolment-completion = { $day } cannot be the last day: give one from { $begin } to { $latest } that is not { $now }, as it is now
enrolment-withdrawal = { $day } cannot be the last day: give one from { $begin } to today, { $today }
enrolment-return = { $day } is not after the withdrawal, { $left }: give a later day
enrolment-same-version = She is held to this version already: there is nothing to move
enrolment-version-elsewhere = The version belongs to another school: choose one of hers
code-EnrolmentActKind-DEFERRAL = deferral
code-EnrolmentActKind-EXTENSION = extension
code-EnrolmentActKind-SHORTENING = shortening
code-EnrolmentActKind-WITHDRAWAL = withdrawal
code-EnrolmentActKind-REINSTATEMENT = reinstatement
code-EnrolmentActKind-MOVE = move to another version
code-EnrolmentErrorCode-NOT_WITHDRAWN = Not withdrawn
code-EnrolmentErrorCode-SAME_VERSION = Same version
code-EnrolmentErrorCode-CONFLICT = Conflict
code-EnrolmentErrorCode-MERGED = Institution merged
enrolment-shorten-by-proof = { $day } is earlier than { $now }: a training is shortened by an entry with proof that a second person approves (portfolioEntrySubmit, SHORTENING)

enrolment-leave-file-kinds = { $path } is empty: name at least one kind of leave
enrolment-leave-file-repeat = { $path }: only a stay can be repeated; choose PLACEMENT, or another effect
enrolment-leave-outside = { $day } is outside the training, { $begin } to { $end }: choose days within it
enrolment-leave-late = { $day } is too long ago: a leave is asked for on { $earliest } or later
enrolment-leave-long = The leave has { $days } days, more than { $most }: a longer absence is a deferral
enrolment-leave-overlap = It shares a day with the leave or pause from { $first } to { $last }: correct the days

code-LeaveKind-ANNUAL = annual leave
code-LeaveKind-SICK = sick leave
code-LeaveKind-PERSONAL = personal leave
code-LeaveKind-MATERNITY = maternity leave
code-LeaveKind-PATERNITY = paternity leave
code-LeaveKind-MARRIAGE = marriage leave
code-LeaveKind-BEREAVEMENT = bereavement leave
code-LeaveKind-OFFICIAL = official leave
code-LeaveWindow-PLACEMENT = one stay
code-LeaveWindow-YEAR = one year of the training
code-LeaveWindow-TRAINING = the whole training
code-LeaveEffectKind-MAKE_UP_DAYS = days are made up
code-LeaveEffectKind-EXTEND_MONTHS = training extended
code-LeaveEffectKind-REPEAT_PLACEMENT = stay repeated
code-LeaveEffectKind-DELAY_EXAM_YEARS = examination delayed
code-LeaveEffectKind-TERMINATE = training to be ended
code-LeaveStep-SUPERVISOR = supervisor
code-LeaveStep-DEPARTMENT = department
code-LeaveStep-BASE = base
code-LeaveStep-SENDING_INSTITUTION = sending institution
code-LeaveStep-SCHOOL = school

enrolment-leave-status = The leave is { $status }: look at it again
enrolment-leave-reason = Say why the leave is refused
enrolment-leave-begun = The leave began on { $first }: end it by coming back (leaveReturn)
enrolment-leave-return = { $day } cannot be the last day: give one from { $first } on and before { $last }
enrolment-leave-return-late = A return before { $earliest } is written down by whoever decides about the leave
enrolment-leave-certificate-missing = A sick leave of { $days } days needs a certificate: ask the trainee to send it
enrolment-leave-certificate-there = The leave has a certificate already
enrolment-merge-leaves = Both records have leave on the same day: withdraw one of the two first

code-LeaveStatus-REQUESTED = waiting
code-LeaveStatus-APPROVED = approved
code-LeaveStatus-REFUSED = refused
code-LeaveStatus-WITHDRAWN = withdrawn
code-LeaveDecisionKind-APPROVED = approved
code-LeaveDecisionKind-REFUSED = refused
code-LeaveErrorCode-INVALID = invalid
code-LeaveErrorCode-NOT_ACTIVE = not active
code-LeaveErrorCode-OUTSIDE_TRAINING = outside the training
code-LeaveErrorCode-OVERLAP = overlap
code-LeaveErrorCode-WRONG_STATUS = wrong status
code-LeaveErrorCode-REASON_MISSING = reason missing
code-LeaveErrorCode-CERTIFICATE_MISSING = certificate missing
code-LeaveErrorCode-CERTIFICATE_THERE = certificate there already
code-LeaveErrorCode-NOTHING_DUE = nothing is due
code-LeaveErrorCode-CONFLICT = changed in the meantime
enrolment-leave-nothing-due = By the rules of leave the training ends on { $day }, as it does: there is nothing to apply
enrolment-leave-effect-changed = By the rules of leave the training ends on { $day } by now: look at them again
code-EnrolmentActKind-LEAVE = leave
