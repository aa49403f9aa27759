//! What turns one list of lines into another.

use std::hash::Hash;

use similar::DiffOp;
use similar::algorithms::{Capture, Compact, IdentifyDistinct, Replace, myers};

/// What has to be done to the lines of a text to get those of another.
///
/// `TextDiff` says the same, and brings each of its algorithms for each kind of text: 700 KB of binary, 15 s of build.
pub fn operations<T: Eq + Hash>(old: &[T], new: &[T]) -> Vec<DiffOp> {
    let (before, after) = (0..old.len(), 0..new.len());
    let numbered = IdentifyDistinct::<u32>::new(old, before, new, after);
    let (before, after) = (numbered.old_lookup(), numbered.new_lookup());
    let mut hook = Compact::new(Replace::new(Capture::new()), before, after);
    let Ok(()) = myers::diff(
        &mut hook,
        before,
        numbered.old_range(),
        after,
        numbered.new_range(),
    );
    hook.into_inner().into_inner().into_ops()
}
