"""Reads a calendar in the iCalendar format with the package icalendar, and says in JSON what it holds.

    python read_calendar.py calendar.ics

What the package could not read stands under `errors`, which a sound calendar leaves empty.
"""

import datetime
import json
import sys
from pathlib import Path

from icalendar import Calendar


def plain(value):
    """A property's value as JSON can hold it."""
    if value is None:
        return None
    if hasattr(value, "cats"):
        return [str(word) for word in value.cats]
    value = getattr(value, "dt", getattr(value, "td", value))
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return int(value.total_seconds())
    if isinstance(value, int):
        return int(value)
    return str(value)


def told(component):
    """Every property of a component, by its name."""
    return {name: plain(value) for name, value in component.items()}


def main(path):
    calendar = Calendar.from_ical(Path(path).read_bytes())
    components = list(calendar.walk())
    json.dump(
        {
            "calendar": told(calendar),
            "events": [told(event) for event in calendar.walk("VEVENT")],
            "others": [one.name for one in components if one.name not in ("VCALENDAR", "VEVENT")],
            "errors": [str(error) for one in components for error in one.errors],
        },
        sys.stdout,
    )


main(sys.argv[1])
