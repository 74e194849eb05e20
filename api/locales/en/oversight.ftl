### What the room "oversight" says to people.

oversight-seed = the seed is empty or longer than { $limit } characters: give a text that the auditor chose
oversight-sample-size = { $count } records cannot be drawn at once: ask for 1 to { $limit }
oversight-period = nothing lies between { $since } and { $until }: give an end that is later than the beginning
oversight-too-many = more than { $limit } records were made in this period: choose a shorter one
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
