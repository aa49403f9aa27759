use crate::check::prelude::*;
use crate::model::Event;
use crate::model::event::EventKind;

rule! {
    /// A main event carries fields that only an out-of-cycle event needs.
    /// ## Why
    /// Main events are held by HL7 International and need no approval. The fields mislead readers, or the kind of
    /// the event is wrong.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// kind: main
    /// sponsor: {name: Example Affiliate, kind: affiliate}
    /// ```
    /// Good:
    /// ```yaml
    /// kind: out-of-cycle
    /// sponsor: {name: Example Affiliate, kind: affiliate}
    /// ```
    /// ## Source
    /// HL7 out-of-cycle criteria: a main event needs none of this.
    pub static RULE: Rule {
        name: "main-event-with-out-of-cycle-fields",
        since: "0.1.0",
        severity: NOTE,
        check: Check::Event(check),
    }
}

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let event = facts.event();
    if event.kind != EventKind::Main {
        return;
    }
    for (key, _) in carried(event).into_iter().filter(|(_, there)| *there) {
        let message = format!("'{key}' is asked of out-of-cycle events, and this is a main one");
        found
            .add(key, message)
            .on_key()
            .related(&facts.record.file, "kind", "the kind of the event")
            .help("say 'kind: out-of-cycle', or remove the field");
    }
}

/// The fields of an out-of-cycle event, each with whether it is there.
fn carried(event: &Event) -> [(&'static str, bool); 10] {
    [
        ("sponsor", event.sponsor.is_some()),
        ("coordinator", event.coordinator.is_some()),
        ("technical-lead", event.technical_lead.is_some()),
        ("fhir-experienced", !event.fhir_experienced.is_empty()),
        ("prior-experience", event.prior_experience.is_some()),
        ("frozen-version", event.frozen_version.is_some()),
        ("other-requirements", !event.other_requirements.is_none()),
        ("scenarios", !event.scenarios.is_none()),
        ("comments-as-stu", event.comments_as_stu.is_some()),
        (
            "history",
            event
                .history
                .iter()
                .any(|entry| entry.what.is_of_approval()),
        ),
    ]
}
