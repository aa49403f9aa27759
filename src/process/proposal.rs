//! What the commands of a proposal share: the window it has to be handed in, who acts, and the event and template behind it.

pub mod issue;
pub mod page;

use anyhow::Result;
use chrono::DateTime;

use crate::error::Failure;
use crate::model::history::Entry;
use crate::model::nearest;
use crate::model::review::transitions;
use crate::model::timeline::moment_text;
use crate::model::timeline::{Due, WindowState};
use crate::model::track::TrackChange;
use crate::model::zone::Tz;
use crate::model::{Event, Now, Slug, Template, Timeline, Track, TrackStatus};
use crate::workspace::{File, Record, Root, Workspace, built_in, edit};
use crate::yaml::{self, Value};

/// The record of an event, which has to read before anything is proposed for it.
pub fn event_record<'a>(workspace: &'a Workspace, slug: &Slug) -> Result<&'a Record<Event>> {
    let record = workspace
        .events
        .get(slug)
        .and_then(|folder| folder.event.as_ref());
    Ok(record.ok_or_else(|| Failure::event_unreadable(slug))?)
}

/// The template that an event's proposals follow.
pub fn event_template<'a>(workspace: &'a Workspace, event: &Record<Event>) -> Result<&'a Template> {
    let name = event.value.template_name();
    if workspace.unread_templates.contains(name) {
        return Err(Failure::other(format!(
            "the template '{name}' of event '{}' cannot be parsed",
            event.slug
        ))
        .hint(format!(
            "run 'cxn check templates/{name}.yaml' to see what is wrong with it"
        ))
        .into());
    }
    Ok(workspace.template(name).ok_or_else(|| {
        let mut names: Vec<&str> = workspace.templates.keys().map(Slug::as_str).collect();
        for name in built_in::template_names() {
            names.push(name);
        }
        let near = nearest::nearest(name, names.iter().copied());
        let hint = nearest::did_you_mean(&near)
            .unwrap_or_else(|| format!("expected one of: {}", names.join(", ")));
        Failure::other(format!(
            "there is no template '{name}', which event '{}' names",
            event.slug
        ))
        .hint(hint)
    })?)
}

/// The window for proposals of one event, seen from a moment.
pub struct Window<'a> {
    event: &'a Record<Event>,
    timeline: Timeline,
    now: DateTime<Tz>,
}

/// What the window says to somebody who acts now.
#[derive(Debug)]
pub enum WindowCheck {
    Open,
    /// It is not, but that date is no wall, or an exception opens a door in it: go on and say this.
    Proceed(String),
    /// It is not, and the event's own date is a wall.
    Refused(String),
}

impl<'a> Window<'a> {
    pub fn new(event: &'a Record<Event>, now: Now) -> Self {
        Self {
            event,
            timeline: Timeline::new(&event.value),
            now: now.at(event.value.zone_or_utc()),
        }
    }

    pub fn now(&self) -> DateTime<Tz> {
        self.now
    }

    pub fn close(&self) -> Option<&Due> {
        self.timeline.get("proposals-close")
    }

    pub fn is_late(&self) -> bool {
        self.close().is_some_and(|close| close.is_past(self.now))
    }

    /// Whether a proposal was handed in before the close for the first time: a later round with the reviewers is not late.
    pub fn was_in_time(&self, track: &Track) -> bool {
        track.history.iter().any(|entry| {
            entry.what == TrackChange::Submitted
                && self.close().is_none_or(|close| {
                    !close.is_past(entry.when.0.with_timezone(&close.at().timezone()))
                })
        })
    }

    /// What it says; `excused` when an exception covers this moment.
    pub fn check(&self, excused: bool) -> WindowCheck {
        let clock = self.now.format("%a %-d %b %Y, %H:%M:%S %Z");
        let (close, open) = (self.close(), self.timeline.get("proposals-open"));
        let slug = &self.event.slug;
        match self
            .timeline
            .window_state("proposals-open", "proposals-close", self.now)
        {
            WindowState::Open => WindowCheck::Open,
            WindowState::Early(due) => {
                let closes = close.map_or_else(String::new, |close| {
                    format!(" and close after {}", close.with_origin())
                });
                let says = format!(
                    "track proposals for '{slug}' open on {}{closes}; it is {clock}",
                    due.with_origin()
                );
                if due.hard && !excused {
                    WindowCheck::Refused(says)
                } else {
                    WindowCheck::Proceed(format!("note: {says}"))
                }
            }
            WindowState::Late(due) => {
                let opened = open.map_or_else(String::new, |open| {
                    format!("opened on {} and ", open.with_origin())
                });
                let says = format!(
                    "track proposals for '{slug}' {opened}closed after {}; it is {clock}",
                    due.with_origin()
                );
                match (excused, due.hard) {
                    (true, _) => {
                        WindowCheck::Proceed(format!("note: {says}, and a late exception applies"))
                    }
                    (false, false) => WindowCheck::Proceed(format!("warning: {says}")),
                    (false, true) => WindowCheck::Refused(says),
                }
            }
        }
    }
}

/// Refuses what would be recorded of nobody.
pub fn require_name(by: Option<String>) -> Result<String, Failure> {
    by.ok_or_else(|| {
        Failure::usage("the record needs a name, and none is given")
            .hint("pass --by NAME, or set your name in the file that 'cxn config' shows")
    })
}

/// The record of a track, which was named a moment ago.
pub fn track_record<'a>(
    workspace: &'a Workspace,
    event: &Slug,
    track: &Slug,
) -> Result<&'a Record<Track>> {
    let record = workspace
        .events
        .get(event)
        .and_then(|folder| folder.tracks.get(track));
    Ok(record.ok_or_else(|| {
        Failure::other(format!(
            "track '{event}/{track}' was taken away or broken meanwhile; nothing was written"
        ))
    })?)
}

/// Records a new status with what happened, in place. The caller holds the lock of the track's event.
pub fn record_status(
    root: &Root,
    file: &File,
    status: TrackStatus,
    entry: &Entry<TrackChange>,
) -> Result<Track> {
    let written = entry_value(entry)?;
    Ok(edit::change(root, file, |editor| {
        editor.set(
            &yaml::Path::from("status"),
            &Value::from(status.to_string()),
        )?;
        editor.append(&yaml::Path::from("history"), &written)
    })?)
}

/// Records a change of a proposal's status, which has to be one that it may make. The caller holds the lock of the track's event.
pub fn change_status(
    workspace: &Workspace,
    (event, track): (&Slug, &Slug),
    what: TrackChange,
    by: Option<String>,
    why: &str,
    now: Now,
) -> Result<Entry<TrackChange>> {
    let record = track_record(workspace, event, track)?;
    let status = record.value.status;
    let to = what
        .leads_to()
        .filter(|_| transitions(status).contains(&what));
    let to = to.ok_or_else(|| {
        let verb = if what == TrackChange::Withdrawn {
            "withdraw"
        } else {
            "reopen"
        };
        Failure::refused(format!(
            "{event}/{track} is already {}: there is nothing to {verb}",
            status.label()
        ))
    })?;
    let entry = Entry::new(
        now.moment(event_record(workspace, event)?.value.zone_or_utc()),
        what,
        by,
        Some(why.to_owned()),
    );
    workspace.inside(&record.file)?;
    record_status(workspace.root(), &record.file, to, &entry)?;
    Ok(entry)
}

/// An entry of the history as it is written: without what it does not say.
pub fn entry_value(entry: &Entry<TrackChange>) -> Result<Value> {
    Ok(yaml::to_value(entry)?)
}

/// What was done to a track, when and by whom, in a line.
pub fn describe_entry(what: &str, name: &str, entry: &Entry<TrackChange>, zone: Tz) -> String {
    let by = entry
        .by
        .as_ref()
        .map_or_else(String::new, |by| format!(" by {by}"));
    format!("{what} {name} on {}{by}", moment_text(entry.when, zone))
}
