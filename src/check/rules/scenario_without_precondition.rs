use crate::check::missing_answers::report_silent_scenarios;
use crate::check::prelude::*;

rule! {
    /// A scenario does not say what has to be there before.
    /// ## Why
    /// Test data, accounts or an earlier scenario take time to prepare. "None" is an answer and tells participants that they can just start.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// scenarios:
    ///   - id: register
    ///     action: The client updates a patient.
    /// ```
    /// Good:
    /// ```yaml
    /// scenarios:
    ///   - id: register
    ///     action: The client updates a patient.
    ///     precondition: The patient was created in the scenario before.
    /// ```
    /// ## Source
    /// Track proposal template, every generation since 2016: Precondition. Advice; it never blocks.
    pub static RULE: Rule {
        name: "scenario-without-precondition",
        since: "0.1.0",
        severity: ADVICE,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let (says, help) = (
        "does not say what has to be there before",
        "add 'precondition'; 'None' is an answer",
    );
    report_silent_scenarios(
        track,
        "precondition",
        |scenario| &scenario.precondition,
        says,
        help,
        found,
    );
}
