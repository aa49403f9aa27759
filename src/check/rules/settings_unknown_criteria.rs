use crate::check::prelude::*;
use crate::model::nearest::{did_you_mean, nearest};

rule! {
    /// The settings name maturity criteria that are not there.
    /// ## Why
    /// `cxn maturity` holds evidence against them. With a name that leads nowhere it stops.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # cxn.yaml, and no file criteria/ours.yaml
    /// criteria: ours
    /// ```
    /// Good:
    /// ```yaml
    /// criteria: fmm-core
    /// ```
    /// ## Source
    /// Design choice: maturity criteria are data, built in or under criteria/.
    pub static RULE: Rule {
        name: "settings-unknown-criteria",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Workspace(check),
    }
}

fn check(facts: &WorkspaceFacts<'_>, found: &mut Vec<Finding>, rule: &'static RuleInfo) {
    let workspace = facts.workspace;
    let Some(settings) = &workspace.settings else {
        return;
    };
    let Some(name) = settings.value.criteria.as_deref().map(str::trim) else {
        return;
    };
    let known = workspace.criteria_names();
    if known.iter().any(|known| known == name) {
        return;
    }
    let near = nearest(name, &known);
    let help = did_you_mean(&near).unwrap_or_else(|| {
        format!("put them into criteria/{name}.yaml, or name some that are there")
    });
    Findings::new(rule, &settings.file, None, found)
        .add("criteria", format!("there are no criteria '{name}'"))
        .expected(known)
        .help(help)
        .offer_nearest(&near);
}
