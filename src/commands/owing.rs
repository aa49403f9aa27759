//! Reports that are open of an event that ended: told where a command is about the next one because none was named.

use crate::analysis::report::owing;
use crate::context::Context;
use crate::model::Slug;
use crate::model::plural::plural;
use crate::workspace::Workspace;

/// Says how many tracks of other events owe a report, an event in a line; nothing where `--event` names one.
pub fn note_owing(context: &mut Context, workspace: &Workspace, event: &Slug) {
    if context.named_event().is_some() {
        return;
    }
    for (other, count) in owing(workspace, event, context.now) {
        let owe = if count == 1 { "owes" } else { "owe" };
        context.say(&format!(
            "note: {} of {other} {owe} a report: cxn report list {other}",
            plural(count, "track")
        ));
    }
}
