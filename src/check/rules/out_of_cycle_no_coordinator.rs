//! `out-of-cycle-no-coordinator`: an out-of-cycle event names no coordinator.

use crate::analysis::approval_criteria::{Criterion, judge};
use crate::analysis::event_facts::EventFacts;
use crate::check::Check;
use crate::check::finding::Findings;
use crate::check::policy::APPROVAL;
use crate::check::rule::rule;

rule! {
    /// An out-of-cycle event names no coordinator.
    ///
    /// ## Why
    ///
    /// Nobody can be asked about rooms, dates and registration.
    ///
    /// A warning until the event asks for approval, an error from then on, and a note once it was approved
    /// despite it.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```yaml
    /// coordinator:
    ///   name: TBD
    /// ```
    ///
    /// Good:
    ///
    /// ```yaml
    /// coordinator:
    ///   name: Olu Organizer
    ///   organization: Example Affiliate
    /// ```
    ///
    /// ## Source
    ///
    /// HL7 out-of-cycle criteria: a coordinator is named.
    pub static OUT_OF_CYCLE_NO_COORDINATOR: Rule {
        name: "out-of-cycle-no-coordinator",
        since: "0.1.0",
        severity: APPROVAL,
        check: Check::Event(check),
    }
}

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    judge(Criterion::Coordinator, facts, found);
}
