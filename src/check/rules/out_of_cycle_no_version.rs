//! `out-of-cycle-no-version`: an out-of-cycle event names no version of the specification.

use crate::analysis::approval_criteria::{Criterion, judge};
use crate::analysis::event_facts::EventFacts;
use crate::check::Check;
use crate::check::finding::Findings;
use crate::check::policy::APPROVAL;
use crate::check::rule::rule;

rule! {
    /// An out-of-cycle event names no version of the specification.
    ///
    /// ## Why
    ///
    /// Systems of different versions do not understand each other, and comments need a version to refer to.
    ///
    /// A warning until the event asks for approval, an error from then on, and a note once it was approved
    /// despite it.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```yaml
    /// fhir-versions: []
    /// ```
    ///
    /// Good:
    ///
    /// ```yaml
    /// fhir-versions: [R4]
    /// ```
    ///
    /// ## Source
    ///
    /// HL7 out-of-cycle criteria: the version of the specification is named.
    pub static OUT_OF_CYCLE_NO_VERSION: Rule {
        name: "out-of-cycle-no-version",
        since: "0.1.0",
        severity: APPROVAL,
        check: Check::Event(check),
    }
}

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    judge(Criterion::Version, facts, found);
}
