use crate::analysis::approval_criteria::Criterion;
use crate::check::approval::report_gaps;
use crate::check::prelude::*;

rule! {
    /// An out-of-cycle event does not say what experience its people bring.
    /// ## Why
    /// People who took part in a Connectathon before, or have an implementation, carry the others.
    ///
    /// A warning until the event asks for approval, an error from then on, and a note once it was approved
    /// despite it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// prior-experience: TBD
    /// ```
    /// Good:
    /// ```yaml
    /// prior-experience: Three of the five teams were in Rotterdam in May.
    /// ```
    /// ## Source
    /// HL7 out-of-cycle criteria: people have taken part in a prior Connectathon, have an
    /// implementation, and so on.
    pub static RULE: Rule {
        name: "out-of-cycle-no-prior-experience",
        since: "0.1.0",
        severity: APPROVAL,
        check: Check::Event(|facts, found| report_gaps(Criterion::PriorExperience, facts, found)),
    }
}
