//! `scenario-without-precondition`: a scenario does not say what has to be there before.

use crate::analysis::event_facts::EventFacts;
use crate::check::Check;
use crate::check::finding::Findings;
use crate::check::policy::ADVICE;
use crate::check::rule::rule;
use crate::model::Track;
use crate::workspace::Record;

rule! {
    /// A scenario does not say what has to be there before.
    ///
    /// ## Why
    ///
    /// Test data, accounts or an earlier scenario take time to prepare. "None" is an answer and tells participants that they can just start.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```yaml
    /// scenarios:
    ///   - id: register
    ///     action: The client updates a patient.
    /// ```
    ///
    /// Good:
    ///
    /// ```yaml
    /// scenarios:
    ///   - id: register
    ///     action: The client updates a patient.
    ///     precondition: The patient was created in the scenario before.
    /// ```
    ///
    /// ## Source
    ///
    /// Track proposal template, every generation since 2016: Precondition. Advice; it never blocks.
    pub static SCENARIO_WITHOUT_PRECONDITION: Rule {
        name: "scenario-without-precondition",
        since: "0.1.0",
        severity: ADVICE,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    for (at, scenario) in track.value.scenarios.iter().enumerate() {
        if scenario.precondition.is_unanswered() {
            let message = format!(
                "scenario '{}' does not say what has to be there before",
                scenario.id
            );
            found
                .add(format!("scenarios[{at}].precondition"), message)
                .help("add 'precondition'; 'None' is an answer");
        }
    }
}
