//! Only what a change touches: findings that stand elsewhere become notes and are counted.

use super::finding::Severity;
use super::locate::{Located, Report};
use crate::workspace::File;
use crate::workspace::git::{Changes, Touched};

/// Turns every finding that a change does not touch into a note.
pub fn apply(report: &mut Report, changes: &Changes) {
    for located in &mut report.findings {
        if !touches(located, changes) {
            located.finding.severity = Severity::Note;
            report.untouched += 1;
        }
    }
}

/// A finding is touched when any line of what it speaks of differs (all of a scenario, where a part of it is missing), or one of
/// a place it points at (the event's date that made a track late), or when it speaks of the record as a whole and anything in the
/// record differs.
fn touches(located: &Located, changes: &Changes) -> bool {
    let place = &located.finding.place;
    let whole = place.path.0.is_empty() && changes.contains_key(&place.file);
    whole
        || on_lines(changes, &place.file, located.extent.0, located.extent.1)
        || located
            .related
            .iter()
            .any(|spot| on_lines(changes, &spot.file, spot.start.0, spot.start.0))
}

fn on_lines(changes: &Changes, file: &File, first: usize, last: usize) -> bool {
    match changes.get(file) {
        None => false,
        Some(Touched::All) => true,
        Some(Touched::Lines(lines)) => lines
            .iter()
            .any(|range| *range.start() <= last && first <= *range.end()),
    }
}
