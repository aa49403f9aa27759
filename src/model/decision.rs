//! A decision of a reviewing body: who moved and seconded it, how the votes went, and on what condition.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

use crate::model::date::Moment;
use crate::model::one_or_many::{List, Table, Texts, required_text};

/// What a body decided, beside when, what and why, which the entry of the history says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Decision {
    /// The body that decided, such as `FMG`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Who moved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved_by: Option<String>,
    /// Who seconded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconded_by: Option<String>,
    /// How the votes went: for-against-abstain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub votes: Option<Votes>,
    /// Who abstained.
    #[serde(default, skip_serializing_if = "Texts::is_none")]
    pub abstained: Texts,
    /// What the approval depends on, or suggests.
    #[serde(default, skip_serializing_if = "Texts::is_none")]
    pub conditions: Texts,
    /// Why it was decided although something was open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub despite: Option<String>,
    /// What was asked for, field by field, when changes were requested.
    #[serde(default, skip_serializing_if = "nothing_asked")]
    pub changes: List<RequestedChange>,
    /// The moment of the decision before it that this one puts right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Moment>,
    /// The fields as they were decided on, so that a later change shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<Snapshot>,
}

fn nothing_asked(changes: &List<RequestedChange>) -> bool {
    changes.is_empty()
}

/// A change that the reviewers asked for: open until the proposal is handed in again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RequestedChange {
    /// Key of the field it is about.
    #[serde(deserialize_with = "required_text")]
    pub field: String,
    /// What is asked for.
    #[serde(deserialize_with = "required_text")]
    pub text: String,
    /// When the proposal was handed in again with an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<Moment>,
}

/// The fields of a proposal as they were when it was submitted or decided on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Snapshot {
    /// The SHA-256 of the fields below in canonical JSON, as `sha256:` and 64 hexadecimal digits.
    #[serde(deserialize_with = "required_text")]
    pub digest: String,
    /// The fields by their keys; a field that had no answer has none here either.
    pub fields: Table<Value>,
}

/// Votes as minutes write them: `4-0-0`, for-against-abstain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Votes {
    pub in_favor: u32,
    pub against: u32,
    pub abstain: u32,
}

pub const VOTES_FORM: &str = "votes as for-against-abstain, such as 4-0-0";

impl Votes {
    pub fn parse(text: &str) -> Option<Self> {
        let number = |part: &str| -> Option<u32> {
            (!part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse().ok())?
        };
        let mut parts = text.split('-').map(number);
        let votes = Self {
            in_favor: parts.next()??,
            against: parts.next()??,
            abstain: parts.next()??,
        };
        parts.next().is_none().then_some(votes)
    }

    pub fn present(self) -> u32 {
        self.in_favor + self.against + self.abstain
    }
}

impl fmt::Display for Votes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.in_favor, self.against, self.abstain)
    }
}

impl std::str::FromStr for Votes {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::parse(text).ok_or_else(|| format!("expected {VOTES_FORM}"))
    }
}

impl Serialize for Votes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Votes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &VOTES_FORM))
    }
}

impl JsonSchema for Votes {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "votes".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "votes",
            "description": "Votes as for-against-abstain.",
            "pattern": r"^\d{1,4}-\d{1,4}-\d{1,4}$",
            "examples": ["4-0-0"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn votes_are_three_numbers() {
        assert_eq!(
            Votes::parse("4-0-1").map(|votes| (votes.to_string(), votes.present())),
            Some(("4-0-1".to_owned(), 5))
        );
        for bad in [
            "4-0",
            "4-0-0-0",
            "4--0",
            "four-0-0",
            "-1-0-0",
            "",
            "4 - 0 - 0",
        ] {
            assert_eq!(Votes::parse(bad), None, "{bad}");
        }
    }
}
