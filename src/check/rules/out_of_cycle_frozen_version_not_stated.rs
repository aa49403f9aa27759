//! `out-of-cycle-frozen-version-not-stated`: an out-of-cycle event does not say whether it needs a frozen version, or what else it needs.

use crate::analysis::approval_criteria::{Criterion, judge};
use crate::analysis::event_facts::EventFacts;
use crate::check::Check;
use crate::check::finding::Findings;
use crate::check::policy::APPROVAL;
use crate::check::rule::rule;

rule! {
    /// An out-of-cycle event does not say whether it needs a frozen version, or what else it needs.
    ///
    /// ## Why
    ///
    /// Freezing a version and other requirements are work for others, who have to know in time. An explicit no
    /// counts, silence does not.
    ///
    /// A warning until the event asks for approval, an error from then on, and a note once it was approved
    /// despite it.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```yaml
    /// frozen-version:
    ///   required: yes
    /// ```
    ///
    /// Good:
    ///
    /// ```yaml
    /// frozen-version:
    ///   required: no
    ///   reason: R4 does not change any more.
    /// other-requirements: None
    /// ```
    ///
    /// ## Source
    ///
    /// HL7 out-of-cycle criteria: whether a frozen version is needed, and other requirements, are
    /// stated; an explicit "no" counts.
    pub static OUT_OF_CYCLE_FROZEN_VERSION_NOT_STATED: Rule {
        name: "out-of-cycle-frozen-version-not-stated",
        since: "0.1.0",
        severity: APPROVAL,
        check: Check::Event(check),
    }
}

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    judge(Criterion::Requirements, facts, found);
}
