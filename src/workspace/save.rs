//! Saving: a reader sees the old file or the new one, never half of either.
//!
//! A file is written beside its place under another name, brought to the disk, and only then given its name, in one step. A process
//! that is killed leaves at most that other name, `.cxn-….tmp`: nobody's record, its owner's alone, ignored by git where `cxn init`
//! made the workspace, and swept away by the next command that reads the folder.
//!
//! # What lasts
//!
//! When a write returns, the content and the name are on the disk: the file is synced before it gets its name, the folder after.
//! Of many files at once ([`write_all`]) every content is synced, by many threads that wait together, and every folder once.

mod exclusive;
mod folders;
mod staged;
mod temporary;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use crate::workspace::DiskError;
use crate::workspace::failpoint;
use crate::workspace::failpoint::Step;
use crate::yaml::{self, guard};
use folders::{Folders, sync};
pub use staged::fill;
use staged::{Staged, is_still, stage, stage_pieces};
pub use temporary::{Scratch, is_temporary, sweep};

/// How many files are brought to the disk together before they get their names: all of them are open. Where a process may have
/// fewer, fewer go together.
const BATCH: usize = 64;
/// How many threads wait for the disk: on ext4 16 threads bring files there two to three times as fast as 2 do, and more of them
/// gain nothing. Without any sync it would be faster still, and what a crash leaves would be empty records.
const WAITING: usize = 16;
/// A file to write: a new one, or one that still holds what was read from it.
#[derive(Debug, Clone)]
pub struct Write {
    pub path: PathBuf,
    /// What was read from it; `None` for one that must not be there yet.
    pub read: Option<String>,
    pub text: String,
    /// Whether only its owner may read and write it (mode 0600; no effect on Windows). A file that is there keeps its mode.
    pub private: bool,
}

impl Write {
    /// Writes the file, as [`create`] and [`replace`] do.
    ///
    /// # Errors
    /// As for these.
    pub fn apply(&self) -> Result<(), DiskError> {
        let mut folders = Folders::default();
        if self.is_idle() {
            return Ok(());
        }
        let staged = stage(self)?;
        staged.note(&mut folders);
        staged.place()?;
        folders.last()
    }

    fn is_idle(&self) -> bool {
        self.read.as_ref() == Some(&self.text)
    }
}

/// Writes a file that must not be there yet. Two processes that try at once: one wins, the other is told.
pub fn create(path: &Path, text: &str) -> Result<(), DiskError> {
    let write = Write {
        path: path.to_path_buf(),
        read: None,
        text: text.to_owned(),
        private: false,
    };
    write.apply()
}

/// Writes bytes to a file that must not be there yet, and makes them last.
pub fn create_bytes(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    let folder = folder_of(path);
    let failed = || DiskError::io("write", path);
    failpoint::at(Step::Stage).map_err(failed())?;
    let mut file = temporary::file_in(folder).map_err(failed())?;
    file.write_all(bytes).map_err(failed())?;
    file.as_file().sync_all().map_err(failed())?;
    staged::name(file, path, false).map_err(|error| {
        if error.kind() == io::ErrorKind::AlreadyExists {
            DiskError::Exists(path.to_path_buf())
        } else {
            failed()(error)
        }
    })?;
    sync(folder)
}

/// Refuses a new record that the guard would not let be read again.
pub fn admit(path: &Path, text: &str) -> Result<(), DiskError> {
    guard::admit(text.as_bytes())
        .map(|_| ())
        .map_err(|refusal| DiskError::Unreadable {
            path: path.to_path_buf(),
            found: refusal.found,
        })
}

/// As [`admit`], and reads the record again: what no command could read is not written.
pub fn admit_as<T: DeserializeOwned>(path: &Path, text: &str) -> Result<(), DiskError> {
    admit(path, text)?;
    let read = yaml::read::<T>(text).map(|_| ());
    read.map_err(|error| DiskError::Unreadable {
        path: path.to_path_buf(),
        found: error.to_string(),
    })
}

/// Writes a record that must not be there yet, if the guard would let it be read again.
pub fn create_record(path: &Path, text: &str) -> Result<(), DiskError> {
    admit(path, text)?;
    create(path, text)
}

/// Replaces a file that still holds what was read from it. A link to it stays one.
pub fn replace(path: &Path, read: &str, text: &str) -> Result<(), DiskError> {
    let write = Write {
        path: path.to_path_buf(),
        read: Some(read.to_owned()),
        text: text.to_owned(),
        private: false,
    };
    write.apply()
}

/// Writes many files, in their order. Each is the old one or the new one at every moment, also after a crash: its content is on
/// disk before its name is. That the names are there to stay is only promised at the end, when their folders are synced, once
/// each. `done` hears after each file.
///
/// # Errors
/// The first file that could not be written, and how many were before it. As after a process that was killed, those before it
/// are new and the others old, so that the same batch again completes it.
pub fn write_all(writes: &[Write], done: &(dyn Fn() + Sync)) -> Result<(), DiskError> {
    let (mut folders, mut written) = (Folders::default(), 0);
    let mut put = |staged: Result<Option<Staged<'_>>, DiskError>| {
        if let Some(staged) = staged? {
            staged.note(&mut folders);
            staged.place()?;
        }
        written += 1;
        done();
        Ok(())
    };
    let mut result = Ok(());
    let (mut rest, mut together) = (writes, BATCH);
    while !rest.is_empty() && result.is_ok() {
        let (batch, later) = rest.split_at(together.min(rest.len()));
        let staged = stage_at_once(batch);
        let is_short = |staged: &Result<_, DiskError>| matches!(staged, Err(DiskError::Io { source, .. }) if temporary::is_short_of_files(source));
        if together > 1 && staged.iter().any(is_short) {
            together /= 4;
            continue;
        }
        result = staged.into_iter().try_for_each(&mut put);
        rest = later;
    }
    let last = folders.last();
    match result {
        Ok(()) => last,
        Err(error) if written == 0 => Err(error),
        Err(error) => Err(DiskError::Partly {
            source: Box::new(error),
            written,
            all: writes.len(),
        }),
    }
}

/// Writes temporary files and brings them to the disk, in the order they are given. Threads that wait for a disk together wait
/// for less time than one after the other.
fn stage_at_once(writes: &[Write]) -> Vec<Result<Option<Staged<'_>>, DiskError>> {
    let stage = |write| {
        if Write::is_idle(write) {
            return Ok(None);
        }
        stage(write).map(Some)
    };
    let share = writes.len().div_ceil(WAITING).max(1);
    if share == 1 {
        return writes.iter().map(stage).collect();
    }
    std::thread::scope(|scope| {
        let threads: Vec<_> = writes
            .chunks(share)
            .map(|part| {
                let work = move || part.iter().map(stage).collect::<Vec<_>>();
                // Where there are no more threads, this one does it.
                let thread = std::thread::Builder::new().spawn_scoped(scope, work);
                thread.map_err(|_| work())
            })
            .collect();
        let parts = threads.into_iter().map(|thread| match thread {
            Err(part) => part,
            Ok(thread) => match thread.join() {
                Ok(part) => part,
                Err(panic) => std::panic::resume_unwind(panic),
            },
        });
        parts.flatten().collect()
    })
}

/// Writes several files, all or none: all of them are on the disk before the first gets its name, and where one cannot get it,
/// those before it become again what they were. A process that is killed in between leaves the first of them new and the last
/// ones old; so the file whose new content says that the whole is done stands last.
pub fn write_together(writes: &[Write]) -> Result<(), DiskError> {
    let busy = writes.iter().filter(|write| !write.is_idle());
    let staged = busy.map(stage).collect::<Result<Vec<_>, _>>()?;
    for one in &staged {
        one.is_as_read()?;
    }
    let (mut folders, mut done) = (Folders::default(), Vec::new());
    for one in staged {
        one.note(&mut folders);
        let write = one.write;
        if let Err(error) = one.place() {
            for write in done.into_iter().rev() {
                // The first error is the one to tell; a file that cannot be restored was changed by somebody else since.
                let _ = take_back(write);
            }
            return Err(error);
        }
        done.push(write);
    }
    folders.last()
}

/// Makes a file what it was before a write.
fn take_back(write: &Write) -> Result<(), DiskError> {
    let Some(read) = &write.read else {
        if is_still(&write.path, &write.text)? {
            fs::remove_file(&write.path).map_err(DiskError::io("remove", &write.path))?;
        }
        return Ok(());
    };
    replace(&write.path, &write.text, read)
}

/// Writes what may be there already and is nobody's record: a report, a page of the manual. A pipe or a terminal is written to;
/// a link is not followed, for it may be a stranger's.
pub fn overwrite(path: &Path, text: &str) -> Result<(), DiskError> {
    overwrite_as(path, [text], false)
}

/// As [`overwrite`], for what is no text.
pub fn overwrite_bytes(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    overwrite_as(path, [bytes], false)
}

/// As [`overwrite`], piece by piece; a new file that is `private` can be read by its owner only.
pub fn overwrite_as(
    path: &Path,
    pieces: impl IntoIterator<Item = impl AsRef<[u8]>>,
    private: bool,
) -> Result<(), DiskError> {
    let failed = || DiskError::io("write", path);
    let kind = match fs::symlink_metadata(path) {
        Ok(metadata) => Some(metadata.file_type()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed()(error)),
    };
    // The system's own links, such as /dev/stdout, lead to where the user sent them; some systems have files there that are what they
    // lead to. /dev/shm is a folder like any other.
    let is_own = ["/dev", "/dev/fd"]
        .map(Path::new)
        .contains(&folder_of(path))
        || path.starts_with("/proc");
    if let Some(kind) = kind.filter(|kind| is_own || !kind.is_file()) {
        let is_file = || fs::metadata(path).map_or(true, |target| target.is_file());
        if kind.is_symlink() && !is_own && is_file() {
            return Err(DiskError::Link(path.to_path_buf()));
        }
        let file = fs::OpenOptions::new().write(true).open(path);
        let mut file = BufWriter::new(file.map_err(failed())?);
        let written = pieces
            .into_iter()
            .try_for_each(|piece| file.write_all(piece.as_ref()));
        return written.and_then(|()| file.flush()).map_err(failed());
    }
    let folder = folder_of(path);
    // A folder that is not there is a slip of the hand, not one to make.
    fs::metadata(folder).map_err(failed())?;
    let write = Write {
        path: path.to_path_buf(),
        read: kind.map(|_| String::new()),
        text: String::new(),
        private,
    };
    let staged = stage_pieces(&write, pieces)?;
    let mut folders = Folders::default();
    staged.note(&mut folders);
    staged.put()?;
    folders.last()
}

/// A new temporary file in the folder of another, with the mode of an ordinary new file.
pub fn temporary_beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let file = temporary::file_in(folder_of(path))?;
    staged::make_ordinary(file.as_file(), folder_of(path));
    Ok(file)
}

/// Removes a file, and makes that last.
pub fn remove(path: &Path) -> Result<(), DiskError> {
    fs::remove_file(path).map_err(DiskError::io("remove", path))?;
    sync(folder_of(path))
}

/// Gives a file another name that no file has yet.
pub fn rename(from: &Path, to: &Path) -> Result<(), DiskError> {
    let folder = folder_of(to);
    fs::create_dir_all(folder).map_err(DiskError::io("create", folder))?;
    move_only(from, to)?;
    sync(folder_of(to))
}

/// Gives files other names that no file has yet; the names last once all are given.
pub fn rename_all<'a>(
    names: impl IntoIterator<Item = (&'a Path, &'a Path)>,
) -> Result<(), DiskError> {
    let mut folders = BTreeSet::new();
    for (from, to) in names {
        move_only(from, to)?;
        folders.insert(folder_of(to));
    }
    folders.into_iter().try_for_each(sync)
}

/// Gives a file another name in one step: never is there none, and none that is there is replaced.
fn move_only(from: &Path, to: &Path) -> Result<(), DiskError> {
    let failed = || DiskError::io("rename", from);
    failpoint::at(Step::Move).map_err(failed())?;
    let mut name = tempfile::TempPath::try_from_path(from).map_err(failed())?;
    name.disable_cleanup(true);
    match exclusive::persist(name, to) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            if is_same_but_for_case(from, to) {
                return fs::rename(from, to).map_err(failed());
            }
            Err(DiskError::Exists(to.to_path_buf()))
        }
        Err(error) => Err(failed()(error)),
    }
}

/// Whether two paths that differ in case alone are one file: so it is in a folder that does not tell case apart.
fn is_same_but_for_case(one: &Path, other: &Path) -> bool {
    let folded = |path: &Path| path.to_string_lossy().to_lowercase();
    let real = |path: &Path| fs::canonicalize(path).ok();
    one != other && folded(one) == folded(other) && real(one) == real(other)
}

/// The folder of a file; of a bare name, the current one.
fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().unwrap_or(Path::new(""));
    if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    }
}

#[cfg(test)]
mod tests;
