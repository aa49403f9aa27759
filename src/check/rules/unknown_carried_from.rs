use crate::check::prelude::*;
use crate::check::reference;
use crate::model::nearest::did_you_mean;

rule! {
    /// The record that a proposal was carried on from does not exist.
    /// ## Why
    /// What is to be compared with last time cannot be when last time is not there.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// carried-from: patient
    /// ```
    /// Good:
    /// ```yaml
    /// carried-from: 2026-05-rotterdam/patient
    /// ```
    /// ## Source
    /// Design choice: a new proposal is needed for every event, and says which one it builds on.
    pub static RULE: Rule {
        name: "unknown-carried-from",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let Some(from) = track.value.carried_from.as_deref().map(str::trim) else {
        return;
    };
    if reference::exists(facts.workspace, from) {
        return;
    }
    let message = match reference::parts(from) {
        Some((event, _)) if !facts.workspace.events.contains_key(event) => {
            format!("the proposal was carried on from '{from}', and there is no event '{event}'")
        }
        Some((event, _)) => {
            format!(
                "the proposal was carried on from '{from}', and event '{event}' has no such track"
            )
        }
        None => {
            format!("the proposal was carried on from '{from}', which names no event and track")
        }
    };
    let near = reference::near(facts.workspace, from);
    let finding = found.add("carried-from", message);
    if reference::parts(from).is_none() {
        finding.expected(["event/track"]);
    }
    finding
        .help(did_you_mean(&near).unwrap_or_else(|| {
            "name the record as 'event/track', or remove 'carried-from'".to_owned()
        }))
        .offer_nearest(&near);
}
