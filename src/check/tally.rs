//! How many findings of each severity a file has.

use std::collections::BTreeMap;

use crate::analysis::counts::FindingCounts;
use crate::check::report::Report;
use crate::model::Severity;

/// Counts the findings of a report by file.
pub fn tally(report: &Report) -> BTreeMap<String, FindingCounts> {
    let mut counts = BTreeMap::<String, FindingCounts>::new();
    for located in &report.findings {
        let file = located.finding.place.file.as_str().to_owned();
        let counts = counts.entry(file).or_default();
        match located.finding.severity {
            Severity::Error => counts.errors += 1,
            Severity::Warning => counts.warnings += 1,
            Severity::Note => counts.notes += 1,
        }
    }
    counts
}
