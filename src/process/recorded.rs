//! Records of the days, results and issues, whose names nobody types whole: finding one, and changing it with an entry of its history.

use anyhow::Result;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Failure;
use crate::model::Slug;
use crate::model::history::Entry;
use crate::model::nearest::{did_you_mean, nearest_of_many};
use crate::workspace::{EventFolder, File, RecordKind, Root, Workspace, edit, save};
use crate::yaml::{self, Value};

/// A record that can be named.
pub struct Named<'a, T> {
    /// What it is called where several are listed.
    pub shown: String,
    pub slug: &'a Slug,
    pub item: T,
}

/// The record of a name, of the beginning of a name that no other has, or of its last part, which is a mark of its content.
pub fn find<T: Copy>(
    kind: RecordKind,
    folder: &EventFolder,
    all: &[Named<'_, T>],
    name: &str,
) -> Result<T, Failure> {
    let name = name.strip_suffix(".yaml").unwrap_or(name);
    if let Some(one) = all.iter().find(|one| one.slug.as_str() == name) {
        return Ok(one.item);
    }
    let is_meant = |slug: &str| slug.starts_with(name) || slug.rsplit('-').next() == Some(name);
    let meant: Vec<_> = all
        .iter()
        .filter(|one| is_meant(one.slug.as_str()))
        .collect();
    match meant[..] {
        [one] => Ok(one.item),
        [] => {
            let event = &folder.slug;
            let mut unread = folder.unread_of(kind);
            if let Some(file) = unread.find(|file| is_meant(file.stem())) {
                return Err(unparsed(kind, event, file));
            }
            let near = nearest_of_many(name, all.iter().map(|one| one.slug.as_str()));
            let hint = did_you_mean(&near)
                .unwrap_or_else(|| format!("run 'cxn {kind} list' to see the {kind}s"));
            Err(Failure::not_found(format!("no {kind} '{name}' in event '{event}'")).hint(hint))
        }
        _ => {
            let names: Vec<&str> = meant.iter().take(8).map(|one| one.shown.as_str()).collect();
            Err(Failure::usage(format!(
                "'{name}' is the beginning of {} {kind}s",
                meant.len()
            ))
            .hint(format!("expected one of: {}", names.join(", "))))
        }
    }
}

/// A record that is there and cannot be parsed is not one that is missing.
pub fn unparsed(kind: RecordKind, event: &Slug, file: &File) -> Failure {
    let name = file.stem();
    Failure::other(format!("{kind} '{event}/{name}' cannot be parsed")).hint(format!(
        "run 'cxn check {file}' to see what is wrong with it"
    ))
}

/// An entry of a history as it is written.
pub fn entry<W: Serialize>(entry: &Entry<W>) -> Result<Value, Failure> {
    yaml::to_value(entry)
        .map_err(|error| Failure::other(format!("cannot write the entry: {error}")))
}

/// Changes a record in place, a null removes its key, and appends to its history. The caller holds the lock of the event.
pub fn append<T: DeserializeOwned, W: Serialize>(
    workspace: &Workspace,
    root: &Root,
    file: &File,
    values: &[(&str, Value)],
    entry: &Entry<W>,
) -> Result<()> {
    workspace.inside(file)?;
    let written = self::entry(entry)?;
    edit::change::<T, _>(root, file, |editor| {
        for (key, value) in values {
            let path = yaml::Path::from(*key);
            match value {
                Value::Null => editor.remove(&path)?,
                value => editor.put(&path, value)?,
            }
        }
        editor.append(&yaml::Path::from("history"), &written)
    })?;
    Ok(())
}

/// The write that makes a new record, if it can be read again.
pub fn write<T: DeserializeOwned>(
    workspace: &Workspace,
    file: &File,
    text: &str,
) -> Result<save::Write> {
    let folder = file.as_str().rsplit_once('/');
    workspace.inside(&File::new(folder.map_or("", |(folder, _)| folder)))?;
    let path = file.on_disk(workspace.root());
    save::admit_as::<T>(&path, text)?;
    Ok(save::Write {
        path,
        read: None,
        text: text.to_owned(),
        private: workspace.keeps_private(file),
    })
}
