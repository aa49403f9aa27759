use crate::analysis::matrix::role_keys;
use crate::check::prelude::*;
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::{Slug, TestResult};

rule! {
    /// A result has a system in a role that its scenario does not have.
    /// ## Why
    /// Without its role no one knows which side a system was on, and the pair has no place in the matrix. In a
    /// scenario that two systems of one role meet in, the second one has the role's id with `-2` after it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// systems:
    ///   clinet: Example Health/Alpha
    /// ```
    /// Good:
    /// ```yaml
    /// systems:
    ///   client: Example Health/Alpha
    /// ```
    /// ## Source
    /// Design choice: results refer to the roles of the track proposal.
    pub static RULE: Rule {
        name: "result-unknown-role",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Result(check),
    }
}

fn check(
    result: &Record<TestResult>,
    track: &Slug,
    facts: &EventFacts<'_>,
    found: &mut Findings<'_>,
) {
    let Some(record) = facts.track(track.as_str()) else {
        return;
    };
    let scenarios = &record.value.scenarios;
    let Some(scenario) = scenarios.iter().find(|one| one.id == result.value.scenario) else {
        return;
    };
    let keys = role_keys(&record.value, scenario);
    for role in result.value.systems.keys() {
        if keys.contains(role) || keys.is_empty() {
            continue;
        }
        let near = nearest(role, keys.iter().map(String::as_str));
        let message = format!("scenario '{}' has no role '{role}'", scenario.id);
        let finding = found.add(Path::from("systems").key(role), message);
        finding.on_key();
        finding.expected(keys.iter().cloned());
        finding
            .help(
                did_you_mean(&near)
                    .unwrap_or_else(|| "name one of the scenario's roles".to_owned()),
            )
            .offer_nearest(&near);
    }
}
