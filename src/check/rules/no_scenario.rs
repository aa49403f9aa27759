use crate::check::missing_answers::{has_no_scenario, offer_field, severity_of_missing};
use crate::check::prelude::*;

rule! {
    /// The track has no scenario.
    /// ## Why
    /// Scenarios are what participants do on the days. Without one there is nothing to prepare for and nothing to report.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// status: submitted
    /// scenarios: []
    /// ```
    /// Good:
    /// ```yaml
    /// status: submitted
    /// scenarios:
    ///   - id: register
    ///     action: The client creates a patient on the server and reads it back.
    ///     precondition: None
    ///     success-criteria: The patient that is read back is the one that was sent.
    /// ```
    /// ## Source
    /// Track proposal template, every generation since 2016: Scenarios. The event's template says from when.
    pub static RULE: Rule {
        name: "no-scenario",
        since: "0.1.0",
        severity: DRAFT_MAY,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, event: &EventFacts<'_>, found: &mut Findings<'_>) {
    if !has_no_scenario(&track.value) {
        return;
    }
    if let Some(severity) = severity_of_missing(event, "scenarios", track.value.status) {
        let finding = found
            .add("scenarios", "the track has no scenario yet")
            .severity(severity)
            .help(
                "fill in 'scenarios': each with an id, an action, a precondition and success criteria",
            );
        if track.value.scenarios.is_empty() {
            offer_field(finding, event, "scenarios");
        }
    }
}
