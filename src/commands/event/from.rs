//! `cxn event new --from`: what the next event of a series has from the one before.

use anyhow::Result;

use crate::commands::event::event_form::Draft;
use crate::model::milestone::Milestone;
use crate::model::one_or_many::Texts;
use crate::model::plural::plural;
use crate::model::{Event, When};
use crate::yaml::{self, Value};

/// What is not taken, in the order in which an organizer thinks of it.
pub const NOT_TAKEN: &str =
    "name, number, place, page, fee, announcements, schedule, tracks and people";

/// Fills in what was not given and does not depend on the dates; returns what was taken, in words.
pub fn fill(draft: &mut Draft, from: &Event) -> Result<Vec<String>> {
    let mut taken = Vec::new();
    if draft.timezone.is_none() {
        draft.timezone = Some(from.timezone.clone());
        taken.push(from.timezone.clone());
    }
    if draft.fhir_versions.is_empty() && !from.fhir_versions.is_unanswered() {
        draft.fhir_versions.clone_from(&from.fhir_versions.0);
        taken.push(format!("FHIR {}", from.fhir_versions.join(", ")));
    }
    if draft.template.is_none() && from.template.is_some() {
        draft.template.clone_from(&from.template);
        taken.push(format!("template {}", from.template_name()));
    }
    if draft.responsibilities.is_none() && from.responsibilities.is_some() {
        draft.responsibilities.clone_from(&from.responsibilities);
        let name = from.responsibility_list_name();
        taken.push(format!("responsibilities {name}"));
    }
    taken.extend(capacity(draft, from));
    if draft.contacts.is_empty() && !from.contacts.is_empty() {
        draft.contacts = from.contacts.to_vec();
        taken.push(plural(from.contacts.len(), "contact"));
    }
    let trimmed = |text: &Option<String>| text.as_deref().map(str::trim_end).map(Value::from);
    for (key, value) in [
        ("people-known-by", yaml::to_value(from.people_known_by)?),
        ("policy", yaml::to_value(&from.policy)?),
        (
            "results-visibility",
            yaml::to_value(from.results_visibility)?,
        ),
        (
            "how-to-take-part",
            trimmed(&from.how_to_take_part).unwrap_or_default(),
        ),
        ("newcomers", trimmed(&from.newcomers).unwrap_or_default()),
        ("test-tools", answered(&from.test_tools)?),
    ] {
        if !value.is_null() {
            draft.more.push((key, without_nulls(value)));
            taken.push(key.to_owned());
        }
    }
    Ok(taken)
}

/// A list of texts, or null where it is a placeholder.
fn answered(texts: &Texts) -> Result<Value> {
    if texts.is_unanswered() {
        return Ok(Value::Null);
    }
    Ok(yaml::to_value(texts)?)
}

/// A value without the keys that say nothing.
fn without_nulls(mut value: Value) -> Value {
    if let Value::Mapping(keys) = &mut value {
        keys.retain(|_, value| !value.is_null());
    }
    value
}

/// The seats that were not given; what was taken, in words.
fn capacity(draft: &mut Draft, from: &Event) -> Option<String> {
    let (own, last) = (&mut draft.capacity, &from.capacity);
    let seats = [
        (&mut own.participants, last.participants, "participants"),
        (&mut own.observers, last.observers, "observers"),
        (&mut own.tracks, last.tracks, "tracks"),
        (&mut own.in_person, last.in_person, "in person"),
        (&mut own.r#virtual, last.r#virtual, "online"),
    ];
    let mut taken = Vec::new();
    for (own, last, what) in seats {
        if let Some(seats) = last.filter(|_| own.is_none()) {
            *own = Some(seats);
            taken.push(format!("{seats} {what}"));
        }
    }
    (!taken.is_empty()).then(|| format!("room for {}", taken.join(", ")))
}

/// The last day, where the first was given alone: the event lasts as long as the one before.
pub fn ends(starts: When, from: &Event) -> Option<When> {
    match starts {
        When::Day(first) => {
            let length = from.last_day() - from.first_day();
            first.checked_add_signed(length).map(When::Day)
        }
        _ => None,
    }
}

/// Takes the milestones that were not given, each as far from the event as it was; returns what was taken, in words.
pub fn timeline(draft: &mut Draft, from: &Event) -> Option<String> {
    let zone = from.zone_or_utc();
    let next = draft.starts.zip(draft.ends);
    let next = next.map(|(starts, ends)| (starts.day(zone), ends.day(zone)));
    let mut taken = 0;
    for (name, milestone) in from.timeline.iter() {
        if draft.timeline.iter().any(|(given, _)| given == name) {
            continue;
        }
        let days = (from.first_day(), from.last_day());
        if let Some(at) = milestone.at.of_next_event(days, next, zone) {
            let hard = milestone.hard;
            draft.timeline.push((name.clone(), Milestone { at, hard }));
            taken += 1;
        }
    }
    (taken > 0).then(|| format!("{} at the same distance", plural(taken, "milestone")))
}

/// What was taken of an event, and what was not.
pub fn describe(from: &str, taken: &[String]) -> String {
    let taken = if taken.is_empty() {
        "nothing: all of it was given".to_owned()
    } else {
        taken.join(" · ")
    };
    format!("  from {from}: {taken}\n  not from there: {NOT_TAKEN}\n")
}
