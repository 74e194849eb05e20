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
