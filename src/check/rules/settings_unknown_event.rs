use crate::check::prelude::*;
use crate::model::Slug;
use crate::model::nearest::{did_you_mean, nearest};

rule! {
    /// The settings name a default event that is not there.
    /// ## Why
    /// Commands that are given no event use the default one. With a name that leads nowhere they all stop.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # cxn.yaml, and no folder events/2026-09-rockvile
    /// default-event: 2026-09-rockvile
    /// ```
    /// Good:
    /// ```yaml
    /// default-event: 2026-09-rockville
    /// ```
    /// ## Source
    /// Design choice: the current event is the one named, else the settings', else the next.
    pub static RULE: Rule {
        name: "settings-unknown-event",
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
    let Some(name) = settings.value.default_event.as_deref() else {
        return;
    };
    if workspace.events.contains_key(name) {
        return;
    }
    let names: Vec<&str> = workspace.events.keys().map(Slug::as_str).collect();
    let near = nearest(name, names.iter().copied());
    let expected = if near.is_empty() {
        names.iter().map(|name| (*name).to_owned()).collect()
    } else {
        near.clone()
    };
    let help = did_you_mean(&near)
        .unwrap_or_else(|| "name one that is there, or delete the line".to_owned());
    Findings::new(rule, &settings.file, None, found)
        .add(
            "default-event",
            format!("the default event '{name}' is not in this workspace"),
        )
        .expected(expected)
        .help(help)
        .offer_nearest(&near);
}
