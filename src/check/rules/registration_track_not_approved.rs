use crate::check::prelude::*;

rule! {
    /// A registration names a track that is not approved.
    /// ## Why
    /// The person may prepare for a track that never takes place.
    ///
    /// A track that was declined, deferred or withdrawn is a warning at once. One that is still to be
    /// decided is a note, and a warning once registration has closed or the event is 7 days away. Nothing
    /// is said after the event.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # tracks/bulk-data.yaml is declined
    /// tracks: [bulk-data]
    /// ```
    /// Good:
    /// ```yaml
    /// # tracks/patient.yaml is approved
    /// tracks: [patient]
    /// ```
    /// ## Source
    /// Review: only approved tracks are part of the event. When it counts is a design choice.
    pub static RULE: Rule {
        name: "registration-track-not-approved",
        since: "0.1.0",
        severity: GROWING,
        check: Check::Registration(check),
    }
}

/// Days before the event from which it is urgent, when registration has not closed before.
const URGENT: i64 = 7;

fn check(person: &Record<Registration>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    if facts.has_ended() {
        return;
    }
    let close = facts.timeline.get("registration-close");
    let is_near =
        facts.days_to_start() <= URGENT || close.is_some_and(|close| close.is_past(facts.now));
    for (at, name) in person.value.tracks.iter().enumerate() {
        let Some(track) = facts.track(name.trim()) else {
            continue;
        };
        let status = track.value.status;
        if status == TrackStatus::Approved {
            continue;
        }
        let (state, help) = if status.is_open() {
            (
                "is not approved yet",
                "nothing to do unless the reviewers decide against it",
            )
        } else {
            (
                "will not take place",
                "ask the person which other track they would like",
            )
        };
        let message = format!(
            "'{}' registered for track '{}', which {state}: it is '{status}'",
            person.value.name.trim(),
            track.slug
        );
        let finding = found.add(format!("tracks[{at}]"), message);
        finding.related(&track.file, "status", "the track's status is here");
        if is_near || !status.is_open() {
            finding.severity(Severity::Warning);
        }
        finding.help(if is_near && status.is_open() {
            "the reviewers' decision is due; tell the person what to expect"
        } else {
            help
        });
    }
}
