use crate::analysis::systems::Found;
use crate::check::prelude::*;
use crate::model::{Slug, TestResult};

rule! {
    /// A system was tested in a role that it is not registered for.
    /// ## Why
    /// The pair is not among those that can meet, so that the matrix has more tested pairs than possible ones, and the
    /// next round of matches does not know it. Either the systems were named in the wrong order, or the
    /// registration is out of date.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # Alpha is registered for patient/client
    /// systems:
    ///   server: Example Health/Alpha
    /// ```
    /// Good:
    /// ```yaml
    /// systems:
    ///   client: Example Health/Alpha
    /// ```
    /// ## Source
    /// Registration: client and/or server in which role.
    pub static RULE: Rule {
        name: "result-role-not-registered",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Result(check),
    }
}

fn check(
    result: &Record<TestResult>,
    track: &Slug,
    facts: &EventFacts<'_>,
    found: &mut Findings<'_>,
) {
    let systems = facts.systems();
    for (key, text) in result.value.systems.iter() {
        let Found::One(at) = systems.find(text) else {
            continue;
        };
        let role = key.strip_suffix("-2").unwrap_or(key);
        let known = &systems.all[at];
        let is_role = facts
            .track(track.as_str())
            .is_some_and(|record| record.value.role(role).is_some());
        if !is_role || known.plays(track.as_str(), role) {
            continue;
        }
        let finding = found.add(
            Path::from("systems").key(key),
            format!("'{text}' is not registered for the role '{track}/{role}'"),
        );
        if let Some(person) = known.people.first() {
            finding.related(&person.file, "systems", "its registration is here");
        }
        finding
            .help("put the systems in the order of the roles, or add the role to the registration");
    }
}
