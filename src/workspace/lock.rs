//! One writer at a time for each event. The lock is the operating system's, so a killed process leaves none behind.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use super::DiskError;

/// The name of the file that carries the lock; it stays, empty, and git ignores it.
pub const LOCK_FILE: &str = ".cxn.lock";
/// How long to wait for another writer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A held lock: released when it is dropped.
#[derive(Debug)]
pub struct Lock(#[allow(dead_code, reason = "held for its drop")] File);

impl Lock {
    /// Waits for the lock of a folder: an event's, or the workspace's root.
    pub fn acquire(folder: &Path) -> Result<Self, DiskError> {
        let path = folder.join(LOCK_FILE);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(DiskError::io("lock", folder))?;
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
}
