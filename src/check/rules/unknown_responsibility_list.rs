use crate::check::prelude::*;
use crate::model::Slug;
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::responsibility::DEFAULT_RESPONSIBILITIES;

rule! {
    /// An event names a responsibility list that neither the tool nor the workspace has.
    /// ## Why
    /// Without its list, no one can tell the track leads what they have to do, or what they forgot.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// responsibilities: track-leads
    /// ```
    /// Good:
    /// ```yaml
    /// responsibilities: track-lead
    /// ```
    /// ## Source
    /// Design choice: the responsibilities of track leads are data, built in or under responsibilities/.
    pub static RULE: Rule {
        name: "unknown-responsibility-list",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Event(check),
    }
}

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let Some(name) = facts.event().responsibilities.as_deref() else {
        return;
    };
    let workspace = facts.workspace;
    // A list that cannot be parsed has findings of its own.
    let own = workspace
        .responsibilities
        .keys()
        .chain(&workspace.unread_responsibilities);
    let mut names: Vec<&str> = own
        .map(Slug::as_str)
        .chain([DEFAULT_RESPONSIBILITIES])
        .collect();
    names.sort_unstable();
    names.dedup();
    if names.contains(&name) {
        return;
    }
    let near = nearest(name, names.iter().copied());
    let help = did_you_mean(&near).unwrap_or_else(|| {
        format!("put it into responsibilities/{name}.yaml, or name one that is there")
    });
    found
        .add(
            "responsibilities",
            format!("there is no responsibility list '{name}'"),
        )
        .expected(names)
        .help(help);
}
