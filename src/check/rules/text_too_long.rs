use crate::check::missing_answers::measured_answers;
use crate::check::prelude::*;
use crate::check::track_texts::field_place;

rule! {
    /// An answer is longer than the template advises.
    /// ## Why
    /// The short description is read in a list of dozens of tracks. Quality only: it never blocks a submission.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # max-length: 40
    /// short-description: Creates, reads, updates, deletes and searches patients in many ways.
    /// ```
    /// Good:
    /// ```yaml
    /// # max-length: 40
    /// short-description: Creates and searches patients.
    /// ```
    /// ## Source
    /// The event's template: max-length, in characters. Design choice for the severity.
    pub static RULE: Rule {
        name: "text-too-long",
        since: "0.1.0",
        severity: ADVICE,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, event: &EventFacts<'_>, found: &mut Findings<'_>) {
    for (field, text) in measured_answers(&track.value, event) {
        let (key, title, length) = (&field.key, &field.title, text.chars().count());
        if let Some(most) = field.max_length.filter(|most| length > *most) {
            let message =
                format!("'{key}' has {length} characters; '{title}' should have at most {most}");
            found
                .add(field_place(key), message)
                .help("shorten it; details fit into the long description or the scenarios");
        }
    }
}
