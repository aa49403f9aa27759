//! Where a cursor is in a text that may be half written: by lines and indentation, because such a text rarely parses.

use std::collections::BTreeSet;

use crate::yaml::{Path, Step};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The mapping or list that the cursor is in; for a value, the key or item it belongs to.
    pub path: Path,
    /// Whether a key or a value is under the cursor.
    pub at: At,
    /// The word under the cursor as far as it is written.
    pub typed: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// A key of the mapping at the path.
    Key,
    Value,
}

/// Reads the lines up to a byte of the text and says what is being written there.
pub fn cursor(text: &str, offset: usize) -> Cursor {
    let before = &text[..crate::yaml::tree::boundary(text, offset)];
    let mut stack = Stack::default();
    let mut lines = before.split('\n').peekable();
    while let Some(line) = lines.next() {
        let line = line.trim_end_matches('\r');
        if lines.peek().is_none() {
            return stack.last_line(line);
        }
        stack.line(line);
    }
    stack.last_line("")
}

/// The path of the key or value whose word spans a byte, with the cursor's own line read to its end.
pub fn under(text: &str, offset: usize) -> Cursor {
    let offset = crate::yaml::tree::boundary(text, offset);
    let is_word = |c: char| c.is_alphanumeric() || "-_./".contains(c);
    let rest = &text[offset..];
    let end = offset + rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    let mut found = cursor(text, end);
    let is_key = text[end..].trim_start_matches(' ').starts_with(':') && found.at == At::Key;
    if is_key {
        found.path = found.path.key(found.typed.clone());
    }
    found
}

/// The keys that the mapping at a path has on other lines than the one a byte is on.
pub fn keys_of(text: &str, offset: usize, path: &Path) -> BTreeSet<String> {
    let mut stack = Stack::default();
    let mut keys = BTreeSet::new();
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let start = end;
        end += line.len();
        let has_key = stack.line(line.trim_end_matches(['\r', '\n']));
        let is_own = (start..=end).contains(&offset) && !(offset == end && line.ends_with('\n'));
        if let Some((Step::Key(key), above)) = stack.path().0.split_last()
            && above == path.0
            && has_key
            && !is_own
        {
            keys.insert(key.clone());
        }
    }
    keys
}

#[derive(Default)]
struct Stack {
    steps: Vec<(usize, Step)>,
    /// The indentation of a key whose value is a block of text: deeper lines are text.
    block: Option<usize>,
}

impl Stack {
    /// Takes a line in; whether it has a key.
    fn line(&mut self, line: &str) -> bool {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if line.trim().is_empty()
            || line.trim_start().starts_with('#')
            || self.block.is_some_and(|block| indent > block)
        {
            return false;
        }
        self.block = None;
        let (column, rest) = self.items(indent, &line[indent..]);
        let Some((key, value)) = key_of(rest) else {
            return false;
        };
        self.key(column, key);
        if value.trim_start().starts_with(['|', '>']) {
            self.block = Some(column);
        }
        true
    }

    /// Takes the dashes at the beginning of a line in; returns where the rest of it begins.
    fn items<'l>(&mut self, mut column: usize, mut rest: &'l str) -> (usize, &'l str) {
        while let Some(item) = rest
            .strip_prefix("- ")
            .or_else(|| (rest == "-").then_some(""))
        {
            while self.steps.last().is_some_and(|(at, _)| *at > column) {
                self.steps.pop();
            }
            let index = match self.steps.last() {
                Some((at, Step::Index(index))) if *at == column => {
                    let next = index + 1;
                    self.steps.pop();
                    next
                }
                _ => 0,
            };
            self.steps.push((column, Step::Index(index)));
            let blanks = item.len() - item.trim_start_matches(' ').len();
            column += 2 + blanks;
            rest = &item[blanks..];
        }
        (column, rest)
    }

    fn key(&mut self, column: usize, key: &str) {
        self.out_to(column);
        self.steps.push((column, Step::Key(key.to_owned())));
    }

    fn out_to(&mut self, column: usize) {
        while self.steps.last().is_some_and(|(at, _)| *at >= column) {
            self.steps.pop();
        }
    }

    fn path(&self) -> Path {
        Path(self.steps.iter().map(|(_, step)| step.clone()).collect())
    }

    /// What is being written on the line of the cursor.
    fn last_line(mut self, line: &str) -> Cursor {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if self.block.is_some_and(|block| indent > block) {
            return Cursor {
                path: self.path(),
                at: At::Value,
                typed: String::new(),
            };
        }
        let is_item = line[indent..].starts_with("- ");
        let (column, rest) = self.items(indent, &line[indent..]);
        match key_of(rest) {
            Some((key, value)) => {
                self.key(column, key);
                let value = value.rsplit(['[', ',']).next().unwrap_or(value);
                Cursor {
                    path: self.path(),
                    at: At::Value,
                    typed: value
                        .trim_start()
                        .trim_start_matches(['\'', '"'])
                        .to_owned(),
                }
            }
            None if is_item => {
                // `- pat` may become an item of texts or the first key of a mapping: the schema knows.
                Cursor {
                    path: self.path(),
                    at: At::Value,
                    typed: rest.trim_start_matches(['\'', '"']).to_owned(),
                }
            }
            None => {
                self.out_to(column);
                Cursor {
                    path: self.path(),
                    at: At::Key,
                    typed: rest.to_owned(),
                }
            }
        }
    }
}

/// A key and what follows its colon.
fn key_of(rest: &str) -> Option<(&str, &str)> {
    let (key, value) = rest.split_once(':')?;
    let is_key = !key.is_empty()
        && !key.contains([' ', '\'', '"', '[', '{', '#'])
        && (value.is_empty() || value.starts_with([' ', '\t']));
    is_key.then_some((key, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cursor at the `^` in a text.
    fn at(text: &str) -> (String, At, String) {
        let offset = text.find('^').unwrap_or(text.len());
        let cursor = cursor(&text.replace('^', ""), offset);
        (cursor.path.to_string(), cursor.at, cursor.typed)
    }

    fn is(path: &str, at: At, typed: &str) -> (String, At, String) {
        (path.to_owned(), at, typed.to_owned())
    }

    #[test]
    fn keys_and_values_are_told_apart_at_every_depth() {
        assert_eq!(at("tit^"), is("", At::Key, "tit"));
        assert_eq!(at("title: x\nstatus: dr^"), is("status", At::Value, "dr"));
        assert_eq!(
            at("leads:\n  - name: A\n    em^\n"),
            is("leads[0]", At::Key, "em")
        );
        assert_eq!(
            at("leads:\n- name: A\n- name: B\n  em^"),
            is("leads[1]", At::Key, "em")
        );
        assert_eq!(
            at("scenarios:\n  - id: a\n    roles: [client, se^"),
            is("scenarios[0].roles", At::Value, "se")
        );
        assert_eq!(at("tracks:\n  - pat^"), is("tracks[0]", At::Value, "pat"));
        assert_eq!(
            at("timeline:\n  prop^\nends: x"),
            is("timeline", At::Key, "prop")
        );
        assert_eq!(
            at("a: |\n  text: with colon\n  mo^"),
            is("a", At::Value, "")
        );
        assert_eq!(at("a: |\n  text\nb^"), is("", At::Key, "b"));
    }

    #[test]
    fn the_keys_of_a_mapping_are_those_beside_the_cursor_alone() {
        let at = |text: &str| {
            let offset = text.find('^').unwrap_or(text.len());
            let text = text.replace('^', "");
            let found = keys_of(&text, offset, &cursor(&text, offset).path);
            found.into_iter().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(at("title: x\n^\nstatus: y\n"), "status title");
        assert_eq!(at("title: x\nsta^\n"), "title");
        assert_eq!(
            at("title: x\nstatus^: y\nleads:\n  - name: A\n"),
            "leads title"
        );
        assert_eq!(
            at("leads:\n  - name: A\n  - name: B\n    ^\n    organization: C\nroles:\n  - id: x\n"),
            "name organization"
        );
        assert_eq!(at("a: |\n  b: c\n  d: e\n^"), "a");
    }

    #[test]
    fn the_whole_word_under_the_cursor_counts() {
        let text = "scenarios:\n  - id: a\n    action: x\n";
        let found = under(text, text.find("ction").unwrap_or(0));
        assert_eq!(
            (found.path.to_string().as_str(), found.at),
            ("scenarios[0].action", At::Key)
        );
        let text = "related-tracks:\n  - 2026-05/pa-tient\n";
        let found = under(text, text.find("tient").unwrap_or(0));
        assert_eq!(
            (found.path.to_string().as_str(), found.typed.as_str()),
            ("related-tracks[0]", "2026-05/pa-tient")
        );
    }
}
