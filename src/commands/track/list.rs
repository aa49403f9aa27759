//! `cxn track list`: the tracks of an event in a table.

use anyhow::Result;
use clap::Args;

use crate::commands::TableFormat;
use crate::context::Context;
use crate::error::Exit;
use crate::model::participants::Expected;
use crate::model::person::Person;
use crate::model::{Date, Track};
use crate::render::table::{Cell, Table, number, text};

/// List the tracks of an event
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    format: TableFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.proposals()?;
        let event = context.event(&workspace, None)?;
        let Some(folder) = workspace.events.get(&event) else {
            return Ok(Exit::NotFound);
        };
        let zone = folder
            .event
            .as_ref()
            .map_or(crate::model::zone::UTC, |event| event.value.zone_or_utc());
        let mut table = Table::new([
            text("track", "Track"),
            text("title", "Title"),
            text("leads", "Leads"),
            text("status", "Status"),
            number("scenarios", "Scenarios"),
            number("roles", "Roles"),
            number("expected", "Expected"),
            text("submitted", "Submitted"),
        ]);
        for (slug, record) in &folder.tracks {
            let track = &record.value;
            let submitted = track
                .submitted()
                .map(|moment| Date(moment.0.with_timezone(&zone).date_naive()).to_string());
            table.row([
                Cell::from(slug.as_str()),
                track.title.as_str().into(),
                leads(track),
                Cell::word(track.status.as_str()),
                track.scenarios.len().into(),
                track.roles.len().into(),
                expected(track),
                submitted.into(),
            ]);
        }
        if folder.tracks.is_empty() {
            context.say(&format!(
                "note: event '{event}' has no track that can be parsed; 'cxn propose' drafts one"
            ));
        }
        for slug in &folder.unread_tracks {
            context.say(&format!(
                "warning: track '{event}/{slug}' cannot be parsed: cxn check {event}/{slug}"
            ));
        }
        self.format.print(context, &table.named("tracks"))?;
        Ok(Exit::Clean)
    }
}

fn leads(track: &Track) -> Cell {
    let names: Vec<String> = track
        .leads
        .iter()
        .filter_map(Person::display_name)
        .collect();
    if names.is_empty() {
        Cell::Empty
    } else {
        Cell::List(names)
    }
}

/// How many are expected; an answer in words is no number.
fn expected(track: &Track) -> Cell {
    match &track.expected_participants {
        Expected::List(list) if !list.is_empty() => list.len().into(),
        Expected::List(_) | Expected::Words(_) => Cell::Empty,
    }
}
