//! Calendars (RFC 5545 and 7986) as every reader shows them right: whole days end on the day after, a time has the zone's name and
//! the rules of its clocks around it, a date that moved has a higher sequence, and nothing comes from the clock of the machine.
//!
//! The lines are written here: the library for it can hold no time zone, leaves names of calendars unescaped, and lets a CR through.

mod entries;
mod lines;
mod zone_rules;

use chrono::{DateTime, LocalResult, NaiveDate, TimeZone, Utc};

pub use entries::{of_event, of_tracks};
use lines::Lines;

use crate::model::zone::{Tz, UTC};
use crate::publish::identifier::uuid;

/// What a calendar holds.
#[derive(Debug, Clone)]
pub struct Calendar {
    pub name: String,
    pub zone: Tz,
    pub entries: Vec<Entry>,
}

/// Something that has a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is, whenever it is: entries of one key are the same.
    pub key: String,
    pub span: Span,
    pub summary: String,
    pub description: String,
    pub location: Option<String>,
    pub url: Option<String>,
    /// Whether people sit together then; a deadline keeps no one busy.
    pub is_busy: bool,
    pub moves: Moves,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// From the first day to the last, which is part of it.
    Days(NaiveDate, NaiveDate),
    Time(DateTime<Tz>, DateTime<Tz>),
}

/// How often a date moved, and when it last did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moves {
    pub count: usize,
    pub last: Option<DateTime<Utc>>,
}

/// A calendar as a file.
pub fn render(calendar: &Calendar) -> String {
    let mut lines = Lines::default();
    lines.line("BEGIN", "VCALENDAR");
    lines.line("VERSION", "2.0");
    lines.line("PRODID", "-//cxn//calendar//EN");
    lines.line("CALSCALE", "GREGORIAN");
    lines.line("METHOD", "PUBLISH");
    lines.text("NAME", &calendar.name);
    lines.text("X-WR-CALNAME", &calendar.name);
    lines.line("REFRESH-INTERVAL;VALUE=DURATION", "P1D");
    let timed = calendar
        .entries
        .iter()
        .filter_map(|entry| match entry.span {
            Span::Time(starts, ends) if has_local_form(calendar.zone, starts, ends) => {
                Some([starts, ends])
            }
            _ => None,
        });
    let instants: Vec<DateTime<Utc>> = timed.flatten().map(|one| one.to_utc()).collect();
    zone_rules::write(&mut lines, calendar.zone, &instants);
    for entry in &calendar.entries {
        event(&mut lines, calendar.zone, entry);
    }
    lines.line("END", "VCALENDAR");
    lines.into_text()
}

/// Whether the times of a span are times of the zone's clocks, each of which comes once. The others are written as instants.
fn has_local_form(zone: Tz, starts: DateTime<Tz>, ends: DateTime<Tz>) -> bool {
    let comes_once = |one: DateTime<Tz>| {
        let local = one.naive_local();
        matches!(zone.from_local_datetime(&local), LocalResult::Single(_))
    };
    zone != UTC && comes_once(starts) && comes_once(ends)
}

fn event(lines: &mut Lines, zone: Tz, entry: &Entry) {
    // No record says when an entry was first made; one that never moved has the same stamp in every file.
    let stamp = entry.moves.last.unwrap_or_default();
    lines.line("BEGIN", "VEVENT");
    lines.line("UID", &uuid(&format!("calendar {}", entry.key)));
    lines.line("DTSTAMP", &utc(stamp));
    if let Some(last) = entry.moves.last {
        lines.line("LAST-MODIFIED", &utc(last));
    }
    lines.line("SEQUENCE", &entry.moves.count.to_string());
    match entry.span {
        Span::Days(first, last) => {
            // The end is the first day that is no part of it.
            let after = last.succ_opt().unwrap_or(last);
            lines.line("DTSTART;VALUE=DATE", &first.format("%Y%m%d").to_string());
            lines.line("DTEND;VALUE=DATE", &after.format("%Y%m%d").to_string());
        }
        Span::Time(starts, ends) if has_local_form(zone, starts, ends) => {
            for (name, at) in [("DTSTART", starts), ("DTEND", ends)] {
                let local = at.format("%Y%m%dT%H%M%S").to_string();
                lines.line(&format!("{name};TZID={zone}"), &local);
            }
        }
        Span::Time(starts, ends) => {
            lines.line("DTSTART", &utc(starts.to_utc()));
            lines.line("DTEND", &utc(ends.to_utc()));
        }
    }
    lines.text("SUMMARY", &entry.summary);
    if !entry.description.is_empty() {
        lines.text("DESCRIPTION", &entry.description);
    }
    if let Some(location) = &entry.location {
        lines.text("LOCATION", location);
    }
    if let Some(url) = &entry.url {
        lines.line("URL", url);
    }
    let transparency = if entry.is_busy {
        "OPAQUE"
    } else {
        "TRANSPARENT"
    };
    lines.line("TRANSP", transparency);
    lines.line("END", "VEVENT");
}

fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests;
