//! The shapes people write lists and tables in: forgiving on the way in, one type behind it.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// For a visitor of texts: what YAML takes for a number or a truth value is a text like any other, where people write one.
macro_rules! plain_words {
    () => {
        // A single version such as `4.0` reads as a number; `{:?}` keeps its zero.
        fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Self::Value, E> {
            self.visit_str(&format!("{number:?}"))
        }
        fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Self::Value, E> {
            self.visit_str(&number.to_string())
        }
        fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Self::Value, E> {
            self.visit_str(&number.to_string())
        }
        fn visit_u128<E: serde::de::Error>(self, number: u128) -> Result<Self::Value, E> {
            self.visit_str(&number.to_string())
        }
        fn visit_i128<E: serde::de::Error>(self, number: i128) -> Result<Self::Value, E> {
            self.visit_str(&number.to_string())
        }
        fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Self::Value, E> {
            self.visit_str(if value { "true" } else { "false" })
        }
    };
}
pub(crate) use plain_words;

macro_rules! wrapper {
    ($name:ident<$($p:ident),*> => $inner:ty) => {
        impl<$($p),*> Default for $name<$($p),*> {
            fn default() -> Self { Self(Default::default()) }
        }
        impl<$($p),*> Deref for $name<$($p),*> {
            type Target = $inner;
            fn deref(&self) -> &Self::Target { &self.0 }
        }
        impl<$($p),*> DerefMut for $name<$($p),*> {
            fn deref_mut(&mut self) -> &mut Self::Target { &mut self.0 }
        }
    };
}

/// A list of items; an empty value (`leads:` with nothing behind it) is an empty list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct List<T>(pub Vec<T>);
wrapper!(List<T> => Vec<T>);

impl<T> List<T> {
    /// Whether there is no item at all.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }
}

/// One text or several; an empty value is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Texts(pub Vec<String>);

impl Deref for Texts {
    type Target = Vec<String>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Texts {
    /// Whether there is no text at all.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// The texts that answer something.
    pub fn answered(&self) -> impl Iterator<Item = &String> {
        let is_answer = |text: &&String| !crate::model::placeholder::is_unanswered(Some(text));
        self.iter().filter(is_answer)
    }

    /// Whether nothing is there, or nothing but blanks and placeholders. "None" and "N/A" are answers.
    pub fn is_unanswered(&self) -> bool {
        self.iter()
            .all(|text| text.trim().is_empty() || crate::model::placeholder::is_placeholder(text))
    }
}

impl<S: Into<String>> FromIterator<S> for Texts {
    fn from_iter<I: IntoIterator<Item = S>>(texts: I) -> Self {
        Self(texts.into_iter().map(Into::into).collect())
    }
}

/// A table from names to values; a name that stands twice is an error, and an empty value is an empty table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Table<T>(pub BTreeMap<String, T>);
wrapper!(Table<T> => BTreeMap<String, T>);

impl<T> Table<T> {
    /// Whether there is no name at all.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Items<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Items<T> {
            type Value = List<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
                Ok(List(Vec::new()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::with_capacity(seq.size_hint().unwrap_or(0));
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                // Most lists hold one item, and a vector that grows makes room for four: that is felt with many records.
                items.shrink_to_fit();
                Ok(List(items))
            }
        }
        deserializer.deserialize_any(Items(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Lines;
        impl<'de> Visitor<'de> for Lines {
            type Value = Texts;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }
            fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
                Ok(Texts::default())
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Texts(if text.is_empty() {
                    Vec::new()
                } else {
                    vec![text.to_owned()]
                }))
            }
            plain_words!();
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = seq.next_element::<Option<String>>()? {
                    texts.extend(text);
                }
                texts.shrink_to_fit();
                Ok(Texts(texts))
            }
        }
        deserializer.deserialize_any(Lines)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Table<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table of names and values")
            }
            fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
                Ok(Table(BTreeMap::new()))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut table = BTreeMap::new();
                while let Some(name) = map.next_key::<String>()? {
                    if table.contains_key(&name) {
                        return Err(de::Error::custom(format!("duplicate key '{name}'")));
                    }
                    table.insert(name, map.next_value()?);
                }
                Ok(Table(table))
            }
        }
        deserializer.deserialize_any(Entries(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for List<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("list-of-{}", T::schema_name()).into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["array", "null"], "items": generator.subschema_for::<T>() })
    }
}

impl JsonSchema for Texts {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "texts".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "array", "null"], "items": { "type": ["string", "null"] } })
    }
}

impl<T: JsonSchema> JsonSchema for Table<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("table-of-{}", T::schema_name()).into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["object", "null"],
            "additionalProperties": generator.subschema_for::<T>(),
        })
    }
}

/// Reads a text that has to be there: `null` is not the text "null".
pub fn required_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Option::<String>::deserialize(deserializer)?
        .ok_or_else(|| de::Error::invalid_type(de::Unexpected::Unit, &"a text"))
}

/// Reads a text that may be open: a block with nothing in it is the place for an answer, not one.
pub fn open_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()))
}
