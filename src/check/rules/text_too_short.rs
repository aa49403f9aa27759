//! `text-too-short`: an answer is shorter than the template advises.

use crate::analysis::event_facts::EventFacts;
use crate::check::Check;
use crate::check::finding::Findings;
use crate::check::policy::ADVICE;
use crate::check::rule::rule;
use crate::check::track_texts::field_place;
use crate::model::Track;
use crate::model::field::Answer;
use crate::model::person::fold;
use crate::model::placeholder::is_placeholder;
use crate::workspace::Record;

rule! {
    /// An answer is shorter than the template advises.
    ///
    /// ## Why
    ///
    /// A word or two rarely tell a newcomer whether the track is for them. Quality only: it never blocks a submission.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```yaml
    /// short-description: Patients.
    /// ```
    ///
    /// Good:
    ///
    /// ```yaml
    /// short-description: Creates, reads and searches patients; the place to start for newcomers.
    /// ```
    ///
    /// ## Source
    ///
    /// The event's template: min-length, in characters. Design choice for the severity.
    pub static TEXT_TOO_SHORT: Rule {
        name: "text-too-short",
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
        let (Some(least), Answer::Texts(texts)) = (field.min_length, track.value.answer(key))
        else {
            continue;
        };
        let text = texts.join(" ");
        let length = text.chars().count();
        if length >= least || is_placeholder(&text) {
            continue;
        }
        // "None" is an answer where nobody requires more.
        if field.required_from.is_none() && is_none(&text) {
            continue;
        }
        found
            .add(
                field_place(key),
                format!("'{key}' has {length} characters; '{title}' should have at least {least}"),
            )
            .help("say a little more: what would a stranger need to know to choose this track?");
    }
}

fn is_none(text: &str) -> bool {
    matches!(
        fold(text).trim_end_matches('.'),
        "none" | "n/a" | "not applicable"
    )
}
