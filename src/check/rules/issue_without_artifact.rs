use crate::check::prelude::*;
use crate::model::Issue;
use crate::model::issue::Target;

rule! {
    /// An issue against the specification names neither an artifact nor a page.
    /// ## Why
    /// The tracker asks for one of them, and finds the work group by it. Where an issue has none, it waits for
    /// weeks until its work group is found.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// against: specification
    /// title: Search does not say how to fold case
    /// ```
    /// Good:
    /// ```yaml
    /// against: specification
    /// title: Search does not say how to fold case
    /// artifacts: [Patient]
    /// ```
    /// ## Source
    /// HL7's tracker: an issue names specification, version, artifacts, pages and work group.
    pub static RULE: Rule {
        name: "issue-without-artifact",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Issue(check),
    }
}

fn check(issue: &Record<Issue>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &issue.value;
    let is_open = value.against == Target::Specification && !value.is_closed();
    if is_open && value.artifacts.is_unanswered() && value.pages.is_unanswered() {
        found
            .add(
                "against",
                "the issue is against the specification and names neither an artifact nor a page",
            )
            .help("add 'artifacts' or 'pages', such as 'artifacts: [Patient]'");
    }
}
