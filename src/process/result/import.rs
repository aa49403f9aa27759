//! What an import changes: new results, newer values of those that are there, and nothing where nothing is new.

use std::collections::HashMap;

use crate::model::history::Entry;
use crate::model::result::ResultChange;
use crate::model::{Moment, Slug, TestResult};
use crate::process::result::placement::Placed;
use crate::workspace::{EventFolder, Record};
use crate::yaml::Value;

/// Newer values of a result that is there, with an entry of its history.
#[derive(Debug, Clone)]
pub struct Update {
    pub record: Record<TestResult>,
    pub values: Vec<(&'static str, Value)>,
    pub entry: Entry<ResultChange>,
}

/// What becomes of one placed run.
#[derive(Debug, Clone)]
pub enum Change {
    New(Box<Placed>),
    Update(Box<Update>),
    Unchanged,
    /// What is recorded is newer than the file.
    Older,
}

/// Compares what a file says with what is recorded.
pub fn plan(
    folder: &EventFolder,
    placed: Vec<Placed>,
    now: Moment,
    by: Option<&str>,
) -> Vec<Change> {
    let known = Known::new(folder);
    placed
        .into_iter()
        .map(|one| change(&known, one, now, by))
        .collect()
}

fn change(known: &Known<'_>, placed: Placed, now: Moment, by: Option<&str>) -> Change {
    let entry = |what, note: String| Entry::new(now, what, by.map(str::to_owned), Some(note));
    let Some(record) = known.record(&placed) else {
        return if placed.is_withdrawn {
            Change::Unchanged
        } else {
            Change::New(Box::new(placed))
        };
    };
    let (old, run) = (&record.value, &placed.run);
    if placed.is_withdrawn {
        return if old.is_withdrawn() {
            Change::Unchanged
        } else {
            Change::Update(Box::new(Update {
                record: record.clone(),
                values: Vec::new(),
                entry: entry(
                    ResultChange::Withdrawn,
                    "closed where it was imported from".to_owned(),
                ),
            }))
        };
    }
    let is_same = run.verdict == Some(old.verdict)
        && run.note.as_deref().map(str::trim) == old.note.as_deref().map(str::trim)
        && run.issues == old.issues.0
        && run.evidence == old.evidence.0
        && run.when.is_none_or(|when| when == old.when);
    if is_same && !old.is_withdrawn() {
        return Change::Unchanged;
    }
    if run.when.is_some_and(|when| when < old.when) {
        return Change::Older;
    }
    let mut values: Vec<(&'static str, Value)> = Vec::new();
    let mut said = Vec::new();
    if let Some(verdict) = run.verdict.filter(|verdict| *verdict != old.verdict) {
        said.push(format!("verdict was {}", old.verdict));
        values.push(("verdict", Value::from(verdict.as_str())));
    }
    if let Some(when) = run.when.filter(|when| *when != old.when) {
        values.push(("when", Value::from(when.to_string())));
    }
    let text = |text: &Option<String>| text.clone().map_or(Value::Null, Value::from);
    if run.note != old.note {
        values.push(("note", text(&run.note)));
    }
    let list = |list: &[String]| -> Value {
        if list.is_empty() {
            Value::Null
        } else {
            Value::Sequence(list.iter().map(|one| Value::from(one.as_str())).collect())
        }
    };
    if run.issues != old.issues.0 {
        values.push(("issues", list(&run.issues)));
    }
    if run.evidence != old.evidence.0 {
        values.push(("evidence", list(&run.evidence)));
    }
    let digest = run.source.as_ref().and_then(|source| source.digest.clone());
    if let Some(digest) = digest {
        values.push(("source.digest", Value::from(digest)));
    }
    if said.is_empty() {
        said.push("a newer file".to_owned());
    }
    Change::Update(Box::new(Update {
        record: record.clone(),
        values,
        entry: entry(ResultChange::Corrected, said.join(", ")),
    }))
}

/// Of which track, scenario and systems a run is, and by which tool and test.
#[derive(PartialEq, Eq, Hash)]
struct Spot<'a> {
    track: &'a Slug,
    tool: &'a str,
    scenario: &'a str,
    path: Option<&'a str>,
    test: Option<&'a str>,
    by: Option<&'a str>,
    systems: Vec<(&'a str, &'a str)>,
}

/// The results that were imported, by what they are known by, in the order of the records.
#[derive(Default)]
struct Known<'a> {
    by_issue: HashMap<(&'a Slug, &'a str), Vec<Numbered<'a>>>,
    by_spot: HashMap<Spot<'a>, Vec<Numbered<'a>>>,
}

/// A result and its place in the order of the records.
type Numbered<'a> = (usize, &'a Record<TestResult>);

impl<'a> Known<'a> {
    fn new(folder: &'a EventFolder) -> Self {
        let mut known = Self::default();
        let records = folder.results.iter();
        let records =
            records.flat_map(|(track, all)| all.values().map(move |record| (track, record)));
        for (at, (track, record)) in records.enumerate() {
            let value = &record.value;
            let Some(source) = value.source.as_deref() else {
                continue;
            };
            if let Some(issue) = source.as_issue() {
                let same = known.by_issue.entry((track, issue)).or_default();
                same.push((at, record));
            }
            let spot = Spot {
                track,
                tool: &source.tool,
                scenario: &value.scenario,
                path: value.path.as_deref(),
                test: source.test.as_deref(),
                by: value.reported_by.as_deref(),
                systems: pairs(value.systems.iter()),
            };
            known.by_spot.entry(spot).or_default().push((at, record));
        }
        known
    }

    /// The result that is the same run: of the same issue or session, else with the same time, else the only one where the file has none.
    fn record(&self, placed: &Placed) -> Option<&'a Record<TestResult>> {
        let run = &placed.run;
        let source = run.source.as_ref()?;
        let spot = Spot {
            track: &placed.track,
            tool: &source.tool,
            scenario: &run.scenario,
            path: run.path.as_deref(),
            test: source.test.as_deref(),
            by: run.by.as_deref(),
            systems: pairs(run.systems.iter().map(|(role, one)| (role, one))),
        };
        let is_same = |(_, record): &&Numbered<'_>| {
            let value = &record.value;
            let old = value.source.as_deref();
            match (&source.session, old.and_then(|old| old.session.as_ref())) {
                (Some(one), Some(other)) => one == other,
                _ => !placed.has_time || run.when == Some(value.when),
            }
        };
        let there = self.by_spot.get(&spot).into_iter().flatten();
        // An issue is one run, whatever else is changed in its form.
        let issue = source.as_issue().map(|issue| (&placed.track, issue));
        let of_issue = issue.and_then(|issue| self.by_issue.get(&issue));
        there
            .filter(is_same)
            .chain(of_issue.into_iter().flatten())
            .max_by_key(|(at, record)| (record.value.when, *at))
            .map(|(_, record)| *record)
    }
}

fn pairs<'a>(systems: impl Iterator<Item = (&'a String, &'a String)>) -> Vec<(&'a str, &'a str)> {
    systems
        .map(|(role, one)| (role.as_str(), one.as_str()))
        .collect()
}
