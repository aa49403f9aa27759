//! `cxn register promote`: gives a free seat to somebody who waits.

use anyhow::Result;
use clap::Args;

use crate::commands::register::new::list;
use crate::commands::register::sanitized;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Slug;
use crate::model::placeholder::filled;
use crate::process::registration::admission::RegistrationPolicy;
use crate::process::registration::locked_event::{LockedEvent, Promotion};
use crate::workspace::{Workspace, save};

/// Give a free seat to the head of the waiting list, or to a person on it
#[derive(Debug, Args)]
pub struct Arguments {
    /// The person: the name of the record, the full name, or the address; default the head of the list
    #[arg(value_name = "PERSON")]
    person: Option<String>,
    /// Give every seat that is free, to those who wait in their order
    #[arg(long, conflicts_with = "person")]
    all: bool,
    /// Why the person goes before others who came earlier
    #[arg(long, value_name = "TEXT", requires = "person")]
    why: Option<String>,
    /// Who decides it; default you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Arguments {
    /// Finds the person a seat is free for, and gives it.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let locked = LockedEvent::open(context, self.by.as_deref(), None)?;
        let line = locked.line_with(None)?;
        let next = line.next();
        let why = filled(self.why.as_deref());
        let (slugs, note) = match &self.person {
            None => {
                let head = *next.first().ok_or_else(|| {
                    Failure::refused(match line.waiting().next() {
                        None => "nobody waits for a seat".to_owned(),
                        Some(first) => format!("no seat is free: {}", list(&line.lacks(first))),
                    })
                })?;
                let taken = if self.all { &next[..] } else { &[head] };
                (taken.iter().map(|one| one.slug.clone()).collect(), None)
            }
            Some(named) => {
                let record = locked.person(named)?;
                let name = sanitized(&record.value.name);
                let claim = line.get(&record.slug).filter(|claim| !claim.seated);
                let claim = claim.ok_or_else(|| {
                    Failure::refused(format!(
                        "'{name}' does not wait for a seat, but is {}",
                        record.value.status.to_string().replace('-', " ")
                    ))
                })?;
                let lacks = line.lacks(claim);
                if !lacks.is_empty() {
                    return Err(Failure::refused(format!("no seat is free for '{name}': {}", list(&lacks)))
                        .hint("seats become free when somebody cancels, or with 'cxn event set EVENT capacity.participants=…'")
                        .into());
                }
                let first = next.iter().find(|one| {
                    one.kind == claim.kind
                        && one.needs.iter().any(|pool| claim.needs.contains(pool))
                });
                let jumps = first.filter(|first| first.order() < claim.order());
                if let (Some(first), None) = (jumps, why) {
                    return Err(Failure::refused(format!(
                        "'{name}' is not next: the seat is free for '{}', who came earlier",
                        first.slug
                    ))
                    .hint("pass --why REASON to record why this person goes first")
                    .into());
                }
                (vec![record.slug], why.filter(|_| jumps.is_some()))
            }
        };
        let moment = locked.policy()?.moment();
        let mut all = Promotion::default();
        for slug in slugs {
            all.add(locked.seat(&slug, moment, note)?);
        }
        save::write_together(&all.writes)?;
        context.print(&all.said)?;
        Ok(Exit::Clean)
    }
}

/// Says who waits for a seat of an event whose limits were changed, and how they get those that are free.
pub fn print_waitlist(context: &mut Context, workspace: &Workspace, event: &Slug) -> Result<()> {
    let line = RegistrationPolicy::of(workspace, event, context.now)?.line();
    let waiting = line.waiting().count();
    let free = line.next().len();
    if waiting == 0 {
        return Ok(());
    }
    let people = if waiting == 1 {
        "1 person waits for a seat".to_owned()
    } else {
        format!("{waiting} people wait for a seat")
    };
    context.print(&match free {
        0 => format!("{people}, and none is free\n"),
        _ => format!(
            "{people}, and {} free for them\nnext: cxn register promote --all --event {event}\n",
            if free == 1 {
                "1 seat is".to_owned()
            } else {
                format!("{free} seats are")
            }
        ),
    })
}
