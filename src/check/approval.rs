//! The criteria that an out-of-cycle event has to meet before it is approved, as findings.

use crate::analysis::approval_criteria::Criterion;
use crate::analysis::event_facts::EventFacts;
use crate::check::finding::Findings;
use crate::model::Severity;
use crate::model::approval::Approval;
use crate::model::event::{Event, EventKind};

/// How bad an open criterion is: a warning until approval is asked for, then an error; a note once it was granted despite the gap.
fn severity(event: &Event) -> Severity {
    let despite = event
        .decided()
        .and_then(|entry| entry.decision.as_ref())
        .is_some_and(|decision| decision.despite.is_some());
    match event.approval() {
        Approval::Approved if despite => Severity::Note,
        Approval::NotAsked | Approval::NotNeeded => Severity::Warning,
        Approval::Submitted | Approval::Approved | Approval::Declined => Severity::Error,
    }
}

/// Reports what an out-of-cycle event still lacks for a criterion, until the event is over.
pub fn report_gaps(criterion: Criterion, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let event = facts.event();
    if event.kind != EventKind::OutOfCycle || facts.has_ended() {
        return;
    }
    for gap in criterion.gaps(event) {
        found
            .add(gap.path, gap.what)
            .severity(severity(event))
            .help(gap.help);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(more: &str) -> Event {
        let text = format!(
            "name: E\nkind: out-of-cycle\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\n{more}"
        );
        crate::yaml::read(&text).unwrap_or_else(|error| unreachable!("{error}\n{text}"))
    }

    #[test]
    fn an_open_criterion_grows_with_the_request() {
        let history = |entries: &str| severity(&event(&format!("history:\n{entries}")));
        let (asked, given) = (
            "  - {when: '2026-07-01T10:00:00Z', what: submitted}\n",
            "  - {when: '2026-07-02T10:00:00Z', what: approved, decision: {despite: a reason}}\n",
        );
        assert_eq!(severity(&event("")), Severity::Warning);
        assert_eq!(history(asked), Severity::Error);
        assert_eq!(history(&format!("{asked}{given}")), Severity::Note);
        let clean = given.replace(", decision: {despite: a reason}", "");
        assert_eq!(history(&format!("{asked}{clean}")), Severity::Error);
    }
}
