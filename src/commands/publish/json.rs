//! `cxn publish json`: the lists of an event for programs.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use super::output::Output;
use super::subject::facts_of;
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::Exit;
use crate::model::words::Word as _;
use crate::publish::lists;
use crate::publish::lists::List;

/// Write the lists of an event as JSON
///
/// They are tracks, roles, scenarios, dates, sessions and results, each under its name.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cxn publish json -o public/event.json\n  cxn publish json --list tracks --list dates"
)]
pub struct Arguments {
    /// The event; default: the current event
    #[arg(value_name = "EVENT", add = ArgValueCompleter::new(complete::events))]
    named: Option<String>,
    /// Only this list (repeatable)
    #[arg(long = "list", value_name = "LIST", value_parser = word::<List>())]
    lists: Vec<List>,
    #[command(flatten)]
    output: Output,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let event = context.event(&workspace, self.named.as_deref())?;
        let facts = facts_of(context, &workspace, &event)?;
        let lists = if self.lists.is_empty() {
            List::ALL
        } else {
            &self.lists
        };
        let text = lists::as_json(&facts, lists);
        self.output.write(context, workspace.root(), &text)
    }
}
