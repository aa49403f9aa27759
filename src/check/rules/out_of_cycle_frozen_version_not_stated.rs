use crate::analysis::approval_criteria::Criterion;
use crate::check::approval::report_gaps;
use crate::check::prelude::*;

rule! {
    /// An out-of-cycle event does not say whether it needs a frozen version, or what else it needs.
    /// ## Why
    /// Freezing a version and other requirements are work for others, who have to know in time. An explicit no
    /// counts, silence does not.
    ///
    /// A warning until the event asks for approval, an error from then on, and a note once it was approved
    /// despite it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// frozen-version:
    ///   required: yes
    /// ```
    /// Good:
    /// ```yaml
    /// frozen-version:
    ///   required: no
    ///   reason: R4 does not change any more.
    /// other-requirements: None
    /// ```
    /// ## Source
    /// HL7 out-of-cycle criteria: whether a frozen version is needed, and other requirements, are
    /// stated; an explicit "no" counts.
    pub static RULE: Rule {
        name: "out-of-cycle-frozen-version-not-stated",
        since: "0.1.0",
        severity: APPROVAL,
        check: Check::Event(|facts, found| report_gaps(Criterion::Requirements, facts, found)),
    }
}
