//! What is done once for each folder that files were put in: its names are made to last, and what killed processes left is swept away.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::workspace::DiskError;
use crate::workspace::failpoint;
use crate::workspace::failpoint::Step;
use crate::workspace::save::temporary::{self, is_temporary};

/// The folders in which names were given, and which are synced once at the end.
#[derive(Default)]
pub(super) struct Folders {
    touched: BTreeSet<PathBuf>,
}

impl Folders {
    /// Notes a folder where a file is going to have its name, and those above it as far as they were made for it.
    pub(super) fn note(&mut self, folder: &Path, ground: &Path) {
        let above = folder.ancestors().take_while(|one| *one != ground);
        self.touched.extend(above.map(Path::to_path_buf));
        self.touched.insert(ground.to_path_buf());
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
            sweep(folder);
        }
        Ok(())
    }
}

/// Removes temporary files that nobody writes any more. What cannot be removed is told when the folder is read.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(is_temporary) {
            let _ = temporary::sweep(&entry.path());
        }
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
