//! The only floor that knows YAML: bound it ([`guard`]), read it with its places ([`plain`], [`tree`]), write it ([`write`](mod@write)) and edit it in place ([`edit`]).

mod bounds;
mod comments;
pub mod edit;
mod expanded;
pub mod guard;
pub mod lines;
pub mod marks;
pub mod merge;
pub mod misread;
pub mod path;
pub mod plain;
pub mod tree;
pub mod write;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

use guard::Refusal;
use marks::Marks;
use tree::Node;

pub use comments::comments;
pub use path::{Path, Step};
pub use serde_yaml::{Error, Mapping, Value};

/// Reads a text that passed the [`guard`] into a type. An empty document reads as an empty mapping would.
///
/// # Errors
/// The first thing that is wrong. The slow way that lists everything is `check::structure`.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let value = plain::with_tape(text, |tape| tape.read(text)).flatten();
    value.map_or_else(|| serde_yaml::from_str(text), Ok)
}

/// Why a file has no value.
#[derive(Debug)]
pub enum Unreadable {
    Refused(Refusal),
    /// It is not YAML, or does not fit the type; the byte of the file that the error is about.
    Malformed(Error, Option<usize>),
}

/// Reads a file into a type, with what its text shows besides its values.
pub fn read_file<T: DeserializeOwned>(bytes: &[u8]) -> Result<(T, Marks), Unreadable> {
    let text = guard::text(bytes).map_err(Unreadable::Refused)?;
    let plain = plain::with_tape(text, |tape| (tape.read(text), tape.marks()));
    let marks = match plain {
        Some((Some(value), marks)) => return Ok((value, marks)),
        Some((None, marks)) => marks,
        None => {
            guard::check(bytes, text).map_err(Unreadable::Refused)?;
            Marks::guess(text)
        }
    };
    let value = serde_yaml::from_str(text).map_err(|error| {
        let mark = bytes.len() - text.len();
        let place = error.location().map(|location| location.index() + mark);
        Unreadable::Malformed(error, place)
    })?;
    Ok((value, marks))
}

/// What a text shows besides its values.
pub fn marks(text: &str) -> Marks {
    plain::with_tape(text, plain::Tape::marks).unwrap_or_else(|| Marks::guess(text))
}

/// The values of a text with their places; `None` when it is not YAML, or when the two complete parsers disagree.
pub fn places(text: &str) -> Option<Node> {
    plain::tree(text).or_else(|| {
        // The tree's parser has no bounds of its own, so it is given only what the other one took.
        let text = guard::admit(text.as_bytes()).ok()?;
        serde_yaml::from_str::<IgnoredAny>(text).ok()?;
        Node::parse(text)
    })
}

/// Whether a text holds more than one document.
pub fn has_several_documents(text: &str) -> bool {
    let mut documents = serde_yaml::Deserializer::from_str(text);
    let first = documents.next();
    // After an error the parser goes on with a document that is none.
    first.is_some_and(|first| IgnoredAny::deserialize(first).is_ok()) && documents.next().is_some()
}

pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    serde_yaml::from_value(value)
}

pub fn to_value<T: Serialize>(value: T) -> Result<Value, Error> {
    serde_yaml::to_value(value)
}
