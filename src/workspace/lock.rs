//! One writer at a time for each event. The lock is the operating system's, so a killed process leaves none behind.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use crate::workspace::DiskError;

/// The name of the file that carries the lock; it stays, and git ignores it.
pub const LOCK_FILE: &str = ".cxn.lock";
/// How long to wait for another writer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A held lock: released when it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the lock of a folder: an event's, or the workspace's root.
    pub fn acquire(folder: &Path) -> Result<Self, DiskError> {
        let path = folder.join(LOCK_FILE);
        let file = open(&path, folder)?;
        match file.try_lock() {
            Ok(()) => return Ok(Self { _file: file }),
            Err(TryLockError::Error(error)) => return Err(DiskError::io("lock", folder)(error)),
            Err(TryLockError::WouldBlock) => {}
        }
        // The operating system queues those who wait; asking again and again would let the unlucky ones starve when
        // dozens come at once. A thread waits, so that patience can end.
        let (sender, receiver) = mpsc::channel();
        let waits = file.try_clone().map_err(DiskError::io("lock", folder))?;
        let thread = std::thread::Builder::new().spawn(move || {
            let locked = waits.lock().map(|()| waits);
            // Nobody listens any more when patience ended: the lock is released with the file.
            let _ = sender.send(locked);
        });
        if thread.is_err() {
            return Self::ask_again(file, folder);
        }
        drop(file);
        match receiver.recv_timeout(PATIENCE) {
            Ok(Ok(file)) => Ok(Self { _file: file }),
            Ok(Err(error)) => Err(DiskError::io("lock", folder)(error)),
            Err(_) => Err(DiskError::Locked {
                path: folder.to_path_buf(),
                seconds: PATIENCE.as_secs(),
            }),
        }
    }

    /// Asks again and again, where there is no thread to wait.
    fn ask_again(file: File, folder: &Path) -> Result<Self, DiskError> {
        const PAUSE: Duration = Duration::from_millis(20);
        let mut waited = Duration::ZERO;
        while waited < PATIENCE {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::Error(error)) => {
                    return Err(DiskError::io("lock", folder)(error));
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            }
            waited += PAUSE;
        }
        Err(DiskError::Locked {
            path: folder.to_path_buf(),
            seconds: PATIENCE.as_secs(),
        })
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
