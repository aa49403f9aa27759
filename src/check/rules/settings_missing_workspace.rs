use crate::check::prelude::*;

rule! {
    /// The settings name another workspace that is not there.
    /// ## Why
    /// `cxn series`, `cxn maturity` and the pages of all events read it as well, and refuse to tell half of it.
    ///
    /// A note, since the checkouts of others are usually not where a check runs in CI.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// with: ../au-connectathons   # no such folder, or one without cxn.yaml
    /// ```
    /// Good:
    /// ```yaml
    /// with: ../affiliates/au-connectathons
    /// ```
    /// ## Source
    /// Design choice: what several commands would refuse is said before.
    pub static RULE: Rule {
        name: "settings-missing-workspace",
        since: "0.1.0",
        severity: NOTE,
        check: Check::Workspace(check),
    }
}

fn check(facts: &WorkspaceFacts<'_>, found: &mut Vec<Finding>, rule: &'static RuleInfo) {
    let Some(settings) = &facts.workspace.settings else {
        return;
    };
    for (at, error) in facts.workspace.missing_others() {
        Findings::new(rule, &settings.file, None, found)
            .add(format!("with[{at}]"), error.to_string())
            .help("clone it there, or change 'with'");
    }
}
