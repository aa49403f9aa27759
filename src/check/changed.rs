//! Only what a change touches: findings that stand elsewhere become notes and are counted.

use crate::check::report::{Located, Report};
use crate::model::Severity;
use crate::workspace::git::{Changes, Touched};
use crate::workspace::{File, RecordKind};

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
/// record differs, or when it names a record that is gone.
fn touches(located: &Located, changes: &Changes) -> bool {
    let place = &located.finding.place;
    let whole = place.path.0.is_empty() && changes.contains_key(&place.file);
    whole
        || on_lines(changes, &place.file, located.extent.0, located.extent.1)
        || located
            .related
            .iter()
            .any(|spot| on_lines(changes, &spot.file, spot.start.0, spot.start.0))
        || changes
            .iter()
            .any(|(file, touched)| *touched == Touched::Gone && names(located, file))
}

/// Whether a finding names a record: a track by its name in its own event, and everything by its name elsewhere.
fn names(located: &Located, gone: &File) -> bool {
    let name = match gone.kind() {
        None | Some(RecordKind::Settings) => return false,
        Some(RecordKind::Event) => gone.event_slug().unwrap_or_default(),
        Some(_) => gone.stem(),
    };
    let finding = &located.finding;
    // Names stand between quotes in a message, those of an event's tracks with the event before them where it is another.
    let mut quoted = finding.message.split('\'').skip(1).step_by(2);
    let is_here = match gone.kind() {
        Some(RecordKind::Track | RecordKind::Registration | RecordKind::Result) => {
            finding.place.file.event_slug() == gone.event_slug()
        }
        _ => true,
    };
    quoted.any(|text| {
        let mut parts = text.split('/');
        if is_here {
            parts.any(|part| part == name)
        } else {
            parts.next() == gone.event_slug() && parts.next() == Some(name)
        }
    })
}

fn on_lines(changes: &Changes, file: &File, first: usize, last: usize) -> bool {
    match changes.get(file) {
        None => false,
        Some(Touched::All | Touched::Gone) => true,
        Some(Touched::Lines(lines)) => lines
            .iter()
            .any(|range| *range.start() <= last && first <= *range.end()),
    }
}
