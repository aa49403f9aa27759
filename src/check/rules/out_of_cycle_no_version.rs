use crate::analysis::approval_criteria::Criterion;
use crate::check::approval::report_gaps;
use crate::check::prelude::*;

rule! {
    /// An out-of-cycle event names no version of the specification.
    /// ## Why
    /// Systems of different versions do not understand each other, and comments need a version to refer to.
    ///
    /// A warning until the event asks for approval, an error from then on, and a note once it was approved
    /// despite it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// fhir-versions: []
    /// ```
    /// Good:
    /// ```yaml
    /// fhir-versions: [R4]
    /// ```
    /// ## Source
    /// HL7 out-of-cycle criteria: the version of the specification is named.
    pub static RULE: Rule {
        name: "out-of-cycle-no-version",
        since: "0.1.0",
        severity: APPROVAL,
        check: Check::Event(|facts, found| report_gaps(Criterion::Version, facts, found)),
    }
}
