use crate::check::missing_answers::{offer_field, severity_of_missing};
use crate::check::prelude::*;
use crate::model::field::Answer;

rule! {
    /// No one is expected and the proposal does not say why.
    /// ## Why
    /// Reviewers plan rooms and tables by it, and a track without partners cannot test. "Unknown, because …" is an answer; "unknown" alone
    /// is not.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// expected-participants: Unknown
    /// ```
    /// Good:
    /// ```yaml
    /// expected-participants: Unknown, because the track is new; the call for participants goes out in July.
    /// ```
    /// ## Source
    /// Track proposal template, every generation: Expected participants. Tracks whose participants were unknown have been approved, so
    /// an open answer without a reason is a note in a draft and a warning later, never an error.
    pub static RULE: Rule {
        name: "no-participants-expected",
        since: "0.1.0",
        severity: DRAFT_MAY,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, event: &EventFacts<'_>, found: &mut Findings<'_>) {
    let key = "expected-participants";
    let Some(severity) = severity_of_missing(event, key, track.value.status) else {
        return;
    };
    if track.value.answer(key) == Answer::Missing {
        let finding = found
            .add(
                key,
                "the proposal does not say who is expected to take part",
            )
            .severity(severity)
            .help("list organizations, or write 'unknown, because …' with the reason");
        offer_field(finding, event, key);
    } else if track.value.expected_participants.is_bare() {
        // An open answer was approved before: it never blocks.
        found
            .add(
                key,
                "the proposal names no expected participant and no reason",
            )
            .severity(if severity == Severity::Error {
                Severity::Warning
            } else {
                Severity::Note
            })
            .help("list organizations, or say why they are unknown: 'unknown, because …'");
    }
}
