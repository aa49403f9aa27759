//! Fixes: what a finding would change where there is one right answer. Pure: text in, text out; saving is another person's.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::check::place::{Part, Place};
use crate::check::shared_text::shared;
use crate::workspace::File;
use crate::workspace::parse::readability;
use crate::yaml;
use crate::yaml::edit;
use crate::yaml::edit::Editor;
use crate::yaml::tree::{Node, NodeKind};
use crate::yaml::{Path, Step, Value, write};

#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// What it does, as an editor's menu says it: "write it as 2026-09-05".
    pub title: Arc<str>,
    /// Whether it can be made unseen: the meaning stays or there is only one. Otherwise a person has to look.
    pub safe: bool,
    pub changes: Vec<Change>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Replaces a part of the file with a text, verbatim.
    Replace(Place, String),
    /// Sets the value of a path, in place.
    Set(Path, Value),
    /// Adds lines at the end of the file. Many tracks that lack a field share its lines.
    Append(Arc<str>),
    /// Gives the file another name. Never mixed with the others.
    Rename(File),
}

impl Fix {
    /// A fix that can be made unseen.
    pub fn safe(title: impl AsRef<str>, change: Change) -> Self {
        Self {
            title: shared(title.as_ref()),
            safe: true,
            changes: vec![change],
        }
    }

    /// A fix that a person has to look at.
    pub fn needs_a_look(title: impl AsRef<str>, change: Change) -> Self {
        Self {
            title: shared(title.as_ref()),
            safe: false,
            changes: vec![change],
        }
    }

    /// A fix that is safe, or one that a person has to look at, of several changes: those that name bytes from the end of the file on.
    pub fn new(safe: bool, title: impl AsRef<str>, changes: Vec<Change>) -> Self {
        Self {
            title: shared(title.as_ref()),
            safe,
            changes,
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
                    let range = replaced(&text, place)?;
                    text.replace_range(range, with);
                    text
                }
                Change::Set(path, value) => set(&text, path, value)?,
                Change::Append(lines) => {
                    let end = write::line_end(&text);
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

    /// What the fix changes in a text, as ranges of it in order, each with its replacement.
    fn edits(&self, text: &str) -> Option<Vec<(Range<usize>, String)>> {
        let mut edits = Vec::new();
        for change in &self.changes {
            if let Change::Replace(place, with) = change
                && matches!(place.part, Part::Bytes(..))
            {
                edits.push((replaced(text, place)?, with.clone()));
                continue;
            }
            // What depends on the text as a whole is made, and looked at afterwards.
            let fixed = self.apply(text)?;
            let difference = difference(text, &fixed);
            let edit = difference.map(|(range, with)| (range, with.to_owned()));
            return Some(edit.into_iter().collect());
        }
        edits.sort_by_key(|(range, _)| range.start);
        Some(edits)
    }
}

/// The most fixes of a file that are tried one by one.
const ONE_BY_ONE: usize = 100;

/// Makes all fixes of one file that do not touch each other. What reads before reads afterwards: a fix that would break it is left out.
/// The text, and the fixes that were made by their places in the list.
pub fn apply_all(file: &File, text: &str, fixes: &[&Fix]) -> (String, Vec<usize>) {
    let before = readability(file, text);
    let chosen = apart(text, fixes);
    let fixed = splice(text, &chosen);
    if readability(file, &fixed) >= before {
        return (fixed, chosen.into_iter().map(|(at, _)| at).collect());
    }
    // One of them breaks the file: as many as can be are made one by one, within reason.
    let (mut good, mut fixed) = (Vec::new(), text.to_owned());
    for one in chosen.into_iter().take(ONE_BY_ONE) {
        good.push(one);
        let next = splice(text, &good);
        if readability(file, &next) >= before {
            fixed = next;
        } else {
            good.pop();
        }
    }
    (fixed, good.into_iter().map(|(at, _)| at).collect())
}

/// A text with all of some fixes, if none touches another; what it reads as is not looked at.
pub fn apply_together(text: &str, fixes: &[&Fix]) -> Option<String> {
    let chosen = apart(text, fixes);
    (chosen.len() == fixes.len()).then(|| splice(text, &chosen))
}

/// A fix by its place in a list, and its edits.
type Chosen = (usize, Vec<(Range<usize>, String)>);

/// The fixes that change something and do not touch those before them.
fn apart(text: &str, fixes: &[&Fix]) -> Vec<Chosen> {
    let mut taken = BTreeMap::<usize, usize>::new();
    let mut chosen = Vec::new();
    for (at, fix) in fixes.iter().enumerate() {
        let Some(edits) = fix.edits(text).filter(|edits| !edits.is_empty()) else {
            continue;
        };
        let touches = |range: &Range<usize>| {
            let before = taken.range(..=range.end).next_back();
            before.is_some_and(|(_, end)| *end >= range.start) && range.start < text.len()
        };
        if edits.iter().any(|(range, _)| touches(range)) {
            continue;
        }
        taken.extend(edits.iter().map(|(range, _)| (range.start, range.end)));
        chosen.push((at, edits));
    }
    chosen
}

fn splice(text: &str, chosen: &[Chosen]) -> String {
    let mut edits: Vec<_> = chosen.iter().flat_map(|(_, edits)| edits).collect();
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let (mut fixed, mut at) = (String::with_capacity(text.len()), 0);
    for (range, with) in edits {
        fixed.push_str(&text[at..range.start]);
        // Of several that close the last line, only the first has to.
        let is_closed = at == text.len() && !text.ends_with('\n') && fixed.ends_with('\n');
        let line_end = with
            .strip_prefix("\r\n")
            .or_else(|| with.strip_prefix('\n'));
        fixed.push_str(line_end.filter(|_| is_closed).unwrap_or(with));
        at = range.end;
    }
    fixed.push_str(&text[at..]);
    fixed
}

/// The bytes of a text that a change replaces: those of a key or of a value on one line, never of what only points at it.
fn replaced(text: &str, place: &Place) -> Option<Range<usize>> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let bom = text.len() - body.len();
    let range = match place.part {
        Part::Bytes(start, end) => return text.get(start..end).map(|_| start..end),
        Part::Value => scalar(body, &yaml::places(body)?, &place.path)?,
        Part::Key => {
            let found = yaml::places(body)?.find(&place.path);
            found.key.filter(|_| found.whole)?
        }
    };
    Some(range.start + bom..range.end + bom)
}

/// The bytes of a value on one line.
fn scalar(body: &str, tree: &Node, path: &Path) -> Option<Range<usize>> {
    let node = tree.at(path)?;
    let is_one_line = !body.get(node.span.clone())?.contains('\n') && !node.span.is_empty();
    (matches!(node.kind, NodeKind::Scalar { .. }) && is_one_line).then(|| node.span.clone())
}

/// Sets a value where it is, in its own quotes; one that is missing is added.
fn set(text: &str, path: &Path, value: &Value) -> Option<String> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let bom = text.len() - body.len();
    let tree = yaml::places(body)?;
    let mut path = path.clone();
    // One text may be written with or without a list around it.
    if let Some(NodeKind::List(items)) = tree.at(&path).map(|node| &node.kind)
        && items.len() == 1
    {
        path = path.index(0);
    }
    if let Some((Step::Index(0), way)) = path.0.split_last()
        && let Some(NodeKind::Scalar { .. }) = tree.at(&Path(way.to_vec())).map(|node| &node.kind)
    {
        path.0.pop();
    }
    match tree.at(&path).map(|node| &node.kind) {
        None | Some(NodeKind::Null) => {
            // The editor makes all line ends of a file alike.
            let lines = body.matches('\n').count();
            let windows = body.matches("\r\n").count();
            if windows != 0 && windows != lines {
                return None;
            }
            let mut editor = Editor::open(text).ok()?;
            editor.set(&path, value).ok()?;
            editor.finish().ok()
        }
        Some(_) => {
            let range = scalar(body, &tree, &path)?;
            let mut meant: Value = yaml::read(body).ok()?;
            *edit::place(&mut meant, &path)? = value.clone();
            let with = in_quotes_of(&body[range.clone()], value.as_str()?);
            let mut fixed = text.to_owned();
            fixed.replace_range(range.start + bom..range.end + bom, &with);
            let read: Value = yaml::read(&fixed[bom..]).ok()?;
            (read == meant).then_some(fixed)
        }
    }
}

/// A word in place of a text, in the same quotes where it can be.
fn in_quotes_of(raw: &str, word: &str) -> String {
    let quote = raw.chars().next().filter(|c| matches!(c, '\'' | '"'));
    match quote {
        Some(quote) if !word.contains([quote, '\\']) && !word.contains(char::is_control) => {
            format!("{quote}{word}{quote}")
        }
        // It may be within brackets.
        _ => write::flow_scalar(word),
    }
}

/// The one range in which two texts differ, and its replacement: for editors and reports that take ranges.
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
        let fix = Fix::safe("x", Change::Append("# more\nk:\n".into()));
        assert_eq!(
            fix.apply("a: 1\r\n").as_deref(),
            Some("a: 1\r\n# more\r\nk:\r\n")
        );
    }

    #[test]
    fn a_value_is_set_in_its_own_quotes_and_a_missing_one_is_added() {
        let set = |text, path, word| {
            Fix::safe("x", Change::Set(Path::from(path), Value::from(word))).apply(text)
        };
        assert_eq!(
            set("a: 'x' # c\nb: [y] # d\n", "a", "no").as_deref(),
            Some("a: 'no' # c\nb: [y] # d\n")
        );
        assert_eq!(
            set("a: x # c\n", "a[0]", "z").as_deref(),
            Some("a: z # c\n")
        );
        assert_eq!(
            set("\u{feff}a: x\r\nb: [y] # d\r\n", "b", "p, q").as_deref(),
            Some("\u{feff}a: x\r\nb: ['p, q'] # d\r\n")
        );
        assert_eq!(
            set("l:\n  - name: A # c\n", "l[0].email", "a@example.org").as_deref(),
            Some("l:\n  - name: A # c\n    email: a@example.org\n")
        );
        // Some readers end a text within brackets at a question mark or at two colons; outside of them quotes do no harm.
        for word in ["who?", "a ? b", "urn::x", "a::b"] {
            let text = "a: x # c\nb: [y, z] # d\n";
            let within = format!("a: x # c\nb: [y, '{word}'] # d\n");
            let outside = format!("a: '{word}' # c\nb: [y, z] # d\n");
            assert_eq!(set(text, "b[1]", word), Some(within));
            assert_eq!(set(text, "a", word), Some(outside));
        }
        // Neither a block of text nor a file with two kinds of line ends is touched.
        assert_eq!(set("a: |\n  x\n", "a", "y"), None);
        assert_eq!(set("a: x\r\nb: y\n", "c", "z"), None);
    }

    #[test]
    fn fixes_that_touch_wait_and_those_that_break_the_file_are_left_out() {
        let file = File::new("events/e/tracks/t.yaml");
        let bytes = |start, end| Place {
            part: Part::Bytes(start, end),
            ..Place::new(&file, "")
        };
        let replace = |start, end, with: &str| {
            Fix::safe("x", Change::Replace(bytes(start, end), with.to_owned()))
        };
        let text = "title: a  \ntype: b\n";
        let (first, second) = (replace(8, 10, ""), replace(7, 8, "c"));
        assert_eq!(
            apply_all(&file, text, &[&first, &second]),
            ("title: a\ntype: b\n".to_owned(), vec![0])
        );
        let broken = replace(11, 15, "title");
        assert_eq!(
            apply_all(&file, text, &[&broken, &first]),
            ("title: a\ntype: b\n".to_owned(), vec![1])
        );
        let append = |text: &str| Fix::safe("x", Change::Append(text.into()));
        let (one, two) = (append("# one\nagenda:\n"), append("# two\nartifacts:\n"));
        assert_eq!(
            apply_all(&file, "title: a", &[&one, &two]).0,
            "title: a\n# one\nagenda:\n# two\nartifacts:\n"
        );
    }

    #[test]
    fn the_difference_is_the_least_range() {
        assert_eq!(difference("a: é1\nb", "a: é2\nb"), Some((5..6, "2")));
        assert_eq!(difference("aa", "aaa"), Some((2..2, "a")));
        assert_eq!(difference("x", "x"), None);
    }
}
