//! Maturity criteria: data that says what evidence each level asks for, in whose words, and who would have to accept it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::one_or_many::{List, Texts, required_text};

/// The criteria that events follow when no others are named.
pub const DEFAULT_CRITERIA: &str = "fmm-core";

/// A set of maturity criteria, from the lowest level on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CriteriaSet {
    /// What the criteria are called.
    #[serde(deserialize_with = "required_text")]
    pub title: String,
    /// Where they are written down: a document with its date or version, and its address.
    #[serde(deserialize_with = "required_text")]
    pub source: String,
    /// Who accepts evidence, where a level does not say.
    pub accepted_by: Option<String>,
    /// The levels for which evidence is needed, each on top of the one before.
    pub levels: List<Level>,
}

/// What a level asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Level {
    /// What it is called: `FMM 2`.
    #[serde(deserialize_with = "required_text")]
    pub level: String,
    /// What the records of events can show.
    #[serde(default)]
    pub needs: Needs,
    /// What else it asks for, which no record of an event shows: it is named and not judged.
    #[serde(default)]
    pub also: Texts,
    /// Who accepts the evidence.
    pub accepted_by: Option<String>,
}

/// What the records of events can show, as the least numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Needs {
    /// Independent organizations that exchanged successfully with another one.
    pub organizations: Option<u32>,
    /// Independent organizations among them that did so with a client.
    pub clients: Option<u32>,
    /// Independent organizations among them that did so with a server.
    pub servers: Option<u32>,
    /// Events at which there was such an exchange.
    pub events: Option<u32>,
    /// Percent of the scenarios of one track about it in which there was such an exchange.
    pub coverage: Option<u32>,
    /// Whether a track with such an exchange has to name its test data.
    pub test_data: bool,
    /// Issues against the specification about it that have a key in the tracker.
    pub comments: Option<u32>,
    /// Different organizations that found those issues.
    pub commenting_organizations: Option<u32>,
}

impl CriteriaSet {
    /// Who accepts the evidence for a level; empty where no one is named.
    pub fn acceptor<'a>(&'a self, level: &'a Level) -> &'a str {
        let own = level.accepted_by.as_deref();
        own.or(self.accepted_by.as_deref()).unwrap_or_default()
    }
}
