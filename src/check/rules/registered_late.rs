use crate::check::deadline::{Late, registered, second};
use crate::check::prelude::*;
use crate::model::timeline::WindowState;

rule! {
    /// A person registered after registration closed.
    /// ## Why
    /// Rooms, meals and badges are ordered by the numbers at the close.
    ///
    /// The close is inclusive to the last instant of its day in the event's zone. A hard date that was
    /// missed is an error, a default a warning, and a recorded `late-exception` that covers the moment
    /// makes it a note.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # The event sets registration-close: 2026-09-05
    /// registered: 2026-09-06T00:00:00-04:00
    /// ```
    /// Good:
    /// ```yaml
    /// # The event sets registration-close: 2026-09-05
    /// registered: 2026-09-05T23:59:59-04:00
    /// ```
    /// ## Source
    /// Timeline: registration closes the day before the event unless the event says otherwise. Real closes
    /// were 14 to 28 days before.
    pub static RULE: Rule {
        name: "registered-late",
        since: "0.1.0",
        severity: Policy::ByDeadline,
        check: Check::Registration(check),
    }
}

fn check(person: &Record<Registration>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &person.value;
    if let Some((moment, WindowState::Late(due))) = registered(value, facts) {
        let message = format!(
            "'{}' registered at {}, after registration closed on {}",
            value.name.trim(),
            second(moment),
            due.with_origin()
        );
        let late = Late {
            due,
            exception: value.late_exception.as_deref(),
            moment,
        };
        let finding = late.add(found, "registered", &message, facts);
        if finding.severity != Severity::Note {
            finding.help("ask the organizers for a late exception and record it: 'late-exception' with by, why and until");
        }
    }
}
