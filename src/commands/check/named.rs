//! What an argument names: an event, a track, a path on disk, or standard input.

use std::path::PathBuf;

use anyhow::Result;

use crate::context::Context;
use crate::error::Failure;
use crate::model::Slug;
use crate::model::nearest;
use crate::workspace::{File, Root, Workspace, disk};
use crate::yaml::{self, Value};

/// The path from the workspace's root that an argument names: an event, a track, or a path on disk.
pub fn resolve(workspace: &Workspace, in_force: Option<&str>, what: &str) -> Result<String> {
    let mut parts = what.split('/');
    if let (Some(event), track, None) = (parts.next(), parts.next(), parts.next())
        && let Some(folder) = workspace.events.get(event)
    {
        match track {
            None | Some("") => return Ok(format!("events/{event}")),
            Some(track) if folder.has_track(track) => {
                return Ok(format!("events/{event}/tracks/{track}.yaml"));
            }
            Some(_) => {}
        }
    }
    if let Some(path) = from_root(workspace.root(), what) {
        return Ok(path);
    }
    // Last of all the name of a track alone: of the current event, as for every other command.
    let folder = in_force.and_then(|event| workspace.events.get(event));
    if let Some(folder) = folder.filter(|folder| folder.has_track(what)) {
        return Ok(format!("events/{}/tracks/{what}.yaml", folder.slug));
    }
    let alone = folder
        .into_iter()
        .flat_map(|folder| folder.track_names().map(str::to_owned));
    let tracks = workspace.events.values().flat_map(|folder| {
        folder
            .tracks
            .keys()
            .map(move |track| format!("{}/{track}", folder.slug))
    });
    let names: Vec<String> = workspace
        .events
        .keys()
        .map(Slug::to_string)
        .chain(tracks)
        .chain(alone)
        .collect();
    let near = nearest::nearest_of_many(what, names.iter().map(String::as_str));
    let hint = nearest::did_you_mean(&near).unwrap_or_else(|| {
        "expected EVENT, EVENT/TRACK, TRACK of the current event, or the path of a file or folder in the workspace".to_owned()
    });
    Err(Failure::not_found(format!("nothing to check at '{what}'"))
        .hint(hint)
        .into())
}

/// A path that exists, seen from the current folder or from the root, as a path from the root.
pub fn from_root(root: &Root, what: &str) -> Option<String> {
    let here = std::path::absolute(what)
        .ok()
        .filter(|path| disk::exists(path));
    let below = || File::new(what.trim_end_matches('/')).on_disk(root);
    let beside = || root.public().join(what);
    let path = here.or_else(|| {
        let mut paths = [below(), beside()].into_iter();
        paths.find(|path| disk::exists(path))
    })?;
    // The name itself stays as it is, so that a link among the records is judged as the record it stands for.
    let folder = disk::canonical(path.parent()?)?;
    let path: PathBuf = path
        .file_name()
        .map_or_else(|| folder.clone(), |name| folder.join(name));
    Some(root.canonical()?.file(&path)?.as_str().to_owned())
}

/// The file that standard input is judged as: what it holds decides the folder, its title the name.
pub fn standard_input_file(
    context: &mut Context,
    workspace: &Workspace,
    text: &str,
) -> Result<File> {
    let value: Value = yaml::read(text).unwrap_or_default();
    let has = |key: &str| value.get(key).is_some();
    let slug = |key: &str| -> Result<Slug> {
        let title = value
            .get(key)
            .and_then(Value::as_str)
            .and_then(Slug::from_title);
        Ok(title.map_or_else(|| Slug::parse("standard-input"), Ok)?)
    };
    if has("fields") {
        return Ok(File::template(&slug("title")?));
    }
    if has("starts") && has("name") {
        return Ok(File::event(&slug("name")?));
    }
    let event = context.event(workspace, None)?;
    if has("name") && !has("title") {
        return Ok(File::registration(&event, &slug("name")?));
    }
    Ok(File::track(&event, &slug("title")?))
}
