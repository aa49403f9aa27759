use std::collections::BTreeSet;

use crate::analysis::systems::{Found, Systems};
use crate::check::prelude::*;
use crate::model::Slug;
use crate::model::mapping::{IGNORE, Mapping};
use crate::model::nearest::{did_you_mean, nearest};
use crate::workspace::EventFolder;

rule! {
    /// A mapping names a scenario, a system or a track that is not there.
    /// ## Why
    /// What a mapping does not place is listed and not imported. A slip in it takes a whole suite out of the results,
    /// and shows only as a longer list.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// tests:
    ///   us_core_v400-patient: us-core/raed
    /// ```
    /// Good:
    /// ```yaml
    /// tests:
    ///   us_core_v400-patient: us-core/read
    /// ```
    /// ## Source
    /// Design choice: what has no place is said, not dropped.
    pub static RULE: Rule {
        name: "mapping-unknown-target",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Workspace(check),
    }
}

fn check(facts: &WorkspaceFacts<'_>, found: &mut Vec<Finding>, rule: &'static RuleInfo) {
    let mappings = facts.workspace.mappings.values();
    for record in mappings.filter(|record| facts.selection.includes(&record.file)) {
        let mapping = &record.value;
        let events: Vec<&EventFolder> = match &mapping.event {
            Some(name) => {
                let event = facts.workspace.events.get(name.as_str());
                if event.is_none() {
                    let near = nearest(name, facts.workspace.events.keys().map(Slug::as_str));
                    let mut findings = Findings::new(rule, &record.file, None, found);
                    findings
                        .add("event", format!("the workspace has no event '{name}'"))
                        .help(
                            did_you_mean(&near)
                                .unwrap_or_else(|| "name an event by its folder".to_owned()),
                        )
                        .offer_nearest(&near);
                }
                event.into_iter().collect()
            }
            None => facts.workspace.events.values().collect(),
        };
        if events.is_empty() {
            continue;
        }
        let mut findings = Findings::new(rule, &record.file, None, found);
        let targets: BTreeSet<String> = events
            .iter()
            .flat_map(|event| event.scenario_names())
            .collect();
        for (name, target) in mapping.tests.iter() {
            let Some(target) = target
                .as_deref()
                .map(str::trim)
                .filter(|target| *target != IGNORE)
            else {
                continue;
            };
            let full = match (&mapping.track, target.contains('/')) {
                (Some(track), false) => format!("{track}/{target}"),
                _ => target.to_owned(),
            };
            if targets.contains(&full) {
                continue;
            }
            let near = nearest(&full, targets.iter().map(String::as_str));
            findings
                .add(
                    Path::from("tests").key(name),
                    format!("'{target}' is not a scenario of any track"),
                )
                .expected(["TRACK/SCENARIO", IGNORE])
                .help(
                    did_you_mean(&near)
                        .unwrap_or_else(|| "write it as TRACK/SCENARIO, or 'ignore'".to_owned()),
                )
                .offer_nearest(&near);
        }
        form_tracks(mapping, &events, &mut findings);
        let systems: Vec<Systems<'_>> = events
            .iter()
            .map(|event| Systems::new(event, facts.workspace.names()))
            .collect();
        if systems.iter().all(|one| one.all.is_empty()) {
            continue;
        }
        let named = mapping
            .systems
            .iter()
            .filter_map(|(name, value)| Some(("systems", name, value.as_deref()?)));
        let tested = mapping
            .tested
            .iter()
            .map(|(role, value)| ("tested", role, value.as_str()));
        for (key, name, value) in named.chain(tested) {
            let is_known = |one: &Systems<'_>| matches!(one.find(value), Found::One(_));
            if value.trim() != IGNORE && !systems.iter().any(is_known) {
                let names = systems.iter().flat_map(Systems::references);
                let near = nearest(value, names);
                findings
                    .add(
                        Path::from(key).key(name),
                        format!("'{value}' is not one system of the event"),
                    )
                    .expected(["ORGANIZATION/NAME", "an id"])
                    .help(
                        did_you_mean(&near)
                            .unwrap_or_else(|| "write it as ORGANIZATION/NAME".to_owned()),
                    )
                    .offer_nearest(&near);
            }
        }
    }
}

/// What the tracks of a form are said to be.
fn form_tracks(mapping: &Mapping, events: &[&EventFolder], findings: &mut Findings<'_>) {
    for (name, target) in mapping.tracks.iter() {
        let Some(target) = target.as_deref().map(str::trim) else {
            continue;
        };
        if target == IGNORE || events.iter().any(|event| event.has_track(target)) {
            continue;
        }
        let near = nearest(target, events.iter().flat_map(|event| event.track_names()));
        findings
            .add(
                Path::from("tracks").key(name),
                format!("'{target}' is not a track of the event"),
            )
            .expected(["TRACK", IGNORE])
            .help(
                did_you_mean(&near)
                    .unwrap_or_else(|| "name a track by its file, or write 'ignore'".to_owned()),
            )
            .offer_nearest(&near);
    }
}
