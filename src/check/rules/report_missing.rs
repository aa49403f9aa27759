use crate::analysis::report::{due, owes};
use crate::check::prelude::*;
use crate::workspace::File;

rule! {
    /// A track has no report after reports were due.
    /// ## Why
    /// The report is what remains of a track: without it, what was learned stays with those who were in the room.
    ///
    /// Only approved tracks owe one, once the event is over, and only where the event sets `report-due`.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # The event sets report-due: 2026-10-04, it is 2026-10-05, and events/EVENT/reports/ has no file of the track
    /// status: approved
    /// ```
    /// Good:
    /// ```yaml
    /// # events/EVENT/reports/TRACK.yaml is there: 'cxn report draft TRACK' wrote it
    /// status: approved
    /// ```
    /// ## Source
    /// The milestone `report-due`. Track lead responsibilities: a report-out after the event.
    pub static RULE: Rule {
        name: "report-missing",
        since: "0.1.0",
        severity: Policy::ByDeadline,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let Some(due) = due(facts).filter(|due| due.is_past(facts.now)) else {
        return;
    };
    let folder = facts.folder;
    // One that cannot be parsed has findings of its own.
    let is_there = folder.reports.contains_key(&track.slug)
        || folder
            .unread
            .contains(&File::report(&folder.slug, &track.slug));
    if !owes(facts, &track.value) || is_there {
        return;
    }
    let message = format!(
        "the track has no report, and reports were due on {}",
        due.with_origin()
    );
    let help = format!("run 'cxn report draft {}/{}'", folder.slug, track.slug);
    found
        .add("status", message)
        .deadline(due, &facts.record.file)
        .help(help);
}
