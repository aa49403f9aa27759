//! Findings as SARIF 2.1.0, for code scanning: with every rule's documentation, and fingerprints that survive lines moving.

use std::collections::HashMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::check::{Located, Report, RuleInfo, rules};
use crate::model::Severity;
use crate::render::findings::fingerprint::Seen;
use crate::render::findings::pieces;
use crate::render::sanitize::{MESSAGE_LENGTH, cover, line};
use crate::workspace::{File, RecordKind};
use crate::yaml::lines::Lines;

/// What stays as it is in the path of a URI reference.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

pub fn pieces(report: &Report) -> impl Iterator<Item = String> + '_ {
    let mut seen = Seen::default();
    let mut fixes = Fixes {
        report,
        files: HashMap::new(),
    };
    let shown = report.findings.iter().map(|located| (located, None));
    let ignored = report.ignored.iter();
    let ignored = ignored.map(|(located, reason)| (located, Some(reason)));
    let results = shown.chain(ignored).map(move |(located, suppressed)| {
        let mut result = result(report, located, suppressed, &mut seen);
        if let Some(fix) = fixes.fix(located) {
            result["fixes"] = json!([fix]);
        }
        result
    });
    let frame = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "cxn",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": information(),
                "rules": rules::ALL.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "properties": {
                "rulesOff": report.rules_off,
                "replacedTemplates": report.replaced_templates,
            },
            "results": [],
        }],
    });
    pieces::document(frame, "\"results\": []", results)
}

/// Where the tool is from: the repository that a release was built in, else its name as a package.
fn information() -> String {
    match option_env!("CXN_SOURCE") {
        None | Some("") => concat!("pkg:cargo/cxn@", env!("CARGO_PKG_VERSION")).to_owned(),
        Some(source) => source.to_owned(),
    }
}

fn descriptor(rule: &RuleInfo) -> Value {
    let level = level(rule.severity.severity_at(None));
    json!({
        "id": rule.name,
        "shortDescription": { "text": rule.summary() },
        "fullDescription": { "text": rule.section("Why").unwrap_or_default().replace('\n', " ") },
        "help": { "text": rule.text(), "markdown": rule.text() },
        "defaultConfiguration": { "level": level },
        "properties": { "tags": [rule.scope.as_str()] },
    })
}

fn result(
    report: &Report,
    located: &Located,
    suppressed: Option<&String>,
    seen: &mut Seen,
) -> Value {
    let finding = &located.finding;
    let mut message = finding.message.to_string();
    if !finding.expected.is_empty() {
        message = format!("{message}; expected {}", finding.expected.listed());
    }
    if let Some(help) = &finding.help {
        message = format!("{message}; {help}");
    }
    let place =
        |file: &str, region: Value| json!({ "artifactLocation": artifact(file), "region": region });
    let region = region(located.spot.start(), located.spot.end());
    let related = located.related.iter().enumerate().map(|(id, spot)| {
        json!({
            "id": id,
            "physicalLocation": place(&report.repository_path(&spot.file), json!({ "startLine": spot.spot.start().0, "startColumn": spot.spot.start().1 })),
            "message": { "text": plain(&spot.label) },
        })
    });
    let index = rules::ALL
        .iter()
        .position(|rule| rule.name == finding.rule.name)
        .unwrap_or(0);
    let mut value = json!({
        "ruleId": finding.rule.name,
        "ruleIndex": index,
        "level": level(finding.severity),
        "message": { "text": plain(&message) },
        "locations": [{ "physicalLocation": place(&report.repository_path(&finding.place.file), region) }],
        "relatedLocations": related.collect::<Vec<_>>(),
        "partialFingerprints": { "cxn/v1": seen.fingerprint(located) },
    });
    if let Some(reason) = suppressed {
        value["suppressions"] = json!([{ "kind": "inSource", "justification": reason }]);
    }
    value
}

/// How many bytes of a file are gone over for the fixes of its findings. Beyond it they are left out, and `cxn check --fix` makes
/// them all the same: each needs the whole text, and a file with many findings has many.
const ROOM: usize = 1024 * 1024;

/// What the fixes of findings change, file by file.
struct Fixes<'r> {
    report: &'r Report,
    /// How much of each file was gone over, and its lines.
    files: HashMap<&'r File, (usize, Lines)>,
}

impl<'r> Fixes<'r> {
    /// The finding's fix, when it changes text. One that would repeat an address only goes where addresses may.
    fn fix(&mut self, located: &'r Located) -> Option<Value> {
        let (report, finding) = (self.report, &located.finding);
        let title = &finding.fix.as_ref()?.title;
        let file = &finding.place.file;
        let text = report.texts.get(file)?;
        let new = || (0, Lines::new(text));
        let (spent, lines) = self.files.entry(file).or_insert_with(new);
        if *spent >= ROOM {
            return None;
        }
        *spent += text.len();
        let (bytes, with) = report.edit(finding)?;
        if !report.with_contacts && (cover(&with) != with || repeats_answer(located)) {
            return None;
        }
        let deleted = region(lines.position(bytes.start), lines.position(bytes.end));
        Some(json!({
            "description": { "text": plain(title) },
            "artifactChanges": [{
                "artifactLocation": artifact(&report.repository_path(file)),
                "replacements": [{
                    "deletedRegion": deleted,
                    "insertedContent": { "text": with },
                }],
            }],
        }))
    }
}

/// Whether a fix writes again what a person answered in a registration.
fn repeats_answer(located: &Located) -> bool {
    let finding = &located.finding;
    let rules = [
        "lines-joined",
        "syntax",
        "text-cut",
        "unknown-key",
        "wrong-type",
    ];
    let is_registration = finding.place.file.kind() == Some(RecordKind::Registration);
    is_registration && rules.contains(&finding.rule.name)
}

fn artifact(file: &str) -> Value {
    json!({ "uri": utf8_percent_encode(file, PATH).to_string() })
}

fn region(start: (usize, usize), end: (usize, usize)) -> Value {
    json!({ "startLine": start.0, "startColumn": start.1, "endLine": end.0, "endColumn": end.1 })
}

/// A message as a viewer may show it: brackets of strangers' text are no links.
fn plain(text: &str) -> String {
    let text = line(text, 2 * MESSAGE_LENGTH);
    if text.contains("](") {
        text.replace('\\', "\\\\")
            .replace('[', "\\[")
            .replace(']', "\\]")
    } else {
        text
    }
}

fn level(severity: Severity) -> &'static str {
    severity.as_str()
}
