//! `cxn event new`: makes an event.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::check::structure;
use crate::commands::assign::finding_failure;
use crate::commands::event::event_form::Draft;
use crate::commands::event::from;
use crate::commands::event::messages::{note_errors, print_milestones, warn_unknown_milestones};
use crate::commands::event::milestones::Milestones;
use crate::commands::event::request::Request;
use crate::commands::event::values;
use crate::commands::words::word;
use crate::commands::{editor, template};
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::event::{Capacity, EventKind, Mode};
use crate::model::person::Person;
use crate::model::timeline::Origin;
use crate::model::{Date, Event, Slug, When};
use crate::process::event::ensure_possible;
use crate::process::proposal::event_record;
use crate::workspace::lock::Lock;
use crate::workspace::{DiskError, File, Workspace, disk, save};
use crate::yaml;

/// Create an event: its record with every field, and folders for tracks and registrations
///
/// Needs a name, the first and the last day and a time zone; on a terminal it asks for those that are missing.
/// Milestones that are left out have their defaults.
///
/// With --from it is the next event of a series: it has that event's kind and mode, time zone, FHIR versions, template, seats, contacts,
/// policy and guidance, and its milestones as far from the first and the last day as they were. Whatever is given comes first.
/// 'cxn propose --carry-all' then offers its tracks to their leads.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The name of the event's folder, such as 2026-09-rockville
    #[arg(value_name = "SLUG")]
    slug: String,
    /// Take what was not given from this event, the one before in the series
    #[arg(long, value_name = "EVENT", add = ArgValueCompleter::new(complete::events))]
    from: Option<String>,
    /// What the event is called
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Its number in the series: only a label
    #[arg(long, value_name = "TEXT")]
    number: Option<String>,
    /// Main, or out of cycle [default: main]
    #[arg(long, value_parser = word::<EventKind>())]
    kind: Option<EventKind>,
    /// Where people meet [default: in-person]
    #[arg(long, value_parser = word::<Mode>())]
    mode: Option<Mode>,
    /// City, region and country, or how to join a virtual event
    #[arg(long, value_name = "TEXT")]
    location: Option<String>,
    /// IANA name of the time zone that all its dates are in
    #[arg(long, value_name = "ZONE", value_parser = values::zone)]
    timezone: Option<String>,
    /// First day, or first instant of a round-the-clock event
    #[arg(long, value_name = "WHEN", value_parser = values::when)]
    starts: Option<When>,
    /// Last day (inclusive), or last instant of a round-the-clock event
    #[arg(long, value_name = "WHEN", value_parser = values::when)]
    ends: Option<When>,
    /// First day of the working group meeting it belongs to
    #[arg(long, value_name = "DATE", value_parser = values::day, requires = "working_group_meeting_ends")]
    working_group_meeting_starts: Option<Date>,
    /// Last day of the working group meeting
    #[arg(long, value_name = "DATE", value_parser = values::day, requires = "working_group_meeting_starts")]
    working_group_meeting_ends: Option<Date>,
    /// A FHIR version that every track has unless it sets its own (repeatable)
    #[arg(long = "fhir-version", value_name = "VERSION")]
    fhir_versions: Vec<String>,
    /// The template that proposals follow
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(complete::templates))]
    template: Option<String>,
    /// Web address of the event's page
    #[arg(long, value_name = "URL")]
    page: Option<String>,
    /// Seats for participants
    #[arg(long, value_name = "NUMBER")]
    participants: Option<u32>,
    /// Seats for observers
    #[arg(long, value_name = "NUMBER")]
    observers: Option<u32>,
    /// Rooms or tables for tracks
    #[arg(long, value_name = "NUMBER")]
    tracks: Option<u32>,
    /// The responsibility list of track leads
    #[arg(long, alias = "duties", value_name = "NAME")]
    responsibilities: Option<String>,
    /// A contact, as "Name <email>" (repeatable)
    #[arg(long = "contact", value_name = "PERSON", value_parser = values::contact)]
    contacts: Vec<Person>,
    /// Open the editor on the text before the event is created
    #[arg(long)]
    edit: bool,
    #[command(flatten)]
    request: Request,
    #[command(flatten)]
    milestones: Milestones,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let slug = slug(&self.slug)?;
        let root = context.root()?;
        let mut workspace = context.workspace()?;
        for folder in ["", "/tracks", "/registrations"] {
            let folder = File::new(&format!("events/{slug}{folder}"));
            if root.require(&folder).is_ok() {
                workspace.inside(&folder)?;
            }
        }
        let file = File::event(&slug);
        if disk::exists(&file.on_disk(&root)) {
            return Err(already_exists(&slug).into());
        }
        if let Some(name) = &self.template {
            template::known(&workspace, name)?;
        }
        let from = match &self.from {
            Some(name) => {
                let last = context.event_named(&workspace, name)?;
                Some(event_record(&workspace, &last)?)
            }
            None => None,
        };
        let kind = self.kind.or(from.map(|from| from.value.kind));
        if let Some(flag) = self
            .request
            .first()
            .filter(|_| kind.unwrap_or_default() == EventKind::Main)
        {
            return Err(Failure::usage(format!(
                "{flag} belongs to an out-of-cycle event, and this is a main one"
            ))
            .hint("pass --kind out-of-cycle as well")
            .into());
        }
        let edit = self.edit;
        let mut draft = self.draft(from.map(|from| &*from.value))?;
        let mut taken = Vec::new();
        if let Some(from) = from {
            taken = from::fill(&mut draft, &from.value)?;
        }
        if !edit {
            complete(context, &mut draft)?;
        }
        taken.extend(from.and_then(|from| from::timeline(&mut draft, &from.value)));
        let took = from.map(|from| from::describe(from.slug.as_str(), &taken));
        let mut text = draft.text();
        let mut typed = None;
        let place = file.on_disk(workspace.root());
        let event = loop {
            if edit {
                let edited = editor::edit(context, &place, "event.yaml", &text)?;
                text.clone_from(&edited.text);
                typed = Some(edited);
            }
            let event = read(&file, &text).and_then(|event| {
                ensure_possible(&workspace, context.now, &slug, &event)?;
                Ok(event)
            });
            match event {
                Ok(event) => break event,
                Err(failure) if edit && ask_to_edit_again(context, &failure)? => {}
                Err(failure) => return Err(keep_typed_text(context, typed, failure.into())),
            }
        };
        if let Err(error) = write_event(&workspace, &slug, &text) {
            return Err(keep_typed_text(context, typed, error));
        }
        context.print(&format!("created {file}\n"))?;
        match took {
            Some(took) => {
                context.print(&took)?;
                print_milestones(context, &event, |due| due.origin == Origin::Event)?;
                let before = from.map_or("", |from| from.slug.as_str());
                let next = format!("next: cxn propose --carry-all={before} --event {slug}\n");
                context.print(&next)?;
            }
            None => print_milestones(context, &event, |due| {
                ["proposals-open", "proposals-close"].contains(&due.name.as_str())
            })?,
        }
        warn_unknown_milestones(context, event.timeline.keys());
        workspace = context.workspace()?;
        note_errors(context, &workspace, &slug);
        Ok(Exit::Clean)
    }

    fn draft(self, from: Option<&Event>) -> Result<Draft, Failure> {
        let meeting = self
            .working_group_meeting_starts
            .zip(self.working_group_meeting_ends);
        let length = |from| self.starts.and_then(|starts| from::ends(starts, from));
        let ends = self.ends.or_else(|| from.and_then(length));
        let kind = self.kind.or(from.map(|from| from.kind));
        let mode = self.mode.or(from.map(|from| from.mode));
        Ok(Draft {
            name: self.name,
            number: self.number,
            kind: kind.unwrap_or_default(),
            mode: mode.unwrap_or_default(),
            location: self.location,
            timezone: self.timezone,
            starts: self.starts,
            ends,
            meeting,
            fhir_versions: self.fhir_versions,
            template: self.template,
            page: self.page,
            timeline: self.milestones.resolve()?,
            capacity: Capacity {
                participants: self.participants,
                observers: self.observers,
                tracks: self.tracks,
                ..Capacity::default()
            },
            responsibilities: self.responsibilities,
            contacts: self.contacts,
            request: self.request,
            more: Vec::new(),
        })
    }
}

/// The slug, or what it could be.
fn slug(text: &str) -> Result<Slug, Failure> {
    Slug::parse(text).map_err(|error| {
        let near = Slug::from_title(text).map(|slug| format!("did you mean '{slug}'?"));
        Failure::usage(error.to_string()).maybe_hint(near)
    })
}

/// Keeps what a person typed when it cannot be used.
fn keep_typed_text(
    context: &mut Context,
    typed: Option<editor::Edited>,
    error: anyhow::Error,
) -> anyhow::Error {
    if let Some(typed) = typed.filter(|typed| !typed.text.trim().is_empty()) {
        typed.keep(context);
    }
    error
}

/// Writes the event's record and the folders next to it.
fn write_event(workspace: &Workspace, slug: &Slug, text: &str) -> Result<()> {
    let root = workspace.root();
    let _lock = Lock::acquire(root.public())?;
    // The record comes last: whoever is stopped before that makes the event anew.
    for folder in ["tracks", "registrations"] {
        let keep = File::new(&format!("events/{slug}/{folder}/.gitkeep"));
        // A private half that is not here gets its folder with its first record.
        if root.require(&keep).is_err() {
            continue;
        }
        match save::create(&keep.on_disk(root), "") {
            Err(DiskError::Exists(_)) => {}
            result => result?,
        }
    }
    let file = File::event(slug);
    match save::create_record(&file.on_disk(root), &workspace.with_modeline(&file, text)) {
        Err(DiskError::Exists(_)) => return Err(already_exists(slug).into()),
        result => result?,
    }
    Ok(())
}

fn already_exists(slug: &Slug) -> Failure {
    Failure::other(format!(
        "event '{slug}' already exists; nothing was written"
    ))
    .hint(format!(
        "run 'cxn event set {slug} KEY=VALUE' to change it, or choose another name"
    ))
}

/// Asks for what is missing on a terminal; elsewhere says which flags are.
fn complete(context: &mut Context, draft: &mut Draft) -> Result<()> {
    let missing: Vec<&str> = [
        ("--name", draft.name.is_none()),
        ("--starts", draft.starts.is_none()),
        ("--ends", draft.ends.is_none()),
        ("--timezone", draft.timezone.is_none()),
    ]
    .into_iter()
    .filter_map(|(flag, missing)| missing.then_some(flag))
    .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !context.interactive {
        return Err(
            Failure::usage(format!("an event needs {}", missing.join(", ")))
                .hint("pass them, or --edit to fill them in with your editor")
                .into(),
        );
    }
    if draft.name.is_none() {
        draft.name = Some(ask(context, "Name of the event:", |text| {
            Ok(text.to_owned())
        })?);
    }
    if draft.starts.is_none() {
        draft.starts = Some(ask(context, "First day (YYYY-MM-DD):", values::when)?);
    }
    if draft.ends.is_none() {
        draft.ends = Some(ask(context, "Last day (YYYY-MM-DD):", values::when)?);
    }
    if draft.timezone.is_none() {
        let question = "Time zone (such as America/New_York):";
        draft.timezone = Some(ask(context, question, values::zone)?);
    }
    Ok(())
}

fn ask<T>(
    context: &mut Context,
    question: &str,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<T> {
    let read = |answer: &str| match answer {
        "" => Err("an event needs this answer".to_owned()),
        answer => read(answer),
    };
    Ok(context.ask_until(question, read)?.ok_or_else(|| {
        Failure::usage("the input ended before the event was complete").hint("nothing was written")
    })?)
}

/// Says what is wrong with an edited text, and asks whether to open it again: what was typed should not be lost.
fn ask_to_edit_again(context: &mut Context, failure: &Failure) -> Result<bool> {
    if !context.interactive {
        return Ok(false);
    }
    context.say(&format!("error: {failure}"));
    if let Some(hint) = &failure.hint {
        context.say(&format!("hint: {hint}"));
    }
    let answer = context.ask("Edit again? [Y/n]")?;
    Ok(answer.is_some_and(|answer| !answer.to_lowercase().starts_with('n')))
}

/// Reads the text back as an event.
fn read(file: &File, text: &str) -> Result<Event, Failure> {
    if let Some(finding) = structure::check_text(file, text).first() {
        return Err(finding_failure(finding).maybe_hint(finding.hint()));
    }
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let event: Event = yaml::read(body).map_err(|error| Failure::usage(error.to_string()))?;
    Ok(event)
}
