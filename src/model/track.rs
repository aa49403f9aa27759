//! A track: what is proposed, by whom, with which roles and scenarios, and where the proposal stands.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::history::{Entry, LateException};
use crate::model::kick_off::KickOffs;
use crate::model::one_or_many::{List, Table, Texts, open_text, required_text};
use crate::model::participants::Expected;
use crate::model::person::Person;
use crate::model::placeholder::is_unanswered;
use crate::model::responsibility::Tick;
use crate::model::result::Source;
use crate::model::words::words;

/// A track proposal, from its first draft to its decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Track {
    /// What the track is called.
    #[serde(deserialize_with = "required_text")]
    pub title: String,
    /// Where the proposal stands.
    #[serde(default)]
    pub status: TrackStatus,
    /// What the track is about, in a sentence or two for the list of tracks.
    #[serde(default, deserialize_with = "open_text")]
    pub short_description: Option<String>,
    /// What the track is about, in full.
    #[serde(default, deserialize_with = "open_text")]
    pub long_description: Option<String>,
    /// Where the track comes from: what led to it, and what was before.
    #[serde(default, deserialize_with = "open_text")]
    pub background: Option<String>,
    /// Why the track belongs in the event.
    #[serde(default, deserialize_with = "open_text")]
    pub justification: Option<String>,
    /// What is tested: an implementation guide, the design of resources, … Free text.
    #[serde(rename = "type")]
    pub track_type: Option<String>,
    /// The work group, project, accelerator, affiliate or implementer group that proposes it.
    pub submitting_group: Option<String>,
    /// Who leads the track; the first is the primary contact.
    #[serde(default)]
    pub leads: List<Person>,
    /// FHIR versions, when they differ from the event's.
    #[serde(default)]
    pub fhir_versions: Texts,
    /// Specifications the track uses.
    #[serde(default)]
    pub specifications: Texts,
    /// Resources, profiles and operations in focus.
    #[serde(default)]
    pub artifacts: Texts,
    /// What is wanted of clinicians.
    #[serde(default, deserialize_with = "open_text")]
    pub clinical_input: Option<String>,
    /// What is wanted of patients.
    #[serde(default, deserialize_with = "open_text")]
    pub patient_input: Option<String>,
    /// Other tracks it works with: `track`, or `event/track`.
    #[serde(default)]
    pub related_tracks: Texts,
    /// Who should come.
    #[serde(default, deserialize_with = "open_text")]
    pub call_for_participants: Option<String>,
    /// What to know or have before.
    #[serde(default, deserialize_with = "open_text")]
    pub prerequisites: Option<String>,
    /// Implementations to test against.
    #[serde(default)]
    pub reference_implementations: Texts,
    /// Who is expected: a list of organizations, or an answer in words such as "unknown, because …".
    #[serde(default)]
    pub expected_participants: Expected,
    /// Roles that systems play.
    #[serde(default)]
    pub roles: List<Role>,
    /// What is tested.
    #[serde(default)]
    pub scenarios: List<Scenario>,
    /// Test scripts, by name or address.
    #[serde(default)]
    pub test_scripts: Texts,
    /// Test data, by name or address.
    #[serde(default)]
    pub test_data: Texts,
    /// What to learn from before the event: tutorials, slides, links.
    #[serde(default)]
    pub tutorials: Texts,
    /// Reports of earlier events.
    #[serde(default)]
    pub previous_reports: Texts,
    /// Where the track is discussed before and during the event.
    #[serde(default)]
    pub chat_stream: Texts,
    /// The call before the event; a list where there are several.
    #[serde(default, rename = "kick-off")]
    pub kick_offs: KickOffs,
    /// Other calls before the event, each with when it is and how to join.
    #[serde(default)]
    pub preparation_calls: Texts,
    /// Seats at its tables, for participants and observers who name the track; absent means without a limit.
    pub capacity: Option<u32>,
    /// How participants get to know the track: slides, times, join link.
    #[serde(default, deserialize_with = "open_text")]
    pub orientation: Option<String>,
    /// What happens when on the days.
    #[serde(default, deserialize_with = "open_text")]
    pub agenda: Option<String>,
    /// Where participants sign up.
    pub signup_sheet: Option<String>,
    /// How the track is set up in `ConMan`.
    #[serde(default, deserialize_with = "open_text")]
    pub conman: Option<String>,
    /// Answers to fields that only the event's template knows.
    #[serde(default)]
    pub custom: Table<Texts>,
    /// What a page says that no field was found for, word for word, until its lead has put it somewhere.
    #[serde(default, skip_serializing_if = "Texts::is_none")]
    pub unplaced: Texts,
    /// The issue that proposed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Box<Source>>,
    /// The record this one was carried forward from, `event/track`.
    pub carried_from: Option<String>,
    /// What the last time taught.
    #[serde(default, deserialize_with = "open_text")]
    pub lessons_learned: Option<String>,
    /// The permission to submit after the close.
    pub late_exception: Option<LateException>,
    /// Responsibilities of its leads that were ticked by hand.
    #[serde(default, alias = "duties", skip_serializing_if = "List::is_none")]
    pub responsibilities: List<Tick>,
    /// What happened to the proposal, oldest first.
    #[serde(default)]
    pub history: List<Entry<TrackChange>>,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "the form that serde calls"
)]
fn is_false(flag: &bool) -> bool {
    !flag
}

words! {
    /// Where a proposal stands.
    #[derive(Default)]
    pub enum TrackStatus {
        /// Being written.
        #[default]
        Draft = "draft",
        /// Waits for the reviewers.
        Submitted = "submitted",
        /// Sent back by the reviewers.
        ChangesRequested = "changes-requested",
        /// Put off to a later event.
        Deferred = "deferred",
        /// Part of the event.
        Approved = "approved",
        /// Not part of the event.
        Declined = "declined",
        /// Taken back by its lead.
        Withdrawn = "withdrawn",
    }
}

impl TrackStatus {
    /// How far along a proposal is: 0 while it is written, 1 once it was handed in, 2 once approved.
    pub fn stage(self) -> u8 {
        match self {
            Self::Draft | Self::Withdrawn => 0,
            Self::Submitted | Self::ChangesRequested | Self::Deferred | Self::Declined => 1,
            Self::Approved => 2,
        }
    }

    /// Whether its leads still have to submit it, or to submit it again.
    pub fn needs_submission(self) -> bool {
        matches!(self, Self::Draft | Self::ChangesRequested)
    }

    /// Whether the proposal can still become part of the event, or is.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Deferred | Self::Declined | Self::Withdrawn)
    }
}

words! {
    /// What can happen to a proposal.
    pub enum TrackChange {
        /// The lead handed it in.
        Submitted = "submitted",
        /// The reviewers sent it back.
        ChangesRequested = "changes-requested",
        /// The reviewers put it off to a later event.
        Deferred = "deferred",
        /// The reviewers approved it.
        Approved = "approved",
        /// The reviewers declined it.
        Declined = "declined",
        /// The lead took it back.
        Withdrawn = "withdrawn",
        /// The lead took it up again: the issue that proposed it was closed, and is open again.
        Reopened = "reopened",
        /// A permission to be late was granted.
        LateException = "late-exception",
        /// The reviewers accepted what was changed after they had approved it.
        Confirmed = "confirmed",
        /// The date of its kick-off call was changed.
        Rescheduled = "rescheduled",
    }
}

/// A set of functions that one system takes on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Role {
    /// Short name that scenarios and registrations use.
    #[serde(deserialize_with = "required_text")]
    pub id: String,
    /// What the role is called.
    pub name: Option<String>,
    /// Which side of an exchange it is.
    pub kind: Option<RoleKind>,
    /// What a system in this role can do.
    #[serde(default, deserialize_with = "open_text")]
    pub description: Option<String>,
}

impl Role {
    /// Whether it is on a side of an exchange; a role of kind `both` is on each of the two.
    pub fn is_on(&self, side: RoleKind) -> bool {
        self.kind == Some(side) || self.kind == Some(RoleKind::Both)
    }
}

words! {
    /// Which side of an exchange a role is.
    pub enum RoleKind {
        /// Sends requests.
        Client = "client",
        /// Answers requests.
        Server = "server",
        /// Does both.
        Both = "both",
        /// Neither: a person, an observer, a test tool.
        Other = "other",
    }
}

/// One thing that is tested.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Scenario {
    /// Short name, unique within the track.
    #[serde(deserialize_with = "required_text")]
    pub id: String,
    /// What the scenario is called.
    pub title: Option<String>,
    /// What it is about.
    #[serde(default, deserialize_with = "open_text")]
    pub description: Option<String>,
    /// The artifacts that it tests, where they are not all of the track's.
    #[serde(default, skip_serializing_if = "Texts::is_none")]
    pub artifacts: Texts,
    /// How much of them it reaches, in words: `all must-support elements; no search`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<String>,
    /// Whether it is done before the event, by each system for itself or with a test tool.
    #[serde(default, skip_serializing_if = "is_false")]
    pub preparatory: bool,
    /// Roles that take part, by their ids.
    #[serde(default)]
    pub roles: Texts,
    /// What participants do.
    #[serde(default)]
    pub action: Texts,
    /// What has to be there before; "None" is an answer.
    #[serde(default)]
    pub precondition: Texts,
    /// How to tell that it succeeded.
    #[serde(default)]
    pub success_criteria: Texts,
    /// What to do beyond; "None" is an answer.
    #[serde(default)]
    pub bonus: Texts,
}

impl Scenario {
    /// Whether nothing was written into it yet: it is the room that a draft has for one.
    pub fn is_untouched(&self) -> bool {
        let texts = [
            &self.action,
            &self.precondition,
            &self.success_criteria,
            &self.bonus,
        ];
        let lines = [&self.title, &self.description];
        texts.iter().all(|text| text.is_unanswered())
            && lines.iter().all(|line| is_unanswered(line.as_deref()))
    }
}

impl Track {
    /// The moment the proposal was last handed in.
    pub fn submitted(&self) -> Option<crate::model::date::Moment> {
        self.history
            .iter()
            .rev()
            .find(|entry| entry.what == TrackChange::Submitted)
            .map(|entry| entry.when)
    }

    /// The entry of the history that counts for the deadline, and its moment: the first submission since the proposal
    /// was last taken back. Handing it in again after the reviewers asked for changes is no new submission.
    pub fn counted_submission(&self) -> Option<(usize, crate::model::date::Moment)> {
        let since = self
            .history
            .iter()
            .rposition(|entry| entry.what == TrackChange::Withdrawn)
            .map_or(0, |at| at + 1);
        let first = self.history[since..]
            .iter()
            .position(|entry| entry.what == TrackChange::Submitted)?;
        Some((since + first, self.history[since + first].when))
    }

    pub fn role(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(history: &[(&str, &str)]) -> Track {
        let entries: Vec<String> = history
            .iter()
            .map(|(when, what)| format!("  - {{when: '{when}', what: {what}}}"))
            .collect();
        let yaml = format!("title: T\nhistory:\n{}\n", entries.join("\n"));
        crate::yaml::read(&yaml).unwrap_or_else(|error| unreachable!("{error}"))
    }

    #[test]
    fn the_first_submission_counts_until_the_proposal_is_taken_back() {
        let (first, changes) = (
            ("2026-08-01T10:00:00Z", "submitted"),
            ("2026-08-02T10:00:00Z", "changes-requested"),
        );
        let (again, back) = (
            ("2026-08-10T10:00:00Z", "submitted"),
            ("2026-08-09T10:00:00Z", "withdrawn"),
        );
        let at = |history: &[(&str, &str)]| track(history).counted_submission().map(|(at, _)| at);
        assert_eq!(at(&[]), None);
        assert_eq!(at(&[changes]), None);
        assert_eq!(at(&[first, changes, again]), Some(0));
        assert_eq!(at(&[first, back]), None);
        assert_eq!(at(&[first, back, again]), Some(2));
    }
}
