//! `cxn report list`.

use anyhow::Result;
use chrono::NaiveDate;
use clap::Args;
use clap_complete::ArgValueCompleter;
use serde_json::json;

use crate::analysis::report::{differing, due, unmentioned};
use crate::commands::ListFormat;
use crate::commands::report::{COUNTED, facts};
use crate::commands::unread::note_unread;
use crate::complete;
use crate::context::Context;
use crate::error::Exit;
use crate::model::Date;
use crate::model::timeline::{Due, day_text, distance};
use crate::render::table::{Cell, Table, number, text};
use crate::render::timeline::moment;
use crate::workspace::File;

/// List the tracks of an event with where their reports are
#[derive(Debug, Default, Args)]
pub struct Arguments {
    /// The event; default: the current event
    #[arg(value_name = "EVENT", add = ArgValueCompleter::new(complete::events))]
    named: Option<String>,
    #[command(flatten)]
    list: ListFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let event = context.event(&workspace, self.named.as_deref())?;
        let facts = facts(&workspace, &event, context)?;
        let folder = facts.folder;
        let due = due(&facts).map(Due::day);
        let today = facts.today();
        let date = |day: NaiveDate| Cell::Data(day_text(day), json!(Date(day).to_string()));
        let days =
            |day: NaiveDate| Cell::Data(distance(today, day), json!((day - today).num_days()));
        let mut table = Table::new([
            text("track", "Track"),
            text("title", "Title"),
            text("state", "Report"),
            text("closed", "Closed"),
            text("due", "Due"),
            number("days", "Distance"),
            number("differing", "Numbers that differ"),
            number("unmentioned", "Issues not mentioned"),
        ])
        .named("reports");
        for track in folder.tracks.values() {
            let report = folder.reports.get(&track.slug);
            let is_unread = folder.unread.contains(&File::report(&event, &track.slug));
            if !facts.takes_place(track) && report.is_none() && !is_unread {
                continue;
            }
            let value = report.map(|report| &report.value);
            let state = value.map(|report| report.state());
            let closed = value.and_then(|report| report.closed());
            table.row([
                Cell::from(format!("{event}/{}", track.slug)),
                track.value.title.as_str().into(),
                match state {
                    Some(state) => state.as_str().into(),
                    None if is_unread => {
                        Cell::Data("cannot be parsed".to_owned(), json!("unreadable"))
                    }
                    None => Cell::Data("none".to_owned(), serde_json::Value::Null),
                },
                closed.map_or(Cell::Empty, |(when, _)| moment(when, facts.zone)),
                due.map_or(Cell::Empty, date),
                due.map_or(Cell::Empty, days),
                report.map_or(Cell::Empty, |report| differing(&facts, report).len().into()),
                report.map_or(Cell::Empty, |report| {
                    unmentioned(&facts, report).len().into()
                }),
            ]);
        }
        if table.is_empty() {
            context.say("note: no track was approved or has results");
        }
        note_unread(context, folder, &COUNTED);
        self.list.print(context, table)?;
        Ok(Exit::Clean)
    }
}
