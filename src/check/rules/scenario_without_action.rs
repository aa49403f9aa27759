//! `scenario-without-action`: a scenario does not say what participants do.

use crate::analysis::event_facts::EventFacts;
use crate::check::Check;
use crate::check::finding::Findings;
use crate::check::policy::DRAFT_MAY;
use crate::check::rule::rule;
use crate::model::Track;
use crate::workspace::Record;

rule! {
    /// A scenario does not say what participants do.
    ///
    /// ## Why
    ///
    /// Two systems that test together have to do the same thing.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```yaml
    /// scenarios:
    ///   - id: register
    ///     title: Register a patient
    /// ```
    ///
    /// Good:
    ///
    /// ```yaml
    /// scenarios:
    ///   - id: register
    ///     title: Register a patient
    ///     action: The client creates a patient on the server and reads it back.
    /// ```
    ///
    /// ## Source
    ///
    /// Track proposal template, every generation since 2016: Action.
    pub static SCENARIO_WITHOUT_ACTION: Rule {
        name: "scenario-without-action",
        since: "0.1.0",
        severity: DRAFT_MAY,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    for (at, scenario) in track.value.scenarios.iter().enumerate() {
        if scenario.action.is_unanswered() {
            let message = format!(
                "scenario '{}' does not say what participants do",
                scenario.id
            );
            found
                .add(format!("scenarios[{at}].action"), message)
                .help("add 'action': who does what, step by step");
        }
    }
}
