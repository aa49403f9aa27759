//! A report: what became of a track, from the numbers of its records to what happens next.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::date::Moment;
use crate::model::digest::mark;
use crate::model::history::Entry;
use crate::model::one_or_many::{List, Table, required_text};
use crate::model::placeholder::filled;
use crate::model::words::words;

/// The report of a track.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TrackReport {
    /// What the records said when the report was last drafted, by name. In the texts, `{people}` becomes that number with its noun.
    #[serde(default, skip_serializing_if = "Table::is_none")]
    pub numbers: Table<usize>,
    /// What the track set out to do, and what came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Who took part, and with which systems.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participants: Option<String>,
    /// What worked, and which scenarios were not reached and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub achievements: Option<String>,
    /// What was found, in the specification and elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issues_found: Option<String>,
    /// What happens next, and what the next event should do differently.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_steps: Option<String>,
    /// Sections that only the event's template has.
    #[serde(default, skip_serializing_if = "Table::is_none")]
    pub custom: Table<Option<String>>,
    /// Sections under headings of their own, after the others.
    #[serde(default, skip_serializing_if = "List::is_none")]
    pub more: List<FreeSection>,
    /// A mark of each text as it was drafted, by the section's key: a text that still has it was not edited.
    #[serde(default, skip_serializing_if = "Table::is_none")]
    pub drafted: Table<String>,
    /// What happened to the report, oldest first.
    #[serde(default, skip_serializing_if = "List::is_none")]
    pub history: List<Entry<ReportChange>>,
}

/// A section under a heading of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FreeSection {
    /// The heading.
    #[serde(deserialize_with = "required_text")]
    pub heading: String,
    /// The text under it.
    #[serde(deserialize_with = "required_text")]
    pub text: String,
}

/// The keys of the sections that every report may have, in their usual order.
pub const SECTIONS: [&str; 5] = [
    "summary",
    "participants",
    "achievements",
    "issues-found",
    "next-steps",
];

/// Letters of a mark: two texts of one section have the same by one chance in 32^8.
const MARK: usize = 8;

/// The mark of a section's text, whatever white space is around it.
pub fn mark_of(text: &str) -> String {
    mark(text.trim(), MARK)
}

impl TrackReport {
    /// The text of a section, by its key: one of [`SECTIONS`], or `custom.NAME`.
    pub fn section(&self, key: &str) -> Option<&str> {
        let text = match key {
            "summary" => &self.summary,
            "participants" => &self.participants,
            "achievements" => &self.achievements,
            "issues-found" => &self.issues_found,
            "next-steps" => &self.next_steps,
            key => self.custom.get(key.strip_prefix("custom.")?)?,
        };
        filled(text.as_deref())
    }

    /// Every text, with its place in the record.
    pub fn texts(&self) -> Vec<(String, &str)> {
        let custom = self.custom.keys().map(|name| format!("custom.{name}"));
        let keys = SECTIONS.into_iter().map(str::to_owned).chain(custom);
        let keyed = keys.filter_map(|key| {
            let text = self.section(&key)?;
            Some((key, text))
        });
        let more = self.more.iter().enumerate();
        let more = more.map(|(at, one)| (format!("more[{at}].text"), one.text.as_str()));
        keyed.chain(more).collect()
    }

    /// Whether a section still is as it was drafted.
    pub fn is_as_drafted(&self, key: &str) -> bool {
        let drafted = self.drafted.get(key);
        drafted.is_some_and(|drafted| self.section(key).map(mark_of).as_ref() == Some(drafted))
    }

    /// Whether nothing was written since it was drafted.
    pub fn is_untouched(&self) -> bool {
        !self.drafted.is_empty() && self.texts().iter().all(|(key, _)| self.is_as_drafted(key))
    }

    /// When it was closed, and by whom; `None` while it is open.
    pub fn closed(&self) -> Option<(Moment, Option<&str>)> {
        let decisive = self.history.iter().rev();
        let last = decisive
            .filter(|entry| entry.what != ReportChange::Drafted)
            .map(|entry| (entry.what, entry.when, entry.by.as_deref()))
            .next()?;
        (last.0 == ReportChange::Closed).then_some((last.1, last.2))
    }

    /// Where it is on its way.
    pub fn state(&self) -> ReportState {
        if self.closed().is_some() {
            ReportState::Closed
        } else if self.is_untouched() {
            ReportState::Drafted
        } else {
            ReportState::Edited
        }
    }
}

words! {
    /// Where a report is on its way.
    pub enum ReportState {
        /// As it was drafted.
        Drafted = "drafted",
        /// The lead wrote in it.
        Edited = "edited",
        /// The lead is done with it.
        Closed = "closed",
    }
}

words! {
    /// What can happen to a report.
    pub enum ReportChange {
        /// Its numbers were taken from the records.
        Drafted = "drafted",
        /// The lead is done with it: it may leave.
        Closed = "closed",
        /// There is more to say.
        Reopened = "reopened",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(text: &str) -> TrackReport {
        crate::yaml::read(text).unwrap_or_else(|error| unreachable!("{error}"))
    }

    #[test]
    fn a_text_that_has_its_mark_was_not_edited() {
        let drafted = |text: &str| format!("drafted: {{summary: {}}}\n", mark_of(text));
        let same = report(&format!("summary: |\n  A text.\n{}", drafted("A text.")));
        assert!(same.is_as_drafted("summary") && same.is_untouched());
        assert_eq!(same.state(), ReportState::Drafted);
        let edited = report(&format!("summary: Another.\n{}", drafted("A text.")));
        assert!(!edited.is_as_drafted("summary"));
        assert_eq!(edited.state(), ReportState::Edited);
        let more = format!(
            "summary: A text.\nmore: [{{heading: H, text: t}}]\n{}",
            drafted("A text.")
        );
        assert!(!report(&more).is_untouched());
        assert_eq!(report("summary: By hand.").state(), ReportState::Edited);
    }

    #[test]
    fn the_last_word_about_closing_counts_whatever_was_drafted_since() {
        let state = |whats: &[&str]| {
            let entries = whats.iter();
            let entries =
                entries.map(|what| format!("{{when: '2026-09-19T11:00:00-04:00', what: {what}}}"));
            let entries: Vec<String> = entries.collect();
            report(&format!("history: [{}]", entries.join(", "))).state()
        };
        assert_eq!(state(&["drafted"]), ReportState::Edited);
        assert_eq!(state(&["drafted", "closed"]), ReportState::Closed);
        assert_eq!(state(&["closed", "drafted"]), ReportState::Closed);
        assert_eq!(state(&["closed", "reopened"]), ReportState::Edited);
    }
}
