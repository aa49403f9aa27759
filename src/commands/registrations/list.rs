//! `cxn registrations list`: the people of an event in a table.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::commands::TableFormat;
use crate::commands::registrations::{note_unread, roles};
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Registration;
use crate::model::nearest;
use crate::model::registration::{Kind, RegistrationStatus};
use crate::model::zone::Tz;
use crate::render::table::{Cell, Table, text};
use crate::render::timeline::moment;
use crate::workspace::EventFolder;

/// List the people who are registered for an event
#[derive(Debug, Args)]
pub struct Arguments {
    /// Only people who take part in this track
    #[arg(long, value_name = "TRACK", conflicts_with = "without_track", add = ArgValueCompleter::new(complete::track_names))]
    track: Option<String>,
    /// Only people who named no track
    #[arg(long)]
    without_track: bool,
    /// Only this registration type
    #[arg(long, value_parser = word::<Kind>(), value_name = "KIND")]
    kind: Option<Kind>,
    /// Only registrations with this status
    #[arg(long, value_parser = word::<RegistrationStatus>(), value_name = "STATUS")]
    status: Option<RegistrationStatus>,
    /// Only people who have a seat: confirmed or checked in
    #[arg(long, conflicts_with = "status")]
    seated: bool,
    /// Also show email addresses, dietary needs and notes
    #[arg(long)]
    with_contacts: bool,
    #[command(flatten)]
    format: TableFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let event = context.event(&workspace, None)?;
        let folder = &workspace.events[&event];
        if let Some(track) = &self.track {
            known_track(folder, track)?;
        }
        let mut columns = vec![
            text("person", "Person"),
            text("name", "Name"),
            text("organization", "Organization"),
            text("kind", "Kind"),
            text("status", "Status"),
            text("attendance", "Attendance"),
            text("tracks", "Tracks"),
            text("roles", "Roles"),
            text("experience", "Experience"),
            text("registered", "Registered"),
        ];
        if self.with_contacts {
            columns.extend([
                text("email", "Email"),
                text("dietary", "Dietary"),
                text("notes", "Notes"),
            ]);
        }
        let mut table = Table::new(columns).with_contacts(self.with_contacts);
        for person in folder.registrations.values() {
            if self.takes(&person.value) {
                table.row(self.row(person.slug.as_str(), &person.value, folder.zone()));
            }
        }
        note_unread(context, &workspace, &event);
        self.format.print(context, &table.named("registrations"))?;
        Ok(Exit::Clean)
    }

    fn takes(&self, person: &Registration) -> bool {
        let in_track = |track: &String| {
            person.tracks.contains(track)
                || person
                    .played_roles()
                    .any(|(name, _)| name == track.as_str())
        };
        self.track.as_ref().is_none_or(in_track)
            && (!self.without_track
                || (person.tracks.is_empty() && person.played_roles().next().is_none()))
            && (!self.seated || person.is_seated())
            && self.kind.is_none_or(|kind| kind == person.kind)
            && self.status.is_none_or(|status| status == person.status)
    }

    fn row(&self, slug: &str, person: &Registration, zone: Tz) -> Vec<Cell> {
        let mut row = vec![
            Cell::from(slug),
            person.name.as_str().into(),
            person.organization.clone().into(),
            person.kind.to_string().into(),
            person.status.to_string().into(),
            person.attendance.map(|value| value.to_string()).into(),
            Cell::List(person.tracks.0.clone()),
            Cell::List(roles(person)),
            person.experience.map(|value| value.to_string()).into(),
            person
                .registered
                .map_or(Cell::Empty, |registered| moment(registered, zone)),
        ];
        if self.with_contacts {
            row.extend([
                Cell::from(person.email.clone()),
                person.dietary.clone().into(),
                person.notes.clone().into(),
            ]);
        }
        row
    }
}

fn known_track(folder: &EventFolder, name: &str) -> Result<()> {
    if folder.has_track(name) {
        return Ok(());
    }
    let near = nearest::nearest(name, folder.track_names());
    let hint = nearest::did_you_mean(&near)
        .unwrap_or_else(|| "run 'cxn track list' to see the tracks".to_owned());
    Err(
        Failure::not_found(format!("no track '{name}' in event '{}'", folder.slug))
            .hint(hint)
            .into(),
    )
}
