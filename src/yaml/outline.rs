//! The places of a record's values, from one pass over its lines: what most files need of a tree, at a small part of its cost.
//!
//! Records are written in a small part of YAML: plain keys, texts, lists and tables in blocks, and now and then brackets on one
//! line. That part is read here. Whatever is outside it, or may be, is declined, and the whole parser looks at it; a test holds
//! the two against each other.

use crate::yaml::tree::{Entry, Node, NodeKind};

/// The deepest nesting that is read here.
const MAX_DEPTH: usize = 32;

/// The places of a text, by one pass where it is plainly written and by the whole parser elsewhere; nothing where that declines, too.
pub fn or_tree(text: &str) -> Option<Node> {
    of(text).or_else(|| Node::parse(text))
}

/// The tree of a text, with places only: the texts of its scalars are read when they are asked for. `None` when the text is not
/// plain enough. A text that has an outline is one that the parser takes.
pub fn of(text: &str) -> Option<Node> {
    // Tabs, other line ends and what YAML forbids; with the beginnings of a few characters that are as rare.
    let is_odd = |byte: u8| (byte < b' ' && byte != b'\n') || matches!(byte, 0x7f | 0xc2 | 0xef);
    let odd = text.bytes().fold(false, |any, byte| any | is_odd(byte));
    if odd || text.contains(['\u{2028}', '\u{2029}']) {
        return None;
    }
    let mut scan = Scan {
        bytes: text.as_bytes(),
        at: 0,
        column: 0,
        end: 0,
        depth: 0,
    };
    scan.next_line(0);
    if scan.column != 0 {
        return None;
    }
    let mut root = scan.mapping(0)?;
    root.span.end = text.trim_end().len();
    (scan.at == scan.bytes.len()).then_some(root)
}

struct Scan<'t> {
    bytes: &'t [u8],
    /// The next byte of content; at the end of the text when there is none left.
    at: usize,
    /// Its column, from 0.
    column: usize,
    /// The end of the content before, with a comment behind it on its line: where the list or mapping that it is last in ends.
    end: usize,
    depth: usize,
}

impl Scan<'_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    fn ends_line(&self, at: usize) -> bool {
        matches!(self.byte(at), None | Some(b'\n'))
    }

    /// Whether a line, or a blank, follows: what makes an indicator of a dash or a colon.
    fn ends_word(&self, at: usize) -> bool {
        matches!(self.byte(at), None | Some(b'\n' | b' '))
    }

    fn line_end(&self, from: usize) -> usize {
        let rest = &self.bytes[from..];
        from + rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len())
    }

    fn blanks(&self, from: usize) -> usize {
        let rest = &self.bytes[from..];
        from + rest.iter().position(|b| *b != b' ').unwrap_or(rest.len())
    }

    /// Goes to the first content at or behind the beginning of a line, over empty lines and comments.
    fn next_line(&mut self, line: usize) {
        let mut start = line;
        while start < self.bytes.len() {
            let at = self.blanks(start);
            let is_comment = self.byte(at) == Some(b'#');
            if !self.ends_line(at) && !is_comment {
                (self.at, self.column) = (at, at - start);
                return;
            }
            start = self.line_end(at) + 1;
        }
        (self.at, self.column) = (self.bytes.len(), 0);
    }

    /// Goes on behind a value that ends on its line; only blanks and a comment may follow it there.
    fn leave(&mut self, end: usize) -> Option<()> {
        let at = self.blanks(end);
        let is_comment = self.byte(at) == Some(b'#') && at > end;
        if !self.ends_line(at) && !is_comment {
            return None;
        }
        let line_end = self.line_end(at);
        self.end = if is_comment {
            self.trimmed(at, line_end)
        } else {
            end
        };
        self.next_line(line_end + 1);
        Some(())
    }

    fn is_over(&self) -> bool {
        self.at >= self.bytes.len()
    }

    fn is_item(&self) -> bool {
        self.byte(self.at) == Some(b'-') && self.ends_word(self.at + 1)
    }

    /// The end of a plain key that begins here, with a colon behind it.
    fn key_end(&self, from: usize) -> Option<usize> {
        let rest = &self.bytes[from..];
        let is_key = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        let end = from + rest.iter().position(|b| !is_key(b))?;
        let is_key = end > from
            && self.bytes[from].is_ascii_alphabetic()
            && self.byte(end) == Some(b':')
            && self.ends_word(end + 1);
        is_key.then_some(end)
    }

    /// A mapping whose first key stands here.
    fn mapping(&mut self, column: usize) -> Option<Node> {
        let start = self.at;
        let mut entries = Vec::new();
        loop {
            let key_span = self.at..self.key_end(self.at)?;
            let key = std::str::from_utf8(&self.bytes[key_span.clone()]).ok()?;
            let key = key.to_owned();
            let value = self.blanks(key_span.end + 1);
            let value = if self.ends_line(value) || self.byte(value) == Some(b'#') {
                self.leave(key_span.end + 1)?;
                if !self.is_over()
                    && (self.column > column || self.column == column && self.is_item())
                {
                    self.block()?
                } else if self.ends_line(key_span.end + 1) {
                    node(NodeKind::Null, key_span.end + 1, key_span.end + 1)
                } else {
                    return None;
                }
            } else {
                self.inline(value, column)?
            };
            entries.push(Entry {
                key,
                key_span,
                value,
            });
            if self.is_over() || self.column < column {
                break;
            }
            if self.column > column || self.is_item() {
                return None;
            }
        }
        Some(node(NodeKind::Map(entries), start, self.end))
    }

    /// A list whose first dash stands here.
    fn list(&mut self, column: usize) -> Option<Node> {
        let start = self.at;
        let mut items = Vec::new();
        while !self.is_over() && self.column == column && self.is_item() {
            let dash = self.at;
            let item = self.blanks(dash + 1);
            if self.ends_line(item) || self.byte(item) == Some(b'#') {
                self.leave(dash + 1)?;
                if self.is_over() || self.column <= column {
                    return None;
                }
                items.push(self.block()?);
            } else {
                (self.at, self.column) = (item, column + item - dash);
                items.push(if self.is_item() || self.key_end(item).is_some() {
                    self.block()?
                } else {
                    self.inline(item, column)?
                });
            }
        }
        if !self.is_over() && self.column > column {
            return None;
        }
        Some(node(NodeKind::List(items), start, self.end))
    }

    /// A list or a mapping that begins here, on a line of its own or behind a dash.
    fn block(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let column = self.column;
        let node = if self.is_item() {
            self.list(column)
        } else {
            self.mapping(column)
        };
        self.depth -= 1;
        node
    }

    /// A value that begins on the line of its key or dash, which stand in a column.
    fn inline(&mut self, from: usize, column: usize) -> Option<Node> {
        match self.byte(from)? {
            b'|' | b'>' => self.literal(from, column),
            b'\'' | b'"' => {
                let end = self.quoted(from)?;
                self.leave(end)?;
                Some(scalar(false, from, end))
            }
            b'[' | b'{' => {
                let flow = self.flow(from)?;
                self.leave(flow.span.end)?;
                Some(flow)
            }
            _ => self.plain(from, column),
        }
    }

    /// The end of a text in quotes that ends on its line.
    fn quoted(&self, from: usize) -> Option<usize> {
        let quote = self.byte(from)?;
        let mut at = from + 1;
        loop {
            match self.byte(at)? {
                b'\n' => return None,
                b'\\' if quote == b'"' => return None,
                b if b != quote => at += 1,
                _ if quote == b'\'' && self.byte(at + 1) == Some(b'\'') => at += 2,
                _ => return Some(at + 1),
            }
        }
    }

    /// A block of text, deeper than the column of its key or dash.
    fn literal(&mut self, from: usize, column: usize) -> Option<Node> {
        let header = from + 1 + usize::from(matches!(self.byte(from + 1), Some(b'-' | b'+')));
        if !self.ends_line(header) {
            return None;
        }
        let (mut indent, mut end) = (None, None);
        let mut line = header + 1;
        while line < self.bytes.len() {
            let at = self.blanks(line);
            let line_end = self.line_end(at);
            if at < line_end {
                let depth = at - line;
                let least = *indent.get_or_insert(depth);
                if depth <= column {
                    break;
                }
                if depth < least {
                    return None;
                }
                end = Some(line_end);
            } else if indent.is_none() && at > line {
                return None;
            }
            line = line_end + 1;
        }
        self.end = self.trimmed(from, end?);
        let end = self.end;
        self.next_line(line);
        Some(scalar(false, from, end))
    }

    /// A text without quotes, which may go on in deeper lines.
    fn plain(&mut self, from: usize, column: usize) -> Option<Node> {
        let first = self.byte(from)?;
        let begins = first.is_ascii_alphanumeric()
            || !first.is_ascii()
            || b"(/+.$_~^;=<\\".contains(&first)
            || first == b'-' && !self.ends_word(from + 1);
        if !begins {
            return None;
        }
        let (mut start, mut end);
        start = from;
        loop {
            let line_end = self.line_end(start);
            let line = &self.bytes[start..line_end];
            let comment = line.windows(2).position(|two| two == b" #");
            let content = &line[..comment.unwrap_or(line.len())];
            if content.windows(2).any(|two| two == b": ") || content.last() == Some(&b':') {
                return None;
            }
            end = self.trimmed(from, start + content.len());
            if self.bytes[end - 1] == b':' {
                return None;
            }
            let at = self.blanks((line_end + 1).min(self.bytes.len()));
            let is_next = line_end < self.bytes.len() && !self.ends_line(at);
            let depth = at.saturating_sub(line_end + 1);
            if is_next && depth > column && comment.is_none() && self.byte(at) != Some(b'#') {
                start = at;
                continue;
            }
            self.end = if comment.is_some() {
                self.trimmed(start, line_end)
            } else {
                end
            };
            self.next_line(line_end + 1);
            if !self.is_over() && self.column > column {
                return None;
            }
            break;
        }
        let is_null = matches!(&self.bytes[from..end], b"~" | b"null" | b"Null" | b"NULL");
        Some(if is_null {
            node(NodeKind::Null, from, end)
        } else {
            scalar(true, from, end)
        })
    }

    /// A list or mapping in brackets that ends on its line.
    fn flow(&mut self, from: usize) -> Option<Node> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let is_list = self.byte(from)? == b'[';
        let close = if is_list { b']' } else { b'}' };
        let (mut items, mut entries) = (Vec::new(), Vec::new());
        let mut at = self.blanks(from + 1);
        if self.byte(at)? != close {
            loop {
                let key_span = at..if is_list { at } else { self.key_end(at)? };
                if !is_list {
                    at = self.blanks(key_span.end + 1);
                }
                let value = self.flow_value(at)?;
                at = self.blanks(value.span.end);
                if is_list {
                    items.push(value);
                } else {
                    let key = std::str::from_utf8(&self.bytes[key_span.clone()]).ok()?;
                    let key = key.to_owned();
                    entries.push(Entry {
                        key,
                        key_span,
                        value,
                    });
                }
                match self.byte(at)? {
                    b',' if self.byte(at + 1) == Some(b' ') => at = self.blanks(at + 1),
                    byte if byte == close => break,
                    _ => return None,
                }
            }
        }
        self.depth -= 1;
        let kind = if is_list {
            NodeKind::List(items)
        } else {
            NodeKind::Map(entries)
        };
        Some(node(kind, from, at + 1))
    }

    fn flow_value(&mut self, from: usize) -> Option<Node> {
        match self.byte(from)? {
            b'[' | b'{' => self.flow(from),
            b'\'' | b'"' => Some(scalar(false, from, self.quoted(from)?)),
            first if first.is_ascii_alphanumeric() || !first.is_ascii() || first == b'$' => {
                let rest = &self.bytes[from..];
                let is_end = |b: &u8| b",[]{}\n'\"#&*!|>%@`?".contains(b);
                let end = self.trimmed(from, from + rest.iter().position(is_end)?);
                let text = &self.bytes[from..end];
                if text.windows(2).any(|two| two == b": ") || text.last() == Some(&b':') {
                    return None;
                }
                if matches!(text, b"null" | b"Null" | b"NULL") {
                    return None;
                }
                Some(scalar(true, from, end))
            }
            _ => None,
        }
    }

    /// The end of a value without the white space behind it.
    fn trimmed(&self, from: usize, end: usize) -> usize {
        let text = std::str::from_utf8(&self.bytes[from..end]).unwrap_or_default();
        from + text.trim_end().len()
    }
}

fn node(kind: NodeKind, start: usize, end: usize) -> Node {
    Node {
        kind,
        span: start..end,
    }
}

fn scalar(plain: bool, start: usize, end: usize) -> Node {
    node(NodeKind::Scalar { text: None, plain }, start, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The tree of the whole parser; nothing where either parser refuses the text.
    fn whole(text: &str) -> Option<Node> {
        crate::yaml::read::<serde::de::IgnoredAny>(text).ok()?;
        Node::parse(text)
    }

    /// The outline with the texts of its scalars, as the whole tree has them.
    fn outline(text: &str) -> Option<Node> {
        fn read(node: &mut Node, source: &str) {
            let said = node.text(source).into_owned();
            match &mut node.kind {
                NodeKind::Scalar { text, .. } => *text = Some(said),
                NodeKind::List(items) => items.iter_mut().for_each(|item| read(item, source)),
                NodeKind::Map(entries) => {
                    for entry in entries {
                        read(&mut entry.value, source);
                    }
                }
                _ => {}
            }
        }
        let mut tree = of(text)?;
        read(&mut tree, text);
        Some(tree)
    }

    #[test]
    fn the_files_of_the_examples_have_the_same_places_both_ways() -> std::io::Result<()> {
        let mut folders = vec![concat!(env!("CARGO_MANIFEST_DIR"), "/examples").into()];
        let (mut plain, mut all) = (0, 0);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir::<std::path::PathBuf>(folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(text) = std::fs::read_to_string(&path)
                    && path.extension().is_some_and(|ending| ending == "yaml")
                {
                    let outline = outline(&text);
                    all += 1;
                    plain += usize::from(outline.is_some());
                    assert!(outline.is_none() || outline == whole(&text), "{path:?}");
                }
            }
        }
        assert!(plain * 10 > all * 9, "{plain} of {all}");
        Ok(())
    }

    #[test]
    fn what_is_not_plain_is_declined() {
        for text in [
            "",
            "a",
            "- a\n",
            "a: &x b\n",
            "a: *x\n",
            "a: !t b\n",
            "? a\n: b\n",
            "a:\tb\n",
            "a: b: c\n",
            "a: [b\n",
            "a: 'b\n",
            "a: 'b' c\n",
            "a: b\n c: d\n",
            "a: |\n",
            "a: |2\n  x\n",
            "<<: a\n",
            "---\na: b\n",
            "a: b\r\n",
            "a: b\n---\nc: d\n",
            "a: b\nc\n",
            "a: {b, c}\n",
            "a: [b,c]\n",
            "'a': b\n",
            "a: @b\n",
            "a: b\u{7}\n",
        ] {
            assert_eq!(of(text), None, "{text:?}");
        }
        let deep = (0..40).map(|depth| format!("{}a:\n", " ".repeat(depth)));
        assert_eq!(of(&deep.collect::<String>()), None);
        assert_eq!(of(&format!("a: {}", "- ".repeat(40))), None);
        assert_eq!(of(&format!("a:\n{}b\n", "- ".repeat(40))), None);
    }

    fn lines() -> impl Strategy<Value = String> {
        let head = prop_oneof![
            3 => "[a-c]: ?", 1 => "[a-c]:  ", 2 => "- ", 1 => "- [a-c]: ", 1 => Just(String::new()), 1 => "[#'\"?&*-]",
        ];
        let value = prop_oneof![
            6 => "[a-z0-9][a-zé ,.'-]{0,8}", 2 => "'[a-z: #]{0,6}'", 1 => "\"[a-z:]{0,6}\"", 2 => "[|>][-+]?", 1 => "\\[[a-c](, [a-c$'{}:]{1,3}){0,3}\\]",
            1 => "\\{[a-c]: [a-c](, [a-c]: ?[a-c\\[\\]]{1,3}){0,2}\\}", 2 => Just(String::new()), 1 => "(~|null|12:30|no| # c|x # c|x#c|a: b|a:)",
        ];
        let line = (0..4_usize, head, value)
            .prop_map(|(indent, head, value)| format!("{}{head}{value}\n", "  ".repeat(indent)));
        let line = prop_oneof![8 => line, 1 => Just("\n".to_owned()), 1 => "( {0,5}# c\n){1,2}"];
        prop::collection::vec(line, 1..7).prop_map(|lines| lines.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn both_ways_agree(text in lines()) {
            let outline = outline(&text);
            prop_assert!(outline.is_none() || outline == whole(&text), "{:?}\n{:?}\n{:?}", text, outline, whole(&text));
        }
    }
}
