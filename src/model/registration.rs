//! A registration: one person at one event, with the tracks and systems they bring.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::date::Moment;
use crate::model::history::{Entry, LateException};
use crate::model::one_or_many::{List, Texts, required_text};
use crate::model::person::fold;
use crate::model::placeholder::is_unanswered;
use crate::model::result::Source;
use crate::model::words::words;

/// One person's registration for an event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Registration {
    /// Full name, as the person writes it.
    #[serde(deserialize_with = "required_text")]
    pub name: String,
    /// Email address. Personal: never shown without `--with-contacts`.
    pub email: Option<String>,
    /// Name in the community's chat, or of the account there or in git. Personal: never shown without `--with-contacts`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat: Option<String>,
    /// The person's organization.
    pub organization: Option<String>,
    /// Registration type.
    #[serde(default)]
    pub kind: Kind,
    /// Where the registration stands.
    #[serde(default)]
    pub status: RegistrationStatus,
    /// In person or online.
    pub attendance: Option<Attendance>,
    /// Tracks in order of preference: the first is the primary one.
    #[serde(default)]
    pub tracks: Texts,
    /// Roles the person plays, each as `track/role`.
    #[serde(default)]
    pub roles: Texts,
    /// Systems the person brings.
    #[serde(default)]
    pub systems: List<System>,
    /// How much of FHIR and of Connectathons the person has seen.
    pub experience: Option<Experience>,
    /// What the person wants to achieve.
    pub objectives: Option<String>,
    /// The team the person belongs to.
    pub team: Option<String>,
    /// Dietary needs on site. Personal: never shown without `--with-contacts`.
    pub dietary: Option<String>,
    /// Anything else. Personal: never shown without `--with-contacts`.
    pub notes: Option<String>,
    /// When the person registered: decides the place in line.
    pub registered: Option<Moment>,
    /// Why the person stays on the waiting list whatever seats are free: the organizers decided so, until the person is promoted by
    /// name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_hold: Option<String>,
    /// The issue by which the person registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Box<Source>>,
    /// The permission to register after the close.
    pub late_exception: Option<Box<LateException>>,
    /// What happened to the registration, oldest first.
    #[serde(default)]
    pub history: List<Entry<RegistrationChange>>,
}

words! {
    /// In what capacity a person comes.
    #[derive(Default)]
    pub enum Kind {
        /// Tests.
        #[default]
        Participant = "participant",
        /// Watches.
        Observer = "observer",
        /// Leads a track.
        TrackLead = "track-lead",
        /// Runs the event.
        Organizer = "organizer",
    }
}

words! {
    /// Where a registration stands.
    #[derive(Default)]
    pub enum RegistrationStatus {
        /// Has a seat.
        #[default]
        Confirmed = "confirmed",
        /// Waits for a seat.
        Waitlisted = "waitlisted",
        /// Gave the seat back.
        Cancelled = "cancelled",
        /// Was seen at the event.
        CheckedIn = "checked-in",
    }
}

words! {
    /// In person or online.
    pub enum Attendance {
        /// In the room.
        InPerson = "in-person",
        /// Online.
        Virtual = "virtual",
    }
}

words! {
    /// How much of Connectathons a person has seen.
    pub enum Experience {
        /// The first Connectathon.
        FirstTime = "first-time",
        /// One or a few before.
        Some = "some",
        /// Many before.
        Experienced = "experienced",
    }
}

words! {
    /// What can happen to a registration.
    pub enum RegistrationChange {
        /// The person registered.
        Registered = "registered",
        /// The record was changed.
        Changed = "changed",
        /// The person was put on the waiting list.
        Waitlisted = "waitlisted",
        /// The person got a seat from the waiting list.
        Promoted = "promoted",
        /// The person gave the seat back.
        Cancelled = "cancelled",
        /// The person was seen at the event.
        CheckedIn = "checked-in",
    }
}

/// A system under test: a client, a server, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct System {
    /// What the system is called.
    #[serde(deserialize_with = "required_text")]
    pub name: String,
    /// A short name that stays when the system is renamed: results refer to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where a server answers.
    pub base_url: Option<String>,
    /// FHIR versions it speaks.
    #[serde(default)]
    pub fhir_versions: Texts,
    /// Formats it speaks.
    #[serde(default)]
    pub formats: List<FhirFormat>,
    /// Roles it plays, each as `track/role`.
    #[serde(default)]
    pub roles: Texts,
    /// How far it is.
    pub status: Option<SystemStatus>,
    /// What its base URL answered when `cxn systems probe` last asked.
    pub probe: Option<Box<Probe>>,
}

/// What a server answered when it was asked for its capability statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Probe {
    /// When it was asked.
    pub at: Moment,
    /// How it went.
    pub outcome: ProbeOutcome,
    /// The FHIR version it says it speaks, as it writes it: `4.0.1`.
    pub fhir_version: Option<String>,
    /// The software it says it is, with its version.
    pub software: Option<String>,
}

words! {
    /// How a probe went.
    pub enum ProbeOutcome {
        /// It sent a capability statement.
        Answered = "answered",
        /// Its name is not known, or nothing listens there.
        Unreachable = "unreachable",
        /// It did not finish in time.
        TimedOut = "timed-out",
        /// It answered with an error of HTTP.
        HttpError = "http-error",
        /// It sent the client elsewhere, which was not followed.
        Redirected = "redirected",
        /// It sent more than a probe reads.
        TooLarge = "too-large",
        /// What it sent is no capability statement.
        NotFhir = "not-fhir",
    }
}

words! {
    /// A wire format.
    pub enum FhirFormat {
        /// `application/fhir+json`.
        Json = "json",
        /// `application/fhir+xml`.
        Xml = "xml",
    }
}

words! {
    /// How far a system is.
    pub enum SystemStatus {
        /// Will be brought.
        Planned = "planned",
        /// Can be tested with now.
        Ready = "ready",
        /// Does not work yet.
        NotYet = "not-yet",
        /// Worked, and does not now.
        Broken = "broken",
    }
}

/// A reference to a role of a track, `track/role`, taken apart.
pub fn role_reference(text: &str) -> Option<(&str, &str)> {
    text.split_once('/')
        .filter(|(track, role)| !track.is_empty() && !role.is_empty())
}

impl Registration {
    /// What makes two registrations one person: the same address or account in any case, or the same name at the same organization.
    pub fn identity_keys(&self) -> impl Iterator<Item = String> {
        // Two people who left the same field open are not one person.
        let known = |text: &&str| !is_unanswered(Some(text));
        let address = self
            .email
            .as_deref()
            .filter(known)
            .map(|email| format!("<{}>", fold(email)));
        let chat = self
            .chat
            .as_deref()
            .filter(known)
            .map(|chat| format!("@{}", fold(chat)));
        let name = self
            .organization
            .as_deref()
            .filter(known)
            .map(|organization| format!("{} @ {}", fold(&self.name), fold(organization)));
        address.into_iter().chain(chat).chain(name)
    }

    /// Whether both are of one person, by any of the [keys](Self::identity_keys).
    pub fn is_same_person(&self, other: &Self) -> bool {
        self.identity_keys()
            .any(|key| other.identity_keys().any(|theirs| key == theirs))
    }

    /// Whether the registration stands: holds a seat, or waits for one.
    pub fn stands(&self) -> bool {
        self.status != RegistrationStatus::Cancelled
    }

    pub fn is_seated(&self) -> bool {
        matches!(
            self.status,
            RegistrationStatus::Confirmed | RegistrationStatus::CheckedIn
        )
    }

    /// Whether the person takes part in a track: named it, or plays one of its roles.
    pub fn is_in(&self, track: &str) -> bool {
        self.tracks.iter().any(|name| name == track)
            || self.played_roles().any(|(name, _)| name == track)
    }

    /// The tracks that the person named, or a role of them, each once.
    pub fn tracks_named(&self) -> Vec<&str> {
        let mut named: Vec<&str> = self.tracks.iter().map(String::as_str).collect();
        named.extend(self.played_roles().map(|(track, _)| track));
        named.sort_unstable();
        named.dedup();
        named
    }

    /// Every role the person or one of their systems plays: (track, role) pairs as written, malformed ones left out.
    pub fn played_roles(&self) -> impl Iterator<Item = (&str, &str)> {
        let systems = self.systems.iter().flat_map(|system| system.roles.iter());
        self.roles
            .iter()
            .chain(systems)
            .filter_map(|role| role_reference(role))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(text: &str) -> Registration {
        crate::yaml::read(text).unwrap_or_else(|_| unreachable!())
    }

    #[test]
    fn one_person_is_known_by_the_address_or_by_name_and_organization() {
        let robin =
            person("{name: Robin Example, email: robin@example.org, organization: Example Health}");
        for same in [
            "{name: R. Example, email: ROBIN@Example.org}",
            "{name: robin  example, email: other@example.org, organization: EXAMPLE health}",
        ] {
            assert!(robin.is_same_person(&person(same)), "{same}");
        }
        for other in [
            "{name: Robin Example, email: other@example.org}",
            "{name: Robin Example}",
            "{name: Sam Sample, email: sam@example.org, organization: Example Health}",
        ] {
            assert!(!robin.is_same_person(&person(other)), "{other}");
        }
    }

    #[test]
    fn what_nobody_knows_yet_makes_no_two_people_one() {
        for open in [
            "{name: Robin Example, email: TBD, organization: '?'}",
            "{name: Robin Example, email: ' ', organization: ''}",
            "{name: Robin Example}",
        ] {
            assert!(!person(open).is_same_person(&person(open)), "{open}");
        }
        // "None" is an answer: two who work for nobody and have one name are asked about.
        let none = "{name: Robin Example, organization: None}";
        assert!(person(none).is_same_person(&person(none)));
    }
}
