//! `cxn event`: events and their timelines.

mod approval;
mod decide;
mod draft;
mod list;
mod milestones;
mod new;
mod request;
mod set;
mod show;
pub mod values;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::context::Context;
use crate::error::Exit;

/// Make, list, show and change events, and have them approved
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(Box<new::Arguments>),
    List(list::Arguments),
    Show(show::Arguments),
    Set(set::Arguments),
    Submit(decide::Submit),
    Approve(Box<decide::Approve>),
    Decline(Box<decide::Decline>),
    #[command(alias = "dossier")]
    Approval(approval::Arguments),
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        match self.command {
            Command::New(arguments) => arguments.run(context),
            Command::List(arguments) => arguments.run(context),
            Command::Show(arguments) => arguments.run(context),
            Command::Set(arguments) => arguments.run(context),
            Command::Submit(arguments) => arguments.run(context),
            Command::Approve(arguments) => arguments.run(context),
            Command::Decline(arguments) => arguments.run(context),
            Command::Approval(arguments) => arguments.run(context),
        }
    }
}
