"""Prints the events of a calendar as each of four libraries reads them: python read_calendar.py FILE."""

import sys
import zoneinfo
from datetime import date, datetime, timezone

# Some libraries prefer the zones of the machine to those of the calendar: let these be of the edition that wrote it.
zoneinfo.reset_tzpath(to=[])

import icalendar
import ics
import recurring_ical_events
import vobject


def when(value):
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return f"floating {value}"
        return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()


def line(start, end, summary, uid):
    return f"{when(start)} {when(end)} {summary} [{uid}]"


def with_icalendar(text):
    for event in icalendar.Calendar.from_ical(text).walk("VEVENT"):
        yield line(event["DTSTART"].dt, event["DTEND"].dt, str(event["SUMMARY"]), event["UID"])


def with_recurring(text):
    calendar = icalendar.Calendar.from_ical(text)
    for event in recurring_ical_events.of(calendar).between(date(2000, 1, 1), date(2100, 1, 1)):
        yield line(event["DTSTART"].dt, event["DTEND"].dt, str(event["SUMMARY"]), event["UID"])


def with_ics(text):
    for event in ics.Calendar(text).events:
        if event.all_day:
            yield line(event.begin.date(), event.end.date(), event.name, event.uid)
        else:
            yield line(event.begin.datetime, event.end.datetime, event.name, event.uid)


def with_vobject(text):
    for event in vobject.readOne(text).vevent_list:
        yield line(event.dtstart.value, event.dtend.value, event.summary.value, event.uid.value)


text = open(sys.argv[1], encoding="utf-8", newline="").read()
for name, read in [
    ("icalendar", with_icalendar),
    ("recurring-ical-events", with_recurring),
    ("ics", with_ics),
    ("vobject", with_vobject),
]:
    for one in sorted(read(text)):
        print(f"{name}: {one}")
