### What the room "assessments" says to people.

## Files of forms, records and notes

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
assessments-form-multisource = "{ $form }" is answered by several people: ask each of them
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
