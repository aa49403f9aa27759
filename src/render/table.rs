//! Tables, and documents of several tables, in every format: text, JSON, CSV and Markdown.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width, presets};
use serde_json::{Map, Value, json};
use unicode_width::UnicodeWidthStr;

use super::Style;
use super::sanitize::{self, CELL_LENGTH, MESSAGE_LENGTH, line};

/// The formats every table can be printed in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Aligned columns for people.
    #[default]
    Table,
    /// JSON for programs.
    Json,
    /// Comma-separated values for spreadsheets.
    Csv,
    /// A Markdown table for wikis and pull requests.
    Markdown,
}

/// A column: its key in JSON and CSV, and its heading.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Key in JSON and heading in CSV, in kebab-case.
    pub key: &'static str,
    /// Heading in text and Markdown.
    pub title: &'static str,
    /// Whether it holds numbers, which stand to the right.
    pub number: bool,
    /// Whether people see it, in text and Markdown, or programs, in JSON and CSV.
    pub audience: Audience,
    /// The longest text people see in a cell, in characters.
    pub limit: usize,
}

/// Whom a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody.
    All,
    /// Programs only: what people see in another column already.
    Programs,
}

impl Column {
    /// The same column for programs only.
    #[must_use]
    pub const fn for_programs(mut self) -> Self {
        self.audience = Audience::Programs;
        self
    }

    /// The same column for texts of several sentences, which other cells would cut.
    #[must_use]
    pub const fn prose(mut self) -> Self {
        self.limit = MESSAGE_LENGTH;
        self
    }
}

/// A column of texts.
pub const fn text(key: &'static str, title: &'static str) -> Column {
    Column {
        key,
        title,
        number: false,
        audience: Audience::All,
        limit: CELL_LENGTH,
    }
}

/// A column of numbers.
pub const fn number(key: &'static str, title: &'static str) -> Column {
    Column {
        key,
        title,
        number: true,
        audience: Audience::All,
        limit: CELL_LENGTH,
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
    /// Several texts.
    List(Vec<String>),
    /// Yes or no.
    Flag(bool),
    /// A text for people that stands for another value for programs: `in 2 days` for 2, `Sat  8 Aug 2026` for 2026-08-08.
    Data(String, Value),
}

impl Cell {
    fn plain(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Data(text, _) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::List(items) => items.join(", "),
            Self::Flag(true) => "yes".to_owned(),
            Self::Flag(false) => "no".to_owned(),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Empty => Value::Null,
            Self::Text(text) => json!(text),
            Self::Number(number) => json!(number),
            Self::List(items) => json!(items),
            Self::Flag(flag) => json!(flag),
            Self::Data(_, value) => value.clone(),
        }
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

/// Blanks between two columns.
const GAP: u16 = 2;

/// Rows under columns.
#[derive(Debug, Clone)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    headed: bool,
}

impl Table {
    /// An empty table.
    pub fn new(columns: impl Into<Vec<Column>>) -> Self {
        Self {
            columns: columns.into(),
            rows: Vec::new(),
            headed: true,
        }
    }

    /// The same table without its headings in text: for columns that explain themselves.
    #[must_use]
    pub fn without_heading(mut self) -> Self {
        self.headed = false;
        self
    }

    /// Adds a row: a cell for each column.
    pub fn row(&mut self, cells: impl Into<Vec<Cell>>) {
        let cells = cells.into();
        debug_assert_eq!(cells.len(), self.columns.len());
        self.rows.push(cells);
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table in a format, alone.
    pub fn render(&self, format: Format, style: Style) -> String {
        match format {
            Format::Table => self.text(style, 0),
            Format::Json => pretty(&self.json()),
            Format::Csv => self.csv(),
            Format::Markdown => self.markdown(),
        }
    }

    /// The columns that people see, with their places in a row.
    fn shown(&self) -> impl Iterator<Item = (usize, &Column)> {
        self.columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.audience == Audience::All)
    }

    fn text(&self, style: Style, indent: usize) -> String {
        let mut table = comfy_table::Table::new();
        table.load_style(presets::NOTHING);
        match style.width {
            Some(width) => {
                table.set_content_arrangement(ContentArrangement::Dynamic);
                table.set_width(
                    width
                        .saturating_sub(u16::try_from(indent).unwrap_or(0))
                        .max(20),
                );
            }
            None => {
                table.set_content_arrangement(ContentArrangement::Disabled);
            }
        }
        if self.headed {
            table.set_header(self.shown().map(|(_, column)| column.title));
        }
        for row in &self.rows {
            let cells = self.shown();
            table.add_row(cells.map(|(at, column)| line(&row[at].plain(), column.limit)));
        }
        let unbroken: Vec<u16> = self
            .shown()
            .map(|(place, _)| self.unbroken(place).saturating_add(GAP))
            .collect();
        let needed = unbroken.iter().copied().map(usize::from).sum::<usize>();
        // Where not even the words fit beside each other, breaking them keeps the columns apart.
        let fits = table.width().is_some_and(|width| needed <= width.into());
        for (at, (_, column)) in self.shown().enumerate() {
            if let Some(laid) = table.column_mut(at) {
                laid.set_padding((0, GAP));
                if fits {
                    let width = Width::Fixed(unbroken[at]);
                    laid.set_constraint(ColumnConstraint::LowerBoundary(width));
                }
                if column.number {
                    laid.set_cell_alignment(CellAlignment::Right);
                }
            }
        }
        let pad = " ".repeat(indent);
        let mut text = String::new();
        for (at, line) in table.lines().enumerate() {
            let line = line.trim_end();
            let line = if at == 0 && self.headed {
                style.bold(line)
            } else {
                line.to_owned()
            };
            let _ = writeln!(text, "{pad}{line}");
        }
        text
    }

    /// How wide a column has to be, in terminal columns, so that no word and no date in it is broken; a very long word may be.
    fn unbroken(&self, at: usize) -> u16 {
        const LONGEST_WORD: usize = 20;
        let title = if self.headed {
            self.columns[at].title
        } else {
            ""
        };
        let words = |text: &str| text.split(' ').map(UnicodeWidthStr::width).max();
        let cells = self.rows.iter().filter_map(|row| match &row[at] {
            Cell::Data(text, _) => Some(text.width()),
            cell => words(&line(&cell.plain(), self.columns[at].limit)),
        });
        let widest = cells.chain(words(title)).max().unwrap_or_default();
        u16::try_from(widest.min(LONGEST_WORD)).unwrap_or(0)
    }

    fn json(&self) -> Value {
        let row = |row: &Vec<Cell>| -> Value {
            let cells = self
                .columns
                .iter()
                .zip(row)
                .map(|(column, cell)| (column.key.to_owned(), cell.json()));
            Value::Object(cells.collect::<Map<_, _>>())
        };
        Value::Array(self.rows.iter().map(row).collect())
    }

    fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        // Writing to memory cannot fail.
        let _ = writer.write_record(self.columns.iter().map(|column| column.key));
        for row in &self.rows {
            let _ = writer.write_record(row.iter().map(|cell| match cell {
                Cell::Number(number) => number.to_string(),
                Cell::Data(_, Value::Number(number)) => number.to_string(),
                Cell::Data(_, Value::String(text)) => formula_free(text),
                other => formula_free(&other.plain()),
            }));
        }
        writer
            .into_inner()
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .unwrap_or_default()
    }

    fn markdown(&self) -> String {
        let mut text = String::from("|");
        for (_, column) in self.shown() {
            let _ = write!(text, " {} |", column.title);
        }
        text.push_str("\n|");
        for (_, column) in self.shown() {
            text.push_str(if column.number { " ---: |" } else { " --- |" });
        }
        text.push('\n');
        for row in &self.rows {
            text.push('|');
            for (at, column) in self.shown() {
                let _ = write!(
                    text,
                    " {} |",
                    super::markup::markdown(&line(&row[at].plain(), column.limit))
                );
            }
            text.push('\n');
        }
        text
    }
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises.
fn formula_free(text: &str) -> String {
    let text = sanitize::whole(text);
    let acts = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    let text = if text.starts_with(acts) {
        format!("'{text}")
    } else {
        text
    };
    // On a log that GitHub reads, a line of a cell would be a command.
    if text.contains("::") {
        sanitize::lines_disarmed(&text)
    } else {
        text
    }
}

/// Several tables and texts that belong together.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The parts, in order.
    pub sections: Vec<Section>,
}

/// A part of a document.
#[derive(Debug, Clone)]
pub struct Section {
    /// Key in JSON.
    pub key: &'static str,
    /// Heading, with what is said behind it.
    pub title: String,
    /// What stands behind the heading on its line.
    pub note: String,
    /// The table.
    pub table: Table,
    /// Whether JSON shows the first row as an object instead of a list of rows.
    pub single: bool,
    /// Lines shown instead of the table in text and Markdown.
    pub lines: Option<Vec<String>>,
    /// Whether text and Markdown show the heading and its note alone: the note says what the table holds.
    pub brief: bool,
    /// A line below the table in text and Markdown.
    pub footer: Option<String>,
}

impl Section {
    /// A section with a heading and a table.
    pub fn new(key: &'static str, title: impl Into<String>, table: Table) -> Self {
        Self {
            key,
            title: title.into(),
            note: String::new(),
            table,
            single: false,
            lines: None,
            brief: false,
            footer: None,
        }
    }

    /// Says something behind the heading.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// One object in JSON, and the heading with its note instead of a table for people.
    #[must_use]
    pub fn as_note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self.brief = true;
        self.single = true;
        self
    }

    /// Says something below the table.
    #[must_use]
    pub fn footer(mut self, footer: Option<String>) -> Self {
        self.footer = footer;
        self
    }

    fn shows_table(&self) -> bool {
        !self.brief && !self.table.is_empty()
    }

    /// One object in JSON, and lines instead of a table for people.
    #[must_use]
    pub fn as_lines(mut self, lines: Vec<String>) -> Self {
        self.lines = Some(lines);
        self.single = true;
        self
    }
}

impl Document {
    /// The document in a format. CSV has the tables one after the other, with an empty line between.
    pub fn render(&self, format: Format, style: Style) -> String {
        match format {
            Format::Table => self.text(style),
            Format::Json => {
                let part = |section: &Section| {
                    let rows = section.table.json();
                    let value = if section.single {
                        rows.get(0).cloned().unwrap_or(Value::Null)
                    } else {
                        rows
                    };
                    (section.key.to_owned(), value)
                };
                pretty(&Value::Object(self.sections.iter().map(part).collect()))
            }
            Format::Csv => self
                .sections
                .iter()
                .map(|section| section.table.csv())
                .collect::<Vec<_>>()
                .join("\n"),
            Format::Markdown => self.markdown(),
        }
    }

    fn text(&self, style: Style) -> String {
        let mut parts = Vec::new();
        for section in &self.sections {
            let mut part = String::new();
            if let Some(lines) = &section.lines {
                for (at, text) in lines.iter().enumerate() {
                    for text in wrap(&line(text, MESSAGE_LENGTH), style.width, 0) {
                        let _ =
                            writeln!(part, "{}", if at == 0 { style.bold(&text) } else { text });
                    }
                }
            } else {
                let title = line(&section.title, MESSAGE_LENGTH);
                let note = line(&section.note, MESSAGE_LENGTH);
                let taken = title.width() + 2;
                let mut lines = wrap(&note, style.width, taken).into_iter();
                let first = lines.next().filter(|note| !note.is_empty());
                let gap = if first.is_some() { "  " } else { "" };
                let _ = writeln!(
                    part,
                    "{}{gap}{}",
                    style.bold(&title),
                    first.unwrap_or_default()
                );
                for rest in lines {
                    let _ = writeln!(part, "{:taken$}{rest}", "");
                }
                if section.shows_table() {
                    part.push_str(&section.table.text(style, 2));
                }
                if let Some(footer) = &section.footer {
                    let _ = writeln!(part, "  {}", line(footer, MESSAGE_LENGTH));
                }
            }
            parts.push(part);
        }
        parts.join("\n")
    }

    fn markdown(&self) -> String {
        let mut parts = Vec::new();
        for section in &self.sections {
            let mut part = String::new();
            let escape = |text: &str| super::markup::markdown(&line(text, MESSAGE_LENGTH));
            if let Some(lines) = &section.lines {
                for (at, text) in lines.iter().enumerate() {
                    let _ = if at == 0 {
                        writeln!(part, "# {}", escape(text))
                    } else {
                        writeln!(part, "\n{}", escape(text))
                    };
                }
            } else {
                let _ = writeln!(part, "## {}", escape(&section.title));
                if !section.note.is_empty() {
                    let _ = writeln!(part, "\n{}", escape(&section.note));
                }
                if section.shows_table() {
                    let _ = write!(part, "\n{}", section.table.markdown());
                }
                if let Some(footer) = &section.footer {
                    let _ = writeln!(part, "\n{}", escape(footer));
                }
            }
            parts.push(part);
        }
        parts.join("\n")
    }
}

/// A line broken between its parts (`a · b`) where it would not fit beside `taken` columns, and within a part only where that alone is too long.
fn wrap(text: &str, width: Option<u16>, taken: usize) -> Vec<String> {
    let Some(room) = width.map(|width| usize::from(width).saturating_sub(taken)) else {
        return vec![text.to_owned()];
    };
    let mut lines: Vec<String> = Vec::new();
    let mut add = |piece: &str, gap: &str| match lines.last_mut() {
        Some(line) if line.width() + gap.width() + piece.width() <= room => {
            line.push_str(gap);
            line.push_str(piece);
        }
        _ => lines.push(piece.to_owned()),
    };
    for part in text.split(" · ") {
        if part.width() <= room {
            add(part, " · ");
        } else {
            for (at, word) in part.split(' ').enumerate() {
                add(word, if at == 0 { " · " } else { " " });
            }
        }
    }
    lines
}

/// JSON on several lines, with a line end.
pub fn pretty(value: &Value) -> String {
    sanitize::json(&serde_json::to_string_pretty(value).unwrap_or_default()) + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new([
            text("track", "Track"),
            number("scenarios", "Scenarios"),
            text("leads", "Leads"),
        ]);
        table.row([
            Cell::from("Bulk | Data"),
            Cell::from(4_usize),
            Cell::List(vec!["A".into(), "B".into()]),
        ]);
        table.row([Cell::from("=cmd()"), Cell::Empty, Cell::Empty]);
        table
    }

    const PLAIN: Style = Style {
        color: false,
        width: None,
    };

    #[test]
    fn a_table_in_every_format() {
        assert_eq!(
            table().render(Format::Table, PLAIN),
            "Track        Scenarios  Leads\nBulk | Data          4  A, B\n=cmd()\n"
        );
        assert_eq!(
            table().render(Format::Csv, PLAIN),
            "track,scenarios,leads\nBulk | Data,4,\"A, B\"\n'=cmd(),,\n"
        );
        assert_eq!(
            table().render(Format::Markdown, PLAIN),
            "| Track | Scenarios | Leads |\n| --- | ---: | --- |\n| Bulk \\| Data | 4 | A, B |\n| =cmd() |  |  |\n"
        );
        let json: Value =
            serde_json::from_str(&table().render(Format::Json, PLAIN)).unwrap_or_default();
        assert_eq!(
            json,
            json!([{"track": "Bulk | Data", "scenarios": 4, "leads": ["A", "B"]}, {"track": "=cmd()", "scenarios": null, "leads": null}])
        );
    }

    #[test]
    fn programs_get_values_where_people_get_words() {
        let mut table = Table::new([
            text("date", "Date"),
            number("days", "Distance"),
            text("hard", "Hard").for_programs(),
        ]);
        table.row([
            Cell::Data("Sat  8 Aug 2026".into(), json!("2026-08-08")),
            Cell::Data("in 2 days".into(), json!(2)),
            Cell::Flag(true),
        ]);
        assert_eq!(
            table.render(Format::Table, PLAIN),
            "Date              Distance\nSat  8 Aug 2026  in 2 days\n"
        );
        assert_eq!(
            table.render(Format::Markdown, PLAIN),
            "| Date | Distance |\n| --- | ---: |\n| Sat  8 Aug 2026 | in 2 days |\n"
        );
        assert_eq!(
            table.render(Format::Csv, PLAIN),
            "date,days,hard\n2026-08-08,2,yes\n"
        );
        let json: Value =
            serde_json::from_str(&table.render(Format::Json, PLAIN)).unwrap_or_default();
        assert_eq!(
            json,
            json!([{"date": "2026-08-08", "days": 2, "hard": true}])
        );
    }

    #[test]
    fn a_note_wraps_between_its_parts_and_stands_for_its_table() {
        let document = Document {
            sections: vec![
                Section::new("people", "People", table())
                    .as_note("3 here · 4 there · 5 on the way"),
                Section::new("next", "Next", table()).footer(Some("and 2 more".to_owned())),
            ],
        };
        let narrow = Style {
            color: false,
            width: Some(30),
        };
        let text = document.render(Format::Table, narrow);
        assert!(
            text.starts_with("People  3 here · 4 there\n        5 on the way\n\nNext\n"),
            "{text}"
        );
        assert!(text.ends_with("\n  and 2 more\n"), "{text}");
        let text = document.render(Format::Table, PLAIN);
        assert!(
            text.starts_with("People  3 here · 4 there · 5 on the way\n\n"),
            "{text}"
        );
        let text = document.render(Format::Markdown, PLAIN);
        assert!(
            text.starts_with("## People\n\n3 here · 4 there · 5 on the way\n\n## Next\n"),
            "{text}"
        );
        let json: Value =
            serde_json::from_str(&document.render(Format::Json, PLAIN)).unwrap_or_default();
        assert_eq!(json["people"]["scenarios"], 4);
    }

    #[test]
    fn a_narrow_terminal_breaks_neither_a_date_nor_a_word() {
        let mut table = Table::new([
            text("date", "Date"),
            text("what", "What"),
            text("who", "Who"),
        ]);
        table.row([
            Cell::Data("Sat  8 Aug 2026".into(), json!("2026-08-08")),
            Cell::from("'Structured Questionnaires': test scripts submitted"),
            Cell::from("Robin Example, Kim Sample"),
        ]);
        let narrow = Style {
            color: false,
            width: Some(52),
        };
        assert_eq!(
            table.render(Format::Table, narrow),
            "Date             What              Who\n\
             Sat  8 Aug 2026  'Structured       Robin Example,\n\
             \x20                Questionnaires':  Kim Sample\n\
             \x20                test scripts\n\
             \x20                submitted\n"
        );
    }

    #[test]
    fn a_narrow_terminal_wraps_and_keeps_its_width() {
        let mut table = Table::new([text("a", "A"), text("b", "B")]);
        table.row([
            Cell::from("a few words that wrap"),
            Cell::from("and some more of them here"),
        ]);
        let text = table.render(
            Format::Table,
            Style {
                color: false,
                width: Some(30),
            },
        );
        assert!(
            text.lines().count() > 2 && text.lines().all(|line| line.chars().count() <= 30),
            "{text}"
        );
    }
}
