//! `cxn register cancel`: gives a seat back.

use anyhow::Result;
use clap::Args;

use crate::commands::register::{describe_promotion, lock, sanitized, terms};
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::registration::RegistrationStatus;
use crate::workspace::save;

/// Cancel a person's registration; the seat goes to the head of the waiting list
#[derive(Debug, Args)]
pub struct Arguments {
    /// The person: the record's name, the full name, or the email address
    #[arg(value_name = "PERSON")]
    person: String,
    /// Why it is cancelled
    #[arg(long = "note", alias = "why", value_name = "TEXT")]
    why: String,
    /// Hold the seat instead of giving it to the next in line
    #[arg(long)]
    no_promote: bool,
    /// Who cancels it; default you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let why = self.why.trim();
        if why.is_empty() {
            return Err(Failure::usage("--note needs a reason").into());
        }
        let terms = terms(context, self.by, None)?;
        let locked = lock(context, terms, None)?;
        let record = locked.person(&self.person)?;
        if record.value.status == RegistrationStatus::Cancelled {
            return Err(Failure::refused(format!(
                "the registration of '{}' is already cancelled",
                record.value.name
            ))
            .into());
        }
        let cancellation = locked.cancel(record, why, self.no_promote)?;
        save::write_together(&cancellation.writes)?;
        context.print(&format!(
            "cancelled the registration of {} for {}: {}\n{}",
            sanitized(&record.value.name),
            sanitized(locked.policy()?.event_name()),
            record.file,
            describe_promotion(&locked.root, &cancellation)
        ))?;
        Ok(Exit::Clean)
    }
}
