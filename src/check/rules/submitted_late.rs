use crate::check::deadline::{Late, second};
use crate::check::prelude::*;

rule! {
    /// A proposal was submitted after proposals closed.
    /// ## Why
    /// Rooms, reviewers and the time of the people who test with everybody are shared out once the close is
    /// over.
    ///
    /// The close is inclusive to the last instant of its day in the event's zone. The first submission
    /// counts: handing it in again after the reviewers asked for changes is not late; handing it in again
    /// after it was withdrawn is a new submission. A hard date that was missed is an error, a default a
    /// warning, and a recorded `late-exception` that covers the moment makes it a note.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # The event sets proposals-close: 2026-08-08
    /// history:
    ///   - when: 2026-08-09T08:00:00-04:00
    ///     what: submitted
    /// ```
    /// Good:
    /// ```yaml
    /// # The event sets proposals-close: 2026-08-08
    /// history:
    ///   - when: 2026-08-09T08:00:00-04:00
    ///     what: submitted
    /// late-exception:
    ///   by: Review board
    ///   why: The lead was in hospital in the week of the close
    ///   until: 2026-08-10
    /// ```
    /// ## Source
    /// Timeline: proposals generally close 6 weeks before the event; an event's own date is hard.
    pub static RULE: Rule {
        name: "submitted-late",
        since: "0.1.0",
        severity: Policy::ByDeadline,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &track.value;
    let (Some((at, when)), Some(due)) = (
        value.counted_submission(),
        facts.timeline.get("proposals-close"),
    ) else {
        return;
    };
    let moment = facts.local(when);
    if !due.is_past(moment) {
        return;
    }
    let message = format!(
        "the proposal was submitted at {}, after proposals closed on {}",
        second(moment),
        due.with_origin()
    );
    let late = Late {
        due,
        exception: value.late_exception.as_ref(),
        moment,
    };
    let path = format!("history[{at}].when");
    let finding = late.add(found, &path, &message, facts);
    if finding.severity != Severity::Note {
        finding.help("ask the organizers for a late exception and record it: 'late-exception' with by, why and until");
    }
}
