use crate::analysis::approval_criteria::Criterion;
use crate::check::approval::report_gaps;
use crate::check::prelude::*;

rule! {
    /// An out-of-cycle event names no technical lead.
    /// ## Why
    /// Tracks need a person who settles technical questions before and during the event.
    ///
    /// A warning until the event asks for approval, an error from then on, and a note once it was approved
    /// despite it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// technical-lead:
    /// ```
    /// Good:
    /// ```yaml
    /// technical-lead:
    ///   name: Tess Technical
    /// ```
    /// ## Source
    /// HL7 out-of-cycle criteria: a technical lead is named.
    pub static RULE: Rule {
        name: "out-of-cycle-no-technical-lead",
        since: "0.1.0",
        severity: APPROVAL,
        check: Check::Event(|facts, found| report_gaps(Criterion::TechnicalLead, facts, found)),
    }
}
