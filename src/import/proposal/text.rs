//! Text without markup, as it is copied from a wiki, and the markup of MediaWiki: a line is a unit.

use crate::import::proposal::document::{Builder, Container, Document, Leaf};
use crate::import::table::Unusable;

/// Reads a text.
///
/// # Errors
/// It holds too many lines, or is nested too deep.
pub fn read(source: &str) -> Result<Document, Unusable> {
    let mut builder = Builder::default();
    // Lists that are open, by the column of their marks.
    let mut lists: Vec<usize> = Vec::new();
    let source = &shown(source);
    let lines: Vec<&str> = source.lines().collect();
    let mut at = 0;
    while let Some(line) = lines.get(at).copied() {
        let number = at + 1;
        let columns = tabbed(&lines[at..]);
        if columns > 0 {
            close_lists(&mut builder, &mut lists, 0);
            builder.open(Container::Table, number)?;
            for (row, line) in lines[at..at + columns].iter().enumerate() {
                builder.open(Container::Row, number + row)?;
                for cell in line.split('\t') {
                    builder.open(Container::Cell, number + row)?;
                    builder.text(cell.trim(), number + row);
                    builder.close(Container::Cell);
                }
                builder.close(Container::Row);
            }
            builder.close(Container::Table);
            at += columns;
            continue;
        }
        at += 1;
        let indent = line.len() - line.trim_start().len();
        if line.trim().is_empty() {
            builder.end();
            continue;
        }
        if let Some((level, text)) = wiki_heading(line) {
            close_lists(&mut builder, &mut lists, 0);
            builder.begin(Leaf::Heading(level), number);
            builder.text(text, number);
            builder.end();
            continue;
        }
        // What MediaWiki is told, not what it says.
        if line.starts_with("__") && line.trim_end().ends_with("__") {
            continue;
        }
        if let Some((start, text)) = bullet(line.trim_start()) {
            while lists.last().is_some_and(|open| *open > indent) {
                lists.pop();
                builder.close(Container::List(None));
            }
            if lists.last() != Some(&indent) {
                lists.push(indent);
                builder.open(Container::List(start), number)?;
            }
            builder.open(Container::Item, number)?;
            builder.text(text, number);
            continue;
        }
        if lists.last().is_some_and(|open| indent > *open) {
            // Goes on with the item.
            let open = builder.open_text().is_some();
            builder.text(
                &format!("{}{}", if open { "\n" } else { "" }, line.trim()),
                number,
            );
            continue;
        }
        close_lists(&mut builder, &mut lists, 0);
        // A line of its own for each: whether lines belong together shows only once headings are known.
        builder.begin(Leaf::Paragraph, number);
        builder.text(line.trim(), number);
        builder.end();
    }
    close_lists(&mut builder, &mut lists, 0);
    let mut document = builder.finish()?;
    document.is_plain = true;
    Ok(document)
}

/// A text without its hidden comments, in which the template of a wiki has its help.
fn shown(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, after)) = rest.split_once("<!--") {
        let Some((comment, after)) = after.split_once("-->") else {
            break;
        };
        text.push_str(before);
        text.extend(comment.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    text.push_str(rest);
    text
}

fn close_lists(builder: &mut Builder, lists: &mut Vec<usize>, keep: usize) {
    while lists.len() > keep {
        lists.pop();
        builder.close(Container::List(None));
    }
}

/// A heading of MediaWiki: `==Roles==`.
pub fn wiki_heading(line: &str) -> Option<(u8, &str)> {
    let line = line.trim();
    let marks = line.len() - line.trim_start_matches('=').len();
    let text = line.get(marks..)?.strip_suffix(&"=".repeat(marks))?.trim();
    let level = u8::try_from(marks)
        .ok()
        .filter(|level| (1..=6).contains(level))?;
    (!text.is_empty() && !text.starts_with('=') && !text.ends_with('=')).then_some((level, text))
}

/// The text after the mark of a bullet; a numbered line is a title as often as an item, and stays one.
fn bullet(line: &str) -> Option<(Option<u64>, &str)> {
    for mark in [
        "- ", "* ", "• ", "· ", "o ", "– ", "+ ", "▪ ", "◦ ", "•\t", "·\t",
    ] {
        if let Some(text) = line.strip_prefix(mark) {
            return Some((None, text.trim()));
        }
    }
    None
}

/// How many lines from here on are rows of one table, as browsers copy it: cells with tabs between, as many in each.
fn tabbed(lines: &[&str]) -> usize {
    let tabs = |line: &str| line.trim_end().matches('\t').count();
    let Some(first) = lines
        .first()
        .map(|line| tabs(line))
        .filter(|count| *count > 0)
    else {
        return 0;
    };
    if lines[0].starts_with(['\t', ' ']) {
        return 0;
    }
    let rows = lines
        .iter()
        .take_while(|line| line.matches('\t').count() == first && !line.starts_with('\t'))
        .count();
    if rows > 1 { rows } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::proposal::document::markdown;

    #[test]
    fn lines_lists_tables_and_headings_of_a_wiki_are_told_apart() -> Result<(), Unusable> {
        let page = "=Track=\n__NOTOC__\nGoals\nTo learn.\n- one\n  goes on\n  - inner\n- two\nName\tEmail\nAnn\tann@example.org\nend\n";
        assert_eq!(
            markdown(&read(page)?.blocks),
            "# Track\n\nGoals\n\nTo learn.\n\n- one\n  goes on\n  - inner\n- two\n\n| Name | Email |\n| --- | --- |\n| Ann | ann@example.org |\n\nend"
        );
        Ok(())
    }
}
