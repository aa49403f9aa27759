//! Records as they were read, with what the disk said of their files: a file is read again only once that is different.

use std::any::Any;
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::workspace::{File, Unread, UnreadCause};
use crate::yaml::marks::Marks;

/// A record or why it is none, by file.
pub type Entries = HashMap<File, Entry>;

/// How old a change has to be before another one is sure to leave other times: those of FAT are two seconds apart.
const SETTLED: Duration = Duration::from_secs(2);

/// What the disk says of a file without reading it. Its text is the same for as long as this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
    /// Where the system has them: the device and the number of the file, and when its name, its mode or its text changed last. A
    /// tool that keeps the time of a text cannot keep that.
    identity: Identity,
}

#[cfg(unix)]
type Identity = (u64, u64, i64, i64);
#[cfg(not(unix))]
type Identity = Option<SystemTime>;

impl Stamp {
    /// What is said of the file that a path leads to; `None` where that is no plain file.
    pub fn read(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        Some(Self {
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
            identity: identity(&metadata),
        })
    }

    /// Whether the file changed so long before a moment that a change after it cannot look the same.
    fn is_settled(&self, now: SystemTime) -> bool {
        let is_old = |time: SystemTime| now.duration_since(time).is_ok_and(|age| age > SETTLED);
        self.modified.is_some_and(is_old) && changed(&self.identity).is_none_or(is_old)
    }
}

#[cfg(unix)]
fn identity(metadata: &fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    let (seconds, nanoseconds) = (metadata.ctime(), metadata.ctime_nsec());
    (metadata.dev(), metadata.ino(), seconds, nanoseconds)
}

#[cfg(not(unix))]
fn identity(metadata: &fs::Metadata) -> Identity {
    metadata.created().ok()
}

#[cfg(unix)]
fn changed((_, _, seconds, _): &Identity) -> Option<SystemTime> {
    let seconds = u64::try_from(*seconds).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds + 1))
}

#[cfg(not(unix))]
fn changed(_: &Identity) -> Option<SystemTime> {
    None
}

/// A file as it was read.
#[derive(Debug, Clone)]
pub struct Entry {
    stamp: Stamp,
    is_settled: bool,
    read: Result<(Arc<dyn Any + Send + Sync>, Marks), Unread>,
}

/// What one load takes from the one before it, and leaves to the next.
#[derive(Debug)]
pub struct Memory {
    before: Entries,
    after: Mutex<Entries>,
    /// How many files were read.
    read: AtomicUsize,
    /// When the load began, by the clock.
    now: SystemTime,
    /// Whether files that were read before are taken to be as they were.
    is_trusting: bool,
}

impl Memory {
    pub fn new(before: Entries, now: SystemTime, is_trusting: bool) -> Self {
        Self {
            after: Mutex::new(Entries::with_capacity(before.len())),
            before,
            read: AtomicUsize::new(0),
            now,
            is_trusting,
        }
    }

    /// A file's record: as it was read before where the disk says that it is the same, else as it is now.
    pub fn record<T: Send + Sync + 'static>(
        &self,
        file: &File,
        path: &Path,
        read: impl FnOnce() -> Result<(Arc<T>, Marks), Unread>,
    ) -> Result<(Arc<T>, Marks), Unread> {
        let known = self.before.get(file);
        // Asked for before it is read: what changes in between looks different the next time.
        let stamp = match known.filter(|_| self.is_trusting) {
            Some(known) => Some(known.stamp),
            None => Stamp::read(path),
        };
        let same = known
            .filter(|known| Some(known.stamp) == stamp && (known.is_settled || self.is_trusting));
        if let Some(same) = same
            && let Some(again) = same.again()
        {
            self.keep(file, same.clone());
            return again;
        }
        let read = read();
        // What the disk refuses is asked for again; whether it still does is seen in what is unread.
        let is_kept = !matches!(&read, Err(unread) if matches!(unread.cause, UnreadCause::Disk(_)));
        if is_kept {
            self.read.fetch_add(1, Ordering::Relaxed);
        }
        if let Some(stamp) = stamp.filter(|_| is_kept) {
            let any = |(value, marks): &(Arc<T>, Marks)| {
                (Arc::clone(value) as Arc<dyn Any + Send + Sync>, *marks)
            };
            let entry = Entry {
                stamp,
                is_settled: stamp.is_settled(self.now),
                read: read.as_ref().map(any).map_err(Clone::clone),
            };
            self.keep(file, entry);
        }
        read
    }

    fn keep(&self, file: &File, entry: Entry) {
        let mut after = self.after.lock().unwrap_or_else(PoisonError::into_inner);
        after.insert(file.clone(), entry);
    }

    pub fn finish(self) -> Outcome {
        let after = self.after.into_inner();
        let after = after.unwrap_or_else(PoisonError::into_inner);
        Outcome {
            is_same: self.read.into_inner() == 0 && after.len() == self.before.len(),
            before: self.before,
            after,
        }
    }
}

/// What a load leaves to the next one.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What it could take.
    pub before: Entries,
    /// What it took, and what it read.
    pub after: Entries,
    /// Whether it took all of it and read nothing.
    pub is_same: bool,
}

impl Entry {
    /// What was read, unless it was read as another type.
    fn again<T: Send + Sync + 'static>(&self) -> Option<Result<(Arc<T>, Marks), Unread>> {
        Some(match &self.read {
            Ok((value, marks)) => Ok((Arc::clone(value).downcast().ok()?, *marks)),
            Err(unread) => Err(unread.clone()),
        })
    }
}
