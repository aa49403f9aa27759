//! `out-of-cycle-no-technical-lead`: an out-of-cycle event names no technical lead.

use crate::analysis::approval_criteria::{Criterion, judge};
use crate::analysis::event_facts::EventFacts;
use crate::check::Check;
use crate::check::finding::Findings;
use crate::check::policy::APPROVAL;
use crate::check::rule::rule;

rule! {
    /// An out-of-cycle event names no technical lead.
    ///
    /// ## Why
    ///
    /// Tracks need somebody who settles technical questions before and during the event.
    ///
    /// A warning until the event asks for approval, an error from then on, and a note once it was approved
    /// despite it.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```yaml
    /// technical-lead:
    /// ```
    ///
    /// Good:
    ///
    /// ```yaml
    /// technical-lead:
    ///   name: Tess Technical
    /// ```
    ///
    /// ## Source
    ///
    /// HL7 out-of-cycle criteria: a technical lead is named.
    pub static OUT_OF_CYCLE_NO_TECHNICAL_LEAD: Rule {
        name: "out-of-cycle-no-technical-lead",
        since: "0.1.0",
        severity: APPROVAL,
        check: Check::Event(check),
    }
}

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    judge(Criterion::TechnicalLead, facts, found);
}
