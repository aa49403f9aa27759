//! A file on its way to its name: written beside its place, brought to the disk, and put there in one step.

use std::fs;
use std::io::{self, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::workspace::DiskError;
use crate::workspace::failpoint;
use crate::workspace::failpoint::Step;
use crate::workspace::save::folders::Folders;
use crate::workspace::save::{Write, exclusive, folder_of, temporary};

/// A file that is complete and on the disk, and only lacks its name.
pub(super) struct Staged<'a> {
    pub(super) write: &'a Write,
    /// Where it goes: the file itself, where the path is a link to it.
    pub(super) path: PathBuf,
    pub(super) file: tempfile::NamedTempFile,
    /// The folder that was there already; those below it were made.
    pub(super) ground: PathBuf,
}

/// Writes a temporary file beside the final one, and brings it to the disk.
pub(super) fn stage(write: &Write) -> Result<Staged<'_>, DiskError> {
    stage_pieces(write, [&write.text])
}

/// As [`stage`], with pieces of another content in the place of the text.
pub(super) fn stage_pieces(
    write: &Write,
    pieces: impl IntoIterator<Item = impl AsRef<[u8]>>,
) -> Result<Staged<'_>, DiskError> {
    let is_link = || fs::symlink_metadata(&write.path).is_ok_and(|found| found.is_symlink());
    let path = if write.read.is_some() && is_link() {
        fs::canonicalize(&write.path).map_err(DiskError::io("write", &write.path))?
    } else {
        write.path.clone()
    };
    let folder = folder_of(&path);
    // Mostly it is there, and thousands go to one.
    let is_ready = folder.is_dir();
    let is_there = |one: &&Path| is_ready || one.as_os_str().is_empty() || one.exists();
    let ground = folder.ancestors().find(is_there);
    let ground = ground.unwrap_or(folder).to_path_buf();
    failpoint::at(Step::Folder)
        .and_then(|()| {
            if is_ready {
                Ok(())
            } else {
                fs::create_dir_all(folder)
            }
        })
        .map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => io::ErrorKind::NotADirectory.into(),
            _ => error,
        })
        .map_err(DiskError::io("create", folder))?;
    let action = if write.read.is_some() {
        "write"
    } else {
        "create"
    };
    let failed = || DiskError::io(action, &write.path);
    // A file that may not be written to is not replaced either, although its folder would allow it.
    if write.read.is_some()
        && let Err(error) = fs::OpenOptions::new().write(true).open(&path)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(failed()(error));
    }
    let mut file = failpoint::at(Step::Stage)
        .and_then(|()| temporary::file_in(folder))
        .map_err(failed())?;
    fill(&mut file, pieces)
        .and_then(|()| failpoint::at(Step::Sync))
        .and_then(|()| file.as_file().sync_all())
        .map_err(failed())?;
    Ok(Staged {
        write,
        path,
        file,
        ground,
    })
}

/// Writes the content of a temporary file, piece by piece.
pub fn fill(
    file: &mut tempfile::NamedTempFile,
    pieces: impl IntoIterator<Item = impl AsRef<[u8]>>,
) -> io::Result<()> {
    let mut file = BufWriter::new(file);
    for (at, piece) in pieces.into_iter().enumerate() {
        let mut rest = piece.as_ref();
        if at == 0 {
            // In a build for tests a fault finds a file that is half written.
            if cfg!(debug_assertions) {
                let (half, other) = rest.split_at(rest.len() / 2);
                file.write_all(half)?;
                file.flush()?;
                rest = other;
            }
            failpoint::at(Step::Write)?;
        }
        file.write_all(rest)?;
    }
    file.flush()
}

/// Gives a complete new file its name, and the mode of an ordinary new file unless it is private.
pub(super) fn name(file: tempfile::NamedTempFile, to: &Path, private: bool) -> io::Result<()> {
    // It is open, and so locked, until it has its name.
    let (file, name) = file.into_parts();
    if !private {
        make_ordinary(&file, folder_of(to));
    }
    exclusive::persist(name, to)
}

/// Gives a file the mode of an ordinary new file. Where that cannot be, it stays its owner's: some file systems have no modes.
#[cfg(unix)]
pub(super) fn make_ordinary(file: &fs::File, folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    use std::sync::OnceLock;
    // The process's mask shows in a file that is made with it; asked for once.
    static MODE: OnceLock<u32> = OnceLock::new();
    let ask = || {
        let mut probe = temporary::builder();
        probe.permissions(fs::Permissions::from_mode(0o666));
        let found = probe.tempfile_in(folder).ok()?.as_file().metadata().ok()?;
        Some(*MODE.get_or_init(|| found.permissions().mode() & 0o777))
    };
    if let Some(mode) = MODE.get().copied().or_else(ask) {
        let _ = file.set_permissions(fs::Permissions::from_mode(mode));
    }
}

#[cfg(not(unix))]
pub(super) fn make_ordinary(_: &fs::File, _: &Path) {}

impl Staged<'_> {
    /// Notes the folders that are to be synced once the file has its name.
    pub(super) fn note(&self, folders: &mut Folders) {
        folders.note(folder_of(&self.path), &self.ground);
    }

    /// Refuses to go on where the file does not hold any more what was read from it.
    pub(super) fn is_as_read(&self) -> Result<(), DiskError> {
        let Some(read) = &self.write.read else {
            return Ok(());
        };
        if is_still(&self.path, read)? {
            return Ok(());
        }
        Err(DiskError::Conflict(self.write.path.clone()))
    }

    /// Gives the file its name, if that is free, or if the file there is the one that was read.
    pub(super) fn place(self) -> Result<(), DiskError> {
        self.is_as_read()?;
        self.put()
    }

    pub(super) fn put(self) -> Result<(), DiskError> {
        let path = &self.write.path;
        if self.write.read.is_none() {
            failpoint::at(Step::Rename).map_err(DiskError::io("create", path))?;
            return match name(self.file, &self.path, self.write.private) {
                Ok(()) => Ok(()),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    Err(DiskError::Exists(path.clone()))
                }
                Err(error) => Err(DiskError::io("create", path)(error)),
            };
        }
        let failed = || DiskError::io("write", path);
        if let Ok(metadata) = fs::metadata(&self.path) {
            keep_mode(self.file.as_file(), &metadata).map_err(failed())?;
        }
        failpoint::at(Step::Rename).map_err(failed())?;
        self.file
            .persist(&self.path)
            .map(|_| ())
            .map_err(|error| failed()(error.error))
    }
}

/// Gives a file the mode of the one that it replaces; on a file system without modes all have the same.
fn keep_mode(file: &fs::File, replaced: &fs::Metadata) -> io::Result<()> {
    if file.metadata()?.permissions() == replaced.permissions() {
        return Ok(());
    }
    match file.set_permissions(replaced.permissions()) {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        done => done,
    }
}

/// Whether a file holds a text still. One that is gone does not.
pub(super) fn is_still(path: &Path, text: &str) -> Result<bool, DiskError> {
    let mut bytes = Vec::with_capacity(text.len() + 1);
    let read = failpoint::at(Step::Compare).and_then(|()| {
        let limit = text.len() as u64 + 1;
        fs::File::open(path)?.take(limit).read_to_end(&mut bytes)
    });
    match read {
        Ok(_) => Ok(bytes == text.as_bytes()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(DiskError::io("read", path)(error)),
    }
}
