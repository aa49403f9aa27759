//! What an answer leaves out because it cannot be parsed.

use crate::context::Context;
use crate::model::plural::one_or;
use crate::workspace::{EventFolder, RecordKind};

/// Says on standard error how many records of an event are missing because their files cannot be parsed.
pub fn note_unread(context: &mut Context, folder: &EventFolder, kinds: &[RecordKind]) {
    for kind in kinds {
        let unread = folder.unread_of(*kind).count();
        if unread > 0 {
            let what = one_or(
                unread,
                "file cannot be parsed and is",
                "files cannot be parsed and are",
            );
            context.say(&format!(
                "warning: {unread} {what} left out; run 'cxn check events/{}/{kind}s' to see why",
                folder.slug
            ));
        }
    }
}
