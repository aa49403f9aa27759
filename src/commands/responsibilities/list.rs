//! `cxn responsibilities [TRACK]`: the checklist.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;
use serde_json::json;

use crate::analysis::event_facts::EventFacts;
use crate::analysis::responsibilities;
use crate::analysis::responsibilities::{Item, ItemDate, State};
use crate::commands::due::span;
use crate::commands::{ListFormat, named_or_open};
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::nearest;
use crate::model::responsibility::{DEFAULT_RESPONSIBILITIES, ResponsibilityList};
use crate::model::{Moment, Slug};
use crate::render::table::{Cell, Table, text};
use crate::render::timeline::{date, days, origin};

/// What to show.
#[derive(Debug, Args)]
// The group that holds both would have the same name.
#[group(skip)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event; default every open track
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::tracks))]
    track: Option<String>,
    /// Only what is overdue or due within this time: 14d, 2w
    #[arg(long, value_name = "TIME", value_parser = span)]
    within: Option<i64>,
    /// Leave out what is done
    #[arg(long)]
    pending: bool,
    /// Exit code 1 when anything is overdue
    #[arg(long)]
    fail_on_overdue: bool,
    #[command(flatten)]
    list: ListFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (slug, only) = context.event_or_track(&workspace, self.track.as_deref())?;
        let folder = &workspace.events[&slug];
        let facts = EventFacts::new(&workspace, folder, context.now);
        let facts = facts.ok_or_else(|| Failure::event_unreadable(&slug))?;
        let list = list_of(&facts)?;
        let track = text("track", "Track");
        let mut table = Table::new([
            if only.is_some() {
                track.for_programs()
            } else {
                track
            },
            text("id", "Item"),
            text("responsibility", "Responsibility").prose(),
            text("due", "Due"),
            text("days", "Distance"),
            text("origin", "Origin"),
            text("state", "State"),
            text("ticked", "Ticked").for_programs(),
            text("by", "By").for_programs(),
            text("who", "Who"),
        ]);
        let tracks = named_or_open(folder, only.as_ref());
        let mut is_overdue = false;
        for item in tracks.flat_map(|track| responsibilities::items_of_track(list, track, &facts)) {
            is_overdue |= item.state == State::Overdue;
            if self.takes(&item, &facts) {
                table.row(row(&item, &facts));
            }
        }
        if table.is_empty() {
            context.say("note: no responsibility of an open track matches");
        }
        self.list.print(context, table.named("responsibilities"))?;
        Ok(if is_overdue && self.fail_on_overdue {
            Exit::Findings
        } else {
            Exit::Clean
        })
    }

    fn takes(&self, item: &Item<'_>, facts: &EventFacts<'_>) -> bool {
        let is_near = |days: i64| {
            let day = item.date.as_ref().map(|date| date.when().day(facts.zone));
            day.is_some_and(|day| (day - facts.today()).num_days() <= days)
        };
        let is_open = item.state != State::Done;
        (is_open || !self.pending) && self.within.is_none_or(|days| is_open && is_near(days))
    }
}

fn row(item: &Item<'_>, facts: &EventFacts<'_>) -> Vec<Cell> {
    let when = item.date.as_ref().map(ItemDate::when);
    let ticked = item.ticked;
    vec![
        Cell::track(&facts.folder.slug, item.track),
        item.responsibility.id.as_str().into(),
        item.responsibility.title.as_str().into(),
        when.map_or(Cell::Empty, |when| date(when, facts.zone)),
        when.map_or(Cell::Empty, |when| days(when, facts.now)),
        match &item.date {
            None => Cell::Empty,
            Some(ItemDate::Milestone(due)) => origin(due),
            Some(moved @ ItemDate::Exception(..)) => {
                Cell::Data(moved.origin_text(), json!("exception"))
            }
            Some(listed) => Cell::Data(listed.origin_text(), json!("default")),
        },
        item.state.as_str().into(),
        ticked.map(|(done, _): (Moment, _)| done.to_string()).into(),
        ticked.and_then(|(_, by)| by).into(),
        Cell::List(item.who.clone()),
    ]
}

/// The responsibility list of an event, which has to be there and to read.
pub fn list_of<'a>(facts: &EventFacts<'a>) -> Result<&'a ResponsibilityList> {
    let name = facts.event().responsibility_list_name();
    if let Some(list) = responsibilities::list(facts) {
        return Ok(list);
    }
    let (workspace, slug) = (facts.workspace, &facts.folder.slug);
    if workspace.unread_responsibilities.contains(name) {
        return Err(Failure::other(format!(
            "the responsibility list '{name}' of event '{slug}' cannot be parsed"
        ))
        .hint(format!(
            "run 'cxn check responsibilities/{name}.yaml' to see what is wrong with it"
        ))
        .into());
    }
    let names = workspace
        .responsibilities
        .keys()
        .map(Slug::as_str)
        .chain([DEFAULT_RESPONSIBILITIES]);
    let hint = nearest::did_you_mean(&nearest::nearest(name, names))
        .unwrap_or_else(|| format!("put it into responsibilities/{name}.yaml"));
    Err(Failure::other(format!(
        "there is no responsibility list '{name}', which event '{slug}' names"
    ))
    .hint(hint)
    .into())
}
