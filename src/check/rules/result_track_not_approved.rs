use crate::check::prelude::*;
use crate::model::{Slug, TestResult};

rule! {
    /// A result is of a track that is not part of the event.
    /// ## Why
    /// Only approved tracks are tested at the event. Either the decision was not recorded, or the result belongs to
    /// another track.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # track 'patient' is
    /// status: submitted
    /// ```
    /// Good:
    /// ```yaml
    /// # track 'patient' is
    /// status: approved
    /// ```
    /// ## Source
    /// Process: proposals are reviewed before the event.
    pub static RULE: Rule {
        name: "result-track-not-approved",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Result(check),
    }
}

fn check(_: &Record<TestResult>, track: &Slug, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let Some(record) = facts.track(track.as_str()) else {
        return;
    };
    if record.value.status != TrackStatus::Approved {
        found
            .add(
                "scenario",
                format!(
                    "track '{track}' is {}, and has results",
                    record.value.status.label()
                ),
            )
            .related(&record.file, "status", "the track's status is here")
            .help("record the decision on the track, or move the result");
    }
}
