//! What is wrong with a text that YAML misreads, in the words of people who do not know YAML.

use std::ops::Range;

use crate::check::structure::outline::Region;
use crate::check::structure::parts::Parts;

const BLOCK: &str = "put '|' after the key, and the text on the lines below it, indented by two spaces more than the key";
const QUOTES: &str = "put the text in quotes, or put '|' after the key and the text, indented, on the lines below it";

/// Where to look, what is wrong there, and what to do, in the words of people who do not know YAML.
pub(super) fn explain(
    region: &Region,
    body: &str,
    parts: &Parts<'_>,
) -> (Range<usize>, String, &'static str) {
    let name = region.path.to_string();
    let start = region.bytes.start;
    let raw = &body[region.bytes.clone()];
    let first_line = raw.lines().next().unwrap_or("");
    let first = start + first_line.len() - first_line.trim_start().len();
    if let Some(loose) = &region.loose {
        let message =
            format!("this line is not indented, so it is not part of the text of '{name}'");
        let help = if parts.header.is_some() {
            "indent the lines of the text by two spaces more than the key"
        } else {
            BLOCK
        };
        return (loose.clone(), message, help);
    }
    if parts.header.is_some() {
        if parts.is_inline {
            let message = format!("the text of '{name}' begins on the line of '|'");
            return (
                line_at(region, raw, first),
                message,
                "begin the text on the line below, indented by two spaces more than the key",
            );
        }
        let tab = raw.find("\n\t").map(|at| start + at + 1);
        let at = tab.unwrap_or(first);
        let message = if tab.is_some() {
            "a tab indents this line".to_owned()
        } else {
            format!("the lines of the text of '{name}' are indented in different ways")
        };
        return (
            at..at + 1,
            message,
            "indent every line of the text with the same spaces, two more than the key",
        );
    }
    without_mark(region, raw, parts)
}

/// The same for a text without the mark of a block.
fn without_mark(
    region: &Region,
    raw: &str,
    parts: &Parts<'_>,
) -> (Range<usize>, String, &'static str) {
    let (name, start) = (region.path.to_string(), region.bytes.start);
    let help = if parts.lines.len() == 1 {
        QUOTES
    } else {
        BLOCK
    };
    let text = raw.trim_start();
    let mark = text.chars().next().unwrap_or(' ');
    let text_at = start + raw.len() - text.len();
    match mark {
        '"' | '\'' if is_left_open(raw) => {
            let message = "a quoted text that begins here does not end".to_owned();
            (
                text_at..text_at + 1,
                message,
                "close the quotes, or take the mark away",
            )
        }
        '"' | '\'' => {
            let message =
                format!("the quotes around the text of '{name}' end before the text does");
            (
                text_at..text_at + 1,
                message,
                "double each quotation mark within the text, or put '|' after the key and the text without quotes around it on the lines below, indented",
            )
        }
        '@' | '`' | '%' | '*' | '&' | '!' | '[' | '{' | ']' | '}' | ',' | '>' | '|' => {
            let message = format!(
                "the text of '{name}' begins with '{mark}', which means something else to YAML"
            );
            (text_at..text_at + 1, message, help)
        }
        _ => {
            let colon = colon(raw).map(|at| start + at);
            if let Some(at) = colon {
                let message = format!(
                    "the text of '{name}' has ': ' in it, which YAML takes for the end of a key"
                );
                return (at..at + 1, message, help);
            }
            if let Some(at) = raw.find('\t').map(|at| start + at) {
                return (
                    at..at + 1,
                    format!("a tab is in the text of '{name}' where YAML allows none"),
                    help,
                );
            }
            if !parts.is_inline && text.starts_with("- ") {
                return (
                    line_at(region, raw, text_at),
                    format!("'{name}' takes one text, and this is a list"),
                    BLOCK,
                );
            }
            (
                line_at(region, raw, text_at),
                format!("the text of '{name}' is not one that YAML takes as it is"),
                help,
            )
        }
    }
}

/// What is on the line of a byte from there on, and one byte at the least.
fn line_at(region: &Region, raw: &str, at: usize) -> Range<usize> {
    let rest = &raw[at - region.bytes.start..];
    let line = rest.lines().next().unwrap_or("").trim_end();
    at..at + line.len().max(1)
}

/// The first colon that ends a word.
fn colon(text: &str) -> Option<usize> {
    text.match_indices(':').map(|(at, _)| at).find(|at| {
        let next = text[at + 1..].chars().next();
        next.is_none_or(char::is_whitespace)
    })
}

/// Whether a text begins with a quotation mark that is never closed.
pub(super) fn is_left_open(raw: &str) -> bool {
    let text = raw.trim();
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'));
    quote.is_some_and(|quote| !text[1..].contains(quote))
}
