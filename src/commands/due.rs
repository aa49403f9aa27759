//! `cxn due`: what comes next, what is overdue, and who has to act.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::agenda;
use crate::analysis::agenda::Task;
use crate::analysis::event_facts::EventFacts;
use crate::commands::ListFormat;
use crate::commands::owing::note_owing;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Slug;
use crate::model::milestone::Offset;
use crate::model::plural::plural;
use crate::render::table::{Cell, Format, Table, text};
use crate::render::timeline::{date, days, origin};
use serde_json::json;

/// Show what comes next and what is overdue, and who has to act
///
/// Overdue is what a person still has to do: a draft after the close without a late exception, a track without its kick-off call
/// once calls had to be held. A milestone that is merely past is not.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event; default all tracks, and the event itself
    #[arg(value_name = "TRACK", conflicts_with = "all_events", add = ArgValueCompleter::new(complete::tracks))]
    track: Option<String>,
    /// Only what is overdue or due within this time: 14d, 2w
    #[arg(long, value_name = "TIME", value_parser = span)]
    within: Option<i64>,
    /// Look at every event
    #[arg(long)]
    all_events: bool,
    /// Exit code 1 when anything is overdue
    #[arg(long)]
    fail_on_overdue: bool,
    #[command(flatten)]
    list: ListFormat,
}

/// A task with its event and the cells that need the event's zone.
struct Row {
    event: Slug,
    task: Task,
    date: Cell,
    days: Cell,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        if self.all_events && context.named_event().is_some() {
            return Err(Failure::usage("--all-events and --event cannot be used together").into());
        }
        let workspace = context.workspace()?;
        let (slugs, track) = if self.all_events {
            (workspace.events.keys().cloned().collect(), None)
        } else {
            let (event, track) = context.event_or_track(&workspace, self.track.as_deref())?;
            if self.track.is_none() {
                note_owing(context, &workspace, &event);
            }
            (vec![event], track)
        };
        let mut rows = Vec::new();
        for slug in slugs {
            let facts = EventFacts::new(&workspace, &workspace.events[&slug], context.now);
            match facts {
                Some(facts) => rows.extend(self.rows(&facts, track.as_ref())),
                None if self.all_events => context.say(&format!(
                    "note: event {slug} cannot be parsed and is left out; run 'cxn check {slug}'"
                )),
                None => return Err(Failure::event_unreadable(&slug).into()),
            }
        }
        // Within one event the order of its agenda stays.
        rows.sort_by_key(|row| row.task.at.to_utc());
        if rows.is_empty() && self.list.format() == Format::Table {
            let within = self.within.map_or_else(String::new, |days| {
                format!(
                    " within {}",
                    plural(usize::try_from(days).unwrap_or_default(), "day")
                )
            });
            context.print(&format!("nothing is due{within}\n"))?;
        } else {
            self.list.print(context, self.table(&rows).named("tasks"))?;
        }
        let overdue = rows.iter().any(|row| row.task.overdue);
        Ok(if overdue && self.fail_on_overdue {
            Exit::Findings
        } else {
            Exit::Clean
        })
    }

    fn rows(&self, facts: &EventFacts<'_>, track: Option<&Slug>) -> Vec<Row> {
        let today = facts.today();
        let near = |task: &Task| {
            let away = (task.when.day(facts.zone) - today).num_days();
            task.overdue || self.within.is_none_or(|days| away <= days)
        };
        let about = |task: &Task| track.is_none() || task.track.as_ref() == track;
        let tasks = agenda::tasks(facts).into_iter();
        let tasks = tasks.filter(|task| near(task) && about(task));
        tasks
            .map(|task| Row {
                event: facts.folder.slug.clone(),
                date: date(task.when, facts.zone),
                days: days(task.when, facts.now),
                task,
            })
            .collect()
    }

    fn table(&self, rows: &[Row]) -> Table {
        let event = text("event", "Event");
        let mut table = Table::new([
            text("state", "State"),
            if self.all_events {
                event
            } else {
                event.for_programs()
            },
            text("milestone", "Milestone").for_programs(),
            text("track", "Track").for_programs(),
            text("what", "What"),
            text("date", "Date"),
            text("days", "Distance"),
            text("who", "Who"),
            text("origin", "Origin"),
            text("hard", "Hard").for_programs(),
        ]);
        let next = rows.iter().find(|row| !row.task.overdue);
        let next = next.map(|row| row.task.at);
        for Row {
            event,
            task,
            date,
            days,
        } in rows
        {
            let state = match (task.overdue, Some(task.at) == next) {
                (true, _) => "overdue",
                (false, true) => "next",
                (false, false) => "ahead",
            };
            table.row([
                state.into(),
                event.as_str().into(),
                task.due.name.as_str().into(),
                task.track
                    .as_ref()
                    .map_or(Cell::Empty, |track| Cell::track(event, track)),
                task.what.as_str().into(),
                date.clone(),
                days.clone(),
                Cell::List(task.who.clone()),
                if task.excepted {
                    Cell::Data("late exception".to_owned(), json!("exception"))
                } else {
                    origin(&task.due)
                },
                Cell::Flag(task.due.hard),
            ]);
        }
        table
    }
}

/// A time from now in days: `14d`, `2w`.
pub fn span(text: &str) -> Result<i64, String> {
    // The same form as an offset behind the event, without its sign.
    match Offset::parse(&format!("+{text}")) {
        Some(offset) => Ok(i64::from(offset.days)),
        None => Err("expected days or weeks, such as 14d or 2w".to_owned()),
    }
}
