use crate::analysis::report::{due, owes};
use crate::check::prelude::*;
use crate::model::TrackReport;

rule! {
    /// A report is still open after reports were due.
    /// ## Why
    /// A report leaves the workspace once it is closed: the site and the wiki show no other, and the next proposal of the track
    /// starts from its next steps.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # The event sets report-due: 2026-10-04, and it is 2026-10-05
    /// history:
    ///   - {when: 2026-09-21T10:00:00-04:00, what: drafted}
    /// ```
    /// Good:
    /// ```yaml
    /// history:
    ///   - {when: 2026-09-21T10:00:00-04:00, what: drafted}
    ///   - {when: 2026-10-01T17:00:00-04:00, what: closed, by: Robin Example}
    /// ```
    /// ## Source
    /// The milestone `report-due`.
    pub static RULE: Rule {
        name: "report-not-closed",
        since: "0.1.0",
        severity: Policy::ByDeadline,
        check: Check::Report(check),
    }
}

fn check(report: &Record<TrackReport>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let Some(due) = due(facts).filter(|due| due.is_past(facts.now)) else {
        return;
    };
    let track = facts.track(report.slug.as_str());
    let is_owed = track.is_some_and(|track| owes(facts, &track.value));
    if !is_owed || report.value.closed().is_some() {
        return;
    }
    let message = format!(
        "the report is open, and reports were due on {}",
        due.with_origin()
    );
    let help = format!(
        "run 'cxn report close {}/{}'",
        facts.folder.slug, report.slug
    );
    found
        .add("history", message)
        .deadline(due, &facts.record.file)
        .help(help);
}
