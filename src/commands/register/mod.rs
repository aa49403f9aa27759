//! `cxn register`: puts people on the list of an event, gives seats back, and hands them on.

mod anonymize;
mod cancel;
mod change;
mod check_in;
pub mod flags;
pub mod form;
mod form_words;
mod import;
mod move_to;
mod new;
pub mod promote;
mod take_back;
mod waitlist;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::commands::guessed;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::registration::{Kind, RegistrationStatus};
use crate::process::registration::admission::RegistrationPolicy;
use crate::process::registration::admit::{AdmissionResult, Terms};
use crate::process::registration::locked_event::{LockedEvent, Promotion};
use crate::render::sanitize;
use crate::workspace::load::Scope;
use crate::workspace::{Root, Workspace};

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
    new: flags::New,
}

#[derive(Debug, Subcommand)]
enum Command {
    Anonymize(anonymize::Arguments),
    Cancel(cancel::Arguments),
    Change(Box<change::Arguments>),
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
            None => {
                if let Some(refusal) = self.new.person.as_deref().and_then(guessed_command) {
                    return Err(refusal.into());
                }
                self.new.run(context)
            }
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

/// A word that is typed for a command and would be taken for a person's name.
fn guessed_command(word: &str) -> Option<Failure> {
    let answer = guessed::instead_of_command(&format!("register {word}"))?;
    let failure = Failure::usage(format!("'cxn register' has no command '{word}'"));
    Some(failure.hint(format!("{answer}; for a person of this name, pass --name")))
}

/// A stranger's text as a message shows it.
fn sanitized(text: &str) -> String {
    sanitize::line(text, sanitize::CELL_LENGTH)
}

fn article(kind: Kind) -> String {
    let words = kind.label();
    let article = if words.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {words}")
}

/// Who changes registrations: the person who is named, else the one of the configuration.
pub fn terms(context: &Context, by: Option<String>, late: Option<String>) -> Result<Terms> {
    let by = by.or(context.me()?.identity.name);
    let terms = Terms {
        by: by.filter(|name| !name.trim().is_empty()),
        late,
        note: None,
    };
    terms.validate()?;
    Ok(terms)
}

/// Locks the current event, and another one when a person moves there.
pub fn lock(context: &mut Context, terms: Terms, other: Option<&str>) -> Result<LockedEvent> {
    let root = context.root()?;
    let workspace = Workspace::load(&root, &Scope::without_registrations())?;
    let event = context.event(&workspace, None)?;
    let other = other.map(|other| context.event_named(&workspace, other));
    let other = other.transpose()?;
    LockedEvent::open(root, event, other.as_ref(), terms, context.clock())
}

/// What became of a person who registered, in a line or two.
fn describe_admission(admitted: &AdmissionResult, policy: &RegistrationPolicy<'_>) -> String {
    let person = &admitted.person;
    let file = policy.workspace().root().shown(&admitted.file);
    let name = sanitized(&person.name);
    let to = format!(
        "for {} as {}",
        sanitized(policy.event_name()),
        article(person.kind)
    );
    match &admitted.waits {
        None if person.status == RegistrationStatus::CheckedIn => {
            format!("registered {name} {to}, and checked in: {file}\n")
        }
        None => format!("registered {name} {to}: {file}\n"),
        Some(full) => format!(
            "put {name} on the waiting list {to}: {file}\nno seat is free: {full}\nnext: cxn register waitlist {}  shows the place in line\n",
            policy.event()
        ),
    }
}

/// Who got a seat, or for whom it is held, a line each.
fn describe_promotion(root: &Root, promotion: &Promotion) -> String {
    let lines = promotion.promoted.iter().map(|one| {
        let name = sanitized(&one.name);
        if one.held {
            format!(
                "the seat is held; next in line is {name}: cxn register promote {}\n",
                one.slug
            )
        } else {
            format!("promoted {name} to a seat: {}\n", root.shown(&one.file))
        }
    });
    lines.collect()
}
