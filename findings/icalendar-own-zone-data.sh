#!/usr/bin/env bash
# icalendar 7.3.2 (PyPI): a VTIMEZONE in the file is ignored where the machine's zone data knows the name, and says otherwise.
# British Columbia stays at UTC-7 from November 2026 on. A calendar that says so is read with the zone data of 2025 as UTC-8,
# an hour late; vobject 0.9.9 and ical.js 2.2.1 read what the file says. So zone rules in a file do not protect from old zone data.
# Seen: icalendar "2027-01-12T09:00:00-08:00", vobject "2027-01-12T09:00:00-07:00", ical.js "2027-01-12T16:00:00.000Z" (UTC-7).
# Ends with 0 while that is so, with 1 once it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check icalendar==7.3.2 vobject==0.9.9
# The newest edition of 2025, in the place of the newest of all.
venv/bin/pip install --quiet --disable-pip-version-check --no-deps tzdata==2025.2
npm init --yes >npm.log
npm install --silent ical.js@2.2.1

sed 's/$/\r/' >call.ics <<'EOF'
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example.org//finding//EN
BEGIN:VTIMEZONE
TZID:America/Vancouver
BEGIN:STANDARD
DTSTART:20261101T020000
TZOFFSETFROM:-0700
TZOFFSETTO:-0700
TZNAME:MST
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:call@example.org
DTSTAMP:20261101T000000Z
DTSTART;TZID=America/Vancouver:20270112T090000
DTEND;TZID=America/Vancouver:20270112T100000
SUMMARY:Kick-off call
END:VEVENT
END:VCALENDAR
EOF
cat >read.py <<'EOF'
import icalendar
import vobject

with open("call.ics", newline="") as file:
    text = file.read()
(event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
print("icalendar", event.start.isoformat())
print("vobject", vobject.readOne(text).vevent.dtstart.value.isoformat())
EOF
cat >read.mjs <<'EOF'
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync("call.ics", "utf8")));
calendar.getAllSubcomponents("vtimezone").forEach((zone) => ICAL.TimezoneService.register(zone));
console.log("ical.js", new ICAL.Event(calendar.getFirstSubcomponent("vevent")).startDate.toJSDate().toISOString());
EOF
cat >expected <<'EOF'
icalendar 2027-01-12T09:00:00-08:00
vobject 2027-01-12T09:00:00-07:00
ical.js 2027-01-12T16:00:00.000Z
EOF
{
    # An empty path: the package's zone data, not the system's.
    PYTHONTZPATH='' venv/bin/python read.py
    node read.mjs
} | tee found
diff expected found
