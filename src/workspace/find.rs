//! Finding the workspace: from a folder upwards, as git does.

use std::path::{Path, PathBuf};

use crate::workspace::{DiskError, MARKER};

/// The root of the workspace at or above a folder.
pub fn upwards(from: &Path) -> Result<PathBuf, DiskError> {
    from.ancestors()
        .find(|folder| folder.join(MARKER).is_file())
        .map(Path::to_path_buf)
        .ok_or_else(|| DiskError::NoWorkspace(from.to_path_buf()))
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
    upwards(&absolute).map_err(|_| DiskError::NotAWorkspace(folder.to_path_buf()))
}
