//! `cxn readiness`: whether each scenario will have partners to test with.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;
use serde_json::{Map, Value, json};

use crate::analysis::event_facts::EventFacts;
use crate::analysis::readiness::{Readiness, Side, Testability, assess};
use crate::commands::unread::note_unread;
use crate::commands::words::word;
use crate::commands::{ListFormat, named_or_open};
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Track;
use crate::render::table::{Cell, Table, text};
use crate::workspace::{Record, RecordKind};

/// Show whether each scenario will have partners to test with, and why
///
/// testable: ready systems of different organizations fit together, and any one organization may stay away.
///
/// at risk: nothing is ready yet, or everything depends on one organization.
///
/// not testable: no one plays a role, one organization plays them all, or no FHIR version or format is shared.
///
/// not assessed: the scenario does not name its roles.
///
/// Only people with a seat count; observers watch, and broken systems play nothing.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event; default all open tracks
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::tracks))]
    track: Option<String>,
    /// Only scenarios of which one of these is true
    #[arg(long, value_parser = word::<Testability>(), value_name = "WORD", value_delimiter = ',')]
    readiness: Vec<Testability>,
    #[command(flatten)]
    list: ListFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (event, only) = context.event_or_track(&workspace, self.track.as_deref())?;
        let folder = &workspace.events[&event];
        let facts = EventFacts::new(&workspace, folder, context.now)
            .ok_or_else(|| Failure::event_unreadable(&event))?;
        let mut table = Table::new([
            text("track", "Track").for_programs(),
            text("scenario", "Scenario"),
            text("readiness", "Readiness"),
            text("reason", "Reason").for_programs(),
            text("why", "Why").prose().for_people(),
            text("who", "Who").for_programs(),
        ]);
        for track in named_or_open(folder, only.as_ref()) {
            self.rows(&facts, track, &mut table);
        }
        note_unread(
            context,
            &workspace.events[&event],
            &[RecordKind::Registration],
        );
        if table.is_empty() {
            context.say(if self.readiness.is_empty() {
                "note: there is no scenario yet"
            } else {
                "note: no scenario matches"
            });
        }
        self.list
            .print(context, table.named("scenarios").filled_to(WIDTH))?;
        Ok(Exit::Clean)
    }

    fn rows(&self, facts: &EventFacts<'_>, track: &Record<Track>, table: &mut Table) {
        let (players, releases) = facts.implementations_of(track);
        for scenario in track.value.scenarios.iter() {
            let readiness = assess(&track.value, scenario, players, &releases);
            if !self.readiness.is_empty() && !self.readiness.contains(&readiness.verdict) {
                continue;
            }
            let id = scenario.id.as_str();
            table.row([
                Cell::track(&facts.folder.slug, &track.slug),
                Cell::Data(format!("{}/{id}", track.slug), json!(id)),
                Cell::word(readiness.verdict.as_str()),
                readiness.reason.as_str().into(),
                why(&readiness),
                who(&readiness),
            ]);
        }
    }
}

/// The width of reasons where no terminal gives one.
const WIDTH: u16 = 100;

/// The sides of a scenario, each once: systems that meet their like are on both.
fn sides<'r, 'a>(readiness: &'r Readiness<'a>) -> Vec<&'r Side<'a>> {
    let mut sides: Vec<&Side<'_>> = readiness.sides.iter().collect();
    sides.dedup_by(|a, b| a.role == b.role);
    sides
}

/// The reason, and below it who plays each role.
fn why(readiness: &Readiness<'_>) -> Cell {
    let roles = sides(readiness)
        .into_iter()
        .map(|side| describe_side(side, SHOWN));
    Cell::Lines(
        [readiness.reason.clone()]
            .into_iter()
            .chain(roles)
            .collect(),
    )
}

/// How many players of a role people are shown.
const SHOWN: usize = 4;

/// Who plays each role: `client: Example Health (ready); server: no one`.
fn who(readiness: &Readiness<'_>) -> Cell {
    let sides = sides(readiness);
    let words: Vec<String> = sides
        .iter()
        .map(|side| describe_side(side, usize::MAX))
        .collect();
    let data: Map<String, Value> = sides
        .iter()
        .map(|side| {
            let players = side.implementations.iter().map(|player| {
                json!({
                    "organization": player.organization,
                    "system": player.system,
                    "status": player.status.as_str(),
                    "fhir-versions": player.releases.iter().map(ToString::to_string).collect::<Vec<_>>(),
                    "formats": player.formats.iter().map(ToString::to_string).collect::<Vec<_>>(),
                })
            });
            (side.role.clone(), players.collect())
        })
        .collect();
    Cell::Data(words.join("; "), Value::Object(data))
}

fn describe_side(side: &Side<'_>, most: usize) -> String {
    let more = side.implementations.len().saturating_sub(most);
    let players: Vec<String> = side
        .implementations
        .iter()
        .take(most)
        .map(|player| format!("{} ({})", player.organization, player.status.as_str()))
        .collect();
    if more > 0 {
        format!("{}: {} and {more} more", side.role, players.join(", "))
    } else if players.is_empty() {
        format!("{}: no one", side.role)
    } else {
        format!("{}: {}", side.role, players.join(", "))
    }
}
