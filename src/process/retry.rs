//! What to do when somebody else changed a record meanwhile: read it again and try once more, and say so.

use anyhow::Result;

use crate::context::Context;
use crate::workspace::DiskError;
use crate::workspace::edit::ChangeError;

/// Tries once more, and says so, when a record was changed by somebody else between reading and writing.
pub fn retry_on_conflict<T>(
    context: &mut Context,
    attempt: impl FnMut(&mut Context) -> Result<T>,
) -> Result<T> {
    retry_on_conflict_with(context, Context::say, attempt)
}

/// As [`retry_on_conflict`], for whoever is to be told.
pub(super) fn retry_on_conflict_with<C, T>(
    on: &mut C,
    say: impl FnOnce(&mut C, &str),
    mut attempt: impl FnMut(&mut C) -> Result<T>,
) -> Result<T> {
    match attempt(on) {
        Err(error) if is_conflict(&error) => {
            say(on, &format!("note: {error}; reading it again"));
            attempt(on)
        }
        answer => answer,
    }
}

/// Whether an error is a change that somebody else made meanwhile.
pub(super) fn is_conflict(error: &anyhow::Error) -> bool {
    let disk = match error.downcast_ref::<ChangeError>() {
        Some(ChangeError::Disk(disk)) => Some(disk),
        _ => error.downcast_ref::<DiskError>(),
    };
    matches!(disk, Some(DiskError::Conflict(_)))
}
