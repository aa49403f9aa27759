use serde::Serialize;
use serde_json::Value;

use crate::check::prelude::*;
use crate::check::reference;
use crate::model::one_or_many::Texts;

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

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let from = track.value.carried_from.as_deref().map(str::trim);
    let Some((name, old)) =
        from.and_then(|from| Some((from, reference::record(facts.workspace, from)?)))
    else {
        return;
    };
    let is_itself = old.file == track.file;
    if !is_itself && says_the_same(&track.value, &old.value) {
        found
            .add(
                "carried-from",
                format!("the proposal says the same as '{name}' did"),
            )
            .related(&old.file, "title", "the earlier proposal is here")
            .help("fold in what was learned, and let the scenarios go further than last time");
    }
}

/// Whether two proposals say the same, apart from white space and from how they are doing and when something is. The short texts come
/// first: proposals that differ mostly differ there.
fn says_the_same(one: &Track, other: &Track) -> bool {
    let Track {
        title,
        short_description,
        long_description,
        background,
        justification,
        track_type,
        submitting_group,
        leads,
        fhir_versions,
        specifications,
        artifacts,
        clinical_input,
        patient_input,
        related_tracks,
        call_for_participants,
        prerequisites,
        reference_implementations,
        expected_participants,
        roles,
        scenarios,
        test_scripts,
        test_data,
        tutorials,
        chat_stream,
        capacity,
        signup_sheet,
        conman,
        custom,
        status: _,
        history: _,
        late_exception: _,
        source: _,
        carried_from: _,
        lessons_learned: _,
        previous_reports: _,
        preparation_calls: _,
        unplaced: _,
        kick_offs: _,
        orientation: _,
        agenda: _,
        responsibilities: _,
    } = one;
    let texts = [
        (short_description, &other.short_description),
        (track_type, &other.track_type),
        (submitting_group, &other.submitting_group),
        (signup_sheet, &other.signup_sheet),
        (conman, &other.conman),
        (clinical_input, &other.clinical_input),
        (patient_input, &other.patient_input),
        (call_for_participants, &other.call_for_participants),
        (prerequisites, &other.prerequisites),
        (justification, &other.justification),
        (background, &other.background),
        (long_description, &other.long_description),
    ];
    let lists = [
        (fhir_versions, &other.fhir_versions),
        (related_tracks, &other.related_tracks),
        (test_scripts, &other.test_scripts),
        (test_data, &other.test_data),
        (artifacts, &other.artifacts),
        (tutorials, &other.tutorials),
        (chat_stream, &other.chat_stream),
        (specifications, &other.specifications),
        (reference_implementations, &other.reference_implementations),
    ];
    let same_text = |(one, other): (&Option<String>, &Option<String>)| match (one, other) {
        (Some(one), Some(other)) => same_words(one, other),
        (one, other) => one.is_none() && other.is_none(),
    };
    let same_list = |(one, other): (&Texts, &Texts)| {
        let mut pairs = one.iter().zip(other.iter());
        one.len() == other.len() && pairs.all(|(one, other)| same_words(one, other))
    };
    same_words(title, &other.title)
        && *capacity == other.capacity
        && (leads.len(), roles.len(), scenarios.len())
            == (other.leads.len(), other.roles.len(), other.scenarios.len())
        && texts.into_iter().all(same_text)
        && lists.into_iter().all(same_list)
        && same_value(expected_participants, &other.expected_participants)
        && same_value(custom, &other.custom)
        && same_value(leads, &other.leads)
        && same_value(roles, &other.roles)
        && same_value(scenarios, &other.scenarios)
}

fn same_words(one: &str, other: &str) -> bool {
    one == other || one.split_whitespace().eq(other.split_whitespace())
}

fn same_value<T: Serialize>(one: &T, other: &T) -> bool {
    let value = |part: &T| {
        let mut value = serde_json::to_value(part).ok()?;
        even(&mut value);
        Some(value)
    };
    value(one).is_some_and(|one| Some(one) == value(other))
}

/// Makes single spaces of white space.
fn even(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Array(items) => items.iter_mut().for_each(even),
        Value::Object(keys) => keys.values_mut().for_each(even),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
