//! What the words of a person mean: a scenario, its systems in their roles, a verdict.

use crate::analysis::matrix::role_keys;
use crate::analysis::systems::{Found, Systems};
use crate::error::Failure;
use crate::import::result::words;
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::person::fold;
use crate::model::result::Verdict;
use crate::model::track::Scenario;
use crate::model::words::Word as _;
use crate::model::{Slug, Track};
use crate::workspace::{EventFolder, Record};

/// A scenario of a track, with the roles that systems take in it.
#[derive(Debug, Clone)]
pub struct Target<'a> {
    pub track: &'a Record<Track>,
    pub scenario: &'a Scenario,
    /// The keys that systems have in a result, in the order of the scenario's roles.
    pub roles: Vec<String>,
}

/// The track of a name.
pub fn track<'a>(folder: &'a EventFolder, name: &str) -> Result<&'a Record<Track>, Failure> {
    if let Some(record) = folder.tracks.get(name) {
        return Ok(record);
    }
    if folder.unread_tracks.contains(name) {
        return Err(
            Failure::other(format!("track '{}/{name}' cannot be parsed", folder.slug)).hint(
                format!(
                    "run 'cxn check {}/{name}' to see what is wrong with it",
                    folder.slug
                ),
            ),
        );
    }
    let near = nearest(name, folder.tracks.keys().map(Slug::as_str));
    let hint =
        did_you_mean(&near).unwrap_or_else(|| "run 'cxn track list' to see the tracks".to_owned());
    Err(Failure::not_found(format!("no track '{}' in event '{}'", name, folder.slug)).hint(hint))
}

/// The scenario of an id or a title, or of both: `S1 Scan a card`.
pub fn scenario<'a>(record: &'a Record<Track>, name: &str) -> Result<Target<'a>, Failure> {
    let folded = fold(name);
    let scenarios = &record.value.scenarios;
    let title = |one: &Scenario| one.title.as_deref().map(fold).unwrap_or_default();
    let found = scenarios
        .iter()
        .find(|one| one.id == name.trim())
        .or_else(|| {
            scenarios
                .iter()
                .find(|one| fold(&one.id) == folded || title(one) == folded)
        })
        .or_else(|| {
            // A form shows the id with the title behind it.
            let with_both = |one: &&Scenario| {
                folded.strip_prefix(&fold(&one.id)).is_some_and(|rest| {
                    let rest = rest.trim_start_matches([' ', ':', '-', '–', '.']);
                    rest.len() < folded.len() - one.id.len()
                        && !title(one).is_empty()
                        && rest == title(one)
                })
            };
            scenarios.iter().find(with_both)
        })
        .or_else(|| {
            let by_id = |one: &&Scenario| folded.split(' ').next() == Some(fold(&one.id).as_str());
            let mut by_id = scenarios.iter().filter(by_id);
            by_id.next().filter(|_| by_id.next().is_none())
        });
    if let Some(scenario) = found {
        return Ok(Target {
            track: record,
            roles: role_keys(&record.value, scenario),
            scenario,
        });
    }
    let near = nearest(name, scenarios.iter().map(|one| one.id.as_str()));
    let ids: Vec<&str> = scenarios.iter().map(|one| one.id.as_str()).collect();
    let hint = did_you_mean(&near).unwrap_or_else(|| {
        if ids.is_empty() {
            "the track has no scenarios yet".to_owned()
        } else {
            format!("expected one of: {}", ids.join(", "))
        }
    });
    let message = format!("track '{}' has no scenario '{name}'", record.slug);
    Err(Failure::not_found(message).hint(hint))
}

/// `TRACK/SCENARIO`, taken apart and found.
pub fn target<'a>(folder: &'a EventFolder, name: &str) -> Result<Target<'a>, Failure> {
    let Some((track_name, scenario_name)) = name.split_once('/') else {
        return Err(Failure::usage(format!("'{name}' does not name a scenario"))
            .hint(full_names(folder, name)));
    };
    scenario(track(folder, track_name)?, scenario_name)
}

/// The whole names of what a track or a scenario without its track may be.
fn full_names(folder: &EventFolder, name: &str) -> String {
    let of_track = folder.tracks.get(name).into_iter();
    let of_track = of_track.flat_map(|record| {
        let scenarios = record.value.scenarios.iter();
        scenarios.map(|one| format!("{}/{}", record.slug, one.id))
    });
    let named = folder.tracks.values().filter_map(|record| {
        let target = scenario(record, name).ok()?;
        Some(format!("{}/{}", record.slug, target.scenario.id))
    });
    let names: Vec<String> = of_track.chain(named).collect();
    match &names[..] {
        [] => "expected TRACK/SCENARIO, or EVENT/TRACK/SCENARIO".to_owned(),
        [one] => format!("did you mean '{one}'?"),
        several => format!("expected one of: {}", several.join(", ")),
    }
}

/// How results name the system that a text means.
pub fn system(systems: &Systems<'_>, text: &str) -> Result<String, Failure> {
    match systems.find(text) {
        Found::One(at) => Ok(systems.all[at].reference()),
        Found::Several(places) => {
            let names: Vec<String> = places
                .iter()
                .map(|at| systems.all[*at].reference())
                .collect();
            Err(Failure::usage(format!(
                "'{}' is the name of {} systems",
                text,
                places.len()
            ))
            .hint(format!("expected one of: {}", names.join(", "))))
        }
        Found::None => {
            let names: Vec<String> = systems
                .all
                .iter()
                .flat_map(|one| [one.name.to_owned(), one.full_name()])
                .collect();
            let near = nearest(text, names.iter().map(String::as_str));
            let hint = did_you_mean(&near)
                .unwrap_or_else(|| "run 'cxn systems' to see the systems".to_owned());
            Err(Failure::not_found(format!("no system '{text}' is registered")).hint(hint))
        }
    }
}

/// The systems of a run: in the order of the roles, or each with its role.
pub fn systems_in_roles(
    target: &Target<'_>,
    systems: &Systems<'_>,
    in_order: &[String],
    by_role: &[(String, String)],
) -> Result<Vec<(String, String)>, Failure> {
    let roles = &target.roles;
    let listed = roles.join(", ");
    let name = format!("{}/{}", target.track.slug, target.scenario.id);
    if !in_order.is_empty() && in_order.len() != roles.len() && !roles.is_empty() {
        let mut failure = Failure::usage(format!(
            "scenario '{name}' is tested by {} systems ({listed}): found {}",
            roles.len(),
            in_order.len()
        ));
        failure.hint = Some(
            "name one for each role, or '--system ROLE=SYSTEM' for a run without a partner"
                .to_owned(),
        );
        return Err(failure);
    }
    if roles.is_empty() && !in_order.is_empty() {
        return Err(
            Failure::usage(format!("scenario '{name}' names no roles")).hint(
                "pass '--system ROLE=SYSTEM', and ask the lead to add the roles to the scenario",
            ),
        );
    }
    let mut found = Vec::new();
    for (role, text) in roles.iter().zip(in_order) {
        found.push((role.clone(), system(systems, text)?));
    }
    for (role, text) in by_role {
        let known = roles.iter().find(|one| *one == role);
        if known.is_none() && !roles.is_empty() {
            let near = nearest(role, roles.iter().map(String::as_str));
            let hint = did_you_mean(&near).unwrap_or_else(|| format!("expected one of: {listed}"));
            return Err(
                Failure::usage(format!("scenario '{name}' has no role '{role}'")).hint(hint),
            );
        }
        if found.iter().any(|(one, _)| one == role) {
            return Err(Failure::usage(format!("role '{role}' has two systems")));
        }
        found.push((role.clone(), system(systems, text)?));
    }
    if found.is_empty() {
        return Err(
            Failure::usage(format!("no system of scenario '{name}' is named"))
                .hint(format!("name one for each role, in this order: {listed}")),
        );
    }
    Ok(found)
}

/// The verdict of a word, in any of the ways people write it.
pub fn verdict(word: &str) -> Result<Verdict, Failure> {
    words::spelled_out(word).ok_or_else(|| {
        let names = Verdict::ALL.iter().map(|one| one.as_str());
        let near = nearest(word, names.clone());
        let hint = did_you_mean(&near).unwrap_or_else(|| {
            format!("expected one of: {}", names.collect::<Vec<_>>().join(", "))
        });
        Failure::usage(format!("'{word}' is not a verdict")).hint(hint)
    })
}
