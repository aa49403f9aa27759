//! The only floor that touches the disk: find a workspace, load its records, save them, lock an event.

pub mod base;
pub mod built_in;
pub mod disk;
pub mod edit;
pub mod failpoint;
pub mod file;
pub mod find;
pub mod git;
pub mod halves;
pub mod live;
pub mod load;
pub mod lock;
pub mod memory;
pub mod others;
pub mod overlay;
pub mod parse;
mod policy;
pub mod proposal_form;
pub mod published;
pub mod records;
pub mod remembered;
pub mod root;
pub mod save;
pub mod select;
pub mod selection;
pub mod threads;
pub mod tracker_vocabulary;

pub use file::{File, RecordKind};
pub use live::Live;
pub use load::{EventFolder, Record, Unread, UnreadCause, Workspace};
pub use root::{Half, Root};
pub use selection::Selection;

use std::io;
use std::path::{Path, PathBuf};

/// The name of the file that marks a workspace and holds its settings.
pub const MARKER: &str = "cxn.yaml";

/// What can go wrong between the tool and the disk; always with the path.
#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    /// There is no workspace at or above a folder.
    #[error("no workspace here: no {MARKER} in {} or any folder above it", .0.display())]
    NoWorkspace(PathBuf),
    /// The folder given as the workspace has no marker.
    #[error("not a workspace: {} has no {MARKER}", .0.display())]
    NotAWorkspace(PathBuf),
    /// The folder given as the workspace is not there.
    #[error("not a workspace: {} does not exist", .0.display())]
    NoFolder(PathBuf),
    #[error("cannot {action} {}: {}", path.display(), reason(source))]
    Io {
        /// What was tried: read, write, create, …
        action: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    /// A new record would overwrite one that is there.
    #[error("{} already exists; nothing was written", .0.display())]
    Exists(PathBuf),
    /// A file changed between reading and writing.
    #[error("{} was changed by another process meanwhile; nothing was written to it", .0.display())]
    Conflict(PathBuf),
    /// Of many files some could not be written.
    #[error("{source}; {written} of {all} files were written")]
    Partly {
        /// The first file that was not, and why.
        source: Box<DiskError>,
        written: usize,
        all: usize,
    },
    /// A file to write a report to is a link.
    #[error("{} is a link; it is not followed, and nothing was written", .0.display())]
    Link(PathBuf),
    /// A file to publish to is there, and was not published.
    #[error("{} exists and was not written by cxn; nothing was written", .0.display())]
    Foreign(PathBuf),
    /// A folder is published to that holds something else that was published.
    #[error("{} holds something else that cxn published; nothing was written", .0.display())]
    OtherFormat(PathBuf),
    /// A link in the workspace leads to nothing.
    #[error("{} is a link that leads nowhere", .0.display())]
    Dangling(PathBuf),
    /// A new record would not be read again: it is too large or too deep.
    #[error("{} could not be parsed again: found {found}; nothing was written", path.display())]
    Unreadable { path: PathBuf, found: String },
    /// A path leads out of the workspace.
    #[error("{} leads out of the workspace {}; it is not followed", path.display(), root.display())]
    Outside { path: PathBuf, root: PathBuf },
    /// The folder that is named as the private half cannot be it.
    #[error("{} cannot be the private half: it {why}", path.display())]
    BadPrivateHalf { path: PathBuf, why: root::BadHalf },
    /// The private half is not here, and a file of it is needed.
    #[error("the private half {} is not here; nothing was written", .0.display())]
    NoPrivateHalf(PathBuf),
    /// A file that the tool keeps for itself is no plain file.
    #[error(
        "{} is a link or a folder where a plain file is expected; it is not followed, and nothing was written",
        .0.display()
    )]
    NotPlain(PathBuf),
    /// Another process holds the lock for too long.
    #[error("another cxn has been writing to {} for {seconds} seconds; nothing was written", path.display())]
    Locked { path: PathBuf, seconds: u64 },
}

impl DiskError {
    /// Wraps an I/O error with what was tried on which path.
    pub fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        // Asked for at every step, and mostly for nothing: the path is copied once there is an error.
        move |source| Self::Io {
            action,
            path: path.to_path_buf(),
            source,
        }
    }

    /// The same error of a folder that was to be found, which is named as it was written.
    #[must_use]
    pub fn naming(self, folder: &Path) -> Self {
        let path = folder.to_path_buf();
        match self {
            Self::NoFolder(_) => Self::NoFolder(path),
            Self::NotAWorkspace(_) => Self::NotAWorkspace(path),
            Self::Io { action, source, .. } => Self::Io {
                action,
                path,
                source,
            },
            other => other,
        }
    }
}

/// The reason of an I/O error in the words of its kind, without the number of the system's error.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}
