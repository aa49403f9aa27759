use crate::check::prelude::*;
use crate::model::Slug;
use crate::model::milestone::PREPARATORY_TESTS_DONE;
use crate::model::person::fold;
use crate::model::registration::{System, role_reference};
use crate::model::timeline::Origin;
use crate::workspace::RecordKind;

rule! {
    /// A system has no result of a preparatory test at its deadline.
    /// ## Why
    /// A scenario with `preparatory: true` is done before the event, by each system for itself or with a test tool.
    /// A system that did not pass it costs its partners their first morning. The deadline is the event's milestone
    /// `preparatory-tests-done`; what is only a default is a note.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # no result of scenario 'smoke' names this system
    /// systems:
    ///   - name: Alpha
    ///     roles: [patient/client]
    /// ```
    /// Good:
    /// ```yaml
    /// # events/EVENT/results/patient/….yaml
    /// scenario: smoke
    /// systems:
    ///   client: Example Health/Alpha
    /// verdict: passed
    /// ```
    /// ## Source
    /// Gazelle: preparatory tests are a condition for taking part.
    pub static RULE: Rule {
        name: "preparatory-test-missing",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Registration(check),
    }
}

fn check(person: &Record<Registration>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let Some(due) = facts.timeline.get(PREPARATORY_TESTS_DONE) else {
        return;
    };
    // A result that cannot be parsed may be the one.
    let has_unread = facts.folder.has_unread(RecordKind::Result);
    if !person.value.is_seated() || !due.is_past(facts.now) || has_unread {
        return;
    }
    for (at, system) in person.value.systems.iter().enumerate() {
        for (track, scenario) in missing(system, person, facts) {
            let finding = found.add(
                format!("systems[{at}].name"),
                format!(
                    "system '{}' has no passed result of the preparatory test '{track}/{scenario}'",
                    system.name.trim()
                ),
            );
            finding.deadline(due, &facts.record.file);
            if due.origin != Origin::Event {
                finding.severity(Severity::Note);
            }
            finding.help(format!(
                "record it: 'cxn result add {}/{track}/{scenario} SYSTEM passed'",
                facts.folder.slug
            ));
        }
    }
}

/// The preparatory scenarios that a system has a role in and has not passed.
fn missing<'a>(
    system: &System,
    person: &Record<Registration>,
    facts: &EventFacts<'a>,
) -> Vec<(&'a Slug, &'a str)> {
    let organization = person.value.organization.as_deref().unwrap_or_default();
    let names = [
        fold(&system.name),
        fold(&format!("{}/{}", organization.trim(), system.name.trim())),
    ];
    let mut missing = Vec::new();
    for track in facts
        .folder
        .tracks
        .values()
        .filter(|track| track.value.status == TrackStatus::Approved)
    {
        let plays = |role: &String| {
            let mut roles = system
                .roles
                .iter()
                .filter_map(|text| role_reference(text.trim()));
            roles.any(|(name, id)| name == track.slug.as_str() && id == role.trim())
        };
        for scenario in track.value.scenarios.iter().filter(|one| one.preparatory) {
            if !scenario.roles.iter().any(plays) {
                continue;
            }
            let is_own = |text: &String| {
                let folded = fold(text);
                names.contains(&folded) || system.id.as_deref().is_some_and(|id| fold(id) == folded)
            };
            let has_passed = facts.standings(&track.slug).iter().any(|one| {
                one.scenario == scenario.id
                    && one.has_passed()
                    && one.systems.iter().any(|(_, partner)| {
                        is_own(&partner.system)
                            || is_own(&format!("{}/{}", partner.organization, partner.system))
                    })
            });
            if !has_passed {
                missing.push((&track.slug, scenario.id.as_str()));
            }
        }
    }
    missing
}
