### What the room "examinations" says to people.

## Announcing and cancelling

examinations-name = give a name of 1 to { $limit } characters; the English one may be left out
examinations-held-on = { $day } is over or is today: give a later day for the examination
examinations-window = registration begins on { $from }, after its last day { $until }: correct one of the two
examinations-window-late = registration lasts until { $until }, which is not before the examination on { $day }: let it end earlier
examinations-window-over = registration lasted until { $until }, which is over: let it end later
examinations-parts = name at least one part, THEORY or SKILL
examinations-part-twice = this part is named twice: keep one of them
examinations-most = the most points are { $value }: give a whole number from 1 to { $limit }
examinations-pass = the points that pass are { $value }: give a whole number from 1 to { $limit }, the most points of the part
examinations-most-attempts = { $value } attempts cannot be: give a whole number from 1 to { $limit }
examinations-programme-elsewhere = the organiser neither answers for this programme nor is a health authority: let its own school organise the examination
examinations-cancelled = the examination was cancelled: look for another one
examinations-held = the examination was on { $day }, or scores of it were imported: nothing can be changed about it any more
examinations-reason-missing = say why, in one sentence for the trainees

## Registering and reviewing

examinations-register-early = registration begins on { $from }: come back then
examinations-register-late = registration ended on { $until }: ask for the next examination
examinations-other-programme = the examination ends another programme than this enrolment: name the enrolment in that programme, or another examination
examinations-already-registered = this enrolment is registered for the examination already: look at that registration
examinations-already-passed = an examination of this programme was passed already: there is nothing to sit again
examinations-attempts-used-up = this enrolment sat the examination { $limit } times, which is the most: ask the school what follows
examinations-not-withdrawable = the registration is "{ $status }", and the examination is on { $day }: only one that stands can be withdrawn, before that day
examinations-not-awaiting = the registration awaits no review, it is "{ $status }": look at it again
examinations-ticket-not-now = a ticket is given when the organiser approves: leave it out
examinations-ticket-length = a ticket has 1 to { $limit } characters: shorten it, or leave it out to have the next number
examinations-ticket-taken = the ticket { $ticket } belongs to another registration: give another one, or leave it out
examinations-merge-both = both records are registered for one exit examination: withdraw one of the two registrations first

## Scores

examinations-score-early = the examination is on { $day }: import the scores when it was held
examinations-no-rows = { $file } has no rows beneath its header: check the file
examinations-many-rows = the file has { $rows } rows, more than { $limit }: divide it
examinations-column-missing = there is no column "{ $column }": add it, or head it with that name
examinations-column-twice = the columns "{ $first }" and "{ $second }" both name "{ $column }": keep one of them
examinations-rows-refused = { $rows } rows cannot be taken, so that nothing was: correct what the report lists, then send the file again
examinations-correction-reason = { $count } scores would correct others that were imported before: say why
examinations-ticket-empty = the ticket is missing: fill it in
examinations-ticket-unknown = nobody was given the ticket { $ticket } for this examination: correct it
examinations-ticket-twice = the ticket { $ticket } stands in row { $line } as well: keep one of the two
examinations-ticket-void = the registration with the ticket { $ticket } is "{ $status }": remove the row
examinations-own-score = the ticket { $ticket } is your own, or that of whom you act for: let somebody else import this score
examinations-absent = "{ $value }" does not say whether somebody was absent: write yes, or leave it empty
examinations-absent-points = somebody who was absent has no points: empty one of the two cells
examinations-points = { $part } takes a whole number from 0 to { $limit }: correct the points

## What codes are called

code-ExamPart-THEORY = theory
code-ExamPart-SKILL = skills
code-ExamRegistrationStatus-AWAITS_BASE = awaits the base
code-ExamRegistrationStatus-AWAITS_ORGANISER = awaits the organiser
code-ExamRegistrationStatus-ADMITTED = admitted
code-ExamRegistrationStatus-RETURNED = returned
code-ExamRegistrationStatus-REJECTED = rejected
code-ExamRegistrationStatus-WITHDRAWN = withdrawn
code-ExamReviewStep-BASE = base
code-ExamReviewStep-ORGANISER = organiser
code-ExamScoreColumn-TICKET = ticket
code-ExamScoreColumn-THEORY = theory
code-ExamScoreColumn-SKILL = skills
code-ExamScoreColumn-ABSENT = absent
code-ExaminationErrorCode-INVALID = invalid
code-ExaminationErrorCode-PROGRAMME_ELSEWHERE = programme of another school
code-ExaminationErrorCode-REASON_MISSING = reason missing
code-ExaminationErrorCode-CANCELLED = cancelled
code-ExaminationErrorCode-HELD = held already
code-ExaminationErrorCode-REGISTRATION_CLOSED = registration closed
code-ExaminationErrorCode-OTHER_PROGRAMME = another programme
code-ExaminationErrorCode-NOT_ELIGIBLE = not eligible
code-ExaminationErrorCode-ATTEMPTS_USED_UP = attempts used up
code-ExaminationErrorCode-ALREADY_REGISTERED = registered already
code-ExaminationErrorCode-ALREADY_PASSED = passed already
code-ExaminationErrorCode-NOT_WITHDRAWABLE = cannot be withdrawn
code-ExaminationErrorCode-NOT_AWAITING = awaits no review
code-ExaminationErrorCode-TICKET_TAKEN = ticket taken
code-ExaminationErrorCode-CONFLICT = changed meanwhile
code-ExaminationErrorCode-TOO_EARLY = too early
code-ExaminationErrorCode-UNREADABLE = unreadable
code-ExaminationErrorCode-COLUMN_MISSING = column missing
code-ExaminationErrorCode-COLUMN_TWICE = column named twice
code-ExaminationErrorCode-ROWS_REFUSED = rows refused
