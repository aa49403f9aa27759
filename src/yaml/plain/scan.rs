//! The scan: lists, mappings and lines. Scalars are in [`scalar`](super::scalar).

use super::class::{BREAK, CLASS, ODD, WORD};
use super::{Kind, Tape, Token};
use crate::model::former_names;
use crate::yaml::bounds::{MAX_BRACKETS, MAX_DEPTH};
use crate::yaml::marks::IGNORE_MARK;

/// Writes the tape of a text; `None` when the text is not plain, and the tape is worth nothing then.
pub fn scan(text: &str, tape: &mut Tape) -> Option<()> {
    let mut scan = Scan {
        text,
        bytes: text.as_bytes(),
        at: 0,
        column: 0,
        end: 0,
        depth: 0,
        brackets: 0,
        tape,
    };
    scan.next_line(0)?;
    if scan.column != 0 {
        return None;
    }
    scan.mapping(0, None)?;
    scan.is_over().then_some(())
}

/// The complete parser wants the colon of a key within 1,024 characters.
const KEY_LENGTH: usize = 1000;

pub struct Scan<'t> {
    pub text: &'t str,
    pub bytes: &'t [u8],
    /// The next byte of content; at the end of the text when there is none left.
    pub at: usize,
    /// Its column, from 0.
    pub column: usize,
    /// The end of the content before, with a comment on its line: where the list or mapping that it is last in ends.
    pub end: usize,
    depth: usize,
    brackets: usize,
    pub tape: &'t mut Tape,
}

impl Scan<'_> {
    #[inline]
    pub fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// Whether a line ends here: at its line feed, at the carriage return before it, or with the text.
    pub fn ends_line(&self, at: usize) -> bool {
        match self.byte(at) {
            None | Some(b'\n') => true,
            Some(b'\r') => self.byte(at + 1) == Some(b'\n'),
            Some(_) => false,
        }
    }

    /// Whether a space or the end of the line is here: what makes an indicator of a dash or a colon before it.
    pub fn ends_word(&self, at: usize) -> bool {
        self.byte(at) == Some(b' ') || self.ends_line(at)
    }

    pub fn spaces(&self, mut from: usize) -> usize {
        while self.byte(from) == Some(b' ') {
            from += 1;
        }
        from
    }

    /// The beginning of the next line, from the end of one.
    pub fn after(&self, line_end: usize) -> usize {
        let is_return = self.byte(line_end) == Some(b'\r');
        (line_end + 1 + usize::from(is_return)).min(self.bytes.len())
    }

    /// The first byte of some classes, or the end of the line; `None` where a character is in between that is not part of a plain
    /// text.
    pub fn run<const STOP: u8>(&self, from: usize) -> Option<usize> {
        let mut from = from;
        loop {
            let rest = &self.bytes[from..];
            let stop = rest
                .iter()
                .position(|b| CLASS[usize::from(*b)] & (STOP | BREAK | ODD) != 0);
            let Some(at) = stop.map(|at| from + at) else {
                return Some(self.bytes.len());
            };
            if CLASS[usize::from(self.bytes[at])] != ODD || self.ends_line(at) {
                return Some(at);
            }
            if !self.is_text(at) {
                return None;
            }
            from = at + 1;
        }
    }

    /// Whether an odd byte begins a character of a text, and none that YAML forbids or takes for a line end.
    fn is_text(&self, at: usize) -> bool {
        match (self.bytes[at], self.byte(at + 1), self.byte(at + 2)) {
            // U+0080 to U+009F: controls; U+0085 is a line end.
            (0xc2, Some(second), _) => second >= 0xa0,
            // U+2028 and U+2029: line ends.
            (0xe2, Some(second), third) => !(second == 0x80 && matches!(third, Some(0xa8 | 0xa9))),
            // U+FEFF, U+FFFE, U+FFFF.
            (0xef, Some(second), third) => !matches!(
                (second, third),
                (0xbb, Some(0xbf)) | (0xbf, Some(0xbe | 0xbf))
            ),
            _ => false,
        }
    }

    #[allow(
        clippy::cast_possible_truncation,
        reason = "a text that is scanned has at most a megabyte"
    )]
    #[inline]
    pub fn push(&mut self, kind: Kind, start: usize, end: usize) {
        let (start, end) = (start as u32, end as u32);
        self.tape.tokens.push(Token {
            kind,
            indent: 0,
            start,
            end,
        });
    }

    /// Writes the end of the list or mapping that began at a place of the tape.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a text that is scanned has at most a megabyte"
    )]
    fn close(&mut self, begin: usize, end: usize, items: usize) {
        self.tape.tokens[begin].end = self.tape.tokens.len() as u32;
        self.push(Kind::End, end, items);
    }

    /// The end of a comment's line.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a text that is scanned has at most a megabyte"
    )]
    pub fn comment(&mut self, from: usize) -> Option<usize> {
        let end = self.run::<0>(from)?;
        self.see_spaces(end);
        self.tape.comments.push((from as u32, end as u32));
        let comment = &self.bytes[from..end];
        if memchr::memmem::find(comment, IGNORE_MARK.as_bytes()).is_some() {
            self.tape.marks.ignores = true;
            // It may name a rule as it was called.
            self.tape.marks.outdated |= former_names::may_hold_one(self.text.get(from..end)?);
        }
        Some(end)
    }

    /// Marks a line that ends in spaces.
    pub fn see_spaces(&mut self, line_end: usize) {
        if line_end > 0 && matches!(self.bytes[line_end - 1], b' ' | b'\t') {
            self.tape.marks.blanks = true;
        }
    }

    /// Goes to the first content at or after the beginning of a line, over empty lines and comments.
    pub fn next_line(&mut self, line: usize) -> Option<()> {
        let mut start = line;
        while start < self.bytes.len() {
            let at = self.spaces(start);
            let end = if self.byte(at) == Some(b'#') {
                self.comment(at)?
            } else if self.ends_line(at) {
                self.tape.marks.blanks |= at > start;
                at
            } else {
                (self.at, self.column) = (at, at - start);
                return Some(());
            };
            start = self.after(end);
        }
        (self.at, self.column) = (self.bytes.len(), 0);
        Some(())
    }

    /// Goes on after a value that ends on its line; only spaces and a comment may follow it there.
    pub fn leave(&mut self, end: usize) -> Option<()> {
        let at = self.spaces(end);
        let line_end = if self.byte(at) == Some(b'#') && at > end {
            self.end = self.comment(at)?;
            self.end
        } else if self.ends_line(at) {
            self.tape.marks.blanks |= at > end;
            self.end = end;
            at
        } else {
            return None;
        };
        self.next_line(self.after(line_end))
    }

    pub fn is_over(&self) -> bool {
        self.at >= self.bytes.len()
    }

    fn is_item(&self, at: usize) -> bool {
        self.byte(at) == Some(b'-') && self.ends_word(at + 1)
    }

    /// The end of a word that is a key, with a colon after it.
    fn key_word(&self, from: usize) -> Option<usize> {
        let mut end = from;
        while WORD[usize::from(self.byte(end)?)] {
            end += 1;
        }
        let is_key = self.bytes[end] == b':'
            && self.bytes[from].is_ascii_alphanumeric()
            && self.ends_word(end + 1)
            && end - from < KEY_LENGTH;
        is_key.then_some(end)
    }

    /// Writes the key that begins here; where its colon is. A key that is a word is found faster than any other.
    fn key(&mut self, from: usize) -> Option<usize> {
        if let Some(end) = self.key_word(from) {
            self.scalar(from, end);
            return Some(end);
        }
        let (colon, end) = if matches!(self.byte(from)?, b'\'' | b'"') {
            let (kind, end) = self.quoted(from)?;
            self.text_in_quotes(kind, from + 1, end);
            (end + 1, end)
        } else {
            // At the margin these separate documents.
            let separates = matches!(self.bytes.get(from..from + 3), Some(b"---" | b"..."));
            if separates || !self.begins_plain(from) {
                return None;
            }
            let end = self.plain_line(from)?;
            self.scalar(from, end);
            (end, end)
        };
        let is_key = self.byte(colon) == Some(b':')
            && self.ends_word(colon + 1)
            && end - from < KEY_LENGTH
            && self.bytes[end - 1] != b' '
            && &self.bytes[from..end] != b"<<";
        is_key.then_some(colon)
    }

    /// A mapping whose first key is here; where its colon is, if that is known.
    fn mapping(&mut self, column: usize, first: Option<usize>) -> Option<()> {
        let begin = self.tape.tokens.len();
        self.push(Kind::Map, self.at, 0);
        let (mut entries, mut first) = (0, first);
        loop {
            let colon = match first.take() {
                Some(colon) => {
                    self.scalar(self.at, colon);
                    colon
                }
                None => self.key(self.at)?,
            };
            entries += 1;
            let value = self.spaces(colon + 1);
            let is_comment = self.byte(value) == Some(b'#');
            if is_comment || self.ends_line(value) {
                let is_word = !self.ends_word(value + 1) && self.byte(value + 1) != Some(b'\t');
                self.tape.marks.commented |= is_comment && is_word;
                let comments = self.tape.comments.len();
                self.leave(colon + 1)?;
                let is_commented = self.tape.comments.len() > comments;
                let is_below =
                    self.column > column || self.column == column && self.is_item(self.at);
                if !self.is_over() && is_below {
                    let value = self.tape.tokens.len();
                    self.block_below(column)?;
                    let kind = self.tape.tokens[value].kind;
                    let is_text = matches!(kind, Kind::Plain | Kind::Folded | Kind::Null);
                    self.tape.marks.altered |= is_commented && is_text;
                } else {
                    self.push(Kind::Empty, colon + 1, colon + 1);
                }
            } else {
                self.inline(value, column)?;
            }
            if self.is_over() || self.column < column {
                break;
            }
            if self.column > column || self.is_item(self.at) {
                return None;
            }
        }
        self.close(begin, self.end, entries);
        Some(())
    }

    /// A list whose first dash is here.
    fn list(&mut self, column: usize) -> Option<()> {
        let begin = self.tape.tokens.len();
        self.push(Kind::List, self.at, 0);
        let mut items = 0;
        while !self.is_over() && self.column == column && self.is_item(self.at) {
            let dash = self.at;
            items += 1;
            let item = self.spaces(dash + 1);
            if self.ends_line(item) || self.byte(item) == Some(b'#') {
                self.leave(dash + 1)?;
                if self.is_over() || self.column <= column {
                    return None;
                }
                self.block_below(column)?;
            } else {
                (self.at, self.column) = (item, column + item - dash);
                self.block(column)?;
            }
        }
        if !self.is_over() && self.column > column {
            return None;
        }
        self.close(begin, self.end, items);
        Some(())
    }

    /// A value that begins here, on a line of its own, below what is in a column.
    fn block_below(&mut self, parent: usize) -> Option<()> {
        // The parser behind the editor takes the column of an indicator that is alone on its line for that of its text.
        if matches!(self.byte(self.at), Some(b'|' | b'>')) {
            return None;
        }
        self.block(parent)
    }

    /// A value that begins here, on a line of its own or after a dash, below what is in a column.
    fn block(&mut self, parent: usize) -> Option<()> {
        let (at, column) = (self.at, self.column);
        if self.is_item(at) {
            return self.deeper(|scan| scan.list(column));
        }
        if let Some(colon) = self.key_word(at) {
            return self.deeper(|scan| scan.mapping(column, Some(colon)));
        }
        let is_key = match self.byte(at)? {
            b'\'' | b'"' => {
                let end = self.quoted(at)?.1 + 1;
                self.byte(end) == Some(b':') && self.ends_word(end + 1)
            }
            b'|' | b'>' | b'[' | b'{' => false,
            _ => {
                let stop = self.plain_line(at)?;
                if self.byte(stop) != Some(b':') {
                    return self.plain(at, stop, parent);
                }
                true
            }
        };
        if is_key {
            self.deeper(|scan| scan.mapping(column, None))
        } else {
            self.inline(at, parent)
        }
    }

    pub fn deeper(&mut self, inner: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        self.depth += 1;
        if self.depth >= MAX_DEPTH {
            return None;
        }
        inner(self)?;
        self.depth -= 1;
        Some(())
    }

    /// A value that begins on the line of its key or dash, which is in a column.
    fn inline(&mut self, from: usize, column: usize) -> Option<()> {
        match self.byte(from)? {
            b'|' | b'>' => self.text_block(from, column),
            b'\'' | b'"' => {
                let (kind, end) = self.quoted(from)?;
                self.text_in_quotes(kind, from + 1, end);
                self.leave(end + 1)
            }
            b'[' | b'{' => {
                let end = self.flow(from)?;
                self.leave(end)
            }
            _ => {
                let stop = self.plain_line(from)?;
                self.plain(from, stop, column)
            }
        }
    }

    /// A list or mapping in brackets that ends on its line; where it ends.
    fn flow(&mut self, from: usize) -> Option<usize> {
        let is_list = self.byte(from)? == b'[';
        let close = if is_list { b']' } else { b'}' };
        let kind = if is_list { Kind::List } else { Kind::Map };
        self.brackets += 1;
        if self.brackets > MAX_BRACKETS {
            return None;
        }
        let begin = self.tape.tokens.len();
        self.push(kind, from, 0);
        let mut items = 0;
        let mut at = self.spaces(from + 1);
        self.deeper(|scan| {
            if scan.byte(at)? == close {
                return Some(());
            }
            loop {
                if !is_list {
                    let colon = scan.key_word(at)?;
                    scan.scalar(at, colon);
                    at = scan.spaces(colon + 1);
                }
                items += 1;
                let end = scan.flow_value(at)?;
                at = scan.spaces(end);
                match scan.byte(at)? {
                    b',' => at = scan.spaces(at + 1),
                    byte if byte == close => return Some(()),
                    _ => return None,
                }
            }
        })?;
        self.close(begin, at + 1, items);
        Some(at + 1)
    }

    fn flow_value(&mut self, from: usize) -> Option<usize> {
        match self.byte(from)? {
            b'[' | b'{' => self.flow(from),
            b'\'' | b'"' => {
                let (kind, end) = self.quoted(from)?;
                self.text_in_quotes(kind, from + 1, end);
                Some(end + 1)
            }
            _ => self.flow_plain(from),
        }
    }
}
