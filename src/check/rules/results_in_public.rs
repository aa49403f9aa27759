use crate::check::misplaced;
use crate::check::prelude::*;
use crate::model::plural::plural;
use crate::model::result::Verdict;
use crate::model::session::ResultsVisibility;
use crate::model::settings::Visibility;
use crate::workspace::{File, Workspace};
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
    ///
    /// `cxn init --private PATH` moves results and mappings to a second folder, the private half of the workspace. What is
    /// in the public half then is a finding in any repository, for nothing reads it.
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
    misplaced::add(workspace, found, rule, |folder| folder != "registrations");
    misplaced_mappings(workspace, found, rule);
    // With a private half the results that are read are in that.
    if workspace.root().has_private_half() || workspace.visibility() != Some(Visibility::Public) {
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
            .help("run 'cxn init --private PATH' to keep results in a second folder that is private, and remember that git keeps the earlier versions");
    }
}

/// Mappings in the public half though there is a private one, where nothing reads them.
fn misplaced_mappings(workspace: &Workspace, found: &mut Vec<Finding>, rule: &'static RuleInfo) {
    let mappings = workspace.left_in_public().mappings;
    if mappings > 0 {
        let files = plural(mappings, "mapping");
        Findings::new(rule, &File::settings(), None, found)
            .add(
                "private",
                format!("{files} in the public half and not read"),
            )
            .help(misplaced::MOVE);
    }
}
