#!/usr/bin/env bash
# icalendar 0.17.17 (crates.io): `all_day(date)` writes a DTEND that equals DTSTART.
# RFC 5545, 3.6.1: DTEND of a VEVENT is not inclusive, and must be later than DTSTART; one day is DTEND on the next one.
# Python's icalendar 7.3.2 then gives the event a length of zero. Seen: "DTSTART …:20260919", "DTEND …:20260919", "0:00:00".
# Ends with 0 while that is so, with 1 once it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat >Cargo.toml <<'EOF'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"

[dependencies]
chrono = { version = "0.4", default-features = false }
icalendar = { version = "=0.17.17", default-features = false }
EOF
cat >src/main.rs <<'EOF'
use chrono::NaiveDate;
use icalendar::{Calendar, Component, Event, EventLike};

fn main() {
    let day = NaiveDate::from_ymd_opt(2026, 9, 19).unwrap();
    let event = Event::new().uid("day@example.org").summary("Connectathon").all_day(day).done();
    print!("{}", Calendar::from([event]));
}
EOF
cargo run --quiet >day.ics
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check icalendar==7.3.2
cat >read.py <<'EOF'
import icalendar

with open("day.ics", "rb") as file:
    (event,) = icalendar.Calendar.from_ical(file.read()).walk("VEVENT")
print(event.duration)
EOF
{
    grep -E '^DT(START|END)' day.ics | tr -d '\r'
    venv/bin/python read.py
} | tee found
cat >expected <<'EOF'
DTEND;VALUE=DATE:20260919
DTSTART;VALUE=DATE:20260919
0:00:00
EOF
diff expected found
