//! Moving records to the private half: copied, compared, and only then removed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::workspace::lock::Lock;
use crate::workspace::root::{PRIVATE_FOLDERS, PRIVATE_IMPORTS};
use crate::workspace::{DiskError, disk, save};

/// The most bytes of a file that is moved: evidence and sheets are beside records. 64 MiB.
const MAX_BYTES: usize = 64 << 20;

/// Moves everything that belongs in the private half; how many files. A file that is there with another content stops it, and so
/// does a link: what it leads to is not ours to move.
pub fn move_over(public: &Path, private: &Path) -> Result<usize, DiskError> {
    let mut moved = 0;
    let events = public.join("events");
    for event in names(&events)? {
        let folder = events.join(&event);
        let parts = PRIVATE_FOLDERS.iter().map(|name| folder.join(name));
        let parts: Vec<PathBuf> = parts.filter(|part| disk::exists(part)).collect();
        if parts.is_empty() {
            continue;
        }
        let there = private.join("events").join(&event);
        disk::create_folder(&there)?;
        let _locks = (Lock::acquire(&folder)?, Lock::acquire(&there)?);
        for part in parts {
            moved += move_folder(public, private, &part)?;
        }
    }
    let imports = public.join(PRIVATE_IMPORTS);
    if disk::exists(&imports) {
        moved += move_folder(public, private, &imports)?;
    }
    Ok(moved)
}

fn move_folder(public: &Path, private: &Path, folder: &Path) -> Result<usize, DiskError> {
    let mut files = Vec::new();
    files_below(folder, &mut files)?;
    for file in &files {
        copy(public, private, file)?;
    }
    for file in &files {
        save::remove(file)?;
    }
    let is_placeholder = |file: &&PathBuf| file.ends_with(".gitkeep");
    remove_empty(folder);
    Ok(files.len() - files.iter().filter(is_placeholder).count())
}

fn copy(public: &Path, private: &Path, file: &Path) -> Result<(), DiskError> {
    let Ok(below) = file.strip_prefix(public) else {
        return Err(DiskError::Outside {
            path: file.to_path_buf(),
            root: public.to_path_buf(),
        });
    };
    let target = private.join(below);
    let bytes = disk::read_at_most(file, MAX_BYTES)?;
    if bytes.len() > MAX_BYTES {
        return Err(DiskError::Unreadable {
            path: file.to_path_buf(),
            found: "more than 64 MiB".to_owned(),
        });
    }
    if !disk::exists(&target) {
        if let Some(folder) = target.parent() {
            disk::create_folder(folder)?;
        }
        save::create_bytes(&target, &bytes)?;
        // A file that only its owner may read stays one.
        let mode = fs::metadata(file).map_err(DiskError::io("read", file))?;
        fs::set_permissions(&target, mode.permissions())
            .map_err(DiskError::io("write", &target))?;
    }
    let there = disk::is_plain_file(&target)
        .then(|| disk::read_at_most(&target, MAX_BYTES))
        .transpose()?;
    if there.as_deref() == Some(&bytes[..]) {
        Ok(())
    } else {
        Err(DiskError::Exists(target))
    }
}

/// Every file below a folder, in order.
fn files_below(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), DiskError> {
    if disk::is_link(folder) {
        return Err(DiskError::Link(folder.to_path_buf()));
    }
    for name in names(folder)? {
        let path = folder.join(&name);
        if disk::is_link(&path) {
            return Err(DiskError::Link(path));
        }
        if disk::is_folder(&path) {
            files_below(&path, files)?;
        } else if disk::is_plain_file(&path) {
            files.push(path);
        } else {
            return Err(DiskError::NotPlain(path));
        }
    }
    Ok(())
}

fn remove_empty(folder: &Path) {
    for name in names(folder).unwrap_or_default() {
        let path = folder.join(name);
        if disk::is_folder(&path) {
            remove_empty(&path);
        }
    }
    // One that is not empty holds what another process wrote meanwhile: the same command again moves that.
    let _ = fs::remove_dir(folder);
}

fn names(folder: &Path) -> Result<Vec<std::ffi::OsString>, DiskError> {
    let entries = fs::read_dir(folder).map_err(DiskError::io("list", folder))?;
    let names = entries.map(|entry| Ok(entry?.file_name()));
    let names: std::io::Result<Vec<_>> = names.collect();
    let mut names = names.map_err(DiskError::io("list", folder))?;
    names.sort();
    names.retain(|name| name != crate::workspace::lock::LOCK_FILE);
    Ok(names)
}
