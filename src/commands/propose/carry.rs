//! Last time's record as the start of a new draft.

use anyhow::Result;

use crate::analysis::disclosure::Level;
use crate::analysis::event_facts::EventFacts;
use crate::analysis::report::{published, view};
use crate::context::Context;
use crate::error::Failure;
use crate::model::{Slug, former_names};
use crate::workspace::{File, Workspace};
use crate::yaml::{self, Mapping, Value, guard};

/// What belongs to one event and not to the track: where it stood, its dates and links, and what was decided.
const OF_ONE_EVENT: [&str; 11] = [
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
    "source",
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

/// The content of a record, as it was written, without what belongs to its event, and with the lessons of its closed report.
pub fn content(
    context: &Context,
    workspace: &Workspace,
    event: &Slug,
    track: &Slug,
) -> Result<Mapping> {
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
    if let Some((name, lessons)) = lessons(context, workspace, event, track) {
        values.insert(
            "lessons-learned".into(),
            lessons.map_or(Value::Null, Value::from),
        );
        let reports = values
            .entry("previous-reports".into())
            .or_insert(Value::Null);
        append(reports, name);
    }
    Ok(values)
}

/// Last time's report by its name, with its next steps as they may leave; none where it is not closed.
fn lessons(
    context: &Context,
    workspace: &Workspace,
    event: &Slug,
    track: &Slug,
) -> Option<(String, Option<String>)> {
    let facts = EventFacts::new(workspace, &workspace.events[event], context.now)?;
    let report = published(&facts)
        .into_iter()
        .find(|one| one.slug == *track)?;
    let view = view(&facts, report, Level::new(facts.event(), false));
    let steps = view
        .sections
        .into_iter()
        .find(|one| one.key == "next-steps");
    let name = format!("{}: report of {event}/{track}", facts.event().name.trim());
    Some((name, steps.map(|steps| steps.text)))
}

/// Adds a text to a list, or to what was one text alone.
fn append(list: &mut Value, text: String) {
    let mut items = match std::mem::take(list) {
        Value::Sequence(items) => items,
        Value::Null => Vec::new(),
        one => vec![one],
    };
    items.push(text.into());
    *list = Value::Sequence(items);
}
