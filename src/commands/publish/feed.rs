//! `cxn publish feed`: what changed, for those who follow an event.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use super::output::Output;
use super::subject::facts_of;
use crate::complete;
use crate::context::Context;
use crate::error::Exit;
use crate::publish::feed;

/// Write what changed as a feed (Atom): tracks that were approved, dates that moved
///
/// It comes from the history of the records: 'cxn review approve' writes it, and 'cxn event set' and 'cxn track set' when they move a date.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  cxn publish feed -o public/feed.xml")]
pub struct Arguments {
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
        self.output
            .write(context, workspace.root(), &feed::render(&facts))
    }
}
