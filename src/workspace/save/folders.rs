//! What is done once for each folder that files were put in: its names are made to last, and what killed processes left is swept away.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::workspace::DiskError;
use crate::workspace::failpoint;
use crate::workspace::failpoint::Step;
use crate::workspace::save::temporary::is_temporary;

/// When a temporary file is nobody's any more.
const LEFT_OVER: Duration = Duration::from_secs(60 * 60);

/// The folders in which names were given, and which are synced once at the end.
#[derive(Default)]
pub(super) struct Folders {
    touched: BTreeSet<PathBuf>,
    /// When the first temporary file was made, by the clock of the disk.
    now: Option<SystemTime>,
}

impl Folders {
    /// Notes a folder where a file is going to have its name, and those above it as far as they were made for it. `made` is when
    /// the file was.
    pub(super) fn note(&mut self, folder: &Path, ground: &Path, made: Option<SystemTime>) {
        let above = folder.ancestors().take_while(|one| *one != ground);
        self.touched.extend(above.map(Path::to_path_buf));
        self.touched.insert(ground.to_path_buf());
        self.now = self.now.or(made);
    }

    /// Makes the names last, and sweeps away what killed processes left.
    pub(super) fn last(self) -> Result<(), DiskError> {
        for folder in &self.touched {
            let folder = if folder.as_os_str().is_empty() {
                Path::new(".")
            } else {
                folder
            };
            sync(folder)?;
            let Some(now) = self.now else { continue };
            sweep(folder, now);
        }
        Ok(())
    }
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
pub(super) fn sync(folder: &Path) -> Result<(), DiskError> {
    if !cfg!(unix) {
        return Ok(());
    }
    failpoint::at(Step::SyncFolder)
        .and_then(|()| fs::File::open(folder))
        .and_then(|folder| folder.sync_all())
        .map_err(DiskError::io("sync", folder))
}
