//! The scan's scalars: texts without quotes, in quotes, and in blocks.

use crate::model::former_names;
use crate::yaml::marks::{begins_item, may_be_misread, reads_as_text};
use crate::yaml::misread::is_misread;

use super::Kind;
use super::class::{CLOSELY, COLON, DOUBLE, FLOW, HASH, SINGLE, TAB};
use super::scan::Scan;

impl Scan<'_> {
    /// Writes a text without quotes that is on one line.
    pub fn scalar(&mut self, start: usize, end: usize) {
        let mut kind = Kind::Plain;
        if CLOSELY[usize::from(self.bytes[start])] {
            let text = &self.bytes[start..end];
            if matches!(text, b"~" | b"null" | b"Null" | b"NULL") {
                kind = Kind::Null;
            }
            let text = self.text.get(start..end).unwrap_or("");
            self.tape.marks.misread |= may_be_misread(text) && is_misread(text);
            self.tape.marks.outdated |= former_names::is_former(text);
        }
        self.push(kind, start, end);
    }

    /// Writes a text in quotes.
    pub fn text_in_quotes(&mut self, kind: Kind, start: usize, end: usize) {
        let text = self.text.get(start..end).unwrap_or("");
        self.tape.marks.outdated |= former_names::is_former(text);
        self.push(kind, start, end);
    }

    /// Whether a text without quotes may begin with the byte here. Fewer than YAML allows.
    pub fn begins_plain(&self, from: usize) -> bool {
        self.byte(from).is_some_and(|first| {
            first.is_ascii_alphanumeric()
                || !first.is_ascii()
                || b"(/+.$_~^;=<\\".contains(&first)
                || first == b'-' && !self.ends_word(from + 1)
        })
    }

    /// Where a text without quotes ends on its line: at a colon, at a comment or with the line.
    pub fn plain_line(&self, from: usize) -> Option<usize> {
        let mut from = from;
        loop {
            let at = self.run::<{ COLON | HASH | TAB }>(from)?;
            match self.byte(at) {
                Some(b'\t') => return None,
                Some(b':') if !self.ends_word(at + 1) => {}
                Some(b'#') if at == 0 || self.bytes[at - 1] != b' ' => {}
                _ => return Some(at),
            }
            from = at + 1;
        }
    }

    /// The end of a text without the spaces before it.
    fn without_spaces(&self, end: usize) -> usize {
        let before = self.bytes[..end].iter().rposition(|b| *b != b' ');
        before.map_or(0, |at| at + 1)
    }

    /// A text without quotes whose first line stops at a place, and which may go on in deeper lines.
    pub fn plain(&mut self, from: usize, stop: usize, column: usize) -> Option<()> {
        if !self.begins_plain(from) {
            return None;
        }
        let (mut stop, mut is_folded) = (stop, false);
        let (end, line_end) = loop {
            let end = self.without_spaces(stop);
            match self.byte(stop) {
                Some(b':') => return None,
                Some(b'#') => {
                    let line_end = self.comment(stop)?;
                    let comment = self.text.get(stop..line_end)?;
                    self.tape.marks.altered |= reads_as_text(comment);
                    self.end = line_end;
                    break (end, line_end);
                }
                _ => {}
            }
            self.tape.marks.blanks |= end < stop;
            let mut line = self.after(stop);
            let mut next = self.spaces(line);
            while self.ends_line(next) && next < self.bytes.len() {
                self.tape.marks.blanks |= next > line;
                line = self.after(next);
                next = self.spaces(line);
            }
            let goes_on = next - line > column && next < self.bytes.len();
            if !goes_on || self.byte(next) == Some(b'#') {
                self.end = end;
                break (end, stop);
            }
            is_folded = true;
            self.see_item(next);
            stop = self.plain_line(next)?;
        };
        if is_folded {
            self.push(Kind::Folded, from, end);
        } else {
            self.scalar(from, end);
        }
        self.next_line(self.after(line_end))
    }

    /// Marks a line that is joined with the one before it and begins as one of a list does.
    fn see_item(&mut self, line: usize) {
        let text = self.text.get(line..).unwrap_or("");
        self.tape.marks.altered |= begins_item(text);
    }

    /// A text in quotes that ends on its line: what it is, and where its closing quote is.
    pub fn quoted(&self, from: usize) -> Option<(Kind, usize)> {
        if self.byte(from) == Some(b'"') {
            let end = self.run::<DOUBLE>(from + 1)?;
            return (self.byte(end) == Some(b'"')).then_some((Kind::Double, end));
        }
        let (mut kind, mut at) = (Kind::Single, from + 1);
        loop {
            at = self.run::<SINGLE>(at)?;
            if self.byte(at) != Some(b'\'') {
                return None;
            }
            if self.byte(at + 1) != Some(b'\'') {
                return Some((kind, at));
            }
            (kind, at) = (Kind::SingleEscaped, at + 2);
        }
    }

    /// A text without quotes within brackets; where it ends.
    pub fn flow_plain(&mut self, from: usize) -> Option<usize> {
        let first = self.byte(from)?;
        if !(first.is_ascii_alphanumeric() || !first.is_ascii() || first == b'$') {
            return None;
        }
        let mut at = from;
        loop {
            at = self.run::<{ COLON | HASH | TAB | FLOW | SINGLE | DOUBLE }>(at)?;
            match self.byte(at)? {
                b':' => {
                    let next = self.byte(at + 1)?;
                    if next == b' ' || b",?[]{}".contains(&next) || self.ends_line(at + 1) {
                        return None;
                    }
                    at += 1;
                }
                b',' | b'[' | b']' | b'{' | b'}' => break,
                _ => return None,
            }
        }
        let end = self.without_spaces(at);
        self.scalar(from, end);
        Some(end)
    }

    /// A literal or folded block of text, deeper than the column of its key or dash.
    pub fn text_block(&mut self, from: usize, column: usize) -> Option<()> {
        let (mut header, mut indent) = (from + 1, None);
        let is_folded = self.bytes[from] == b'>';
        for _ in 0..2 {
            match self.byte(header) {
                Some(b'+' | b'-') => header += 1,
                Some(digit @ b'1'..=b'9') if indent.is_none() => {
                    indent = Some(column + usize::from(digit - b'0'));
                    header += 1;
                }
                _ => {}
            }
        }
        let sign = |at| matches!(self.byte(at), Some(b'+' | b'-'));
        if sign(from + 1) && sign(from + 2) {
            return None;
        }
        let after = self.spaces(header);
        let header_end = if self.byte(after) == Some(b'#') && after > header {
            self.comment(after)?
        } else if self.ends_line(after) {
            self.tape.marks.blanks |= after > header;
            after
        } else {
            return None;
        };
        let mut end = None;
        let mut widest = 0;
        let mut line = self.after(header_end);
        while line < self.bytes.len() {
            let at = self.spaces(line);
            let depth = at - line;
            if self.ends_line(at) && indent.is_none_or(|indent| depth <= indent) {
                // Of empty lines before the text, none may be deeper than it.
                widest = widest.max(depth);
                self.tape.marks.blanks |= depth > 0;
                line = self.after(at);
                continue;
            }
            let least = match indent {
                Some(least) => least,
                None if depth <= column => break,
                None if depth < widest || self.byte(at) == Some(b'\t') => return None,
                None => *indent.insert(depth),
            };
            if depth < least {
                break;
            }
            if is_folded {
                self.see_item(at);
            }
            let line_end = self.run::<0>(at)?;
            self.see_spaces(line_end);
            end = Some(line_end);
            line = self.after(line_end);
        }
        // Without a line of text, what is kept is the empty lines: the complete parser counts those.
        if end.is_none() && self.bytes[from..header].contains(&b'+') {
            return None;
        }
        let end = end.unwrap_or(header);
        self.push(Kind::Block, from, end);
        let token = self.tape.tokens.last_mut()?;
        token.indent = u16::try_from(indent.unwrap_or(column + 1)).ok()?;
        self.end = end;
        self.next_line(line)
    }
}
