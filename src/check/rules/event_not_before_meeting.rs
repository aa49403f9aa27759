use chrono::Days;

use crate::check::prelude::*;
use crate::model::Date;
use crate::model::event::{EventKind, Mode};

rule! {
    /// A main event is not on the days right before its working group meeting.
    /// ## Why
    /// People come to both on one trip. An event on other days is a slip of the pen more often than a plan; an
    /// event that is meant to be elsewhere can say so with an ignore comment. Virtual events are exempt.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// starts: 2026-09-12
    /// ends: 2026-09-13
    /// working-group-meeting:
    ///   starts: 2026-09-19
    ///   ends: 2026-09-25
    /// ```
    /// Good:
    /// ```yaml
    /// starts: 2026-09-19
    /// ends: 2026-09-20
    /// working-group-meeting:
    ///   starts: 2026-09-19
    ///   ends: 2026-09-25
    /// ```
    /// ## Source
    /// HL7's own events: normally the weekend before the working group meeting; virtual years changed the pattern.
    pub static RULE: Rule {
        name: "event-not-before-meeting",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Event(check),
    }
}

/// How many days before the meeting an event may start: Friday before a meeting that begins on Monday.
const BEFORE: u64 = 3;
/// How many days into the meeting: a meeting that counts the weekend as its own begins with the event.
const INTO: u64 = 1;

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let event = facts.event();
    let Some(meeting) = &event.working_group_meeting else {
        return;
    };
    if event.kind != EventKind::Main || event.mode == Mode::Virtual || meeting.ends < meeting.starts
    {
        return;
    }
    let (first, start) = (event.first_day(), meeting.starts.0);
    let earliest = start.checked_sub_days(Days::new(BEFORE)).unwrap_or(start);
    let latest = start
        .checked_add_days(Days::new(INTO))
        .unwrap_or(start)
        .min(meeting.ends.0);
    if first < earliest || first > latest {
        let distance = (start - first).num_days();
        let side = if distance > 0 { "before" } else { "after" };
        let message = format!(
            "the event starts on {}, {} day{} {side} its working group meeting starts on {}",
            Date(first),
            distance.abs(),
            if distance.abs() == 1 { "" } else { "s" },
            meeting.starts
        );
        found
            .add("starts", message)
            .expected([format!(
                "a first day from {} to {}",
                Date(earliest),
                Date(latest)
            )])
            .related(
                &facts.record.file,
                "working-group-meeting.starts",
                "the meeting starts here",
            )
            .help("correct the dates, or say 'mode: virtual' when no one travels");
    }
}
