//! The rules of a zone's clocks, as they really are around the times that a calendar has.
//!
//! A rule for all years, as ready-made tables have it, is wrong wherever a country changed its mind.

use chrono::{DateTime, Days, Offset, TimeZone, Utc};

use super::lines::Lines;
use crate::model::zone::{Tz, clock_changes};

/// How far around a time the changes of the clocks are told: readers look at the one before and the one after.
const AROUND: Days = Days::new(400);

/// Writes the zone, where there is a time in it.
pub fn write(lines: &mut Lines, zone: Tz, instants: &[DateTime<Utc>]) {
    let windows = windows(instants);
    if windows.is_empty() {
        return;
    }
    lines.line("BEGIN", "VTIMEZONE");
    lines.line("TZID", zone.name());
    for (from, to) in windows {
        observance(lines, zone, from, east(zone, from));
        for change in clock_changes(zone, from, to) {
            observance(lines, zone, change.at, change.from);
        }
    }
    lines.line("END", "VTIMEZONE");
}

/// The times around some instants, in order, those that touch each other as one.
fn windows(instants: &[DateTime<Utc>]) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let mut sorted = instants.to_vec();
    sorted.sort();
    let mut windows: Vec<(DateTime<Utc>, DateTime<Utc>)> = Vec::new();
    for at in sorted {
        let from = at.checked_sub_days(AROUND).unwrap_or(at);
        let to = at.checked_add_days(AROUND).unwrap_or(at);
        match windows.last_mut() {
            Some(last) if last.1 >= from => last.1 = to,
            _ => windows.push((from, to)),
        }
    }
    windows
}

fn east(zone: Tz, at: DateTime<Utc>) -> i32 {
    zone.offset_from_utc_datetime(&at.naive_utc())
        .fix()
        .local_minus_utc()
}

/// What the clocks show from an instant on, and what they showed before.
fn observance(lines: &mut Lines, zone: Tz, at: DateTime<Utc>, before: i32) {
    let offset = zone.offset_from_utc_datetime(&at.naive_utc());
    let kind = if offset.is_summer_time() {
        "DAYLIGHT"
    } else {
        "STANDARD"
    };
    // It begins at the time that the clocks showed before.
    let local = at.naive_utc() + chrono::TimeDelta::seconds(i64::from(before));
    lines.line("BEGIN", kind);
    lines.line("DTSTART", &local.format("%Y%m%dT%H%M%S").to_string());
    lines.line("TZOFFSETFROM", &distance(before));
    lines.line("TZOFFSETTO", &distance(offset.fix().local_minus_utc()));
    lines.line("TZNAME", &offset.to_string());
    lines.line("END", kind);
}

/// `-0400`, or `+053028` where there are seconds.
fn distance(east: i32) -> String {
    let sign = if east < 0 { '-' } else { '+' };
    let seconds = east.unsigned_abs();
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if rest == 0 {
        format!("{sign}{hours:02}{minutes:02}")
    } else {
        format!("{sign}{hours:02}{minutes:02}{rest:02}")
    }
}
