use crate::check::missing_answers::report_silent_scenarios;
use crate::check::prelude::*;

rule! {
    /// A scenario does not say what participants do.
    /// ## Why
    /// Two systems that test together have to do the same thing.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// scenarios:
    ///   - id: register
    ///     title: Register a patient
    /// ```
    /// Good:
    /// ```yaml
    /// scenarios:
    ///   - id: register
    ///     title: Register a patient
    ///     action: The client creates a patient on the server and reads it back.
    /// ```
    /// ## Source
    /// Track proposal template, every generation since 2016: Action.
    pub static RULE: Rule {
        name: "scenario-without-action",
        since: "0.1.0",
        severity: DRAFT_MAY,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let (says, help) = (
        "does not say what participants do",
        "add 'action': who does what, step by step",
    );
    report_silent_scenarios(
        track,
        "action",
        |scenario| &scenario.action,
        says,
        help,
        found,
    );
}
