# What is said about how far somebody is, and why.

progress-different-assessors = at least { $least } different assessors: { $assessors }
progress-class-minimum = at least { $least } credits of class { $class } in { $year }: { $have }
progress-option = { $option } { $quantity } of { $each } days
progress-choose = { $choose } of the options in full: { $complete } ({ $options })
progress-short-of-target = { $requirement }: { $credited } of { $target } { $unit } credited, { $missing } missing
progress-condition-open = { $requirement }: { $condition }
progress-enrolment-not-active = the enrolment is { $status }: only an active one can be completed
progress-awaits-review = awaits review
progress-rejected = rejected: { $reason }
progress-returned = returned for mending: { $reason }
progress-withdrawn = approval taken back: { $reason }
progress-replaced = a correction took its place
progress-absence = { $days } days of absence taken off
progress-not-asked-for = approved, but this requirement's rule counts nothing more of it (limit of the day, or less than a whole half-day)
progress-day-full = approved, but { $most } are counted of that day already, which is the most
progress-miss-too-early = it is older than the training, which began on { $since }
progress-miss-base-kind = this requirement asks for a { $asked }
progress-miss-level = level { $level } was shown, and this requirement asks for { $least } at least
progress-miss-not-passed = it was not passed
progress-miss-too-short = it has { $characters } characters, and this requirement asks for { $least } at least

code-ProgressStatus-NOT_STARTED = not started
code-ProgressStatus-IN_PROGRESS = in progress
code-ProgressStatus-MET = met
code-Pace-DONE = done
code-Pace-ON_TRACK = on track
code-Pace-BEHIND = behind
progress-risk = { $requirement }: { $have } { $unit } by now, the calendar asks for { $expected }
progress-cohort-nobody = there is nobody to write out: choose another version or year
progress-cohort-name = Name
progress-cohort-year = Year of recruitment
progress-cohort-ends = Ends
progress-cohort-pace = Pace
progress-cohort-risks = Behind with
progress-cohort-requirement = { $requirement } ({ $target } { $unit })
code-CohortErrorCode-NOBODY = Nobody to write out
