//! Findings for programs: a versioned JSON document.

use serde_json::{Value, json};

use crate::check::{Located, Report, Severity};
use crate::render::table::pretty;

/// The version of the document: raised when a reader of the old one could misread the new one.
pub const SCHEMA_VERSION: u32 = 1;

/// The report as JSON, with a line end.
pub fn render(report: &Report) -> String {
    pretty(&json!({
        "schema-version": SCHEMA_VERSION,
        "findings": report.findings.iter().map(|located| finding(report, located)).collect::<Vec<_>>(),
        "summary": {
            "errors": report.count(Severity::Error),
            "warnings": report.count(Severity::Warning),
            "notes": report.count(Severity::Note),
            "ignored": report.ignored.len(),
            "files": report.checked.len(),
        },
    }))
}

/// One finding.
pub fn finding(report: &Report, located: &Located) -> Value {
    let finding = &located.finding;
    let place = |(line, column): (usize, usize)| json!({ "line": line, "column": column });
    let related = located.related.iter().map(|spot| {
        json!({ "file": report.shown(&spot.file), "start": place(spot.start), "message": spot.label })
    });
    json!({
        "rule": finding.rule.name,
        "severity": finding.severity.word(),
        "message": finding.message,
        "file": report.shown(&finding.place.file),
        "start": place(located.start),
        "end": place(located.end),
        "path": finding.place.path.to_string(),
        "expected": finding.expected,
        "related": related.collect::<Vec<_>>(),
        "help": finding.help,
    })
}
