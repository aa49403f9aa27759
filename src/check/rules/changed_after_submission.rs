use crate::check::kept_text::KeptText;
use crate::check::prelude::*;

rule! {
    /// A field reads differently than when the proposal was submitted, and the reviewers have not decided yet.
    /// ## Why
    /// Reviewers read a proposal ahead of their meeting; what is changed then is decided on by people who read another text.
    ///
    /// `cxn submit` keeps the fields that the event's template marks as `frozen`, and who leads the track. A note: a proposal may
    /// become better while it waits, and the reviewers see what changed with `cxn review diff`. It goes with their decision.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// title: Patients and Orders
    /// status: submitted
    /// history:
    ///   - when: 2026-08-03T15:00:00-04:00
    ///     what: submitted
    ///     snapshot:
    ///       digest: sha256:…
    ///       fields:
    ///         title: Patients
    /// ```
    /// Good:
    /// ```yaml
    /// title: Patients
    /// status: submitted
    /// history:
    ///   - when: 2026-08-03T15:00:00-04:00
    ///     what: submitted
    ///     snapshot:
    ///       digest: sha256:…
    ///       fields:
    ///         title: Patients
    /// ```
    /// ## Source
    /// Review: the reviewers decide on what they read. That it is a note is a design choice.
    pub static RULE: Rule {
        name: "changed-after-submission",
        since: "0.1.0",
        severity: NOTE,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &track.value;
    let Some((entry, snapshot)) = value
        .submitted_text()
        .filter(|_| value.status == TrackStatus::Submitted)
    else {
        return;
    };
    let name = format!("{}/{}", facts.folder.slug, track.slug);
    let kept = KeptText {
        snapshot,
        entry,
        place: "snapshot",
        what: "submitted",
        help_on_tampering: "take the entry back from git",
        help_on_change: format!(
            "the reviewers see it with 'cxn review diff {name} --since submission'; they decide on the text as it is now"
        ),
    };
    kept.report(track, facts, found);
}
