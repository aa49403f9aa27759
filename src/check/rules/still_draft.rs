use crate::check::deadline::Late;
use crate::check::prelude::*;

rule! {
    /// A proposal is still a draft after proposals closed.
    /// ## Why
    /// No one reviews a draft; left alone it misses the event without anyone having said so.
    ///
    /// A hard close that was missed is an error, a default a warning, and a recorded `late-exception` that
    /// still holds makes it a note. After the event it is a note as well.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # The event sets proposals-close: 2026-08-08, and it is 2026-08-09
    /// status: draft
    /// ```
    /// Good:
    /// ```yaml
    /// # The event sets proposals-close: 2026-08-08, and it is 2026-08-09
    /// status: submitted
    /// ```
    /// ## Source
    /// Timeline: proposals close. A real proposal was still a draft 24 days before its event.
    pub static RULE: Rule {
        name: "still-draft",
        since: "0.1.0",
        severity: Policy::ByDeadline,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &track.value;
    if value.status != TrackStatus::Draft {
        return;
    }
    if facts.has_ended() {
        found
            .add(
                "status",
                "the event is over, and the proposal is still a draft",
            )
            .severity(Severity::Note)
            .help("withdraw it, or carry it on to the next event");
        return;
    }
    let due = facts.timeline.get("proposals-close");
    let Some(due) = due.filter(|due| due.is_past(facts.now)) else {
        return;
    };
    let message = format!(
        "the proposal is still a draft, and proposals closed on {}",
        due.with_origin()
    );
    let late = Late {
        due,
        exception: value.late_exception.as_ref(),
        moment: facts.now,
    };
    let finding = late.add(found, "status", &message, facts);
    let help = if finding.severity == Severity::Note {
        "submit it while the exception holds"
    } else {
        "submit it with a recorded late exception, or withdraw it"
    };
    finding.help(help);
}
