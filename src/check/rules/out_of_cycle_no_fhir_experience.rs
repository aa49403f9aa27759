//! `out-of-cycle-no-fhir-experience`: an out-of-cycle event names nobody who is familiar with FHIR.

use crate::analysis::approval_criteria::{Criterion, judge};
use crate::analysis::event_facts::EventFacts;
use crate::check::Check;
use crate::check::finding::Findings;
use crate::check::policy::APPROVAL;
use crate::check::rule::rule;

rule! {
    /// An out-of-cycle event names nobody who is familiar with FHIR.
    ///
    /// ## Why
    ///
    /// With nobody in the room who knows FHIR, participants are stuck at the first question.
    ///
    /// A warning until the event asks for approval, an error from then on, and a note once it was approved
    /// despite it.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```yaml
    /// fhir-experienced: []
    /// ```
    ///
    /// Good:
    ///
    /// ```yaml
    /// fhir-experienced:
    ///   - name: Robin Example
    /// ```
    ///
    /// ## Source
    ///
    /// HL7 out-of-cycle criteria: at least one person is familiar with FHIR.
    pub static OUT_OF_CYCLE_NO_FHIR_EXPERIENCE: Rule {
        name: "out-of-cycle-no-fhir-experience",
        since: "0.1.0",
        severity: APPROVAL,
        check: Check::Event(check),
    }
}

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    judge(Criterion::FhirExperience, facts, found);
}
