//! The lists of an event for programs: CSV, a file a list, and JSON.

use super::html::{line, plain};
use super::instant::instant;
use super::sessions::sessions;
use crate::analysis::disclosure::{Level, published_tracks};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::lead_names;
use crate::model::date::When;
use crate::model::one_or_many::Texts;
use crate::model::placeholder::{filled, says_none};
use crate::model::track::RoleKind;
use crate::model::words::words;
use crate::model::zone::Tz;
use crate::model::{Slug, Track};
use crate::render::contract;
use crate::render::matrix::{TrackMatrices, csv, document};
use crate::render::table::{Cell, Table, number, pretty, text};
use crate::render::timeline::origin;

words! {
    /// The lists.
    pub enum List {
        /// Tracks that are approved or proposed
        Tracks = "tracks",
        /// The roles of their systems
        Roles = "roles",
        /// Their scenarios
        Scenarios = "scenarios",
        /// The milestones of the event
        Dates = "dates",
        /// The sessions of its days
        Sessions = "sessions",
        /// Results, as far as the event's results-visibility allows
        Results = "results",
    }
}

/// A list in CSV.
pub fn as_csv(facts: &EventFacts<'_>, list: List) -> String {
    if let Some(table) = table(facts, list) {
        return table.csv();
    }
    let level = Level::new(facts.event(), false);
    csv(&facts.folder.slug, &matrices(facts, level), level)
}

/// Lists in JSON, by the contract of all JSON.
pub fn as_json(facts: &EventFacts<'_>, lists: &[List]) -> String {
    let mut parts = Vec::new();
    for list in lists {
        if let Some(table) = table(facts, *list) {
            parts.push((list.as_str().to_owned(), table.json()));
            continue;
        }
        let level = Level::new(facts.event(), false);
        let results = document(&facts.folder.slug, &matrices(facts, level), level);
        for key in ["results-visibility", "scenarios"] {
            let name = if key == "scenarios" { "results" } else { key };
            let value = results.get(key).cloned().unwrap_or_default();
            parts.push((name.to_owned(), value));
        }
    }
    let event = facts.folder.slug.as_str();
    pretty(&contract::envelope(Some(event), parts))
}

/// Every list is a table but the results, which have their own form.
fn table(facts: &EventFacts<'_>, list: List) -> Option<Table> {
    match list {
        List::Tracks => Some(tracks(facts)),
        List::Roles => Some(roles(facts)),
        List::Scenarios => Some(scenarios(facts)),
        List::Dates => Some(dates(facts)),
        List::Sessions => Some(session_table(facts)),
        List::Results => None,
    }
}

fn reference(facts: &EventFacts<'_>, track: &Slug) -> Cell {
    Cell::from(format!("{}/{track}", facts.folder.slug))
}

/// A text that is answered, without addresses of people.
fn told(answer: Option<&str>) -> Cell {
    Cell::from(filled(answer).map(plain))
}

fn when(at: Option<When>, zone: Tz) -> Cell {
    Cell::from(at.map(|at| exact(at, zone)))
}

fn exact(at: When, zone: Tz) -> String {
    match at {
        When::Day(day) => day.format("%Y-%m-%d").to_string(),
        timed => instant(&timed.start(zone)),
    }
}

fn tracks(facts: &EventFacts<'_>) -> Table {
    let mut table = Table::new([
        text("track", "Track"),
        text("title", "Title"),
        text("status", "Status"),
        text("short-description", "Description"),
        text("type", "Type"),
        text("leads", "Leads"),
        text("fhir-versions", "FHIR versions"),
        text("chat-stream", "Chat"),
        text("kick-off", "Kick-off call"),
        text("newcomers", "For newcomers"),
        number("scenarios", "Scenarios"),
    ]);
    for record in published_tracks(facts.folder) {
        let track = &record.value;
        let leads = lead_names::named(track);
        let leads: Vec<String> = leads.iter().map(|name| line(name)).collect();
        let versions = if track.fhir_versions.is_none() {
            &facts.event().fhir_versions
        } else {
            &track.fhir_versions
        };
        table.row([
            reference(facts, &record.slug),
            Cell::from(line(&track.title)),
            Cell::from(track.status.as_str()),
            told(track.short_description.as_deref()),
            told(track.track_type.as_deref()),
            Cell::List(leads),
            Cell::List(versions.iter().map(|one| line(one)).collect()),
            Cell::List(streams(&track.chat_stream)),
            Cell::List(calls(track, facts.zone)),
            Cell::Flag(track.prerequisites.as_deref().is_some_and(says_none)),
            Cell::from(track.scenarios.len()),
        ]);
    }
    table
}

/// When the kick-off calls are.
fn calls(track: &Track, zone: Tz) -> Vec<String> {
    let dated = track.kick_offs.dated();
    dated.map(|(.., starts)| exact(starts, zone)).collect()
}

/// The chat streams that are named, each a line.
fn streams(texts: &Texts) -> Vec<String> {
    texts.answered().map(|text| line(text)).collect()
}

fn roles(facts: &EventFacts<'_>) -> Table {
    let mut table = Table::new([
        text("track", "Track"),
        text("role", "Role"),
        text("name", "Name"),
        text("kind", "Kind"),
        text("description", "Description"),
    ]);
    for record in published_tracks(facts.folder) {
        for role in record.value.roles.iter() {
            table.row([
                reference(facts, &record.slug),
                Cell::from(line(&role.id)),
                told(role.name.as_deref()),
                Cell::from(role.kind.map(RoleKind::as_str)),
                told(role.description.as_deref()),
            ]);
        }
    }
    table
}

fn scenarios(facts: &EventFacts<'_>) -> Table {
    let mut table = Table::new([
        text("track", "Track"),
        text("scenario", "Scenario"),
        text("title", "Title"),
        text("description", "Description"),
        text("artifacts", "Artifacts"),
        text("covers", "Covers"),
        text("roles", "Roles"),
        text("preparatory", "Preparatory"),
        text("action", "Action"),
        text("precondition", "Precondition"),
        text("success-criteria", "Success criteria"),
        text("bonus", "Bonus"),
    ]);
    for record in published_tracks(facts.folder) {
        for scenario in record.value.scenarios.iter() {
            let list = |texts: &[String]| Cell::List(texts.iter().map(|one| plain(one)).collect());
            table.row([
                reference(facts, &record.slug),
                Cell::from(line(&scenario.id)),
                told(scenario.title.as_deref()),
                told(scenario.description.as_deref()),
                list(&scenario.artifacts),
                told(scenario.covers.as_deref()),
                list(&scenario.roles),
                Cell::Flag(scenario.preparatory),
                list(&scenario.action),
                list(&scenario.precondition),
                list(&scenario.success_criteria),
                list(&scenario.bonus),
            ]);
        }
    }
    table
}

fn dates(facts: &EventFacts<'_>) -> Table {
    let mut table = Table::new([
        text("milestone", "Milestone"),
        text("label", "Label"),
        text("date", "Date"),
        text("origin", "Origin"),
        text("hard", "Hard"),
        text("who", "Who"),
    ]);
    for due in &facts.timeline {
        table.row([
            Cell::from(line(&due.name)),
            Cell::from(line(&due.label)),
            when(Some(due.when), facts.zone),
            origin(due),
            Cell::Flag(due.hard),
            Cell::from(due.who.as_str()),
        ]);
    }
    table
}

fn session_table(facts: &EventFacts<'_>) -> Table {
    let mut table = Table::new([
        text("title", "Title"),
        text("starts", "Starts"),
        text("ends", "Ends"),
        text("room", "Room"),
        text("tracks", "Tracks"),
    ]);
    for session in sessions(facts) {
        let tracks = session
            .tracks
            .iter()
            .map(|track| format!("{}/{}", facts.folder.slug, line(track)));
        table.row([
            Cell::from(session.name),
            Cell::from(instant(&session.starts)),
            Cell::from(instant(&session.ends)),
            Cell::from(session.room),
            Cell::List(tracks.collect()),
        ]);
    }
    table
}

/// What may leave of the results of the tracks that are shown.
fn matrices<'a>(facts: &'a EventFacts<'_>, level: Level) -> Vec<TrackMatrices<'a>> {
    published_tracks(facts.folder)
        .map(|record| TrackMatrices::new(facts, record, None, level))
        .collect()
}
