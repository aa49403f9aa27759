//! How far the tests of an event are, as a document.

use serde_json::json;

use crate::analysis::disclosure::Level;
use crate::analysis::progress::TrackProgress;
use crate::analysis::standings::{Partner, Standing};
use crate::model::plural::plural;
use crate::model::session::Policy;
use crate::render::document::{Document, Section};
use crate::render::table::{Cell, Table, number, text};

/// How many lines of a list people are shown; programs get all.
const LINES: usize = 12;

pub fn document(
    tracks: &[TrackProgress],
    policy: Option<&Policy>,
    level: Level,
    for_people: bool,
) -> Document {
    let mut sections = Vec::new();
    let mut add = |section: Section| {
        if !(for_people && section.table.is_empty()) {
            sections.push(section);
        }
    };
    add(Section::new("tracks", "Tests", overview(tracks)));
    if level.shows_failures() {
        let standings =
            |key: &'static str, title: &str, pick: fn(&TrackProgress) -> &Vec<Standing>| {
                let (table, rest) = standings(tracks, pick, for_people);
                Section::new(key, title, table).footer(rest)
            };
        add(standings("conflicts", "Conflicts to settle", |track| {
            &track.conflicts
        }));
        add(standings("test-defects", "Tests that are wrong", |track| {
            &track.defects
        }));
        add(standings(
            "blocked",
            "Blocked, or without a partner",
            |track| &track.blocked,
        ));
    }
    if level.names_systems() {
        let partners =
            |key: &'static str, title: &str, pick: fn(&TrackProgress) -> &Vec<Partner>| {
                let (table, rest) = partners(tracks, pick, for_people);
                Section::new(key, title, table).footer(rest)
            };
        add(partners(
            "newcomers",
            "Newcomers without a success",
            |track| &track.newcomers,
        ));
        add(partners(
            "without-result",
            "Systems without a result",
            |track| &track.without_result,
        ));
    }
    if let Some(policy) = policy.filter(|_| level.names_systems()) {
        let title = format!(
            "Asked of every system: {}, {}",
            plural(policy.runs.unwrap_or(0) as usize, "run"),
            plural(policy.partners.unwrap_or(0) as usize, "partner")
        );
        add(Section::new(
            "policy",
            title,
            policy_table(tracks, for_people),
        ));
    }
    Document { sections }
}

fn maybe(number: Option<usize>) -> Cell {
    number.map_or_else(
        || Cell::Data("withheld".to_owned(), serde_json::Value::Null),
        Cell::from,
    )
}

fn overview(tracks: &[TrackProgress]) -> Table {
    let mut table = Table::new([
        text("track", "Track"),
        text("title", "Title"),
        number("scenarios", "Scenarios").for_programs(),
        number("scenarios-reached", "Scenarios reached").for_programs(),
        number("possible", "Possible pairs"),
        number("tested", "Tested"),
        number("passed", "Passed"),
        number("not-passed", "Not passed"),
        number("unverified", "Unverified"),
    ]);
    for track in tracks {
        table.row([
            Cell::track(&track.event, &track.track),
            track.title.as_str().into(),
            track.scenarios.into(),
            maybe(track.scenarios_reached),
            maybe(track.possible),
            maybe(track.tested),
            maybe(track.passed),
            maybe(track.not_passed),
            maybe(track.unverified),
        ]);
    }
    table
}

fn standings(
    tracks: &[TrackProgress],
    pick: fn(&TrackProgress) -> &Vec<Standing>,
    for_people: bool,
) -> (Table, Option<String>) {
    let mut table = Table::new([
        text("scenario", "Scenario"),
        text("systems", "Systems"),
        text("path", "Path"),
        text("verdict", "Verdict"),
        text("reported-by", "Reported by"),
        text("issues", "Issues"),
        text("notes", "Notes"),
    ]);
    let all: Vec<(&TrackProgress, &Standing)> = tracks
        .iter()
        .flat_map(|track| pick(track).iter().map(move |one| (track, one)))
        .collect();
    let shown = if for_people { LINES } else { usize::MAX };
    for (track, one) in all.iter().take(shown) {
        let systems: Vec<String> = one
            .systems
            .iter()
            .map(|(role, partner)| format!("{role} {} ({})", partner.system, partner.organization))
            .collect();
        let verdicts: Vec<String> = if one.conflict.is_empty() {
            vec![one.verdict.to_string()]
        } else {
            one.conflict.iter().map(ToString::to_string).collect()
        };
        let notes: Vec<String> = one.notes.iter().map(|(_, note)| note.clone()).collect();
        table.row([
            Cell::from(format!("{}/{}", track.track, one.scenario)),
            Cell::List(systems),
            one.path.clone().into(),
            Cell::Data(verdicts.join(" or "), json!(verdicts)),
            Cell::List(one.reporters.clone()),
            Cell::List(one.issues.iter().cloned().collect()),
            Cell::List(notes),
        ]);
    }
    (table, more(all.len(), shown))
}

fn partners(
    tracks: &[TrackProgress],
    pick: fn(&TrackProgress) -> &Vec<Partner>,
    for_people: bool,
) -> (Table, Option<String>) {
    let mut table = Table::new([
        text("track", "Track"),
        text("system", "System"),
        text("organization", "Organization"),
    ]);
    let all: Vec<(&TrackProgress, &Partner)> = tracks
        .iter()
        .flat_map(|track| pick(track).iter().map(move |one| (track, one)))
        .collect();
    let shown = if for_people { LINES } else { usize::MAX };
    for (track, one) in all.iter().take(shown) {
        table.row([
            Cell::track(&track.event, &track.track),
            one.system.as_str().into(),
            one.organization.as_str().into(),
        ]);
    }
    (table, more(all.len(), shown))
}

fn more(all: usize, shown: usize) -> Option<String> {
    (all > shown).then(|| format!("and {} more", all - shown))
}

fn policy_table(tracks: &[TrackProgress], for_people: bool) -> Table {
    let mut table = Table::new([
        text("scenario", "Scenario"),
        number("met", "Systems that have them"),
        number("systems", "Systems"),
        text("missing", "Still to go"),
    ]);
    for track in tracks {
        for state in &track.policy {
            let limit = if for_people { 4 } else { usize::MAX };
            let mut missing: Vec<String> = state
                .missing
                .iter()
                .take(limit)
                .map(|(one, runs, partners)| {
                    format!(
                        "{} ({}, {})",
                        one.system,
                        plural(*runs, "run"),
                        plural(*partners, "partner")
                    )
                })
                .collect();
            missing.extend(more(state.missing.len(), limit));
            table.row([
                Cell::from(format!("{}/{}", track.track, state.scenario)),
                state.met.into(),
                state.systems.into(),
                Cell::List(missing),
            ]);
        }
    }
    table
}
