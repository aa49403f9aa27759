use crate::check::prelude::*;
use crate::check::track_texts::field_place;

rule! {
    /// The reviewers asked for a change, and it is not answered.
    /// ## Why
    /// The lead sees next to the field what was asked for, and no one has to look it up in the minutes.
    ///
    /// Handing the proposal in again answers every change; approving it settles them.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// status: changes-requested
    /// history:
    ///   - when: 2026-08-03T15:00:00-04:00
    ///     what: changes-requested
    ///     decision:
    ///       changes:
    ///         - field: scenarios
    ///           text: Say who sends first
    /// ```
    /// Good:
    /// ```yaml
    /// status: submitted
    /// history:
    ///   - when: 2026-08-03T15:00:00-04:00
    ///     what: changes-requested
    ///     decision:
    ///       changes:
    ///         - field: scenarios
    ///           text: Say who sends first
    ///           answered: 2026-08-05T09:00:00-04:00
    ///   - when: 2026-08-05T09:00:00-04:00
    ///     what: submitted
    /// ```
    /// ## Source
    /// Review: proposals are sent back and answered before they are approved.
    pub static RULE: Rule {
        name: "change-requested-open",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    for open in track.value.open_changes() {
        let (entry, item, change) = (open.entry, open.item, open.change);
        let message = format!(
            "the reviewers asked for a change of '{}': '{}'",
            change.field,
            change.text.trim()
        );
        found
            .add(field_place(&change.field), message)
            .related(
                &track.file,
                format!("history[{entry}].decision.changes[{item}]"),
                "it was asked for here",
            )
            .help("change the field and run 'cxn submit', which answers what was asked for");
    }
}
