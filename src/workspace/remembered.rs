//! What was published last, and from which bytes: where neither changed since, nothing is made again.
//!
//! The note is in a folder of the workspace that git does not see, as those of other tools are, and never in what is published: there
//! a digest of all records would tell whether a person's result is among them. It is only believed; where it is not there, is broken
//! or does not fit, everything is made again.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::model::digest::{mark, sha256};
use crate::workspace::published;
use crate::workspace::{MARKER, Root, disk, threads};
use crate::yaml::guard;

/// The folder of notes, in the root of the workspace.
pub const FOLDER: &str = ".cxn-cache";
/// What is looked at in each half: settings, and the folders that pages are made of.
const FOLDERS: [&str; 5] = ["events", "templates", "responsibilities", "duties", "site"];
/// The largest note.
const MAX_NOTE: usize = 4 << 10;
/// The largest file that is looked at: pictures are among them.
const MAX_FILE: usize = 64 << 20;
/// How deep folders are within each other at most.
const MAX_DEPTH: usize = 16;

/// One folder that is published again and again.
pub struct Published<'a> {
    pub root: &'a Root,
    pub folder: &'a Path,
    /// Everything else that makes it what it is: the version of the tool, which events.
    pub how: &'a str,
}

#[derive(Debug, Serialize, Deserialize)]
struct Note {
    /// The digest of what it was made from.
    from: String,
    /// From which instant, and until before which, it would be made the same.
    /// In microseconds since 1970.
    since: i64,
    until: i64,
    /// The digest of its list of files.
    list: String,
}

impl Published<'_> {
    /// The digest of what it is made from; `None` where a link or a file that cannot be read leaves it open.
    pub fn inputs(&self) -> Option<String> {
        threads::prepare();
        let mut digests = vec![self.how.to_owned()];
        let halves = [Some(self.root.public()), self.root.private()];
        for half in halves.into_iter().flatten() {
            let mut files = Vec::new();
            for folder in FOLDERS {
                files_below(&half.join(folder), MAX_DEPTH, &mut files)?;
            }
            let settings = half.join(MARKER);
            if disk::is_plain_file(&settings) {
                files.push(settings);
            } else if disk::exists(&settings) {
                return None;
            }
            files.sort();
            let digest = |path: &PathBuf| {
                let name = path.strip_prefix(half).ok()?.to_str()?;
                Some(format!("{name} {}", digest_of(path)?))
            };
            digests.extend(files.par_iter().map(digest).collect::<Option<Vec<_>>>()?);
            // What the next half holds has names of its own.
            digests.push(String::new());
        }
        Some(sha256(digests.join("\n").as_bytes()))
    }

    /// How many files it has, where it was made from the same, at an instant of the same pages, and no one changed it since.
    pub fn unchanged(&self, inputs: &str, now: DateTime<Utc>) -> Option<usize> {
        let bytes = disk::read_if_there(&self.note()?, MAX_NOTE).ok()??;
        let note: Note = serde_json::from_slice(&bytes).ok()?;
        let now = now.timestamp_micros();
        let is_now = note.since <= now && now < note.until;
        if note.from != inputs || !is_now {
            return None;
        }
        published::unchanged(self.folder, &note.list)
    }

    /// Remembers what was just made. Where that cannot be kept, it is made again the next time.
    pub fn remember(&self, inputs: &str, since: DateTime<Utc>, until: DateTime<Utc>) {
        let Some((path, list)) = self.note().zip(published::list_digest(self.folder)) else {
            return;
        };
        let note = Note {
            from: inputs.to_owned(),
            since: since.timestamp_micros(),
            until: until.timestamp_micros(),
            list,
        };
        let folder = self.root.public().join(FOLDER);
        let text = serde_json::to_string(&note).unwrap_or_default();
        // The folder ignores itself, so that no repository needs to know of it. A note that is cut off is none, and a workspace that
        // cannot be written to can be published all the same.
        let _ = fs::create_dir_all(&folder)
            .and_then(|()| fs::write(folder.join(".gitignore"), "*\n"))
            .and_then(|()| fs::write(&path, text + "\n"));
    }

    /// Where the note about the folder is; a link in its place leads nowhere of ours.
    fn note(&self) -> Option<PathBuf> {
        let folder = self.root.public().join(FOLDER);
        let target = std::path::absolute(self.folder).ok()?;
        let path = folder.join(format!("published-{}.json", mark(target.to_str()?, 12)));
        let is_free = |path: &Path| !disk::is_link(path);
        let ignore = folder.join(".gitignore");
        (is_free(&folder) && is_free(&path) && is_free(&ignore)).then_some(path)
    }
}

/// The digest of a file; `None` where it is larger than anything that is published.
fn digest_of(path: &Path) -> Option<String> {
    let digest = |bytes: &[u8]| (bytes.len() <= guard::MAX_BYTES).then(|| sha256(bytes));
    if let Some(digest) = disk::with_bounded(path, digest).ok()? {
        return Some(digest);
    }
    let bytes = disk::read_at_most(path, MAX_FILE).ok()?;
    (bytes.len() <= MAX_FILE).then(|| sha256(&bytes))
}

/// Adds the files below a folder; nothing where it is not there.
fn files_below(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Option<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !disk::is_link(folder) => {
            return Some(());
        }
        Err(_) => return None,
    };
    if disk::is_link(folder) || depth == 0 {
        return None;
    }
    for entry in entries {
        let entry = entry.ok()?;
        let kind = entry.file_type().ok()?;
        // Locks and what a stopped command left are no records.
        if entry.file_name().to_str()?.starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            files_below(&entry.path(), depth - 1, files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        } else {
            return None;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    #[test]
    fn what_is_the_same_is_known_until_anything_is_other() -> Outcome {
        let folder = tempfile::tempdir()?;
        let root = Root::whole(folder.path());
        let (track, page) = (
            folder.path().join("events/e/tracks/t.yaml"),
            folder.path().join("out/a.html"),
        );
        fs::create_dir_all(track.parent().ok_or("no folder")?)?;
        fs::write(folder.path().join(MARKER), "")?;
        fs::write(&track, "title: T\n")?;
        let target = folder.path().join("out");
        let files = [("a.html".to_owned(), b"a".to_vec())].into();
        published::Plan::new("site", &target, &files, published::Holds::Pages)?.apply()?;
        let known = |how| Published {
            root: &root,
            folder: &target,
            how,
        };
        let now: DateTime<Utc> = "2026-08-06T12:00:00Z".parse()?;
        let (later, after) = (
            "2026-08-07T00:00:00Z".parse()?,
            "2026-08-07T00:00:01Z".parse()?,
        );
        let inputs = known("1").inputs().ok_or("no inputs")?;
        assert_eq!(known("1").unchanged(&inputs, now), None);
        known("1").remember(&inputs, now, later);
        assert_eq!(known("1").unchanged(&inputs, now), Some(1));
        assert_eq!(known("1").unchanged(&inputs, later), None);
        assert_eq!(known("1").unchanged(&inputs, after), None);
        assert_eq!(
            known("1").unchanged(&inputs, "2026-08-06T11:59:59Z".parse()?),
            None
        );
        assert_ne!(known("2").inputs().as_ref(), Some(&inputs));
        // Nothing of ours, and nothing hidden, is an input.
        fs::write(folder.path().join("events/e/.cxn.lock"), "")?;
        assert_eq!(known("1").inputs().as_ref(), Some(&inputs));
        fs::write(&track, "title: U\n")?;
        assert_ne!(known("1").inputs().as_ref(), Some(&inputs));
        fs::write(&track, "title: T\n")?;
        fs::rename(&track, folder.path().join("events/e/tracks/u.yaml"))?;
        assert_ne!(known("1").inputs().as_ref(), Some(&inputs));
        fs::write(&page, "b")?;
        assert_eq!(known("1").unchanged(&inputs, now), None);
        Ok(())
    }

    #[test]
    #[cfg(unix)]
    fn a_link_leaves_it_open() -> Outcome {
        let folder = tempfile::tempdir()?;
        fs::create_dir_all(folder.path().join("events/e"))?;
        let root = Root::whole(folder.path());
        let known = Published {
            root: &root,
            folder: Path::new("out"),
            how: "",
        };
        assert!(known.inputs().is_some());
        std::os::unix::fs::symlink("/etc/hosts", folder.path().join("events/e/event.yaml"))?;
        assert_eq!(known.inputs(), None);
        Ok(())
    }
}
