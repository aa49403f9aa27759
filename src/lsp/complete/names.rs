//! Names that a value can refer to, each with what it is called.

use crate::analysis::systems::Systems;
use crate::lsp::document::Document;
use crate::lsp::hover::template_field;
use crate::model::{Track, zone};
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::{Record, RecordKind, built_in};
use crate::yaml::Path;

type Name = (String, Option<String>);

/// The track that a result is of.
pub fn track_of_result<'a>(document: &Document<'a>) -> Option<&'a Record<Track>> {
    let folder = document.workspace.events.get(document.file.event_slug()?)?;
    folder.tracks.get(document.file.result_track()?)
}

/// Names of records and roles that a path refers to.
pub fn names(document: &Document<'_>, kind: RecordKind, path: &Path) -> Vec<Name> {
    let workspace = document.workspace;
    let event = document.file.event_slug();
    let folder = event.and_then(|event| workspace.events.get(event));
    let keys: Vec<&str> = path.keys().collect();
    let title = |track: &Record<Track>| Some(line(&track.value.title, MESSAGE_LENGTH));
    match (kind, &keys[..]) {
        (RecordKind::Registration, ["tracks"]) | (RecordKind::Track, ["related-tracks"]) => {
            let folder = folder.into_iter();
            let names = folder.flat_map(|folder| {
                let tracks = folder.tracks.values();
                let unread = folder.unread_tracks.iter();
                let tracks = tracks.map(|track| (track.slug.to_string(), title(track)));
                tracks.chain(unread.map(|slug| (slug.to_string(), None)))
            });
            names.collect()
        }
        (RecordKind::Registration, ["roles"] | ["systems", "roles"]) => {
            let tracks = folder.into_iter().flat_map(|folder| folder.tracks.values());
            let names = tracks.flat_map(|track| {
                let roles = track.value.roles.iter();
                roles.map(|role| (format!("{}/{}", track.slug, role.id), role.name.clone()))
            });
            names.collect()
        }
        (RecordKind::Track, ["scenarios" | "expected-participants", "roles"]) => {
            plain(roles_of(document.text))
        }
        (RecordKind::Result, ["scenario"]) => {
            let track = track_of_result(document).into_iter();
            let scenarios = track.flat_map(|track| track.value.scenarios.iter());
            plain(scenarios.map(|one| one.id.clone()))
        }
        (RecordKind::Result, ["systems", _]) => plain(folder.into_iter().flat_map(|folder| {
            Systems::new(folder, workspace.names())
                .references()
                .collect::<Vec<_>>()
        })),
        (RecordKind::Track, ["carried-from"]) => {
            let others = workspace.events.values().flat_map(|folder| {
                let tracks = folder.tracks.values();
                tracks.map(move |track| (format!("{}/{}", folder.slug, track.slug), title(track)))
            });
            others.collect()
        }
        (RecordKind::Track, ["type"]) => {
            let field = template_field(document, path).into_iter();
            plain(field.flat_map(|field| field.suggested.to_vec()))
        }
        (RecordKind::Event, ["template"]) => {
            let own = workspace.templates.keys().map(ToString::to_string);
            plain(own.chain(built_in::template_names().map(str::to_owned)))
        }
        (RecordKind::Event, ["timezone"]) => plain(zone::names().map(str::to_owned)),
        (RecordKind::Settings, ["default-event"]) => {
            plain(workspace.events.keys().map(ToString::to_string))
        }
        _ => Vec::new(),
    }
}

/// Names that are called nothing else.
fn plain(names: impl IntoIterator<Item = String>) -> Vec<Name> {
    names.into_iter().map(|name| (name, None)).collect()
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
