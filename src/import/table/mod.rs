//! Tables that a web form or another tool exported: bytes become text ([`encoding`]), text becomes a [`Sheet`] of rows, a file a format; a workbook ([`xlsx`]) is read as it is.

pub mod csv;
pub mod encoding;
pub mod json;
pub mod xlsx;
pub mod yaml;

use serde_json::Value;

use crate::model::words::words;

/// The largest file that is read, in bytes: 64 MiB, some hundred times the largest Connectathon's registrations.
pub const MAX_BYTES: usize = 64 << 20;
pub const MAX_ROWS: usize = 100_000;
pub const MAX_COLUMNS: usize = 1_000;
/// The most cells of a table, with those that only fill a row up to the width of the headings: twenty columns of the most rows.
pub const MAX_CELLS: usize = 2_000_000;

/// Why a file as a whole cannot be imported: one line, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Unusable {
    /// What was found, and what was expected.
    pub message: String,
    pub hint: Option<String>,
}

impl Unusable {
    /// A file that cannot be imported, and why.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
        }
    }

    /// A text that is not the JSON it should be; the words never repeat what it holds.
    pub fn json(error: &serde_json::Error) -> Self {
        let place = format!("line {}, column {}", error.line(), error.column());
        let what = match error.classify() {
            serde_json::error::Category::Data => "has a value of another kind than expected",
            serde_json::error::Category::Eof => "ends in the middle of its JSON",
            _ => "is not valid JSON",
        };
        Self::new(format!("{what}: {place}"))
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

words! {
    /// The formats a file can have.
    pub enum SheetFormat {
        /// Cells between commas, semicolons or tabs, under a row of headings.
        Csv = "csv",
        /// A list of people, or an organization with its contacts and components.
        Json = "json",
        /// A list of people, or an organization with its contacts and components.
        Yaml = "yaml",
        /// The first sheet of a workbook with something in it.
        Xlsx = "xlsx",
    }
}

impl SheetFormat {
    /// The format that a file's name says.
    pub fn from_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "csv" | "tsv" | "txt" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "yaml" | "yml" => Some(Self::Yaml),
            "xlsx" | "xlsm" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The format of a text without a name: JSON begins with a bracket, and everything else is taken for CSV.
    pub fn guess(text: &str) -> Self {
        if text.trim_start().starts_with(['[', '{']) {
            Self::Json
        } else {
            Self::Csv
        }
    }
}

/// Rows under headings, whatever the format was.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    pub header: Vec<String>,
    /// The rows, without blank ones.
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number as the reader of the file counts: a spreadsheet's, whose headings are row 1, or the place in a list, from 1.
    pub number: usize,
    /// Its cells, one for each heading, or why they could not be told apart.
    pub cells: Result<Vec<Value>, String>,
}

/// Reads a file of a format.
///
/// # Errors
/// It does not decode, does not read as its format, or is too large.
pub fn read(bytes: &[u8], format: Option<SheetFormat>) -> Result<Sheet, Unusable> {
    if bytes.len() > MAX_BYTES {
        return Err(too_large());
    }
    // A workbook is one under any name: no text begins as it does.
    if format == Some(SheetFormat::Xlsx) || xlsx::is_one(bytes) {
        xlsx::read(bytes)
    } else {
        read_text(&encoding::decode(bytes)?, format)
    }
}

fn read_text(text: &str, format: Option<SheetFormat>) -> Result<Sheet, Unusable> {
    match format.unwrap_or_else(|| SheetFormat::guess(text)) {
        SheetFormat::Json => json::read(text),
        SheetFormat::Yaml => yaml::read(text),
        SheetFormat::Csv | SheetFormat::Xlsx => csv::read(text),
    }
}

/// What is said of a file above [`MAX_BYTES`].
pub fn too_large() -> Unusable {
    Unusable::new(format!("is larger than {} MiB", MAX_BYTES >> 20))
        .hint("expected the rows of one event; split the file, or leave out columns that do not belong to a registration")
}

/// What is said of a file with more than [`MAX_ROWS`] rows.
pub fn too_many_rows() -> Unusable {
    Unusable::new(format!("holds more than {MAX_ROWS} rows"))
        .hint("expected the rows of one event; split the file")
}

/// Refuses a table beyond a bound, before room is made for its cells.
///
/// # Errors
/// It has more than [`MAX_COLUMNS`] columns, or more than [`MAX_CELLS`] cells once every row is as wide as the headings.
pub fn ensure_bounded(columns: usize, rows: usize) -> Result<(), Unusable> {
    if columns > MAX_COLUMNS {
        return Err(too_many_columns());
    }
    if columns.saturating_mul(rows) > MAX_CELLS {
        return Err(too_many_cells());
    }
    Ok(())
}

/// What is said of a table with more than [`MAX_COLUMNS`] columns.
fn too_many_columns() -> Unusable {
    Unusable::new(format!("holds more than {MAX_COLUMNS} columns"))
        .hint("leave out the columns that do not belong to a registration or a result")
}

/// What is said of a table with more than [`MAX_CELLS`] cells.
fn too_many_cells() -> Unusable {
    Unusable::new(format!("holds more than {MAX_CELLS} cells")).hint(
        "split the file, or leave out the columns that do not belong to a registration or a result",
    )
}
