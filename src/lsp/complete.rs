//! What can be written next: keys, words, and names of tracks, roles, events, templates and zones.

use lsp_types::{CompletionItem, CompletionItemKind, Documentation};
use serde_json::Value;

use crate::analysis::systems::Systems;
use crate::check::schema;
use crate::lsp::cursor::{At, cursor};
use crate::lsp::document::Document;
use crate::lsp::hover::template_field;
use crate::model::milestone::KNOWN;
use crate::model::{Track, zone};
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::{Record, RecordKind, built_in};
use crate::yaml::{Path, Step};

pub fn complete(document: &Document, offset: usize) -> Option<Vec<CompletionItem>> {
    let cursor = cursor(&document.text, offset);
    let kind = document.file.kind()?;
    let mut items = Vec::new();
    let in_item = matches!(cursor.path.0.last(), Some(Step::Index(_)));
    if cursor.at == At::Key || in_item {
        items.extend(keys(document, kind, &cursor.path));
    }
    if cursor.at == At::Value {
        items.extend(words(kind, &cursor.path));
        items.extend(
            names(document, kind, &cursor.path)
                .into_iter()
                .map(|name| item(name, CompletionItemKind::REFERENCE, None)),
        );
    }
    Some(items)
}

fn item(label: String, kind: CompletionItemKind, documentation: Option<String>) -> CompletionItem {
    CompletionItem {
        label,
        kind: Some(kind),
        documentation: documentation.map(Documentation::String),
        ..CompletionItem::default()
    }
}

/// The keys of the mapping at a path, each with a colon after it.
fn keys(document: &Document, kind: RecordKind, path: &Path) -> Vec<CompletionItem> {
    let mut items = Vec::new();
    let mut add = |name: &str, documentation: Option<String>| {
        let mut item = item(name.to_owned(), CompletionItemKind::PROPERTY, documentation);
        item.insert_text = Some(format!("{name}: "));
        items.push(item);
    };
    for schema in schema::schemas_at(kind, path) {
        for (name, schema) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let guidance = template_field(document, &path.clone().key(name))
                .and_then(|field| Some(line(field.guidance.as_deref()?, MESSAGE_LENGTH)));
            let description = schema
                .get("description")
                .and_then(Value::as_str)
                .map(str::to_owned);
            add(name, guidance.or(description));
        }
    }
    if kind == RecordKind::Result && path.to_string() == "systems" {
        let track = track_of_result(document);
        for role in track.into_iter().flat_map(|track| track.value.roles.iter()) {
            add(&role.id, role.name.clone());
        }
    }
    if kind == RecordKind::Event && path.to_string() == "timeline" {
        for known in &KNOWN {
            add(known.name, Some(known.label.to_owned()));
        }
    }
    items
}

/// The words of an enum at a path.
fn words(kind: RecordKind, path: &Path) -> Vec<CompletionItem> {
    let schemas = schema::schemas_at(kind, path);
    let words = schemas
        .into_iter()
        .filter_map(schema::allowed_words)
        .flatten();
    words
        .map(|word| item(word.to_owned(), CompletionItemKind::ENUM_MEMBER, None))
        .collect()
}

/// The track that a result is of.
fn track_of_result(document: &Document) -> Option<&Record<Track>> {
    let folder = document.workspace.events.get(document.file.event_slug()?)?;
    folder.tracks.get(document.file.result_track()?)
}

/// Names of records and roles that a path refers to.
fn names(document: &Document, kind: RecordKind, path: &Path) -> Vec<String> {
    let workspace = &document.workspace;
    let folder = document
        .file
        .event_slug()
        .and_then(|event| workspace.events.get(event));
    let keys: Vec<&str> = path.keys().collect();
    let tracks = || {
        folder
            .into_iter()
            .flat_map(|folder| folder.tracks.keys().chain(&folder.unread_tracks))
            .map(ToString::to_string)
    };
    match (kind, &keys[..]) {
        (RecordKind::Registration, ["tracks"]) | (RecordKind::Track, ["related-tracks"]) => {
            tracks().collect()
        }
        (RecordKind::Registration, ["roles"] | ["systems", "roles"]) => {
            let records = folder.into_iter().flat_map(|folder| folder.tracks.values());
            records
                .flat_map(|track| {
                    track
                        .value
                        .roles
                        .iter()
                        .map(|role| format!("{}/{}", track.slug, role.id))
                })
                .collect()
        }
        (RecordKind::Track, ["scenarios" | "expected-participants", "roles"]) => {
            roles_of(&document.text)
        }
        (RecordKind::Result, ["scenario"]) => {
            let track = track_of_result(document);
            let scenarios = track
                .into_iter()
                .flat_map(|track| track.value.scenarios.iter());
            scenarios.map(|one| one.id.clone()).collect()
        }
        (RecordKind::Result, ["systems", _]) => folder
            .map(|folder| Systems::new(folder).references().collect())
            .unwrap_or_default(),
        (RecordKind::Track, ["carried-from"]) => {
            let others = workspace.events.values().flat_map(|folder| {
                folder
                    .tracks
                    .keys()
                    .map(move |track| format!("{}/{track}", folder.slug))
            });
            others.collect()
        }
        (RecordKind::Track, ["type"]) => {
            let field = template_field(document, path);
            field.map_or_else(Vec::new, |field| field.suggested.to_vec())
        }
        (RecordKind::Event, ["template"]) => {
            let own = workspace.templates.keys().map(ToString::to_string);
            own.chain(built_in::template_names().map(str::to_owned))
                .collect()
        }
        (RecordKind::Event, ["timezone"]) => zone::names().map(str::to_owned).collect(),
        (RecordKind::Settings, ["default-event"]) => {
            workspace.events.keys().map(ToString::to_string).collect()
        }
        _ => Vec::new(),
    }
}

/// The ids of the roles in a text that may not parse: a half-written scenario must not hide them.
fn roles_of(text: &str) -> Vec<String> {
    let section = text
        .split_inclusive('\n')
        .skip_while(|line| !line.starts_with("roles:"))
        .skip(1);
    let inside = section.take_while(|line| line.starts_with([' ', '-', '#', '\n', '\r']));
    let id = |line: &str| {
        line.trim_start_matches([' ', '-'])
            .strip_prefix("id:")
            .map(|id| id.trim().trim_matches(['\'', '"']).to_owned())
    };
    inside.filter_map(id).collect()
}
