//! What can be written next: keys, words, and names of tracks, roles, events, templates and zones.

mod names;

use std::collections::BTreeSet;

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionTextEdit, Documentation, Range, TextEdit,
};
use serde_json::Value;

use crate::check::schema;
use crate::lsp::cursor::{At, Cursor, cursor, keys_of};
use crate::lsp::document::Document;
use crate::lsp::hover::template_field;
use crate::model::milestone::KNOWN;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::RecordKind;
use crate::yaml::{Path, Step};

pub fn complete(document: &Document<'_>, offset: usize) -> Option<Vec<CompletionItem>> {
    let cursor = cursor(document.text, offset);
    let kind = document.file.kind()?;
    let written = Written::new(document, &cursor, offset);
    let mut items = Vec::new();
    let in_item = matches!(cursor.path.0.last(), Some(Step::Index(_)));
    if cursor.at == At::Key || in_item {
        let there = keys_of(document.text, offset, &cursor.path);
        let mut keys = keys(document, kind, &cursor.path);
        keys.retain(|(name, _)| !there.contains(name));
        let colon = if written.has_colon { "" } else { ": " };
        items.extend(keys.into_iter().map(|(name, about)| {
            let new = format!("{name}{colon}");
            written.item(name, new, CompletionItemKind::PROPERTY, about)
        }));
    }
    if cursor.at == At::Value {
        let words = words(kind, &cursor.path);
        let words = words
            .into_iter()
            .map(|(word, about)| (word, about, CompletionItemKind::ENUM_MEMBER));
        let names = names::names(document, kind, &cursor.path);
        let names = names
            .into_iter()
            .map(|(name, about)| (name, about, CompletionItemKind::REFERENCE));
        let mut known = BTreeSet::new();
        for (word, about, what) in words.chain(names) {
            if known.insert(word.clone()) {
                let new = format!("{}{word}", written.space);
                items.push(written.item(word, new, what, about));
            }
        }
    }
    Some(items)
}

/// What is written already of a key or a word: an answer takes its place, up to the cursor. Some editors end a word at a hyphen, and
/// would keep what is before it.
struct Written {
    range: Range,
    /// Whether a colon follows, so that a key needs none.
    has_colon: bool,
    /// What a value needs before it: a space, right after the colon.
    space: &'static str,
}

impl Written {
    fn new(document: &Document<'_>, cursor: &Cursor, offset: usize) -> Self {
        let start = offset.saturating_sub(cursor.typed.len());
        let rest = document.text.get(offset..).unwrap_or_default();
        let rest = rest.trim_start_matches(|c: char| c.is_alphanumeric() || "-_".contains(c));
        let before = document.text.get(..start).unwrap_or_default();
        Self {
            range: document.range(&(start..offset)),
            has_colon: rest.trim_start_matches(' ').starts_with(':'),
            space: if before.ends_with(':') { " " } else { "" },
        }
    }

    fn item(
        &self,
        label: String,
        new_text: String,
        kind: CompletionItemKind,
        documentation: Option<String>,
    ) -> CompletionItem {
        CompletionItem {
            filter_text: Some(label.clone()),
            label,
            kind: Some(kind),
            documentation: documentation.map(Documentation::String),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit {
                range: self.range,
                new_text,
            })),
            ..CompletionItem::default()
        }
    }
}

/// The keys of the mapping at a path, with what is known about each.
fn keys(document: &Document<'_>, kind: RecordKind, path: &Path) -> Vec<(String, Option<String>)> {
    let mut keys = Vec::new();
    for schema in schema::schemas_at(kind, path) {
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, schema) in properties.into_iter().flatten() {
            let guidance = template_field(document, &path.clone().key(name))
                .and_then(|field| Some(line(field.guidance.as_deref()?, MESSAGE_LENGTH)));
            keys.push((name.clone(), guidance.or_else(|| description(schema))));
        }
    }
    if kind == RecordKind::Result && path.to_string() == "systems" {
        let track = names::track_of_result(document);
        let roles = track.into_iter().flat_map(|track| track.value.roles.iter());
        keys.extend(roles.map(|role| (role.id.clone(), role.name.clone())));
    }
    if kind == RecordKind::Event && path.to_string() == "timeline" {
        let known = KNOWN.iter();
        keys.extend(known.map(|known| (known.name.to_owned(), Some(known.label.to_owned()))));
    }
    keys
}

fn description(schema: &Value) -> Option<String> {
    let text = schema.get("description")?.as_str()?;
    Some(text.to_owned())
}

/// The words that a value at a path can be, with what each means.
fn words(kind: RecordKind, path: &Path) -> Vec<(String, Option<String>)> {
    let mut words = Vec::new();
    for schema in schema::schemas_at(kind, path) {
        if schema.get("type").and_then(Value::as_str) == Some("boolean") {
            words.extend(["true", "false"].map(|word| (word.to_owned(), None)));
        }
        let listed = schema::allowed_words(schema).into_iter().flatten();
        words.extend(listed.map(|word| (word.to_owned(), meaning(schema, word))));
    }
    words
}

/// What a schema says of one of its words.
fn meaning(schema: &Value, word: &str) -> Option<String> {
    let mut variants = schema.get("oneOf")?.as_array()?.iter();
    description(variants.find(|variant| variant.get("const").is_some_and(|it| it == word))?)
}
