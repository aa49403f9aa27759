//! What rules may ask: an event with its records, its dates worked out, and the moment it is judged at.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;

use crate::model::{Event, Now, Registration, Slug, Template, Timeline, Track};
use crate::workspace::{EventFolder, Record, Workspace};

/// The workspace and the moment.
pub struct WorkspaceFacts<'a> {
    /// Everything that was loaded.
    pub workspace: &'a Workspace,
    /// The moment.
    pub now: Now,
}

/// One event, ready to be asked.
pub struct EventFacts<'a> {
    /// Everything that was loaded: other events, templates, settings.
    pub workspace: &'a Workspace,
    /// The event's folder with its tracks and registrations.
    pub folder: &'a EventFolder,
    /// The event's record.
    pub record: &'a Record<Event>,
    /// The event's milestones, worked out.
    pub timeline: Timeline,
    /// The template its proposals follow, when there is one of that name.
    pub template: Option<&'a Template>,
    /// The zone of its dates.
    pub zone: Tz,
    /// The moment, in that zone.
    pub now: DateTime<Tz>,
    /// Tracks by their folded title, for finding twins.
    titles: BTreeMap<String, Vec<&'a Slug>>,
    /// Registrations by their folded address and by their folded name with organization.
    people: BTreeMap<String, Vec<&'a Slug>>,
}

impl<'a> EventFacts<'a> {
    /// Works the facts of an event out; `None` when its record does not read.
    pub fn of(workspace: &'a Workspace, folder: &'a EventFolder, now: Now) -> Option<Self> {
        let record = folder.event.as_ref()?;
        let event = &record.value;
        let zone = event.zone_or_utc();
        let mut titles = BTreeMap::<String, Vec<&Slug>>::new();
        for track in folder
            .tracks
            .values()
            .filter(|track| track.value.status.is_open())
        {
            titles
                .entry(crate::model::person::fold(&track.value.title))
                .or_default()
                .push(&track.slug);
        }
        let mut people = BTreeMap::<String, Vec<&Slug>>::new();
        for person in folder.registrations.values() {
            for key in identity_keys(&person.value) {
                people.entry(key).or_default().push(&person.slug);
            }
        }
        Some(Self {
            workspace,
            folder,
            record,
            timeline: Timeline::of(event),
            template: workspace.template(event.template_name()),
            zone,
            now: now.at(zone),
            titles,
            people,
        })
    }

    /// The event itself.
    pub fn event(&self) -> &'a Event {
        &self.record.value
    }

    /// The day it is, in the event's zone.
    pub fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    /// Whether the event has begun.
    pub fn has_started(&self) -> bool {
        self.now >= self.event().opens()
    }

    /// Whether the event is over.
    pub fn has_ended(&self) -> bool {
        self.now >= self.event().over()
    }

    /// A track of this event.
    pub fn track(&self, name: &str) -> Option<&'a Record<Track>> {
        self.folder.tracks.get(name)
    }

    /// Names of all tracks of this event, readable or not.
    pub fn track_names(&self) -> impl Iterator<Item = &'a str> {
        self.folder
            .tracks
            .keys()
            .chain(&self.folder.unread_tracks)
            .map(Slug::as_str)
    }

    /// Open tracks with the same title, the track itself among them.
    pub fn same_title(&self, track: &Track) -> &[&'a Slug] {
        self.titles
            .get(&crate::model::person::fold(&track.title))
            .map_or(&[], Vec::as_slice)
    }

    /// Registrations of the same person, this one among them, each once.
    pub fn same_person(&self, registration: &Registration) -> Vec<&'a Slug> {
        let mut same: Vec<&Slug> = identity_keys(registration)
            .filter_map(|key| self.people.get(&key))
            .flatten()
            .copied()
            .collect();
        same.sort();
        same.dedup();
        same
    }
}

/// What makes two registrations one person: the same address in any case, or the same name at the same organization.
fn identity_keys(registration: &Registration) -> impl Iterator<Item = String> {
    let fold = crate::model::person::fold;
    let address = registration
        .email
        .as_deref()
        .map(|email| format!("<{}>", fold(email)));
    let name = registration
        .organization
        .as_deref()
        .map(|organization| format!("{} @ {}", fold(&registration.name), fold(organization)));
    address.into_iter().chain(name)
}
