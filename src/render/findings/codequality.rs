//! Findings as GitLab's Code Quality report: a list of issues, each with a fingerprint that survives lines moving.

use serde_json::{Value, json};

use crate::check::{Located, Report};
use crate::model::Severity;
use crate::render::findings::fingerprint::Seen;
use crate::render::findings::pieces;
use crate::render::sanitize::{MESSAGE_LENGTH, line};

pub fn pieces(report: &Report) -> impl Iterator<Item = String> + '_ {
    let mut seen = Seen::default();
    let issues = report.findings.iter();
    let issues = issues.map(move |located| issue(report, located, &mut seen));
    pieces::document(Value::Array(Vec::new()), "[]", issues)
}

fn issue(report: &Report, located: &Located, seen: &mut Seen) -> Value {
    let finding = &located.finding;
    let mut description = finding.message.to_string();
    if let Some(help) = &finding.help {
        description = format!("{description}; {help}");
    }
    json!({
        "description": line(&description, 2 * MESSAGE_LENGTH),
        "check_name": finding.rule.name,
        "fingerprint": seen.fingerprint(located),
        "severity": severity(finding.severity),
        "location": {
            "path": line(&report.repository_path(&finding.place.file), MESSAGE_LENGTH),
            "lines": { "begin": located.spot.start().0, "end": located.spot.end().0 },
        },
    })
}

/// GitLab's word.
const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Note => "info",
    }
}
