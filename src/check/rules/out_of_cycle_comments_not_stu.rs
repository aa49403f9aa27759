use crate::analysis::approval_criteria::Criterion;
use crate::check::approval::report_gaps;
use crate::check::prelude::*;

rule! {
    /// An out-of-cycle event does not say that comments from it are handled as STU comments.
    /// ## Why
    /// What is learned at the event has to reach the specification the same way as every other comment.
    ///
    /// A warning until the event asks for approval, an error from then on, and a note once it was approved
    /// despite it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// comments-as-stu: no
    /// ```
    /// Good:
    /// ```yaml
    /// comments-as-stu: yes
    /// ```
    /// ## Source
    /// HL7 out-of-cycle criteria: comments from the event are handled as STU (formerly DSTU)
    /// comments.
    pub static RULE: Rule {
        name: "out-of-cycle-comments-not-stu",
        since: "0.1.0",
        severity: APPROVAL,
        check: Check::Event(|facts, found| report_gaps(Criterion::Comments, facts, found)),
    }
}
