use crate::check::prelude::*;

rule! {
    /// The event has begun, and a track is not approved.
    /// ## Why
    /// Participants come to a track that is not part of the event, or miss one that is.
    ///
    /// An error while the event runs, a note after it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # The event began this morning
    /// status: submitted
    /// ```
    /// Good:
    /// ```yaml
    /// # The event began this morning
    /// status: approved
    /// ```
    /// ## Source
    /// Review: only approved tracks are part of the event.
    pub static RULE: Rule {
        name: "not-approved-at-start",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let status = track.value.status;
    if !facts.has_started() || status == TrackStatus::Approved {
        return;
    }
    if facts.has_ended() {
        let message = format!("the event is over, and the track is still '{status}'");
        let finding = found.add("status", message).severity(Severity::Note);
        finding.help("record what the reviewers decided, or withdraw it");
    } else {
        let message = format!("the event has begun, and the track is '{status}', not 'approved'");
        found
            .add("status", message)
            .related(&facts.record.file, "starts", "the event starts here")
            .help("record what the reviewers decided, or withdraw it");
    }
}
