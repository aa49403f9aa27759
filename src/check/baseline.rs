//! A baseline: findings that were there when the rules came, counted but not shown.
//!
//! An entry is a rule, a file and a message, not a line: lines move. Equal findings are counted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::check::report::Report;
use crate::workspace::File;
use crate::workspace::Selection;

/// The version of the file: a reader refuses one it does not know.
pub const VERSION: u32 = 1;
/// The largest file that is read, in bytes: 64 MiB, some hundred thousand findings.
pub const MAX_BYTES: usize = 64 << 20;

/// The file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Baseline {
    /// The version of the file.
    pub version: u32,
    /// The known findings, sorted.
    pub findings: Vec<Entry>,
}

/// One known finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Entry {
    /// The file, from the workspace's root.
    pub file: String,
    /// The rule.
    pub rule: String,
    /// What it said.
    pub message: String,
    /// How many times.
    pub count: usize,
}

/// Why a baseline could not be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaselineError {
    /// It is not the JSON of a baseline.
    #[error("is not a baseline: {0}")]
    NotABaseline(String),
    /// It was written by a newer tool.
    #[error("is a baseline of version {0}, and this cxn reads version {VERSION}")]
    Newer(u64),
}

impl Baseline {
    pub fn from_report(report: &Report) -> Self {
        let mut counts = BTreeMap::<(String, String, String), usize>::new();
        for located in &report.findings {
            *counts.entry(key(&located.finding)).or_default() += 1;
        }
        let entry = |((file, rule, message), count)| Entry {
            file,
            rule,
            message,
            count,
        };
        Self {
            version: VERSION,
            findings: counts.into_iter().map(entry).collect(),
        }
    }

    pub fn read(text: &str) -> Result<Self, BaselineError> {
        let value: serde_json::Value = serde_json::from_str(text)
            .map_err(|error| BaselineError::NotABaseline(error.to_string()))?;
        if !value.is_object() {
            let form = "expected an object with 'version' and 'findings'";
            return Err(BaselineError::NotABaseline(form.to_owned()));
        }
        match value.get("version").and_then(serde_json::Value::as_u64) {
            Some(version) if version > u64::from(VERSION) => {
                return Err(BaselineError::Newer(version));
            }
            _ => {}
        }
        serde_json::from_value(value)
            .map_err(|error| BaselineError::NotABaseline(error.to_string()))
    }

    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Takes the known findings out of a report and counts them there; returns the entries that match nothing any more, with how many
    /// are gone. Only a run that judges an entry's file can tell.
    pub fn apply(&self, report: &mut Report, selection: &Selection) -> Vec<Entry> {
        let name = |entry: &Entry| {
            (
                entry.file.clone(),
                entry.rule.clone(),
                entry.message.clone(),
            )
        };
        let mut left: BTreeMap<_, usize> = self
            .findings
            .iter()
            .map(|entry| (name(entry), entry.count))
            .collect();
        let before = report.findings.len();
        report
            .findings
            .retain(|located| match left.get_mut(&key(&located.finding)) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            });
        report.known = before - report.findings.len();
        let gone = |((file, rule, message), count): ((String, String, String), usize)| {
            let judged = selection.includes(&File::new(&file));
            (count > 0 && judged).then_some(Entry {
                file,
                rule,
                message,
                count,
            })
        };
        left.into_iter().filter_map(gone).collect()
    }
}

fn key(finding: &crate::check::finding::Finding) -> (String, String, String) {
    (
        finding.place.file.to_string(),
        finding.rule.name.to_owned(),
        finding.message.to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_or_foreign_file_is_refused() {
        assert_eq!(
            Baseline::read("{\"version\": 2, \"findings\": []}"),
            Err(BaselineError::Newer(2))
        );
        assert!(matches!(
            Baseline::read("not json"),
            Err(BaselineError::NotABaseline(_))
        ));
        assert!(matches!(
            Baseline::read("[]"),
            Err(BaselineError::NotABaseline(_))
        ));
        assert!(Baseline::read("{\"version\": 1, \"findings\": []}").is_ok());
    }
}
