//! Who is expected to take part: how it is written, and what the answer says: organizations, an open answer with its reason, or
//! nothing yet.

use std::collections::HashSet;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use crate::model::one_or_many::{Texts, plain_words};
use crate::model::person::{fold, is_email};
use crate::model::placeholder::is_placeholder;

/// Who is expected to take part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Expected {
    /// Organizations or people.
    List(Vec<ExpectedParticipant>),
    /// An answer in words.
    Words(String),
}

impl Default for Expected {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

/// One expected participant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    rename = "expected-participant",
    rename_all = "kebab-case",
    deny_unknown_fields
)]
pub struct ExpectedParticipant {
    /// The organization that comes.
    pub organization: Option<String>,
    /// The person who comes.
    pub name: Option<String>,
    /// Roles they mean to play, by their ids.
    #[serde(default)]
    pub roles: Texts,
    /// What is known of them.
    pub notes: Option<String>,
}

impl Expected {
    pub fn list(&self) -> &[ExpectedParticipant] {
        match self {
            Self::List(list) => list,
            Self::Words(_) => &[],
        }
    }
}

/// An expected participant in its short form (an organization's name) or its long one.
struct OneExpected(ExpectedParticipant);

impl<'de> Deserialize<'de> for OneExpected {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = OneExpected;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of an organization, or organization, name, roles and notes")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<OneExpected, E> {
                Ok(OneExpected(ExpectedParticipant {
                    organization: Some(text.to_owned()),
                    ..Default::default()
                }))
            }
            plain_words!();
            fn visit_unit<E: de::Error>(self) -> Result<OneExpected, E> {
                Ok(OneExpected(ExpectedParticipant::default()))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OneExpected, A::Error> {
                ExpectedParticipant::deserialize(MapAccessDeserializer::new(map)).map(OneExpected)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl<'de> Deserialize<'de> for Expected {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Expected;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of organizations, or an answer in words")
            }
            fn visit_unit<E: de::Error>(self) -> Result<Expected, E> {
                Ok(Expected::default())
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Expected, E> {
                Ok(if text.trim().is_empty() {
                    Expected::default()
                } else {
                    Expected::Words(text.to_owned())
                })
            }
            plain_words!();
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Expected, A::Error> {
                let mut list = Vec::new();
                while let Some(OneExpected(one)) = seq.next_element()? {
                    list.push(one);
                }
                Ok(Expected::List(list))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl JsonSchema for Expected {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "expected-participants".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": ["string", "null"] },
                {
                    "type": "array",
                    "items": { "anyOf": [{ "type": "string" }, generator.subschema_for::<ExpectedParticipant>()] },
                },
            ],
        })
    }
}

/// Openings of an answer that names nobody.
#[rustfmt::skip]
const NOBODY: [&str; 11] = [
    "unknown", "not yet known", "not known", "not sure", "unsure", "do not know", "don't know", "not applicable", "n/a", "none", "nobody",
];

/// What may stand around such an opening without being a reason.
#[rustfmt::skip]
const FILLERS: [&str; 12] = [
    "", "yet", "so far", "at this time", "at this point", "at the moment", "at present", "in this case", "for now", "right now", "now", "currently",
];

/// Whether an answer names nobody and gives no reason: `unknown`, `not yet known`, `TBD`. "unknown, because …" gives one.
pub fn is_bare(text: &str) -> bool {
    let folded = fold(text);
    let words = folded.trim_end_matches(|c: char| !c.is_alphanumeric());
    is_placeholder(text)
        || NOBODY.iter().any(|opening| {
            words
                .strip_prefix(opening)
                .is_some_and(|rest| FILLERS.contains(&rest.trim()))
        })
}

/// Whether a text is an address on the web or an email address and nothing else: `https://fhir.example.org/r4`, `fhir.example.org/r4`.
pub fn is_only_an_address(text: &str) -> bool {
    let text = text.trim();
    let host = text.split('/').next().unwrap_or(text);
    !text.contains(char::is_whitespace)
        && (text.contains("://")
            || text.starts_with("www.")
            || is_email(text)
            || (text.contains('/') && host.contains('.') && !host.ends_with('.')))
}

impl Expected {
    /// Whether something is there that names nobody and gives no reason.
    pub fn is_bare(&self) -> bool {
        match self {
            Self::Words(words) => is_bare(words),
            Self::List(list) => {
                !list.is_empty()
                    && list.iter().all(|one| {
                        let said = [&one.organization, &one.name, &one.notes];
                        said.iter()
                            .filter_map(|text| text.as_deref())
                            .all(|text| text.trim().is_empty() || is_bare(text))
                    })
            }
        }
    }

    /// The organizations that are named, each once however it is written. Addresses and open answers name none.
    pub fn organizations(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let mut named = Vec::new();
        for one in self.list() {
            let name = one.organization.as_deref().unwrap_or_default().trim();
            let is_name = !name.is_empty() && !is_bare(name) && !is_only_an_address(name);
            if is_name && seen.insert(fold(name)) {
                named.push(name);
            }
        }
        named
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(names: &[&str]) -> Expected {
        let one = |name: &&str| ExpectedParticipant {
            organization: Some((*name).to_owned()),
            ..Default::default()
        };
        Expected::List(names.iter().map(one).collect())
    }

    #[test]
    fn an_open_answer_needs_a_reason() {
        for bare in [
            "unknown",
            "Unknown.",
            "Unknown in this case",
            "not yet known",
            "TBD",
            "???",
            "n/a",
            "none so far",
        ] {
            assert!(is_bare(bare), "{bare}");
        }
        for answer in [
            "unknown, because the track is new",
            "Unknown: nobody was asked yet",
            "none yet, the call goes out in June",
            "Sample Systems",
            "Nobody Health",
        ] {
            assert!(!is_bare(answer), "{answer}");
        }
    }

    #[test]
    fn an_organization_counts_once_and_an_address_not_at_all() {
        let expected = list(&[
            "Sample Systems",
            "sample  SYSTEMS",
            "https://fhir.example.org/r4",
            "TBD",
            "Probe Labs",
        ]);
        assert_eq!(expected.organizations(), ["Sample Systems", "Probe Labs"]);
        assert!(!expected.is_bare());
        assert!(list(&["TBD", "unknown"]).is_bare());
        assert!(!Expected::default().is_bare());
    }

    #[test]
    fn an_address_is_told_from_a_name() {
        for address in [
            "https://fhir.example.org",
            "www.example.org",
            "fhir.example.org/r4",
            "sam@example.org",
        ] {
            assert!(is_only_an_address(address), "{address}");
        }
        for name in [
            "Sample Systems",
            "Sample (https://example.org)",
            "Example.org",
            "A/B Testing Inc.",
            "Client/Server",
            "J./K.",
        ] {
            assert!(!is_only_an_address(name), "{name}");
        }
    }
}
