use std::collections::BTreeMap;

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
        check: Check::Workspace(check),
    }
}

/// How many main events a calendar year has.
const A_YEAR: usize = 3;

fn check(facts: &WorkspaceFacts<'_>, found: &mut Vec<Finding>, rule: &'static RuleInfo) {
    let mut years = BTreeMap::<i32, Vec<&Record<Event>>>::new();
    for record in facts.events() {
        if record.value.kind == EventKind::Main {
            let year = record.value.first_day().year();
            years.entry(year).or_default().push(record);
        }
    }
    for (year, mut events) in years {
        events.sort_by_key(|record| (record.value.first_day(), &record.slug));
        for (at, record) in events.iter().enumerate().skip(A_YEAR) {
            let nth = at + 1;
            let message = format!("'{}' is main event number {nth} of {year}", record.slug);
            let mut findings = Findings::new(rule, &record.file, None, found);
            let finding = findings.add("kind", message);
            finding
                .expected(["at most three main events in a calendar year"])
                .help("say 'kind: out-of-cycle', or correct the dates");
            finding.related_all(events[..at].iter().map(|other| {
                let label = format!("'{}' starts here", other.slug);
                (Place::new(&other.file, "starts"), label)
            }));
        }
    }
}
