use std::collections::HashSet;

use crate::check::prelude::*;
use crate::check::track_texts;
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::one_or_many::Texts;
use crate::model::participants::is_only_an_address;
use crate::model::placeholder::is_placeholder;

rule! {
    /// A scenario or an expected participant names a role that the track does not have.
    /// ## Why
    /// A role that is not described cannot be prepared for or registered for.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// roles:
    ///   - id: client
    ///   - id: server
    /// scenarios:
    ///   - id: register
    ///     roles: [cleint, server]
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
    /// Design choice: a reference needs its other end. Roles are named by their ids.
    pub static RULE: Rule {
        name: "unknown-role",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let known: HashSet<&str> = track
        .value
        .roles
        .iter()
        .map(|role| role.id.as_str())
        .collect();
    for (at, scenario) in track.value.scenarios.iter().enumerate() {
        let who = format!("scenario '{}'", scenario.id);
        let item = Path::root().key("scenarios").index(at);
        unknown(track, &known, &who, &item, &scenario.roles, found);
    }
    for (at, one) in track.value.expected_participants.list().iter().enumerate() {
        let name = one.organization.as_ref().or(one.name.as_ref());
        let who = match name {
            Some(name) if !is_only_an_address(name) => format!("expected participant '{name}'"),
            _ => format!("expected participant {}", at + 1),
        };
        let item = Path::root().key("expected-participants").index(at);
        unknown(track, &known, &who, &item, &one.roles, found);
    }
}

fn unknown(
    track: &Record<Track>,
    known: &HashSet<&str>,
    who: &str,
    item: &Path,
    roles: &Texts,
    found: &mut Findings<'_>,
) {
    for (at, role) in roles.iter().enumerate() {
        let id = role.trim();
        if id.is_empty() || is_placeholder(id) || known.contains(id) {
            continue;
        }
        let ids = || track.value.roles.iter().map(|role| role.id.as_str());
        let near = nearest(id, ids());
        let help = did_you_mean(&near).unwrap_or_else(|| {
            format!("describe the role under 'roles' with the id '{id}', or name one that is there")
        });
        found
            .add(
                track_texts::place(item, "roles", roles, at),
                format!("{who} names the role '{id}', which the track does not have"),
            )
            .expected(ids())
            .help(help)
            .offer_nearest(&near);
    }
}
