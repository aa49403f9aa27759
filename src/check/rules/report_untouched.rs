use crate::analysis::report::due;
use crate::check::prelude::*;
use crate::model::TrackReport;

rule! {
    /// A report still says what was drafted, and nothing else.
    /// ## Why
    /// Records hold what was tested and with what result. What that means, and what should happen next, only the people of the track can
    /// say.
    ///
    /// A note at first, a warning once reports are due.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// summary: Of {scenarios}, the track reached {scenarios-reached}.
    /// drafted:
    ///   summary: 8c4kq2mz
    /// ```
    /// Good:
    /// ```yaml
    /// summary: >-
    ///   Clients and servers that had never met exchanged patients; {pairs-passed} did so to the last field.
    /// ```
    /// ## Source
    /// Design choice: a draft is a start.
    pub static RULE: Rule {
        name: "report-untouched",
        since: "0.1.0",
        severity: GROWING,
        check: Check::Report(check),
    }
}

fn check(report: &Record<TrackReport>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    if !report.value.is_untouched() {
        return;
    }
    let is_past = due(facts).is_some_and(|due| due.is_past(facts.now));
    let severity = if is_past || report.value.closed().is_some() {
        Severity::Warning
    } else {
        Severity::Note
    };
    found
        .add("drafted", "the report is as it was drafted")
        .severity(severity)
        .help("write what the records do not say: what it means, and what happens next");
}
