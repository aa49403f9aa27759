//! `cxn register cancel`: gives a seat back.

use anyhow::Result;
use clap::Args;

use crate::commands::register::sanitized;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::registration::{RegistrationChange, RegistrationStatus};
use crate::process::registration::locked_event::{LockedEvent, Promotion};
use crate::workspace::save;
use crate::yaml::Value;

/// Cancel a person's registration; the seat goes to the head of the waiting list
#[derive(Debug, Args)]
pub struct Arguments {
    /// The person: the name of the record, the full name, or the address
    #[arg(value_name = "PERSON")]
    person: String,
    /// Why it is cancelled
    #[arg(long, value_name = "TEXT")]
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
            return Err(Failure::usage("--why needs a reason").into());
        }
        let locked = LockedEvent::open(context, self.by.as_deref(), None)?;
        let record = locked.person(&self.person)?;
        if record.value.status == RegistrationStatus::Cancelled {
            return Err(Failure::refused(format!(
                "the registration of '{}' is cancelled already",
                sanitized(&record.value.name)
            ))
            .into());
        }
        let policy = locked.policy()?;
        let before = locked.line_with(None)?;
        let entry = locked.entry(policy.moment(), RegistrationChange::Cancelled, Some(why));
        let status = Value::from(RegistrationStatus::Cancelled.to_string());
        let own = locked.prepare(&record.file, &[("status", status)], &[entry])?;
        let mut said = format!(
            "cancelled the registration of {} for {}: {}\n",
            sanitized(&record.value.name),
            sanitized(policy.event_name()),
            record.file
        );
        let mut promotion = Promotion::default();
        if let Some(claim) = before.get(&record.slug).filter(|claim| claim.seated) {
            let after = before.without(&record.slug);
            promotion = locked.promote_next(&before, &after, &claim.needs, self.no_promote)?;
        }
        said += &promotion.said;
        promotion.writes.push(own);
        save::write_together(&promotion.writes)?;
        context.print(&said)?;
        Ok(Exit::Clean)
    }
}
