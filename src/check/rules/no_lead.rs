use crate::analysis::lead_names;
use crate::check::missing_answers::{offer_field, severity_of_missing};
use crate::check::prelude::*;

rule! {
    /// The track has no lead.
    /// ## Why
    /// The lead answers the reviewers, holds the kick-off call and answers participants.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// status: submitted
    /// leads: []
    /// ```
    /// Good:
    /// ```yaml
    /// status: submitted
    /// leads:
    ///   - name: Robin Example
    ///     email: robin@example.org
    /// ```
    /// ## Source
    /// Track proposal template, every generation: Proposed Track Lead. The event's template says from when.
    pub static RULE: Rule {
        name: "no-lead",
        since: "0.1.0",
        severity: DRAFT_MAY,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, event: &EventFacts<'_>, found: &mut Findings<'_>) {
    if track.value.leads.iter().any(lead_names::is_filled) {
        return;
    }
    if let Some(severity) = severity_of_missing(event, "leads", track.value.status) {
        let finding = found
            .add("leads", "the track has no lead")
            .severity(severity)
            .help("add 'leads' with the 'name' and the 'email' of the primary contact first");
        offer_field(finding, event, "leads");
    }
}
