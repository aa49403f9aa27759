//! The decisions of a meeting from a file: a CSV with a line for each, or a YAML list.

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::commands::review::decide::change_or_failure;
use crate::context::admitted;
use crate::error::Failure;
use crate::import::registration::headings;
use crate::import::table::{SheetFormat, Unusable};
use crate::import::table::{csv, encoding};
use crate::model::decision::{VOTES_FORM, Votes};
use crate::model::nearest;
use crate::model::one_or_many::{List, Texts};
use crate::model::track::TrackChange;
use crate::process::decision::DecisionRequest;
use crate::yaml;
use crate::yaml::guard::MAX_BYTES;

/// One row of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Row {
    /// Its number as the reader of the file counts: a spreadsheet's, whose headings are row 1, or the place in the list, from 1.
    #[serde(skip)]
    pub number: usize,
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
pub fn read(name: &str, bytes: &[u8]) -> Result<Vec<Row>> {
    if bytes.len() > MAX_BYTES {
        return Err(Failure::other(format!("{name} is larger than 1 MiB")).into());
    }
    let named = SheetFormat::from_name(name);
    let sheet = match named {
        Some(SheetFormat::Csv) => Some(decoded(name, bytes)?),
        Some(_) => None,
        None => encoding::decode(bytes).ok().filter(|text| is_table(text)),
    };
    let rows = match sheet {
        Some(text) => from_csv(name, &text)?,
        None => from_yaml(name, &admitted(name, bytes)?)?,
    };
    if rows.is_empty() {
        return Err(no_decision(name).into());
    }
    Ok(rows)
}

fn no_decision(name: &str) -> Failure {
    Failure::usage(format!("{name} holds no decision"))
        .hint("expected a row for each track, with at least 'track' and 'decision'")
}

fn decoded(name: &str, bytes: &[u8]) -> Result<String, Failure> {
    encoding::decode(bytes).map_err(|error| unusable(name, error))
}

fn unusable(name: &str, error: Unusable) -> Failure {
    Failure::usage(format!("{name} {error}")).maybe_hint(error.hint)
}

/// Whether the first line has cells, which a list in YAML has not.
fn is_table(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty());
    first.is_some_and(|line| {
        line.contains([',', ';', '\t']) && !line.starts_with(['-', '[', '{', '#'])
    })
}

/// The rows of a table, read as an import's: separators, encodings and headings as spreadsheets write them. But a column that
/// no one knows is refused: what it holds may be what the decision depends on.
fn from_csv(name: &str, text: &str) -> Result<Vec<Row>> {
    if text.trim().is_empty() {
        return Err(no_decision(name).into());
    }
    let sheet = csv::read(text).map_err(|error| unusable(name, error))?;
    let mut headers = Vec::new();
    for heading in &sheet.header {
        let known = COLUMNS
            .into_iter()
            .find(|column| headings::key(column) == headings::key(heading));
        let Some(column) = known else {
            let near = nearest::did_you_mean(&nearest::nearest(heading, COLUMNS));
            return Err(
                Failure::usage(format!("{name}: unknown column '{heading}'"))
                    .hint(near.unwrap_or_else(|| format!("expected {}", COLUMNS.join(", "))))
                    .into(),
            );
        };
        if headers.contains(&column) {
            return Err(
                Failure::usage(format!("{name}: duplicate column '{column}'"))
                    .hint("keep one of the two; several texts in a cell have semicolons between")
                    .into(),
            );
        }
        headers.push(column);
    }
    let mut rows = Vec::new();
    for row in sheet.rows {
        let number = row.number;
        let unreadable = |error: String| Failure::usage(format!("{name}: row {number} {error}"));
        let cells = row.cells.map_err(unreadable)?;
        let filled = headers.iter().zip(&cells).filter_map(|(header, cell)| {
            let cell = cell.as_str()?.trim();
            (!cell.is_empty()).then_some((*header, cell))
        });
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
        let read: Row = serde_json::from_value(Value::Object(cells))
            .map_err(|error| unreadable(format!("cannot be parsed: {error}")))?;
        rows.push(Row { number, ..read });
    }
    Ok(rows)
}

fn from_yaml(name: &str, text: &str) -> Result<Vec<Row>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Meeting {
        decisions: List<yaml::Value>,
    }
    let unreadable = |error: yaml::Error| {
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
        let number = at + 1;
        let row = yaml::from_value::<Row>(item)
            .map_err(|error| Failure::usage(format!("{name}: row {number}: {error}")))?;
        Ok(Row { number, ..row })
    });
    rows.collect()
}

impl Row {
    pub fn track(&self) -> Result<&str, Failure> {
        let track = self.track.as_deref().map(str::trim);
        track
            .filter(|track| !track.is_empty())
            .ok_or_else(|| Failure::usage("it names no track"))
    }

    pub fn wanted(&self) -> Result<DecisionRequest, Failure> {
        let word = self.decision.as_deref().unwrap_or("").trim();
        let known = DECISIONS
            .iter()
            .find(|(verb, done, _)| word == *verb || word == *done);
        let Some((_, _, what)) = known else {
            let verbs = DECISIONS.map(|(verb, ..)| verb);
            let near = nearest::did_you_mean(&nearest::nearest(word, verbs));
            return Err(Failure::usage(format!("unknown decision '{word}'"))
                .hint(near.unwrap_or_else(|| format!("expected one of {}", verbs.join(", ")))));
        };
        let votes = match self.votes.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(text) => Some(Votes::parse(text).ok_or_else(|| {
                Failure::usage(format!("invalid votes '{text}': expected {VOTES_FORM}"))
            })?),
        };
        let changes = self.change.iter().map(|text| change_or_failure(text));
        Ok(DecisionRequest {
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
            corrects: false,
        })
    }
}
