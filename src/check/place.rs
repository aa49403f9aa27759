//! A symbolic place in a file, and the bytes it becomes.

use std::ops::Range;

use crate::workspace::File;
use crate::yaml::Path;
use crate::yaml::tree::{Node, boundary};

/// Which part of a place is meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Value,
    Key,
    /// A range of bytes of the file, for what has no symbolic place.
    Bytes(usize, usize),
}

/// A symbolic place: it becomes a line and a column only when it is shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub file: File,
    pub path: Path,
    pub part: Part,
}

impl Place {
    /// The value at a path of a file.
    pub fn new(file: &File, path: impl Into<Path>) -> Self {
        let mut path = path.into();
        // There can be millions of them.
        path.0.shrink_to_fit();
        Self {
            file: file.clone(),
            path,
            part: Part::Value,
        }
    }
}

/// The bytes of a place in its file's text, both without the byte order mark: of its symbolic path in the tree, or as given
/// (given bytes count from the beginning of the file, with the mark).
pub fn bytes_of(text: &str, tree: Option<&Node>, bom: usize, place: &Place) -> Range<usize> {
    let range = match (&place.part, tree) {
        (Part::Bytes(start, end), _) => start.saturating_sub(bom)..end.saturating_sub(bom),
        (part, Some(tree)) => within(text, tree, &place.path, part),
        (_, None) => 0..0,
    };
    let limit = text.len();
    let start = boundary(text, range.start);
    // An end inside a character takes the whole character in.
    let end = (range.end.min(limit)..=limit)
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(limit);
    start..end.max(start)
}

fn within(text: &str, tree: &Node, path: &Path, part: &Part) -> Range<usize> {
    let found = tree.find(path);
    match (part, found.key) {
        (Part::Key, Some(key)) => key,
        // A value that is not there, or that fills many lines, is shown by its key.
        (_, Some(key))
            if found.value.is_empty()
                || is_bare_mark(&text[found.value.clone()])
                || !found.whole
                || text[found.value.clone()].contains('\n') =>
        {
            key
        }
        _ => found.value,
    }
}

/// Whether a value is the mark of a block with nothing in it.
fn is_bare_mark(value: &str) -> bool {
    value.len() <= 3 && value.starts_with(['|', '>'])
}
