//! `text-too-long`: an answer is longer than the template advises.

use crate::analysis::event_facts::EventFacts;
use crate::check::Check;
use crate::check::finding::Findings;
use crate::check::policy::ADVICE;
use crate::check::rule::rule;
use crate::check::track_texts::field_place;
use crate::model::Track;
use crate::model::field::Answer;
use crate::model::placeholder::is_placeholder;
use crate::workspace::Record;

rule! {
    /// An answer is longer than the template advises.
    ///
    /// ## Why
    ///
    /// The short description is read in a list of dozens of tracks. Quality only: it never blocks a submission.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```yaml
    /// # max-length: 40
    /// short-description: Creates, reads, updates, deletes and searches patients in many ways.
    /// ```
    ///
    /// Good:
    ///
    /// ```yaml
    /// # max-length: 40
    /// short-description: Creates and searches patients.
    /// ```
    ///
    /// ## Source
    ///
    /// The event's template: max-length, in characters. Design choice for the severity.
    pub static TEXT_TOO_LONG: Rule {
        name: "text-too-long",
        since: "0.1.0",
        severity: ADVICE,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, event: &EventFacts<'_>, found: &mut Findings<'_>) {
    for field in event
        .template
        .iter()
        .flat_map(|template| template.fields.iter())
    {
        let (key, title) = (&field.key, &field.title);
        let (Some(most), Answer::Texts(texts)) = (field.max_length, track.value.answer(key)) else {
            continue;
        };
        let text = texts.join(" ");
        let length = text.chars().count();
        if length <= most || is_placeholder(&text) {
            continue;
        }
        found
            .add(
                field_place(key),
                format!("'{key}' has {length} characters; '{title}' should have at most {most}"),
            )
            .help("shorten it; details fit into the long description or the scenarios");
    }
}
