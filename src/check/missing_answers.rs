//! How much it matters, at a status, that a field has no answer.

use std::sync::Arc;

use crate::analysis::event_facts::EventFacts;
use crate::check::finding::{Finding, Findings};
use crate::check::fix::{Change, Fix};
use crate::model::field::Answer;
use crate::model::one_or_many::Texts;
use crate::model::placeholder::is_placeholder;
use crate::model::template::Field;
use crate::model::track::Scenario;
use crate::model::{Severity, Track, TrackStatus};
use crate::workspace::{Record, proposal_form};

/// The severity of a gap in a field that is required from a status on; `None` while nobody needs the answer.
///
/// What a submission needs is a warning in a draft. What only an approval needs is nothing in a draft and a note once the proposal was
/// submitted.
pub fn severity_of_gap(from: TrackStatus, status: TrackStatus) -> Option<Severity> {
    match (from.stage(), status.stage()) {
        (_, 0) if from.stage() < 2 => Some(Severity::Warning),
        (from, now) if now >= from => Some(Severity::Error),
        (_, 0) => None,
        _ => Some(Severity::Note),
    }
}

/// The severity of a gap in a field of the event's template. Without a template of that name, a submission needs the field.
pub fn severity_of_missing(
    event: &EventFacts<'_>,
    key: &str,
    status: TrackStatus,
) -> Option<Severity> {
    let from = match event.template {
        Some(template) => template.field(key)?.required_from?,
        None => TrackStatus::Submitted,
    };
    severity_of_gap(from, status)
}

/// Adds a field that a track's file does not have at all to the end of it, empty, with the guidance of the event's template.
pub fn offer_field(finding: &mut Finding, event: &EventFacts<'_>, key: &str) {
    let lines = event
        .template
        .and_then(|template| template.field(key))
        .and_then(|field| {
            let text = event.workspace.text(&finding.place.file)?;
            absent(&text, field, || event.added_field(field))
        });
    if let Some(lines) = lines {
        let title = format!("add '{key}' with its guidance");
        // It is still to be answered, so a person has to look.
        finding.fix(Fix::needs_a_look(title, Change::Append(lines)));
    }
}

/// The lines that add a field to the end of a text; nothing when it is there, or when the end is no place for it. Those of a field
/// that is not below another are the same for every track.
fn absent(text: &str, field: &Field, open: impl FnOnce() -> Arc<str>) -> Option<Arc<str>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let has = |key: &str| {
        let is_key = |line: &str| {
            let line = line.trim_start_matches(['\'', '"']).strip_prefix(key);
            line.is_some_and(|rest| {
                rest.trim_start_matches(['\'', '"', ' ', '\t'])
                    .starts_with(':')
            })
        };
        text.lines().any(is_key)
    };
    let Some(name) = field.custom_name() else {
        return (!has(&field.key)).then(open);
    };
    if !has("custom") {
        let lines = proposal_form::open_field(field, 2);
        return Some(format!("\ncustom:\n{lines}").into());
    }
    // Under a 'custom' that is the end of the file, in its indentation.
    let is_content = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let mut below = text.lines().filter(is_content);
    below.find(|line| line.trim_end() == "custom:")?;
    let mut below = below.peekable();
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let width = below.peek().map_or(2, |line| indent(line));
    let is_there = |line: &str| {
        indent(line) == width
            && line
                .trim_start()
                .split(':')
                .next()
                .map(|key| key.trim_matches(['\'', '"']))
                == Some(name)
    };
    let is_end = width > 0 && below.all(|line| indent(line) >= width && !is_there(line));
    is_end.then(|| format!("\n{}", proposal_form::open_field(field, width)).into())
}

/// Whether a track has no scenario: none at all, or only the room for them.
pub fn has_no_scenario(track: &Track) -> bool {
    track.scenarios.iter().all(Scenario::is_untouched)
}

/// Reports every scenario that has no answer under a key.
pub fn report_silent_scenarios(
    track: &Record<Track>,
    key: &str,
    answer: impl Fn(&Scenario) -> &Texts,
    says: &str,
    help: &str,
    found: &mut Findings<'_>,
) {
    // Where nothing was written yet, one finding says so.
    if has_no_scenario(&track.value) {
        return;
    }
    for (at, scenario) in track.value.scenarios.iter().enumerate() {
        if answer(scenario).is_unanswered() {
            let message = format!("scenario '{}' {says}", scenario.id);
            found
                .add(format!("scenarios[{at}].{key}"), message)
                .help(help);
        }
    }
}

/// The fields whose answers the event's template wants of some length, with a track's answers; placeholders are for another rule.
pub fn measured_answers<'a>(
    track: &'a Track,
    event: &'a EventFacts<'_>,
) -> impl Iterator<Item = (&'a Field, String)> {
    let fields = event
        .template
        .iter()
        .flat_map(|template| template.fields.iter());
    let measured = fields.filter(|field| field.max_length.or(field.min_length).is_some());
    let texts = measured.filter_map(|field| match track.answer(&field.key) {
        Answer::Texts(texts) => Some((field, texts.join(" "))),
        _ => None,
    });
    texts.filter(|(_, text)| !is_placeholder(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::event_facts::added_field;
    use TrackStatus::{Approved, ChangesRequested, Draft, Submitted};

    #[test]
    fn a_gap_weighs_more_the_further_a_proposal_gets() {
        for (from, status, expected) in [
            (Draft, Draft, Some(Severity::Warning)),
            (Draft, Submitted, Some(Severity::Error)),
            (Submitted, Draft, Some(Severity::Warning)),
            (Submitted, Submitted, Some(Severity::Error)),
            (Submitted, ChangesRequested, Some(Severity::Error)),
            (Submitted, Approved, Some(Severity::Error)),
            (Approved, Draft, None),
            (Approved, Submitted, Some(Severity::Note)),
            (Approved, Approved, Some(Severity::Error)),
        ] {
            assert_eq!(severity_of_gap(from, status), expected, "{from} {status}");
        }
    }

    #[test]
    fn a_field_is_added_only_where_it_is_not() {
        let field = |key: &str| -> Field {
            let text = format!("{{key: {key}, title: T, kind: line, guidance: G.}}");
            crate::yaml::read(&text).unwrap_or_else(|error| unreachable!("{error}"))
        };
        let lines = |text, key| {
            let field = field(key);
            absent(text, &field, || added_field(&field))
        };
        assert_eq!(
            lines("title: x\n", "agenda").as_deref(),
            Some("\n# T\n# G.\nagenda:\n")
        );
        for text in ["agenda:\n", "'agenda' : x\n", "\u{feff}agenda: x\r\n"] {
            assert_eq!(lines(text, "agenda"), None, "{text:?}");
        }
        let under = "custom:\n    # T\n    # G.\n    level:\n";
        assert_eq!(
            lines("a: b\n", "custom.level").map(|text| text.replace("  ", "    ")),
            Some(format!("\n{under}"))
        );
        assert_eq!(
            lines("custom:\n    a: b\n", "custom.level").as_deref(),
            Some("\n    # T\n    # G.\n    level:\n")
        );
        for text in [
            "custom:\n  level:\n",
            "custom:\n  a: b\nz: y\n",
            "custom: {a: b}\n",
        ] {
            assert_eq!(lines(text, "custom.level"), None, "{text:?}");
        }
    }
}
