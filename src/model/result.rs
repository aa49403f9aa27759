//! A result: one run of one scenario, between the systems that took part, as one reporter saw it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::date::Moment;
use crate::model::history::Entry;
use crate::model::one_or_many::{List, Table, Texts, required_text};
use crate::model::words::words;

/// One reporter's result of one run of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TestResult {
    /// The scenario of the track, by its id.
    #[serde(deserialize_with = "required_text")]
    pub scenario: String,
    /// The system in each role that took part: its id, its name, or `ORGANIZATION/NAME`.
    #[serde(default)]
    pub systems: Table<String>,
    /// How the run went.
    pub verdict: Verdict,
    /// The way that was tested, where the scenario has several: a format, a version, a transport.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// When the run ended.
    pub when: Moment,
    /// The person or tool that reports it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_by: Option<String>,
    /// What the reporter is to the run.
    #[serde(default)]
    pub reported_as: Capacity,
    /// The check of the report by the track lead or a monitor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verification>,
    /// What was seen. Never leaves the workspace without `--with-results`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Links, or files of the workspace by their path from its root.
    #[serde(default, skip_serializing_if = "Texts::is_none")]
    pub evidence: Texts,
    /// Issues that the run led to, such as `FHIR-12345`.
    #[serde(default, skip_serializing_if = "Texts::is_none")]
    pub issues: Texts,
    /// Where an imported record is from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Box<Source>>,
    /// What happened to the record, oldest first.
    #[serde(default, skip_serializing_if = "List::is_none")]
    pub history: List<Entry<ResultChange>>,
}

impl TestResult {
    /// Whether the reporter took it back: it counts for nothing, and stays on record.
    pub fn is_withdrawn(&self) -> bool {
        let last = self
            .history
            .iter()
            .rev()
            .find(|entry| entry.what != ResultChange::Verified);
        last.is_some_and(|entry| entry.what == ResultChange::Withdrawn)
    }

    /// Whether it decides between the reports of others, and since when: the lead or a monitor reported or verified it.
    pub fn decides(&self) -> Option<Moment> {
        let verified = self.verified.as_ref().map(|verified| verified.when);
        match self.reported_as {
            Capacity::Lead | Capacity::Monitor => Some(verified.unwrap_or(self.when)),
            Capacity::Party | Capacity::Import => verified,
        }
    }
}

words! {
    /// How a run went. "No result" is the absence of a record; no verdict is inferred from another.
    pub enum Verdict {
        /// Every success criterion was met.
        Passed = "passed",
        /// Some of the success criteria were met.
        PartlyPassed = "partly-passed",
        /// The systems exchanged something, and it was wrong.
        Failed = "failed",
        /// Something outside the run kept it from going on.
        Blocked = "blocked",
        /// No partner was there for the role.
        NoPartner = "no-partner",
        /// Was planned, and not tried.
        NotAttempted = "not-attempted",
        /// The test itself is wrong.
        TestDefect = "test-defect",
    }
}

impl Verdict {
    /// The verdict in words: `partly passed`.
    pub fn words(self) -> String {
        self.as_str().replace('-', " ")
    }

    /// Whether the systems were tried against each other: of the rest nothing is known.
    pub fn is_tested(self) -> bool {
        !matches!(self, Self::NoPartner | Self::NotAttempted)
    }
}

words! {
    /// What a reporter is to a run.
    #[derive(Default)]
    pub enum Capacity {
        /// Took part.
        #[default]
        Party = "party",
        /// Leads the track.
        Lead = "lead",
        /// Watches tests for the organizers.
        Monitor = "monitor",
        /// A tool's file was imported.
        Import = "import",
    }
}

words! {
    /// What can happen to a result after it was recorded.
    pub enum ResultChange {
        /// It was recorded.
        Recorded = "recorded",
        /// The lead or a monitor checked it.
        Verified = "verified",
        /// A value was wrong and was changed; the note says what it was.
        Corrected = "corrected",
        /// The reporter took it back.
        Withdrawn = "withdrawn",
    }
}

/// The check of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Verification {
    /// The lead or monitor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When it was checked.
    pub when: Moment,
}

/// Where an imported result is from. Nothing of the file's content is kept but these names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Source {
    /// The tool: `inferno`, `junit`, `test-report`, `issue-form`, `interop-matrix`, `sheet`.
    #[serde(deserialize_with = "required_text")]
    pub tool: String,
    /// The tool's or the suite's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The suite that was run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suite: Option<String>,
    /// The tests or groups that the mapping names; for issue forms the issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<String>,
    /// The session of the tool: a newer file of the same session updates its results.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// SHA-256 of the file, as 64 hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

impl Source {
    /// The tool of what came as an issue.
    pub const ISSUE_FORM: &'static str = "issue-form";

    /// An issue, by its number: `#12`.
    pub fn issue(reference: &str) -> Self {
        Self {
            tool: Self::ISSUE_FORM.to_owned(),
            test: Some(reference.to_owned()),
            ..Self::default()
        }
    }

    /// The issue that it is: `#12`.
    pub fn as_issue(&self) -> Option<&str> {
        let issue = self.test.as_deref();
        issue.filter(|_| self.tool == Self::ISSUE_FORM)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::words::Word as _;

    fn result(history: &str, more: &str) -> TestResult {
        let text = format!(
            "{{scenario: s, verdict: passed, when: '2026-09-19T10:00:00-04:00', history: [{history}]{more}}}"
        );
        crate::yaml::read(&text).unwrap_or_else(|error| unreachable!("{error}"))
    }

    #[test]
    fn a_withdrawn_result_counts_again_once_it_is_corrected() {
        let entry = |what: &str| format!("{{when: '2026-09-19T11:00:00-04:00', what: {what}}}");
        let withdrawn = entry("withdrawn");
        assert!(!result("", "").is_withdrawn());
        assert!(result(&withdrawn, "").is_withdrawn());
        assert!(result(&format!("{withdrawn}, {}", entry("verified")), "").is_withdrawn());
        assert!(!result(&format!("{withdrawn}, {}", entry("corrected")), "").is_withdrawn());
    }

    #[test]
    fn leads_monitors_and_verified_reports_decide() {
        let decides = |more: &str| result("", more).decides().map(|moment| moment.to_string());
        assert_eq!(decides(""), None);
        assert_eq!(decides(", reported-as: import"), None);
        let ten = Some("2026-09-19T10:00:00-04:00".to_owned());
        assert_eq!(decides(", reported-as: lead"), ten);
        assert_eq!(decides(", reported-as: monitor"), ten);
        assert_eq!(
            decides(", verified: {when: '2026-09-19T12:00:00-04:00'}"),
            Some("2026-09-19T12:00:00-04:00".to_owned())
        );
    }

    #[test]
    fn a_word_of_a_file_is_read_back() {
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::from_word(verdict.as_str()), Some(*verdict));
            let written = serde_json::to_string(verdict).unwrap_or_default();
            assert_eq!(written.trim_matches('"'), verdict.as_str());
        }
        assert_eq!(Verdict::from_word("Passed"), None);
    }
}
