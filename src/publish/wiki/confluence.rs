//! Confluence's storage format: XHTML, each text sanitized as for the site.

use std::fmt::Write as _;

use super::{Block, Cell, Page};
use crate::publish::html::{escape, fragment, plain, web_address};

/// A page in storage format.
pub fn render(page: &Page) -> String {
    let mut text = String::new();
    for block in &page.0 {
        match block {
            Block::Heading(level, heading) => {
                let _ = writeln!(text, "<h{level}>{}</h{level}>", escape(heading));
            }
            Block::Text(markdown) => {
                let _ = writeln!(text, "{}", storage(markdown));
            }
            Block::Items { is_ordered, items } => {
                let tag = if *is_ordered { "ol" } else { "ul" };
                let _ = writeln!(text, "<{tag}>");
                for item in items {
                    let _ = writeln!(text, "<li>{}</li>", storage(item));
                }
                let _ = writeln!(text, "</{tag}>");
            }
            Block::Table(titles, rows) => table(&mut text, titles, rows),
        }
    }
    text
}

/// Sanitized markup is HTML; here it has to be XML as well.
fn storage(markdown: &str) -> String {
    fragment(markdown)
        .replace("<br>", "<br />")
        .replace("<hr>", "<hr />")
        .replace("&nbsp;", "\u{a0}")
        .replace(" rel=\"noopener noreferrer\"", "")
}

fn table(text: &mut String, titles: &[&str], rows: &[Vec<Cell>]) {
    text.push_str("<table><tbody>\n");
    let has_titles = titles.iter().any(|title| !title.is_empty());
    if has_titles {
        let titles = titles
            .iter()
            .map(|title| format!("<th>{}</th>", escape(title)));
        let _ = writeln!(text, "<tr>{}</tr>", titles.collect::<String>());
    }
    for row in rows {
        text.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let tag = if at == 0 && !has_titles { "th" } else { "td" };
            let shown = escape(&plain(&cell.text));
            let shown = match cell.link.as_deref().and_then(web_address) {
                Some(address) => format!("<a href=\"{}\">{shown}</a>", escape(address)),
                None => shown,
            };
            let _ = write!(text, "<{tag}>{shown}</{tag}>");
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody></table>\n");
}
