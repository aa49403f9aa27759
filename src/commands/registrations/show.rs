//! `cxn registrations show`: one person's registration.

use anyhow::Result;
use clap::Args;

use crate::commands::TableFormat;
use crate::commands::unread::note_unread;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::nearest;
use crate::model::registration::System;
use crate::model::zone::Tz;
use crate::model::{Registration, Slug};
use crate::process::registration::lookup::named;
use crate::render::document::{Document, Section};
use crate::render::table::{Cell, Column, text};
use crate::render::timeline::moment;
use crate::workspace::{Record, RecordKind};

/// Show one person's registration
#[derive(Debug, Args)]
pub struct Arguments {
    /// The person: the record's name, the full name, or the email address; also EVENT/PERSON
    #[arg(value_name = "PERSON")]
    person: String,
    /// Also show the email address, dietary needs and notes
    #[arg(long)]
    with_contacts: bool,
    #[command(flatten)]
    format: TableFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (event, name) = match self.person.split_once('/') {
            Some((event, name)) => (context.event_named(&workspace, event)?, name),
            None => (context.event(&workspace, None)?, self.person.as_str()),
        };
        let people = &workspace.events[&event].registrations;
        let matches = named(people, name);
        if matches.len() > 1 {
            let slugs: Vec<&str> = matches.iter().map(|one| one.slug.as_str()).collect();
            return Err(Failure::usage(format!(
                "'{name}' is the name of {} registrations for event '{event}'",
                slugs.len()
            ))
            .hint(format!("expected one of: {}", slugs.join(", ")))
            .into());
        }
        let Some(person) = matches.first() else {
            note_unread(
                context,
                &workspace.events[&event],
                &[RecordKind::Registration],
            );
            // An address is not repeated, and no other is offered.
            if name.contains('@') {
                return Err(Failure::not_found(format!(
                    "no one with this email address is registered for event '{event}'"
                ))
                .hint(format!(
                    "run 'cxn registrations list --event {event}' to see the people"
                ))
                .into());
            }
            // Whoever writes a full name is offered full names.
            let near = if Slug::parse(name).is_ok() {
                nearest::nearest_of_many(name, people.keys().map(Slug::as_str))
            } else {
                nearest::nearest_of_many(name, people.values().map(|one| one.value.name.as_str()))
            };
            let hint = nearest::did_you_mean(&near).unwrap_or_else(|| {
                format!("run 'cxn registrations list --event {event}' to see the people")
            });
            return Err(
                Failure::not_found(format!("no registration '{name}' in event '{event}'"))
                    .hint(hint)
                    .into(),
            );
        };
        let fields = fields(
            person,
            workspace.root().shown(&person.file),
            self.with_contacts,
            workspace.events[&event].zone(),
        );
        let section = Section::record(
            "registration",
            person.slug.as_str(),
            fields,
            self.with_contacts,
        );
        let document = Document {
            sections: vec![section],
        };
        self.format.print_document(context, &document)?;
        Ok(Exit::Clean)
    }
}

fn fields(
    record: &Record<Registration>,
    file: String,
    with_contacts: bool,
    zone: Tz,
) -> Vec<(Column, Cell)> {
    let person = &record.value;
    let systems = person.systems.iter().map(system).collect();
    let mut fields = vec![
        (text("person", "Person"), Cell::from(record.slug.as_str())),
        (text("name", "Name"), person.name.as_str().into()),
        (
            text("organization", "Organization"),
            person.organization.clone().into(),
        ),
        (text("kind", "Kind"), person.kind.to_string().into()),
        (text("status", "Status"), person.status.to_string().into()),
        (
            text("attendance", "Attendance"),
            person.attendance.map(|value| value.to_string()).into(),
        ),
        (
            text("tracks", "Tracks"),
            Cell::List(person.tracks.0.clone()),
        ),
        (text("roles", "Roles"), Cell::List(person.roles.0.clone())),
        (text("systems", "Systems"), Cell::List(systems)),
        (
            text("experience", "Experience"),
            person.experience.map(|value| value.to_string()).into(),
        ),
        (
            text("objectives", "Objectives"),
            person.objectives.clone().into(),
        ),
        (text("team", "Team"), person.team.clone().into()),
        (
            text("registered", "Registered"),
            person
                .registered
                .map_or(Cell::Empty, |registered| moment(registered, zone)),
        ),
        (text("on-hold", "On hold"), person.on_hold.clone().into()),
        (
            text("late-exception", "Late exception"),
            person
                .late_exception
                .as_ref()
                .map(|late| match &late.by {
                    Some(by) => format!("{} (allowed by {by})", late.why),
                    None => late.why.clone(),
                })
                .into(),
        ),
        (text("file", "File"), file.into()),
    ];
    if with_contacts {
        fields.extend([
            (text("email", "Email"), Cell::from(person.email.clone())),
            (text("chat", "Chat"), person.chat.clone().into()),
            (text("dietary", "Dietary"), person.dietary.clone().into()),
            (text("notes", "Notes"), person.notes.clone().into()),
        ]);
    }
    fields
}

/// A system on one line: `Example Server https://fhir.example.org/r4 (R4, json) patient/server`.
fn system(system: &System) -> String {
    let mut text = system.name.clone();
    if let Some(url) = &system.base_url {
        text = format!("{text} {}", crate::model::url::redacted(url));
    }
    let formats = system.formats.iter().map(ToString::to_string);
    let speaks: Vec<String> = system
        .fhir_versions
        .iter()
        .cloned()
        .chain(formats)
        .collect();
    if !speaks.is_empty() {
        text = format!("{text} ({})", speaks.join(", "));
    }
    if !system.roles.is_empty() {
        text = format!("{text} as {}", system.roles.join(", "));
    }
    text
}
