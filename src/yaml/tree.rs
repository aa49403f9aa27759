//! A record as a tree of values with the bytes each one stands on. Built only for files that have findings.

use std::borrow::Cow;
use std::ops::Range;

use yaml_edit::{YamlFile, YamlNode};

use crate::yaml::path::{Path, Step};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub kind: NodeKind,
    /// The bytes it stands on, without the white space behind it.
    pub span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
    /// Nothing: an empty value, `~` or `null`.
    Null,
    /// A text, number or truth value, as read; `plain` when it stands without quotes.
    Scalar {
        /// The text without its quotes, where it was read with the place: see [`Node::text`].
        text: Option<String>,
        /// Whether it stands without quotes, on one line.
        plain: bool,
    },
    List(Vec<Node>),
    /// A mapping, in the order of the file, with keys that stand twice.
    Map(Vec<Entry>),
    /// An alias or a tagged value: left alone.
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub key: String,
    pub key_span: Range<usize>,
    pub value: Node,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The bytes of the key, when the place is one of a mapping.
    pub key: Option<Range<usize>>,
    pub value: Range<usize>,
    /// Whether the whole path was found, or only its beginning.
    pub whole: bool,
}

impl Node {
    /// Reads a text that the parser accepts; `None` when the two parsers disagree.
    pub fn parse(text: &str) -> Option<Self> {
        let file = YamlFile::parse(text);
        if file.has_errors() {
            return None;
        }
        let Some(document) = file.tree().document() else {
            return Some(Self::null(0..0));
        };
        let root = document
            .as_mapping()
            .map(YamlNode::Mapping)
            .or_else(|| document.as_sequence().map(YamlNode::Sequence))
            .or_else(|| document.as_scalar().map(YamlNode::Scalar));
        Some(root.map_or_else(|| Self::null(0..0), |root| Self::read(text, &root)))
    }

    fn null(span: Range<usize>) -> Self {
        Self {
            kind: NodeKind::Null,
            span,
        }
    }

    fn read(text: &str, node: &YamlNode) -> Self {
        let span = span(text, node);
        let kind = match node {
            YamlNode::Mapping(map) => NodeKind::Map(
                map.entries()
                    .filter_map(|entry| {
                        let key = entry.key_node()?;
                        let key_span = self::span(text, &key);
                        let name = key.as_scalar().map_or_else(
                            || text[key_span.clone()].to_owned(),
                            yaml_edit::Scalar::as_string,
                        );
                        let value = entry.value_node().map_or_else(
                            || Self::null(key_span.end..key_span.end),
                            |value| Self::read(text, &value),
                        );
                        Some(Entry {
                            key: name,
                            key_span,
                            value,
                        })
                    })
                    .collect(),
            ),
            YamlNode::Sequence(list) => {
                NodeKind::List(list.values().map(|item| Self::read(text, &item)).collect())
            }
            YamlNode::Scalar(scalar)
                if scalar.is_null() || (span.is_empty() && !scalar.is_quoted()) =>
            {
                NodeKind::Null
            }
            YamlNode::Scalar(scalar) => NodeKind::Scalar {
                text: Some(scalar.as_string()),
                plain: !scalar.is_quoted() && !scalar.is_block(),
            },
            _ => NodeKind::Other,
        };
        Self { kind, span }
    }

    /// The text of a scalar as it is read; empty for everything else. `source` is what the tree was made from.
    pub fn text<'n>(&'n self, source: &'n str) -> Cow<'n, str> {
        let NodeKind::Scalar { text, plain } = &self.kind else {
            return "".into();
        };
        let raw = source.get(self.span.clone()).unwrap_or("");
        match text {
            Some(text) => text.into(),
            None if *plain && !raw.contains('\n') => raw.into(),
            None => {
                // Empty lines behind a block may be part of its text.
                let rest = source.get(self.span.end..).unwrap_or("");
                let blank = &rest[..rest.len() - rest.trim_start().len()];
                let lines = &blank[..blank.rfind('\n').unwrap_or(0)];
                let block = format!("{raw}{lines}\n");
                crate::yaml::read::<String>(&block)
                    .unwrap_or_default()
                    .into()
            }
        }
    }

    pub fn get(&self, key: &str) -> Option<&Entry> {
        match &self.kind {
            NodeKind::Map(entries) => entries.iter().find(|entry| entry.key == key),
            _ => None,
        }
    }

    /// The value at a path, when the whole path is there.
    pub fn at(&self, path: &Path) -> Option<&Self> {
        path.0.iter().try_fold(self, |node, step| match step {
            Step::Key(key) => node.get(key).map(|entry| &entry.value),
            Step::Index(index) => match &node.kind {
                NodeKind::List(items) => items.get(*index),
                _ => None,
            },
        })
    }

    /// Finds a path, or as much of its beginning as there is. At the root, the first entry stands for the record.
    pub fn find(&self, path: &Path) -> Found {
        let mut found = Found {
            key: None,
            value: self.headline(),
            whole: true,
        };
        let mut node = self;
        for step in &path.0 {
            match (step, &node.kind) {
                (Step::Key(key), NodeKind::Map(_)) => {
                    let Some(entry) = node.get(key) else {
                        return Found {
                            whole: false,
                            ..found
                        };
                    };
                    node = &entry.value;
                    found = Found {
                        key: Some(entry.key_span.clone()),
                        value: node.span.clone(),
                        whole: true,
                    };
                }
                // A text alone where a list may stand is its only item.
                (Step::Index(0), NodeKind::Scalar { .. }) => {}
                (Step::Index(index), NodeKind::List(items)) => {
                    let Some(item) = items.get(*index) else {
                        return Found {
                            whole: false,
                            ..found
                        };
                    };
                    node = item;
                    found = Found {
                        key: None,
                        value: node.headline(),
                        whole: true,
                    };
                }
                _ => {
                    return Found {
                        whole: false,
                        ..found
                    };
                }
            }
        }
        if matches!(node.kind, NodeKind::Map(_)) && found.key.is_none() {
            found.value = node.headline();
        }
        found
    }

    /// The bytes of a path's key and value with everything below it, or of as much of the path's beginning as there is.
    pub fn extent(&self, path: &Path) -> Range<usize> {
        let (mut node, mut start) = (self, self.span.start);
        for step in &path.0 {
            let below = match (step, &node.kind) {
                (Step::Key(key), NodeKind::Map(_)) => node
                    .get(key)
                    .map(|entry| (&entry.value, entry.key_span.start)),
                (Step::Index(index), NodeKind::List(items)) => {
                    items.get(*index).map(|item| (item, item.span.start))
                }
                _ => None,
            };
            match below {
                Some(found) => (node, start) = found,
                None => break,
            }
        }
        start..node.span.end
    }

    /// What to point at when a whole record or item is meant: its first entry, not all of its lines.
    pub fn headline(&self) -> Range<usize> {
        match &self.kind {
            NodeKind::Map(entries) if !entries.is_empty() => {
                let first = &entries[0];
                let end = match first.value.kind {
                    NodeKind::Scalar { .. } => first.value.span.end,
                    _ => first.key_span.end,
                };
                first.key_span.start..end.max(first.key_span.end)
            }
            _ => self.span.clone(),
        }
    }
}

fn span(text: &str, node: &YamlNode) -> Range<usize> {
    let range = node.byte_range();
    let (start, end) = (range.start as usize, range.end as usize);
    let inner = text.get(start..end).unwrap_or("");
    start..start + without_space(inner).len()
}

/// A text without what YAML takes for white space at its end.
pub fn without_space(text: &str) -> &str {
    text.trim_end_matches([' ', '\t', '\r', '\n'])
}

/// The last place at or before a byte where a character starts.
pub fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::lines::Lines;

    const TEXT: &str = "# top\ntitle: 'x' # c\nleads:\n  - name: A\n    email: a@example.org\n  - B\nempty:\nflow: [1, {k: v}]\n";

    fn at(path: &str) -> String {
        let found = Node::parse(TEXT).map(|tree| tree.find(&Path::from(path)));
        let Some(found) = found else {
            return "unreadable".into();
        };
        let key = found.key.map_or("-", |key| &TEXT[key]);
        format!(
            "{key}={}{}",
            &TEXT[found.value],
            if found.whole { "" } else { " (part)" }
        )
    }

    #[test]
    fn places_are_found_by_their_path() {
        assert_eq!(at("title"), "title='x'");
        assert_eq!(at("leads[0].email"), "email=a@example.org");
        assert_eq!(at("leads[0]"), "-=name: A");
        assert_eq!(at("leads[1]"), "-=B");
        assert_eq!(at("title[0]"), "title='x'");
        assert_eq!(at("empty"), "empty=");
        assert_eq!(at("flow[1].k"), "k=v");
        let tree = Node::parse(TEXT);
        let span = |path| Some(tree.as_ref()?.at(&Path::from(path))?.span.clone());
        assert_eq!(span("leads[1]").map(|span| &TEXT[span]), Some("B"));
        assert_eq!(span("leads[1].name"), None);
        assert_eq!(at(""), "-=title: 'x'");
    }

    #[test]
    fn a_place_that_is_not_there_is_the_last_one_that_is() {
        assert_eq!(at("leads[0].chat"), "-=name: A (part)");
        assert_eq!(
            at("leads[7]"),
            "leads=- name: A\n    email: a@example.org\n  - B (part)"
        );
        assert_eq!(at("nothing"), "-=title: 'x' (part)");
    }

    #[test]
    fn windows_lines_and_wide_letters_move_no_place() {
        let text = "# é\r\ntitle: 'ü'\r\nleads:\r\n  - name: Ä B\r\n    email: a@example.org\r\nlong: |\r\n  é\r\n  x\r\nlast: é # c\r\n";
        let at = |path: &str| {
            let found = Node::parse(text).map(|tree| tree.find(&Path::from(path)))?;
            let start = Lines::new(text).position(found.value.start);
            Some((start, text.get(found.value)?))
        };
        assert_eq!(at("title"), Some(((2, 8), "'ü'")));
        assert_eq!(at("leads[0].name"), Some(((4, 11), "Ä B")));
        assert_eq!(at("leads[0].email"), Some(((5, 12), "a@example.org")));
        assert_eq!(at("last"), Some(((9, 7), "é")));
    }
}
