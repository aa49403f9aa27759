use crate::check::missing_answers::report_silent_scenarios;
use crate::check::prelude::*;

rule! {
    /// A scenario does not say how to tell that it succeeded.
    /// ## Why
    /// Participants cannot agree on a result, and the track cannot report one.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// scenarios:
    ///   - id: register-patient
    ///     action: The client creates a patient on the server.
    /// ```
    /// Good:
    /// ```yaml
    /// scenarios:
    ///   - id: register-patient
    ///     action: The client creates a patient on the server.
    ///     success-criteria: The server answers 201 and the patient can be read back.
    /// ```
    /// ## Source
    /// Track proposal template, every generation since 2016: Success Criteria.
    pub static RULE: Rule {
        name: "scenario-without-success-criteria",
        since: "0.1.0",
        severity: DRAFT_MAY,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let (says, help) = (
        "does not say how to tell that it succeeded",
        "add 'success-criteria': what both sides see when it worked",
    );
    report_silent_scenarios(
        track,
        "success-criteria",
        |scenario| &scenario.success_criteria,
        says,
        help,
        found,
    );
}
