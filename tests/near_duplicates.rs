//! Issues that say much the same, as a careful organizer judges them: `tests/judged/near-duplicates.yaml` against the rule.
//!
//! The agreement is in the output: `cargo test --test near_duplicates -- --nocapture`. On pairs of your own, a JSON array of objects with
//! `one` and `other`, each a `title` and a `description`, that people called duplicates, `CXN_PAIRS=FILE` measures how many are told,
//! and how many of those that nobody called so.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use chrono::{TimeZone as _, Utc};
use cxn::analysis::near_duplicates::near_duplicates;
use cxn::check;
use cxn::model::{Issue, Now};
use cxn::workspace::load::Scope;
use cxn::workspace::{File, Root, Selection, Workspace};
use cxn::yaml::{self, Mapping, Value};
use serde::Deserialize;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    verdict: Verdict,
    why: String,
    /// Why the rule cannot see it.
    missed: Option<String>,
    one: Mapping,
    other: Mapping,
}

#[derive(Deserialize, PartialEq, Eq, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum Verdict {
    Same,
    Different,
}

const EVENT: &str = "name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\n";

/// Whether the rule tells of two issues of an event.
fn is_told(case: &Case) -> Outcome<bool> {
    let mut files = BTreeMap::from([(File::new("events/e/event.yaml"), EVENT.to_owned())]);
    for (name, issue) in [("one", &case.one), ("other", &case.other)] {
        let mut issue = issue.clone();
        issue.insert("against".into(), "specification".into());
        let text = serde_json::to_string(&Value::Mapping(issue))?;
        files.insert(File::new(&format!("events/e/issues/{name}.yaml")), text);
    }
    let root = Root::whole(Path::new("/nonexistent/workspace"));
    let workspace = Workspace::load_with(&root, &Scope::default(), files)?;
    assert_eq!(workspace.events["e"].issues.len(), 2, "{}", case.why);
    let now = Utc.with_ymd_and_hms(2026, 9, 21, 12, 0, 0).single();
    let now = Now::Instant(now.ok_or("no such moment")?);
    let report = check::run(&workspace, now, &Selection::All);
    let mut findings = report.findings.iter();
    Ok(findings.any(|one| one.finding.rule.name == "issue-near-duplicate"))
}

#[test]
fn the_rule_judges_pairs_of_issues_as_an_organizer_does() -> Outcome {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judged/near-duplicates.yaml");
    let cases: Vec<Case> = yaml::read(&fs::read_to_string(file)?)?;
    assert!(cases.len() >= 12);
    let mut wrong = Vec::new();
    let mut agreed = 0;
    for case in &cases {
        let agrees = is_told(case)? == (case.verdict == Verdict::Same);
        agreed += usize::from(agrees);
        let verdict = if case.verdict == Verdict::Same {
            "same"
        } else {
            "different"
        };
        match (agrees, &case.missed) {
            (true, None) => {}
            (false, Some(missed)) => writeln!(
                std::io::stderr(),
                "missed ({missed}): {verdict}: {}",
                case.why
            )?,
            (true, Some(_)) => wrong.push(format!("no longer missed: {verdict}: {}", case.why)),
            (false, None) => wrong.push(format!("{verdict}: {}", case.why)),
        }
    }
    writeln!(
        std::io::stderr(),
        "issue-near-duplicate agrees with {agreed} of {} judgments",
        cases.len()
    )?;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[derive(Deserialize)]
struct Pair {
    one: Text,
    other: Text,
}

#[derive(Deserialize)]
struct Text {
    title: String,
    #[serde(default)]
    description: String,
}

impl Text {
    fn issue(&self) -> Outcome<Issue> {
        let value = serde_json::json!({
            "title": self.title, "description": self.description, "against": "specification",
        });
        Ok(serde_json::from_value(value)?)
    }
}

/// How many issues an event has that is measured on.
const ISSUES: usize = 60;

#[test]
fn pairs_of_ones_own_are_measured() -> Outcome {
    let Some(file) = std::env::var_os("CXN_PAIRS") else {
        return Ok(());
    };
    let pairs: Vec<Pair> = serde_json::from_str(&fs::read_to_string(file)?)?;
    let (mut told, mut duplicates, mut falsely, mut compared) = (0, 0, 0, 0);
    // Events of issues that are far from each other in the list: neighbors may be of one discussion.
    let events = pairs.len().div_ceil(ISSUES).max(1);
    for event in 0..events {
        let own: Vec<&Pair> = pairs.iter().skip(event).step_by(events).collect();
        let mut ones = Vec::with_capacity(own.len() + 1);
        for pair in &own {
            ones.push(pair.one.issue()?);
        }
        let of = |issues: &[Issue]| {
            let issues: Vec<&Issue> = issues.iter().collect();
            // Each pair on its own: the nearest of several would hide the others.
            let mut pairs = 0;
            for at in 0..issues.len() {
                let twins = near_duplicates(&issues, |later, earlier| later == at && earlier < at);
                pairs += usize::from(twins[at].is_some());
            }
            pairs
        };
        let alone = of(&ones);
        falsely += alone;
        compared += ones.len() * ones.len().saturating_sub(1) / 2;
        for (at, pair) in own.iter().enumerate() {
            ones.push(pair.other.issue()?);
            let issues: Vec<&Issue> = ones.iter().collect();
            let last = issues.len() - 1;
            let twins = near_duplicates(&issues, |later, earlier| later == last && earlier == at);
            told += usize::from(twins[last].is_some());
            duplicates += 1;
            ones.pop();
        }
    }
    writeln!(
        std::io::stderr(),
        "{told} of {duplicates} duplicates are told"
    )?;
    writeln!(
        std::io::stderr(),
        "{falsely} issues have a twin among {compared} pairs in {events} events of up to {ISSUES}"
    )?;
    Ok(())
}
