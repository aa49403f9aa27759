//! Tables in every format: text, JSON, CSV and Markdown.

mod cell;
mod order;

use std::fmt::Write as _;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width, presets};
use serde_json::{Map, Value};
use unicode_width::UnicodeWidthStr;

use crate::model::words::words;
use crate::render::Style;
use crate::render::contract;
use crate::render::sanitize;
use crate::render::sanitize::line;

pub use cell::{Audience, Cell, Column, number, text};
pub use order::{SortKey, UnknownColumn};

words! {
    /// The formats every table can be printed in.
    #[derive(Default)]
    pub enum Format {
        /// Aligned columns for people
        #[default]
        Table = "table",
        /// JSON for programs
        Json = "json",
        /// Comma-separated values for spreadsheets
        Csv = "csv",
        /// A Markdown table for wikis and pull requests
        Markdown = "markdown",
    }
}

const GAP: u16 = 2;

#[derive(Debug, Clone)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    headed: bool,
    /// What the rows are, as the key that programs find them under.
    name: &'static str,
    /// How wide text is where no terminal says so; else as wide as its longest cells.
    width: Option<u16>,
    with_contacts: bool,
}

impl Table {
    pub fn new(columns: impl Into<Vec<Column>>) -> Self {
        Self {
            columns: columns.into(),
            rows: Vec::new(),
            headed: true,
            name: "rows",
            width: None,
            with_contacts: false,
        }
    }

    /// The same table with a name for its rows: a plural, in kebab-case.
    #[must_use]
    pub fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    /// The same table with email addresses and phone numbers, which are covered else wherever they were written.
    #[must_use]
    pub fn with_contacts(mut self, with_contacts: bool) -> Self {
        self.with_contacts = with_contacts;
        self
    }

    /// The same table, as text never wider than this where no terminal gives a width: for long cells, which then wrap.
    #[must_use]
    pub fn filled_to(mut self, width: u16) -> Self {
        self.width = Some(width);
        self
    }

    /// The same table without its headings in text: for columns that explain themselves.
    #[must_use]
    pub fn without_heading(mut self) -> Self {
        self.headed = false;
        self
    }

    /// Adds a row: a cell for each column.
    pub fn row(&mut self, cells: impl Into<Vec<Cell>>) {
        let mut cells = cells.into();
        debug_assert_eq!(cells.len(), self.columns.len());
        if !self.with_contacts {
            cells.iter_mut().for_each(Cell::cover_contacts);
        }
        self.rows.push(cells);
    }

    /// Adds a key with its value, unless that is empty: for a table of two columns.
    pub fn field(&mut self, key: &str, value: Cell) {
        if !value.is_empty() {
            self.row([Cell::from(key), value]);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table in a format; the event is the one that all rows are of, where there is one.
    pub fn render(&self, format: Format, event: Option<&str>, style: Style) -> String {
        match format {
            Format::Table => self.text(style, 0),
            Format::Json => pretty(&contract::envelope(
                event,
                [(self.name.to_owned(), self.json())],
            )),
            Format::Csv => self.csv(),
            Format::Markdown => self.markdown(),
        }
    }

    /// The columns that people see, with their places in a row.
    fn visible_columns(&self) -> impl Iterator<Item = (usize, &Column)> {
        let columns = self.columns.iter().enumerate();
        columns.filter(|(_, column)| column.audience != Audience::Programs)
    }

    /// The columns that programs see, with their places in a row.
    fn data_columns(&self) -> impl Iterator<Item = (usize, &Column)> {
        let columns = self.columns.iter().enumerate();
        columns.filter(|(_, column)| column.audience != Audience::People)
    }

    pub(super) fn text(&self, style: Style, indent: usize) -> String {
        let mut table = comfy_table::Table::new();
        table.load_style(presets::NOTHING);
        match style.width.or(self.width) {
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
            table.set_header(self.visible_columns().map(|(_, column)| column.title));
        }
        for row in &self.rows {
            let cells = self.visible_columns();
            table.add_row(cells.map(|(at, column)| row[at].table_text(column.limit)));
        }
        let unbroken: Vec<u16> = self
            .visible_columns()
            .map(|(place, _)| self.unbroken(place).saturating_add(GAP))
            .collect();
        let needed = unbroken.iter().copied().map(usize::from).sum::<usize>();
        // Where not even the words fit beside each other, breaking them keeps the columns apart.
        let fits = table.width().is_some_and(|width| needed <= width.into());
        for (at, (_, column)) in self.visible_columns().enumerate() {
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

    pub fn json(&self) -> Value {
        let row = |row: &Vec<Cell>| -> Value {
            let cells = self
                .data_columns()
                .map(|(at, column)| (column.key.to_owned(), row[at].json()));
            Value::Object(cells.collect::<Map<_, _>>())
        };
        Value::Array(self.rows.iter().map(row).collect())
    }

    pub fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        // SourceText to memory cannot fail.
        let _ = writer.write_record(self.data_columns().map(|(_, column)| column.key));
        for row in &self.rows {
            let _ = writer.write_record(self.data_columns().map(|(at, _)| match &row[at] {
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

    pub(super) fn markdown(&self) -> String {
        let mut text = String::from("|");
        for (_, column) in self.visible_columns() {
            let _ = write!(text, " {} |", column.title);
        }
        text.push_str("\n|");
        for (_, column) in self.visible_columns() {
            text.push_str(if column.number { " ---: |" } else { " --- |" });
        }
        text.push('\n');
        for row in &self.rows {
            text.push('|');
            for (at, column) in self.visible_columns() {
                let _ = write!(
                    text,
                    " {} |",
                    crate::render::markup::markdown(&line(&row[at].plain(), column.limit))
                );
            }
            text.push('\n');
        }
        text
    }
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises.
pub fn formula_free(text: &str) -> String {
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

/// JSON on several lines, with a line end.
pub fn pretty(value: &Value) -> String {
    sanitize::json(&serde_json::to_string_pretty(value).unwrap_or_default()) + "\n"
}

#[cfg(test)]
mod tests {
    use serde_json::json;

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
            table().render(Format::Table, None, PLAIN),
            "Track        Scenarios  Leads\nBulk | Data          4  A, B\n=cmd()\n"
        );
        assert_eq!(
            table().render(Format::Csv, None, PLAIN),
            "track,scenarios,leads\nBulk | Data,4,\"A, B\"\n'=cmd(),,\n"
        );
        assert_eq!(
            table().render(Format::Markdown, None, PLAIN),
            "| Track | Scenarios | Leads |\n| --- | ---: | --- |\n| Bulk \\| Data | 4 | A, B |\n| =cmd() |  |  |\n"
        );
        let json: Value = serde_json::from_str(&table().named("tracks").render(
            Format::Json,
            Some("e"),
            PLAIN,
        ))
        .unwrap_or_default();
        assert_eq!(
            json,
            json!({
                "schema-version": 1,
                "event": "e",
                "tracks": [
                    {"track": "Bulk | Data", "scenarios": 4, "leads": ["A", "B"]},
                    {"track": "=cmd()", "scenarios": null, "leads": null},
                ]
            })
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
            table.render(Format::Table, None, PLAIN),
            "Date              Distance\nSat  8 Aug 2026  in 2 days\n"
        );
        assert_eq!(
            table.render(Format::Markdown, None, PLAIN),
            "| Date | Distance |\n| --- | ---: |\n| Sat  8 Aug 2026 | in 2 days |\n"
        );
        assert_eq!(
            table.render(Format::Csv, None, PLAIN),
            "date,days,hard\n2026-08-08,2,yes\n"
        );
        let json: Value =
            serde_json::from_str(&table.render(Format::Json, None, PLAIN)).unwrap_or_default();
        assert_eq!(
            json,
            json!({
                "schema-version": 1,
                "event": null,
                "rows": [{"date": "2026-08-08", "days": 2, "hard": true}]
            })
        );
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
            table.render(Format::Table, None, narrow),
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
            None,
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
