//! What a schema takes and what a tree holds, in words.

use serde_json::Value as Schema;

use crate::check::schema::{allowed_words, required};
use crate::yaml;
use crate::yaml::Path;
use crate::yaml::tree::{Node, NodeKind};

pub(super) fn types(schema: &Schema) -> Vec<&str> {
    match schema.get("type") {
        Some(Schema::String(one)) => vec![one],
        Some(Schema::Array(several)) => several.iter().filter_map(Schema::as_str).collect(),
        _ if allowed_words(schema).is_some() => vec!["string"],
        _ => Vec::new(),
    }
}

pub(super) fn accepts(schema: &Schema, node: &Node, source: &str) -> bool {
    let types = types(schema);
    types.is_empty()
        || types.iter().any(|name| match (*name, &node.kind) {
            ("null", NodeKind::Null)
            | ("array", NodeKind::List(_))
            | ("object", NodeKind::Map(_))
            | ("string", NodeKind::Scalar { .. }) => true,
            // `capacity:` with nothing behind it is a mapping without keys.
            ("object", NodeKind::Null) => required(schema).is_empty(),
            // The parser that reads the types decides what is a number: it knows 0x3c and TRUE as well.
            ("integer", NodeKind::Scalar { plain: true, .. }) => {
                match schema.get("format").and_then(Schema::as_str) {
                    Some("uint32") => yaml::read::<u32>(&node.text(source)).is_ok(),
                    _ => yaml::read::<u64>(&node.text(source)).is_ok(),
                }
            }
            ("boolean", NodeKind::Scalar { plain: true, .. }) => {
                yaml::read::<bool>(&node.text(source)).is_ok()
            }
            _ => false,
        })
}

pub(super) fn type_words(schema: &Schema) -> Vec<String> {
    let word = |name: &str| match name {
        "array" => "a list",
        "object" => "keys with values",
        "string" => "a text",
        "integer" => "a whole number from 0",
        "boolean" => "true or false",
        _ => "nothing",
    };
    types(schema)
        .into_iter()
        .filter(|name| *name != "null")
        .map(|name| word(name).to_owned())
        .collect()
}

pub(super) fn describe(node: &Node, source: &str) -> String {
    match node.kind {
        NodeKind::Null => "empty".to_owned(),
        NodeKind::Scalar { .. } => format!("the text '{}'", node.text(source)),
        NodeKind::List(_) => "a list".to_owned(),
        NodeKind::Map(_) => "a mapping of keys".to_owned(),
        NodeKind::Other => "an alias or a tagged value".to_owned(),
    }
}

pub(super) fn subject(path: &Path) -> String {
    if path.0.is_empty() {
        "the record".to_owned()
    } else {
        format!("'{path}'")
    }
}

pub(super) fn dedup(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts.dedup();
    texts
}
