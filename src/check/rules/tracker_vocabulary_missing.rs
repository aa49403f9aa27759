use crate::check::prelude::*;

rule! {
    /// The settings name a checkout of the tracker's vocabulary that is not there.
    /// ## Why
    /// Issues are checked against it. Without it a clean result says nothing of their specifications, versions, artifacts, pages
    /// and work groups.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// tracker-vocabulary: ../tracker   # no such folder
    /// ```
    /// Good:
    /// ```yaml
    /// tracker-vocabulary: ../spec-artifacts
    /// ```
    /// ## Source
    /// Design choice: what was not checked is said.
    pub static RULE: Rule {
        name: "tracker-vocabulary-missing",
        since: "0.1.0",
        severity: NOTE,
        check: Check::Workspace(check),
    }
}

fn check(facts: &WorkspaceFacts<'_>, found: &mut Vec<Finding>, rule: &'static RuleInfo) {
    let Some(settings) = &facts.workspace.settings else {
        return;
    };
    let Some(path) = &settings.value.tracker_vocabulary else {
        return;
    };
    let has_issues = facts
        .workspace
        .events
        .values()
        .any(|folder| !folder.issues.is_empty());
    if has_issues && facts.workspace.tracker_vocabulary().is_none() {
        Findings::new(rule, &settings.file, None, found)
            .add(
                "tracker-vocabulary",
                format!("'{}' holds no xml/SPECS-FHIR.xml: issues are not checked against the tracker's vocabulary", path.trim()),
            )
            .help("clone the repository of the vocabulary there, or remove the key");
    }
}
