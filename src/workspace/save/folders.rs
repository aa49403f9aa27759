//! What is done once for each folder that files were put in: its names are made to last, and what killed processes left is swept away.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::workspace::DiskError;
use crate::workspace::failpoint;
use crate::workspace::failpoint::Step;
use crate::workspace::save::folder_of;
use crate::workspace::save::staged::Staged;

/// How the name of a temporary file begins: no record's name begins with a dot.
pub(super) const PREFIX: &str = ".cxn-";
/// How the name of a temporary file ends: no record's name does.
pub(super) const SUFFIX: &str = ".tmp";
/// How many letters and digits stand between.
pub(super) const MARK: usize = 6;
/// When a temporary file is nobody's any more.
const LEFT_OVER: Duration = Duration::from_secs(60 * 60);

/// The folders in which names were given, and which are synced once at the end.
#[derive(Default)]
pub(super) struct Folders {
    touched: BTreeSet<PathBuf>,
    /// A folder that was listed already, with the names of its temporary files.
    seen: Option<(PathBuf, Vec<String>)>,
    /// When the first temporary file was made, by the clock of the disk.
    now: Option<SystemTime>,
}

impl Folders {
    /// With a folder that was listed a moment ago, and the names of the temporary files in it.
    pub(super) fn having_seen(folder: &Path, temporary: Vec<String>) -> Self {
        Self {
            seen: Some((folder.to_path_buf(), temporary)),
            ..Self::default()
        }
    }

    /// Notes where a file is going to have its name, and the folders that were made for it.
    pub(super) fn note(&mut self, staged: &Staged<'_>) {
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
    pub(super) fn last(self) -> Result<(), DiskError> {
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
pub(super) fn sync(folder: &Path) -> Result<(), DiskError> {
    if !cfg!(unix) {
        return Ok(());
    }
    failpoint::at(Step::SyncFolder)
        .and_then(|()| fs::File::open(folder))
        .and_then(|folder| folder.sync_all())
        .map_err(DiskError::io("sync", folder))
}
