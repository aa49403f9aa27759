use crate::check::prelude::*;
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::placeholder::{is_unanswered, says_none};
use crate::model::registration::role_reference;

rule! {
    /// A registration names a role that its track does not have.
    /// ## Why
    /// A system without a known role finds no partner to test with, and the numbers of clients and servers
    /// are wrong.
    ///
    /// A role is written `track/role`, both as the track names them. While a track names no roles at all it
    /// is a warning: the person cannot know better.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// roles: [patient/clinet]
    /// ```
    /// Good:
    /// ```yaml
    /// roles: [patient/client]
    /// ```
    /// ## Source
    /// Registration: client and/or server in which role.
    pub static RULE: Rule {
        name: "registration-unknown-role",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Registration(check),
    }
}

fn check(person: &Record<Registration>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &person.value;
    for (at, role) in value.roles.iter().enumerate() {
        judge(format!("roles[{at}]"), role, facts, found);
    }
    for (nth, system) in value.systems.iter().enumerate() {
        for (at, role) in system.roles.iter().enumerate() {
            judge(format!("systems[{nth}].roles[{at}]"), role, facts, found);
        }
    }
}

fn judge(path: String, text: &str, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let text = text.trim();
    if is_unanswered(Some(text)) || says_none(text) {
        return;
    }
    let Some((name, id)) = role_reference(text) else {
        let finding = found.add(path, format!("role '{text}' does not say of which track"));
        finding.expected(["track/role"]);
        finding.help("write it as 'track/role', both as the track names them");
        return;
    };
    if !facts.folder.has_track(name) {
        let near: Vec<String> = nearest(name, facts.track_names())
            .iter()
            .map(|track| format!("{track}/{id}"))
            .collect();
        let message = format!("role '{text}' is of track '{name}', which the event does not have");
        found
            .add(path, message)
            .help(
                did_you_mean(&near)
                    .unwrap_or_else(|| "name a track of the event by its slug".to_owned()),
            )
            .offer_nearest(&near);
        return;
    }
    let Some(track) = facts
        .track(name)
        .filter(|track| track.value.role(id).is_none())
    else {
        return;
    };
    let ids = || track.value.roles.iter().map(|role| role.id.as_str());
    if ids().next().is_none() {
        found
            .add(
                path,
                format!("role '{text}' is of track '{name}', which names no roles yet"),
            )
            .severity(Severity::Warning)
            .related(&track.file, "roles", "the track's roles belong here")
            .help("ask the lead to add the track's roles");
        return;
    }
    let near: Vec<String> = nearest(id, ids())
        .iter()
        .map(|id| format!("{name}/{id}"))
        .collect();
    let help = did_you_mean(&near);
    let finding = found.add(path, format!("track '{name}' has no role '{id}'"));
    finding.expected(ids().map(|id| format!("{name}/{id}")));
    finding.related(&track.file, "roles", "the track's roles are here");
    finding
        .help(help.unwrap_or_else(|| "take one of the track's roles".to_owned()))
        .offer_nearest(&near);
}
