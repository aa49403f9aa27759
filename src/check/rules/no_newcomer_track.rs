use crate::check::prelude::*;
use crate::model::event::EventKind;
use crate::model::person;

rule! {
    /// A main event has no track that newcomers can join.
    /// ## Why
    /// A third to a half of the people at an event are there for the first time. Without a track that asks for
    /// nothing beforehand, they have nowhere to begin. A note until registration opens, a warning from then on.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # the only track
    /// title: Bulk Data
    /// prerequisites: A running server with an export
    /// ```
    /// Good:
    /// ```yaml
    /// title: Patient
    /// prerequisites: None
    /// ```
    /// ## Source
    /// HL7's own events: one beginner track (Patient, prerequisites: none) has run at every one.
    pub static RULE: Rule {
        name: "no-newcomer-track",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Event(check),
    }
}

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let folder = facts.folder;
    // A track that cannot be parsed may be the one.
    if facts.event().kind != EventKind::Main
        || facts.has_ended()
        || !folder.unread_tracks.is_empty()
    {
        return;
    }
    let mut open = folder
        .tracks
        .values()
        .map(|track| &*track.value)
        .filter(|track| track.status.is_open());
    if open.any(is_for_newcomers) {
        return;
    }
    let is_open = facts
        .timeline
        .get("registration-open")
        .is_some_and(|due| due.is_past(facts.now));
    found
        .add("name", "the event has no track that newcomers can join")
        .severity(if is_open {
            Severity::Warning
        } else {
            Severity::Note
        })
        .expected(["an open track titled 'Patient', or one whose prerequisites are 'None'"])
        .help("propose one: 'cxn propose Patient'");
}

fn is_for_newcomers(track: &Track) -> bool {
    let title = person::fold(&track.title);
    let asks_nothing = track.prerequisites.as_deref().is_some_and(|text| {
        let text = person::fold(text);
        let first = text
            .split(|c: char| !c.is_alphanumeric() && c != '/')
            .next()
            .unwrap_or_default();
        matches!(first, "none" | "n/a" | "nothing") || text.starts_with("no prerequisites")
    });
    asks_nothing || matches!(title.as_str(), "patient" | "patient track")
}
