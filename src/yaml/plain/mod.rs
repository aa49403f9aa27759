//! The reader of plainly written YAML: one pass over a text writes a tape of tokens, and everything else is read from the tape.
//!
//! Records are written in a small part of YAML: plain keys, texts, lists and tables in blocks, blocks of text, and brackets on one
//! line. The [`scan`] reads that part. What is outside of it (anchors, tags, escapes, tabs before a value, quotes or brackets over
//! several lines, several documents) is declined, and the complete parser reads the text from its start. A text that has a tape is
//! one that the complete parser takes, with the same values; tests hold the two against each other.
//!
//! - [`de`] walks the tape into a type and borrows the scalars; a mismatch of type declines as well, so that every error message
//!   is the complete parser's.
//! - [`spans`] makes the tree of values with their places.
//! - The tape also has the comments with their places, and the [`Marks`] of the text.
//!
//! Because the scan counts what it nests, a text that has a tape keeps the bounds of [`guard`](super::guard).

mod class;
mod de;
mod number;
mod scalar;
mod scan;
mod spans;
mod text;

use std::cell::Cell;
use std::ops::Range;

use serde::de::DeserializeOwned;

use super::bounds::MAX_BYTES;
use super::marks::Marks;
use super::tree::Node;
use crate::model::invisible;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A value that is not there.
    Empty,
    /// `~` or `null`, without quotes.
    Null,
    /// A text without quotes on one line.
    Plain,
    /// A text without quotes on several lines.
    Folded,
    /// A text in single quotes.
    Single,
    /// A text in single quotes with a quote in it, which is written twice.
    SingleEscaped,
    /// A text in double quotes, without escapes.
    Double,
    /// A literal or folded block of text.
    Block,
    /// The beginning of a list.
    List,
    /// The beginning of a mapping: its keys and values follow in turn.
    Map,
    /// The end of a list or mapping.
    End,
}

/// A token with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Token {
    kind: Kind,
    /// How far the lines of a block are indented.
    indent: u16,
    /// Of a scalar: its first byte, inside of its quotes; a block begins with its indicator. Of a list or mapping: its first byte.
    /// Of an end: where the list or mapping ends.
    start: u32,
    /// Of a scalar: the end of its bytes. Of a list or mapping: the index of its end in the tape. Of an end: the number of items.
    end: u32,
}

impl Token {
    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The tokens of a text.
#[derive(Debug, Default)]
pub struct Tape {
    tokens: Vec<Token>,
    comments: Vec<(u32, u32)>,
    marks: Marks,
}

/// The most tokens that a tape keeps room for: an ordinary record has some hundreds.
const KEPT: usize = 1 << 14;

thread_local! {
    static TAPE: Cell<Tape> = const { Cell::new(Tape { tokens: Vec::new(), comments: Vec::new(), marks: Marks::NONE }) };
}

impl Tape {
    /// What the text shows besides its values.
    pub fn marks(&self) -> Marks {
        self.marks
    }

    /// The comments from their hash to the end of their line.
    pub fn comments(&self) -> impl Iterator<Item = Range<usize>> {
        let ranges = self.comments.iter();
        ranges.map(|(start, end)| *start as usize..*end as usize)
    }

    /// The value of the text that the tape is of; `None` when it does not fit the type.
    pub fn read<T: DeserializeOwned>(&self, text: &str) -> Option<T> {
        de::read(text, &self.tokens)
    }

    /// The tree of values with their places in the text that the tape is of.
    pub fn tree(&self, text: &str) -> Node {
        spans::tree(text, &self.tokens)
    }
}

/// Calls a function with the tape of a text; `None` when the text is not plain.
pub fn with_tape<R>(text: &str, then: impl FnOnce(&Tape) -> R) -> Option<R> {
    if text.len() > MAX_BYTES {
        return None;
    }
    // Taken out and put back: whoever is called may read another text.
    let mut tape = TAPE.take();
    tape.tokens.clear();
    tape.comments.clear();
    tape.marks = Marks {
        invisible: invisible::holds_one(text),
        ..Marks::NONE
    };
    let result = scan::scan(text, &mut tape).map(|()| then(&tape));
    if tape.tokens.capacity().max(tape.comments.capacity()) <= KEPT {
        TAPE.set(tape);
    }
    result
}

/// Whether a text is plain.
pub fn is_plain(text: &str) -> bool {
    with_tape(text, |_| ()).is_some()
}

/// The values of a plain text with their places.
pub fn tree(text: &str) -> Option<Node> {
    with_tape(text, |tape| tape.tree(text))
}

#[cfg(test)]
mod tests;
