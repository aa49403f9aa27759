use std::collections::BTreeMap;

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
        check: Check::Workspace(check),
    }
}

fn check(facts: &WorkspaceFacts<'_>, found: &mut Vec<Finding>, rule: &'static RuleInfo) {
    let order = |one: &Record<Event>| (one.value.opens(), one.slug.clone());
    let mut firsts = BTreeMap::<String, &Record<Event>>::new();
    for record in facts.events() {
        if let Some(number) = number(&record.value) {
            let first = firsts.entry(number).or_insert(record);
            if order(record) < order(first) {
                *first = record;
            }
        }
    }
    for record in facts.events() {
        let Some(number) = number(&record.value) else {
            continue;
        };
        let first = firsts[&number];
        if first.slug != record.slug {
            let message = format!("event '{}' has the number {number} already", first.slug);
            Findings::new(rule, &record.file, None, found)
                .add("number", message)
                .related(&first.file, "number", "the same number")
                .help("correct one of the two, or leave the number out");
        }
    }
}

/// The number as it is compared; only main events share a series.
fn number(event: &Event) -> Option<String> {
    let number = person::fold(event.number.as_deref()?);
    let number = number.trim_start_matches('#').trim();
    (event.kind == EventKind::Main && !number.is_empty()).then(|| number.to_owned())
}
