use std::collections::BTreeSet;

use crate::check::prelude::*;
use crate::model::placeholder::is_placeholder;

rule! {
    /// No scenario uses a role of the track.
    /// ## Why
    /// A person who prepares a system for the role finds nothing to do on the day.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// roles:
    ///   - id: client
    ///   - id: server
    ///   - id: observer
    /// scenarios:
    ///   - id: register
    ///     roles: [client, server]
    /// ```
    /// Good:
    /// ```yaml
    /// roles:
    ///   - id: client
    ///   - id: server
    /// scenarios:
    ///   - id: register
    ///     roles: [client, server]
    /// ```
    /// ## Source
    /// Design choice. Only checked once at least one scenario names its roles. Advice; it never blocks.
    pub static RULE: Rule {
        name: "role-nobody-plays",
        since: "0.1.0",
        severity: ADVICE,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let played: BTreeSet<&str> = track
        .value
        .scenarios
        .iter()
        .flat_map(|scenario| scenario.roles.iter())
        .map(|role| role.trim())
        .filter(|role| !role.is_empty() && !is_placeholder(role))
        .collect();
    if played.is_empty() {
        return;
    }
    for (at, role) in track.value.roles.iter().enumerate() {
        if !played.contains(role.id.as_str()) {
            found
                .add(
                    format!("roles[{at}].id"),
                    format!("no scenario uses the role '{}'", role.id),
                )
                .help("name it in the 'roles' of a scenario, or delete it");
        }
    }
}
