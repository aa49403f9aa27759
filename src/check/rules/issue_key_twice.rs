use crate::check::prelude::*;
use crate::model::Issue;
use crate::model::person::fold;

rule! {
    /// Two issues of an event have the same key of the tracker.
    /// ## Why
    /// They are one issue: the report would count it twice, and what one says may be missing in the other.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # issues/search-by-name-….yaml and issues/fold-case-….yaml
    /// tracker:
    ///   key: FHIR-12345
    /// ```
    /// Good:
    /// ```yaml
    /// # one of them is closed, and the other names the tracks of both
    /// tracks: [patient, us-core]
    /// tracker:
    ///   key: FHIR-12345
    /// ```
    /// ## Source
    /// Design choice: one issue is one record.
    pub static RULE: Rule {
        name: "issue-key-twice",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Issue(check),
    }
}

fn check(issue: &Record<Issue>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let Some(key) = issue.value.key().filter(|_| !issue.value.is_closed()) else {
        return;
    };
    let first = facts.first_issue(&fold(key));
    if let Some(first) = first.filter(|first| first.slug != issue.slug) {
        found
            .add("tracker.key", format!("the key '{key}' is also that of issue '{}'", first.slug))
            .related(&first.file, "tracker.key", "the same key")
            .help("link the places of one to the other with 'cxn issue link', and close it with 'cxn issue close'");
    }
}
