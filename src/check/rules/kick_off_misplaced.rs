use chrono::Days;

use crate::check::prelude::*;
use crate::model::When;

rule! {
    /// A kick-off call is held after the event starts, too late for the event's own date, or far too early.
    /// ## Why
    /// A date far off is usually the one of the last event, left in when the text was carried on;
    /// participants would miss the call.
    ///
    /// A warning; an error only when the event sets a hard `kick-off-by` and the call comes after it.
    /// Nothing is said after the event.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// kick-off:
    ///   starts: 2025-09-01T11:00
    /// ```
    /// Good:
    /// ```yaml
    /// kick-off:
    ///   starts: 2026-09-01T11:00
    /// ```
    /// ## Source
    /// Calls of real tracks were held 28 to 8 days before the event. The bounds, the first instant of the
    /// event and 12 weeks before it, are a design choice.
    pub static RULE: Rule {
        name: "kick-off-misplaced",
        since: "0.1.0",
        severity: Policy::ByDeadline,
        check: Check::Track(check),
    }
}

/// No call is this much earlier than its event, in calendar days: twelve weeks.
const EARLIEST: u64 = 84;

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    if facts.has_ended() {
        return;
    }
    let calls = &track.value.kick_offs;
    for (number, _, starts) in calls.dated() {
        let path = format!("{}.starts", calls.place(number));
        check_call(starts, &path, facts, found);
    }
}

fn check_call(starts: When, path: &str, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let (event, file) = (facts.event(), &facts.record.file);
    let at = starts.start(facts.zone);
    let by = facts.timeline.get("kick-off-by");
    let missed = by.filter(|due| due.is_past(at));
    let open = facts.timeline.get("proposals-open");
    let earliest = event.first_day().checked_sub_days(Days::new(EARLIEST));
    let finding = if at >= event.opens() && !missed.is_some_and(|due| due.hard) {
        let message = format!(
            "the kick-off call is set for {starts}, once the event has begun ({})",
            event.starts
        );
        let finding = found.add(path, message);
        finding.related(file, "starts", "the event starts here")
    } else if let Some(due) = missed {
        let date = due.with_origin();
        let message =
            format!("the kick-off call is set for {starts}, and calls were to be held by {date}");
        found.add(path, message).deadline(due, file)
    } else if let Some(due) = open.filter(|due| !due.is_past(at)) {
        let message = format!(
            "the kick-off call is set for {starts}, before proposals open on {}",
            due.with_origin()
        );
        let finding = found.add(path, message).deadline(due, file);
        finding.severity(Severity::Warning)
    } else if earliest.is_some_and(|day| starts.day(facts.zone) < day) {
        let message = format!(
            "the kick-off call is set for {starts}, more than 12 weeks before the event ({})",
            event.starts
        );
        let finding = found.add(path, message);
        finding.related(file, "starts", "the event starts here")
    } else {
        return;
    };
    finding.help(
        "most calls are held 4 to 1 weeks before the event; is this the date of another one?",
    );
}
