//! Edits of YAML text in place: comments, order, blank lines and line ends of everything else stay as they are.
//!
//! The editor is given each change twice: once as a change of the text, once as a change of the value it stands for.
//! Before a text leaves, it is read again and compared with that value, so an edit is right or refused, never wrong.

use std::str::FromStr;

use serde_yaml::{Mapping, Value};
use yaml_edit::{Document, YamlNode};

use crate::yaml::path::{Path, Step};
use crate::yaml::{plain, write};

/// Why a text could not be edited.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The text does not read as a mapping.
    #[error("the file cannot be parsed as YAML with keys and values; run 'cxn check' on it first")]
    Unreadable,
    /// A path leads through a value that has no keys or items.
    #[error("'{0}' leads through a value that has nothing below it")]
    NoSuchPlace(String),
    /// A list does not reach as far as an index.
    #[error("there is no '{path}': the list holds {length}, and '{next}' would be a new one")]
    NoSuchItem {
        path: String,
        length: usize,
        next: String,
    },
    /// The edited text does not read as what was meant.
    #[error(
        "the change to '{0}' cannot be made in place without disturbing the rest of the file; edit it by hand"
    )]
    NotFaithful(String),
}

pub struct Editor {
    bom: bool,
    crlf: bool,
    document: Document,
    intended: Value,
    last: String,
}

impl Editor {
    /// Opens a text that reads as a mapping.
    pub fn open(text: &str) -> Result<Self, EditError> {
        let (bom, text) = text
            .strip_prefix('\u{feff}')
            .map_or((false, text), |rest| (true, rest));
        let intended: Value = serde_yaml::from_str(text).map_err(|_| EditError::Unreadable)?;
        let document = Document::from_str(text).map_err(|_| EditError::Unreadable)?;
        if !intended.is_mapping() || document.as_mapping().is_none() {
            return Err(EditError::Unreadable);
        }
        Ok(Self {
            bom,
            crlf: text.contains("\r\n"),
            document,
            intended,
            last: String::new(),
        })
    }

    /// Sets the value of a path; keys on the way that are missing are made.
    pub fn set(&mut self, path: &Path, value: &Value) -> Result<(), EditError> {
        self.last = path.to_string();
        let missing = || EditError::NoSuchPlace(path.to_string());
        let (last, way) = path.0.split_last().ok_or_else(missing)?;
        self.take_block(path);
        *place(&mut self.intended, path).ok_or_else(missing)? = value.clone();
        let node = node(value).ok_or_else(|| EditError::NotFaithful(path.to_string()))?;
        match (last, self.descend(way).ok_or_else(missing)?) {
            (Step::Key(key), YamlNode::Mapping(map)) => map.set(key.as_str(), &node),
            (Step::Index(index), YamlNode::Sequence(list)) => {
                if !list.set(*index, &node) {
                    return Err(missing());
                }
            }
            _ => return Err(missing()),
        }
        Ok(())
    }

    /// Takes the lines of a block away, so that the empty lines after it stay when something else is written there.
    fn take_block(&mut self, path: &Path) {
        let text = self.document.to_string();
        let Some(tree) = plain::tree(&text) else {
            return;
        };
        let Some(node) = tree.at(path) else { return };
        let is_key = matches!(path.0.last(), Some(Step::Key(_)));
        let (start, content_end) = (node.span.start, node.span.end);
        if !is_key || !text[start..].starts_with(['|', '>']) {
            return;
        }
        let key_end = text[..start].trim_end_matches(' ').len();
        let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        let mut rest = line_end(content_end);
        // The open line of a block with nothing in it goes as well.
        while node.text(&text).is_empty() && rest < text.len() {
            let line = &text[rest..line_end(rest)];
            if !line.starts_with(' ') || !line.trim().is_empty() {
                break;
            }
            rest = line_end(rest);
        }
        let end = if self.crlf { "\r\n" } else { "\n" };
        let without = format!("{}{end}{}", &text[..key_end], &text[rest..]);
        if let Ok(document) = Document::from_str(&without) {
            self.document = document;
        }
    }

    /// As [`set`](Self::set), and an index just behind the end of a list makes a new item, with what the path leads on to in it.
    pub fn put(&mut self, path: &Path, value: &Value) -> Result<(), EditError> {
        for (at, step) in path.0.iter().enumerate() {
            let Step::Index(index) = step else { continue };
            let list = Path(path.0[..at].to_vec());
            let length = match place(&mut self.intended.clone(), &list) {
                Some(Value::Sequence(items)) => items.len(),
                Some(Value::Null) => 0,
                _ => continue,
            };
            if *index > length {
                return Err(EditError::NoSuchItem {
                    path: list.clone().index(*index).to_string(),
                    length,
                    next: list.index(length).to_string(),
                });
            }
            if *index == length {
                let item = below(&path.0[at + 1..], value)
                    .ok_or_else(|| EditError::NoSuchPlace(path.to_string()))?;
                return self.append(&list, &item);
            }
        }
        self.set(path, value)
    }

    /// Appends an item to the list of a path; a list that is missing or empty is made.
    pub fn append(&mut self, path: &Path, value: &Value) -> Result<(), EditError> {
        self.last = path.to_string();
        let missing = || EditError::NoSuchPlace(path.to_string());
        let list = place(&mut self.intended, path).ok_or_else(missing)?;
        match list {
            Value::Sequence(items) if !items.is_empty() => items.push(value.clone()),
            Value::Sequence(_) | Value::Null => {
                return self.set(path, &Value::Sequence(vec![value.clone()]));
            }
            _ => return Err(missing()),
        }
        let node = node(value).ok_or_else(|| EditError::NotFaithful(path.to_string()))?;
        match self.descend(&path.0) {
            Some(YamlNode::Sequence(list)) => list.push(&node),
            _ => return Err(missing()),
        }
        Ok(())
    }

    /// Removes a key or an item; one that is not there is not an error.
    pub fn remove(&mut self, path: &Path) -> Result<(), EditError> {
        self.last = path.to_string();
        let Some((last, way)) = path.0.split_last() else {
            return Ok(());
        };
        let is_there = path
            .0
            .iter()
            .try_fold(&self.intended, |value, step| match step {
                Step::Key(key) => value.get(key.as_str()),
                Step::Index(index) => value.get(*index),
            });
        if is_there.is_none() {
            // The way to it must not be made either.
            return Ok(());
        }
        let Some(parent) = self.descend(way) else {
            return Ok(());
        };
        let Some(intended) = place(&mut self.intended, &Path(way.to_vec())) else {
            return Ok(());
        };
        match (last, parent, intended) {
            (Step::Key(key), YamlNode::Mapping(map), Value::Mapping(values)) => {
                map.remove(key.as_str());
                values.shift_remove(key.as_str());
            }
            (Step::Index(index), YamlNode::Sequence(list), Value::Sequence(values))
                if *index < values.len() =>
            {
                list.remove(*index);
                values.remove(*index);
            }
            _ => {}
        }
        Ok(())
    }

    /// The edited text, read again and compared with what was meant.
    pub fn finish(self) -> Result<String, EditError> {
        let mut text = self.document.to_string();
        if self.crlf {
            text = text.replace("\r\n", "\n").replace('\n', "\r\n");
        }
        let unfaithful = || EditError::NotFaithful(self.last.clone());
        let back: Value = serde_yaml::from_str(&text).map_err(|_| unfaithful())?;
        if back != self.intended {
            return Err(unfaithful());
        }
        Ok(if self.bom {
            format!("\u{feff}{text}")
        } else {
            text
        })
    }

    fn descend(&self, way: &[Step]) -> Option<YamlNode> {
        let mut node = YamlNode::Mapping(self.document.as_mapping()?);
        for (at, step) in way.iter().enumerate() {
            let next = match (step, &node) {
                (Step::Key(key), YamlNode::Mapping(map)) => {
                    let next = map
                        .get(key.as_str())
                        .filter(|next| next.is_mapping() || next.is_sequence());
                    if next.is_none() && matches!(way.get(at + 1), None | Some(Step::Key(_))) {
                        // A key on the way that is missing, or has nothing behind it, becomes a mapping that the change fills.
                        map.set(key.as_str(), yaml_edit::Mapping::new_pending_block());
                    }
                    map.get(key.as_str())?
                }
                (Step::Index(index), YamlNode::Sequence(list)) => list.get(*index)?,
                _ => return None,
            };
            node = next;
        }
        Some(node)
    }
}

/// A value with keys and first items around it, as a path leads to it.
fn below(way: &[Step], value: &Value) -> Option<Value> {
    way.iter()
        .rev()
        .try_fold(value.clone(), |inner, step| match step {
            Step::Key(key) => Some(Value::Mapping(Mapping::from_iter([(
                Value::from(key.as_str()),
                inner,
            )]))),
            Step::Index(0) => Some(Value::Sequence(vec![inner])),
            Step::Index(_) => None,
        })
}

/// A value as a node in the style this crate writes.
fn node(value: &Value) -> Option<YamlNode> {
    let text = write::entry("v", value, 0);
    Document::from_str(&text).ok()?.get("v")
}

/// The value at a path of a value, when the whole path is there.
pub fn lookup<'a>(value: &'a Value, path: &Path) -> Option<&'a Value> {
    path.0.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.get(key.as_str()),
        Step::Index(index) => value.get(*index),
    })
}

/// The place of a path in a value; missing keys are made, missing items are not.
pub fn place<'a>(value: &'a mut Value, path: &Path) -> Option<&'a mut Value> {
    let mut at = value;
    for step in &path.0 {
        at = match step {
            Step::Key(key) => {
                if at.is_null() {
                    *at = Value::Mapping(Mapping::new());
                }
                at.as_mapping_mut()?
                    .entry(Value::from(key.as_str()))
                    .or_insert(Value::Null)
            }
            Step::Index(index) => at.as_sequence_mut()?.get_mut(*index)?,
        };
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# head\ntitle: x # why\nstatus: draft\n\n# people\nleads:\n  - name: A # first\n    email: a@example.org\n  # second\n  - name: B\nempty:\n# tail\ncustom:\n  k: v\n";

    fn edit(
        text: &str,
        change: impl Fn(&mut Editor) -> Result<(), EditError>,
    ) -> Result<String, String> {
        let mut editor = Editor::open(text).map_err(|e| e.to_string())?;
        change(&mut editor).map_err(|e| e.to_string())?;
        editor.finish().map_err(|e| e.to_string())
    }

    fn yaml(text: &str) -> Value {
        serde_yaml::from_str(text).unwrap_or_default()
    }

    #[test]
    fn an_index_behind_the_end_of_a_list_makes_an_item() {
        let put = |texts: &[(&str, &str)]| {
            edit(TEXT, |e| {
                texts
                    .iter()
                    .try_for_each(|(path, value)| e.put(&Path::from(path), &Value::from(*value)))
            })
        };
        assert_eq!(
            put(&[("leads[2].name", "C"), ("leads[2].email", "c@example.org")]),
            Ok(TEXT.replace(
                "  - name: B\n",
                "  - name: B\n  - name: C\n    email: c@example.org\n"
            ))
        );
        assert_eq!(
            put(&[("empty[0]", "one"), ("empty[1]", "two")]),
            Ok(TEXT.replace("empty:\n", "empty:\n  - one\n  - two\n"))
        );
        assert_eq!(
            put(&[("leads[1].name", "Bea")]),
            Ok(TEXT.replace("name: B\n", "name: Bea\n"))
        );
        assert_eq!(
            put(&[("leads[3].name", "D")]),
            Err(
                "there is no 'leads[3]': the list holds 2, and 'leads[2]' would be a new one"
                    .to_owned()
            )
        );
        assert_eq!(
            put(&[("title[0]", "D")]),
            Err("'title[0]' leads through a value that has nothing below it".to_owned())
        );
    }

    #[test]
    fn an_open_block_is_filled_and_the_lines_around_it_stay() {
        let text = "a: |\n  \n\n# b\nb:\n  - c: |\n      \n    d: e\n";
        let set =
            |path: &str, value: &str| edit(text, |e| e.set(&Path::from(path), &Value::from(value)));
        assert_eq!(set("a", "x"), Ok(text.replace("a: |\n  \n", "a: x\n")));
        assert_eq!(
            set("a", "x: y\n- z\n"),
            Ok(text.replace("a: |\n  \n", "a: |\n  x: y\n  - z\n"))
        );
        let filled = text.replace("a: |\n  \n", "a: |\n  x: y\n  - z\n");
        assert_eq!(
            edit(&filled, |e| e.set(&Path::from("a"), &Value::from("x"))),
            Ok(text.replace("a: |\n  \n", "a: x\n"))
        );
        assert_eq!(
            set("b[0].c", "x"),
            Ok(text.replace("c: |\n      \n", "c: x\n"))
        );
    }

    #[test]
    fn a_scalar_is_replaced_and_the_rest_stays() {
        let edited = edit(TEXT, |e| {
            e.set(&Path::from("status"), &Value::from("submitted"))
        });
        assert_eq!(
            edited,
            Ok(TEXT.replace("status: draft", "status: submitted"))
        );
        let edited = edit(TEXT, |e| e.set(&Path::from("title"), &Value::from("no")));
        assert_eq!(edited, Ok(TEXT.replace("title: x", "title: 'no'")));
        let edited = edit(TEXT, |e| {
            e.set(&Path::from("leads[0].email"), &Value::from("b@example.org"))
        });
        assert_eq!(edited, Ok(TEXT.replace("a@example.org", "b@example.org")));
    }

    #[test]
    fn a_list_grows_at_its_end() {
        let entry = yaml("{when: 2026-08-01T12:00:00-04:00, what: submitted, by: Robin Example}");
        let path = Path::from("history");
        let once = edit(TEXT, |e| e.append(&path, &entry));
        let expected = format!(
            "{TEXT}history:\n  - when: 2026-08-01T12:00:00-04:00\n    what: submitted\n    by: Robin Example\n"
        );
        assert_eq!(once.as_deref(), Ok(expected.as_str()));
        let twice = edit(&expected, |e| e.append(&path, &entry));
        assert_eq!(
            twice,
            Ok(format!(
                "{expected}  - when: 2026-08-01T12:00:00-04:00\n    what: submitted\n    by: Robin Example\n"
            ))
        );
    }

    #[test]
    fn missing_keys_on_the_way_are_made() {
        let edited = edit("a: 1\n", |e| {
            e.set(
                &Path::from("timeline.proposals-close"),
                &Value::from("2026-07-20"),
            )
        });
        assert_eq!(
            edited.as_deref(),
            Ok("a: 1\ntimeline:\n  proposals-close: 2026-07-20\n")
        );
        let edited = edit(TEXT, |e| e.set(&Path::from("empty.k"), &Value::from("v")));
        assert_eq!(
            edited.map(|text| text.contains("empty:\n  k: v\n")),
            Ok(true)
        );
    }

    #[test]
    fn several_lines_become_a_literal_block() {
        let edited = edit("a: 1\nb: 2 # c\n", |e| {
            e.set(&Path::from("a"), &Value::from("one\ntwo\n"))
        });
        assert_eq!(edited.as_deref(), Ok("a: |\n  one\n  two\nb: 2 # c\n"));
    }

    #[test]
    fn line_ends_and_the_byte_order_mark_are_kept() {
        let text = "\u{feff}a: 1\r\n# c\r\nhistory:\r\n  - when: x\r\n";
        let edited = edit(text, |e| {
            e.append(&Path::from("history"), &yaml("{when: z, what: w}"))
        });
        assert_eq!(
            edited.as_deref(),
            Ok("\u{feff}a: 1\r\n# c\r\nhistory:\r\n  - when: x\r\n  - when: z\r\n    what: w\r\n")
        );
    }

    #[test]
    fn what_is_not_there_is_removed_without_a_trace() {
        for path in [
            "none",
            "none[1]",
            "none.k",
            "empty.k",
            "empty[0]",
            "leads[2]",
            "leads[2].name",
            "custom.x.y",
            "title.x",
        ] {
            assert_eq!(
                edit(TEXT, |e| e.remove(&Path::from(path))).as_deref(),
                Ok(TEXT),
                "{path}"
            );
        }
    }

    #[test]
    fn a_key_is_removed_with_its_value_only() {
        let edited = edit(TEXT, |e| e.remove(&Path::from("status")));
        assert_eq!(edited, Ok(TEXT.replace("status: draft\n", "")));
    }

    #[test]
    fn a_path_through_a_text_is_refused() {
        let error = edit(TEXT, |e| e.set(&Path::from("title.x"), &Value::from(1)));
        assert_eq!(
            error.err().as_deref(),
            Some("'title.x' leads through a value that has nothing below it")
        );
        let error = edit("- a\n", |_| Ok(()));
        assert_eq!(
            error.err().as_deref(),
            Some(
                "the file cannot be parsed as YAML with keys and values; run 'cxn check' on it first"
            )
        );
    }
}
