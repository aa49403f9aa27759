//! Documents of several tables and texts, in every format of a table.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::render::Style;
use crate::render::contract;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::render::table::{
    Audience, Cell, Column, Format, SortKey, Table, UnknownColumn, pretty, text,
};

/// Several tables and texts that belong together.
#[derive(Debug, Clone, Default)]
pub struct Document {
    pub sections: Vec<Section>,
}

#[derive(Debug, Clone)]
pub struct Section {
    pub key: &'static str,
    /// Heading, with its note.
    pub title: String,
    /// What follows the heading on its line.
    pub note: String,
    pub table: Table,
    /// What people see in place of the table.
    for_people: Option<Table>,
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
            for_people: None,
            single: false,
            lines: None,
            brief: false,
            footer: None,
        }
    }

    /// A record: its fields one below the other for people, without those that are empty, and one object for programs.
    pub fn record(
        key: &'static str,
        title: impl Into<String>,
        fields: Vec<(Column, Cell)>,
        with_contacts: bool,
    ) -> Self {
        let columns = [text("key", "Key"), text("value", "Value").prose()];
        let shown = Table::new(columns).without_heading();
        let mut shown = shown.with_contacts(with_contacts);
        let seen = |(column, _): &&(Column, Cell)| column.audience != Audience::Programs;
        for (column, cell) in fields.iter().filter(seen) {
            shown.field(column.title, cell.clone());
        }
        let (columns, cells): (Vec<Column>, Vec<Cell>) = fields.into_iter().unzip();
        let mut table = Table::new(columns).with_contacts(with_contacts);
        table.row(cells);
        Self {
            for_people: Some(shown),
            single: true,
            ..Self::new(key, title, table)
        }
    }

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

    #[must_use]
    pub fn footer(mut self, footer: Option<String>) -> Self {
        self.footer = footer;
        self
    }

    /// The table that people see, where it says more than the heading.
    fn shown_table(&self) -> Option<&Table> {
        let table = self.for_people.as_ref().unwrap_or(&self.table);
        (!self.brief && !table.is_empty()).then_some(table)
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
    /// Sorts every list that has these columns; an error where none has them.
    pub fn sort(&mut self, keys: &[SortKey]) -> Result<(), UnknownColumn> {
        let lists = self.sections.iter_mut().filter(|section| !section.single);
        let mut unknown: Option<UnknownColumn> = None;
        let mut is_sorted = false;
        for section in lists {
            match section.table.sort(keys) {
                Ok(()) => is_sorted = true,
                Err(other) => match &mut unknown {
                    Some(unknown) => unknown.known.extend(other.known),
                    None => unknown = Some(other),
                },
            }
        }
        match unknown {
            Some(mut unknown) if !is_sorted => {
                let mut seen = BTreeSet::new();
                unknown.known.retain(|key| seen.insert(*key));
                Err(unknown)
            }
            _ => Ok(()),
        }
    }

    /// The document in a format. CSV has the tables one after the other, with an empty line between.
    pub fn render(&self, format: Format, event: Option<&str>, style: Style) -> String {
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
                pretty(&contract::envelope(event, self.sections.iter().map(part)))
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
                if let Some(table) = section.shown_table() {
                    part.push_str(&table.text(style, 2));
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
            let escape = |text: &str| crate::render::markup::markdown(&line(text, MESSAGE_LENGTH));
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
                if let Some(table) = section.shown_table() {
                    let _ = write!(part, "\n{}", table.markdown());
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

/// A line broken between its parts (`a · b`) where it would not fit next to `taken` columns, and within a part only where that alone is too long.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::table::number;

    const PLAIN: Style = Style {
        color: false,
        width: None,
    };

    fn table() -> Table {
        let mut table = Table::new([text("track", "Track"), number("scenarios", "Scenarios")]);
        table.row([Cell::from("Bulk Data"), Cell::from(4_usize)]);
        table
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
        let text = document.render(Format::Table, None, narrow);
        assert!(
            text.starts_with("People  3 here · 4 there\n        5 on the way\n\nNext\n"),
            "{text}"
        );
        assert!(text.ends_with("\n  and 2 more\n"), "{text}");
        let text = document.render(Format::Table, None, PLAIN);
        assert!(
            text.starts_with("People  3 here · 4 there · 5 on the way\n\n"),
            "{text}"
        );
        let text = document.render(Format::Markdown, None, PLAIN);
        assert!(
            text.starts_with("## People\n\n3 here · 4 there · 5 on the way\n\n## Next\n"),
            "{text}"
        );
        let json: Value =
            serde_json::from_str(&document.render(Format::Json, None, PLAIN)).unwrap_or_default();
        assert_eq!(json["people"]["scenarios"], 4);
    }
}
