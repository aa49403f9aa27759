//! What one event shows of a subject: who exchanged what with whom, as far as the event lets it be told.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::analysis::disclosure::{Group, Level};
use crate::model::words::words;
use crate::model::{Moment, Slug};

/// What one event shows of a subject.
#[derive(Debug, Clone)]
pub struct EventEvidence {
    /// The workspace that the event is in, where it is not the one that was asked.
    pub workspace: Option<String>,
    pub event: Slug,
    pub name: String,
    pub starts: NaiveDate,
    pub ends: NaiveDate,
    /// How much of its results may be told.
    pub level: Level,
    pub tracks: Vec<TrackEvidence>,
    /// The independent organizations that exchanged.
    pub organizations: Group,
    /// Those that did so with a client.
    pub clients: Group,
    /// Those that did so with a server.
    pub servers: Group,
    /// What is known of those that may be named, by what they are compared by.
    pub parties: BTreeMap<String, Party>,
    /// Keys of issues about the subject in the tracker.
    pub comments: BTreeSet<String>,
    /// The organizations that found them.
    pub commenting: Group,
}

/// What a track of the event shows.
#[derive(Debug, Clone)]
pub struct TrackEvidence {
    pub track: Slug,
    /// What it is compared by over the years.
    pub key: String,
    pub title: String,
    /// The record of its workspace that it was carried from.
    pub carried_from: Option<String>,
    /// Its test data, as it names them.
    pub test_data: Vec<String>,
    /// Its scenarios about the subject between two sides or more: the scope that it states.
    pub scenarios: Vec<ScenarioEvidence>,
    /// What does not count, and why.
    pub left_out: Vec<LeftOut>,
}

/// What a scenario shows.
#[derive(Debug, Clone)]
pub struct ScenarioEvidence {
    pub scenario: String,
    pub title: Option<String>,
    /// How much of the artifacts it reaches, in the words of the track.
    pub covers: Option<String>,
    /// The independent organizations that exchanged.
    pub organizations: Group,
    /// How many pairs exchanged; as few as none where that must not be told.
    pub exchanges: usize,
    /// How many of them the lead or a monitor verified; `None` where that must not be told.
    pub verified: Option<usize>,
    /// Who verified them.
    pub verified_by: BTreeSet<String>,
    /// When the last of them was reported; `None` where that must not be told.
    pub last: Option<Moment>,
}

/// Exchanges that passed and do not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    pub why: Why,
    pub scenario: String,
    /// The systems that took part.
    pub systems: Vec<String>,
}

words! {
    /// Why an exchange does not count.
    pub enum Why {
        /// Both sides are of one organization, or of one that both belong to.
        OneOrganization = "one-organization",
        /// Reports that count say otherwise, and no one has decided.
        Conflict = "conflict",
        /// No one knows whose system one side was.
        UnknownOrganization = "unknown-organization",
        /// The track was not part of the event.
        TrackNotApproved = "track-not-approved",
    }
}

/// An organization that exchanged.
#[derive(Debug, Clone, Default)]
pub struct Party {
    /// What it is called, each way; of a person no name where people may not be told.
    pub names: BTreeSet<String>,
    /// Whether it is a person who speaks for no organization.
    pub is_person: bool,
    /// Its systems.
    pub systems: BTreeSet<Product>,
    /// The events at which it exchanged.
    pub events: BTreeSet<String>,
}

/// A system, with what tells whether it is another one under another name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Product {
    pub name: String,
    pub base_url: Option<String>,
    /// The software that it said it is, when it was probed.
    pub software: Option<String>,
}

impl Party {
    /// Adds what another event knows of it.
    pub fn add(&mut self, other: &Self) {
        self.names.extend(other.names.iter().cloned());
        self.systems.extend(other.systems.iter().cloned());
        self.events.extend(other.events.iter().cloned());
        self.is_person |= other.is_person;
    }
}
