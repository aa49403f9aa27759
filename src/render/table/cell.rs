//! What a table is made of: columns and cells.

use serde_json::{Value, json};

use crate::model::Slug;
use crate::model::contact::cover;
use crate::render::sanitize::{CELL_LENGTH, MESSAGE_LENGTH, line};

/// A column: its key in JSON and CSV, and its heading.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Key in JSON and heading in CSV, in kebab-case.
    pub key: &'static str,
    pub title: &'static str,
    /// Whether it holds numbers, which are aligned right.
    pub number: bool,
    /// Whether people see it, in text and Markdown, or programs, in JSON and CSV.
    pub audience: Audience,
    /// The longest text people see in a cell, in characters.
    pub limit: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    All,
    /// People only: what programs find in other columns.
    People,
    /// Programs only: what people see in another column already.
    Programs,
}

impl Column {
    #[must_use]
    pub const fn for_programs(mut self) -> Self {
        self.audience = Audience::Programs;
        self
    }

    #[must_use]
    pub const fn for_people(mut self) -> Self {
        self.audience = Audience::People;
        self
    }

    /// The same column for texts of several sentences, which other cells would cut.
    #[must_use]
    pub const fn prose(mut self) -> Self {
        self.limit = MESSAGE_LENGTH;
        self
    }

    /// The same column for texts that no one may cut.
    #[must_use]
    pub const fn uncut(mut self) -> Self {
        self.limit = usize::MAX;
        self
    }
}

pub const fn text(key: &'static str, title: &'static str) -> Column {
    Column {
        key,
        title,
        number: false,
        audience: Audience::All,
        limit: CELL_LENGTH,
    }
}

pub const fn number(key: &'static str, title: &'static str) -> Column {
    Column {
        key,
        title,
        number: true,
        audience: Audience::All,
        limit: CELL_LENGTH,
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Number(i64),
    List(Vec<String>),
    /// Texts that people see one below the other.
    Lines(Vec<String>),
    Flag(bool),
    /// A text for people in place of another value for programs: `in 2 days` for 2, `Sat  8 Aug 2026` for 2026-08-08.
    Data(String, Value),
}

impl Cell {
    /// Covers email addresses and phone numbers.
    pub(super) fn cover_contacts(&mut self) {
        match self {
            Self::Text(text) => cover(text),
            Self::List(items) | Self::Lines(items) => items.iter_mut().for_each(cover),
            Self::Data(text, value) => {
                cover(text);
                cover_value(value);
            }
            Self::Empty | Self::Number(_) | Self::Flag(_) => {}
        }
    }

    pub(super) fn plain(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Data(text, _) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::List(items) => items.join(", "),
            Self::Lines(lines) => lines.join("; "),
            Self::Flag(true) => "yes".to_owned(),
            Self::Flag(false) => "no".to_owned(),
        }
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::List(items) => items.is_empty(),
            _ => false,
        }
    }

    /// A word of a file: people see it without its hyphens.
    pub fn word(word: &str) -> Self {
        Self::Data(word.replace('-', " "), json!(word))
    }

    /// A track of an event: people see its name, and programs what every command takes, `EVENT/TRACK`.
    pub fn track(event: &Slug, track: &Slug) -> Self {
        Self::Data(track.to_string(), json!(format!("{event}/{track}")))
    }

    /// The text of the cell in a table: no line of it is longer than a limit, and nothing in it acts.
    pub(super) fn table_text(&self, limit: usize) -> String {
        match self {
            Self::Lines(lines) => {
                let lines: Vec<String> = lines.iter().map(|one| line(one, limit)).collect();
                lines.join("\n")
            }
            cell => line(&cell.plain(), limit),
        }
    }

    pub(super) fn json(&self) -> Value {
        match self {
            Self::Empty => Value::Null,
            Self::Text(text) => json!(text),
            Self::Number(number) => json!(number),
            Self::List(items) | Self::Lines(items) => json!(items),
            Self::Flag(flag) => json!(flag),
            Self::Data(_, value) => value.clone(),
        }
    }
}

/// Covers email addresses and phone numbers in every text of a value.
fn cover_value(value: &mut Value) {
    match value {
        Value::String(text) => cover(text),
        Value::Array(items) => items.iter_mut().for_each(cover_value),
        Value::Object(map) => map.values_mut().for_each(cover_value),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl<T: Into<String>> From<Option<T>> for Cell {
    fn from(text: Option<T>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.into()))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
