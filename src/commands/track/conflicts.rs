//! `cxn track conflicts`: conflicts in an event's program.

use anyhow::Result;
use clap::Args;
use serde_json::json;

use crate::analysis::conflicts::conflicts;
use crate::analysis::event_facts::EventFacts;
use crate::commands::ListFormat;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Slug;
use crate::render::table::{Cell, Format, Table, number, text};

/// Show conflicts: leads, calls, similar tracks, key organizations, rooms
///
/// One person leading two tracks, kick-off calls at the same time, leads of a virtual event who share no working hour
/// (9:00 to 17:00), two proposals that could be one (a score of 0.5 or more of 1: shared words of title, artifacts, specifications and
/// scenarios), an organization expected in more than 3 tracks, and more approved tracks than capacity.tracks. Proposals that were
/// withdrawn, declined or deferred do not count.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The event; default: the current event
    #[arg(value_name = "EVENT")]
    named: Option<String>,
    #[command(flatten)]
    list: ListFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let slug = context.event(&workspace, self.named.as_deref())?;
        let facts = EventFacts::new(&workspace, &workspace.events[&slug], context.now);
        let facts = facts.ok_or_else(|| Failure::event_unreadable(&slug))?;
        let all = conflicts(&facts);
        if all.is_empty() && self.list.format() == Format::Table {
            context.print("no conflicts\n")?;
            return Ok(Exit::Clean);
        }
        let mut table = Table::new([
            text("kind", "Kind"),
            text("tracks", "Tracks").prose(),
            text("what", "What").prose(),
            number("score", "Score"),
        ]);
        for conflict in all {
            let score = conflict.score.map_or(Cell::Empty, |score| {
                let shown = format!("{score:.2}");
                let value = shown.parse::<f64>().unwrap_or(score);
                Cell::Data(shown, json!(value))
            });
            table.row([
                conflict.kind.as_str().into(),
                Cell::List(conflict.tracks.iter().map(Slug::to_string).collect()),
                conflict.what.as_str().into(),
                score,
            ]);
        }
        self.list.print(context, table.named("conflicts"))?;
        Ok(Exit::Clean)
    }
}
