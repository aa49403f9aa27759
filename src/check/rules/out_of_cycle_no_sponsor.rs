use crate::analysis::approval_criteria::Criterion;
use crate::check::approval::report_gaps;
use crate::check::prelude::*;

rule! {
    /// An out-of-cycle event names no sponsor, or does not say what the sponsor is to HL7.
    /// ## Why
    /// Only HL7 International and its affiliates hold Connectathons. The person who decides on the event has to see
    /// who backs it.
    ///
    /// A warning until the event asks for approval, an error from then on, and a note once it was approved
    /// despite it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// kind: out-of-cycle
    /// ```
    /// Good:
    /// ```yaml
    /// kind: out-of-cycle
    /// sponsor:
    ///   name: Example Affiliate
    ///   kind: affiliate
    /// ```
    /// ## Source
    /// HL7 out-of-cycle criteria: the sponsor is HL7 International or an affiliate.
    pub static RULE: Rule {
        name: "out-of-cycle-no-sponsor",
        since: "0.1.0",
        severity: APPROVAL,
        check: Check::Event(|facts, found| report_gaps(Criterion::Sponsor, facts, found)),
    }
}
