//! How much it matters, at a status, that a field has no answer.

use super::facts::EventFacts;
use super::finding::Severity;
use crate::model::TrackStatus;

/// The severity of a gap in a field that is required from a status on; `None` while nobody needs the answer.
///
/// What a submission needs is a warning in a draft. What only an approval needs is nothing in a draft and a note once the proposal was
/// handed in.
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

#[cfg(test)]
mod tests {
    use super::*;
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
}
