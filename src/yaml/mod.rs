//! The only floor that knows YAML: bound it ([`guard`]), read it, find places in it ([`tree`], [`outline`]), write it ([`write`](mod@write)) and edit it in place ([`edit`]).

pub mod edit;
pub mod guard;
pub mod outline;
pub mod path;
pub mod tree;
pub mod write;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use path::{Path, Step};
pub use serde_yaml::{Error, Mapping, Value};

/// Reads a text that passed the [`guard`] into a type. An empty document reads as an empty mapping would.
///
/// # Errors
/// The first thing that is wrong. The slow way that lists everything is `check::structure`.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_yaml::from_str(text)
}

pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    serde_yaml::from_value(value)
}

pub fn to_value<T: Serialize>(value: T) -> Result<Value, Error> {
    serde_yaml::to_value(value)
}
