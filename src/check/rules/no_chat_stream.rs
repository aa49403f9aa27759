use crate::check::missing_answers::offer_field;
use crate::check::prelude::*;

rule! {
    /// A proposal that was submitted names no chat stream.
    /// ## Why
    /// Participants ask their questions there before and during the event; without it they ask no one, or
    /// everybody.
    ///
    /// A note once the proposal is submitted; a warning once it is approved, or from four weeks before the
    /// event. Nothing is said after the event.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// status: approved
    /// chat-stream:
    /// ```
    /// Good:
    /// ```yaml
    /// status: approved
    /// chat-stream: https://chat.example.org/patient
    /// ```
    /// ## Source
    /// Track proposal template, Confluence 2023: Zulip stream. When it counts is a design choice.
    pub static RULE: Rule {
        name: "no-chat-stream",
        since: "0.1.0",
        severity: GROWING,
        check: Check::Track(check),
    }
}

/// From so many days before the event every proposal needs its stream.
const NEAR: i64 = 28;

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &track.value;
    let idle = value.status.stage() == 0 || facts.has_ended();
    // A placeholder has a rule of its own.
    let is_named = value
        .chat_stream
        .iter()
        .any(|stream| !stream.trim().is_empty());
    if idle || is_named {
        return;
    }
    let finding = found.add("chat-stream", "the track names no chat stream");
    finding.help("add 'chat-stream': where participants ask before and during the event");
    offer_field(finding, facts, "chat-stream");
    if value.status == TrackStatus::Approved || facts.days_to_start() <= NEAR {
        finding.severity(Severity::Warning);
    }
}
