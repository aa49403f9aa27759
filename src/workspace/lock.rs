//! One writer at a time for each event. The lock is the operating system's, so a killed process leaves none behind.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use crate::workspace::DiskError;

/// The name of the file that carries the lock; it stays, and git ignores it.
pub const LOCK_FILE: &str = ".cxn.lock";
/// How long to wait for another writer.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest note that is read or written, in bytes.
const NOTE: u64 = 16 * 1024;

/// A held lock: released when it is dropped.
#[derive(Debug)]
pub struct Lock(File);

impl Lock {
    /// Waits for the lock of a folder: an event's, or the workspace's root.
    pub fn acquire(folder: &Path) -> Result<Self, DiskError> {
        let path = folder.join(LOCK_FILE);
        let file = open(&path, folder)?;
        match file.try_lock() {
            Ok(()) => return Ok(Self(file)),
            Err(TryLockError::Error(error)) => return Err(DiskError::io("lock", folder)(error)),
            Err(TryLockError::WouldBlock) => {}
        }
        // The operating system queues those who wait; asking again and again would let the unlucky ones starve when
        // dozens come at once. A thread waits, so that patience can end.
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let locked = file.lock().map(|()| file);
            // Nobody listens any more when patience ended: the lock is released with the file.
            let _ = sender.send(locked);
        });
        match receiver.recv_timeout(PATIENCE) {
            Ok(Ok(file)) => Ok(Self(file)),
            Ok(Err(error)) => Err(DiskError::io("lock", folder)(error)),
            Err(_) => Err(DiskError::Locked {
                path: folder.to_path_buf(),
                seconds: PATIENCE.as_secs(),
            }),
        }
    }

    /// The note that whoever held the lock before left in its file; what is too long, or no text, is none.
    ///
    /// It saves the next one work, and nothing may depend on it.
    pub fn note(&self) -> Option<String> {
        let mut file = &self.0;
        file.rewind().ok()?;
        let mut text = String::new();
        file.take(NOTE + 1).read_to_string(&mut text).ok()?;
        (text.len() as u64 <= NOTE).then_some(text)
    }

    /// Leaves a note for whoever holds the lock next, in the place of the one before; an empty one takes it away.
    pub fn leave(&self, note: &str) {
        // A note that could not be written, or not to its end, is as good as none.
        let _ = self.write(note);
    }

    fn write(&self, note: &str) -> io::Result<()> {
        let mut file = &self.0;
        file.rewind()?;
        file.set_len(0)?;
        file.write_all(note.as_bytes())
    }
}

/// Opens the file of a lock, or makes it. A link is not followed: what it leads to is not ours to write to.
fn open(path: &Path, folder: &Path) -> Result<File, DiskError> {
    let fail = |error| DiskError::io("lock", folder)(error);
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    match options.clone().create_new(true).open(path) {
        Ok(file) => return Ok(file),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(fail(error)),
    }
    // Looked at before it is opened, for opening a pipe or a device may do something; and again after, for it may have
    // become another in between.
    let before = plain(path, folder)?;
    let file = options.open(path).map_err(fail)?;
    let opened = file.metadata().map_err(fail)?;
    let after = plain(path, folder)?;
    if same(&before, &opened) && same(&opened, &after) {
        Ok(file)
    } else {
        Err(DiskError::Conflict(path.to_path_buf()))
    }
}

/// What is known of a file that has to be a plain one.
fn plain(path: &Path, folder: &Path) -> Result<fs::Metadata, DiskError> {
    let found = path
        .symlink_metadata()
        .map_err(DiskError::io("lock", folder))?;
    if found.is_file() {
        Ok(found)
    } else {
        Err(DiskError::NotPlain(PathBuf::from(path)))
    }
}

#[cfg(unix)]
fn same(one: &fs::Metadata, two: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (two.dev(), two.ino())
}

#[cfg(not(unix))]
fn same(one: &fs::Metadata, two: &fs::Metadata) -> bool {
    one.is_file() && two.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    #[test]
    fn a_note_is_handed_to_the_next_one() -> Outcome {
        let folder = tempfile::tempdir()?;
        let lock = Lock::acquire(folder.path())?;
        assert_eq!(lock.note().as_deref(), Some(""));
        lock.leave("a longer note\n");
        lock.leave("a note\n");
        assert_eq!(lock.note().as_deref(), Some("a note\n"));
        drop(lock);
        let lock = Lock::acquire(folder.path())?;
        assert_eq!(lock.note().as_deref(), Some("a note\n"));
        lock.leave("");
        assert_eq!(lock.note().as_deref(), Some(""));
        Ok(())
    }

    #[test]
    fn a_note_that_is_too_long_or_no_text_is_none() -> Outcome {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join(LOCK_FILE);
        for bytes in [vec![b'a'; 16 * 1024 + 1], vec![0xff, 0xfe]] {
            fs::write(&path, bytes)?;
            assert_eq!(Lock::acquire(folder.path())?.note(), None);
        }
        fs::write(&path, vec![b'a'; 16 * 1024])?;
        let note = Lock::acquire(folder.path())?.note();
        assert_eq!(note.map(|note| note.len()), Some(16 * 1024));
        Ok(())
    }

    #[test]
    #[cfg(unix)]
    fn a_link_is_not_followed() -> Outcome {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join(LOCK_FILE);
        let target = folder.path().join("precious.txt");
        let expected = format!(
            "{} is a link or a folder where a plain file is expected; it is not followed, and nothing was written",
            path.display()
        );
        std::os::unix::fs::symlink(&target, &path)?;
        // One that leads nowhere would make the file; one that leads somewhere would write to it.
        for _ in 0..2 {
            let error = Lock::acquire(folder.path())
                .map(|_| ())
                .map_err(|error| error.to_string());
            assert_eq!(error, Err(expected.clone()));
            fs::write(&target, "precious")?;
        }
        assert_eq!(fs::read_to_string(&target)?, "precious");
        fs::remove_file(&path)?;
        fs::create_dir(&path)?;
        let error = Lock::acquire(folder.path())
            .map(|_| ())
            .map_err(|error| error.to_string());
        assert_eq!(error, Err(expected));
        Ok(())
    }
}
