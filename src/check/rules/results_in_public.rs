use crate::check::prelude::*;
use crate::model::result::Verdict;
use crate::model::session::ResultsVisibility;
use crate::model::settings::Visibility;
use crate::workspace::File;
use std::collections::BTreeMap;

rule! {
    /// Results that say who failed are in a public repository.
    /// ## Why
    /// What happens at a Connectathon stays there: people try what fails, because it is not published. A result that did
    /// not pass names the systems of two organizations, and what was pushed once stays in the history and in
    /// every clone.
    ///
    /// Whether the repository is public is what `visibility` in `cxn.yaml` says, or the server that runs the check. An
    /// event whose `results-visibility` is `all` has agreed to be known.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # cxn.yaml says 'visibility: public', and this is a result
    /// verdict: failed
    /// ```
    /// Good:
    /// ```yaml
    /// # cxn.yaml says 'visibility: private', and what may be known is published as counts
    /// ```
    /// ## Source
    /// Connectathon etiquette: results of single systems are confidential.
    pub static RULE: Rule {
        name: "results-in-public",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Workspace(check),
    }
}

fn check(facts: &WorkspaceFacts<'_>, found: &mut Vec<Finding>, rule: &'static RuleInfo) {
    let workspace = facts.workspace;
    if workspace.visibility() != Some(Visibility::Public) {
        return;
    }
    for folder in workspace.events.values() {
        let agreed = folder
            .event
            .as_ref()
            .and_then(|event| event.value.results_visibility);
        if agreed == Some(ResultsVisibility::All) {
            continue;
        }
        let results = folder.results.values().flat_map(BTreeMap::values);
        let told = results.filter(|result| result.value.verdict != Verdict::Passed);
        let message = match told.count() {
            0 => continue,
            1 => format!("a result of '{}' says who did not pass", folder.slug),
            many => format!("{many} results of '{}' say who did not pass", folder.slug),
        };
        let file = File::event(&folder.slug);
        let mut findings = Findings::new(rule, &file, None, found);
        findings
            .add("name", format!("{message}, and the repository is public"))
            .help("keep results in a repository that is private, and remember that git keeps the earlier versions");
    }
}
