use crate::check::prelude::*;
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::{Slug, TestResult};

rule! {
    /// A result is of a scenario that its track does not have.
    /// ## Why
    /// The result has no place in the matrix, and it is not counted. The scenario may have been renamed, or the
    /// result is in another track's folder.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # events/EVENT/results/patient/…, and track 'patient' has 'register'
    /// scenario: registr
    /// ```
    /// Good:
    /// ```yaml
    /// scenario: register
    /// ```
    /// ## Source
    /// Design choice: a result that has no place is said, not dropped.
    pub static RULE: Rule {
        name: "result-unknown-scenario",
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
    let value = &result.value;
    let Some(record) = facts.track(track.as_str()) else {
        if !facts.folder.has_track(track.as_str()) {
            let near = nearest(track.as_str(), facts.track_names());
            found
                .add(
                    "scenario",
                    format!("the result is of track '{track}', which the event does not have"),
                )
                .help(
                    did_you_mean(&near)
                        .unwrap_or_else(|| "move the file to the folder of its track".to_owned()),
                );
        }
        return;
    };
    let scenarios = record.value.scenarios.iter();
    let ids: Vec<&str> = scenarios.map(|scenario| scenario.id.as_str()).collect();
    if ids.contains(&value.scenario.as_str()) {
        return;
    }
    let near = nearest(&value.scenario, ids.iter().copied());
    let help =
        did_you_mean(&near).unwrap_or_else(|| "name one of the track's scenarios".to_owned());
    let finding = found.add(
        "scenario",
        format!("track '{track}' has no scenario '{}'", value.scenario),
    );
    finding.expected(ids);
    finding.related(&record.file, "scenarios", "the track's scenarios are here");
    finding.help(help).offer_nearest(&near);
}
