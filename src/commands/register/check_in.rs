//! `cxn register check-in`: records that a person came.

use anyhow::Result;
use clap::Args;

use crate::commands::register::{lock, sanitized, terms};
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Registration;
use crate::model::registration::{RegistrationChange, RegistrationStatus};
use crate::process::registration::locked_event::LockedEvent;
use crate::workspace::Record;

/// Record that a person came to the event
#[derive(Debug, Args)]
pub struct Arguments {
    /// The person: the record's name, the full name, or the email address
    #[arg(value_name = "PERSON")]
    person: String,
    /// Take a check-in back: the person keeps the seat
    #[arg(long)]
    undo: bool,
    /// Who saw the person; default you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Arguments {
    /// Records it; only who has a seat can come.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let locked = lock(context, terms(context, self.by, None)?, None)?;
        let record = locked.person(&self.person)?;
        if self.undo {
            return undo(context, &locked, record);
        }
        let name = &record.value.name;
        let failure = |text: &str| Failure::refused(format!("'{name}' {text}"));
        match record.value.status {
            RegistrationStatus::Confirmed => {}
            RegistrationStatus::CheckedIn => {
                return Err(failure("is already checked in").into());
            }
            RegistrationStatus::Waitlisted => {
                return Err(failure("waits for a seat")
                    .hint(format!(
                        "give them one first: cxn register promote {}",
                        record.slug
                    ))
                    .into());
            }
            RegistrationStatus::Cancelled => {
                return Err(failure("cancelled")
                    .hint("register them again: cxn register NAME --email ADDRESS")
                    .into());
            }
        }
        let policy = locked.policy()?;
        if let Some(warning) = policy.not_begun() {
            context.say(&format!("warning: {warning}"));
        }
        let entry = (policy.moment(), RegistrationChange::CheckedIn, None);
        locked
            .prepare_status(&record.file, RegistrationStatus::CheckedIn, entry)?
            .apply()?;
        context.print(&format!(
            "checked {} in at {}: {}\n",
            sanitized(name),
            sanitized(policy.event_name()),
            record.file
        ))?;
        Ok(Exit::Clean)
    }
}

/// Takes a check-in back that was a slip.
fn undo(
    context: &mut Context,
    locked: &LockedEvent,
    record: &Record<Registration>,
) -> Result<Exit> {
    let name = &record.value.name;
    if record.value.status != RegistrationStatus::CheckedIn {
        return Err(Failure::refused(format!("'{name}' is not checked in")).into());
    }
    let policy = locked.policy()?;
    let note = Some("check-in undone");
    let entry = (policy.moment(), RegistrationChange::Changed, note);
    locked
        .prepare_status(&record.file, RegistrationStatus::Confirmed, entry)?
        .apply()?;
    context.print(&format!(
        "undid the check-in of {} at {}: {}\n",
        sanitized(name),
        sanitized(policy.event_name()),
        record.file
    ))?;
    Ok(Exit::Clean)
}
