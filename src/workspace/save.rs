//! Saving: a reader sees the old file or the new one, never half of either.
//!
//! A file is written beside its place under another name, brought to the disk, and only then given its name, in one step. A process
//! that is killed leaves at most that other name, `.cxn-….tmp`: nobody's record, ignored by git where `cxn init` made the workspace,
//! and swept away by a later write to the same folder once it is an hour old.
//!
//! # What lasts
//!
//! When a write returns, the content and the name are on the disk: the file is synced before it gets its name, the folder after.
//! Of many files at once ([`write_all`]) every content is synced, by many threads that wait together, and every folder once.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::DiskError;
use super::fault::{self, Step};
use crate::yaml::guard;

/// How the name of a temporary file begins: no record's name begins with a dot.
const PREFIX: &str = ".cxn-";
/// How the name of a temporary file ends: no record's name does.
const SUFFIX: &str = ".tmp";
/// How many letters and digits stand between.
const MARK: usize = 6;
/// How many files are brought to the disk together before they get their names: fewer than a process may have open anywhere.
const BATCH: usize = 128;
/// How many threads wait for the disk: on ext4 16 threads bring files there two to three times as fast as 2 do, and more of them
/// gain nothing. Without any sync it would be faster still, and what a crash leaves would be empty records.
const WAITING: usize = 16;
/// When a temporary file is nobody's any more.
const LEFT_OVER: Duration = Duration::from_secs(60 * 60);

/// A file to write: a new one, or one that still holds what was read from it.
#[derive(Debug, Clone)]
pub struct Write {
    /// Where it is.
    pub path: PathBuf,
    /// What was read from it; `None` for one that must not be there yet.
    pub read: Option<String>,
    /// What it is to hold.
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
        self.apply_with(Folders::default())
    }

    /// As [`apply`](Self::apply), where the file's folder was listed a moment ago: what killed processes left there is
    /// among the names of [temporary files](is_temporary) that were seen, and the folder need not be listed for it again.
    ///
    /// # Errors
    /// As for [`apply`](Self::apply).
    pub fn apply_having_seen(&self, temporary: Vec<String>) -> Result<(), DiskError> {
        let mut folders = Folders::default();
        folders.seen = Some((folder_of(&self.path).to_path_buf(), temporary));
        self.apply_with(folders)
    }

    fn apply_with(&self, mut folders: Folders) -> Result<(), DiskError> {
        if self.is_idle() {
            return Ok(());
        }
        let staged = stage(self)?;
        folders.note(&staged);
        staged.place()?;
        folders.last()
    }

    /// Whether nothing would change.
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

/// Refuses a new record that the guard would not let be read again.
pub fn admit(path: &Path, text: &str) -> Result<(), DiskError> {
    guard::admit(text.as_bytes())
        .map(|_| ())
        .map_err(|refusal| DiskError::Unreadable {
            path: path.to_path_buf(),
            found: refusal.found,
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
            folders.note(&staged);
            staged.place()?;
        }
        written += 1;
        done();
        Ok(())
    };
    let mut result = Ok(());
    for batch in writes.chunks(BATCH) {
        let staged = stage_at_once(batch);
        result = staged.into_iter().try_for_each(&mut put);
        if result.is_err() {
            break;
        }
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
            .map(|part| scope.spawn(move || part.iter().map(stage).collect::<Vec<_>>()))
            .collect();
        let parts = threads.into_iter().map(|thread| match thread.join() {
            Ok(part) => part,
            Err(panic) => std::panic::resume_unwind(panic),
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
        folders.note(&one);
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
    overwrite_as(path, text, false)
}

/// As [`overwrite`]; a new file that is `private` can be read by its owner only.
pub fn overwrite_as(path: &Path, text: &str, private: bool) -> Result<(), DiskError> {
    let failed = || DiskError::io("write", path);
    let kind = match fs::symlink_metadata(path) {
        Ok(metadata) => Some(metadata.file_type()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed()(error)),
    };
    // The system's own links, such as /dev/stdout, lead to where the user sent them.
    let is_device = ["/dev", "/proc"]
        .iter()
        .any(|folder| path.starts_with(folder));
    if let Some(kind) = kind.filter(|kind| is_device || !kind.is_file()) {
        let is_file = || fs::metadata(path).map_or(true, |target| target.is_file());
        if kind.is_symlink() && !is_device && is_file() {
            return Err(DiskError::Link(path.to_path_buf()));
        }
        let mut file = fs::OpenOptions::new()
            .write(true)
            .open(path)
            .map_err(failed())?;
        return file.write_all(text.as_bytes()).map_err(failed());
    }
    let folder = folder_of(path);
    // A folder that is not there is a slip of the hand, not one to make.
    fs::metadata(folder).map_err(failed())?;
    let write = Write {
        path: path.to_path_buf(),
        read: kind.map(|_| String::new()),
        text: text.to_owned(),
        private,
    };
    let staged = stage(&write)?;
    let mut folders = Folders::default();
    folders.note(&staged);
    staged.put()?;
    folders.last()
}

/// Removes a file, and makes that last.
pub fn remove(path: &Path) -> Result<(), DiskError> {
    fs::remove_file(path).map_err(DiskError::io("remove", path))?;
    sync(folder_of(path))
}

/// Gives a file another name that no file has yet.
pub fn rename(from: &Path, to: &Path) -> Result<(), DiskError> {
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
    fault::at(Step::Move).map_err(failed())?;
    let mut name = tempfile::TempPath::try_from_path(from).map_err(failed())?;
    name.disable_cleanup(true);
    match name.persist_noclobber(to) {
        Ok(()) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            if is_same_but_for_case(from, to) {
                return fs::rename(from, to).map_err(failed());
            }
            Err(DiskError::Exists(to.to_path_buf()))
        }
        Err(error) => Err(failed()(error.error)),
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

/// A file that is complete and on the disk, and only lacks its name.
struct Staged<'a> {
    write: &'a Write,
    /// Where it goes: the file itself, where the path is a link to it.
    path: PathBuf,
    file: tempfile::NamedTempFile,
    /// The folder that was there already; those below it were made.
    ground: PathBuf,
}

/// Writes a temporary file beside the final one, and brings it to the disk.
fn stage(write: &Write) -> Result<Staged<'_>, DiskError> {
    let is_link = || fs::symlink_metadata(&write.path).is_ok_and(|found| found.is_symlink());
    let path = if write.read.is_some() && is_link() {
        fs::canonicalize(&write.path).map_err(DiskError::io("write", &write.path))?
    } else {
        write.path.clone()
    };
    let folder = folder_of(&path);
    // Mostly it is there, and thousands go to one.
    let is_ready = folder.is_dir();
    let is_there = |one: &&Path| is_ready || one.as_os_str().is_empty() || one.exists();
    let ground = folder.ancestors().find(is_there);
    let ground = ground.unwrap_or(folder).to_path_buf();
    fault::at(Step::Folder)
        .and_then(|()| {
            if is_ready {
                Ok(())
            } else {
                fs::create_dir_all(folder)
            }
        })
        .map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => io::ErrorKind::NotADirectory.into(),
            _ => error,
        })
        .map_err(DiskError::io("create", folder))?;
    let action = if write.read.is_some() {
        "write"
    } else {
        "create"
    };
    let failed = || DiskError::io(action, &write.path);
    // A file that may not be written to is not replaced either, although its folder would allow it.
    if write.read.is_some()
        && let Err(error) = fs::OpenOptions::new().write(true).open(&path)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(failed()(error));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX).rand_bytes(MARK);
    // Else it is its owner's only: nobody reads what replaces a file before it has that file's mode.
    #[cfg(unix)]
    if write.read.is_none() && !write.private {
        use std::os::unix::fs::PermissionsExt;
        // As an ordinary new file would be: the process's umask takes its part away.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = fault::at(Step::Stage)
        .and_then(|()| builder.tempfile_in(folder))
        .map_err(failed())?;
    let bytes = write.text.as_bytes();
    // In a build for tests a fault finds a file that is half written.
    let half = if cfg!(debug_assertions) {
        bytes.len() / 2
    } else {
        0
    };
    file.write_all(&bytes[..half])
        .and_then(|()| fault::at(Step::Write))
        .and_then(|()| file.write_all(&bytes[half..]))
        .and_then(|()| fault::at(Step::Sync))
        .and_then(|()| file.as_file().sync_all())
        .map_err(failed())?;
    Ok(Staged {
        write,
        path,
        file,
        ground,
    })
}

impl Staged<'_> {
    /// Refuses to go on where the file does not hold any more what was read from it.
    fn is_as_read(&self) -> Result<(), DiskError> {
        let Some(read) = &self.write.read else {
            return Ok(());
        };
        if is_still(&self.path, read)? {
            return Ok(());
        }
        Err(DiskError::Conflict(self.write.path.clone()))
    }

    /// Gives the file its name, if that is free, or if the file there is the one that was read.
    fn place(self) -> Result<(), DiskError> {
        self.is_as_read()?;
        self.put()
    }

    /// Gives the file its name.
    fn put(self) -> Result<(), DiskError> {
        let path = &self.write.path;
        if self.write.read.is_none() {
            fault::at(Step::Rename).map_err(DiskError::io("create", path))?;
            return match self.file.persist_noclobber(&self.path) {
                Ok(_) => Ok(()),
                Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                    Err(DiskError::Exists(path.clone()))
                }
                Err(error) => Err(DiskError::io("create", path)(error.error)),
            };
        }
        let failed = || DiskError::io("write", path);
        if let Ok(metadata) = fs::metadata(&self.path) {
            self.file
                .as_file()
                .set_permissions(metadata.permissions())
                .map_err(failed())?;
        }
        fault::at(Step::Rename).map_err(failed())?;
        self.file
            .persist(&self.path)
            .map(|_| ())
            .map_err(|error| failed()(error.error))
    }
}

/// Whether a file holds a text still. One that is gone does not.
fn is_still(path: &Path, text: &str) -> Result<bool, DiskError> {
    let mut bytes = Vec::with_capacity(text.len() + 1);
    let read = fault::at(Step::Compare).and_then(|()| {
        let limit = text.len() as u64 + 1;
        fs::File::open(path)?.take(limit).read_to_end(&mut bytes)
    });
    match read {
        Ok(_) => Ok(bytes == text.as_bytes()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(DiskError::io("read", path)(error)),
    }
}

/// The folders in which names were given, and which are synced once at the end.
#[derive(Default)]
struct Folders {
    touched: BTreeSet<PathBuf>,
    /// A folder that was listed already, with the names of its temporary files.
    seen: Option<(PathBuf, Vec<String>)>,
    /// When the first temporary file was made, by the clock of the disk.
    now: Option<SystemTime>,
}

impl Folders {
    /// Notes where a file is going to have its name, and the folders that were made for it.
    fn note(&mut self, staged: &Staged<'_>) {
        let folder = folder_of(&staged.path);
        let made = folder.ancestors().take_while(|one| *one != staged.ground);
        self.touched.extend(made.map(Path::to_path_buf));
        self.touched.insert(staged.ground.clone());
        if self.now.is_none() {
            let made = staged.file.as_file().metadata();
            self.now = made.and_then(|made| made.modified()).ok();
        }
    }

    /// Makes the names last, and sweeps away what killed processes left.
    fn last(self) -> Result<(), DiskError> {
        for folder in &self.touched {
            let folder = if folder.as_os_str().is_empty() {
                Path::new(".")
            } else {
                folder
            };
            sync(folder)?;
            let Some(now) = self.now else { continue };
            match self.seen.as_ref().filter(|(seen, _)| seen == folder) {
                Some((_, names)) => names.iter().for_each(|name| discard(folder, name, now)),
                None => sweep(folder, now),
            }
        }
        Ok(())
    }
}

/// Whether a name is one that a file has until it is complete.
pub fn is_temporary(name: &str) -> bool {
    let mark = name
        .strip_prefix(PREFIX)
        .and_then(|rest| rest.strip_suffix(SUFFIX));
    mark.is_some_and(|mark| mark.len() == MARK)
}

/// Removes temporary files that are too old to be somebody's.
fn sweep(folder: &Path, now: SystemTime) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if let Some(name) = name.to_str().filter(|name| is_temporary(name)) {
            discard(folder, name, now);
        }
    }
}

/// Removes a temporary file that is too old to be somebody's. What cannot be removed disturbs nobody.
fn discard(folder: &Path, name: &str, now: SystemTime) {
    let path = folder.join(name);
    let made = path.symlink_metadata().and_then(|found| found.modified());
    let age = made.ok().and_then(|made| now.duration_since(made).ok());
    if age.is_some_and(|age| age >= LEFT_OVER) {
        let _ = fs::remove_file(&path);
    }
}

/// Makes the names in a folder last. A folder that cannot be opened for it (Windows) is none to sync.
fn sync(folder: &Path) -> Result<(), DiskError> {
    if !cfg!(unix) {
        return Ok(());
    }
    fault::at(Step::SyncFolder)
        .and_then(|()| fs::File::open(folder))
        .and_then(|folder| folder.sync_all())
        .map_err(DiskError::io("sync", folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_created_once_and_replaced_only_as_read() -> Result<(), Box<dyn std::error::Error>>
    {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a/b.yaml");
        create(&path, "one")?;
        assert!(matches!(create(&path, "two"), Err(DiskError::Exists(_))));
        replace(&path, "one", "two")?;
        assert!(matches!(
            replace(&path, "one", "three"),
            Err(DiskError::Conflict(_))
        ));
        assert_eq!(fs::read_to_string(&path)?, "two");
        assert_eq!(
            fs::read_dir(path.parent().unwrap_or(&path))?.count(),
            1,
            "no leftovers"
        );
        let other = folder.path().join("a/c.yaml");
        create(&other, "other")?;
        assert!(matches!(rename(&path, &other), Err(DiskError::Exists(_))));
        fs::remove_file(&other)?;
        rename(&path, &other)?;
        assert_eq!(fs::read_to_string(&other)?, "two");
        assert!(!path.exists());
        Ok(())
    }

    #[test]
    fn several_files_are_replaced_or_none() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (one, two) = (folder.path().join("1.yaml"), folder.path().join("2.yaml"));
        create(&one, "a")?;
        create(&two, "changed meanwhile")?;
        let write = |path: &Path, read: Option<&str>, text: &str| Write {
            path: path.to_path_buf(),
            read: read.map(str::to_owned),
            text: text.to_owned(),
            private: false,
        };
        let failed = write_together(&[write(&one, Some("a"), "b"), write(&two, Some("a"), "b")]);
        assert!(matches!(failed, Err(DiskError::Conflict(path)) if path == two));
        assert_eq!(fs::read_to_string(&one)?, "a");
        // What was written before the one that fails becomes again what it was; what was made goes.
        let three = folder.path().join("3.yaml");
        let failed = write_together(&[
            write(&one, Some("a"), "b"),
            write(&three, None, "c"),
            write(&two, None, "d"),
        ]);
        assert!(matches!(failed, Err(DiskError::Exists(path)) if path == two));
        assert_eq!(fs::read_to_string(&one)?, "a");
        assert!(!three.exists());
        let read = fs::read_to_string(&two)?;
        write_together(&[write(&one, Some("a"), "b"), write(&two, Some(&read), "b")])?;
        assert_eq!(fs::read_to_string(&one)? + &fs::read_to_string(&two)?, "bb");
        Ok(())
    }

    #[test]
    fn what_is_gone_was_changed_by_somebody_else() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a.yaml");
        let gone = replace(&path, "a", "b");
        assert!(matches!(gone, Err(DiskError::Conflict(_))), "{gone:?}");
        assert_eq!(fs::read_dir(folder.path())?.count(), 0);
        Ok(())
    }

    #[test]
    fn what_a_killed_process_left_is_swept_away_after_an_hour()
    -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let left = |name: &str, age: u64| -> io::Result<PathBuf> {
            let path = folder.path().join(name);
            let file = fs::File::create(&path)?;
            file.set_modified(SystemTime::now() - Duration::from_secs(age))?;
            Ok(path)
        };
        let old = left(".cxn-a1b2c3.tmp", 3700)?;
        let young = left(".cxn-d4e5f6.tmp", 3500)?;
        let other = left(".cxn.lock", 3700)?;
        create(&folder.path().join("a.yaml"), "a")?;
        assert_eq!(
            (old.exists(), young.exists(), other.exists()),
            (false, true, true)
        );
        // Who has listed the folder says what was there, and only that is looked at.
        let (seen, unseen) = (
            left(".cxn-a1b2c3.tmp", 3700)?,
            left(".cxn-g7h8i9.tmp", 3700)?,
        );
        let write = Write {
            path: folder.path().join("b.yaml"),
            read: None,
            text: "b".to_owned(),
            private: false,
        };
        let names = [&seen, &young].map(|path| path.file_name().map(|name| name.to_string_lossy()));
        let names = names.into_iter().flatten().map(|name| name.into_owned());
        write.apply_having_seen(names.collect())?;
        assert_eq!(
            (seen.exists(), unseen.exists(), young.exists()),
            (false, true, true)
        );
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_one_and_a_report_is_not_written_through_it()
    -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (path, link) = (folder.path().join("a.yaml"), folder.path().join("b.yaml"));
        create(&path, "a")?;
        std::os::unix::fs::symlink("a.yaml", &link)?;
        replace(&link, "a", "b")?;
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&path)?, "b");
        let refused = overwrite(&link, "c");
        assert!(matches!(refused, Err(DiskError::Link(_))), "{refused:?}");
        overwrite(&path, "c")?;
        assert_eq!(fs::read_to_string(&path)?, "c");
        overwrite(Path::new("/dev/null"), "d")?;
        let fails = overwrite(&folder.path().join("none/e"), "e");
        assert!(matches!(fails, Err(DiskError::Io { .. })), "{fails:?}");
        Ok(())
    }
}
