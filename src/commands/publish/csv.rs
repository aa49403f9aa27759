//! `cxn publish csv`: a list of an event for spreadsheets.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use super::output::Output;
use super::subject::facts_of;
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::Exit;
use crate::publish::lists;
use crate::publish::lists::List;

/// Write a list of an event as CSV
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  cxn publish csv tracks -o public/tracks.csv")]
pub struct Arguments {
    /// The list
    #[arg(value_name = "LIST", value_parser = word::<List>())]
    list: List,
    /// The event; default: the current event
    #[arg(value_name = "EVENT", add = ArgValueCompleter::new(complete::events))]
    named: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let event = context.event(&workspace, self.named.as_deref())?;
        let facts = facts_of(context, &workspace, &event)?;
        let text = lists::as_csv(&facts, self.list);
        self.output.write(context, workspace.root(), &text)
    }
}
