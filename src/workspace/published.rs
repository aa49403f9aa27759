//! A folder of published files: only what was written by cxn is ever replaced or removed, and nothing half-written is ever visible.
//!
//! Every file is written beside its place first; only when all of them are there do they get their names, one step each, and the
//! manifest is last. So a reader sees each page old or new, and a run that is stopped is completed by the next one, which compares
//! bytes. A folder that is swapped as a whole would be gone for a moment, and would lose what others keep in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::model::digest::sha256;
use crate::workspace::failpoint::{self, Step};
use crate::workspace::{DiskError, disk, save};

/// The list of what was written.
pub const MANIFEST: &str = "cxn-manifest.json";
/// The longest name in a manifest, in bytes, and the most folders that it leads through: the way to each file is looked at, and what is
/// published is in a few folders.
const MAX_NAME: usize = 4096;
const MAX_FOLDERS: usize = 16;
/// The largest manifest and the largest page that is compared.
const MAX_BYTES: usize = 64 << 20;

/// Files by their path in the folder, with `/` on every platform.
pub type Files = BTreeMap<String, Vec<u8>>;

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Manifest {
    about: String,
    /// The SHA-256 of each file as it was written.
    files: BTreeMap<String, String>,
}

impl Manifest {
    /// `format` is what the folder holds, as the command is called: a site, reminders.
    fn new(format: &str, files: BTreeMap<String, String>) -> Self {
        Self {
            about: format!(
                "Written by 'cxn publish {format}', which replaces and removes only the files listed here"
            ),
            files,
        }
    }

    /// The list of a folder; one of another format is another's.
    fn read(format: &str, folder: &Path) -> Result<Self, DiskError> {
        let path = folder.join(MANIFEST);
        let Some(bytes) = disk::read_if_there(&path, MAX_BYTES)? else {
            return Ok(Self::default());
        };
        let manifest: Self =
            serde_json::from_slice(&bytes).map_err(|error| DiskError::Unreadable {
                path: path.clone(),
                found: error.to_string(),
            })?;
        if !manifest.about.is_empty() && manifest.about != Self::new(format, BTreeMap::new()).about
        {
            return Err(DiskError::OtherFormat(folder.to_path_buf()));
        }
        Ok(manifest)
    }

    fn write(&self, folder: &Path) -> Result<(), DiskError> {
        let text = serde_json::to_string_pretty(self).unwrap_or_default() + "\n";
        let path = folder.join(MANIFEST);
        if disk::read_if_there(&path, MAX_BYTES)?.as_deref() == Some(text.as_bytes()) {
            return Ok(());
        }
        save::overwrite(&path, &text)
    }
}

/// What a folder holds, and so whose work its files are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Pages: cxn makes them, and they are as it makes them.
    Pages,
    /// Drafts, which a person goes on with: what was changed since stays.
    Drafts,
    /// Some of the drafts: the others stay and are still known.
    SomeDrafts,
}

/// What writing files to a folder would do.
#[derive(Debug)]
pub struct Plan<'a> {
    format: &'a str,
    folder: &'a Path,
    files: &'a Files,
    pub create: Vec<&'a str>,
    pub change: Vec<&'a str>,
    pub remove: Vec<String>,
    /// Files that are not published any more, and that a person has changed since: they stay.
    pub kept: Vec<String>,
    /// Drafts that would be other ones now, and that a person has changed since: they stay.
    pub edited: Vec<&'a str>,
    manifest: Manifest,
    known: BTreeMap<String, String>,
}

impl<'a> Plan<'a> {
    /// Compares files with what is in a folder, which need not be there.
    ///
    /// # Errors
    /// A link is on the way, or a file is there that cxn did not write.
    pub fn new(
        format: &'a str,
        folder: &'a Path,
        files: &'a Files,
        holds: Holds,
    ) -> Result<Self, DiskError> {
        refuse_link(folder)?;
        refuse_link(&folder.join(MANIFEST))?;
        let known = Manifest::read(format, folder)?.files;
        let names = files.keys().map(String::as_str);
        let known_names = known.keys().map(String::as_str);
        refuse_links_below(
            folder,
            names.chain(known_names.filter(|name| is_inside(name))),
        )?;
        let compared = files
            .par_iter()
            .map(|(name, bytes)| {
                state(&folder.join(name), name, bytes, (&known, holds))
                    .map(|state| (name.as_str(), state))
            })
            .collect::<Result<Vec<_>, DiskError>>()?;
        let of = |wanted: State| -> Vec<&'a str> {
            let names = compared.iter().filter(|(_, state)| *state == wanted);
            names.map(|(name, _)| *name).collect()
        };
        let (create, change, edited) = (of(State::New), of(State::Other), of(State::Edited));
        let (mut remove, mut kept) = (Vec::new(), Vec::new());
        for (name, digest) in known
            .iter()
            .filter(|(name, _)| !files.contains_key(*name) && is_inside(name))
            .filter(|_| holds != Holds::SomeDrafts)
        {
            let path = folder.join(name);
            if !disk::is_plain_file(&path) {
                continue;
            }
            if sha256(&disk::read_at_most(&path, MAX_BYTES)?) == *digest {
                remove.push(name.clone());
            } else {
                kept.push(name.clone());
            }
        }
        let digests = files
            .par_iter()
            .map(|(name, bytes)| (name.clone(), sha256(bytes)));
        let mut digests: BTreeMap<String, String> = digests.collect();
        // What stays is known by what it was when it was written.
        let stays = |name: &String| {
            edited.contains(&name.as_str())
                || match holds {
                    Holds::Pages => false,
                    Holds::Drafts => kept.contains(name),
                    Holds::SomeDrafts => !files.contains_key(name),
                }
        };
        let of_others = known.iter().filter(|(name, _)| stays(name));
        digests.extend(of_others.map(|(name, digest)| (name.clone(), digest.clone())));
        let manifest = Manifest::new(format, digests);
        Ok(Self {
            format,
            folder,
            files,
            create,
            change,
            remove,
            kept,
            edited,
            manifest,
            known,
        })
    }

    pub fn folder(&self) -> &Path {
        self.folder
    }

    /// How many files it has.
    pub fn count(&self) -> usize {
        self.files.len()
    }

    /// Whether every file is as it would be written.
    pub fn is_idle(&self) -> bool {
        self.create.is_empty() && self.change.is_empty() && self.remove.is_empty()
    }

    /// Writes what is new or other, removes what vanished, and lists what is there.
    ///
    /// # Errors
    /// The disk does not take it. Files that have their names already are new, the others are old.
    pub fn apply(&self) -> Result<(), DiskError> {
        let folders: BTreeSet<PathBuf> = self
            .create
            .iter()
            .filter_map(|name| self.folder.join(name).parent().map(Path::to_path_buf))
            .chain([self.folder.to_path_buf()])
            .collect();
        for folder in &folders {
            failpoint::at(Step::Folder)
                .and_then(|()| fs::create_dir_all(folder))
                .map_err(DiskError::io("create", folder))?;
        }
        if !self.create.is_empty() {
            // What is going to be there is listed first: a run that is stopped leaves no page that cxn would take for another's.
            // What it replaces is known by what it is until then, lest it seem to be changed by hand.
            let mut all = self.manifest.files.clone();
            all.extend(self.known.clone());
            Manifest::new(self.format, all).write(self.folder)?;
        }
        let busy: Vec<&str> = self.create.iter().chain(&self.change).copied().collect();
        let staged = busy
            .par_iter()
            .map(|name| stage(&self.folder.join(name), &self.files[*name]))
            .collect::<Result<Vec<_>, DiskError>>()?;
        // The start page is last: what it links to is there.
        let order = |name: &str| (name.strip_suffix(".html").is_some(), !name.contains('/'));
        let mut named: Vec<_> = busy.into_iter().zip(staged).collect();
        named.sort_by_key(|(name, _)| order(name));
        for (name, file) in named {
            let path = self.folder.join(name);
            failpoint::at(Step::Rename).map_err(DiskError::io("write", &path))?;
            file.persist(&path)
                .map_err(|error| DiskError::io("write", &path)(error.error))?;
        }
        for name in &self.remove {
            let path = self.folder.join(name);
            fs::remove_file(&path).map_err(DiskError::io("remove", &path))?;
            // A folder that others keep something in is not empty, and stays.
            let parents = Path::new(name).ancestors().skip(1);
            for parent in parents.take_while(|parent| !parent.as_os_str().is_empty()) {
                let _ = fs::remove_dir(self.folder.join(parent));
            }
        }
        self.manifest.write(self.folder)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Same,
    Other,
    Edited,
}

fn state(
    path: &Path,
    name: &str,
    bytes: &[u8],
    (known, holds): (&BTreeMap<String, String>, Holds),
) -> Result<State, DiskError> {
    let old = match disk::read_at_most(path, bytes.len().max(1)) {
        Ok(old) => old,
        Err(DiskError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            return Ok(State::New);
        }
        Err(error) => return Err(error),
    };
    if old == bytes {
        return Ok(State::Same);
    }
    let Some(digest) = known.get(name) else {
        return Err(DiskError::Foreign(path.to_path_buf()));
    };
    if holds != Holds::Pages && sha256(&disk::read_at_most(path, MAX_BYTES)?) != *digest {
        return Ok(State::Edited);
    }
    Ok(State::Other)
}

/// Writes a file beside its place. It is not brought to the disk before it has its name, which records are: a page that a
/// crash of the machine left empty is made again by the next run.
fn stage(path: &Path, bytes: &[u8]) -> Result<tempfile::TempPath, DiskError> {
    let failed = || DiskError::io("write", path);
    failpoint::at(Step::Stage).map_err(failed())?;
    let mut file = save::temporary_beside(path).map_err(failed())?;
    save::fill(&mut file, [bytes]).map_err(failed())?;
    Ok(file.into_temp_path())
}

/// Whether a path of a manifest, which others may have written, stays in its folder.
fn is_inside(name: &str) -> bool {
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    (1..=MAX_NAME).contains(&name.len())
        && !name.contains(['\\', ':'])
        && Path::new(name).components().all(is_plain)
        && name.matches('/').count() <= MAX_FOLDERS
        && name != MANIFEST
}

fn refuse_link(path: &Path) -> Result<(), DiskError> {
    let is_link = fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    if is_link {
        return Err(DiskError::Link(path.to_path_buf()));
    }
    Ok(())
}

/// Refuses links among files and among the folders on the way to them.
fn refuse_links_below<'n>(
    folder: &Path,
    names: impl Iterator<Item = &'n str>,
) -> Result<(), DiskError> {
    let mut paths: BTreeSet<&Path> = BTreeSet::new();
    for name in names {
        let way = Path::new(name).ancestors();
        paths.extend(way.take_while(|one| !one.as_os_str().is_empty()));
    }
    let paths: Vec<&Path> = paths.into_iter().collect();
    paths
        .par_iter()
        .try_for_each(|path| refuse_link(&folder.join(path)))
}

/// The digest of a folder's list of files.
pub fn list_digest(folder: &Path) -> Option<String> {
    let bytes = disk::read_if_there(&folder.join(MANIFEST), MAX_BYTES).ok()??;
    Some(sha256(&bytes))
}

/// How many files a folder has, where its list has this digest and each file is as it was written; no link is followed.
pub fn unchanged(folder: &Path, list: &str) -> Option<usize> {
    refuse_link(folder).ok()?;
    refuse_link(&folder.join(MANIFEST)).ok()?;
    let bytes = disk::read_if_there(&folder.join(MANIFEST), MAX_BYTES).ok()??;
    if sha256(&bytes) != list {
        return None;
    }
    let manifest: Manifest = serde_json::from_slice(&bytes).ok()?;
    if !manifest.files.keys().all(|name| is_inside(name)) {
        return None;
    }
    refuse_links_below(folder, manifest.files.keys().map(String::as_str)).ok()?;
    let is_same = |(name, digest): (&String, &String)| {
        let bytes = disk::read_if_there(&folder.join(name), MAX_BYTES)
            .ok()
            .flatten();
        bytes.is_some_and(|bytes| sha256(&bytes) == *digest)
    };
    let is_same = manifest.files.par_iter().all(is_same);
    is_same.then_some(manifest.files.len())
}

/// The files of a folder of the workspace, by name, that are plain files; nothing where there is no such folder.
///
/// # Errors
/// The folder is a link, or a file is too large or cannot be read.
pub fn read_look(root: &Path, limit: usize) -> Result<Files, DiskError> {
    let folder = root.join("site");
    refuse_link(&folder)?;
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Files::new()),
        Err(error) => return Err(DiskError::io("read", &folder)(error)),
    };
    let mut files = Files::new();
    for entry in entries {
        let path = entry.map_err(DiskError::io("read", &folder))?.path();
        let Some(name) = path
            .file_name()
            .and_then(|name| name.to_str())
            .filter(|name| !name.starts_with('.'))
        else {
            continue;
        };
        refuse_link(&path)?;
        if !disk::is_plain_file(&path) {
            continue;
        }
        let bytes = disk::read_at_most(&path, limit)?;
        if bytes.len() > limit {
            return Err(DiskError::Unreadable {
                found: format!("more than {} MiB", limit >> 20),
                path,
            });
        }
        files.insert(name.to_owned(), bytes);
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_of_a_stranger_leads_nowhere() {
        for name in ["", "..", "../a", "/a", "a/../../b", "a\\b", "C:a", MANIFEST] {
            assert!(!is_inside(name), "{name}");
        }
        assert!(is_inside(&"a".repeat(MAX_NAME)));
        assert!(!is_inside(&"a".repeat(MAX_NAME + 1)));
        assert!(is_inside(&"a/".repeat(MAX_FOLDERS)));
        assert!(!is_inside(&"a/".repeat(MAX_FOLDERS + 1)));
        assert!(is_inside("tracks/a.html"));
    }

    #[test]
    fn a_list_that_leads_out_is_believed_in_nothing() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let site = folder.path().join("site");
        fs::create_dir(&site)?;
        fs::write(folder.path().join("a.html"), "a")?;
        fs::write(site.join("a.html"), "a")?;
        let known = |name: &str| {
            let digest = sha256(b"a");
            let list = format!("{{\"about\": \"\", \"files\": {{\"{name}\": \"{digest}\"}}}}");
            fs::write(site.join(MANIFEST), list)?;
            Ok::<_, io::Error>(unchanged(&site, &list_digest(&site).unwrap_or_default()))
        };
        assert_eq!(known("a.html")?, Some(1));
        assert_eq!(known("../a.html")?, None);
        Ok(())
    }
}
