//! `out-of-cycle-no-scenarios`: an out-of-cycle event describes no scenario.

use crate::analysis::approval_criteria::{Criterion, judge};
use crate::analysis::event_facts::EventFacts;
use crate::check::Check;
use crate::check::finding::Findings;
use crate::check::policy::APPROVAL;
use crate::check::rule::rule;

rule! {
    /// An out-of-cycle event describes no scenario.
    ///
    /// ## Why
    ///
    /// Without scenarios nobody can tell what will be tested, or whether to come.
    ///
    /// A warning until the event asks for approval, an error from then on, and a note once it was approved
    /// despite it.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```yaml
    /// scenarios: []
    /// ```
    ///
    /// Good:
    ///
    /// ```yaml
    /// scenarios:
    ///   - A register sends a week of immunizations in one batch.
    /// ```
    ///
    /// ## Source
    ///
    /// HL7 out-of-cycle criteria: scenarios are described.
    pub static OUT_OF_CYCLE_NO_SCENARIOS: Rule {
        name: "out-of-cycle-no-scenarios",
        since: "0.1.0",
        severity: APPROVAL,
        check: Check::Event(check),
    }
}

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    judge(Criterion::Scenarios, facts, found);
}
