use crate::check::deadline::second;
use crate::check::prelude::*;
use crate::model::track::TrackChange;

rule! {
    /// A proposal was submitted before proposals opened.
    /// ## Why
    /// Reviewers look at what comes within the window; what came before may be overlooked, or may refer to
    /// another event.
    ///
    /// The last submission counts. A note while the opening is a default or soft, a warning when the event
    /// set it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// history:
    ///   - when: 2026-05-02T10:00:00-04:00
    ///     what: submitted
    /// ```
    /// Good:
    /// ```yaml
    /// history:
    ///   - when: 2026-07-02T10:00:00-04:00
    ///     what: submitted
    /// ```
    /// ## Source
    /// Timeline: proposals generally open 12 weeks before the event; an event's own date wins.
    pub static RULE: Rule {
        name: "submitted-early",
        since: "0.1.0",
        severity: GROWING,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let history = &track.value.history;
    let last = history
        .iter()
        .rposition(|entry| entry.what == TrackChange::Submitted);
    let (Some(last), Some(open)) = (last, facts.timeline.get("proposals-open")) else {
        return;
    };
    let moment = facts.local(history[last].when);
    if open.is_past(moment) {
        return;
    }
    let (at, date) = (second(moment), open.with_origin());
    let message = format!("the proposal was submitted at {at}, before proposals opened on {date}");
    let finding = found.add(format!("history[{last}].when"), message);
    finding.deadline(open, &facts.record.file);
    finding.severity(if open.hard {
        Severity::Warning
    } else {
        Severity::Note
    });
    finding.help("ask the organizers whether it was seen, or resubmit it once proposals are open");
}
