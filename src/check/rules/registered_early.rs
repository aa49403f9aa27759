use crate::check::deadline::{Late, registered, second};
use crate::check::prelude::*;
use crate::model::timeline::WindowState;

rule! {
    /// A person registered before registration opened.
    /// ## Why
    /// Seats are given in order; an early one comes before everyone who kept to the dates.
    ///
    /// A hard opening that was not kept is an error, a default a warning, and a recorded `late-exception`
    /// that covers the moment makes it a note.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # The event sets registration-open: 2026-07-01
    /// registered: 2026-06-30T23:59:59-04:00
    /// ```
    /// Good:
    /// ```yaml
    /// # The event sets registration-open: 2026-07-01
    /// registered: 2026-07-01T00:00:00-04:00
    /// ```
    /// ## Source
    /// Timeline: registration typically opens 12 weeks before the event; an event's own date is hard.
    pub static RULE: Rule {
        name: "registered-early",
        since: "0.1.0",
        severity: Policy::ByDeadline,
        check: Check::Registration(check),
    }
}

fn check(person: &Record<Registration>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &person.value;
    if let Some((moment, WindowState::Early(due))) = registered(value, facts) {
        let message = format!(
            "'{}' registered at {}, before registration opened on {}",
            value.name.trim(),
            second(moment),
            due.with_origin()
        );
        let early = Late {
            due,
            exception: value.late_exception.as_deref(),
            moment,
        };
        let finding = early.add(found, "registered", &message, facts);
        if finding.severity != Severity::Note {
            finding.help("ask the organizers whether the seat counts, and record it: 'late-exception' with by and why");
        }
    }
}
