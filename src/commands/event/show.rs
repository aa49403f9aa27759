//! `cxn event show`: one event with its timeline.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::agenda;
use crate::analysis::event_facts::EventFacts;
use crate::commands::TableFormat;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Event;
use crate::render::document::{Document, Section};
use crate::render::table::{Table, text};
use crate::render::{event, timeline};

/// Show an event: its head, its timeline with where each date came from, and contacts
#[derive(Debug, Args)]
pub struct Arguments {
    /// The event; default: the current event
    #[arg(value_name = "EVENT", add = ArgValueCompleter::new(complete::events))]
    slug: Option<String>,
    /// Show email addresses
    #[arg(long)]
    with_contacts: bool,
    #[command(flatten)]
    format: TableFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let slug = context.event(&workspace, self.slug.as_deref())?;
        let facts = EventFacts::new(&workspace, &workspace.events[&slug], context.now);
        let Some(facts) = facts else {
            return Err(Failure::event_unreadable(&slug).into());
        };
        let options = timeline::Options {
            overdue: agenda::overdue_milestones(&agenda::tasks(&facts)),
            who: true,
        };
        let dates = timeline::table_with(&facts.timeline, facts.now, &options);
        let mut document = Document {
            sections: vec![
                event::head(&slug, facts.event(), facts.now),
                Section::new("timeline", "Timeline", dates),
            ],
        };
        if !facts.event().contacts.is_empty() {
            let people = contacts(facts.event(), self.with_contacts);
            let section = Section::new("contacts", "Contacts", people);
            document.sections.push(section);
        }
        self.format.print_document(context, &document)?;
        Ok(Exit::Clean)
    }
}

fn contacts(event: &Event, with_addresses: bool) -> Table {
    let mut columns = vec![
        text("name", "Name"),
        text("organization", "Organization"),
        text("role", "Role"),
    ];
    if with_addresses {
        columns.extend([text("email", "Email"), text("chat", "Chat")]);
    }
    let mut table = Table::new(columns).with_contacts(with_addresses);
    for person in event.contacts.iter() {
        let mut row = vec![&person.name, &person.organization, &person.role];
        if with_addresses {
            row.extend([&person.email, &person.chat]);
        }
        let cells: Vec<_> = row
            .into_iter()
            .map(|value| value.as_deref().into())
            .collect();
        table.row(cells);
    }
    table
}
