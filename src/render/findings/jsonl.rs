//! Findings for programs that read a line at a time: the objects of the JSON document, one a line.

use crate::check::Report;
use crate::render::findings::json;
use crate::render::sanitize;

/// One line for each finding; nothing when there are none.
pub fn pieces(report: &Report) -> impl Iterator<Item = String> + '_ {
    let line = move |located| {
        sanitize::json(&serde_json::to_string(&json::finding(report, located)).unwrap_or_default())
            + "\n"
    };
    report.findings.iter().map(line)
}
