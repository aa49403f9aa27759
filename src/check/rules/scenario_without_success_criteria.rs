//! `scenario-without-success-criteria`: a scenario does not say how to tell that it succeeded.

use crate::analysis::event_facts::EventFacts;
use crate::check::Check;
use crate::check::finding::Findings;
use crate::check::policy::DRAFT_MAY;
use crate::check::rule::rule;
use crate::model::Track;
use crate::workspace::Record;

rule! {
    /// A scenario does not say how to tell that it succeeded.
    ///
    /// ## Why
    ///
    /// Participants cannot agree on a result, and the track cannot report one.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```yaml
    /// scenarios:
    ///   - id: register-patient
    ///     action: The client creates a patient on the server.
    /// ```
    ///
    /// Good:
    ///
    /// ```yaml
    /// scenarios:
    ///   - id: register-patient
    ///     action: The client creates a patient on the server.
    ///     success-criteria: The server answers 201 and the patient can be read back.
    /// ```
    ///
    /// ## Source
    ///
    /// Track proposal template, every generation since 2016: Success Criteria.
    pub static SCENARIO_WITHOUT_SUCCESS_CRITERIA: Rule {
        name: "scenario-without-success-criteria",
        since: "0.1.0",
        severity: DRAFT_MAY,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    for (at, scenario) in track.value.scenarios.iter().enumerate() {
        if scenario.success_criteria.is_unanswered() {
            let message = format!(
                "scenario '{}' does not say how to tell that it succeeded",
                scenario.id
            );
            found
                .add(format!("scenarios[{at}].success-criteria"), message)
                .help("add 'success-criteria': what both sides see when it worked");
        }
    }
}
