//! Findings for programs: a versioned JSON document, whose schema `cxn schema findings` prints.

use schemars::JsonSchema;
use serde::Serialize;

use crate::check::{Located, Report};
use crate::model::Severity;
use crate::render::findings::pieces;

/// The version of the document: raised when a reader of the old one could misread the new one.
pub const SCHEMA_VERSION: u32 = 1;

/// What `cxn check --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Findings {
    /// Version of this document. A reader refuses versions it does not know.
    pub schema_version: u32,
    /// The findings, by file and place.
    pub findings: Vec<Finding>,
    /// How many there are.
    pub summary: Summary,
}

/// One finding.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Finding {
    /// The rule that found it; `cxn explain RULE` says why.
    pub rule: &'static str,
    /// How bad it is here and now.
    pub severity: Severity,
    /// What is wrong and what was found.
    pub message: String,
    /// The file, as it can be opened from the current folder.
    pub file: String,
    /// Where it starts.
    pub start: Position,
    /// Where it ends, exclusive.
    pub end: Position,
    /// The place in the record, such as `scenarios[2].action`; empty for the record as a whole.
    pub path: String,
    /// What was expected: allowed values, or the nearest match.
    pub expected: Vec<String>,
    /// How many more were expected than the list holds.
    pub expected_more: usize,
    /// Other places that matter.
    pub related: Vec<Related>,
    /// How many more places matter than the list holds.
    pub related_more: usize,
    /// What to do next.
    pub help: Option<String>,
    /// The change that `cxn check --fix` would make, when there is one right answer.
    pub fix: Option<Fix>,
}

/// A change that fixes a finding.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// Whether `--fix` makes it; if not, a person has to review it, and `--fix=all` makes it.
    pub safe: bool,
}

/// A place in a file.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Line, from 1.
    #[schemars(range(min = 1))]
    pub line: usize,
    /// Column in characters, from 1.
    #[schemars(range(min = 1))]
    pub column: usize,
}

/// Another place that matters to a finding.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// The file.
    pub file: String,
    /// Where it starts.
    pub start: Position,
    /// What it is.
    pub message: String,
}

/// How many findings there are, and what keeps others from being made.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Summary {
    /// Findings that must be fixed.
    pub errors: usize,
    /// Findings that should be fixed.
    pub warnings: usize,
    /// Findings worth knowing.
    pub notes: usize,
    /// Findings that a comment or the settings switched off.
    pub ignored: usize,
    /// Findings that the baseline knows; not in the list.
    pub known: usize,
    /// Findings that the change does not touch; notes in the list.
    pub untouched: usize,
    /// Files that were judged.
    pub files: usize,
    /// Rules that the settings switch off.
    pub rules_off: Vec<String>,
    /// Built-in templates in whose place the workspace has its own.
    pub replaced_templates: Vec<&'static str>,
}

impl From<(usize, usize)> for Position {
    fn from((line, column): (usize, usize)) -> Self {
        Self { line, column }
    }
}

/// The report as JSON, finding by finding.
pub fn pieces(report: &Report) -> impl Iterator<Item = String> + '_ {
    let frame = Findings {
        schema_version: SCHEMA_VERSION,
        findings: Vec::new(),
        summary: Summary {
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            notes: report.count(Severity::Note),
            ignored: report.ignored.len(),
            known: report.known,
            untouched: report.untouched,
            files: report.checked.len(),
            rules_off: report.rules_off.clone(),
            replaced_templates: report.replaced_templates.clone(),
        },
    };
    let findings = report.findings.iter();
    let findings = findings.map(|located| finding(report, located));
    pieces::document(frame, "\"findings\": []", findings)
}

pub fn finding(report: &Report, located: &Located) -> Finding {
    let finding = &located.finding;
    let related = located.related.iter().map(|spot| Related {
        file: report.display_path(&spot.file),
        start: spot.spot.start().into(),
        message: spot.label.to_string(),
    });
    Finding {
        rule: finding.rule.name,
        severity: finding.severity,
        message: finding.message.to_string(),
        file: report.display_path(&finding.place.file),
        start: located.spot.start().into(),
        end: located.spot.end().into(),
        path: finding.place.path.to_string(),
        expected: finding.expected.iter().map(ToString::to_string).collect(),
        expected_more: finding.expected.more(),
        related: related.collect(),
        related_more: finding.related.more(),
        help: finding.help.as_deref().map(str::to_owned),
        fix: finding.fix.as_ref().map(|fix| Fix {
            title: fix.title.to_string(),
            safe: fix.safe,
        }),
    }
}
