//! `cxn review`: from submitted proposals to a decided programme.

pub mod apply;
pub mod decide;
pub mod decision_table;
pub mod diff;
pub mod exception;
pub mod list;
pub mod minutes;

use anyhow::Result;
use clap::Subcommand;

use crate::context::Context;
use crate::error::Exit;

/// Review proposals: what waits, decisions and their minutes
#[derive(Debug, Subcommand)]
pub enum Command {
    List(list::Arguments),
    Approve(decide::Approve),
    RequestChanges(decide::RequestChanges),
    Defer(decide::Defer),
    Decline(decide::Decline),
    Confirm(decide::Confirm),
    Diff(diff::Arguments),
    Exception(exception::Arguments),
    Apply(apply::Arguments),
    Minutes(minutes::Arguments),
}

impl Command {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        match self {
            Self::List(arguments) => arguments.run(context),
            Self::Approve(arguments) => arguments.run(context),
            Self::RequestChanges(arguments) => arguments.run(context),
            Self::Defer(arguments) => arguments.run(context),
            Self::Decline(arguments) => arguments.run(context),
            Self::Confirm(arguments) => arguments.run(context),
            Self::Diff(arguments) => arguments.run(context),
            Self::Exception(arguments) => arguments.run(context),
            Self::Apply(arguments) => arguments.run(context),
            Self::Minutes(arguments) => arguments.run(context),
        }
    }
}
