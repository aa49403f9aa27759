//! What a workspace is made of, and how much of it is loaded.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::zone::{Tz, UTC};
use crate::model::{Event, Issue, Registration, Slug, TestResult, Track, TrackReport, TrackStatus};
use crate::workspace::{File, RecordKind};
use crate::yaml::guard;
use crate::yaml::marks::Marks;

/// A record with where it came from.
#[derive(Debug, Clone)]
pub struct Record<T> {
    /// Its name: the file's, without the ending.
    pub slug: Slug,
    pub file: File,
    /// Shared by copies: a workspace is copied to judge it as it would be.
    pub value: Arc<T>,
    /// What its text shows at a glance.
    pub marks: Marks,
}

/// A file that did not become a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    pub file: File,
    /// What it should have held; `None` for a file that has no business where it is.
    pub kind: Option<RecordKind>,
    pub cause: UnreadCause,
}

/// Why a file did not become a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnreadCause {
    Refused(guard::Refusal),
    /// It does not read as its type: the parser's words, and the byte they speak of.
    Malformed(String, Option<usize>),
    /// Its name is no slug; the slug it could have.
    Name(Option<Slug>),
    /// It has no business where it is; what was expected there.
    Stray(&'static str),
    /// The disk did not give it.
    Disk(String),
}

#[derive(Debug, Clone)]
pub struct EventFolder {
    pub slug: Slug,
    pub event: Option<Record<Event>>,
    pub tracks: BTreeMap<Slug, Record<Track>>,
    pub registrations: BTreeMap<Slug, Record<Registration>>,
    /// Names of tracks that are there, and that are not among the others: their files cannot be parsed, or were not asked for.
    pub unread_tracks: BTreeSet<Slug>,
    /// Results that read, by track and name. A track that results name need not be there.
    pub results: BTreeMap<Slug, BTreeMap<Slug, Record<TestResult>>>,
    pub issues: BTreeMap<Slug, Record<Issue>>,
    /// Reports of tracks, by the track's name. The track need not be there.
    pub reports: BTreeMap<Slug, Record<TrackReport>>,
    /// Files that should have become records of it. A record of which nothing is known is not one that is missing.
    pub unread: BTreeSet<File>,
}

impl EventFolder {
    /// An event without any record.
    pub fn new(slug: Slug) -> Self {
        Self {
            slug,
            event: None,
            tracks: BTreeMap::new(),
            registrations: BTreeMap::new(),
            unread_tracks: BTreeSet::new(),
            results: BTreeMap::new(),
            issues: BTreeMap::new(),
            reports: BTreeMap::new(),
            unread: BTreeSet::new(),
        }
    }

    /// The zone of its event; UTC where the event cannot be parsed.
    pub fn zone(&self) -> Tz {
        let event = self.event.as_ref();
        event.map_or(UTC, |event| event.value.zone_or_utc())
    }

    /// Names of its tracks, readable or not.
    pub fn track_names(&self) -> impl Iterator<Item = &str> {
        let names = self.tracks.keys().chain(&self.unread_tracks);
        names.map(Slug::as_str)
    }

    /// `TRACK/SCENARIO` of every scenario of its tracks.
    pub fn scenario_names(&self) -> impl Iterator<Item = String> {
        self.tracks.values().flat_map(|track| {
            let scenarios = track.value.scenarios.iter();
            scenarios.map(move |scenario| format!("{}/{}", track.slug, scenario.id))
        })
    }

    /// Whether a track took place, or is going to: it was approved, or has results.
    pub fn takes_place(&self, track: &Record<Track>) -> bool {
        track.value.status == TrackStatus::Approved || self.results.contains_key(&track.slug)
    }

    /// Whether some of its records of a kind cannot be parsed.
    pub fn has_unread(&self, kind: RecordKind) -> bool {
        self.unread_of(kind).next().is_some()
    }

    /// Files of a kind that should have become records.
    pub fn unread_of(&self, kind: RecordKind) -> impl Iterator<Item = &File> {
        let folder = format!("events/{}/{kind}s/", self.slug);
        let below = self.unread.range(File::new(&folder)..);
        below.take_while(move |file| file.as_str().starts_with(&folder))
    }

    /// Takes over which files did not become records, of those that should have.
    pub(in crate::workspace) fn note_unread(&mut self, aside: &[Unread]) {
        let stray = |one: &&Unread| matches!(one.cause, UnreadCause::Stray(_));
        let records = aside.iter().filter(|one| one.kind.is_some() && !stray(one));
        self.unread.extend(records.map(|one| one.file.clone()));
    }

    /// Whether there is a track of that name, readable or not.
    pub fn has_track(&self, name: &str) -> bool {
        self.tracks.contains_key(name) || self.unread_tracks.contains(name)
    }
}

#[derive(Debug, Clone, Default)]
pub struct Scope {
    pub event: Option<Slug>,
    pub without_registrations: bool,
    /// Without results, and without the issues that they led to.
    pub without_results: bool,
}

impl Scope {
    /// One event with everybody who is registered for it.
    pub fn event(event: &Slug) -> Self {
        Self {
            event: Some(event.clone()),
            without_registrations: false,
            without_results: true,
        }
    }

    /// One event with everything in it.
    pub fn whole_event(event: &Slug) -> Self {
        Self {
            event: Some(event.clone()),
            ..Self::default()
        }
    }

    /// Every event, without its registrations and results.
    pub fn without_registrations() -> Self {
        Self {
            event: None,
            without_registrations: true,
            without_results: true,
        }
    }
}
