use crate::check::missing_answers::{offer_field, severity_of_gap};
use crate::check::prelude::*;
use crate::check::track_texts::field_place;
use crate::model::field::Answer;

rule! {
    /// A field that the template requires has no answer.
    /// ## Why
    /// Reviewers and participants need the answers that the event's template asks for. A draft may have gaps; what a
    /// submission needs must be there once it is submitted, and what an approval needs once it is approved.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// status: submitted
    /// title: Patient
    /// submitting-group:
    /// ```
    /// Good:
    /// ```yaml
    /// status: submitted
    /// title: Patient
    /// submitting-group: Patient Administration
    /// ```
    /// ## Source
    /// The event's template: each field says from which status it is required. Design choice: in a draft a gap is a warning; a gap that
    /// only an approval needs closed is a note once the proposal was submitted.
    pub static RULE: Rule {
        name: "missing-field",
        since: "0.1.0",
        severity: DRAFT_MAY,
        check: Check::Track(check),
    }
}

/// Fields whose gaps have a rule of their own that says more.
const OTHERS: [&str; 5] = [
    "leads",
    "scenarios",
    "expected-participants",
    "chat-stream",
    "kick-off",
];

fn check(track: &Record<Track>, event: &EventFacts<'_>, found: &mut Findings<'_>) {
    let status = track.value.status;
    for field in event
        .template
        .iter()
        .flat_map(|template| template.fields.iter())
    {
        let (key, title) = (&field.key, &field.title);
        let Some(from) = field.required_from else {
            continue;
        };
        if OTHERS.contains(&key.as_str()) || track.value.answer(key) != Answer::Missing {
            continue;
        }
        let severity = match severity_of_gap(from, status) {
            // Without a title no one can even refer to the track.
            Some(_) if key == "title" => Severity::Error,
            Some(severity) => severity,
            None => continue,
        };
        let message = format!("'{key}' ('{title}') has no answer and is required from '{from}' on");
        let finding = found.add(field_place(key), message);
        finding
            .severity(severity)
            .help(help(key, field.guidance.as_deref()));
        offer_field(finding, event, key);
    }
}

fn help(key: &str, guidance: Option<&str>) -> String {
    let guidance = guidance.map(fold_lines).unwrap_or_default();
    match key.strip_prefix("custom.") {
        Some(name) => format!("add '{name}' under 'custom': {guidance}"),
        None => format!("add '{key}': {guidance}"),
    }
    .trim_end_matches([' ', ':'])
    .to_owned()
}

/// The first sentence of a guidance, on one line.
fn fold_lines(guidance: &str) -> String {
    let line = guidance.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => line,
    }
}
