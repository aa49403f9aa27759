use crate::check::prelude::*;

rule! {
    /// A proposal is a draft, and proposals close within two weeks.
    /// ## Why
    /// A reminder while there is time. A note from 14 days before the close, a warning from 7 days before
    /// it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # The event sets proposals-close: 2026-08-08, and it is 2026-08-01
    /// status: draft
    /// ```
    /// Good:
    /// ```yaml
    /// # The event sets proposals-close: 2026-08-08, and it is 2026-08-01
    /// status: submitted
    /// ```
    /// ## Source
    /// Timeline: proposals close. The two distances are a design choice.
    pub static RULE: Rule {
        name: "due-soon",
        since: "0.1.0",
        severity: GROWING,
        check: Check::Track(check),
    }
}

/// Days before the close from which it is worth knowing.
const SOON: i64 = 14;
/// Days before the close from which it is urgent.
const URGENT: i64 = 7;

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let due = facts.timeline.get("proposals-close");
    let Some(due) = due.filter(|due| !due.is_past(facts.now)) else {
        return;
    };
    let days = (due.day() - facts.today()).num_days();
    if track.value.status != TrackStatus::Draft || days > SOON {
        return;
    }
    // The days that are left stand in the help: the message must not be another one every day.
    let left = match days {
        0 => "today is the last day".to_owned(),
        1 => "1 day is left".to_owned(),
        days => format!("{days} days are left"),
    };
    let message = format!(
        "the proposal is a draft, and proposals close on {}",
        due.with_origin()
    );
    let finding = found.add("status", message);
    finding.deadline(due, &facts.record.file);
    finding.severity(if days > URGENT {
        Severity::Note
    } else {
        Severity::Warning
    });
    finding.help(format!(
        "submit it with 'cxn submit {}/{}': {left}",
        facts.folder.slug, track.slug
    ));
}
