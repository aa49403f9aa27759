//! `cxn register move`: takes a person's registration to another event.

use std::fmt::Write as _;

use anyhow::Result;
use clap::Args;

use crate::commands::register::new::{Admission, judge_late};
use crate::commands::register::sanitized;
use crate::context::{Context, find_event};
use crate::error::{Exit, Failure};
use crate::model::placeholder::filled;
use crate::model::registration::{RegistrationChange, RegistrationStatus, role_reference};
use crate::model::{Registration, Slug};
use crate::process::registration::admission::RegistrationPolicy;
use crate::process::registration::locked_event::LockedEvent;
use crate::process::registration::lookup;
use crate::process::registration::lookup::Found;
use crate::workspace::load::Scope;
use crate::workspace::{Workspace, save};
use crate::yaml::Value;

/// Move a person's registration to another event, where they stand at the end of the line
///
/// Tracks and roles that the other event does not have are left behind. The seat here goes to the head of the waiting list.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The person: the name of the record, the full name, or the address
    #[arg(value_name = "PERSON")]
    person: String,
    /// The event the person goes to
    #[arg(long, value_name = "EVENT")]
    to: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
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
        let locked = LockedEvent::open(context, self.by.as_deref(), Some(&self.to))?;
        judge_late(self.late.as_deref(), locked.by().as_deref())?;
        let record = locked.person(&self.person)?;
        if record.value.status == RegistrationStatus::Cancelled {
            return Err(Failure::refused(format!(
                "'{}' cancelled: there is nothing to move",
                sanitized(&record.value.name)
            ))
            .hint(format!(
                "register them there: cxn register NAME --event {}",
                self.to
            ))
            .into());
        }
        let scope = Scope {
            event: Some(Slug::parse(&self.to)?),
            without_registrations: true,
            without_results: true,
        };
        let there = Workspace::load(&locked.root, &scope)?;
        let target = find_event(&there, &self.to)?;
        if target == locked.event {
            return Err(Failure::usage(format!(
                "'{}' is registered for '{target}' already",
                sanitized(&record.value.name)
            ))
            .into());
        }
        let policy = RegistrationPolicy::of(&there, &target, locked.now)?;
        let mut person = record.value.clone();
        for left in leave_behind(&mut person, &policy) {
            context.say(&format!(
                "warning: event '{target}' has no {}, which is left out",
                sanitized(&left)
            ));
        }
        policy.judge(&mut person)?;
        let name = Slug::from_title(&person.name).ok_or_else(|| {
            Failure::other(format!(
                "no file can be named after '{}'",
                sanitized(&person.name)
            ))
        })?;
        let lock = locked
            .lock(&target)
            .ok_or_else(|| Failure::other(format!("event '{target}' is not locked")))?;
        let admission = Admission {
            workspace: &there,
            policy: &policy,
            event: &target,
            lock,
            by: locked.by(),
            late: self.late,
            walk_in: false,
        };
        // There first: who is stopped in between has two registrations, not none, and the same command again cancels here.
        let (mut said, mut writes) = (String::new(), Vec::new());
        let found = lookup::find(&locked.root, &target, &person, &name)?.found;
        let admitted = if let Found::Record(file, _) = found {
            let whom = sanitized(&person.name);
            let _ = writeln!(said, "{whom} is registered there already: {file}");
            None
        } else {
            let admitted = admission.admit(context, person, &name)?;
            said += &admitted.said;
            writes.push(admitted.write.clone());
            Some(admitted)
        };

        let here = locked.policy()?;
        let before = locked.line_with(None)?;
        let why = filled(self.why.as_deref());
        let note = why.map_or_else(
            || format!("moved to {target}"),
            |why| format!("moved to {target}: {why}"),
        );
        let entry = locked.entry(here.moment(), RegistrationChange::Cancelled, Some(&note));
        let status = Value::from(RegistrationStatus::Cancelled.to_string());
        let own = locked.prepare(&record.file, &[("status", status)], &[entry])?;
        let event = sanitized(here.event_name());
        let _ = writeln!(
            said,
            "cancelled the registration for {event}: {}",
            record.file
        );
        if let Some(claim) = before.get(&record.slug).filter(|claim| claim.seated) {
            let after = before.without(&record.slug);
            let promotion = locked.promote_next(&before, &after, &claim.needs, self.no_promote)?;
            said += &promotion.said;
            writes.extend(promotion.writes);
        }
        writes.push(own);
        save::write_together(&writes)?;
        if let Some(admitted) = admitted {
            admitted.note(&locked.root, &target, lock);
        }
        context.print(&said)?;
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
