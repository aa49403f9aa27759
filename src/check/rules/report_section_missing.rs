use crate::analysis::report::sections;
use crate::check::prelude::*;
use crate::check::track_texts::field_place;
use crate::model::TrackReport;
use crate::model::placeholder::is_unanswered;

rule! {
    /// A report does not answer a section that its template requires.
    /// ## Why
    /// Readers compare the reports of an event, and the next proposal of a track starts from its next steps. "None" is an answer.
    ///
    /// A note while the report is open, an error once it is closed: 'cxn report close' refuses.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// summary: Clients and servers that had never met exchanged patients.
    /// next-steps:
    /// ```
    /// Good:
    /// ```yaml
    /// summary: Clients and servers that had never met exchanged patients.
    /// next-steps: Ask the work group to say how names are folded, and start with search next time.
    /// ```
    /// ## Source
    /// Report-outs: summary, participants, achievements, discovered issues, now what. The sections are data: `report` of the event's
    /// template.
    pub static RULE: Rule {
        name: "report-section-missing",
        since: "0.1.0",
        severity: Policy::Growing { from: Severity::Note, to: Severity::Error },
        check: Check::Report(check),
    }
}

fn check(report: &Record<TrackReport>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &report.value;
    let severity = match value.closed() {
        Some(_) => Severity::Error,
        None => Severity::Note,
    };
    for section in sections(facts).iter().filter(|section| section.required) {
        if is_unanswered(value.section(&section.key)) {
            found
                .add(
                    field_place(&section.key),
                    format!("'{}' has no answer", section.title),
                )
                .severity(severity)
                .help(format!(
                    "write it under '{}'; None is an answer",
                    section.key
                ));
        }
    }
}
