use crate::analysis::approval_criteria::Criterion;
use crate::check::approval::report_gaps;
use crate::check::prelude::*;

rule! {
    /// An out-of-cycle event names no coordinator.
    /// ## Why
    /// No one can be asked about rooms, dates and registration.
    ///
    /// A warning until the event asks for approval, an error from then on, and a note once it was approved
    /// despite it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// coordinator:
    ///   name: TBD
    /// ```
    /// Good:
    /// ```yaml
    /// coordinator:
    ///   name: Olu Organizer
    ///   organization: Example Affiliate
    /// ```
    /// ## Source
    /// HL7 out-of-cycle criteria: a coordinator is named.
    pub static RULE: Rule {
        name: "out-of-cycle-no-coordinator",
        since: "0.1.0",
        severity: APPROVAL,
        check: Check::Event(|facts, found| report_gaps(Criterion::Coordinator, facts, found)),
    }
}
