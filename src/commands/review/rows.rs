//! The decisions of a meeting from a file: a CSV with a line for each, or a YAML list.

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::decide::change_or_failure;
use super::record::Wanted;
use crate::check::near;
use crate::error::Failure;
use crate::model::decision::{VOTES_FORM, Votes};
use crate::model::shape::{List, Texts};
use crate::model::track::TrackChange;
use crate::yaml;

/// One row as it stands in the file.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Row {
    track: Option<String>,
    decision: Option<String>,
    note: Option<String>,
    condition: Texts,
    body: Option<String>,
    moved_by: Option<String>,
    seconded_by: Option<String>,
    votes: Option<String>,
    abstained: Texts,
    change: Texts,
    despite: Option<String>,
    by: Option<String>,
}

/// The columns of a CSV, which are the keys of a YAML row.
const COLUMNS: [&str; 12] = [
    "track",
    "decision",
    "note",
    "condition",
    "body",
    "moved-by",
    "seconded-by",
    "votes",
    "abstained",
    "change",
    "despite",
    "by",
];
/// Columns that hold several texts, with semicolons between.
const SEVERAL: [&str; 3] = ["condition", "abstained", "change"];

/// The words for decisions.
const DECISIONS: [(&str, &str, TrackChange); 5] = [
    ("approve", "approved", TrackChange::Approved),
    (
        "request-changes",
        "changes-requested",
        TrackChange::ChangesRequested,
    ),
    ("defer", "deferred", TrackChange::Deferred),
    ("decline", "declined", TrackChange::Declined),
    ("confirm", "confirmed", TrackChange::Confirmed),
];

/// The rows of a file. The name says which of the two it is, and without an ending its first line.
pub fn read(name: &str, text: &str) -> Result<Vec<Row>> {
    let ending = std::path::Path::new(name).extension();
    let ends = |with: &str| ending.is_some_and(|ending| ending.eq_ignore_ascii_case(with));
    let is_yaml = if ends("csv") {
        false
    } else if ends("yaml") || ends("yml") || ends("json") {
        true
    } else {
        let first = text.lines().find(|line| !line.trim().is_empty());
        !first.is_some_and(|line| line.contains(',') && !line.starts_with(['-', '[', '{', '#']))
    };
    let rows = if is_yaml {
        from_yaml(name, text)?
    } else {
        from_csv(name, text)?
    };
    if rows.is_empty() {
        return Err(Failure::usage(format!("{name} holds no decision"))
            .hint("expected a row for each track, with at least 'track' and 'decision'")
            .into());
    }
    Ok(rows)
}

fn from_csv(name: &str, text: &str) -> Result<Vec<Row>> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let unreadable = |error: csv::Error| Failure::usage(format!("{name}: {error}"));
    let headers = reader.headers().map_err(unreadable)?.clone();
    for header in &headers {
        if !COLUMNS.contains(&header) {
            let near = near::did_you_mean(&near::nearest(header, COLUMNS));
            return Err(Failure::usage(format!("{name}: '{header}' is no column"))
                .hint(near.unwrap_or_else(|| format!("expected {}", COLUMNS.join(", "))))
                .into());
        }
    }
    let mut rows = Vec::new();
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(unreadable)?;
        let filled = headers
            .iter()
            .zip(&record)
            .filter(|(_, cell)| !cell.is_empty());
        let cells: Map<String, Value> = filled
            .map(|(header, cell)| {
                let value = if SEVERAL.contains(&header) {
                    let parts = cell.split(';').map(str::trim);
                    parts.filter(|part| !part.is_empty()).collect()
                } else {
                    Value::from(cell)
                };
                (header.to_owned(), value)
            })
            .collect();
        let row = serde_json::from_value(Value::Object(cells))
            .map_err(|error| Failure::usage(format!("{name}: row {}: {error}", at + 1)))?;
        rows.push(row);
    }
    Ok(rows)
}

fn from_yaml(name: &str, text: &str) -> Result<Vec<Row>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Meeting {
        decisions: List<yaml::Value>,
    }
    let unreadable = |error: serde_yaml::Error| {
        Failure::usage(format!("{name}: {error}"))
            .hint("expected a list of rows, each with at least 'track' and 'decision'")
    };
    let value: yaml::Value = yaml::read(text).map_err(unreadable)?;
    let items = match value {
        yaml::Value::Null => Vec::new(),
        yaml::Value::Sequence(items) => items,
        other => {
            yaml::from_value::<Meeting>(other)
                .map_err(unreadable)?
                .decisions
                .0
        }
    };
    let rows = items.into_iter().enumerate().map(|(at, item)| {
        let row = yaml::from_value::<Row>(item)
            .map_err(|error| Failure::usage(format!("{name}: row {}: {error}", at + 1)))?;
        Ok(row)
    });
    rows.collect()
}

impl Row {
    /// The track it names.
    pub fn track(&self) -> Result<&str, Failure> {
        let track = self.track.as_deref().map(str::trim);
        track
            .filter(|track| !track.is_empty())
            .ok_or_else(|| Failure::usage("it names no track"))
    }

    /// The decision it stands for.
    pub fn wanted(&self) -> Result<Wanted, Failure> {
        let word = self.decision.as_deref().unwrap_or("").trim();
        let known = DECISIONS
            .iter()
            .find(|(verb, done, _)| word == *verb || word == *done);
        let Some((_, _, what)) = known else {
            let verbs = DECISIONS.map(|(verb, ..)| verb);
            let near = near::did_you_mean(&near::nearest(word, verbs));
            return Err(Failure::usage(format!("'{word}' is no decision"))
                .hint(near.unwrap_or_else(|| format!("expected one of {}", verbs.join(", ")))));
        };
        let votes = match self.votes.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(text) => Some(Votes::parse(text).ok_or_else(|| {
                Failure::usage(format!("'{text}' are no votes: expected {VOTES_FORM}"))
            })?),
        };
        let changes = self.change.iter().map(|text| change_or_failure(text));
        Ok(Wanted {
            what: *what,
            note: self.note.clone(),
            conditions: self.condition.0.clone(),
            body: self.body.clone(),
            moved_by: self.moved_by.clone(),
            seconded_by: self.seconded_by.clone(),
            votes,
            abstained: self.abstained.0.clone(),
            changes: changes.collect::<Result<_, _>>()?,
            despite: self.despite.clone(),
            by: self.by.clone(),
        })
    }
}
