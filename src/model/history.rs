//! What happened to a record, entry by entry, and the exceptions that were granted to it.

use std::fmt;

use chrono::DateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::date::{Moment, When};
use crate::model::decision::{Decision, Snapshot};
use crate::model::one_or_many::List;
use crate::model::zone::Tz;

/// One thing that happened to a track or a registration. Entries are only ever appended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Entry<W> {
    /// When it happened: an instant with its offset.
    pub when: Moment,
    /// What happened.
    pub what: W,
    /// Who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Why, or what was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How it was decided, when a body decided it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Box<Decision>>,
    /// The fields as they were submitted, so that a later change shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<Box<Snapshot>>,
    /// The dates that it changed.
    #[serde(default, skip_serializing_if = "List::is_none")]
    pub dates: List<DateChange>,
}

impl<W> Entry<W> {
    /// What happened, by whom, and why.
    pub fn new(when: Moment, what: W, by: Option<String>, note: Option<String>) -> Self {
        Self {
            when,
            what,
            by,
            note,
            decision: None,
            snapshot: None,
            dates: List::default(),
        }
    }
}

/// A date that people may have in their calendars, and that was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DateChange {
    /// Its key in the record, such as `timeline.proposals-close`.
    pub date: String,
    /// What it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What it is since then; absent: there is none any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

impl fmt::Display for DateChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "(not set)".to_owned());
        if self.from.is_none() && self.to.is_none() {
            return f.write_str(&self.date);
        }
        write!(
            f,
            "{}: {} → {}",
            self.date,
            text(&self.from),
            text(&self.to)
        )
    }
}

/// A recorded permission to be late: without who and why it would be a loophole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LateException {
    /// Until when it holds, inclusive: a day in the event's zone, or a time. Absent: without an end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// Who granted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Why it was granted.
    #[serde(deserialize_with = "crate::model::one_or_many::required_text")]
    pub why: String,
    /// When it was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Moment>,
}

impl LateException {
    /// Whether it holds at a moment: until the end of its last day in the event's zone, or without an end.
    pub fn covers(&self, moment: DateTime<Tz>) -> bool {
        self.until
            .is_none_or(|until| moment < until.end(moment.timezone()))
    }
}
