use crate::check::prelude::*;
use crate::model::Issue;
use crate::model::issue::Target;

rule! {
    /// An issue against the specification has no key of the tracker when the reports are due.
    /// ## Why
    /// What is not in the tracker is not decided by anyone. The report names the keys, and a work group looks at those.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # report-due is past
    /// against: specification
    /// ```
    /// Good:
    /// ```yaml
    /// against: specification
    /// tracker:
    ///   key: FHIR-12345
    /// ```
    /// ## Source
    /// The milestone `report-due`: reports name the issues that were found.
    pub static RULE: Rule {
        name: "issue-without-key",
        since: "0.1.0",
        severity: Policy::ByDeadline,
        check: Check::Issue(check),
    }
}

fn check(issue: &Record<Issue>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &issue.value;
    let Some(due) = facts.timeline.get("report-due") else {
        return;
    };
    let waits =
        value.against == Target::Specification && !value.is_closed() && value.key().is_none();
    if waits && due.is_past(facts.now) {
        let finding = found.add(
            "title",
            "the issue has no key of the tracker, and the reports were due",
        );
        finding.deadline(due, &facts.record.file);
        finding.help(
            "export it with 'cxn issue export', and take the keys over with 'cxn issue track FILE'",
        );
    }
}
