### What the room "rotations" says to people.

rotations-stay-too-long = The placement from { $begin } to { $end } is longer than { $limit } months: correct a date, or plan several placements
rotations-outside-training = The placement from { $begin } to { $end } is not within the training, which lasts from { $first } to { $last }: choose days within it
rotations-training-over = This training is over: place a trainee whose enrolment is active
rotations-requirement-of-another-version = The requirement does not belong to the curriculum version of this enrolment: choose one that does
rotations-requirement-no-time = "{ $requirement }" asks for no time in a department: choose a requirement that does
rotations-requirement-specialty = "{ $requirement }" is not served by department "{ $department }": choose a department of { $specialties }
rotations-requirement-base = "{ $requirement }" must be met at a { $kind }, and { $institution } is placed here as another kind: choose a department of the right kind of base
rotations-not-accredited = { $institution } is accredited as this base from { $first } to { $last }, which does not cover { $begin } to { $end }: choose days within that, or another base
rotations-specialty-not-accredited = { $institution } is not accredited in { $specialty } on every day from { $begin } to { $end }: choose days on which it is, or another base
rotations-supervises-herself = Nobody supervises her own placement: name another supervisor
rotations-supervisor-elsewhere = This person neither teaches nor works at { $institution }: name a supervisor who does
rotations-supervisor-full = the supervisor has { $booked } trainees from { $begin } to { $end }, and may have { $limit }: choose another one or other days, or give a reason to ask for an override
rotations-overlap = She is placed in "{ $department }" from { $begin } to { $end }: choose other days, or cancel that placement
rotations-overlap-share = From { $begin } to { $end } she is placed for { $taken } % of full time ({ $departments }), and { $wanted } % more would exceed 100 %: choose other days or a smaller share
rotations-overlap-meanwhile = Another placement of this trainee was booked for one of these days at the same moment: look at her placements and choose other days
rotations-capacity-range = { $capacity } is no number of trainees that a department takes at once: give 0 to { $limit }
rotations-merger-same = An institution is not merged into itself: name another one
rotations-merger-booked = { $count ->
        [one] One stay has days
       *[other] { $count } stays have days
    } there on { $day } or later, the last one until { $last }: cancel or move them first, or choose a later day
rotations-merger-begins-later = An accreditation or a membership of it begins on { $begin }: choose a later day than that
rotations-capacity-past = { $day } is past: a capacity changes today ({ $today }) or later
rotations-capacity-below-booked = from { $begin } to { $end } { $booked } trainees are booked, more than { $capacity }: move them first, or say that they stay
rotations-swap-one-trainee = both stays are of one trainee: name stays of two trainees
rotations-swap-begun = the stay is { $status } and begins on { $begin }: only planned stays that have not begun are exchanged
rotations-swap-share = one stay takes { $first } % of full time and the other one { $second } %: only stays of the same share are exchanged
rotations-make-up-other = that stay serves another requirement or another training: name one that this stay completes
rotations-make-up-cancelled = that stay does not take place: name one that does
rotations-make-up-early = that stay lasts until { $end }: what it missed is made up for afterwards
rotations-department-full = department "{ $department }" is full from { $begin } to { $end } ({ $booked } of { $capacity }): choose other days, raise its capacity, or give a reason to ask for an override
rotations-not-planned = The placement is { $status }: only a planned or proposed one can be cancelled
rotations-not-draft = The placement is { $status }: only a draft can be approved
rotations-draft-override = A draft asks for no place yet: leave the reason out, or place her without a draft
rotations-transfer-same-base = The department is at the same base: choose one at another base
rotations-transfer-over = The stay ends on { $last }: choose that day or an earlier one
rotations-transfer-evidence = { $count } entries of { $day } or later wait or count: choose a later day, or take them back
rotations-exit-leave = Leave of { $days } days within the stay is approved: give at least as many days of absence
rotations-not-proposed = The placement is { $status }: only a proposed one can be granted by an override
rotations-override-same-person = You asked for this override yourself, and it takes a second person: leave it to somebody else who may grant it
rotations-override-own = Nobody grants an override for herself: leave it to somebody else who may grant it
rotations-evidence-exists = { $count ->
        [one] One entry of this placement waits for a review or is approved
       *[other] { $count } entries of this placement wait for a review or are approved
    }: have each of them rejected or withdrawn before you cancel it

rotations-hours-out-of-order = { $interval } ends before it begins, or at once: give an end after the start
rotations-hours-to-the-minute = { $instant } is not a whole minute: give start and end to the minute
rotations-hours-too-long = { $interval } is longer than { $limit } hours: enter what was worked without a break, and the rest as another entry
rotations-hours-in-future = { $interval } has not ended yet: enter hours after they were worked
rotations-hours-too-late = { $day } lies more than { $limit } days back: hours can no longer be entered for it
rotations-hours-outside = { $interval } is not within { $first } to { $last }, the days of the placement or supervision: correct the times, or choose the one in which you worked
rotations-hours-source-ended = The placement was cancelled or waits for an override, or the training is over: no hours can be entered here
rotations-hours-activity = "{ $activity }" cannot be entered here: enter "{ $accepted }"
rotations-hours-no-activity = No hours are entered for this supervision: choose a placement, or the supervision of a master
rotations-hours-kind-unknown = “{ $code }” is no kind of activity in the trainee’s plan: use one that the plan lists, or leave it out
rotations-hours-kind-of-another = “{ $kind }” is a kind of “{ $of }”, not of “{ $activity }”: correct one of the two
rotations-hours-overlap = { $interval } overlaps hours entered before ({ $held }): correct those, or enter other times
rotations-hours-overlap-meanwhile = Hours for this time were entered at the same moment: look at your entries before you enter more
rotations-hours-two-places = { $interval } overlaps a teaching session that you attended elsewhere ({ $attended }): nobody is at two places at once, enter other times
rotations-hours-unknown = What this names is not there, or not yours: send it with the id of one of your placements, supervisions or entries
rotations-hours-key-unknown = No entry came with the key "{ $key }" yet: send that one first or together with this one
rotations-hours-replaces-twice = Name the entry that this one corrects by its id or by its key, not by both
rotations-hours-file-text = The file "{ $file }" is not text in UTF-8: send JSON Lines, one entry a line
rotations-hours-file-lines = The file "{ $file }" holds { $lines } entries: send 1 to { $most } in one file
rotations-hours-line = This line cannot be read as an entry ({ $cause }): send it again as the description of HoursSyncItemInput has it
rotations-hours-line-field = "{ $field }" is no field of an entry: correct its name or leave it out
rotations-attendance-code = This is not the code that the department shows now: read it again and send it at once
rotations-attendance-open = You have been checked in since { $since }: check out first
rotations-attendance-outside = Today is not within { $first } to { $last }, the days of the placement: choose the one in which you work today
rotations-attendance-none = You are not checked in: check in first, or enter the hours by hand
rotations-attendance-lapsed = The check-in of { $since } was not ended within { $limit } hours and has lapsed: enter its hours by hand
rotations-attendance-short = Less than a whole minute lies between: check out later
rotations-sheet-number = Nobody is there in this week, or more than { $most }: choose another week, or name the placements
rotations-sheet-week = { $interval } does not begin in the week of { $monday }: correct the times, or name the week that stands on the sheet
rotations-calendar-feeds = One person subscribes to at most { $most } calendars at once: revoke one first
rotations-calendar-own = Rotations · { $person }
rotations-calendar-department = Rotations · { $department } ({ $institution })
rotations-calendar-stay = { $department } · { $institution }
rotations-calendar-supervised = { $person } · { $department }
rotations-calendar-nobody = Trainee · { $department }
rotations-calendar-here = { $person }
rotations-calendar-leave = Leave
rotations-calendar-cancelled = Cancelled: { $event }
rotations-calendar-of-stay = Placement
rotations-calendar-of-supervised = Supervision
rotations-calendar-gone = This calendar address is unknown or was revoked: subscribe again
rotations-calendar-fault = The calendar cannot be read at the moment: try again later
rotations-hours-sync-number = Send 1 to { $most } entries at once: cut them into several calls, or send a file
rotations-correction-elsewhere = The entry of { $day } belongs to something else: correct an entry of your own, of the same kind and of the same placement or supervision
rotations-correction-replaced = The entry of { $day } was corrected before: correct the newer one
rotations-correction-waits = A correction of the entry of { $day } waits for a review: wait until it is decided
rotations-correction-chained = The entry of { $day } is itself a correction of one that still stands: correct that one

rotations-case-disease = A disease's code has 1 to { $limit } letters, digits and the signs . - _ + *: write it as the curriculum does
rotations-case-record = The number of a patient's record has { $least } to { $limit } letters and digits: correct it
rotations-case-identity-number = This is a resident identity number, not the number of a record: write the record's number, of which a digest and the last four characters are kept
rotations-case-in-future = { $day } is still to come: log a case once it was seen
rotations-case-too-late = { $day } is more than { $limit } days ago: cases of that day can no longer be logged
rotations-case-outside = { $day } lies outside the placement, { $first } to { $last }: correct the day, or choose the placement of that day
rotations-case-source-ended = The placement was cancelled or waits for an override, or the training is over: no cases can be logged here

rotations-duty-time = { $minutes ->
        [0] { $hours } h
       *[other] { $hours } h { $minutes } min
    }
rotations-duty-average-hours = { $set }, { $clause }: { $measured } a week on average over { $days } days, between { $from } and { $until }; at most { $allowed } are allowed
rotations-duty-days-free = { $set }, { $clause }: { $measured } days of 24 hours free within { $days } days, between { $from } and { $until }; at least { $allowed } are asked for
rotations-duty-continuous = { $set }, { $clause }: { $measured } in a row, from { $from } to { $until }; at most { $allowed } are allowed
rotations-duty-rest-between = { $set }, { $clause }: { $measured } off between two periods of work, from { $from } to { $until }; at least { $allowed } are asked for
rotations-duty-rest-after = { $set }, { $clause }: { $measured } off after { $after } hours or more of work, from { $from } to { $until }; at least { $allowed } are asked for
rotations-duty-daily-rest = { $set }, { $clause }: { $measured } of rest in a row within 24 hours, between { $from } and { $until }; at least { $allowed } are asked for
rotations-duty-weekly-rest = { $set }, { $clause }: { $measured } of rest in a row, between { $from } and { $until }; at least { $allowed } are asked for
rotations-duty-call-frequency = { $set }, { $clause }: { $measured } nights on call within { $days } days, between { $from } and { $until }; at most { $allowed } are allowed
rotations-duty-file-counts = { $path } is empty: name at least one kind of duty, or leave the field out
rotations-duty-file-more = { $path } is { $value }, more than { $whole } ({ $most }): correct one of them
rotations-duty-file-weeks = { $path } is { $days }: give whole weeks, 7, 14, 21 or 28
rotations-duty-period-order = The period from { $from } to { $until } ends before it begins: correct a day
rotations-duty-period-long = The period from { $from } to { $until } is longer than { $limit } days: ask for a shorter one

rotations-exit-already-submitted = An exit of this placement waits for a review or is approved: nothing more is to be handed in
rotations-exit-not-planned = The placement is { $status }: an exit is handed in for a planned one
rotations-exit-not-over = The placement ends on { $end }: hand in its exit on that day or later
rotations-exit-not-supervisor = Only the placement's supervisor decides about its exit
rotations-exit-exam-missing = The exam at the end of the stay ({ $form }) is not passed: record it before the exit is signed
rotations-exit-returned-before = This exit was returned for mending once: sign it, or reject it with a reason

code-PlacementStatus-DRAFT = draft
code-PlacementStatus-PROPOSED = proposed
code-PlacementStatus-PLANNED = planned
code-PlacementStatus-ACTIVE = under way
code-PlacementStatus-COMPLETED = completed
code-PlacementStatus-REPEATED = to be repeated
code-PlacementStatus-CANCELLED = cancelled

code-Activity-DUTY = Duty
code-Activity-FOLLOWING_MASTER = Following a master
code-Activity-ON_CALL_IN_HOUSE = On call in house
code-Activity-ON_CALL_HOME = Standing by at home

code-Layer-DUTY = Duty
code-Layer-ALONGSIDE = Alongside duty
code-Layer-STAND_BY = Standing by

code-CaseErrorCode-INVALID = Invalid
code-CaseErrorCode-RECORD_INVALID = Invalid record number
code-CaseErrorCode-OUTSIDE_SOURCE = Outside the placement
code-CaseErrorCode-SOURCE_ENDED = Placement not in force, or training over
code-CaseErrorCode-IN_FUTURE = Not yet seen
code-CaseErrorCode-TOO_LATE = Too late
code-CaseErrorCode-NOT_CORRECTABLE = Cannot be corrected
code-CaseErrorCode-REASON_MISSING = Reason missing
code-CaseErrorCode-NOT_PENDING = Not awaiting review
code-CaseErrorCode-NOT_APPROVED = Not approved
code-CaseErrorCode-WINDOW_CLOSED = Review period over
code-CaseErrorCode-CONFLICT = Changed meanwhile

code-ReviewDecision-APPROVED = Approve
code-ReviewDecision-RETURNED = Return
code-ReviewDecision-REJECTED = Reject

code-CapacityErrorCode-INVALID = Number is invalid
code-CapacityErrorCode-IN_PAST = Day is past
code-CapacityErrorCode-BELOW_BOOKED = More are booked
code-CapacityErrorCode-REASON_INVALID = Reason missing or too long
code-PlacementErrorCode-SWAP_UNSUITABLE = Stays cannot be exchanged
code-PlacementErrorCode-MAKE_UP_UNSUITABLE = Cannot make up for that stay
code-PlacementErrorCode-INVALID_DATES = Dates are invalid
code-PlacementErrorCode-OUTSIDE_TRAINING = Outside the training
code-PlacementErrorCode-REQUIREMENT_MISMATCH = Does not serve the requirement
code-PlacementErrorCode-NOT_ACCREDITED = Base not accredited
code-PlacementErrorCode-SPECIALTY_NOT_ACCREDITED = Specialty not accredited
code-PlacementErrorCode-INSTITUTION_MERGED = Institution merged
code-PlacementErrorCode-SUPERVISOR_UNSUITABLE = Supervisor unsuitable
code-PlacementErrorCode-PART_TIME_INVALID = Part-time share invalid
code-PlacementErrorCode-OVERLAP = Overlaps another placement
code-PlacementErrorCode-DEPARTMENT_FULL = Department full
code-PlacementErrorCode-SUPERVISOR_FULL = Supervisor has no place left
code-PlacementErrorCode-REASON_INVALID = Reason missing or too long
code-PlacementErrorCode-NOT_PLANNED = No longer planned
code-PlacementErrorCode-NOT_DRAFT = Not a draft
code-PlacementErrorCode-TRANSFER_UNSUITABLE = Cannot be moved there
code-PlacementErrorCode-NOT_PROPOSED = Not proposed
code-PlacementErrorCode-SECOND_PERSON_NEEDED = A second person is needed
code-PlacementErrorCode-EVIDENCE_EXISTS = Evidence hangs on it
code-PlacementErrorCode-CONFLICT = Changed in the meantime

code-HoursErrorCode-INVALID_INTERVAL = Start and end are invalid
code-HoursErrorCode-TOO_LONG = Too long
code-HoursErrorCode-IN_FUTURE = Not over yet
code-HoursErrorCode-TOO_LATE = Too far back
code-HoursErrorCode-OUTSIDE_SOURCE = Outside the placement or supervision
code-HoursErrorCode-SOURCE_ENDED = Placement cancelled or training over
code-HoursErrorCode-ACTIVITY_MISMATCH = Activity does not belong here
code-HoursErrorCode-OVERLAP = Overlaps other hours
code-HoursErrorCode-TWO_PLACES = At another place at that time
code-HoursErrorCode-INVALID = Too long a text
code-HoursErrorCode-NOT_CORRECTABLE = Cannot be corrected
code-HoursErrorCode-REASON_MISSING = Reason missing
code-HoursErrorCode-NOT_PENDING = Does not wait for a review
code-HoursErrorCode-NOT_APPROVED = Not approved
code-HoursErrorCode-WINDOW_CLOSED = Time for reviewing is over
code-HoursErrorCode-CONFLICT = Changed in the meantime
code-HoursErrorCode-CODE_INVALID = Not the code that the place shows
code-HoursErrorCode-CHECKED_IN = Checked in already
code-HoursErrorCode-NOT_CHECKED_IN = Not checked in
code-HoursErrorCode-LAPSED = Check-in lapsed
code-CheckInStatus-OPEN = Goes on
code-CheckInStatus-ENDED = Ended
code-CheckInStatus-LAPSED = Lapsed
code-HoursErrorCode-UNKNOWN = Not there, or not hers
code-HoursErrorCode-HAS_IDENTIFIER = Holds a personal number
code-HoursErrorCode-KEY_TAKEN = Key came with another input
code-SyncOutcome-SUBMITTED = Submitted
code-SyncOutcome-REPEATED = There already
code-SyncOutcome-REFUSED = Refused

code-PlacementExitErrorCode-NOT_OVER = Placement not over
code-PlacementExitErrorCode-NOT_PLANNED = No longer planned
code-PlacementExitErrorCode-ALREADY_SUBMITTED = Exit handed in already
code-PlacementExitErrorCode-ABSENCE_INVALID = Days absent are invalid
code-PlacementExitErrorCode-SUMMARY_INVALID = Summary missing or too long
code-PlacementExitErrorCode-REASON_MISSING = Reason missing
code-PlacementExitErrorCode-NOT_PENDING = Does not wait for a review
code-PlacementExitErrorCode-NOT_APPROVED = Not approved
code-PlacementExitErrorCode-WINDOW_CLOSED = Time for reviewing is over
code-PlacementExitErrorCode-COMMENT_INVALID = Comment missing or too long
code-PlacementExitErrorCode-EXAM_MISSING = Exam not passed
code-PlacementExitErrorCode-RETURNED_BEFORE = Returned before
code-PlacementExitErrorCode-CONFLICT = Changed in the meantime

code-DutyRuleKind-AVERAGE_HOURS = Average weekly hours
code-DutyRuleKind-DAYS_FREE = Days free
code-DutyRuleKind-CONTINUOUS = Hours in a row
code-DutyRuleKind-REST_BETWEEN = Rest between periods of work
code-DutyRuleKind-REST_AFTER = Rest after long work
code-DutyRuleKind-DAILY_REST = Daily rest
code-DutyRuleKind-WEEKLY_REST = Weekly rest
code-DutyRuleKind-CALL_FREQUENCY = Frequency of call

code-DutySeverity-BREACH = Breach
code-DutySeverity-NOTICE = Notice

code-DutyKind-WORK = Work
code-DutyKind-IN_HOUSE_CALL = Call in house
code-DutyKind-HOME_CALL_WORKED = Work while standing by at home
code-DutyKind-HOME_CALL_STANDBY = Standing by at home
code-DutyKind-MOONLIGHTING = Moonlighting

code-DutyUnit-MINUTES_A_WEEK = Minutes a week
code-DutyUnit-MINUTES = Minutes
code-DutyUnit-DAYS = Days
code-DutyUnit-NIGHTS = Nights


## Why institutions are not merged

code-MergerErrorCode-INVALID = invalid
code-MergerErrorCode-MERGED = merged already
code-MergerErrorCode-BOOKED = booked
code-MergerErrorCode-BEGINS_LATER = something begins later


## Why calendars are not subscribed to

code-CalendarFeedErrorCode-TOO_MANY = Too many calendar feeds
