//! Names that mean the same, as a workspace knows them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::one_or_many::{Table, Texts, required_text};

/// An organization that has several names, or belongs to another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Organization {
    /// What it is called.
    #[serde(deserialize_with = "required_text")]
    pub name: String,
    /// Its other names.
    #[serde(default, skip_serializing_if = "Texts::is_none")]
    pub aliases: Texts,
    /// The organization that it belongs to: what the two test with each other is no exchange between independent ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
}

/// Other names, each table from a name to those that mean the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Aliases {
    /// Other names of artifacts.
    pub artifacts: Table<Texts>,
    /// Other names of specifications.
    pub specifications: Table<Texts>,
    /// Other names of tracks' files, without the ending: a track that had another name before is the same track.
    pub tracks: Table<Texts>,
}
