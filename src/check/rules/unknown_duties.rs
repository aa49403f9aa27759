//! `unknown-duties`: an event names a list of duties that neither the tool nor the workspace has.

use crate::analysis::event_facts::EventFacts;
use crate::check::Check;
use crate::check::finding::Findings;
use crate::check::rule::{ERROR, rule};
use crate::model::Slug;
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::responsibility::DEFAULT_DUTIES;

rule! {
    /// An event names a list of duties that neither the tool nor the workspace has.
    ///
    /// ## Why
    ///
    /// Without its list, nobody can tell the track leads what they have to do, or what they forgot.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```yaml
    /// duties: track-leads
    /// ```
    ///
    /// Good:
    ///
    /// ```yaml
    /// duties: track-lead
    /// ```
    ///
    /// ## Source
    ///
    /// Design choice: the duties of track leads are data, built in or under duties/.
    pub static UNKNOWN_DUTIES: Rule {
        name: "unknown-duties",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Event(check),
    }
}

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let Some(name) = facts.event().duties.as_deref() else {
        return;
    };
    let workspace = facts.workspace;
    // A list that does not read has findings of its own.
    let own = workspace.duties.keys().chain(&workspace.unread_duties);
    let mut names: Vec<&str> = own.map(Slug::as_str).chain([DEFAULT_DUTIES]).collect();
    names.sort_unstable();
    names.dedup();
    if names.contains(&name) {
        return;
    }
    let near = nearest(name, names.iter().copied());
    let help = did_you_mean(&near)
        .unwrap_or_else(|| format!("put it into duties/{name}.yaml, or name one that is there"));
    found
        .add("duties", format!("there is no list of duties '{name}'"))
        .expected(names)
        .help(help);
}
