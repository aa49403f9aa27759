use crate::check::prelude::*;
use crate::model::approval::Approval;

rule! {
    /// Registration for an out-of-cycle event is open, and the event is not approved.
    /// ## Why
    /// People register and book their travel for an event that may not be held as a Connectathon.
    ///
    /// An error when the event itself set the date on which registration opens, a warning when a default gave
    /// it. Once the event is over there is nothing left to approve.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # It is 2026-08-06
    /// kind: out-of-cycle
    /// timeline:
    ///   registration-open: 2026-07-27
    /// ```
    /// Good:
    /// ```yaml
    /// kind: out-of-cycle
    /// timeline:
    ///   registration-open: 2026-07-27
    /// history:
    ///   - when: 2026-07-01T10:00:00Z
    ///     what: submitted
    ///   - when: 2026-07-08T15:00:00Z
    ///     what: approved
    /// ```
    /// ## Source
    /// HL7 out-of-cycle criteria: the FHIR Management Group approves the event. The date is a design choice.
    pub static RULE: Rule {
        name: "event-not-approved",
        since: "0.1.0",
        severity: Policy::ByDeadline,
        check: Check::Event(check),
    }
}

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let opens = facts.timeline.get("registration-open");
    let Some(due) = opens.filter(|due| due.is_past(facts.now) && !facts.has_ended()) else {
        return;
    };
    let event = &facts.folder.slug;
    let (path, says, help) = match facts.event().approval() {
        Approval::NotNeeded | Approval::Approved => return,
        Approval::NotAsked => (
            "kind",
            "no one has asked for its approval",
            format!(
                "run 'cxn event approval {event}' to see what is asked, then 'cxn event submit {event}'"
            ),
        ),
        Approval::Submitted => (
            "history",
            "its approval is not decided",
            format!("record what was decided: cxn event approve {event} --note …"),
        ),
        Approval::Declined => (
            "history",
            "it was declined",
            format!(
                "fix what was missing and run 'cxn event submit {event}' again, or close the registration"
            ),
        ),
    };
    let message = format!(
        "registration for this out-of-cycle event opened on {}, and {says}",
        due.with_origin()
    );
    found
        .add(path, message)
        .deadline(due, &facts.record.file)
        .help(help);
}
