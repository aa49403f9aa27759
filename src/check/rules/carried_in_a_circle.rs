use crate::check::prelude::*;
use crate::check::reference;
use crate::workspace::Workspace;

rule! {
    /// A proposal was carried on from itself, by way of others or not.
    /// ## Why
    /// Each proposal builds on an earlier one. A circle has no first one, so what was learned since cannot be told.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # events/2026-05-rotterdam/tracks/patient.yaml
    /// carried-from: 2026-09-rockville/patient
    /// # events/2026-09-rockville/tracks/patient.yaml
    /// carried-from: 2026-05-rotterdam/patient
    /// ```
    /// Good:
    /// ```yaml
    /// # events/2026-09-rockville/tracks/patient.yaml
    /// carried-from: 2026-05-rotterdam/patient
    /// ```
    /// ## Source
    /// Design choice: a new proposal is needed for every event, and says which one it builds on.
    pub static RULE: Rule {
        name: "carried-in-a-circle",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let circle = circle(facts.workspace, track);
    let Some(next) = circle.first() else {
        return;
    };
    let name = |record: &Record<Track>| {
        let event = record.file.event_slug().unwrap_or_default();
        format!("'{event}/{}'", record.slug)
    };
    let way: Vec<String> = circle.iter().map(|record| name(record)).collect();
    let message = if circle.len() == 1 {
        "the proposal was carried on from itself".to_owned()
    } else {
        format!(
            "the proposal was carried on from {}, and so from itself",
            way.join(", that from ")
        )
    };
    let finding = found.add("carried-from", message);
    if circle.len() > 1 {
        finding.related(&next.file, "carried-from", "the circle goes on here");
    }
    finding.help("remove 'carried-from' from the earliest of them");
}

/// The records that a proposal was carried on from, one after the other, when the way leads back to it; else nothing.
fn circle<'a>(workspace: &'a Workspace, track: &Record<Track>) -> Vec<&'a Record<Track>> {
    let mut way: Vec<&Record<Track>> = Vec::new();
    let mut from = track.value.carried_from.as_deref();
    while let Some(record) = from.and_then(|from| reference::record(workspace, from)) {
        // Another circle, further back: it is told where it is.
        if way.iter().any(|seen| seen.file == record.file) {
            return Vec::new();
        }
        way.push(record);
        if record.file == track.file {
            return way;
        }
        from = record.value.carried_from.as_deref();
    }
    Vec::new()
}
