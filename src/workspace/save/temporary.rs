//! Files that are not complete yet: their names, whose they are, and what becomes of those whose process was stopped.
//!
//! A process holds a lock on each of them, which ends with it, so whoever comes next can tell what is left over, however young
//! it is. They are their owner's alone: what is being written may name people.

use std::fs;
use std::io;
use std::path::Path;

/// How the name of a temporary file begins: no record's name begins with a dot.
const PREFIX: &str = ".cxn-";
/// How the name of a temporary file ends: no record's name does.
const SUFFIX: &str = ".tmp";
/// How many letters and digits are between.
const MARK: usize = 6;
/// The name of the file in a temporary folder that carries the lock: editors replace the others.
const LOCK: &str = ".lock";

/// Whether a name is one that a file has until it is complete.
pub fn is_temporary(name: &str) -> bool {
    let mark = name
        .strip_prefix(PREFIX)
        .and_then(|rest| rest.strip_suffix(SUFFIX));
    mark.is_some_and(|mark| mark.len() == MARK)
}

pub(super) fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX).rand_bytes(MARK);
    builder
}

/// A new temporary file in a folder, with a lock on it.
pub(super) fn file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    loop {
        let file = builder()
            .tempfile_in(folder)
            .map_err(|error| numbered(error, folder))?;
        // Where there are no locks, nothing is swept away either.
        let is_locked = file.as_file().lock().is_ok();
        // Before it was locked, it may have been taken for one that is left over.
        if !is_locked || is_named(file.as_file()) {
            return Ok(file);
        }
    }
}

/// The error of opening one file more, where a process has too many open: that of the library has lost its number.
fn numbered(error: io::Error, folder: &Path) -> io::Error {
    let opened = fs::File::open(folder);
    opened.err().filter(is_short_of_files).unwrap_or(error)
}

/// Whether a process has as many files open as it may have.
pub(super) fn is_short_of_files(error: &io::Error) -> bool {
    const ENFILE: i32 = 23;
    const EMFILE: i32 = 24;
    cfg!(unix) && matches!(error.raw_os_error(), Some(ENFILE | EMFILE))
}

/// A temporary folder with a lock on it, for a text that a person writes. Both are gone with this value.
pub struct Scratch {
    folder: tempfile::TempDir,
    _lock: fs::File,
}

impl Scratch {
    /// Makes one in a folder, or in the nearest above it that is there.
    pub fn create(folder: &Path) -> io::Result<Self> {
        let there = folder.ancestors().find(|one| one.is_dir());
        let mut builder = builder();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            builder.permissions(fs::Permissions::from_mode(0o700));
        }
        let folder = builder.tempdir_in(there.unwrap_or(folder))?;
        let lock = fs::File::create_new(folder.path().join(LOCK))?;
        // Where there are no locks, nothing is swept away either.
        let _ = lock.lock();
        Ok(Self {
            folder,
            _lock: lock,
        })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Leaves it where it is.
    pub fn keep(self) {
        let _ = self.folder.keep();
    }
}

/// Whether a file has a name still.
#[cfg(unix)]
fn is_named(file: &fs::File) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    file.metadata().is_ok_and(|found| found.nlink() > 0)
}

#[cfg(not(unix))]
fn is_named(_: &fs::File) -> bool {
    true
}

/// Removes a temporary file or folder that no process holds any more.
///
/// # Errors
/// It is left over, or may be, and cannot be removed.
pub fn sweep(path: &Path) -> io::Result<()> {
    let found = match path.symlink_metadata() {
        Ok(found) => found.file_type(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let lock = if found.is_dir() {
        path.join(LOCK)
    } else {
        path.to_path_buf()
    };
    // A link or a pipe was made by nobody here, and is not opened.
    let is_plain = lock.symlink_metadata().is_ok_and(|lock| lock.is_file());
    let held = if is_plain {
        let file = match fs::File::open(&lock) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        match file.try_lock() {
            Ok(()) => Some(file),
            // Somebody writes it, or there are no locks that would tell.
            Err(_) => return Ok(()),
        }
    } else {
        None
    };
    let removed = if found.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    drop(held);
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_a_process_holds_stays_and_what_none_holds_goes() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let held = file_in(folder.path())?;
        let scratch = Scratch::create(&folder.path().join("not/there/yet"))?;
        fs::write(scratch.path().join("draft.yaml"), "title: T\n")?;
        let left = folder.path().join(".cxn-abcdef.tmp");
        let left_folder = folder.path().join(".cxn-ghijkl.tmp");
        fs::write(&left, "email: robin@example.org\n")?;
        fs::create_dir(&left_folder)?;
        fs::write(left_folder.join(LOCK), "")?;
        fs::write(left_folder.join("draft.yaml"), "title: T\n")?;
        for path in [held.path(), scratch.path(), &left, &left_folder] {
            assert!(is_temporary(
                &path.file_name().unwrap_or_default().to_string_lossy()
            ));
            sweep(path)?;
        }
        assert!(held.path().exists() && scratch.path().join("draft.yaml").exists());
        assert!(!left.exists() && !left_folder.exists());
        let mode = |path: &Path| {
            use std::os::unix::fs::PermissionsExt as _;
            fs::metadata(path).map(|found| found.permissions().mode() & 0o777)
        };
        assert_eq!((mode(held.path())?, mode(scratch.path())?), (0o600, 0o700));
        Ok(())
    }
}
