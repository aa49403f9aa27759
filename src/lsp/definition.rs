//! Where a name leads: from a role to its definition, from a track or a template to its file.

use lsp_types::{Location, Range};

use crate::lsp::cursor::{At, under};
use crate::lsp::document::{Document, address};
use crate::lsp::position::Positions;
use crate::model::registration::role_reference;
use crate::workspace::{File, RecordKind};
use crate::yaml::{self, Path};

/// The place that the name under the cursor refers to.
pub fn definition(document: &Document<'_>, offset: usize) -> Option<Location> {
    let cursor = under(document.text, offset);
    if cursor.at != At::Value {
        return None;
    }
    let name = cursor.typed.trim().trim_matches(['\'', '"']);
    let keys: Vec<&str> = cursor.path.keys().collect();
    match (document.file.kind()?, &keys[..]) {
        (RecordKind::Track, ["scenarios" | "expected-participants", "roles"]) => {
            role(document, document.file, name)
        }
        (RecordKind::Track, ["related-tracks" | "carried-from"])
        | (RecordKind::Registration, ["tracks"]) => start_of(document, &track(document, name)?),
        (RecordKind::Registration, ["roles"] | ["systems", "roles"]) => {
            let (of, id) = role_reference(name)?;
            role(document, &track(document, of)?, id)
        }
        (RecordKind::Event, ["template"]) => {
            start_of(document, &document.workspace.templates.get(name)?.file)
        }
        _ => None,
    }
}

/// The file of a track named `track` or `event/track`.
fn track(document: &Document<'_>, name: &str) -> Option<File> {
    let (event, track) = name
        .split_once('/')
        .or_else(|| Some((document.file.event_slug()?, name)))?;
    Some(
        document
            .workspace
            .events
            .get(event)?
            .tracks
            .get(track)?
            .file
            .clone(),
    )
}

fn start_of(document: &Document<'_>, file: &File) -> Option<Location> {
    Some(Location {
        uri: address(document.workspace, file)?,
        range: Range::default(),
    })
}

fn role(document: &Document<'_>, file: &File, id: &str) -> Option<Location> {
    let text = document.workspace.text(file)?;
    let record = document
        .workspace
        .events
        .get(file.event_slug()?)?
        .tracks
        .get(file.stem())?;
    let at = record.value.roles.iter().position(|role| role.id == id)?;
    let found = yaml::places(text.trim_start_matches('\u{feff}'))?
        .find(&Path::from(format!("roles[{at}].id")));
    Some(Location {
        uri: address(document.workspace, file)?,
        range: Positions::new(&text).range(&found.value),
    })
}
