//! An event: a Connectathon with its dates, place, milestones and seats.

use chrono::{DateTime, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::date::{Date, When};
use crate::model::history::Entry;
use crate::model::milestone::Milestone;
use crate::model::one_or_many::{List, Table, Texts, required_text};
use crate::model::out_of_cycle::{EventChange, FrozenVersion, Sponsor, YesNo};
use crate::model::person::Person;
use crate::model::responsibility::DEFAULT_RESPONSIBILITIES;
use crate::model::session::{Policy, ResultsVisibility, Session};
use crate::model::words::words;
use crate::model::zone::Tz;

/// A Connectathon. Its own dates always win over the defaults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Event {
    /// What the event is called.
    #[serde(deserialize_with = "required_text")]
    pub name: String,
    /// Its number in the series. Only a label: the folder's name is the key.
    pub number: Option<String>,
    /// Whether it is one of the main events of HL7 International or out of cycle.
    #[serde(default)]
    pub kind: EventKind,
    /// Where people meet.
    #[serde(default)]
    pub mode: Mode,
    /// City, region and country, or how to join a virtual event.
    pub location: Option<String>,
    /// IANA name of the time zone that all its dates are in, such as `America/New_York`.
    #[serde(deserialize_with = "required_text")]
    pub timezone: String,
    /// First day, or the first instant of a round-the-clock event.
    pub starts: When,
    /// Last day (inclusive), or the last instant of a round-the-clock event.
    pub ends: When,
    /// The working group meeting it belongs to.
    pub working_group_meeting: Option<Meeting>,
    /// FHIR versions that every track has unless it sets its own.
    #[serde(default)]
    pub fhir_versions: Texts,
    /// The template that proposals follow: a built-in one or one of the workspace's own.
    pub template: Option<String>,
    /// The responsibility list of its track leads: the built-in one or one of the workspace's own.
    #[serde(alias = "duties")]
    pub responsibilities: Option<String>,
    /// Web address of the event's page.
    pub page: Option<String>,
    /// Web address where people register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_page: Option<String>,
    /// How its registrations tell people apart: by email address, or, for one that is run in a git repository or a chat, by the
    /// name there; absent: by email address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people_known_by: Option<PeopleKnownBy>,
    /// What taking part costs, and what that includes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<String>,
    /// What everybody who comes should know, the most important first.
    #[serde(default, skip_serializing_if = "Texts::is_none")]
    pub announcements: Texts,
    /// How to take part, before the event and on its days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how_to_take_part: Option<String>,
    /// What people who come for the first time should know and bring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newcomers: Option<String>,
    /// Tools to test with, by name or address.
    #[serde(default, skip_serializing_if = "Texts::is_none")]
    pub test_tools: Texts,
    /// Servers to test against, by name or address.
    #[serde(default, skip_serializing_if = "Texts::is_none")]
    pub test_servers: Texts,
    /// Milestones the event sets itself: a date, a date-time, or an offset (`-6w` from the first day, `+2w` from the last).
    #[serde(default)]
    pub timeline: Table<Milestone>,
    /// How many people and tracks it has room for.
    #[serde(default)]
    pub capacity: Capacity,
    /// The sessions of its days.
    #[serde(default, skip_serializing_if = "List::is_none")]
    pub schedule: List<Session>,
    /// How much testing it asks of every system in a scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Policy>,
    /// What may leave of its results; absent: aggregates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub results_visibility: Option<ResultsVisibility>,
    /// Whom to ask.
    #[serde(default)]
    pub contacts: List<Person>,
    /// Out of cycle: who stands behind the event.
    pub sponsor: Option<Sponsor>,
    /// Out of cycle: who runs the event.
    pub coordinator: Option<Person>,
    /// Out of cycle: who answers technical questions.
    pub technical_lead: Option<Person>,
    /// Out of cycle: people who are familiar with FHIR; one at least.
    #[serde(default)]
    pub fhir_experienced: List<Person>,
    /// Out of cycle: who took part in a Connectathon before, has an implementation, and so on.
    pub prior_experience: Option<String>,
    /// Out of cycle: whether a frozen version of the specification is needed.
    pub frozen_version: Option<FrozenVersion>,
    /// Out of cycle: what else is needed; "None" is an answer.
    #[serde(default)]
    pub other_requirements: Texts,
    /// Out of cycle: what is to be tested, a short text each.
    #[serde(default)]
    pub scenarios: Texts,
    /// Out of cycle: whether comments from the event are handled as STU comments.
    pub comments_as_stu: Option<YesNo>,
    /// What happened to it, oldest first: dates that were changed; out of cycle, what became of the request for approval.
    #[serde(default)]
    pub history: List<Entry<EventChange>>,
}

words! {
    /// Main or out of cycle.
    #[derive(Default)]
    pub enum EventKind {
        /// One of the three events a year of HL7 International.
        #[default]
        Main = "main",
        /// Any other event: an affiliate's, a realm's, an agency's.
        OutOfCycle = "out-of-cycle",
    }
}

words! {
    /// What tells people apart.
    pub enum PeopleKnownBy {
        /// Everyone gives an email address.
        Email = "email",
        /// A name in the chat, or of an account, is enough.
        Chat = "chat",
    }
}

words! {
    /// Where people meet.
    #[derive(Default)]
    pub enum Mode {
        /// Everyone in one place.
        #[default]
        InPerson = "in-person",
        /// Everyone online.
        Virtual = "virtual",
        /// Both.
        Hybrid = "hybrid",
    }
}

/// The working group meeting an event belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Meeting {
    /// First day.
    pub starts: Date,
    /// Last day, inclusive.
    pub ends: Date,
}

/// How many people and tracks an event has room for; absent means without a limit. Track leads and organizers have places
/// of their own and are not counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Capacity {
    /// Seats for participants.
    pub participants: Option<u32>,
    /// Seats for observers.
    pub observers: Option<u32>,
    /// Rooms or tables for tracks.
    pub tracks: Option<u32>,
    /// Seats in the room, for participants and observers together.
    pub in_person: Option<u32>,
    /// Places online, for participants and observers together.
    pub r#virtual: Option<u32>,
}

/// The template of an event that names none.
pub const DEFAULT_TEMPLATE: &str = "confluence-2023";

impl Event {
    /// The zone, or `None` when its name is not one of the IANA database. Names are compared exactly.
    pub fn zone(&self) -> Option<Tz> {
        self.timezone.parse().ok()
    }

    /// The zone that dates are reckoned in: the event's own, or UTC while its name is wrong (a finding says so).
    pub fn zone_or_utc(&self) -> Tz {
        self.zone().unwrap_or(crate::model::zone::UTC)
    }

    pub fn first_day(&self) -> NaiveDate {
        self.starts.day(self.zone_or_utc())
    }

    pub fn last_day(&self) -> NaiveDate {
        self.ends.day(self.zone_or_utc())
    }

    pub fn opens(&self) -> DateTime<Tz> {
        self.starts.start(self.zone_or_utc())
    }

    pub fn closes(&self) -> DateTime<Tz> {
        self.ends.end(self.zone_or_utc())
    }

    /// The name of the responsibility list that track leads have.
    pub fn responsibility_list_name(&self) -> &str {
        self.responsibilities
            .as_deref()
            .unwrap_or(DEFAULT_RESPONSIBILITIES)
    }

    /// The name of the template that proposals follow.
    pub fn template_name(&self) -> &str {
        self.template.as_deref().unwrap_or(DEFAULT_TEMPLATE)
    }
}
