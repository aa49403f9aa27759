//! `cxn registrations list`: the people of an event in a table.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::organizations::organizations;
use crate::commands::ListFormat;
use crate::commands::registrations::roles;
use crate::commands::unread::note_unread;
use crate::commands::words::word;
use crate::complete;
use crate::context::{Context, is_event_alone};
use crate::error::{Exit, Failure};
use crate::model::names::Names;
use crate::model::nearest;
use crate::model::registration::{Experience, Kind, RegistrationStatus};
use crate::model::zone::Tz;
use crate::model::{Registration, Slug};
use crate::render::table::{Cell, Table, number, text};
use crate::render::timeline::moment;
use crate::workspace::{EventFolder, RecordKind, Workspace};

/// List the people who are registered for an event
#[derive(Debug, Default, Args)]
#[allow(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub struct Arguments {
    /// The track that people take part in: EVENT/TRACK, or TRACK of the current event; default all of the event
    #[arg(value_name = "TRACK", conflicts_with = "without_track", add = ArgValueCompleter::new(complete::tracks))]
    track: Option<String>,
    // What the argument was before lists of people took it as every other list does.
    #[arg(long = "track", hide = true, value_name = "TRACK", conflicts_with_all = ["track", "without_track"])]
    former_track: Option<String>,
    /// Only people who named no track
    #[arg(long)]
    without_track: bool,
    /// Only this registration type
    #[arg(long, value_parser = word::<Kind>(), value_name = "KIND")]
    kind: Option<Kind>,
    /// Only registrations with one of these statuses
    #[arg(long, value_parser = word::<RegistrationStatus>(), value_name = "STATUS", value_delimiter = ',')]
    status: Vec<RegistrationStatus>,
    /// Only people of this organization
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(complete::organizations))]
    organization: Option<String>,
    /// Only people who have a seat: confirmed or checked in
    #[arg(long, conflicts_with = "status")]
    seated: bool,
    /// Only people with this experience
    #[arg(long, value_parser = word::<Experience>(), value_name = "EXPERIENCE")]
    experience: Option<Experience>,
    /// List their organizations instead, with how many people and systems each brings; a person who speaks for none is one
    #[arg(long, conflicts_with = "with_contacts")]
    by_organization: bool,
    /// Also show email addresses, dietary needs and notes
    #[arg(long)]
    with_contacts: bool,
    #[command(flatten)]
    list: ListFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let named = self.track.as_deref().or(self.former_track.as_deref());
        let (event, track) = match named.map(|name| (name, name.split_once('/'))) {
            Some((_, Some((event, track)))) => {
                (context.event_named(&workspace, event)?, Some(track))
            }
            Some((event, None)) if is_event_alone(&workspace, event) => {
                (context.event_named(&workspace, event)?, None)
            }
            Some((track, None)) => (context.event(&workspace, None)?, Some(track)),
            None => (context.event(&workspace, None)?, None),
        };
        let folder = &workspace.events[&event];
        if let Some(track) = track {
            known_track(folder, track)?;
        }
        if self.by_organization {
            let table = self.organizations(track, &workspace, folder)?;
            note_unread(
                context,
                &workspace.events[&event],
                &[RecordKind::Registration],
            );
            return self.list.print(context, table).map(|()| Exit::Clean);
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
            if self.takes(track, &person.value, workspace.names()) {
                table.row(self.row(person.slug.as_str(), &person.value, folder.zone()));
            }
        }
        if table.is_empty() {
            context.say("note: no registration matches; 'cxn register NAME' makes one");
        }
        note_unread(
            context,
            &workspace.events[&event],
            &[RecordKind::Registration],
        );
        self.list.print(context, table.named("registrations"))?;
        Ok(Exit::Clean)
    }

    fn organizations(
        &self,
        track: Option<&str>,
        workspace: &Workspace,
        folder: &EventFolder,
    ) -> Result<Table> {
        let people = folder.registrations.values();
        let people = people.filter(|person| self.takes(track, &person.value, workspace.names()));
        let track = track.map(Slug::parse).transpose()?;
        let mut table = Table::new([
            text("organization", "Organization"),
            number("people", "People"),
            number("first-time", "First time"),
            number("systems", "Systems"),
            text("names", "Called"),
        ])
        .named("organizations");
        for one in organizations(people, track.as_ref(), workspace.names()) {
            table.row([
                one.name.into(),
                one.people.into(),
                one.first_time.into(),
                one.systems.len().into(),
                Cell::List(one.systems),
            ]);
        }
        Ok(table)
    }

    fn takes(&self, track: Option<&str>, person: &Registration, names: &Names) -> bool {
        let is_of = |wanted: &String| {
            let organization = person.organization.as_deref();
            organization.is_some_and(|name| names.organization(name) == names.organization(wanted))
        };
        track.is_none_or(|track| person.is_in(track))
            && self
                .experience
                .is_none_or(|experience| person.experience == Some(experience))
            && (!self.without_track
                || (person.tracks.is_empty() && person.played_roles().next().is_none()))
            && (!self.seated || person.is_seated())
            && self.kind.is_none_or(|kind| kind == person.kind)
            && (self.status.is_empty() || self.status.contains(&person.status))
            && self.organization.as_ref().is_none_or(is_of)
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
