use crate::analysis::readiness::{Testability, assess};
use crate::check::prelude::*;

rule! {
    /// The event is a week away or on, and no one can test a scenario.
    /// ## Why
    /// People travel for a scenario and find no one on the other side. A week is enough to ask for a server, or to put
    /// another scenario in its place.
    ///
    /// Looks at approved tracks, from seven days before the event's first day until its end. `cxn readiness` shows who
    /// could play each role, at any time.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # No registered system plays the role 'server'
    /// scenarios:
    ///   - id: register
    ///     roles: [client, server]
    /// ```
    /// Good:
    /// ```yaml
    /// # Systems of two organizations are registered, one for each role
    /// scenarios:
    ///   - id: register
    ///     roles: [client, server]
    /// ```
    /// ## Source
    /// On the days: a client in a role and a server in a role run one scenario; two systems of the same organization prove
    /// nothing. A warning: the lead cannot make others register.
    pub static RULE: Rule {
        name: "scenario-not-testable",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Track(check),
    }
}

/// How many days before the event's first day it begins to matter.
const DAYS: i64 = 7;

fn check(track: &Record<Track>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    if track.value.status != TrackStatus::Approved
        || facts.days_to_start() > DAYS
        || facts.has_ended()
    {
        return;
    }
    let (players, releases) = facts.implementations_of(track);
    for (at, scenario) in track.value.scenarios.iter().enumerate() {
        let readiness = assess(&track.value, scenario, players, &releases);
        if readiness.verdict == Testability::NotTestable {
            found
                .add(
                    Path::root().key("scenarios").index(at).key("id"),
                    format!("scenario '{}' cannot be tested: {}", scenario.id, readiness.reason),
                )
                .help("ask for what is missing, or take the scenario out; 'cxn readiness' shows who could play what");
        }
    }
}
