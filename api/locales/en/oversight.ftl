### What the room "oversight" says to people.

oversight-seed = the seed is empty or longer than { $limit } characters: give a text that the auditor chose
oversight-sample-size = { $count } records cannot be drawn at once: ask for 1 to { $limit }
oversight-period = nothing lies between { $since } and { $until }: give an end that is later than the beginning
oversight-too-many = more than { $limit } records were made in this period: choose a shorter one
oversight-overview-days = { $first } to { $last } is in the wrong order, or longer than { $most } days: correct the days
code-SignOffSignal-UNOPENED = approved unopened
code-SignOffSignal-HASTY = approved in haste
code-SignOffSignal-SOLE_APPROVER = one approver for nearly everything
oversight-capacity-days = from { $begin } to { $end } is no time that one answer covers: give 1 to { $limit } days
code-CalendarStep-WEEK = Weeks
code-CalendarStep-MONTH = Months
code-CalendarStep-QUARTER = Quarters
code-CalendarStep-YEAR = Years
code-CapacityGrouping-DEPARTMENT = By department
code-CapacityGrouping-TRAINING_BASE = By training base
code-CapacityGrouping-BASE_KIND = By kind of base
code-CapacityGrouping-CONSORTIUM = By consortium

## How bases stand to the norms

code-BaseMeasure-TRAINEES_PER_SUPERVISOR = trainees by supervisor, the most
code-BaseMeasure-QUALIFIED_SUPERVISORS = qualified supervisors
code-BaseMeasure-SUPERVISORS_QUALIFIED = supervisors with a valid qualification
code-BaseMeasure-VISITS = days with a visit
code-BaseMeasure-MONTHS_WITHOUT_VISIT = months without a visit
code-BaseMeasure-SESSION_GAP = days from one session to the next, the most
code-BaseMeasure-BEDS_PER_TRAINEE = beds managed by each trainee
code-BaseMeasure-CONSULTATIONS_A_DAY = cases in charge by day
code-BaseMeasure-LOG_COMPLETION = days written down
code-BaseMeasure-DECLARED = declared by the base
code-BaseMeasureUnit-TRAINEES = trainees
code-BaseMeasureUnit-PEOPLE = people
code-BaseMeasureUnit-PERCENT = per cent
code-BaseMeasureUnit-DAYS = days
code-BaseMeasureUnit-MONTHS = months
code-BaseMeasureUnit-BEDS = beds
code-BaseMeasureUnit-CASES = cases
code-BaseFigureKind-BEDS = beds that trainees manage
code-BaseFigureKind-CATCHMENT_POPULATION = people served
code-BaseFigureKind-EXAM_QUESTION_REUSE = exam questions used again within a year
code-BaseNormStatus-MET = met
code-BaseNormStatus-NOT_MET = not met
code-BaseNormStatus-UNKNOWN = not declared
code-BaseNormStatus-NOT_ASKED = not asked yet
code-BaseNormStatus-WITHHELD = withheld
code-BaseRecordErrorCode-INVALID = a value is missing or makes no sense
code-BaseRecordErrorCode-INVALID_DATE = the day cannot be
code-BaseRecordErrorCode-OWN_BASE = a base of one's own
code-BaseRecordErrorCode-UNKNOWN_NORM = no such norm
oversight-norm-low = { $unit }: { $figure }, at least { $bound } asked for, { $gap } missing
oversight-norm-high = { $unit }: { $figure }, at most { $bound } asked for, { $gap } too many
oversight-norm-undeclared = nobody has declared this figure of the base: { $kind }
oversight-norm-nobody = no trainee stays or stayed there in this time
oversight-norm-not-accredited = the base is not accredited on this day
oversight-norm-withheld = the figure tells of fewer than { $limit } people: ask somebody with a role at the base
oversight-norm-young = the base is accredited since { $day }, for less than the time that the norm looks back to
oversight-norm-supervisors-full = { $count } { $count ->
        [one] supervisor has
       *[other] supervisors have
    } more than { $most } trainees
oversight-norm-unqualified = { $count } of { $all } supervisors have no valid qualification
oversight-norm-unvisited = nobody came in { $count } { $count ->
        [one] month: it is
       *[other] months: the latest of them is
    } { $begin } to { $end }
oversight-norm-gap = from { $begin } to { $end } no such session was held, on { $days } days on which trainees were there
oversight-norm-file-twice = { $path } has the code { $code }, which another norm has: give each its own
oversight-norm-file-bounds = { $path } is { $most } and lies below at_least, { $least }: give bounds that something can be within
oversight-norm-file-bound = { $path } is missing, and at_most as well: give one of them
oversight-own-norms = { $institution } answers for one of these bases: name another institution whose norms judge it, or none
oversight-bases = ask about 1 to { $limit } bases at once
oversight-base-day = the day must lie between { $first }, when the base was accredited, and { $last }, today or the accreditation's last day
oversight-base-value = this figure ({ $kind }) is a whole number from 0 to { $limit }
oversight-visit-score = a score is a whole number from 0 to { $limit }
oversight-visit-norm = the norms of this institution had no { $norm } on that day: take a code of `baseNormSets` or `baseNormSetPresets`
oversight-visit-twice = two remarks are about { $norm }: make one of them
oversight-visit-empty = the remark on { $norm } has neither a score nor a note: give one
oversight-visit-own = experts do not visit a base on behalf of its own institution: name the one that sent them

## Reporting rounds

code-ReportingRoundStatus-OPEN = open
code-ReportingRoundStatus-CLOSED = closed
code-ReportingStatus-SUBMITTED = submitted
code-ReportingStatus-RETURNED = returned
code-ReportingStatus-ACCEPTED = accepted
code-ReportingDecision-ACCEPTED = accepted
code-ReportingDecision-RETURNED = returned
code-ReportingErrorCode-INVALID = invalid
code-ReportingErrorCode-INVALID_DATE = days out of order
code-ReportingErrorCode-UNKNOWN_INDICATOR = no such indicator
code-ReportingErrorCode-REPEATED_INDICATOR = indicator named twice
code-ReportingErrorCode-MISSING_FIGURE = figure missing
code-ReportingErrorCode-OUT_OF_RANGE = figure out of range
code-ReportingErrorCode-SCAN_MISSING = scan missing
code-ReportingErrorCode-NOT_MEMBER = no member
code-ReportingErrorCode-PERIOD_RUNNING = period not over
code-ReportingErrorCode-ROUND_CLOSED = round closed
code-ReportingErrorCode-ROUND_OPEN = round open
code-ReportingErrorCode-SUBMITTED = submitted already
code-ReportingErrorCode-DECIDED = decided already
code-ReportingErrorCode-UNDECIDED = not decided yet
code-ReportingErrorCode-OTHER_READING = another round says otherwise
oversight-reporting-due = The due day { $due } is before the period's last day { $end }: choose a later due day
oversight-reporting-indicators = Ask for 1 to { $limit } indicators
oversight-reporting-unknown = The consortium has no such indicator: take one of its indicators, or add it first
oversight-reporting-twice = This indicator is named twice: name it once
oversight-reporting-not-asked = The round does not ask for this indicator: leave it out
oversight-reporting-given-twice = { $indicator } is given twice: give one figure
oversight-reporting-range = { $indicator }: { $value } is not a whole number from 0 to { $limit }
oversight-reporting-missing = { $indicator } is missing: give every figure that the round asks for
oversight-reporting-scan = The stamped scan is missing: upload a picture or a PDF of it and name the upload
oversight-reporting-member = The institution is no member of the consortium from { $start } to { $end }: choose a member
oversight-reporting-running = The period ends on { $end }: submit its figures from that day on
oversight-reporting-submitted = Its figures are { $status } already: they are given anew only once the core unit returns them
oversight-reporting-other = { $indicator } stands at { $value } for these days by another round: give the same figure, or have it corrected there
oversight-reporting-closed = The round is closed and its figures are frozen: ask the core unit to open it anew
oversight-reporting-open = The round is open: nothing has to be opened anew
oversight-reporting-decided = It is { $status } already: what was accepted is returned only once the round was closed and opened anew
oversight-reporting-undecided = { $count } { $count ->
        [one] member waits
       *[other] members wait
    } for a decision: accept or return their figures first
oversight-reporting-sheet = Figures
oversight-reporting-institution = Institution
oversight-reporting-status = Status
oversight-reporting-nothing = nothing submitted
oversight-reporting-yuan = yuan
oversight-reporting-column = { $indicator } ({ $unit })
oversight-reporting-column-before = { $indicator } ({ $unit }), a year before
oversight-coverage-specialty = “{ $code }” is no known specialty: use the code of one
oversight-pairing-specialty = She is appointed in { $specialty }
oversight-pairing-region = Both institutions lie in { $division } ({ $level })
oversight-pairing-far = The two institutions lie in different provinces
oversight-pairing-taught = She led { $sessions } confirmed sessions there in the last year
oversight-pairing-new = She has led no confirmed session there in the last year
oversight-pairing-agreed = Her institution has an agreement with it until { $last }
oversight-pairing-places = { $free } of her { $most } places are free
code-PairingReasonKind-SPECIALTY = Specialty
code-PairingReasonKind-REGION = Region
code-PairingReasonKind-TAUGHT = Has taught there
code-PairingReasonKind-AGREEMENT = Agreement
code-PairingReasonKind-PLACES = Free places
