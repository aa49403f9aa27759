use serde_json::Value;

use crate::check::prelude::*;
use crate::check::reference;

rule! {
    /// A proposal says word for word what it said at an earlier event.
    /// ## Why
    /// Scenarios that everybody passed last time teach nothing this time, and text that no one read again
    /// holds last time's mistakes.
    ///
    /// Statuses, history, dates (kick-off, orientation, agenda) and lessons are left out of the comparison,
    /// and so is white space.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// carried-from: 2026-05-rotterdam/patient
    /// scenarios: the same as last time
    /// ```
    /// Good:
    /// ```yaml
    /// carried-from: 2026-05-rotterdam/patient
    /// scenarios: last time's, and one more for searching by identifier
    /// ```
    /// ## Source
    /// HL7's process: scenarios evolve from event to event. Real proposals were copied to the next event
    /// unedited.
    pub static RULE: Rule {
        name: "carried-unchanged",
        since: "0.1.0",
        severity: ADVICE,
        check: Check::Track(check),
    }
}

/// Keys for how a proposal is doing or when something is, not what is tested.
const ASIDE: [&str; 9] = [
    "status",
    "history",
    "late-exception",
    "carried-from",
    "lessons-learned",
    "kick-off",
    "orientation",
    "agenda",
    "responsibilities",
];

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let from = track.value.carried_from.as_deref().map(str::trim);
    let Some((name, old)) =
        from.and_then(|from| Some((from, reference::record(facts.workspace, from)?)))
    else {
        return;
    };
    let is_itself = old.file == track.file;
    if !is_itself && content(&track.value).is_some_and(|new| Some(new) == content(&old.value)) {
        found
            .add(
                "carried-from",
                format!("the proposal says the same as '{name}' did"),
            )
            .related(&old.file, "title", "the earlier proposal is here")
            .help("fold in what was learned, and let the scenarios go further than last time");
    }
}

/// What a proposal says, without those keys, each text with single spaces.
fn content(track: &Track) -> Option<Value> {
    let mut value = serde_json::to_value(track).ok()?;
    if let Value::Object(keys) = &mut value {
        keys.retain(|key, _| !ASIDE.contains(&key.as_str()));
    }
    even(&mut value);
    Some(value)
}

fn even(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Array(items) => items.iter_mut().for_each(even),
        Value::Object(keys) => keys.values_mut().for_each(even),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
