//! The JSON Schema of each kind of record, made from its type: for editors, and for the walk through files that cannot be parsed.

use std::sync::OnceLock;

use schemars::schema_for;
use serde_json::Value as Schema;

use crate::model::criteria::CriteriaSet;
use crate::model::mapping::Mapping;
use crate::model::responsibility::ResponsibilityList;
use crate::model::{
    Event, Issue, Registration, Settings, Template, TestResult, Track, TrackReport,
};
use crate::workspace::RecordKind;
use crate::yaml::{Path, Step};

/// The schema of a kind of record.
pub fn record_schema(kind: RecordKind) -> &'static Schema {
    static SCHEMAS: [OnceLock<Schema>; 11] = [const { OnceLock::new() }; 11];
    let (at, make): (usize, fn() -> schemars::Schema) = match kind {
        RecordKind::Settings => (0, || schema_for!(Settings)),
        RecordKind::Template => (1, || schema_for!(Template)),
        RecordKind::Event => (2, || schema_for!(Event)),
        RecordKind::Track => (3, || schema_for!(Track)),
        RecordKind::Registration => (4, || schema_for!(Registration)),
        RecordKind::Responsibilities => (5, || schema_for!(ResponsibilityList)),
        RecordKind::Result => (6, || schema_for!(TestResult)),
        RecordKind::Mapping => (7, || schema_for!(Mapping)),
        RecordKind::Issue => (8, || schema_for!(Issue)),
        RecordKind::Criteria => (9, || schema_for!(CriteriaSet)),
        RecordKind::Report => (10, || schema_for!(TrackReport)),
    };
    SCHEMAS[at].get_or_init(|| with_titles(make().to_value()))
}

/// The schema of a kind of record for other readers: a text may be written without quotes, as here, where it reads as a number or a
/// truth value. What is misread that way is for a rule to say, and not for the structure.
pub fn published(kind: RecordKind) -> Schema {
    let mut schema = record_schema(kind).clone();
    let takes_plain = |schema: &Schema| {
        let is_closed = ["enum", "const", "pattern", "format", "oneOf"];
        is_closed.iter().all(|key| schema.get(*key).is_none())
    };
    each(&mut schema, &mut |one| {
        if !takes_plain(one) {
            return;
        }
        let types = match one.get("type") {
            Some(Schema::String(only)) if only == "string" => vec!["string"],
            Some(Schema::Array(all)) if all.iter().any(|one| one == "string") => {
                all.iter().filter_map(Schema::as_str).collect()
            }
            _ => return,
        };
        let more = ["number", "boolean"].into_iter();
        let more = more.filter(|kind| !types.contains(kind));
        let types: Vec<String> = types
            .iter()
            .copied()
            .chain(more)
            .map(str::to_owned)
            .collect();
        one["type"] = types.into();
    });
    schema
}

/// Hands every schema within a schema to a change.
fn each(schema: &mut Schema, change: &mut dyn FnMut(&mut Schema)) {
    change(schema);
    match schema {
        Schema::Object(map) => {
            for (key, below) in map.iter_mut() {
                // What is no schema holds words of the record.
                if !matches!(
                    key.as_str(),
                    "enum" | "const" | "required" | "default" | "examples"
                ) {
                    each(below, change);
                }
            }
        }
        Schema::Array(items) => items.iter_mut().for_each(|item| each(item, change)),
        _ => {}
    }
}

/// A schema as it is printed: it says first what it is, and each of its definitions has a title for editors to show.
pub fn with_titles(mut schema: Schema) -> Schema {
    let definitions = schema.get_mut("$defs").and_then(Schema::as_object_mut);
    for (name, definition) in definitions.into_iter().flatten() {
        if let Some(definition) = definition.as_object_mut() {
            let title = definition
                .remove("title")
                .unwrap_or_else(|| words_of(name).into());
            definition.insert("title".to_owned(), title);
        }
    }
    let Schema::Object(mut rest) = schema else {
        return schema;
    };
    let mut ordered = serde_json::Map::new();
    for key in ["$schema", "title", "description"] {
        ordered.extend(rest.shift_remove(key).map(|value| (key.to_owned(), value)));
    }
    ordered.extend(rest);
    Schema::Object(ordered)
}

/// The words of a type's name: `PathIgnore` is a "Path ignore".
fn words_of(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
            words.extend(c.to_lowercase());
        } else {
            words.push(c);
        }
    }
    words
}

/// What a kind of record can have at a path: every shape that its schema allows there.
pub fn schemas_at(kind: RecordKind, path: &Path) -> Vec<&'static Schema> {
    let mut at = alternatives(kind, record_schema(kind));
    for step in &path.0 {
        let below = at.into_iter().filter_map(|schema| match step {
            Step::Key(key) => schema
                .get("properties")
                .and_then(|properties| properties.get(key))
                .or_else(|| {
                    schema
                        .get("additionalProperties")
                        .filter(|schema| schema.is_object())
                }),
            Step::Index(_) => schema.get("items"),
        });
        at = below
            .flat_map(|schema| alternatives(kind, schema))
            .collect();
    }
    at
}

/// A schema and what it refers to, the outer one first: it has the description of this very place.
pub fn alternatives(kind: RecordKind, schema: &'static Schema) -> Vec<&'static Schema> {
    let mut all = vec![schema];
    let name = schema
        .get("$ref")
        .and_then(Schema::as_str)
        .and_then(|name| name.strip_prefix("#/$defs/"));
    all.extend(
        name.and_then(|name| record_schema(kind).get("$defs")?.get(name))
            .map(|schema| alternatives(kind, schema))
            .unwrap_or_default(),
    );
    let branches = schema
        .get("anyOf")
        .and_then(Schema::as_array)
        .into_iter()
        .flatten();
    all.extend(branches.flat_map(|branch| alternatives(kind, branch)));
    all
}

pub fn required(schema: &Schema) -> Vec<&str> {
    schema
        .get("required")
        .and_then(Schema::as_array)
        .into_iter()
        .flatten()
        .filter_map(Schema::as_str)
        .collect()
}

/// The words that a schema allows, where it lists them.
pub fn allowed_words(schema: &Schema) -> Option<Vec<&str>> {
    if let Some(list) = schema.get("enum").and_then(Schema::as_array) {
        return Some(list.iter().filter_map(Schema::as_str).collect());
    }
    let variants = schema.get("oneOf").and_then(Schema::as_array)?;
    let word = |variant| -> Option<Vec<&str>> {
        let variant: &Schema = variant;
        variant
            .get("const")
            .and_then(Schema::as_str)
            .map(|word| vec![word])
            .or_else(|| allowed_words(variant))
    };
    Some(variants.iter().filter_map(word).flatten().collect())
}
