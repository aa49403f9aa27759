//! What to do when a record was changed meanwhile: read it again and try once more, and tell.

use anyhow::Result;

use crate::workspace::DiskError;
use crate::workspace::edit::ChangeError;

/// Tries once more, and tells why, when a record was changed by another process between reading and writing.
pub fn retry_on_conflict<C, T>(
    on: &mut C,
    tell: impl FnOnce(&mut C, &str),
    mut attempt: impl FnMut(&mut C) -> Result<T>,
) -> Result<T> {
    match attempt(on) {
        Err(error) if is_conflict(&error) => {
            tell(on, &format!("note: {error}; reading it again"));
            attempt(on)
        }
        answer => answer,
    }
}

/// Whether an error is a change that was made meanwhile.
pub(super) fn is_conflict(error: &anyhow::Error) -> bool {
    let disk = match error.downcast_ref::<ChangeError>() {
        Some(ChangeError::Disk(disk)) => Some(disk),
        _ => error.downcast_ref::<DiskError>(),
    };
    matches!(disk, Some(DiskError::Conflict(_)))
}
