//! An issue: something that a Connectathon found, against the specification or what it is tested with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::date::Moment;
use crate::model::history::Entry;
use crate::model::one_or_many::{List, Texts, required_text};
use crate::model::words::words;

/// Something that was found while testing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Issue {
    /// What is wrong, in one line.
    #[serde(deserialize_with = "required_text")]
    pub title: String,
    /// What it is against.
    pub against: Target,
    /// The specification, by its key in the tracker or its name, such as `core` or `US Core`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub specification: Option<String>,
    /// The version of the specification in which it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The artifacts that it is about: resources, profiles, operations.
    #[serde(default, skip_serializing_if = "Texts::is_none")]
    pub artifacts: Texts,
    /// The pages of the specification that it is about.
    #[serde(default, skip_serializing_if = "Texts::is_none")]
    pub pages: Texts,
    /// The work group that decides about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_group: Option<String>,
    /// The tracks in which it came up.
    #[serde(default, skip_serializing_if = "Texts::is_none")]
    pub tracks: Texts,
    /// The scenarios in which it came up, as `TRACK/SCENARIO`.
    #[serde(default, skip_serializing_if = "Texts::is_none")]
    pub scenarios: Texts,
    /// The results that show it, as `TRACK/RESULT`.
    #[serde(default, skip_serializing_if = "Texts::is_none")]
    pub results: Texts,
    /// What was seen, and why it is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What should be changed, and how.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposed_change: Option<String>,
    /// The issue in the tracker, once it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracker: Option<Ticket>,
    /// The person or organization that found it. Never leaves the workspace without `--with-contacts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found_by: Option<String>,
    /// What happened to the record, oldest first.
    #[serde(default, skip_serializing_if = "List::is_none")]
    pub history: List<Entry<IssueChange>>,
}

/// An issue as the tracker has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Ticket {
    /// Its key, such as `FHIR-12345`.
    #[serde(deserialize_with = "required_text")]
    pub key: String,
    /// Its status, as the tracker last said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// How it was resolved, as the tracker last said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
    /// When the tracker said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Moment>,
}

/// Statuses after which HL7's tracker asks nothing more of who found an issue, in lower case.
///
/// Source: the states of HL7's "FHIR" project in Jira.
const DONE: [&str; 9] = [
    "applied",
    "closed",
    "deferred",
    "done",
    "duplicate",
    "published",
    "resolved - change required",
    "resolved - no change",
    "withdrawn",
];

impl Ticket {
    /// Whether the tracker is done with it, as far as it last said.
    pub fn is_done(&self) -> bool {
        let status = self.status.as_deref().unwrap_or_default();
        DONE.contains(&status.trim().to_lowercase().as_str())
    }
}

impl Issue {
    /// Whether nobody has to do anything about it any more.
    pub fn is_closed(&self) -> bool {
        let decisive = self.history.iter().rev().map(|entry| entry.what);
        let mut decisive =
            decisive.filter(|what| matches!(what, IssueChange::Closed | IssueChange::Reopened));
        decisive.next() == Some(IssueChange::Closed)
    }

    /// Whether it is closed, or the tracker is done with it.
    pub fn is_done(&self) -> bool {
        self.is_closed() || self.tracker.as_ref().is_some_and(Ticket::is_done)
    }

    /// Whether it came up in a track.
    pub fn is_in(&self, track: &str) -> bool {
        self.tracks.iter().any(|one| one.trim() == track)
    }

    /// Its key in the tracker.
    pub fn key(&self) -> Option<&str> {
        let ticket = self.tracker.as_ref()?;
        Some(ticket.key.trim()).filter(|key| !key.is_empty())
    }
}

words! {
    /// What an issue is against.
    pub enum Target {
        /// The specification: it goes to the tracker.
        Specification = "specification",
        /// A server that others test against.
        Server = "server",
        /// The test data.
        TestData = "test-data",
        /// A test tool.
        Tool = "tool",
        /// A question that no one could answer.
        OpenQuestion = "open-question",
    }
}

words! {
    /// What can happen to an issue.
    pub enum IssueChange {
        /// It was recorded.
        Recorded = "recorded",
        /// The tracker's words about it were taken over; the note says what they were.
        Tracked = "tracked",
        /// There is nothing more to do about it.
        Closed = "closed",
        /// It turned out that there is more to do about it.
        Reopened = "reopened",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issue(text: &str) -> Issue {
        let text = format!("{{title: t, against: specification, {text}}}");
        crate::yaml::read(&text).unwrap_or_else(|error| unreachable!("{error}"))
    }

    #[test]
    fn the_last_word_about_closing_counts() {
        let entry = |what: &str| format!("{{when: '2026-09-19T11:00:00-04:00', what: {what}}}");
        let history = |entries: &[&str]| {
            let entries: Vec<String> = entries.iter().map(|what| entry(what)).collect();
            issue(&format!("history: [{}]", entries.join(", "))).is_closed()
        };
        assert!(!issue("").is_closed());
        assert!(history(&["recorded", "closed", "tracked"]));
        assert!(!history(&["recorded", "closed", "reopened", "tracked"]));
    }

    #[test]
    fn the_tracker_is_done_with_what_it_resolved() {
        let done = |status: &str| {
            let issue = issue(&format!("tracker: {{key: FHIR-1, status: '{status}'}}"));
            issue.tracker.is_some_and(|ticket| ticket.is_done())
        };
        assert!(done("Resolved - Change Required"));
        assert!(done("Published"));
        assert!(!done("Triaged"));
        assert!(!done(""));
    }

    #[test]
    fn an_issue_is_done_once_it_is_closed_or_the_tracker_is_done_with_it() {
        let closed = "history: [{when: '2026-09-19T11:00:00-04:00', what: closed}]";
        assert!(issue(closed).is_done());
        assert!(issue("tracker: {key: FHIR-1, status: Published}").is_done());
        assert!(!issue("tracker: {key: FHIR-1, status: Triaged}").is_done());
        assert!(!issue("").is_done());
    }
}
