use crate::check::prelude::*;
use crate::model::event::EventKind;
use crate::model::{Event, person};

rule! {
    /// Two main events have the same number.
    /// ## Why
    /// The number is only a label, but people cite it. Two events of one number are mixed up in mails and reports.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # events/2026-09-rockville/event.yaml and events/2027-01-virtual/event.yaml
    /// number: '43'
    /// ```
    /// Good:
    /// ```yaml
    /// # events/2027-01-virtual/event.yaml
    /// number: '44'
    /// ```
    /// ## Source
    /// HL7's event pages, where the number is mis-cited; out-of-cycle events count in series of their own.
    pub static RULE: Rule {
        name: "event-number-reused",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Event(check),
    }
}

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let record = facts.record;
    let Some(number) = number(&record.value) else {
        return;
    };
    let order = |other: &Record<Event>| (other.value.opens(), other.slug.clone());
    let earlier = facts
        .workspace
        .events
        .values()
        .filter_map(|folder| folder.event.as_ref())
        .filter(|other| self::number(&other.value).as_ref() == Some(&number))
        .filter(|other| order(other) < order(record))
        .min_by_key(|other| order(other));
    if let Some(other) = earlier {
        let message = format!("event '{}' has the number {number} already", other.slug);
        found
            .add("number", message)
            .related(&other.file, "number", "the same number")
            .help("correct one of the two, or leave the number out");
    }
}

/// The number as it is compared; only main events share a series.
fn number(event: &Event) -> Option<String> {
    let number = person::fold(event.number.as_deref()?);
    let number = number.trim_start_matches('#').trim();
    (event.kind == EventKind::Main && !number.is_empty()).then(|| number.to_owned())
}
