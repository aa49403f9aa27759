use crate::check::prelude::*;

rule! {
    /// An event, or its working group meeting, ends before it starts.
    /// ## Why
    /// Every milestone counts from the first day or the last. With the two swapped, all of them are wrong.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// starts: 2026-09-20
    /// ends: 2026-09-19
    /// ```
    /// Good:
    /// ```yaml
    /// starts: 2026-09-19
    /// ends: 2026-09-20
    /// ```
    /// ## Source
    /// Design choice: the first and the last day of an event, both inclusive, are what its milestones count from.
    pub static RULE: Rule {
        name: "event-dates-out-of-order",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Event(check),
    }
}

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let event = facts.event();
    if event.closes() <= event.opens() {
        let message = format!(
            "the event ends ({}) before it starts ({})",
            event.ends, event.starts
        );
        found
            .add("ends", message)
            .related(&facts.record.file, "starts", "it starts here")
            .help("correct one of the two; a last day is inclusive");
    }
    if let Some(meeting) = &event.working_group_meeting
        && meeting.ends < meeting.starts
    {
        let message = format!(
            "the working group meeting ends ({}) before it starts ({})",
            meeting.ends, meeting.starts
        );
        found
            .add("working-group-meeting.ends", message)
            .related(
                &facts.record.file,
                "working-group-meeting.starts",
                "it starts here",
            )
            .help("correct one of the two; a last day is inclusive");
    }
}
