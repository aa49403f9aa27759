//! The texts of scalars, as they are read.

use std::borrow::Cow;

use super::{Kind, Token};

/// The text of a scalar; empty for what is none.
pub fn text(source: &str, token: Token) -> Cow<'_, str> {
    let raw = source.get(token.range()).unwrap_or("");
    match token.kind {
        Kind::Empty | Kind::Null | Kind::Plain | Kind::Single | Kind::Double => raw.into(),
        Kind::SingleEscaped => raw.replace("''", "'").into(),
        Kind::Folded => folded(raw).into(),
        Kind::Block => block(source, raw, token).into(),
        Kind::List | Kind::Map | Kind::End => "".into(),
    }
}

/// A text without quotes over several lines: one line end is a space, and more are one less.
fn folded(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut empty = 0;
    for line in raw.split('\n') {
        let line = line.trim_matches([' ', '\r']);
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if !text.is_empty() {
            push_breaks(&mut text, empty, " ");
        }
        text.push_str(line);
        empty = 0;
    }
    text
}

/// Line ends for empty lines, or what stands for none.
fn push_breaks(text: &mut String, empty: usize, none: &str) {
    if empty == 0 {
        text.push_str(none);
    }
    text.extend(std::iter::repeat_n('\n', empty));
}

fn block(source: &str, raw: &str, token: Token) -> String {
    let (header, lines) = raw.split_once('\n').unwrap_or((raw, ""));
    let is_folded = header.starts_with('>');
    let mut text = String::with_capacity(lines.len() + 1);
    let (mut empty, mut is_first, mut was_deeper) = (0, true, false);
    for line in lines.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let line = line.get(usize::from(token.indent)..).unwrap_or("");
        if line.is_empty() {
            empty += 1;
            continue;
        }
        let is_deeper = line.starts_with([' ', '\t']);
        if is_first {
            push_breaks(&mut text, empty, "");
        } else if is_folded && !was_deeper && !is_deeper {
            push_breaks(&mut text, empty, " ");
        } else {
            push_breaks(&mut text, empty + 1, "");
        }
        text.push_str(line);
        (empty, is_first, was_deeper) = (0, false, is_deeper);
    }
    if is_first {
        return text;
    }
    let mut chomping = header.bytes().skip(1).take(2);
    match chomping.find(|b| matches!(b, b'+' | b'-')) {
        Some(b'-') => {}
        Some(_) => {
            let rest = source.get(token.end as usize..).unwrap_or("");
            let mut lines = rest.split_inclusive('\n');
            let is_empty = |line: &&str| {
                line.ends_with('\n') && line.trim_matches([' ', '\r', '\n']).is_empty()
            };
            // The first is the end of the last line of the text.
            let breaks = lines.by_ref().take_while(is_empty).count();
            push_breaks(&mut text, breaks, "");
        }
        None if (token.end as usize) < source.len() => text.push('\n'),
        None => {}
    }
    text
}
