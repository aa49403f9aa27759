//! Saving: a reader sees the old file or the new one, never half of either.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::DiskError;
use crate::yaml::guard;

/// A file to write: a new one, or one that still holds what was read from it.
#[derive(Debug, Clone)]
pub struct Write {
    /// Where it is.
    pub path: PathBuf,
    /// What was read from it; `None` for one that must not be there yet.
    pub read: Option<String>,
    /// What it is to hold.
    pub text: String,
}

impl Write {
    /// Writes the file, as [`create`] and [`replace`] do.
    ///
    /// # Errors
    /// As for these.
    pub fn apply(&self) -> Result<(), DiskError> {
        match &self.read {
            None => create(&self.path, &self.text),
            Some(read) => replace(&self.path, read, &self.text),
        }
    }
}

/// Writes many files. Each is the old one or the new one at every moment, also after a crash: its content is on disk before
/// its name is. That the names are there to stay is only promised at the end, when their folders are synced, once each:
/// a sync for every file would take longer than everything else together. `done` hears after each file.
///
/// # Errors
/// The first file that could not be written; the others are written all the same, so that the same batch again completes it.
pub fn write_all(writes: &[Write], done: &(dyn Fn() + Sync)) -> Result<(), DiskError> {
    let results: Vec<Result<(), DiskError>> = writes
        .par_iter()
        .map(|write| {
            let result = put(write);
            done();
            result
        })
        .collect();
    let folders: std::collections::BTreeSet<&Path> = writes
        .iter()
        .filter_map(|write| write.path.parent())
        .collect();
    for folder in folders.into_iter().filter(|folder| folder.exists()) {
        sync(folder)?;
    }
    results.into_iter().collect()
}

/// Writes one file, without making its name last.
fn put(write: &Write) -> Result<(), DiskError> {
    let path = &write.path;
    let Some(read) = &write.read else {
        return match stage(path, &write.text)?.persist_noclobber(path) {
            Ok(_) => Ok(()),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(DiskError::Exists(path.clone()))
            }
            Err(error) => Err(DiskError::io("create", path)(error.error)),
        };
    };
    if *read == write.text {
        return Ok(());
    }
    let staged = stage(path, &write.text)?;
    if let Ok(metadata) = fs::metadata(path) {
        staged
            .as_file()
            .set_permissions(metadata.permissions())
            .map_err(DiskError::io("write", path))?;
    }
    let now = fs::read(path).map_err(DiskError::io("read", path))?;
    if now != read.as_bytes() {
        return Err(DiskError::Conflict(path.clone()));
    }
    staged
        .persist(path)
        .map(|_| ())
        .map_err(|error| DiskError::io("write", path)(error.error))
}

/// Writes a file that must not be there yet. Two processes that try at once: one wins, the other is told.
pub fn create(path: &Path, text: &str) -> Result<(), DiskError> {
    put(&Write {
        path: path.to_path_buf(),
        read: None,
        text: text.to_owned(),
    })?;
    sync_folder(path)
}

/// Writes a record that must not be there yet, if the guard would let it be read again.
pub fn create_record(path: &Path, text: &str) -> Result<(), DiskError> {
    guard::admit(text.as_bytes()).map_err(|refusal| DiskError::Unreadable {
        path: path.to_path_buf(),
        found: refusal.found,
    })?;
    create(path, text)
}

/// Replaces a file that still holds what was read from it.
pub fn replace(path: &Path, read: &str, text: &str) -> Result<(), DiskError> {
    if read == text {
        return Ok(());
    }
    put(&Write {
        path: path.to_path_buf(),
        read: Some(read.to_owned()),
        text: text.to_owned(),
    })?;
    sync_folder(path)
}

/// Gives a file another name that no file has yet.
pub fn rename(from: &Path, to: &Path) -> Result<(), DiskError> {
    // A plain rename would replace what is there; a second name for the same file is refused then.
    match fs::hard_link(from, to) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(DiskError::Exists(to.to_path_buf()));
        }
        Err(error) => return Err(DiskError::io("rename", from)(error)),
    }
    fs::remove_file(from).map_err(DiskError::io("rename", from))?;
    sync_folder(to)
}

/// Replaces several files, all or none: where one cannot be written, those before it get back what they held.
pub fn replace_all<'a>(
    changes: impl IntoIterator<Item = (&'a Path, &'a str, &'a str)>,
) -> Result<(), DiskError> {
    let mut written: Vec<(&Path, &str, &str)> = Vec::new();
    for (path, read, text) in changes {
        if let Err(error) = replace(path, read, text) {
            for (path, read, text) in written.into_iter().rev() {
                // The first error is the one to tell; a file that cannot be restored was changed by somebody else since.
                let _ = replace(path, text, read);
            }
            return Err(error);
        }
        written.push((path, read, text));
    }
    Ok(())
}

/// The folder of a file; of a bare name, the current one.
fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().unwrap_or(Path::new(""));
    if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    }
}

/// A temporary file beside the final one, complete and on disk. Its name begins with a dot and ends in no record's ending.
fn stage(path: &Path, text: &str) -> Result<tempfile::NamedTempFile, DiskError> {
    let folder = folder_of(path);
    fs::create_dir_all(folder).map_err(DiskError::io("create", folder))?;
    let fail = |error| DiskError::io("write", path)(error);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".cxn-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As an ordinary new file would be: the process's umask takes its part away.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut staged = builder.tempfile_in(folder).map_err(fail)?;
    let fail = |error| DiskError::io("write", path)(error);
    staged
        .write_all(text.as_bytes())
        .and_then(|()| staged.as_file().sync_all())
        .map_err(fail)?;
    Ok(staged)
}

/// Makes a rename last.
fn sync_folder(path: &Path) -> Result<(), DiskError> {
    sync(folder_of(path))
}

/// Makes the names in a folder last. A folder that cannot be opened for it (Windows) is none to sync.
fn sync(folder: &Path) -> Result<(), DiskError> {
    if !cfg!(unix) {
        return Ok(());
    }
    fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(DiskError::io("write", folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_created_once_and_replaced_only_as_read() -> Result<(), Box<dyn std::error::Error>>
    {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a/b.yaml");
        create(&path, "one")?;
        assert!(matches!(create(&path, "two"), Err(DiskError::Exists(_))));
        replace(&path, "one", "two")?;
        assert!(matches!(
            replace(&path, "one", "three"),
            Err(DiskError::Conflict(_))
        ));
        assert_eq!(fs::read_to_string(&path)?, "two");
        assert_eq!(
            fs::read_dir(path.parent().unwrap_or(&path))?.count(),
            1,
            "no leftovers"
        );
        let other = folder.path().join("a/c.yaml");
        create(&other, "other")?;
        assert!(matches!(rename(&path, &other), Err(DiskError::Exists(_))));
        fs::remove_file(&other)?;
        rename(&path, &other)?;
        assert_eq!(fs::read_to_string(&other)?, "two");
        assert!(!path.exists());
        Ok(())
    }

    #[test]
    fn several_files_are_replaced_or_none() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (one, two) = (folder.path().join("1.yaml"), folder.path().join("2.yaml"));
        create(&one, "a")?;
        create(&two, "changed meanwhile")?;
        let failed = replace_all([(&*one, "a", "b"), (&*two, "a", "b")]);
        assert!(matches!(failed, Err(DiskError::Conflict(path)) if path == two));
        assert_eq!(fs::read_to_string(&one)?, "a");
        replace_all([(&*one, "a", "b"), (&*two, "changed meanwhile", "b")])?;
        assert_eq!(fs::read_to_string(&one)? + &fs::read_to_string(&two)?, "bb");
        Ok(())
    }
}
