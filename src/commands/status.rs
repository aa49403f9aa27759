//! `cxn status`: the status of an event.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::disclosure::{FEWEST, Level};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::overview::Overview;
use crate::check;
use crate::commands::ListFormat;
use crate::commands::owing::note_owing;
use crate::commands::result::Disclosure;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Slug;
use crate::render::status;
use crate::render::table::Format;
use crate::workspace::Workspace;

/// Show the status of an event: its dates, tracks and registrations, and what to do next
#[derive(Debug, Args)]
pub struct Arguments {
    /// The event; default: the current event
    #[arg(value_name = "EVENT", conflicts_with = "all_events", add = ArgValueCompleter::new(complete::events))]
    named: Option<String>,
    /// Show every event, one line each
    #[arg(long)]
    all_events: bool,
    #[command(flatten)]
    disclosure: Disclosure,
    #[command(flatten)]
    list: ListFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        if self.all_events {
            let known = workspace
                .events
                .keys()
                .map(|slug| (slug, overview(&workspace, slug, context)));
            let table = status::all_events(known);
            if table.is_empty() {
                context.say(
                    "note: the workspace has no event; run 'cxn event new SLUG' to create one",
                );
            }
            self.list.print(context, table.named("events"))?;
            return Ok(Exit::Clean);
        }
        let slug = context.event(&workspace, self.named.as_deref())?;
        if self.named.is_none() {
            note_owing(context, &workspace, &slug);
        }
        let (facts, mut overview) =
            overview(&workspace, &slug, context).ok_or_else(|| Failure::event_unreadable(&slug))?;
        let is_text = self.list.format() == Format::Table;
        let level = self.disclosure.level_of(context, facts.event(), is_text);
        if level != Level::Full {
            context.say(&format!(
                "note: first-timers are told where they are at least {FEWEST}, and there may be more; pass --with-results for all"
            ));
        }
        overview.withhold(&facts, level);
        let document = status::document(&facts, &overview, self.list.format(), context.style);
        self.list.print_document(context, document)?;
        Ok(Exit::Clean)
    }
}

/// An event with its counts; `None` when its record cannot be parsed.
fn overview<'a>(
    workspace: &'a Workspace,
    slug: &Slug,
    context: &Context,
) -> Option<(EventFacts<'a>, Overview)> {
    let facts = EventFacts::new(workspace, workspace.events.get(slug)?, context.now)?;
    let report = check::run_event(&facts, context.now);
    let overview = Overview::new(&facts, &check::tally(&report));
    Some((facts, overview))
}
