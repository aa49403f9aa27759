use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::check::prelude::*;
use crate::model::person::fold;

rule! {
    /// Two roles or two scenarios of a track have the same id.
    /// ## Why
    /// Scenarios, registrations and results point at roles and scenarios by their ids. An id that is used twice points at both.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// roles:
    ///   - id: client
    ///     name: Patient client
    ///   - id: client
    ///     name: Patient viewer
    /// ```
    /// Good:
    /// ```yaml
    /// roles:
    ///   - id: client
    ///     name: Patient client
    ///   - id: viewer
    ///     name: Patient viewer
    /// ```
    /// ## Source
    /// Design choice: references need one target. Ids that differ only in case are taken for the same.
    pub static RULE: Rule {
        name: "duplicate-id",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let roles = track.value.roles.iter().map(|role| role.id.as_str());
    twins(track, "role", "roles", roles, found);
    let scenarios = track
        .value
        .scenarios
        .iter()
        .map(|scenario| scenario.id.as_str());
    twins(track, "scenario", "scenarios", scenarios, found);
}

fn twins<'t>(
    track: &Record<Track>,
    word: &str,
    key: &str,
    ids: impl Iterator<Item = &'t str>,
    found: &mut Findings<'_>,
) {
    let mut first = BTreeMap::new();
    for (at, id) in ids.enumerate() {
        match first.entry(fold(id)) {
            Entry::Vacant(entry) => {
                entry.insert(at);
            }
            Entry::Occupied(entry) => {
                let label = format!("the first {word} with this id");
                found
                    .add(
                        format!("{key}[{at}].id"),
                        format!("another {word} has the id '{id}' already"),
                    )
                    .related(&track.file, format!("{key}[{}].id", entry.get()), label)
                    .help("give one of them another id, and update what refers to it");
            }
        }
    }
}
