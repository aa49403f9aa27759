//! `cxn register`: puts people on the list of an event, gives seats back, and hands them on.

mod anonymize;
mod cancel;
mod change;
mod check_in;
pub mod form;
mod import;
mod move_to;
mod new;
pub mod promote;
mod waitlist;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::context::Context;
use crate::error::Exit;
use crate::model::registration::Kind;
use crate::render::sanitize;

/// Register a person for an event
///
/// Writes events/EVENT/registrations/PERSON.yaml. Without NAME you register yourself, with the name, address and organization
/// of your configuration (see 'cxn config'). On a terminal it asks for what is missing.
///
/// It refuses outside the window that the event sets; when the dates are only the defaults it warns and goes on.
///
/// When the event has no seat left the person is put on the waiting list, first come first served.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    new: new::New,
}

#[derive(Debug, Subcommand)]
enum Command {
    Anonymize(anonymize::Arguments),
    Cancel(cancel::Arguments),
    Change(change::Arguments),
    CheckIn(check_in::Arguments),
    Import(import::Arguments),
    Move(move_to::Arguments),
    Promote(promote::Arguments),
    Waitlist(waitlist::Arguments),
}

impl Arguments {
    /// Runs the subcommand, or registers the person who is named.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        match self.command {
            None => self.new.run(context),
            Some(Command::Anonymize(arguments)) => arguments.run(context),
            Some(Command::Cancel(arguments)) => arguments.run(context),
            Some(Command::Import(arguments)) => arguments.run(context),
            Some(Command::Change(arguments)) => arguments.run(context),
            Some(Command::CheckIn(arguments)) => arguments.run(context),
            Some(Command::Move(arguments)) => arguments.run(context),
            Some(Command::Promote(arguments)) => arguments.run(context),
            Some(Command::Waitlist(arguments)) => arguments.run(context),
        }
    }
}

/// A stranger's text as a message shows it.
pub fn sanitized(text: &str) -> String {
    sanitize::line(text, sanitize::CELL_LENGTH)
}

fn article(kind: Kind) -> String {
    let words = kind.to_string().replace('-', " ");
    let article = if words.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {words}")
}
