//! Last time's record as the start of a new draft.

use anyhow::Result;

use crate::context::Context;
use crate::error::Failure;
use crate::model::{Slug, former_names};
use crate::workspace::{File, Workspace};
use crate::yaml::{self, Mapping, Value, guard};

/// What belongs to one event and not to the track: where it stood, its dates and links, and what was decided.
const OF_ONE_EVENT: [&str; 10] = [
    "status",
    "history",
    "late-exception",
    "kick-off",
    "preparation-calls",
    "unplaced",
    "orientation",
    "signup-sheet",
    "lessons-learned",
    "responsibilities",
];

/// The record to carry: `EVENT/TRACK`, or `TRACK` of the event that is proposed for.
pub fn source(
    context: &mut Context,
    workspace: &Workspace,
    event: &Slug,
    name: &str,
) -> Result<(Slug, Slug)> {
    if name.contains('/') {
        context.track(workspace, name)
    } else {
        context.track(workspace, &format!("{event}/{name}"))
    }
}

/// The content of a record, as it was written, without what belongs to its event.
pub fn content(workspace: &Workspace, event: &Slug, track: &Slug) -> Result<Mapping> {
    let file = File::track(event, track);
    let text = workspace.text(&file).unwrap_or_default();
    let read = guard::admit(text.as_bytes())
        .ok()
        .and_then(|text| yaml::read::<Value>(text).ok());
    let Some(Value::Mapping(mut values)) = read else {
        return Err(
            Failure::other(format!("track '{event}/{track}' cannot be parsed"))
                .hint(format!(
                    "run 'cxn check {event}/{track}' to see what is wrong with it"
                ))
                .into(),
        );
    };
    let is_of_one_event =
        |key: &str| OF_ONE_EVENT.contains(&former_names::current_key(key).unwrap_or(key));
    values.retain(|key, _| !key.as_str().is_some_and(is_of_one_event));
    values.insert("carried-from".into(), format!("{event}/{track}").into());
    values.insert("lessons-learned".into(), Value::Null);
    Ok(values)
}
