use std::collections::HashMap;

use crate::check::prelude::*;
use crate::check::reference;
use crate::workspace::{File, Workspace};

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
        check: Check::Workspace(check),
    }
}

/// How many of a circle are named.
const NAMED: usize = 10;

fn check(facts: &WorkspaceFacts<'_>, found: &mut Vec<Finding>, rule: &'static RuleInfo) {
    for circle in circles(facts.workspace) {
        for (at, record) in circle.iter().enumerate() {
            if record.value.status.is_open() {
                let status = Some(record.value.status);
                let mut findings = Findings::new(rule, &record.file, status, found);
                let way = circle[at + 1..].iter().chain(&circle[..=at]).copied();
                tell(way, circle.len(), &mut findings);
            }
        }
    }
}

/// Says on a record what it was carried on from, one after the other, until that is itself.
fn tell<'a>(
    mut way: impl Iterator<Item = &'a Record<Track>> + Clone,
    length: usize,
    found: &mut Findings<'_>,
) {
    let name = |record: &Record<Track>| {
        let event = record.file.event_slug().unwrap_or_default();
        format!("'{event}/{}'", record.slug)
    };
    let message = if length == 1 {
        "the proposal was carried on from itself".to_owned()
    } else {
        let names: Vec<String> = way.clone().take(NAMED).map(name).collect();
        let more = match length - names.len() {
            0 => String::new(),
            more => format!(" and through {more} more"),
        };
        format!(
            "the proposal was carried on from {}{more}, and so from itself",
            names.join(", that from ")
        )
    };
    let finding = found.add("carried-from", message);
    if let Some(next) = way.next().filter(|_| length > 1) {
        finding.related(&next.file, "carried-from", "the circle goes on here");
    }
    finding.help("remove 'carried-from' from the earliest of them");
}

/// The circles of proposals that were carried on from each other: every proposal is visited once.
fn circles(workspace: &Workspace) -> Vec<Vec<&Record<Track>>> {
    let mut circles = Vec::new();
    // The walk on which a proposal was visited, and its place in it.
    let mut visited = HashMap::<&File, (usize, usize)>::new();
    let events = workspace.events.values();
    for (walk, start) in events.flat_map(|event| event.tracks.values()).enumerate() {
        let (mut way, mut next) = (Vec::new(), Some(start));
        while let Some(record) = next {
            if let Some((walk_of, at)) = visited.get(&record.file) {
                if *walk_of == walk {
                    circles.push(way.split_off(*at));
                }
                break;
            }
            visited.insert(&record.file, (walk, way.len()));
            way.push(record);
            let from = record.value.carried_from.as_deref();
            next = from.and_then(|from| reference::record(workspace, from));
        }
    }
    circles
}
