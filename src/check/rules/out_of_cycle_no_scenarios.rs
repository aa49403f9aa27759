use crate::analysis::approval_criteria::Criterion;
use crate::check::approval::report_gaps;
use crate::check::prelude::*;

rule! {
    /// An out-of-cycle event describes no scenario.
    /// ## Why
    /// Without scenarios no one can tell what will be tested, or whether to come.
    ///
    /// A warning until the event asks for approval, an error from then on, and a note once it was approved
    /// despite it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// scenarios: []
    /// ```
    /// Good:
    /// ```yaml
    /// scenarios:
    ///   - A register sends a week of immunizations in one batch.
    /// ```
    /// ## Source
    /// HL7 out-of-cycle criteria: scenarios are described.
    pub static RULE: Rule {
        name: "out-of-cycle-no-scenarios",
        since: "0.1.0",
        severity: APPROVAL,
        check: Check::Event(|facts, found| report_gaps(Criterion::Scenarios, facts, found)),
    }
}
