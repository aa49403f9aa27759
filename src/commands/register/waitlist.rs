//! `cxn register waitlist`: who waits for a seat, in order, and why.

use std::collections::BTreeSet;

use anyhow::Result;
use clap::Args;

use crate::commands::TableFormat;
use crate::context::Context;
use crate::error::Exit;
use crate::model::registration::RegistrationChange;
use crate::model::timeline::moment_text;
use crate::model::zone::Tz;
use crate::model::{Moment, Registration, Slug};
use crate::process::registration::admission::RegistrationPolicy;
use crate::process::registration::admit::comma_separated;
use crate::render::document::{Document, Section};
use crate::render::table::{Cell, Table, number, text};
use crate::render::timeline::moment;
use crate::workspace::Record;

/// Show who waits for a seat: the place in line, since when, and why there was or was not an offer
#[derive(Debug, Args)]
pub struct Arguments {
    /// The event; default: the current event
    #[arg(value_name = "EVENT")]
    named: Option<String>,
    #[command(flatten)]
    format: TableFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let event = context.event(&workspace, self.named.as_deref())?;
        let policy = RegistrationPolicy::new(&workspace, &event, context.now)?;
        let people = &workspace.events[&event].registrations;
        let queue = policy.queue();

        let mut seats = Table::new([
            text("for", "Seats for"),
            number("taken", "Taken"),
            number("seats", "Seats"),
            number("free", "Free"),
        ]);
        for taken in queue.quotas() {
            seats.row([
                Cell::from(taken.quota.to_string()),
                i64::from(taken.taken).into(),
                i64::from(taken.seats).into(),
                i64::from(taken.seats.saturating_sub(taken.taken)).into(),
            ]);
        }
        let mut waiting = Table::new([
            number("place", "Place"),
            text("person", "Person"),
            text("name", "Name"),
            text("organization", "Organization"),
            text("kind", "Kind"),
            text("registered", "Registered"),
            text("since", "Waits since"),
            text("why", "Why").prose(),
        ]);
        let next: BTreeSet<&Slug> = queue.next().into_iter().map(|claim| &claim.slug).collect();
        let places = queue.places();
        for claim in queue.waiting() {
            let lacks = queue.lacks(claim);
            let why = if policy.is_over() {
                "the event is over".to_owned()
            } else if next.contains(&claim.slug) {
                format!(
                    "a seat is free: cxn register promote {}",
                    claim.slug.as_str()
                )
            } else if lacks.is_empty() {
                "the free seat goes to those who came earlier".to_owned()
            } else {
                comma_separated(&lacks)
            };
            let place = Cell::from(places[&claim.slug]);
            waiting.row(row(
                place,
                &people[&claim.slug],
                claim.since,
                policy.zone(),
                why,
            ));
        }
        for claim in queue.on_hold() {
            let record = &people[&claim.slug];
            let why = record.value.on_hold.as_deref().unwrap_or_default();
            let why = format!("on hold, {why}: cxn register promote {}", claim.slug);
            waiting.row(row(Cell::Empty, record, claim.since, policy.zone(), why));
        }
        for record in people.values() {
            let mut history = record.value.history.iter().rev();
            let entry = history.find(|entry| entry.what == RegistrationChange::Promoted);
            if let Some(entry) = entry.filter(|_| record.value.is_seated()) {
                let why = format!(
                    "got a seat on {}{}",
                    moment_text(entry.when, policy.zone()),
                    entry
                        .note
                        .as_ref()
                        .map_or_else(String::new, |note| format!(": {note}"))
                );
                waiting.row(row(Cell::Empty, record, None, policy.zone(), why));
            }
        }
        let document = Document {
            sections: vec![
                Section::new("seats", "Seats", seats),
                Section::new("waiting", "Waiting list", waiting),
            ],
        };
        self.format.print_document(context, &document)?;
        Ok(Exit::Clean)
    }
}

fn row(
    place: Cell,
    record: &Record<Registration>,
    since: Option<Moment>,
    zone: Tz,
    why: String,
) -> [Cell; 8] {
    [
        place,
        record.slug.as_str().into(),
        record.value.name.as_str().into(),
        record.value.organization.clone().into(),
        record.value.kind.to_string().into(),
        record
            .value
            .registered
            .map_or(Cell::Empty, |registered| moment(registered, zone)),
        since.map_or(Cell::Empty, |since| moment(since, zone)),
        why.into(),
    ]
}
