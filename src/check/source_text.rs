//! The text of a file that reads, for rules about how it is written. Built only for files that are marked.

use std::ops::Range;

use crate::workspace::{File, RecordKind, Workspace};
use crate::yaml;
use crate::yaml::marks::Marks;
use crate::yaml::tree::{Node, NodeKind};
use crate::yaml::{Path, Step, guard, plain};

use crate::check::place::Part;

#[derive(Debug)]
pub struct SourceText {
    pub file: File,
    pub kind: RecordKind,
    /// Its text, without the byte order mark it may begin with.
    pub text: String,
    /// How many bytes the mark has: 0 or 3.
    bom: usize,
    /// Its values with their places in the text.
    pub tree: Node,
    /// Whether it is written plainly: see [`plain`].
    pub is_plain: bool,
    /// What it shows at a glance: most rules look at a file for one of these marks.
    pub marks: Marks,
}

impl SourceText {
    /// The writing of a file, when it can be taken apart.
    pub fn load(workspace: &Workspace, file: &File) -> Option<Self> {
        Self::from_text(file, &workspace.text(file)?)
    }

    /// A text as the writing of a file.
    pub fn from_text(file: &File, text: &str) -> Option<Self> {
        let body = guard::admit(text.as_bytes()).ok()?;
        let plain = plain::with_tape(body, |tape| (tape.tree(body), tape.marks()));
        let is_plain = plain.is_some();
        let (tree, marks) = match plain {
            Some(plain) => plain,
            None => (yaml::places(body)?, Marks::guess(body)),
        };
        Some(Self {
            file: file.clone(),
            kind: file.kind()?,
            is_plain,
            tree,
            marks,
            bom: text.len() - body.len(),
            text: body.to_owned(),
        })
    }

    /// Bytes of the text as a part of the file.
    pub fn part(&self, bytes: &Range<usize>) -> Part {
        Part::Bytes(bytes.start + self.bom, bytes.end + self.bom)
    }

    /// Calls a function for every key and every value of the file, with its path.
    pub fn visit<'a>(&'a self, see: &mut impl FnMut(&Path, Seen<'a>)) {
        visit(&self.tree, &mut Path::root(), see);
    }
}

/// A key or a value on the way through a file.
#[derive(Debug, Clone, Copy)]
pub enum Seen<'a> {
    /// A key and the bytes it is on.
    Key(&'a str, &'a Range<usize>),
    Value(&'a Node),
}

fn visit<'a>(node: &'a Node, path: &mut Path, see: &mut impl FnMut(&Path, Seen<'a>)) {
    see(path, Seen::Value(node));
    match &node.kind {
        NodeKind::Map(entries) => {
            for entry in entries {
                path.0.push(Step::Key(entry.key.clone()));
                see(path, Seen::Key(&entry.key, &entry.key_span));
                visit(&entry.value, path, see);
                path.0.pop();
            }
        }
        NodeKind::List(items) => {
            for (at, item) in items.iter().enumerate() {
                path.0.push(Step::Index(at));
                visit(item, path, see);
                path.0.pop();
            }
        }
        _ => {}
    }
}
