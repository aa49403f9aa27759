use crate::check::kept_text::KeptText;
use crate::check::prelude::*;

rule! {
    /// A field reads differently than when the track was approved.
    /// ## Why
    /// The reviewers approved one text, and participants prepare for another.
    ///
    /// An approval by `cxn review` keeps the fields that the event's template marks as `frozen`. Whether a text
    /// is on one line or on several makes no difference. The finding goes once the track is approved again,
    /// or the change is accepted with `cxn review confirm`.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// title: Patients and Orders
    /// history:
    ///   - when: 2026-08-03T15:00:00-04:00
    ///     what: approved
    ///     decision:
    ///       reviewed:
    ///         digest: sha256:…
    ///         fields:
    ///           title: Patients
    /// ```
    /// Good:
    /// ```yaml
    /// title: Patients
    /// history:
    ///   - when: 2026-08-03T15:00:00-04:00
    ///     what: approved
    ///     decision:
    ///       reviewed:
    ///         digest: sha256:…
    ///         fields:
    ///           title: Patients
    /// ```
    /// ## Source
    /// Review: a field changed after approval should be visible to the reviewers.
    pub static RULE: Rule {
        name: "changed-after-approval",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &track.value;
    let Some((entry, snapshot)) = value
        .reviewed()
        .filter(|_| value.status == TrackStatus::Approved)
    else {
        return;
    };
    let name = format!("{}/{}", facts.folder.slug, track.slug);
    let kept = KeptText {
        snapshot,
        entry,
        place: "decision.reviewed",
        what: "approved",
        help_on_tampering: "take the entry back from git, or approve the track again",
        help_on_change: format!(
            "see it with 'cxn review diff {name}'; the reviewers accept it with 'cxn review confirm {name} --body BODY --note TEXT'"
        ),
    };
    kept.report(track, facts, found);
}
