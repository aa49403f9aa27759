//! Text without markup, as it is copied from a wiki, and the markup of MediaWiki: a line is a unit.

use crate::import::proposal::document::{Builder, Container, Document, Leaf, NestedLists};
use crate::import::proposal::wiki_table;
use crate::import::table::Unusable;

/// Reads a text.
///
/// # Errors
/// It holds too many lines, or is nested too deep.
pub fn read(source: &str) -> Result<Document, Unusable> {
    let mut builder = Builder::default();
    // The depth of an item is the column of its mark.
    let mut lists = NestedLists::default();
    let source = &without_comments(source);
    let is_wiki = is_wiki(source) || has_nested_items(source);
    let source = if is_wiki {
        &inline_markup(source)
    } else {
        source
    };
    let lines: Vec<&str> = source.lines().collect();
    let mut at = 0;
    // Whether a table that begins here may end: where one had no end, no later one has.
    let mut has_end = true;
    while let Some(line) = lines.get(at).copied() {
        let number = at + 1;
        let columns = tabbed(&lines[at..]);
        if columns > 0 {
            lists.close(&mut builder);
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
        let count = if has_end && line.starts_with("{|") {
            wiki_table::length(&lines[at..])
        } else {
            0
        };
        has_end &= count > 0 || !line.starts_with("{|");
        if count > 0 {
            lists.close(&mut builder);
            wiki_table::read(&lines[at..at + count], number, &mut builder)?;
            at += count;
            continue;
        }
        at += 1;
        let indent = line.len() - line.trim_start().len();
        if line.trim().is_empty() {
            builder.end();
            continue;
        }
        if let Some((level, text)) = wiki_heading(line) {
            lists.close(&mut builder);
            builder.begin(Leaf::Heading(level), number);
            builder.text(text, number);
            builder.end();
            continue;
        }
        // What MediaWiki is told, not what it says.
        if line.starts_with("__") && line.trim_end().ends_with("__") {
            continue;
        }
        if let Some((start, depth, text)) = wiki_bullet(line).filter(|_| is_wiki) {
            lists.item(&mut builder, depth, start, number)?;
            builder.text(text, number);
            continue;
        }
        if let Some(text) = bullet(line.trim_start()) {
            lists.item(&mut builder, indent, None, number)?;
            builder.text(text, number);
            continue;
        }
        if lists.holds(indent) {
            // Goes on with the item.
            let open = builder.open_text().is_some();
            builder.text(
                &format!("{}{}", if open { "\n" } else { "" }, line.trim()),
                number,
            );
            continue;
        }
        lists.close(&mut builder);
        // A line of its own for each: whether lines belong together shows only once headings are known.
        builder.begin(Leaf::Paragraph, number);
        builder.text(line.trim(), number);
        builder.end();
    }
    lists.close(&mut builder);
    let mut document = builder.finish()?;
    document.is_plain = true;
    Ok(document)
}

/// A text without its hidden comments, in which the template of a wiki has its help.
fn without_comments(source: &str) -> String {
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

/// Whether a text has the markup of MediaWiki.
pub fn is_wiki(source: &str) -> bool {
    let mut lines = source.lines();
    lines.any(|line| wiki_heading(line).is_some() || line.starts_with("{|"))
}

/// Whether a text has items within items as only MediaWiki writes them: `** text`.
fn has_nested_items(source: &str) -> bool {
    let mut lines = source.lines();
    lines.any(|line| line.starts_with("** ") || line.starts_with("*** "))
}

/// Bold text and links of MediaWiki as those of Markdown.
fn inline_markup(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    for line in source.lines() {
        // Marks in pairs: what stands alone is an apostrophe.
        let is_paired = line.matches("'''").count().is_multiple_of(2);
        let line = if is_paired {
            line.replace("'''", "**")
        } else {
            line.to_owned()
        };
        let (mut page, mut end) = (Next::new(&line, "]]"), Next::new(&line, "]"));
        let mut space = Next::new(&line, " ");
        let mut at = 0;
        while let Some(start) = line[at..].find('[') {
            text.push_str(&line[at..at + start]);
            at += start + 1;
            let link = page_link(&line, at, &mut page)
                .or_else(|| external_link(&line, at, &mut space, &mut end));
            if let Some((link, after)) = link {
                text.push_str(&link);
                at = after;
            } else {
                text.push('[');
            }
        }
        text.push_str(&line[at..]);
        text.push('\n');
    }
    text
}

/// The next place of a mark in a line, which is looked for once between two of its places, however often it is asked for.
struct Next<'a> {
    line: &'a str,
    mark: &'static str,
    /// The end of the line and more, where there is none.
    at: usize,
}

impl<'a> Next<'a> {
    fn new(line: &'a str, mark: &'static str) -> Self {
        let at = line.find(mark).unwrap_or(usize::MAX);
        Self { line, mark, at }
    }

    /// The first place from a place on that is not before the one that was asked for last.
    fn from(&mut self, from: usize) -> Option<usize> {
        if self.at < from {
            let found = self.line[from..].find(self.mark);
            self.at = found.map_or(usize::MAX, |at| from + at);
        }
        Some(self.at).filter(|at| *at < usize::MAX)
    }
}

/// A link to a page of the wiki, after its first bracket, and where it ends: `[Page|text]]` as a link of Markdown, `[Page]]` as text.
fn page_link(line: &str, at: usize, end: &mut Next<'_>) -> Option<(String, usize)> {
    let start = at + 1;
    let end = line[at..].starts_with('[').then(|| end.from(start))??;
    let link = &line[start..end];
    let link = match link.split_once('|') {
        Some((page, words)) => format!("[{}](<{}>)", words.trim(), page.trim()),
        None => link.trim().to_owned(),
    };
    Some((link, end + 2))
}

/// A link of MediaWiki after its first bracket as one of Markdown, and where it ends.
fn external_link(
    line: &str,
    at: usize,
    space: &mut Next<'_>,
    end: &mut Next<'_>,
) -> Option<(String, usize)> {
    let is_address = ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| line[at..].starts_with(scheme));
    if !is_address {
        return None;
    }
    let (space, end) = (space.from(at)?, end.from(at)?);
    let words = line.get(space + 1..end)?;
    Some((format!("[{}]({})", words.trim(), &line[at..space]), end + 1))
}

/// An item of a list of MediaWiki: whether it has a number, how deep it is, and its text. `# text` and `## text` are items with numbers.
fn wiki_bullet(line: &str) -> Option<(Option<u64>, usize, &str)> {
    let text = line.trim_start_matches(['*', '#']);
    let marks = &line[..line.len() - text.len()];
    let start = marks.ends_with('#').then_some(1);
    (!marks.is_empty() && text.starts_with(' ')).then(|| (start, marks.len() - 1, text.trim()))
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
fn bullet(line: &str) -> Option<&str> {
    for mark in [
        "- ", "* ", "• ", "· ", "o ", "– ", "+ ", "▪ ", "◦ ", "•\t", "·\t",
    ] {
        if let Some(text) = line.strip_prefix(mark) {
            return Some(text.trim());
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

    #[test]
    fn lists_tables_and_links_of_a_wiki_become_markdown() -> Result<(), Unusable> {
        let page = "== Roles ==\n* client\n** reads\n*** well\n* server\n# first\n# second\n'''Lead:''' see [https://example.org/p the page] or [mailto:ann@example.org Ann] in [[2016 Teams|the team]] of [[Nurses]], it's\n\
            {| class=\"wikitable\"\n|+ Tracks\n! Track !! style=\"width:9em\" | Lead\n|-\n| Patient || Ann\n|-\n| colspan=\"1\" | Bulk\n| Bo\nand Cy\n|}\nend\n";
        assert_eq!(
            markdown(&read(page)?.blocks),
            "## Roles\n\n- client\n  - reads\n    - well\n- server\n\n1. first\n2. second\n\n**Lead:** see [the page](https://example.org/p) or [Ann](mailto:ann@example.org) in [the team](<2016 Teams>) of Nurses, it's\n\n\
             Tracks\n\n| Track | Lead |\n| --- | --- |\n| Patient | Ann |\n| Bulk | Bo<br>and Cy |\n\nend"
        );
        // What has no end is text, also where much of it is.
        let open = format!(
            "{}\n{}",
            "{|\n".repeat(20_000),
            "[[[http://".repeat(100_000)
        );
        let text = markdown(&read(&open)?.blocks);
        assert!(text.starts_with("{|\n\n{|") && text.ends_with("[[[http://"));
        // Without any mark of a wiki these are what they are.
        assert_eq!(markdown(&read("a\n'''b'''\n")?.blocks), "a\n\n'''b'''");
        Ok(())
    }
}
