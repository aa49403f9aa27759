//! Findings as GitLab's Code Quality report: a list of issues, each with a fingerprint that survives lines moving.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::check::{Located, Report};
use crate::model::Severity;
use crate::render::findings::fingerprint::fingerprint;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::render::table::pretty;

pub fn render(report: &Report) -> String {
    let mut seen = BTreeMap::new();
    let issues = report
        .findings
        .iter()
        .map(|located| issue(report, located, &mut seen));
    pretty(&Value::Array(issues.collect()))
}

fn issue(report: &Report, located: &Located, seen: &mut BTreeMap<String, usize>) -> Value {
    let finding = &located.finding;
    let mut description = finding.message.clone();
    if let Some(help) = &finding.help {
        description = format!("{description}; {help}");
    }
    json!({
        "description": line(&description, 2 * MESSAGE_LENGTH),
        "check_name": finding.rule.name,
        "fingerprint": fingerprint(located, seen),
        "severity": severity(finding.severity),
        "location": {
            "path": line(&report.repository_path(&finding.place.file), MESSAGE_LENGTH),
            "lines": { "begin": located.start.0, "end": located.end.0 },
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
