### What the room “timetables” says to people.

timetables-time = It ends after it begins, at most { $hours } hours later: correct it
timetables-first-far = The first time is more than { $days } days from now: give a nearer one
timetables-duties = At most { $most } duties of one person are recorded: end those that are no more
timetables-rule = “{ $rule }” is no rule that can be followed: write one of RFC 5545 by days, weeks, months or years, as in FREQ=WEEKLY;BYDAY=TU
timetables-except-days = At most { $most } days can be taken out: take out fewer
timetables-duty-except-days = No days are taken out of a duty: leave them out
timetables-last-day = The last day is the day before the first time ({ $first }) or later, and not after the last day that was set: correct it
timetables-not-there = She neither teaches nor works at this institution on { $day }: correct the institution or the time
timetables-year = The year { $year } cannot be set: give one from 2000 to 2100
timetables-calendar-length = A year has 1 to { $most } such days: correct the list
timetables-other-year = { $day } is not in { $year }: correct the day or the year
timetables-day-twice = { $day } is given twice: leave one out
timetables-stands-for = { $day } is no public holiday among these, or another day stands for it: correct it
timetables-file-until = the last day is before the first one, or it is longer than { $days } days
code-DayKind-HOLIDAY = Public holiday
code-DayKind-WORKDAY = Working day in lieu
code-HolidayPractice-LEAVE_OUT = Left out on holidays
code-HolidayPractice-MAKE_UP = Made up on the working day in lieu
code-HolidayPractice-KEEP = Held on holidays as well
code-LeftOut-EXCEPTED = Taken out
code-LeftOut-HOLIDAY = Public holiday
code-LeftOut-NOT_AGREED = Outside the agreement
code-TimetableErrorCode-INVALID = Not valid
code-TimetableErrorCode-RULE_INVALID = Not a usable rule
code-TimetableErrorCode-NOT_TEACHING = Does not teach there
code-TimetableErrorCode-HAS_IDENTIFIER = Holds an identity or mobile number
code-TimetableErrorCode-TOO_MANY = Too many duties
