//! A page as a person reads it at a terminal: texts as they were written, tables in columns.

use super::{Block, Page};
use crate::publish::html::plain;
use crate::render::Style;
use crate::render::sanitize::{MESSAGE_LENGTH, line, lines};
use crate::render::table::{Cell, Format, Table, text};

/// The width of the cells of tables, in characters, beyond which they are cut.
const CELL: usize = 200;

/// A page as text.
pub fn render(page: &Page, style: Style) -> String {
    let mut parts = Vec::new();
    for block in &page.0 {
        parts.push(match block {
            Block::Heading(level, heading) => {
                let heading = line(heading, MESSAGE_LENGTH);
                // Lower headings are told by their line alone.
                let mark = if *level > 2 { "- " } else { "" };
                format!("{}\n", style.bold(&format!("{mark}{heading}")))
            }
            Block::Text(markdown) => indented(&lines(&plain(markdown))),
            Block::Items { items, .. } => {
                let items = items.iter().map(|item| line(&plain(item), MESSAGE_LENGTH));
                indented(&items.collect::<Vec<_>>().join("\n"))
            }
            Block::Table(titles, rows) => {
                let keys = titles.iter().copied().map(|title| text("", title));
                let mut table = Table::new(keys.collect::<Vec<_>>());
                for row in rows {
                    let cells = row.iter().map(|cell| Cell::from(line(&cell.text, CELL)));
                    table.row(cells.collect::<Vec<_>>());
                }
                let text = table.render(Format::Table, None, style);
                indented(text.trim_end())
            }
        });
    }
    let mut all = String::new();
    for (at, part) in parts.iter().enumerate() {
        let is_heading = matches!(page.0[at], Block::Heading(..));
        if is_heading && at > 0 {
            all.push('\n');
        }
        all.push_str(part);
    }
    all
}

fn indented(text: &str) -> String {
    let lines = text.lines().map(|line| match line {
        "" => "\n".to_owned(),
        line => format!("  {line}\n"),
    });
    lines.collect()
}
