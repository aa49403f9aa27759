use chrono::Datelike as _;

use crate::check::prelude::*;
use crate::model::Event;
use crate::model::event::EventKind;

rule! {
    /// A calendar year has a fourth main event.
    /// ## Why
    /// HL7 International holds three main events a year. A fourth is nearly always an out-of-cycle event whose
    /// kind was left out, and it would be spared the approval those need.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # the fourth of 2026
    /// name: Connectathon of the affiliates
    /// starts: 2026-11-07
    /// ends: 2026-11-08
    /// ```
    /// Good:
    /// ```yaml
    /// name: Connectathon of the affiliates
    /// kind: out-of-cycle
    /// starts: 2026-11-07
    /// ends: 2026-11-08
    /// ```
    /// ## Source
    /// HL7's calendar: three main events a year, about January, May and September.
    pub static RULE: Rule {
        name: "too-many-main-events",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Event(check),
    }
}

/// How many main events a calendar year has.
const A_YEAR: usize = 3;

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let event = facts.event();
    if event.kind != EventKind::Main {
        return;
    }
    let year = event.first_day().year();
    let mut same: Vec<&Record<Event>> = facts
        .workspace
        .events
        .values()
        .filter_map(|folder| folder.event.as_ref())
        .filter(|other| {
            other.value.kind == EventKind::Main && other.value.first_day().year() == year
        })
        .collect();
    same.sort_by_key(|other| (other.value.first_day(), other.slug.clone()));
    let Some(at) = same
        .iter()
        .position(|other| other.slug == facts.record.slug)
        .filter(|at| *at >= A_YEAR)
    else {
        return;
    };
    let message = format!(
        "'{}' is main event number {} of {year}",
        facts.record.slug,
        at + 1
    );
    let finding = found.add("kind", message);
    finding
        .expected(["at most three main events in a calendar year"])
        .help("say 'kind: out-of-cycle', or correct the dates");
    for other in &same[..at] {
        let label = format!("'{}' starts here", other.slug);
        finding.related(&other.file, "starts", label);
    }
}
