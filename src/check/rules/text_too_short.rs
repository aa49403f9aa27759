use crate::check::missing_answers::measured_answers;
use crate::check::prelude::*;
use crate::check::track_texts::field_place;
use crate::model::person::fold;

rule! {
    /// An answer is shorter than the template advises.
    /// ## Why
    /// A word or two rarely tell a newcomer whether the track is for them. Quality only: it never blocks a submission.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// short-description: Patients.
    /// ```
    /// Good:
    /// ```yaml
    /// short-description: Creates, reads and searches patients; the place to start for newcomers.
    /// ```
    /// ## Source
    /// The event's template: min-length, in characters. Design choice for the severity.
    pub static RULE: Rule {
        name: "text-too-short",
        since: "0.1.0",
        severity: ADVICE,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, event: &EventFacts<'_>, found: &mut Findings<'_>) {
    for (field, text) in measured_answers(&track.value, event) {
        let (key, title, length) = (&field.key, &field.title, text.chars().count());
        // "None" is an answer where no one requires more.
        let is_answer = || field.required_from.is_none() && is_none(&text);
        if let Some(least) = field
            .min_length
            .filter(|least| length < *least && !is_answer())
        {
            let message =
                format!("'{key}' has {length} characters; '{title}' should have at least {least}");
            found.add(field_place(key), message).help(
                "say a little more: what would a stranger need to know to choose this track?",
            );
        }
    }
}

fn is_none(text: &str) -> bool {
    matches!(
        fold(text).trim_end_matches('.'),
        "none" | "n/a" | "not applicable"
    )
}
