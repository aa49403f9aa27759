//! What an import changes: new results, newer values of those that are there, and nothing where nothing is new.

use crate::model::history::Entry;
use crate::model::result::ResultChange;
use crate::model::{Moment, TestResult};
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
    placed
        .into_iter()
        .map(|one| change(folder, one, now, by))
        .collect()
}

fn change(folder: &EventFolder, placed: Placed, now: Moment, by: Option<&str>) -> Change {
    let entry = |what, note: String| Entry::new(now, what, by.map(str::to_owned), Some(note));
    let Some(record) = known(folder, &placed) else {
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

/// The result that is the same run: of the same issue or session, else with the same time, else the only one where the file has none.
fn known<'a>(folder: &'a EventFolder, placed: &Placed) -> Option<&'a Record<TestResult>> {
    let run = &placed.run;
    let source = run.source.as_ref()?;
    let is_same = |record: &&Record<TestResult>| {
        let value = &record.value;
        let Some(old) = value.source.as_deref() else {
            return false;
        };
        // An issue is one run, whatever else is changed in its form.
        if source
            .as_issue()
            .is_some_and(|issue| old.as_issue() == Some(issue))
        {
            return true;
        }
        let is_same_place = old.tool == source.tool
            && value.scenario == run.scenario
            && value.path == run.path
            && old.test == source.test
            && value.reported_by == run.by
            && value
                .systems
                .iter()
                .eq(run.systems.iter().map(|(role, one)| (role, one)));
        is_same_place
            && match (&source.session, &old.session) {
                (Some(one), Some(other)) => one == other,
                _ => !placed.has_time || run.when == Some(value.when),
            }
    };
    folder
        .results
        .get(&placed.track)?
        .values()
        .filter(is_same)
        .max_by_key(|record| record.value.when)
}
