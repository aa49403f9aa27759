//! `out-of-cycle-comments-not-stu`: an out-of-cycle event does not say that comments from it are handled as STU comments.

use crate::analysis::approval_criteria::{Criterion, judge};
use crate::analysis::event_facts::EventFacts;
use crate::check::Check;
use crate::check::finding::Findings;
use crate::check::policy::APPROVAL;
use crate::check::rule::rule;

rule! {
    /// An out-of-cycle event does not say that comments from it are handled as STU comments.
    ///
    /// ## Why
    ///
    /// What is learned at the event has to reach the specification the same way as every other comment.
    ///
    /// A warning until the event asks for approval, an error from then on, and a note once it was approved
    /// despite it.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```yaml
    /// comments-as-stu: no
    /// ```
    ///
    /// Good:
    ///
    /// ```yaml
    /// comments-as-stu: yes
    /// ```
    ///
    /// ## Source
    ///
    /// HL7 out-of-cycle criteria: comments from the event are handled as STU (formerly DSTU)
    /// comments.
    pub static OUT_OF_CYCLE_COMMENTS_NOT_STU: Rule {
        name: "out-of-cycle-comments-not-stu",
        since: "0.1.0",
        severity: APPROVAL,
        check: Check::Event(check),
    }
}

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    judge(Criterion::Comments, facts, found);
}
