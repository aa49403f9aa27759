//! The days of an event: sessions in rooms, how much testing is asked for, and what may leave.

use chrono::DateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::date::When;
use crate::model::one_or_many::Texts;
use crate::model::placeholder::is_unanswered;
use crate::model::words::words;
use crate::model::zone::Tz;

/// A time at which people sit together: all of them, or those of some tracks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Session {
    /// When it starts, in the event's zone or as an instant.
    pub starts: When,
    /// When it ends.
    pub ends: When,
    /// The room or table, or how it is called online.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// The tracks that meet; absent: all of them.
    #[serde(default, skip_serializing_if = "Texts::is_none")]
    pub track: Texts,
    /// What it is called, where it is not the testing of a track.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

impl Session {
    /// Its first instant and the first one after it; `None` for whole days and for one that ends before it starts.
    pub fn span(&self, zone: Tz) -> Option<(DateTime<Tz>, DateTime<Tz>)> {
        if matches!(self.starts, When::Day(_)) || matches!(self.ends, When::Day(_)) {
            return None;
        }
        let span = (self.starts.start(zone), self.ends.start(zone));
        (span.0 < span.1).then_some(span)
    }

    /// The room, unless it is still to be named: `TBD` is none, and two of them are not one.
    pub fn known_room(&self) -> Option<&str> {
        let room = self.room.as_deref().map(str::trim);
        room.filter(|room| !is_unanswered(Some(room)))
    }
}

/// How much testing an event asks of every system in a scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Policy {
    /// Runs that passed.
    pub runs: Option<u32>,
    /// Different organizations that it passed with.
    pub partners: Option<u32>,
}

words! {
    /// What may leave of an event's results: in every format but text, in every file, and in CI.
    #[derive(Default)]
    pub enum ResultsVisibility {
        /// Counts, where at least three organizations are behind each.
        #[default]
        Aggregates = "aggregates",
        /// Pairs that passed are named; every other pair looks like one that never tested.
        Passed = "passed",
        /// Everything but notes and people.
        All = "all",
    }
}
