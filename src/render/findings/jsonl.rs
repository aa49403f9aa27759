//! Findings for programs that read a line at a time: the objects of the JSON document, one a line.

use super::json;
use crate::check::Report;

/// One line for each finding; nothing when there are none.
pub fn render(report: &Report) -> String {
    report
        .findings
        .iter()
        .map(|located| format!("{}\n", json::finding(report, located)))
        .collect()
}
