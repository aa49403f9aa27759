//! `cxn event list`: all events in a table.

use anyhow::Result;
use clap::Args;

use crate::commands::ListFormat;
use crate::commands::words::word;
use crate::context::Context;
use crate::error::Exit;
use crate::model::event::EventKind;
use crate::render::event::{dates_cell, days_to_go, place};
use crate::render::table::{Cell, Table, number, text};
use crate::workspace::EventFolder;

/// List the events of the workspace, earliest first
#[derive(Debug, Default, Args)]
pub struct Arguments {
    /// Only events of this kind
    #[arg(long, value_parser = word::<EventKind>(), value_name = "KIND")]
    kind: Option<EventKind>,
    #[command(flatten)]
    list: ListFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let mut table = Table::new([
            text("event", "Event"),
            text("name", "Name"),
            text("dates", "Dates"),
            text("where", "Where"),
            text("kind", "Kind"),
            number("tracks", "Tracks"),
            number("registrations", "Registrations"),
            text("days", "Days to go"),
        ]);
        let mut folders: Vec<&EventFolder> = workspace.events.values().collect();
        folders.sort_by_key(|folder| {
            let opens = folder.event.as_ref().map(|event| event.value.opens());
            // What does not read stands last.
            (
                opens.is_none(),
                opens.map(|opens| opens.to_utc()),
                &folder.slug,
            )
        });
        for folder in folders {
            let tracks = folder.tracks.len() + folder.unread_tracks.len();
            let registrations = folder.registrations.len();
            let slug = Cell::from(folder.slug.as_str());
            let Some(record) = &folder.event else {
                context.say(&format!(
                    "note: event {slug} cannot be parsed; run 'cxn check {slug}'",
                    slug = folder.slug
                ));
                if self.kind.is_some() {
                    continue;
                }
                table.row([
                    slug,
                    Cell::Empty,
                    Cell::Empty,
                    Cell::Empty,
                    Cell::Empty,
                    tracks.into(),
                    registrations.into(),
                    Cell::Empty,
                ]);
                continue;
            };
            let event = &record.value;
            if self.kind.is_some_and(|kind| kind != event.kind) {
                continue;
            }
            table.row([
                slug,
                event.name.as_str().into(),
                dates_cell(event),
                place(event).into(),
                event.kind.to_string().into(),
                tracks.into(),
                registrations.into(),
                days_to_go(event, context.now.at(event.zone_or_utc())),
            ]);
        }
        if workspace.events.is_empty() {
            context.say("note: the workspace has no event; run 'cxn event new SLUG' to create one");
        }
        self.list.print(context, table.named("events"))?;
        Ok(Exit::Clean)
    }
}
