### What the room “dispatches” says to people.

dispatches-term = It ends on or after its first day, and lasts less than { $days } days: correct it
dispatches-slots = A timetable has 1 to { $most } lines: correct it
dispatches-sessions = At most { $most } sessions are planned at once: shorten the term, or send fewer
dispatches-nothing-due = Nothing falls due within the term and the agreement: correct the rule, the days or the agreement
dispatches-ended = This dispatch ended on { $day }: nothing more can be done about it
dispatches-last-day = The last day lies from the day before { $first } up to the day before { $last }: correct it
dispatches-calendar-changed = Public holidays changed
