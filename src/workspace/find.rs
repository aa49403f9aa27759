//! Finding the workspace: from a folder upwards, as git does.

use std::path::{Path, PathBuf};

use crate::workspace::{DiskError, MARKER, Root, disk};

/// The root of the workspace at or above a folder. A pipe, a device or a folder in the place of its settings is not looked past.
pub fn upwards(from: &Path) -> Result<PathBuf, DiskError> {
    let root = from.ancestors().find(|it| disk::exists(&it.join(MARKER)));
    let root = root.ok_or_else(|| DiskError::NoWorkspace(from.to_path_buf()))?;
    disk::ensure_regular(&root.join(MARKER))?;
    Ok(root.to_path_buf())
}

/// The root of a workspace that was named: the folder itself, or one above it.
pub fn named(folder: &Path) -> Result<PathBuf, DiskError> {
    let absolute = std::path::absolute(folder).map_err(DiskError::io("find", folder))?;
    if !absolute.is_dir() {
        return Err(if absolute.exists() {
            DiskError::io("open", folder)(std::io::ErrorKind::NotADirectory.into())
        } else {
            DiskError::NoFolder(folder.to_path_buf())
        });
    }
    upwards(&absolute).map_err(|error| match error {
        DiskError::NoWorkspace(_) => DiskError::NotAWorkspace(folder.to_path_buf()),
        error => error,
    })
}

/// How many folders next to one are looked into for its public half.
const MAX_NEIGHBORS: usize = 1_000;

/// The public half of the workspace whose private half a folder is, or is in, where the two are next to each other.
pub fn public_half(from: &Path) -> Option<PathBuf> {
    // As the settings of the public half lead there: with every link followed.
    let from = disk::canonical(from)?;
    from.ancestors().find_map(|private| {
        let neighbors = std::fs::read_dir(private.parent()?).ok()?;
        let folders = neighbors.take(MAX_NEIGHBORS).flatten();
        let mut folders = folders.map(|entry| entry.path());
        folders.find(|folder| {
            folder.join(MARKER).is_file()
                && Root::open(folder.clone(), None)
                    .is_ok_and(|root| root.private_half() == Some(private))
        })
    })
}
