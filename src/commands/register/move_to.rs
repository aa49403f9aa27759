//! `cxn register move`: takes a person's registration to another event.

use std::fmt::Write as _;

use anyhow::Result;
use clap::Args;

use crate::commands::register::{describe_admission, describe_promotion, lock, sanitized, terms};
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::placeholder::filled;
use crate::model::registration::{RegistrationStatus, role_reference};
use crate::model::{Registration, Slug};
use crate::process::registration::admission::RegistrationPolicy;
use crate::process::registration::admit::Admission;
use crate::workspace::load::Scope;
use crate::workspace::{Workspace, save};

/// Move a person's registration to another event, at the end of its waiting list
///
/// Tracks and roles that the other event does not have are left out. The seat here goes to the head of the waiting list.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The person: the record's name, the full name, or the email address
    #[arg(value_name = "PERSON")]
    person: String,
    /// The event the person goes to
    #[arg(long, value_name = "EVENT")]
    to: String,
    /// Why
    #[arg(long = "note", alias = "why", value_name = "TEXT")]
    why: Option<String>,
    /// Hold the seat here instead of giving it to the next in line
    #[arg(long)]
    no_promote: bool,
    /// Register there after the close, and record why that was allowed
    #[arg(long, value_name = "REASON")]
    late: Option<String>,
    /// Who moves the registration; default you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Arguments {
    /// Registers the person there, then cancels here.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let terms = terms(context, self.by, self.late)?;
        let locked = lock(context, terms, Some(&self.to))?;
        let record = locked.person(&self.person)?;
        let name = &record.value.name;
        if record.value.status == RegistrationStatus::Cancelled {
            return Err(
                Failure::refused(format!("'{name}' cancelled: there is nothing to move"))
                    .hint(format!(
                        "register them there: cxn register NAME --event {}",
                        self.to
                    ))
                    .into(),
            );
        }
        locked.policy()?.ensure_seats_matter()?;
        let target = Slug::parse(&self.to)?;
        if target == locked.event {
            return Err(
                Failure::usage(format!("'{name}' is already registered for '{target}'")).into(),
            );
        }
        let there = Workspace::load(&locked.root, &Scope::event(&target))?;
        let policy = RegistrationPolicy::new(&there, &target, locked.now)?;
        let mut person = Registration::clone(&record.value);
        for left in leave_behind(&mut person, &policy) {
            context.say(&format!(
                "warning: event '{target}' has no {}, which is left out",
                sanitized(&left)
            ));
        }
        policy.judge(&mut person)?;
        let why = filled(self.why.as_deref());
        let note = why.map_or_else(
            || format!("moved to {target}"),
            |why| format!("moved to {target}: {why}"),
        );
        // There first: who is stopped in between has two registrations, not none, and the same command again cancels here.
        let mut admission = Admission::new(&there, &policy, locked.terms.clone())?;
        let (mut text, mut writes) = (String::new(), Vec::new());
        if let Some(other) = admission.lookup().registered(&person) {
            let _ = writeln!(
                text,
                "{} is already registered there: {}",
                sanitized(name),
                other.file
            );
        } else {
            let admitted = admission.admit_now(person)?;
            text += &describe_admission(&admitted, &policy);
            writes.push(admission.write(&admitted)?);
        }
        let cancellation = locked.cancel(record, &note, self.no_promote)?;
        let _ = writeln!(
            text,
            "cancelled the registration for {}: {}",
            sanitized(locked.policy()?.event_name()),
            record.file
        );
        text += &describe_promotion(&locked.root, &cancellation);
        writes.extend(cancellation.writes);
        save::write_together(&writes)?;
        context.print(&text)?;
        Ok(Exit::Clean)
    }
}

/// Takes away tracks and roles that an event does not have, and names them.
fn leave_behind(person: &mut Registration, policy: &RegistrationPolicy<'_>) -> Vec<String> {
    let mut left = Vec::new();
    person.tracks.0.retain(|track| {
        let known = policy.has_track(track);
        if !known {
            left.push(format!("track '{track}'"));
        }
        known
    });
    let mut keep = |reference: &String| {
        let known =
            role_reference(reference).is_some_and(|(track, role)| policy.has_role(track, role));
        if !known {
            left.push(format!("role '{reference}'"));
        }
        known
    };
    person.roles.0.retain(&mut keep);
    for system in &mut person.systems.0 {
        system.roles.0.retain(&mut keep);
    }
    left
}
