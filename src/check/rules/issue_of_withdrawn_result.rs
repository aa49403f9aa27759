use crate::check::prelude::*;
use crate::model::Issue;

rule! {
    /// An issue rests on a result that was withdrawn.
    /// ## Why
    /// The reporter took back what the issue says. It may be none, or need another run that shows it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// results: [patient/search-alpha-gamma-7k2m9q4x]   # withdrawn
    /// ```
    /// Good:
    /// ```yaml
    /// results: [patient/search-beta-gamma-5d8w3n1c]
    /// ```
    /// ## Source
    /// Design choice: evidence that was taken back is no evidence.
    pub static RULE: Rule {
        name: "issue-of-withdrawn-result",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Issue(check),
    }
}

fn check(issue: &Record<Issue>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    if issue.value.is_closed() {
        return;
    }
    for (at, text) in issue.value.results.iter().enumerate() {
        let Some((track, name)) = text.trim().split_once('/') else {
            continue;
        };
        let results = facts.folder.results.get(track);
        let result = results.and_then(|results| results.get(name));
        if let Some(result) = result.filter(|result| result.value.is_withdrawn()) {
            found
                .add(
                    format!("results[{at}]"),
                    format!("result '{}' was withdrawn", text.trim()),
                )
                .related(&result.file, "history", "it was taken back here")
                .help("name another run that shows it, or close the issue with 'cxn issue close'");
        }
    }
}
