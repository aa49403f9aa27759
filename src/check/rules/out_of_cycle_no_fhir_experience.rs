use crate::analysis::approval_criteria::Criterion;
use crate::check::approval::report_gaps;
use crate::check::prelude::*;

rule! {
    /// An out-of-cycle event names no one who is familiar with FHIR.
    /// ## Why
    /// With no one in the room who knows FHIR, participants are stuck at the first question.
    ///
    /// A warning until the event asks for approval, an error from then on, and a note once it was approved
    /// despite it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// fhir-experienced: []
    /// ```
    /// Good:
    /// ```yaml
    /// fhir-experienced:
    ///   - name: Robin Example
    /// ```
    /// ## Source
    /// HL7 out-of-cycle criteria: at least one person is familiar with FHIR.
    pub static RULE: Rule {
        name: "out-of-cycle-no-fhir-experience",
        since: "0.1.0",
        severity: APPROVAL,
        check: Check::Event(|facts, found| report_gaps(Criterion::FhirExperience, facts, found)),
    }
}
