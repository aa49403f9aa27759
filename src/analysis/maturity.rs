//! What events show of an artifact or a specification, held against criteria. It names what is there and what is missing; no level is
//! awarded, for that is the acceptor's.
//!
//! An exchange counts when a scenario of an approved track passed between systems of two independent organizations, no report that counts
//! says otherwise, and it was not a preparatory test.

pub mod assessment;
mod comments;
pub mod evidence;
pub mod gather;
pub mod questions;
pub mod reader;
pub mod subject;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::analysis::disclosure::{Group, Least, together};
use crate::analysis::same_tracks::{Appearance, SameTracks};
use evidence::{EventEvidence, Party, TrackEvidence};
use subject::Subject;

/// What is known of a subject, over all events that were read.
#[derive(Debug, Clone)]
pub struct Evidence {
    pub subject: Subject,
    /// What it is called, as the first track writes it.
    pub title: String,
    /// The events that are about it, the earliest first.
    pub events: Vec<EventEvidence>,
}

/// How much of the scope that a track states was exchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The track, as its latest event calls it.
    pub title: String,
    /// How many of its scenarios passed between independent organizations, at any event.
    pub covered: usize,
    /// How many scenarios it has about the subject, as it last stated them.
    pub scope: usize,
    /// Whether no event keeps back what passed.
    pub is_exact: bool,
}

impl Coverage {
    /// The part that is covered, in percent, rounded down.
    pub fn percent(&self) -> usize {
        (self.covered * 100).checked_div(self.scope).unwrap_or(0)
    }
}

impl Evidence {
    /// The evidence of a subject, from its events in whatever order.
    pub fn new(subject: Subject, title: String, mut events: Vec<EventEvidence>) -> Self {
        events.sort_by(|a, b| {
            let order =
                |one: &EventEvidence| (one.starts, one.workspace.clone(), one.event.clone());
            order(a).cmp(&order(b))
        });
        Self {
            subject,
            title,
            events,
        }
    }

    /// The tracks, with their events.
    pub fn tracks(&self) -> impl Iterator<Item = (&EventEvidence, &TrackEvidence)> {
        let events = self.events.iter();
        events.flat_map(|event| event.tracks.iter().map(move |track| (event, track)))
    }

    fn together(&self, pick: impl Fn(&EventEvidence) -> &Group) -> Least {
        together(self.events.iter().map(pick))
    }

    /// The independent organizations that exchanged.
    pub fn organizations(&self) -> Least {
        self.together(|event| &event.organizations)
    }

    /// The same count when so many of those that are named are left.
    pub fn organizations_with(&self, named: usize) -> usize {
        let counted = self.events.iter().map(|event| match &event.organizations {
            Group::Counted(count) => *count,
            Group::Named(_) => 0,
        });
        counted.max().unwrap_or(0).max(named)
    }

    /// Those that did so with a client.
    pub fn clients(&self) -> Least {
        self.together(|event| &event.clients)
    }

    /// Those that did so with a server.
    pub fn servers(&self) -> Least {
        self.together(|event| &event.servers)
    }

    /// The events at which there was an exchange.
    pub fn events_with_exchange(&self) -> Least {
        let has_some = |event: &&EventEvidence| event.organizations.count() > 0;
        Least {
            count: self.events.iter().filter(has_some).count(),
            is_exact: self.is_exact(),
        }
    }

    /// Whether no event keeps back what passed.
    pub fn is_exact(&self) -> bool {
        self.events.iter().all(|event| event.level.names_systems())
    }

    /// The coverage of each track that recurs or not, the best first.
    pub fn coverage(&self) -> Vec<Coverage> {
        let mut same = SameTracks::default();
        for (place, event) in self.events.iter().enumerate() {
            for track in &event.tracks {
                same.add(Appearance {
                    workspace: event.workspace.as_deref(),
                    event: event.event.as_str(),
                    place,
                    slug: track.track.as_str(),
                    key: &track.key,
                    title: &track.title,
                    carried_from: track.carried_from.as_deref(),
                });
            }
        }
        let mut by_track = BTreeMap::<usize, Vec<&TrackEvidence>>::new();
        for (at, (_, track)) in self.tracks().enumerate() {
            by_track.entry(same.first(at)).or_default().push(track);
        }
        let coverage = |years: Vec<&TrackEvidence>| {
            let covered = years.iter().flat_map(|track| &track.scenarios);
            let covered = covered.filter(|one| one.organizations.count() > 0);
            let covered: BTreeSet<&str> = covered.map(|one| one.scenario.as_str()).collect();
            let latest = years.last()?;
            let scope = latest.scenarios.iter().map(|one| one.scenario.as_str());
            let scope: BTreeSet<&str> = scope.collect();
            Some(Coverage {
                title: latest.title.clone(),
                covered: scope.intersection(&covered).count(),
                scope: scope.len(),
                is_exact: self.is_exact(),
            })
        };
        let mut all: Vec<Coverage> = by_track.into_values().filter_map(coverage).collect();
        all.sort_by(|a, b| {
            let order = |one: &Coverage| (one.percent(), one.scope);
            order(b).cmp(&order(a)).then_with(|| a.title.cmp(&b.title))
        });
        all
    }

    /// How many of the tracks with an exchange name their test data, and how many there are.
    pub fn test_data(&self) -> (usize, usize) {
        let with_exchange: Vec<&TrackEvidence> = self
            .tracks()
            .map(|(_, track)| track)
            .filter(|track| {
                track
                    .scenarios
                    .iter()
                    .any(|one| one.organizations.count() > 0)
            })
            .collect();
        let named = with_exchange.iter().filter(|one| !one.test_data.is_empty());
        (named.count(), with_exchange.len())
    }

    /// The issues about it that are in the tracker, by key.
    pub fn comments(&self) -> BTreeSet<&str> {
        let keys = self.events.iter().flat_map(|event| &event.comments);
        keys.map(String::as_str).collect()
    }

    /// The organizations that found them.
    pub fn commenting_organizations(&self) -> Least {
        self.together(|event| &event.commenting)
    }

    /// The organizations that may be named, with what is known of them, by what they are compared by.
    pub fn parties(&self) -> BTreeMap<&str, Party> {
        let mut parties = BTreeMap::<&str, Party>::new();
        for event in &self.events {
            for (key, party) in &event.parties {
                parties.entry(key).or_default().add(party);
            }
        }
        parties
    }

    /// The first and the last day of its events with an exchange.
    pub fn span(&self) -> Option<(NaiveDate, NaiveDate)> {
        let mut with_exchange = self
            .events
            .iter()
            .filter(|event| event.organizations.count() > 0);
        let first = with_exchange.next()?;
        let last = with_exchange.next_back().unwrap_or(first);
        Some((first.starts, last.ends))
    }
}
