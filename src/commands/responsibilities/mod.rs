//! `cxn responsibilities`: what track leads have to do, by when, and what is done.

mod done;
mod list;

use anyhow::Result;
use clap::Args;

use crate::commands::group::commands;
use crate::context::Context;
use crate::error::Exit;

/// Show what track leads have to do, by when, and what is done
///
/// Most responsibilities tick themselves from the record; 'cxn responsibilities done' ticks the others. The list is data: an event names its own
/// with 'responsibilities: NAME', kept in responsibilities/NAME.yaml; responsibilities/track-lead.yaml replaces the built-in one.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    list: list::Arguments,
}

commands! {
    enum Command {
        List(list::Arguments),
        Done(done::Arguments),
    }
}

impl Arguments {
    /// Runs the subcommand, or lists the responsibilities.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        match self.command {
            Some(command) => command.run(context),
            None => self.list.run(context),
        }
    }
}
