use crate::check::prelude::*;
use crate::model::Issue;

rule! {
    /// The tracker is done with an issue that is open here.
    /// ## Why
    /// The list of what is open is what people work through after an event. What the tracker decided is not among it, once
    /// the decision was looked at.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// tracker:
    ///   key: FHIR-12345
    ///   status: Published
    /// ```
    /// Good:
    /// ```yaml
    /// # after 'cxn issue close'
    /// history:
    ///   - when: 2026-11-02T10:00:00-05:00
    ///     what: closed
    /// ```
    /// ## Source
    /// The states of HL7's tracker after which nothing more is asked: resolved, applied, published, deferred, duplicate.
    pub static RULE: Rule {
        name: "issue-done-in-tracker",
        since: "0.1.0",
        severity: NOTE,
        check: Check::Issue(check),
    }
}

fn check(issue: &Record<Issue>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let ticket = issue.value.tracker.as_ref();
    let Some(ticket) = ticket.filter(|ticket| ticket.is_done() && !issue.value.is_closed()) else {
        return;
    };
    let status = ticket.status.as_deref().unwrap_or_default().trim();
    found
        .add(
            "tracker.status",
            format!("the tracker says '{status}', and the issue is open here"),
        )
        .help(format!(
            "look at the decision, then close it: 'cxn issue close {}'",
            issue.slug
        ));
}
