//! The contract with programs: what `--format json` and `--format csv` hold, and its schema.
//!
//! Every JSON document is an object with `schema-version`, the `event` where one is meant, and what was asked for under its name.
//! The keys of a command's rows are in `contract.txt`; CSV has them as headings. Tests hold every command against it.

use serde_json::{Map, Value, json};

/// Raised when a reader of the old one could misread the new one. A key may be added without.
pub const SCHEMA_VERSION: u32 = 1;

/// A document for programs.
pub fn envelope(event: Option<&str>, parts: impl IntoIterator<Item = (String, Value)>) -> Value {
    let mut map = Map::new();
    map.insert("schema-version".to_owned(), json!(SCHEMA_VERSION));
    map.insert("event".to_owned(), json!(event));
    map.extend(parts);
    Value::Object(map)
}

/// A line `COMMAND`, then a line for each part: `NAME: KEY TYPE, …`, `NAME[]` for a list, `?` after what is not always there, and
/// `NAME: TYPE` for a value of its own.
const OUTPUTS: &str = include_str!("contract.txt");

/// What a command prints.
#[derive(Debug)]
pub struct Output {
    /// Its words, such as `track list`.
    pub command: &'static str,
    pub parts: Vec<Part>,
}

/// What is under one name of a document: an object, a list of them, or a value.
#[derive(Debug)]
pub struct Part {
    pub name: &'static str,
    pub is_list: bool,
    pub is_optional: bool,
    /// None where the rows are not part of the contract.
    pub keys: Vec<Key>,
    /// What it is, where it has no keys.
    kind: &'static str,
}

#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    pub kind: &'static str,
    pub is_optional: bool,
}

/// What every command with `--format json` prints.
pub fn outputs() -> Vec<Output> {
    let mut outputs: Vec<Output> = Vec::new();
    for line in OUTPUTS.lines() {
        match (line.strip_prefix("  "), outputs.last_mut()) {
            (Some(text), Some(output)) => output.parts.extend(part(text)),
            _ => outputs.push(Output {
                command: line,
                parts: Vec::new(),
            }),
        }
    }
    outputs
}

fn part(text: &'static str) -> Option<Part> {
    let (name, kind) = text.split_once(": ")?;
    let (name, is_optional) = without_mark(name);
    let keys = kind.split(", ").filter_map(|key| {
        let (name, kind) = key.split_once(' ')?;
        let (kind, is_optional) = without_mark(kind);
        Some(Key {
            name,
            kind,
            is_optional,
        })
    });
    Some(Part {
        name: name.trim_end_matches("[]"),
        is_list: name.ends_with("[]"),
        is_optional,
        keys: keys.collect(),
        kind,
    })
}

fn without_mark(text: &'static str) -> (&'static str, bool) {
    text.strip_suffix('?')
        .map_or((text, false), |text| (text, true))
}

impl Output {
    /// The JSON Schema of what the command prints.
    pub fn schema(&self) -> Value {
        let mut properties = Map::new();
        properties.insert(
            "schema-version".to_owned(),
            json!({"const": SCHEMA_VERSION}),
        );
        properties.insert("event".to_owned(), json!({"type": ["string", "null"]}));
        let always = self.parts.iter().filter(|part| !part.is_optional);
        let required: Vec<&str> = ["schema-version", "event"]
            .into_iter()
            .chain(always.map(|part| part.name))
            .collect();
        for part in &self.parts {
            properties.insert(part.name.to_owned(), part.schema());
        }
        json!({
            "title": format!("cxn {} --format json", self.command),
            "type": "object",
            "required": required,
            "properties": properties,
        })
    }
}

impl Part {
    fn schema(&self) -> Value {
        let properties: Map<String, Value> = self
            .keys
            .iter()
            .map(|key| (key.name.to_owned(), key.schema()))
            .collect();
        let always = self.keys.iter().filter(|key| !key.is_optional);
        let required: Vec<&str> = always.map(|key| key.name).collect();
        let row = if self.keys.is_empty() {
            schema_of(self.kind)
        } else {
            json!({"type": "object", "required": required, "properties": properties})
        };
        if self.is_list {
            json!({"type": "array", "items": row})
        } else {
            row
        }
    }
}

impl Key {
    fn schema(&self) -> Value {
        schema_of(self.kind)
    }
}

/// The schema of a type of the contract.
fn schema_of(kind: &str) -> Value {
    match kind {
        "text" => json!({"type": ["string", "null"]}),
        "number" => json!({"type": ["integer", "null"]}),
        "decimal" => json!({"type": ["number", "null"]}),
        "flag" => json!({"type": ["boolean", "null"]}),
        "list" => json!({"type": ["array", "null"], "items": {"type": "string"}}),
        "object" => json!({"type": ["object", "null"]}),
        "objects" => json!({"type": ["array", "null"], "items": {"type": "object"}}),
        _ => json!({}),
    }
}

/// The schema of one command, or of all, by command.
pub fn schema(command: Option<&str>) -> Option<Value> {
    const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
    let outputs = outputs();
    let Some(command) = command else {
        let all = outputs.iter();
        let all: Map<String, Value> = all
            .map(|output| (output.command.to_owned(), output.schema()))
            .collect();
        return Some(
            json!({"$schema": DIALECT, "title": "What cxn prints for programs", "$defs": all}),
        );
    };
    let output = outputs.iter().find(|output| output.command == command)?;
    let mut schema = output.schema();
    schema["$schema"] = DIALECT.into();
    Some(schema)
}
