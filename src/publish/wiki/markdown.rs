//! Markdown: the texts of the records as they were written, less what would act as markup where their authors meant none.

use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset};

use super::{Block, Cell, Page};
use crate::publish::html::{harmless, plain, web_address};

/// A page in Markdown.
pub fn render(page: &Page) -> String {
    let mut text = String::new();
    for block in &page.0 {
        if !text.is_empty() {
            text.push('\n');
        }
        match block {
            Block::Heading(level, heading) => {
                let marks = "#".repeat(usize::from(*level));
                let _ = writeln!(text, "{marks} {}", escape(heading));
            }
            Block::Text(markdown) => {
                let _ = writeln!(text, "{}", safe(markdown));
            }
            Block::Items { is_ordered, items } => {
                for (at, item) in items.iter().enumerate() {
                    let mark = if *is_ordered {
                        format!("{}. ", at + 1)
                    } else {
                        "- ".to_owned()
                    };
                    let indent = " ".repeat(mark.len());
                    for (number, line) in safe(item).lines().enumerate() {
                        let before = if number == 0 { &mark } else { &indent };
                        let _ = writeln!(text, "{}", format!("{before}{line}").trim_end());
                    }
                }
            }
            Block::Table(titles, rows) => table(&mut text, titles, rows),
        }
    }
    text
}

fn table(text: &mut String, titles: &[&str], rows: &[Vec<Cell>]) {
    let _ = writeln!(text, "| {} |", titles.join(" | "));
    let _ = writeln!(text, "|{}", " --- |".repeat(titles.len()));
    for row in rows {
        let cells = row.iter().map(|cell| {
            let shown = plain(&cell.text);
            let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
            match cell.link.as_deref().and_then(web_address) {
                // An address in angle brackets is a link as it is; a bar in it would end the cell.
                Some(address) if address == shown && !address.contains('|') => {
                    format!("<{address}>")
                }
                Some(address) => format!("[{}](<{address}>)", escape(&shown)),
                None => escape(&shown),
            }
        });
        let _ = writeln!(text, "| {} |", cells.collect::<Vec<_>>().join(" | "));
    }
}

/// A line in which nothing is markup. A dollar sign would begin a formula in some wikis, and a backslash before `<` stays in others.
fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '$' => escaped.push_str("&#36;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

/// How often a text is looked at: what one look takes away may have hidden something.
const LOOKS: usize = 4;

/// A text in which Markdown means what it did, and HTML, formulas, headings and pictures are none. One in which that cannot be told, or
/// that would swallow what follows it, is text alone.
fn safe(text: &str) -> String {
    let text = plain(text);
    let mut seen = text.clone();
    for _ in 0..LOOKS {
        let next = look(&seen);
        if next == seen {
            if ends(&seen) {
                return seen;
            }
            break;
        }
        seen = next;
    }
    let lines: Vec<String> = text.lines().map(escape).collect();
    lines.join("\n")
}

/// Whether a text is over where it ends: what follows is no part of its code.
fn ends(text: &str) -> bool {
    const MARK: &str = "what follows";
    let followed = format!("{text}\n\n{MARK}\n");
    let mut in_code = false;
    Parser::new_ext(&followed, options()).any(|event| match event {
        Event::Start(Tag::CodeBlock(_)) => {
            in_code = true;
            false
        }
        Event::End(TagEnd::CodeBlock) => {
            in_code = false;
            false
        }
        Event::Text(said) => !in_code && &*said == MARK,
        _ => false,
    })
}

const fn options() -> Options {
    Options::ENABLE_TABLES
        .union(Options::ENABLE_STRIKETHROUGH)
        .union(Options::ENABLE_TASKLISTS)
}

/// Whether a link leads to the web, and says nothing in entities that a text would not.
fn is_link(destination: &str, title: &str) -> bool {
    web_address(destination).is_some()
        && [destination, title]
            .iter()
            .all(|text| harmless(text) == **text)
}

/// Whether a character is escaped: an odd number of backslashes is before it.
fn is_escaped(text: &str, at: usize) -> bool {
    let before = text.as_bytes()[..at].iter().rev();
    before.take_while(|byte| **byte == b'\\').count() % 2 == 1
}

fn look(text: &str) -> String {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let parser = Parser::new_ext(text, options());
    // A definition counts for the whole page, also for words of other texts.
    for (_, definition) in parser.reference_definitions().iter() {
        let title = definition.title.as_deref().unwrap_or_default();
        if !is_link(&definition.dest, title) && !is_escaped(text, definition.span.start) {
            edits.push((
                definition.span.start..definition.span.start,
                "\\".to_owned(),
            ));
        }
    }
    let mut in_code = false;
    let mut heading: Option<(usize, usize)> = None;
    for (event, range) in TextMergeWithOffset::new(parser.into_offset_iter()) {
        if let (Some((_, end)), false) = (
            &mut heading,
            matches!(event, Event::End(TagEnd::Heading(_))),
        ) {
            *end = range.end.max(*end);
        }
        match event {
            Event::Html(_) | Event::InlineHtml(_) => {
                edits.push((
                    range.clone(),
                    text[range].replace('<', "&lt;").replace('$', "&#36;"),
                ));
            }
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            // Entities and escapes are characters by now, and may be those of an address.
            Event::Text(decoded) if !in_code && harmless(&decoded) != *decoded => {
                // The backslash of a first escape is before its text.
                let start = range.start - usize::from(is_escaped(text, range.start));
                let covered = escape(&harmless(&decoded)).replace('\n', " ");
                edits.push((start..range.end, covered));
            }
            Event::Text(_) if !in_code => {
                for (at, c) in text[range.clone()].char_indices() {
                    let at = range.start + at;
                    let replacement = match c {
                        '$' => "&#36;",
                        _ if is_escaped(text, at) => continue,
                        // What is no tag here may be one elsewhere.
                        '<' => "&lt;",
                        // Another text may say what picture it is.
                        '!' if text[at + 1..].starts_with('[') => "\\!",
                        _ => continue,
                    };
                    edits.push((at..at + 1, replacement.to_owned()));
                }
            }
            Event::Start(Tag::Image { .. }) => {
                // Without its mark a picture is a link to it.
                edits.push((range.start..range.start + 1, String::new()));
            }
            Event::Start(Tag::Link {
                dest_url, title, ..
            }) if !is_link(&dest_url, &title) => {
                edits.push((range.start..range.start, "\\".to_owned()));
            }
            Event::Start(Tag::Heading { .. }) => {
                let marks = text[range.clone()]
                    .trim_start()
                    .trim_start_matches('#')
                    .trim_start();
                let begin = range.end - marks.len();
                let begin = begin.min(range.end);
                edits.push((range.start..begin, "**".to_owned()));
                heading = Some((begin, begin));
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((begin, end)) = heading.take() {
                    let end = end.max(begin).min(range.end);
                    let rest = &text[range.end..];
                    let is_last = rest.is_empty() && !text.ends_with('\n');
                    let line_end = match rest.starts_with('\n') {
                        _ if is_last => "",
                        true => "\n",
                        false => "\n\n",
                    };
                    edits.push((end..range.end, format!("**{line_end}")));
                }
            }
            _ => {}
        }
    }
    apply(text, edits)
}

/// Makes edits that do not overlap; of two that do, the first one counts.
fn apply(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut changed = String::with_capacity(text.len());
    let mut done = 0;
    for (range, replacement) in edits {
        if range.start < done {
            continue;
        }
        changed.push_str(&text[done..range.start]);
        changed.push_str(&replacement);
        done = range.end;
    }
    changed.push_str(&text[done..]);
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_stays_and_what_acts_elsewhere_does_not() {
        for (text, expected) in [
            ("Plain **bold** `a < b $x`", "Plain **bold** `a < b $x`"),
            ("GET /Patient/$everything", "GET /Patient/&#36;everything"),
            ("GET <base-url>/Patient", "GET &lt;base-url>/Patient"),
            (
                "<script>alert(1)</script>",
                "&lt;script>alert(1)&lt;/script>",
            ),
            ("a < b", "a &lt; b"),
            // What HTML hid is looked at again.
            (
                "<div\n![x](https://example.org/x.png) [a](javascript:x)",
                "&lt;div\n[x](https://example.org/x.png) \\[a](javascript:x)",
            ),
            // A text that does not end swallows no other.
            ("```\nx", "\\`\\`\\`\nx"),
            (
                "<div\n```\n\n```\n<b>\n```",
                "&lt;div\n\\`\\`\\`\n\n\\`\\`\\`\n&lt;b>\n\\`\\`\\`",
            ),
            // A definition counts for the whole page.
            ("n\n\n[r]: javascript:x", "n\n\n\\[r]: javascript:x"),
            ("![p][s]", "\\![p][s]"),
            (
                "[t][r]\n\n[r]: https://example.org",
                "[t][r]\n\n[r]: https://example.org",
            ),
            ("# Title\n\nText", "**Title**\n\nText"),
            ("Title\n=====\n\nText", "**Title**\n\nText"),
            ("## *x* ##\nText", "***x***\n\nText"),
            (
                "![p](https://example.org/p.png)",
                "[p](https://example.org/p.png)",
            ),
            ("[x](javascript:alert(1))", "\\[x](javascript:alert(1))"),
            (
                "[x](https://example.org/?a=1)",
                "[x](https://example.org/?a=1)",
            ),
            ("<https://example.org>", "<https://example.org>"),
            (
                "- one\n- two\n\n```\n$a <b>\n```",
                "- one\n- two\n\n```\n$a <b>\n```",
            ),
            ("mail robin@example.org", "mail (address)"),
            ("mail *robin&#64;example.org*", "mail *(address)*"),
            ("mail robin@example&#46;org <x", "mail (address) &lt;x"),
            ("mail robin\\@example.org", "mail (address)"),
            ("<b>robin&#64;example.org</b>", "&lt;b>(address)&lt;/b>"),
            ("a&#7;b&#x202e;c &amp; d", "abc &amp; d"),
            (
                "[x](https://example.org \"robin&#64;example.org\")",
                "\\[x\\](https://example.org \"(address)\")",
            ),
            (
                "[x][r]\n\n[r]: https://example.org 'a&#7;b'",
                "\\[x][r]\n\n\\[r\\]: https://example.org 'ab'",
            ),
            ("`robin&#64;example.org`", "`robin&#64;example.org`"),
        ] {
            assert_eq!(safe(text), expected, "{text}");
        }
    }

    #[test]
    fn a_line_is_no_markup() {
        assert_eq!(
            escape("a|b *c* <d> $e #f"),
            "a\\|b \\*c\\* &lt;d> &#36;e \\#f"
        );
    }
}
