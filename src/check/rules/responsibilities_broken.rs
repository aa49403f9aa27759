use std::collections::HashMap;

use crate::check::prelude::*;
use crate::model::Slug;
use crate::model::milestone::{KNOWN, known};
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::responsibility::ResponsibilityList;
use crate::workspace::Workspace;

rule! {
    /// A responsibility list asks for something that no one can tick or date.
    /// ## Why
    /// Every lead of an event goes by its list. A responsibility that is there twice, has no name to tick it by, or waits
    /// for a milestone that no event has, is everybody's problem at once.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// responsibilities:
    ///   - id: Visa letter
    ///     title: visa letters asked for
    ///     milestone: visa-leters-sent
    /// ```
    /// Good:
    /// ```yaml
    /// responsibilities:
    ///   - id: visa-letter
    ///     title: visa letters asked for
    ///     due: -10w
    /// ```
    /// ## Source
    /// Design choice: the responsibilities of track leads are data, like templates.
    pub static RULE: Rule {
        name: "responsibilities-broken",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Workspace(check),
    }
}

fn check(facts: &WorkspaceFacts<'_>, all: &mut Vec<Finding>, rule: &'static RuleInfo) {
    for record in facts.workspace.responsibilities.values() {
        let mut found = Findings::new(rule, &record.file, None, all);
        list(record, facts.workspace, &mut found);
    }
}

fn list(record: &Record<ResponsibilityList>, workspace: &Workspace, found: &mut Findings<'_>) {
    let responsibilities = &record.value.responsibilities;
    if responsibilities.is_empty() {
        found
            .add("responsibilities", "the list has no responsibilities")
            .help("add one with an id and a title, or delete the file");
    }
    let mut first = HashMap::<&str, usize>::new();
    for (at, responsibility) in responsibilities.iter().enumerate() {
        let path = |key: &str| format!("responsibilities[{at}].{key}");
        if let Some(before) = first.get(responsibility.id.as_str()) {
            let message = format!(
                "the responsibility '{}' is in the list twice",
                responsibility.id
            );
            let earlier = format!("responsibilities[{before}].id");
            found
                .add(path("id"), message)
                .related(&record.file, earlier, "it is here first")
                .help("give one of the two another id");
        } else {
            first.insert(&responsibility.id, at);
        }
        if Slug::parse(&responsibility.id).is_err() {
            let message = format!(
                "'{}' is not a valid name for a responsibility",
                responsibility.id
            );
            let finding = found.add(path("id"), message);
            finding.expected(["lower-case letters, digits and inner hyphens"]);
            if let Some(slug) = Slug::from_title(&responsibility.id) {
                finding.help(format!("call it '{slug}'"));
            }
        }
        let Some(name) = responsibility.milestone.as_deref() else {
            continue;
        };
        if responsibility.due.is_none() && known(name).is_none() && !is_own(workspace, name) {
            let message = format!(
                "the responsibility '{}' waits for '{name}', a milestone that no event has",
                responsibility.id
            );
            let near = nearest(name, milestones(workspace));
            found
                .add(path("milestone"), message)
                .help(did_you_mean(&near).unwrap_or_else(|| {
                    "name a milestone of an event, or give the responsibility a 'due' of its own"
                        .to_owned()
                }));
        }
    }
}

/// Whether an event has a milestone of its own of that name.
fn is_own(workspace: &Workspace, name: &str) -> bool {
    milestones(workspace).any(|own| own == name)
}

/// Milestones that every event knows, and those of the workspace's events.
fn milestones(workspace: &Workspace) -> impl Iterator<Item = &str> {
    let events = workspace.events.values();
    let own = events
        .filter_map(|folder| folder.event.as_ref())
        .flat_map(|record| record.value.timeline.keys().map(String::as_str));
    KNOWN.iter().map(|known| known.name).chain(own)
}
