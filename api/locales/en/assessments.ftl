### What the room "assessments" says to people.

## Files of forms, records and notes

assessments-placement-elsewhere = the trainee was not in that stay on { $day }: name one of her stays of that day
assessments-form-checklist = a skill checklist has at least one STEP and exactly one LEVEL: correct { $path }
assessments-form-levels = a form has at most one LEVEL: correct { $path }
assessments-form-exam = an examination has at least one item of POINTS: correct { $path }
assessments-form-range = { $path } is { $most }, which is not more than the least, { $least }: give a larger number
assessments-form-anchors = { $path } is { $value }, which is not more than the level before: give each level a larger value than the last
assessments-form-pass-item = { $path } names "{ $item }", which is no item of the kind "{ $kind }": correct it
assessments-form-pass-nothing = the rule at { $path } is about items of the kind "{ $kind }", of which there are none: remove it or add some
assessments-form-imported-meanwhile = somebody imported a form of the same code meanwhile: look at it, then try again
assessments-form-retired = "{ $form }", version { $number }, is retired: use the version in use
assessments-form-elsewhere = "{ $form }" is no form of a school where the trainee is in training: use one of that school
assessments-form-multisource = "{ $form }" is answered by several people: open a round and invite them to it
assessments-not-in-training = the trainee was in no training that is active on { $day }: check the day and the trainee
assessments-in-future = { $day } has not come yet: give the day on which you watched
assessments-too-late = { $day } is longer ago than the { $limit } days within which it may be assessed: assess the next occasion in time
assessments-not-correctable = the assessment of { $day } cannot be corrected by this one: correct one on the same form that still counts
assessments-item-unknown = the form has no item "{ $item }": use the items of the form
assessments-item-twice = "{ $item }" is answered twice: keep one of them
assessments-items-open = these items are not answered: { $items }
assessments-mark = "{ $item }" has no such answer: give one of { $choices }
assessments-number = "{ $item }" is { $value }: give a whole number from { $least } to { $most }
assessments-only-number = "{ $item }" takes a whole number from { $least } to { $most }
assessments-no-number = "{ $item }" takes no number: give a text or the code of a choice
assessments-text-empty = "{ $item }" is empty: write something, or leave the item out
assessments-text-too-long = the text of "{ $item }" is too long: keep it to { $limit } characters
assessments-note = write a note of 1 to { $limit } characters

## Links that work once

assessments-form-exam-link = "{ $form }" is an examination: let an examiner with an account record it
assessments-not-supervised = nobody supervised or mentored the trainee on { $day }, who could review the answer: name a supervisor for that day first
assessments-links-a-day = { $limit } links were made within a day, which is the most: try again tomorrow
assessments-assessor-name = write a name of 1 to { $limit } characters, on one line
assessments-link-not-open = the request cannot be taken back, its status is "{ $status }": look at it again
assessments-link-invalid = this link does not work: it was used or taken back, or is too old; ask the trainee for another one
assessments-link-form-retired = "{ $form }" was retired meanwhile: ask the trainee for a link on the form in use
assessments-own-link = this link asks about yourself: hand it to whoever is to assess you
assessments-not-watched = confirm that you watched it yourself; if you did not, leave the form unanswered
assessments-not-returned = nobody could mend an answer that was given by a link: approve it, or reject it

## What codes are called

code-FormKind-SKILL_CHECKLIST = skill checklist
code-FormKind-WORKPLACE = workplace assessment
code-FormKind-MULTISOURCE = multisource feedback
code-FormKind-EXAM = examination
code-ItemKind-STEP = step
code-ItemKind-RATING = rating
code-ItemKind-POINTS = points
code-ItemKind-CHOICE = choice
code-ItemKind-TEXT = text
code-ItemKind-LEVEL = level of entrustment
code-StepMark-DONE = done
code-StepMark-DONE_WITH_HELP = done with help
code-StepMark-NOT_DONE = not done
code-StepMark-NOT_APPLICABLE = not applicable
code-PassRuleKind-STEPS_DONE = steps done
code-PassRuleKind-MEAN_RATING = mean rating
code-PassRuleKind-EACH_RATING = each rating
code-PassRuleKind-POINTS = points
code-AssessmentErrorCode-INVALID = Invalid
code-AssessmentErrorCode-UNKNOWN_PRESET = Unknown preset
code-AssessmentErrorCode-FORM_RETIRED = Form retired
code-AssessmentErrorCode-FORM_ELSEWHERE = Form of another school
code-AssessmentErrorCode-FORM_MULTISOURCE = Multisource forms are asked for one by one
code-AssessmentErrorCode-NOT_IN_TRAINING = Not in training
code-AssessmentErrorCode-IN_FUTURE = In the future
code-AssessmentErrorCode-TOO_LATE = Too late
code-AssessmentErrorCode-NOT_CORRECTABLE = Not correctable
code-AssessmentErrorCode-REASON_MISSING = Reason missing
code-AssessmentErrorCode-NOT_PENDING = Not pending
code-AssessmentErrorCode-NOT_APPROVED = Not approved
code-AssessmentErrorCode-WINDOW_CLOSED = Window closed
code-AssessmentErrorCode-CONFLICT = Conflict
code-AssessmentErrorCode-FORM_EXAM = Examinations are not taken by a link
code-AssessmentErrorCode-NOT_SUPERVISED = Nobody supervised on that day
code-AssessmentErrorCode-LINK_INVALID = Link invalid
code-AssessmentErrorCode-OWN_LINK = Own link
code-AssessmentErrorCode-NOT_OPEN = Not open
code-AssessmentErrorCode-TOO_MANY_LINKS = Too many links
code-AssessmentRequestStatus-OPEN = open
code-AssessmentRequestStatus-USED = answered
code-AssessmentRequestStatus-REVOKED = taken back
code-AssessmentRequestStatus-EXPIRED = expired

## Rounds of several people's answers

assessments-form-single = "{ $form }" is answered by one person: ask for it by a single link, or record it
assessments-round-closing = the last day lies between { $today } and { $latest }: choose one of these days
assessments-round-over = nobody can answer any more, the last day was { $day }: open another round
assessments-round-closed = the round is closed already: look at what came of it
assessments-round-few = { $count } answered, and the form asks for { $least }: wait for more answers, or invite more people
assessments-round-by-mail = give an e-mail address: a link to a round goes from the system to whoever answers, and not through you; who has none is invited by your supervisor
assessments-round-own-address = this is the trainee's own address: give the address of whoever is to answer
assessments-round-invited = { $address } was invited to this round already: each person answers once
code-AssessmentErrorCode-FORM_SINGLE = Answered by one person
code-AssessmentErrorCode-ROUND_CLOSED = Round closed
code-AssessmentErrorCode-FEW_ANSWERS = Too few answers
code-RespondentRole-NURSE = nurse
code-RespondentRole-PATIENT = patient
code-RespondentRole-RELATIVE = relative or carer
code-RespondentRole-PEER = fellow trainee
code-RespondentRole-TEACHER = senior physician or teacher
code-RespondentRole-ALLIED_HEALTH = pharmacist, technician or therapist
code-RespondentRole-MANAGER = administrative staff
