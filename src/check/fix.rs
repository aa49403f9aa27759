//! Fixes: what a finding would change where there is one right answer. Pure: text in, text out; saving is somebody else's.

use std::ops::Range;

use super::finding::Place;
use super::locate;
use crate::workspace::File;
use crate::yaml::edit::Editor;
use crate::yaml::tree::Node;
use crate::yaml::{Path, Value};

/// A change that mends a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// What it does, as an editor's menu says it: "write it as 2026-09-05".
    pub title: String,
    /// Whether it can be made unseen: the meaning stays or there is only one. Otherwise a person has to look.
    pub safe: bool,
    /// The changes, in order.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Puts a text in the place of a part of the file, as it stands.
    Replace(Place, String),
    /// Sets the value of a path, in place.
    Set(Path, Value),
    /// Adds lines at the end of the file.
    Append(String),
    /// Gives the file another name. Never mixed with the others.
    Rename(File),
}

impl Fix {
    /// A fix that can be made unseen.
    pub fn safe(title: impl Into<String>, change: Change) -> Self {
        Self {
            title: title.into(),
            safe: true,
            changes: vec![change],
        }
    }

    /// A fix that a person has to look at.
    pub fn needs_a_look(title: impl Into<String>, change: Change) -> Self {
        Self {
            title: title.into(),
            safe: false,
            changes: vec![change],
        }
    }

    /// The file's new name, when that is what the fix changes.
    pub fn renames(&self) -> Option<&File> {
        self.changes.iter().find_map(|change| match change {
            Change::Rename(file) => Some(file),
            _ => None,
        })
    }

    /// The text after the fix; `None` when it cannot be made in this text any more.
    pub fn apply(&self, text: &str) -> Option<String> {
        let mut text = text.to_owned();
        for change in &self.changes {
            text = match change {
                Change::Replace(place, with) => {
                    let (bom, body) = text
                        .strip_prefix('\u{feff}')
                        .map_or(("", text.as_str()), |body| ("\u{feff}", body));
                    let range =
                        locate::bytes_of(body, Node::parse(body).as_ref(), bom.len(), place);
                    format!(
                        "{bom}{}{with}{}",
                        body.get(..range.start)?,
                        body.get(range.end..)?
                    )
                }
                Change::Set(path, value) => {
                    let mut editor = Editor::open(&text).ok()?;
                    editor.set(path, value).ok()?;
                    editor.finish().ok()?
                }
                Change::Append(lines) => {
                    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
                    let gap = if text.is_empty() || text.ends_with('\n') {
                        ""
                    } else {
                        end
                    };
                    format!("{text}{gap}{}", lines.replace('\n', end))
                }
                Change::Rename(_) => text,
            };
        }
        Some(text)
    }
}

/// The one range in which two texts differ, and what stands there in the new one: for editors and reports that take ranges.
pub fn difference<'a>(old: &str, new: &'a str) -> Option<(Range<usize>, &'a str)> {
    if old == new {
        return None;
    }
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let head: usize = old
        .chars()
        .zip(new.chars())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let tail: usize = old[head..]
        .chars()
        .rev()
        .zip(new[head..].chars().rev())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    Some((head..old.len() - tail, &new[head..new.len() - tail]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fix_changes_its_place_and_nothing_else() {
        let file = File::new("x.yaml");
        let fix = Fix::safe(
            "x",
            Change::Replace(Place::new(&file, "starts"), "2026-09-05".to_owned()),
        );
        assert_eq!(
            fix.apply("# c\nstarts: 2026-9-5 # why\r\n").as_deref(),
            Some("# c\nstarts: 2026-09-05 # why\r\n")
        );
        let fix = Fix::safe("x", Change::Append("# more\nk:\n".to_owned()));
        assert_eq!(
            fix.apply("a: 1\r\n").as_deref(),
            Some("a: 1\r\n# more\r\nk:\r\n")
        );
    }

    #[test]
    fn the_difference_is_the_least_range() {
        assert_eq!(difference("a: é1\nb", "a: é2\nb"), Some((5..6, "2")));
        assert_eq!(difference("aa", "aaa"), Some((2..2, "a")));
        assert_eq!(difference("x", "x"), None);
    }
}
