use crate::check::missing_answers::offer_field;
use crate::check::prelude::*;

rule! {
    /// A track has no kick-off call, or one without a start.
    /// ## Why
    /// The call some weeks ahead is where participants learn what to bring; without it the first hours of
    /// the event go to that.
    ///
    /// A note once the track is approved. From 8 days before the event a warning, also for a proposal that
    /// is still under review. An event that sets `kick-off-by` decides instead: once that is past, an
    /// approved track without a call has missed a hard date (an error) or a soft one (a warning). Nothing
    /// is said after the event.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// kick-off:
    ///   join: https://meet.example.org/patient
    /// ```
    /// Good:
    /// ```yaml
    /// kick-off:
    ///   starts: 2026-09-01T11:00
    ///   join: https://meet.example.org/patient
    /// ```
    /// ## Source
    /// Track proposal template, Confluence 2023: Track Kick-Off Call. Calls of real tracks were held 28 to
    /// 8 days before the event.
    pub static RULE: Rule {
        name: "no-kick-off",
        since: "0.1.0",
        severity: Policy::ByDeadline,
        check: Check::Track(check),
    }
}

/// Calls of real tracks were held 28 to 8 days before the event.
const LATEST: i64 = 8;

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &track.value;
    let calls = &value.kick_offs;
    let idle = value.status.stage() == 0 || facts.has_ended();
    if idle || calls.dated().next().is_some() {
        return;
    }
    let approved = value.status == TrackStatus::Approved;
    let message = match calls.len() {
        0 => "the track has no kick-off call",
        1 => "the kick-off call has no start",
        _ => "none of the kick-off calls has a start",
    };
    let place = format!("{}.starts", calls.place(0));
    let by = facts.timeline.get("kick-off-by");
    let finding = match by {
        Some(due) if due.is_past(facts.now) => {
            let date = due.with_origin();
            let message = format!("{message}, and calls were to be held by {date}");
            let finding = found.add(place.as_str(), message);
            finding.deadline(due, &facts.record.file);
            if !approved {
                // No one can be held to a call for a track that the reviewers have not decided on.
                finding.severity(Severity::Warning);
            }
            finding
        }
        None if facts.days_to_start() <= LATEST => {
            let finding = found.add(place.as_str(), message);
            finding.severity(Severity::Warning)
        }
        _ if approved => found.add(place.as_str(), message).severity(Severity::Note),
        _ => return,
    };
    finding.help("add 'kick-off' with 'starts', a day or a time, and 'join'");
    offer_field(finding, facts, "kick-off");
}
