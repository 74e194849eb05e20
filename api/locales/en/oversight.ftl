### What the room "oversight" says to people.

oversight-seed = the seed is empty or longer than { $limit } characters: give a text that the auditor chose
oversight-sample-size = { $count } records cannot be drawn at once: ask for 1 to { $limit }
oversight-period = nothing lies between { $since } and { $until }: give an end that is later than the beginning
oversight-too-many = more than { $limit } records were made in this period: choose a shorter one
code-SignOffSignal-UNOPENED = approved unopened
code-SignOffSignal-HASTY = approved in haste
code-SignOffSignal-SOLE_APPROVER = one approver for nearly everything
