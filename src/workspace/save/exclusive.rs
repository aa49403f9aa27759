//! A name that no file has yet, given to one that is complete.
//!
//! Where the system can, that is one step: another process gets the name before or after, never in between. Some file systems
//! can neither rename without replacing nor link (FAT and exFAT through some drivers, some network shares). There the name is
//! created first, empty and exclusively, and the file is renamed over it. What is weaker there: for a moment a reader sees an
//! empty file, a process that is killed in this moment leaves it, and what somebody else writes into it in this moment is lost.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::TempPath;

use crate::workspace::failpoint;
use crate::workspace::failpoint::Step;

/// Gives a file its name.
///
/// # Errors
/// The name is taken (`AlreadyExists`), or the disk did not do it.
pub(super) fn persist(file: TempPath, to: &Path) -> io::Result<()> {
    let placed = match failpoint::at(Step::Link) {
        Ok(()) => file
            .persist_noclobber(to)
            .map_err(|error| (error.error, error.path)),
        Err(error) => Err((error, file)),
    };
    match placed {
        Ok(()) => Ok(()),
        Err((error, file)) if cannot_link(&error) => over_reserved(file, to).map_err(|second| {
            // A folder that may not be written to is that, in whatever way it is tried.
            match second.kind() {
                io::ErrorKind::PermissionDenied => error,
                _ => second,
            }
        }),
        Err((error, _)) => Err(error),
    }
}

/// Whether the file system has no way to do it in one step.
fn cannot_link(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied
            | io::ErrorKind::Unsupported
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::TooManyLinks
    )
}

fn over_reserved(file: TempPath, to: &Path) -> io::Result<()> {
    fs::File::create_new(to)?;
    file.persist(to).map_err(|error| {
        // The name is free again; the error to tell is that of the renaming.
        let _ = fs::remove_file(to);
        error.error
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_reserved_first_is_given_once() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let to = folder.path().join("track.yaml");
        let file = |text: &str| -> io::Result<TempPath> {
            let file = tempfile::NamedTempFile::new_in(folder.path())?;
            fs::write(file.path(), text)?;
            Ok(file.into_temp_path())
        };
        over_reserved(file("one")?, &to)?;
        let second = over_reserved(file("two")?, &to);
        let kind = second.map_err(|error| error.kind());
        assert_eq!(kind, Err(io::ErrorKind::AlreadyExists));
        assert_eq!(fs::read_to_string(&to)?, "one");
        // Nothing else is left.
        assert_eq!(fs::read_dir(folder.path())?.count(), 1);
        Ok(())
    }
}
