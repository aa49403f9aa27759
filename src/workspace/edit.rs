//! Changing a record that is there: under its event's lock, in place, and only if the result still reads as its type.

use std::borrow::Cow;
use std::path::PathBuf;

use serde::de::DeserializeOwned;

use crate::model::former_names;
use crate::workspace::lock::Lock;
use crate::workspace::{DiskError, File, Half, Root, disk, save};
use crate::yaml;
use crate::yaml::Value;
use crate::yaml::edit::{EditError, Editor};
use crate::yaml::guard;

/// Why a record could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error(transparent)]
    Disk(#[from] DiskError),
    #[error("{file}: {source}")]
    Edit { file: File, source: EditError },
    /// The changed record would not read any more.
    #[error("{file} could no longer be parsed as a record: {reason}; nothing was written")]
    Unreadable {
        file: File,
        reason: String,
        /// The text as it would have been, for saying what is wrong with it; empty when there is none.
        text: String,
    },
    /// The changed record reads, but is none that can be.
    #[error("{0}; nothing was written")]
    Refused(String),
}

/// The lock of the folder that a record belongs to: its event's, or the workspace's for templates and settings. Each half has its own.
pub fn lock(root: &Root, file: &File) -> Result<Lock, DiskError> {
    root.require(file)?;
    let base = root.base(file);
    let Some(event) = file.event_slug() else {
        return Lock::acquire(base);
    };
    let folder = File::new(&format!("events/{event}")).below(base);
    // The private half of an event begins with its first record.
    if root.half(file) == Half::Private
        && disk::is_folder(&root.public().join("events").join(event))
    {
        disk::create_folder(&folder)?;
    }
    Lock::acquire(&folder)
}

/// Changes a record and returns what it now says. The caller holds the [`lock`] of its folder.
pub fn change<T, F>(root: &Root, file: &File, edit: F) -> Result<T, ChangeError>
where
    T: DeserializeOwned,
    F: FnOnce(&mut Editor) -> Result<(), EditError>,
{
    change_if(root, file, edit, |_| Ok(()))
}

/// As [`change`], but asks about what the record would say before it is written; a reason stops it.
pub fn change_if<T, F, J>(root: &Root, file: &File, edit: F, judge: J) -> Result<T, ChangeError>
where
    T: DeserializeOwned,
    F: FnOnce(&mut Editor) -> Result<(), EditError>,
    J: FnOnce(&T) -> Result<(), String>,
{
    let prepared = prepare(root, file, edit)?;
    judge(&prepared.value).map_err(ChangeError::Refused)?;
    save::replace(&prepared.path, &prepared.read, &prepared.text)?;
    Ok(prepared.value)
}

/// As [`change_if`], with an entry for the record's history, where what it would say asks for one.
pub fn change_and_note<T, F, J, N>(
    root: &Root,
    file: &File,
    edit: F,
    judge: J,
    entry: N,
) -> Result<T, ChangeError>
where
    T: DeserializeOwned,
    F: Fn(&mut Editor) -> Result<(), EditError>,
    J: FnOnce(&T) -> Result<(), String>,
    N: FnOnce(&T) -> Option<Value>,
{
    let mut prepared = prepare(root, file, &edit)?;
    judge(&prepared.value).map_err(ChangeError::Refused)?;
    if let Some(entry) = entry(&prepared.value) {
        let Prepared { path, read, .. } = prepared;
        prepared = edited(file, path, read, |editor| {
            edit(editor)?;
            editor.append(&yaml::Path::from("history"), &entry)
        })?;
    }
    save::replace(&prepared.path, &prepared.read, &prepared.text)?;
    Ok(prepared.value)
}

/// A change that is worked out and not written yet.
#[derive(Debug)]
pub struct Prepared<T> {
    pub path: PathBuf,
    pub read: String,
    pub text: String,
    pub value: T,
}

impl<T> Prepared<T> {
    /// The write that makes the change, for changing many records at once.
    pub fn into_write(self) -> save::Write {
        save::Write {
            path: self.path,
            read: Some(self.read),
            text: self.text,
            private: false,
        }
    }
}

/// Works a change out without writing it. The caller holds the [`lock`] of the record's folder.
pub fn prepare<T, F>(root: &Root, file: &File, edit: F) -> Result<Prepared<T>, ChangeError>
where
    T: DeserializeOwned,
    F: FnOnce(&mut Editor) -> Result<(), EditError>,
{
    let path = file.on_disk(root);
    let bytes = disk::read_bounded(&path)?;
    let text = match guard::admit(&bytes) {
        // The guard takes the byte order mark off; the editor keeps it.
        Ok(_) => {
            String::from_utf8(bytes).map_err(|error| unreadable(file, error.to_string(), ""))?
        }
        Err(refusal) => return Err(unreadable(file, refusal.found, "")),
    };
    edited(file, path, text, edit)
}

/// The change of a text that was read.
fn edited<T, F>(
    file: &File,
    path: PathBuf,
    text: String,
    edit: F,
) -> Result<Prepared<T>, ChangeError>
where
    T: DeserializeOwned,
    F: FnOnce(&mut Editor) -> Result<(), EditError>,
{
    let failed = |source| ChangeError::Edit {
        file: file.clone(),
        source,
    };
    let mut editor = Editor::open(&with_current_keys(&text)).map_err(failed)?;
    edit(&mut editor).map_err(failed)?;
    let changed = editor.finish().map_err(failed)?;
    let body = guard::admit(changed.as_bytes())
        .map_err(|refusal| unreadable(file, refusal.found, &changed))?;
    let value = yaml::read(body).map_err(|error| unreadable(file, error.to_string(), &changed))?;
    Ok(Prepared {
        path,
        read: text,
        text: changed,
        value,
    })
}

fn unreadable(file: &File, reason: String, text: &str) -> ChangeError {
    ChangeError::Unreadable {
        file: file.clone(),
        reason,
        text: text.to_owned(),
    }
}

/// A text whose keys have today's names: who changes a record that an older version wrote brings them up to date.
fn with_current_keys(text: &str) -> Cow<'_, str> {
    let mut renamed = Cow::Borrowed(text);
    for (former, current) in former_names::keys_in(text) {
        let body = renamed.strip_prefix('\u{feff}').unwrap_or(&renamed);
        let bom = renamed.len() - body.len();
        let found = yaml::places(body).map(|tree| tree.find(&yaml::Path::from(former)));
        if let Some(key) = found
            .filter(|found| found.whole)
            .and_then(|found| found.key)
            && body[key.clone()] == *former
        {
            renamed
                .to_mut()
                .replace_range(key.start + bom..key.end + bom, current);
        }
    }
    renamed
}
