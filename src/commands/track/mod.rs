//! `cxn track`: the tracks of an event.

pub mod conflicts;
pub mod list;
pub mod set;
pub mod show;

use anyhow::Result;
use clap::Subcommand;

use crate::context::Context;
use crate::error::Exit;

/// List, show and change tracks
#[derive(Debug, Subcommand)]
pub enum Command {
    List(list::Arguments),
    Show(show::Arguments),
    Set(set::Arguments),
    Conflicts(conflicts::Arguments),
}

impl Command {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        match self {
            Self::List(arguments) => arguments.run(context),
            Self::Show(arguments) => arguments.run(context),
            Self::Set(arguments) => arguments.run(context),
            Self::Conflicts(arguments) => arguments.run(context),
        }
    }
}
