//! `cxn track list`: the tracks of an event in a table.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::commands::ListFormat;
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::Exit;
use crate::model::participants::Expected;
use crate::model::person::{Person, fold};
use crate::model::{Date, Track, TrackStatus};
use crate::render::table::{Cell, Table, number, text};

/// List the tracks of an event
#[derive(Debug, Default, Args)]
pub struct Arguments {
    /// The event; default: the current event
    #[arg(value_name = "EVENT", add = ArgValueCompleter::new(complete::events))]
    named: Option<String>,
    /// Only tracks with one of these statuses
    #[arg(long, value_parser = word::<TrackStatus>(), value_name = "STATUS", value_delimiter = ',')]
    status: Vec<TrackStatus>,
    /// Only tracks that this person leads
    #[arg(long, value_name = "NAME")]
    lead: Option<String>,
    #[command(flatten)]
    list: ListFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.proposals()?;
        let event = context.event(&workspace, self.named.as_deref())?;
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
            if !self.takes(track) {
                continue;
            }
            let submitted = track
                .submitted()
                .map(|moment| Date(moment.0.with_timezone(&zone).date_naive()).to_string());
            table.row([
                Cell::track(&event, slug),
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
        if table.is_empty() && !folder.tracks.is_empty() {
            context.say("note: no track matches");
        }
        for slug in &folder.unread_tracks {
            context.say(&format!(
                "warning: track '{event}/{slug}' cannot be parsed: cxn check {event}/{slug}"
            ));
        }
        self.list.print(context, table.named("tracks"))?;
        Ok(Exit::Clean)
    }

    fn takes(&self, track: &Track) -> bool {
        let is_lead = |wanted: &String| {
            let names = track.leads.iter().filter_map(Person::display_name);
            names
                .map(|name| fold(&name))
                .any(|name| name == fold(wanted))
        };
        (self.status.is_empty() || self.status.contains(&track.status))
            && self.lead.as_ref().is_none_or(is_lead)
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
