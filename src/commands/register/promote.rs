//! `cxn register promote`: gives a free seat to somebody who waits.

use anyhow::Result;
use clap::Args;

use crate::commands::register::{describe_promotion, lock, terms};
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::placeholder::filled;
use crate::model::plural::{one_or, plural};
use crate::model::seats::Queue;
use crate::model::{Registration, Slug};
use crate::process::registration::admission::RegistrationPolicy;
use crate::process::registration::admit::comma_separated;
use crate::workspace::{Record, Workspace, save};

/// Give a free seat to the head of the waiting list, or to a person on it
#[derive(Debug, Args)]
pub struct Arguments {
    /// The person: the record's name, the full name, or the email address; default the head of the list
    #[arg(value_name = "PERSON")]
    person: Option<String>,
    /// Give every seat that is free, to those who wait in their order
    #[arg(long, conflicts_with = "person")]
    all: bool,
    /// Why the person goes before others who came earlier
    #[arg(long = "note", alias = "why", value_name = "TEXT", requires = "person")]
    why: Option<String>,
    /// Who decides it; default you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Arguments {
    /// Finds the person a seat is free for, and gives it.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let locked = lock(context, terms(context, self.by.clone(), None)?, None)?;
        let policy = locked.policy()?;
        policy.ensure_seats_matter()?;
        let queue = policy.queue();
        let why = filled(self.why.as_deref());
        let (people, note) = match &self.person {
            None => (self.next(&queue)?, None),
            Some(named) => {
                let record = locked.person(named)?;
                let jumps = ensure_free(&queue, record, why)?;
                (vec![record.slug.clone()], why.filter(|_| jumps))
            }
        };
        let promotion = locked.promote(&people, note)?;
        // In the order of the queue: what is stopped goes on with the next in line.
        save::write_all(&promotion.writes, &|| ())?;
        context.print(&describe_promotion(&locked.root, &promotion))?;
        Ok(Exit::Clean)
    }

    fn next(&self, queue: &Queue) -> Result<Vec<Slug>, Failure> {
        let next = queue.next().into_iter();
        let next = next.take(if self.all { usize::MAX } else { 1 });
        let next: Vec<Slug> = next.map(|claim| claim.slug.clone()).collect();
        if next.is_empty() {
            return Err(Failure::refused(match queue.waiting().next() {
                None => match queue.on_hold().count() {
                    0 => "no one waits for a seat".to_owned(),
                    held => format!(
                        "no one waits for a seat but {} on hold, who can be promoted by name",
                        plural(held, "person")
                    ),
                },
                Some(first) => {
                    format!("no seat is free: {}", comma_separated(&queue.lacks(first)))
                }
            }));
        }
        Ok(next)
    }
}

/// Refuses a person for whom no seat is free. Says whether the person goes before others who came earlier.
fn ensure_free(
    queue: &Queue,
    record: &Record<Registration>,
    why: Option<&str>,
) -> Result<bool, Failure> {
    let name = &record.value.name;
    let claim = queue.get(&record.slug).filter(|claim| !claim.seated);
    let claim = claim.ok_or_else(|| {
        Failure::refused(format!(
            "'{name}' does not wait for a seat, but is {}",
            record.value.status.label()
        ))
    })?;
    let lacks = queue.lacks(claim);
    if !lacks.is_empty() {
        return Err(Failure::refused(format!(
            "no seat is free for '{name}': {}",
            comma_separated(&lacks)
        ))
        .hint("seats become free when a person cancels, or with 'cxn event set EVENT capacity.participants=…'"));
    }
    let next = queue.next();
    let first = next.iter().find(|one| {
        one.kind == claim.kind && one.needs.iter().any(|pool| claim.needs.contains(pool))
    });
    let first = first.filter(|first| first.order() < claim.order());
    match (first, why) {
        (Some(first), None) => Err(Failure::refused(format!(
            "'{name}' is not next: the seat is free for '{}', who came earlier",
            first.slug
        ))
        .hint("pass --note REASON to record why this person goes first")),
        (first, _) => Ok(first.is_some()),
    }
}

/// Says who waits for a seat of an event whose limits were changed, and how they get those that are free.
pub fn print_waitlist(context: &mut Context, workspace: &Workspace, event: &Slug) -> Result<()> {
    let policy = RegistrationPolicy::new(workspace, event, context.now)?;
    if policy.is_over() {
        return Ok(());
    }
    let queue = policy.queue();
    let waiting = queue.waiting().count();
    let free = queue.next().len();
    if waiting == 0 {
        return Ok(());
    }
    let waits = one_or(waiting, "waits", "wait");
    let people = format!("{} {waits} for a seat", plural(waiting, "person"));
    context.print(&match free {
        0 => format!("{people}, and none is free\n"),
        _ => format!(
            "{people}, and {} {} free for them\nnext: cxn register promote --all --event {event}\n",
            plural(free, "seat"),
            one_or(free, "is", "are")
        ),
    })
}
