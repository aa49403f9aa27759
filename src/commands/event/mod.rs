//! `cxn event`: events and their timelines.

mod approval;
mod decide;
mod event_form;
mod list;
mod messages;
mod milestones;
mod new;
mod page;
mod request;
mod set;
mod show;
pub mod values;

use anyhow::Result;
use clap::Args;

use crate::commands::group::commands;
use crate::context::Context;
use crate::error::Exit;

/// Create, list, show and change events, and have them approved
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

commands! {
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
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        self.command.run(context)
    }
}
