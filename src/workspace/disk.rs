//! Reading from the disk within bounds, and the few questions that are asked of paths.

use std::cell::Cell;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::workspace::{DiskError, File, save};
use crate::yaml::guard;

/// The path of a file below a folder, which need not be there yet, once it is sure that no link leads it out of that.
pub fn below(root: &Path, file: &File) -> Result<PathBuf, DiskError> {
    let path = file.below(root);
    let is_link = |path: &&Path| {
        fs::symlink_metadata(path).is_ok_and(|metadata| metadata.file_type().is_symlink())
    };
    let below = path.ancestors().take_while(|ancestor| *ancestor != root);
    for link in below.filter(is_link) {
        let real = root.canonicalize().map_err(DiskError::io("find", root))?;
        let target = match link.canonicalize() {
            Ok(target) => target,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(DiskError::Dangling(link.to_path_buf()));
            }
            Err(error) => return Err(DiskError::io("read", link)(error)),
        };
        if !target.starts_with(&real) {
            return Err(DiskError::Outside {
                path,
                root: root.to_path_buf(),
            });
        }
    }
    Ok(path)
}

/// Reads a file, but no more than shows that it is too large.
pub fn read_bounded(path: &Path) -> Result<Vec<u8>, DiskError> {
    read_at_most(path, guard::MAX_BYTES)
}

/// Reads a file, but no more than shows that it has more bytes than a limit.
pub fn read_at_most(path: &Path, limit: usize) -> Result<Vec<u8>, DiskError> {
    let file = fs::File::open(path).map_err(DiskError::io("read", path))?;
    let most = limit as u64 + 1;
    // Room for all of it and one byte more, so that the second read finds the end: a vector that grows takes eight.
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(most)).unwrap_or(0) + 1);
    read_into(&mut bytes, file, most, path)?;
    Ok(bytes)
}

fn read_into(bytes: &mut Vec<u8>, file: fs::File, most: u64, path: &Path) -> Result<(), DiskError> {
    let read = file.take(most).read_to_end(bytes);
    read.map(drop).map_err(DiskError::io("read", path))
}

/// The room that is kept for the bytes of one file after another: an ordinary record fits in with one read.
const ROOM: usize = 32 * 1024;

thread_local! {
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// As [`read_bounded`], for bytes that are looked at once: neither is room made for each file, nor its length asked for.
pub fn with_bounded<R>(path: &Path, then: impl FnOnce(&[u8]) -> R) -> Result<R, DiskError> {
    let file = fs::File::open(path).map_err(DiskError::io("read", path))?;
    let mut bytes = BUFFER.take();
    bytes.clear();
    bytes.reserve(ROOM);
    let read = read_into(&mut bytes, file, guard::MAX_BYTES as u64 + 1, path);
    let result = read.map(|()| then(&bytes));
    if bytes.capacity() <= 2 * ROOM {
        BUFFER.set(bytes);
    }
    result
}

/// As [`read_at_most`]; `None` when there is no such file.
pub fn read_if_there(path: &Path, limit: usize) -> Result<Option<Vec<u8>>, DiskError> {
    match read_at_most(path, limit) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(DiskError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Refuses what waits for another program or has no end: a pipe, a device, a folder.
pub fn ensure_regular(path: &Path) -> Result<(), DiskError> {
    if path.is_file() {
        return Ok(());
    }
    Err(DiskError::io("read", path)(io::Error::other(
        "not a regular file",
    )))
}

/// Adds to the end of a file, which is created when it is not there.
pub fn append(path: &Path, text: &str) -> Result<(), DiskError> {
    fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(DiskError::io("write", path))
}

/// How many bytes a file has; none where it is not there.
pub fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// How large a file is and when it was written, as a text.
pub fn stamp(path: &Path) -> Option<String> {
    let found = fs::metadata(path).ok()?;
    let since = found.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{} {}", found.len(), since.as_nanos()))
}

/// Creates a folder and those above it, as far as they are not there.
pub fn create_folder(path: &Path) -> Result<(), DiskError> {
    fs::create_dir_all(path).map_err(DiskError::io("create", path))
}

/// Whether something has this name; a link that leads nowhere is something.
pub fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

pub fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}

/// Whether this is a file and no link to one.
pub fn is_plain_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// The path with every link on its way followed; `None` when it leads nowhere.
pub fn canonical(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

/// The path with every link on its way followed, in the form that other programs take: on Windows the canonical form is one that
/// many refuse, so there links stay.
pub fn real(path: &Path) -> Option<PathBuf> {
    if cfg!(windows) {
        std::path::absolute(path).ok()
    } else {
        canonical(path)
    }
}

/// Whether this is a file that can be run.
pub fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && may_run(&metadata))
}

#[cfg(unix)]
fn may_run(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn may_run(_: &fs::Metadata) -> bool {
    true
}

/// Whether a stream is a file on a disk.
#[cfg(unix)]
pub fn is_file(stream: &impl std::os::fd::AsFd) -> bool {
    let file = stream.as_fd().try_clone_to_owned().map(fs::File::from);
    file.and_then(|file| file.metadata())
        .is_ok_and(|it| it.is_file())
}

/// Whether a stream is a file on a disk: what Windows does not say of a stream is taken for a log.
#[cfg(not(unix))]
pub fn is_file(_: &io::Stdout) -> bool {
    false
}

/// A file for an editor, in a temporary folder beside the record that it is going to be. Both are gone with this value, unless
/// the file is kept.
pub struct Scratch {
    folder: save::Scratch,
    path: PathBuf,
}

impl Scratch {
    pub fn create(beside: &Path, name: &str, text: &str) -> io::Result<Self> {
        let folder = save::Scratch::create(beside)?;
        let path = folder.path().join(name);
        private()
            .create_new(true)
            .open(&path)?
            .write_all(text.as_bytes())?;
        Ok(Self { folder, path })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps the file in a new folder for temporary files, which no command sweeps; both are their owner's alone. Where that
    /// cannot be, it stays where it is.
    pub fn keep(self) -> PathBuf {
        self.kept().unwrap_or_else(|_| {
            self.folder.keep();
            self.path
        })
    }

    fn kept(&self) -> io::Result<PathBuf> {
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            builder.permissions(fs::Permissions::from_mode(0o700));
        }
        let folder = builder.prefix("cxn-").tempdir()?;
        let path = folder
            .path()
            .join(self.path.file_name().unwrap_or_default());
        let mut file = private().create_new(true).open(&path)?;
        io::copy(&mut fs::File::open(&self.path)?, &mut file)?;
        let _ = folder.keep();
        Ok(path)
    }
}

/// How a file is opened that only its owner may read.
fn private() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}
