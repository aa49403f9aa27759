//! The review of a proposal: which step may follow which, what was asked for, and what the reviewers had before them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value;

use crate::model::date::Moment;
use crate::model::decision::{RequestedChange, Snapshot};
use crate::model::digest::sha256;
use crate::model::history::Entry;
use crate::model::one_or_many::Table;
use crate::model::track::{Track, TrackChange, TrackStatus};

/// What may happen to a proposal of each status: the one table that every command asks.
#[rustfmt::skip]
static TRANSITIONS: [(TrackStatus, &[TrackChange]); 7] = {
    use TrackChange::{Approved, ChangesRequested, Confirmed, Declined, Deferred, Reopened, Submitted, Withdrawn};
    use TrackStatus as S;
    [
        (S::Draft, &[Submitted, Withdrawn]),
        (S::Submitted, &[Approved, ChangesRequested, Deferred, Declined, Withdrawn]),
        (S::ChangesRequested, &[Submitted, Approved, ChangesRequested, Deferred, Declined, Withdrawn]),
        (S::Deferred, &[Submitted, Approved, ChangesRequested, Declined, Withdrawn]),
        (S::Approved, &[Approved, Confirmed, ChangesRequested, Deferred, Declined, Withdrawn]),
        (S::Declined, &[]),
        (S::Withdrawn, &[Reopened]),
    ]
};

/// What may happen to a proposal of a status.
pub fn transitions(status: TrackStatus) -> &'static [TrackChange] {
    TRANSITIONS
        .iter()
        .find(|(from, _)| *from == status)
        .map_or(&[], |(_, steps)| steps)
}

impl TrackChange {
    /// The status that a change leads to; a permission and a confirmation change none.
    pub fn leads_to(self) -> Option<TrackStatus> {
        match self {
            Self::Submitted => Some(TrackStatus::Submitted),
            Self::ChangesRequested => Some(TrackStatus::ChangesRequested),
            Self::Deferred => Some(TrackStatus::Deferred),
            Self::Approved => Some(TrackStatus::Approved),
            Self::Declined => Some(TrackStatus::Declined),
            Self::Withdrawn => Some(TrackStatus::Withdrawn),
            Self::Reopened => Some(TrackStatus::Draft),
            Self::LateException | Self::Confirmed | Self::Rescheduled => None,
        }
    }

    /// Whether the reviewers decide something by it; a permission to be late and another date decide nothing.
    fn is_decision(self) -> bool {
        !matches!(
            self,
            Self::Submitted
                | Self::Withdrawn
                | Self::Reopened
                | Self::LateException
                | Self::Rescheduled
        )
    }
}

impl Snapshot {
    /// The fields of these keys as they stand now.
    pub fn new<'k>(track: &Track, keys: impl IntoIterator<Item = &'k str>) -> Self {
        let now = Canonical::new(track);
        let fields: BTreeMap<String, Value> = keys
            .into_iter()
            .map(|key| (key.to_owned(), now.field(key)))
            .collect();
        Self {
            digest: digest(&fields),
            fields: Table(fields),
        }
    }

    /// Whether the text is still the one that the digest was made of.
    pub fn is_whole(&self) -> bool {
        self.digest_now() == self.digest
    }

    /// Makes the digest that of the text, which was changed with good reason.
    pub fn seal(&mut self) {
        self.digest = self.digest_now();
    }

    fn digest_now(&self) -> String {
        let fields = self.fields.iter();
        let fields = fields.map(|(key, value)| (key.clone(), canonical(value)));
        digest(&fields.collect())
    }

    /// Fields that read differently now, by their keys: how they read then, and how they do now.
    pub fn differences(&self, track: &Track) -> Vec<(&str, Value, Value)> {
        let now = Canonical::new(track);
        self.fields
            .iter()
            .map(|(key, then)| (key.as_str(), seen(key, canonical(then)), now.field(key)))
            .filter(|(_, then, now)| then != now)
            .collect()
    }
}

/// A track as canonical JSON, made once for all its fields.
struct Canonical(Value);

impl Canonical {
    fn new(track: &Track) -> Self {
        // A track has no key that is no text, so it always becomes JSON.
        Self(canonical(&serde_json::to_value(track).unwrap_or_default()))
    }

    fn field(&self, key: &str) -> Value {
        let value = match key.strip_prefix("custom.") {
            Some(name) => self.0.get("custom").and_then(|custom| custom.get(name)),
            None => self.0.get(key),
        };
        seen(key, value.cloned().unwrap_or_default())
    }
}

/// What the reviewers decide on in a field: of its leads, who they are, and not how to reach them.
fn seen(key: &str, mut value: Value) -> Value {
    if key == "leads"
        && let Value::Array(leads) = &mut value
    {
        for lead in leads.iter_mut().filter_map(Value::as_object_mut) {
            lead.retain(|key, _| matches!(key.as_str(), "name" | "organization"));
        }
        leads.retain(|lead| lead.as_object().is_none_or(|lead| !lead.is_empty()));
    }
    value
}

/// A value without what says nothing: nothing empty, no blanks or line ends around a text, one text of a list as that
/// text. Two ways of writing the same answer are one value.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let filled: serde_json::Map<String, Value> = map
                .iter()
                .map(|(key, value)| (key.clone(), canonical(value)))
                .filter(|(_, value)| !value.is_null())
                .collect();
            if filled.is_empty() {
                Value::Null
            } else {
                Value::Object(filled)
            }
        }
        Value::Array(items) => {
            let items: Vec<Value> = items
                .iter()
                .map(canonical)
                .filter(|item| !item.is_null())
                .collect();
            match <[Value; 1]>::try_from(items) {
                Ok([Value::String(one)]) => Value::String(one),
                Ok(one) => Value::Array(one.into()),
                Err(items) if items.is_empty() => Value::Null,
                Err(items) => Value::Array(items),
            }
        }
        Value::String(text) => match text.trim() {
            "" => Value::Null,
            text => Value::String(text.to_owned()),
        },
        other => other.clone(),
    }
}

fn digest(fields: &BTreeMap<String, Value>) -> String {
    let sorted: BTreeMap<&String, Value> = fields
        .iter()
        .map(|(key, value)| (key, sorted(value)))
        .collect();
    let text = serde_json::to_string(&sorted).unwrap_or_default();
    format!("sha256:{}", sha256(text.as_bytes()))
}

/// A value with its keys in order, so that two orders have one digest.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let keys: BTreeMap<&String, Value> = map
                .iter()
                .map(|(key, value)| (key, sorted(value)))
                .collect();
            let map = keys.into_iter().map(|(key, value)| (key.clone(), value));
            Value::Object(map.collect())
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

/// A change that was asked for and not answered, with its place in the history.
#[derive(Debug, Clone, Copy)]
pub struct Open<'t> {
    pub entry: usize,
    pub item: usize,
    pub change: &'t RequestedChange,
}

impl Track {
    /// The decisions that count, with their places in the history, oldest first. A permission to be late decides nothing, and one that was
    /// put right is not one more.
    pub fn decisions(&self) -> impl DoubleEndedIterator<Item = (usize, &Entry<TrackChange>)> {
        self.standing()
            .filter(|(_, entry)| entry.what.is_decision())
    }

    /// The entries that no later one puts right, with their places in the history, oldest first.
    pub fn standing(&self) -> impl DoubleEndedIterator<Item = (usize, &Entry<TrackChange>)> {
        let corrected: HashSet<usize> = self.corrections().into_iter().flatten().collect();
        let entries = self.history.iter().enumerate();
        entries.filter(move |(at, _)| !corrected.contains(at))
    }

    /// Of each entry the place of the decision that it puts right.
    fn corrections(&self) -> Vec<Option<usize>> {
        let mut decided = HashMap::new();
        let entries = self.history.iter().enumerate();
        let corrections = entries.map(|(at, entry)| {
            let corrects = entry.decision.as_ref().and_then(|one| one.corrects);
            let found = corrects.and_then(|when| decided.get(&when).copied());
            if entry.what.is_decision() {
                // Of two at one moment the later one is meant.
                decided.insert(entry.when, at);
            }
            found
        });
        corrections.collect()
    }

    /// The decisions that count with when each was made: for one that puts others right, when the first of them was.
    pub fn decided(&self) -> impl Iterator<Item = (Moment, &Entry<TrackChange>)> {
        let mut made: Vec<Moment> = Vec::with_capacity(self.history.len());
        for (entry, corrects) in self.history.iter().zip(self.corrections()) {
            made.push(corrects.map_or(entry.when, |before| made[before]));
        }
        self.decisions().map(move |(at, entry)| (made[at], entry))
    }

    /// The last decision, where nothing that leads on came after it, and the status the track had before.
    pub fn correctable(&self) -> Option<(usize, TrackStatus)> {
        let (at, _) = self.decisions().next_back()?;
        let after = &self.history[at + 1..];
        if after
            .iter()
            .any(|entry| entry.what.is_decision() || entry.what.leads_to().is_some())
        {
            return None;
        }
        let corrections = self.corrections();
        let first = std::iter::successors(Some(at), |at| corrections[*at]);
        let first = first.last().unwrap_or(at);
        let mut before = self.history[..first].iter().rev();
        let status = before.find_map(|entry| entry.what.leads_to());
        Some((at, status.unwrap_or_default()))
    }

    /// Changes that were asked for and not answered since the last approval.
    pub fn open_changes(&self) -> Vec<Open<'_>> {
        let since = self
            .history
            .iter()
            .rposition(|entry| entry.what == TrackChange::Approved)
            .map_or(0, |at| at + 1);
        let entries = self.standing().skip_while(|(entry, _)| *entry < since);
        entries
            .flat_map(|(entry, what)| {
                let changes = what.decision.iter().flat_map(|one| one.changes.iter());
                changes.enumerate().map(move |(item, change)| Open {
                    entry,
                    item,
                    change,
                })
            })
            .filter(|open| open.change.answered.is_none())
            .collect()
    }

    /// What the reviewers last had before them, with its place in the history.
    pub fn reviewed(&self) -> Option<(usize, &Snapshot)> {
        self.decisions()
            .rev()
            .find_map(|(at, entry)| Some((at, entry.decision.as_ref()?.reviewed.as_ref()?)))
    }

    /// Keys of the fields that read differently since the reviewers last had them before them.
    pub fn changed_since_review(&self) -> BTreeSet<String> {
        self.changed_since(self.reviewed())
    }

    /// The text of the last submission, with its place in the history.
    pub fn submitted_text(&self) -> Option<(usize, &Snapshot)> {
        let mut entries = self.history.iter().enumerate().rev();
        let (at, entry) = entries.find(|(_, entry)| entry.what == TrackChange::Submitted)?;
        Some((at, entry.snapshot.as_deref()?))
    }

    /// Keys of the fields that read differently than in the submission that waits for a decision.
    pub fn changed_while_waiting(&self) -> BTreeSet<String> {
        let waits = self.status == TrackStatus::Submitted;
        self.changed_since(self.submitted_text().filter(|_| waits))
    }

    fn changed_since(&self, kept: Option<(usize, &Snapshot)>) -> BTreeSet<String> {
        let changed = kept.map(|(_, snapshot)| snapshot.differences(self));
        let keys = changed.into_iter().flatten().map(|(key, ..)| key);
        keys.map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(yaml: &str) -> Track {
        crate::yaml::read(yaml).unwrap_or_else(|error| unreachable!("{error}"))
    }

    #[test]
    fn every_status_has_its_steps_and_a_decision_leads_where_the_table_says() {
        use crate::model::words::Word;
        for status in TrackStatus::ALL {
            assert!(
                TRANSITIONS.iter().any(|(from, _)| from == status),
                "{status}"
            );
        }
        assert_eq!(transitions(TrackStatus::Withdrawn), [TrackChange::Reopened]);
        assert!(!transitions(TrackStatus::Draft).contains(&TrackChange::Approved));
        assert!(transitions(TrackStatus::Deferred).contains(&TrackChange::Submitted));
        assert_eq!(TrackChange::Confirmed.leads_to(), None);
    }

    #[test]
    fn only_what_reads_differently_is_a_difference() {
        let before = track("title: T\nspecifications: one\nroles:\n  - {id: a, kind: client}\n");
        let keys = ["title", "specifications", "roles", "justification"];
        let reviewed = Snapshot::new(&before, keys);
        assert!(reviewed.is_whole());
        assert!(reviewed.digest.starts_with("sha256:"));
        let same =
            track("title: 'T'\nspecifications: [one]\nroles: [{kind: client, id: a}]\nagenda: x\n");
        assert_eq!(reviewed.differences(&same), []);
        assert_eq!(reviewed, Snapshot::new(&same, keys));
        let other = track(
            "title: T\nspecifications: [one, two]\nroles: [{kind: server, id: a}]\njustification: y\n",
        );
        let changed: Vec<&str> = reviewed
            .differences(&other)
            .into_iter()
            .map(|(key, ..)| key)
            .collect();
        assert_eq!(changed, ["justification", "roles", "specifications"]);
    }

    #[test]
    fn another_lead_is_a_difference_and_another_address_is_none() {
        let before = track("title: T\nleads: [{name: A, email: a@example.org}, {name: B}]\n");
        let reviewed = Snapshot::new(&before, ["leads"]);
        let differs = |leads: &str| {
            let now = track(&format!("title: T\nleads: {leads}\n"));
            !reviewed.differences(&now).is_empty()
        };
        assert!(!differs(
            "[{name: A, email: other@example.org, chat: a}, {name: B}]"
        ));
        assert!(differs("[{name: B}, {name: A}]"));
        assert!(differs("[{name: A}, {name: C}]"));
        // A record of an earlier version kept the addresses as well.
        let mut kept = reviewed.clone();
        kept.fields.insert(
            "leads".to_owned(),
            serde_json::json!([{"name": "A", "email": "a@example.org"}, {"name": "B"}]),
        );
        assert_eq!(kept.differences(&before), []);
    }

    #[test]
    fn a_text_that_was_tampered_with_is_no_longer_whole() {
        let mut reviewed = Snapshot::new(&track("title: T\n"), ["title"]);
        reviewed.fields.insert("title".to_owned(), "U".into());
        assert!(!reviewed.is_whole());
    }

    #[test]
    fn what_was_submitted_last_is_compared_while_it_waits() {
        let mut waiting = track("title: T\nstatus: submitted\n");
        assert_eq!(waiting.submitted_text(), None);
        let entry = |title: &str, what| -> Entry<TrackChange> {
            let mut history =
                track("title: T\nhistory: [{when: 2026-08-01T10:00:00Z, what: submitted}]\n")
                    .history;
            let mut entry = history.remove(0);
            entry.what = what;
            entry.snapshot = Some(Box::new(Snapshot::new(
                &track(&format!("title: {title}\n")),
                ["title"],
            )));
            entry
        };
        waiting.history.push(entry("First", TrackChange::Submitted));
        assert_eq!(waiting.changed_while_waiting(), ["title".to_owned()].into());
        waiting.history.push(entry("T", TrackChange::Submitted));
        assert!(waiting.changed_while_waiting().is_empty());
        assert_eq!(waiting.submitted_text().map(|(at, _)| at), Some(1));
        waiting.title = "U".to_owned();
        assert_eq!(waiting.changed_while_waiting(), ["title".to_owned()].into());
        waiting.status = TrackStatus::ChangesRequested;
        assert!(waiting.changed_while_waiting().is_empty());
        // A submission of an earlier version kept no text, and an older one says nothing about it.
        waiting.status = TrackStatus::Submitted;
        waiting.history.extend(
            track("title: T\nhistory: [{when: 2026-08-02T10:00:00Z, what: submitted}]\n")
                .history
                .0,
        );
        assert_eq!(waiting.submitted_text(), None);
    }

    #[test]
    fn a_decision_that_was_put_right_counts_once() {
        let history = "title: T\nhistory:\n  - {when: 2026-08-01T10:00:00Z, what: submitted}\n  - {when: 2026-08-02T10:00:00Z, what: declined}\n";
        let fixed = track(&format!(
            "{history}  - when: 2026-08-03T10:00:00Z\n    what: approved\n    decision: {{corrects: 2026-08-02T10:00:00Z}}\n"
        ));
        let decided: Vec<(usize, TrackChange)> = fixed
            .decisions()
            .map(|(at, entry)| (at, entry.what))
            .collect();
        assert_eq!(decided, [(2, TrackChange::Approved)]);
        let made: Vec<Moment> = fixed.decided().map(|(made, _)| made).collect();
        assert_eq!(made, [fixed.history[1].when]);
        assert_eq!(fixed.correctable(), Some((2, TrackStatus::Submitted)));
        assert_eq!(
            track(history).correctable(),
            Some((1, TrackStatus::Submitted))
        );
        let again = track(&format!(
            "{history}  - {{when: 2026-08-03T10:00:00Z, what: submitted}}\n"
        ));
        assert_eq!(again.correctable(), None);
    }

    #[test]
    fn a_change_is_open_until_it_is_answered_or_the_track_approved() {
        let history = "title: T\nhistory:\n  - when: 2026-08-01T10:00:00Z\n    what: changes-requested\n    decision:\n      changes:\n        - {field: roles, text: more, answered: 2026-08-02T10:00:00Z}\n        - {field: title, text: shorter}\n";
        let open = track(history);
        let fields: Vec<(usize, usize, &str)> = open
            .open_changes()
            .iter()
            .map(|open| (open.entry, open.item, open.change.field.as_str()))
            .collect();
        assert_eq!(fields, [(0, 1, "title")]);
        let settled = track(&format!(
            "{history}  - when: 2026-08-03T10:00:00Z\n    what: approved\n"
        ));
        assert!(settled.open_changes().is_empty());
    }
}
