//! Where the rows of another tool's file belong: which scenario, which systems, which verdict. What has no place is listed.

use std::collections::BTreeMap;

use crate::analysis::systems::{Found, Systems};
use crate::import::result::{Named, Report, Row};
use crate::model::mapping::{IGNORE, Mapping};
use crate::model::person::fold;
use crate::model::result::{Capacity, Source, Verdict};
use crate::model::zone::Tz;
use crate::model::{Moment, Slug};
use crate::process::result::record::Run;
use crate::process::result::resolve::{self, Target};
use crate::workspace::EventFolder;

/// What rows are placed with.
pub struct Ground<'a> {
    pub folder: &'a EventFolder,
    pub systems: &'a Systems<'a>,
    pub mapping: &'a Mapping,
    /// The track of scenarios that are named alone.
    pub track: Option<&'a str>,
    /// The scenario, `TRACK/SCENARIO`, of a file that names none, such as a matrix.
    pub scenario: Option<&'a str>,
    /// Whose system was tested, by role, where the file does not say.
    pub tested: Vec<(String, String)>,
    pub zone: Tz,
    /// The file's digest.
    pub digest: String,
}

/// A row or a group of rows that has its place.
#[derive(Debug, Clone)]
pub struct Placed {
    pub track: Slug,
    pub run: Run,
    /// Whether the file says when it ended.
    pub has_time: bool,
    pub is_withdrawn: bool,
    /// Where in the file it is from, the first place of several.
    pub place: String,
}

/// Names that a mapping lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    pub tests: Vec<String>,
    pub systems: Vec<String>,
    pub verdicts: Vec<String>,
    /// Whether no system is known to be the one that was tested.
    pub tested: bool,
}

impl Missing {
    fn add(list: &mut Vec<String>, name: &str) {
        if !list.iter().any(|one| one == name) {
            list.push(name.to_owned());
        }
    }

    pub fn is_empty(&self) -> bool {
        self.tests.is_empty() && self.systems.is_empty() && self.verdicts.is_empty()
    }
}

/// What became of a file's rows.
#[derive(Debug, Default)]
pub struct Placement {
    pub placed: Vec<Placed>,
    /// Why rows have no place, with where the first one is and how many there are.
    pub unplaced: Vec<(String, String, usize)>,
    /// What is left out on purpose, or is no part of a result, in the same way.
    pub left_out: Vec<(String, String, usize)>,
    pub missing: Missing,
}

fn count(list: &mut Vec<(String, String, usize)>, place: &str, reason: String) {
    match list.iter_mut().find(|(_, one, _)| *one == reason) {
        Some((_, _, count)) => *count += 1,
        None => list.push((place.to_owned(), reason, 1)),
    }
}

impl Placement {
    fn leave(&mut self, place: &str, reason: String) {
        count(&mut self.unplaced, place, reason);
    }

    fn leave_out(&mut self, place: &str, reason: String) {
        count(&mut self.left_out, place, reason);
    }
}

/// Where a row belongs.
struct Spot<'a> {
    target: Target<'a>,
    /// The name that the mapping knows it by.
    test: Option<String>,
}

type Key = (
    Slug,
    String,
    Vec<(String, String)>,
    Option<String>,
    Option<String>,
);

/// Finds the place of every row.
pub fn place(report: &Report, ground: &Ground<'_>) -> Placement {
    let mut placement = Placement::default();
    let mut groups = BTreeMap::<Key, Vec<(&Row, Option<Verdict>)>>::new();
    for row in &report.rows {
        let spot = match spot(row, ground, &mut placement.missing) {
            Ok(Some(spot)) => spot,
            Ok(None) => {
                placement.leave_out(&row.place, "is ignored, as the mapping says".to_owned());
                continue;
            }
            Err(reason) => {
                placement.leave(&row.place, reason);
                continue;
            }
        };
        let systems = match systems(row, &spot.target, ground, &mut placement) {
            Ok(systems) => systems,
            Err(reason) => {
                placement.leave(&row.place, reason);
                continue;
            }
        };
        let verdict = row
            .verdict
            .or_else(|| *ground.mapping.verdicts.get(&row.word)?);
        if verdict.is_none() {
            if matches!(report.tool, "sheet" | "issue-form") && !row.word.is_empty() {
                Missing::add(&mut placement.missing.verdicts, &row.word);
                placement.leave(
                    &row.place,
                    format!(
                        "'{}' is not a verdict; say under 'verdicts' what it means",
                        row.word
                    ),
                );
                continue;
            }
            // A tool without a verdict says nothing; but a group with one that it still waits for is not done.
            placement.leave(
                &row.place,
                format!(
                    "has no verdict ({})",
                    if row.word.is_empty() {
                        "none"
                    } else {
                        &row.word
                    }
                ),
            );
            continue;
        }
        let key = (
            spot.target.track.slug.clone(),
            spot.target.scenario.id.clone(),
            systems,
            row.path.clone(),
            spot.test.clone().or_else(|| {
                row.names
                    .first()
                    .cloned()
                    .filter(|_| report.tool == "issue-form")
            }),
        );
        groups.entry(key).or_default().push((row, verdict));
    }
    for ((track, scenario, systems, path, test), rows) in groups {
        let Some((verdict, row)) = rolled_up(&rows) else {
            continue;
        };
        if report.tool == "sheet" && rows.len() > 1 {
            let last = &row.place;
            for (earlier, _) in rows.iter().filter(|(one, _)| one.place != *last) {
                placement.leave_out(
                    &earlier.place,
                    format!("is replaced by {last}, which has the same systems"),
                );
            }
        }
        let moments = rows.iter().filter_map(|(row, _)| row.when);
        let when = moments
            .map(|when| when.start(ground.zone).fixed_offset())
            .max();
        placement.placed.push(Placed {
            track,
            has_time: when.is_some(),
            is_withdrawn: row.is_withdrawn,
            place: rows[0].0.place.clone(),
            run: Run {
                scenario,
                systems,
                verdict: Some(verdict),
                path,
                when: when.map(Moment),
                by: row.reported_by.clone(),
                capacity: Capacity::Import,
                note: row.note.clone(),
                evidence: row.evidence.clone(),
                issues: row.issues.clone(),
                source: Some(Source {
                    tool: report.tool.to_owned(),
                    version: row.version.clone(),
                    suite: row.suite.clone(),
                    test,
                    session: report.session.clone(),
                    digest: Some(ground.digest.clone()),
                }),
            },
        });
    }
    placement
}

/// The verdict of the tests that stand for one scenario, and the row that decides it: the worst of those that are required; where
/// none is, one that passes is enough.
fn rolled_up<'r>(rows: &[(&'r Row, Option<Verdict>)]) -> Option<(Verdict, &'r Row)> {
    const WORST: [Verdict; 7] = [
        Verdict::Failed,
        Verdict::TestDefect,
        Verdict::Blocked,
        Verdict::PartlyPassed,
        Verdict::NoPartner,
        Verdict::NotAttempted,
        Verdict::Passed,
    ];
    // Forms and sheets have one row a run: the last one counts.
    if rows.iter().all(|(row, _)| row.scenario.is_some()) {
        let (row, verdict) = rows.last()?;
        return Some(((*verdict)?, row));
    }
    let required: Vec<_> = rows.iter().filter(|(row, _)| row.is_required).collect();
    let order = |verdict: &Verdict| WORST.iter().position(|one| one == verdict);
    let known = |(row, verdict): &(&'r Row, Option<Verdict>)| Some(((*verdict)?, *row));
    if required.is_empty() {
        rows.iter()
            .filter_map(known)
            .max_by_key(|(verdict, _)| order(verdict))
    } else {
        required
            .into_iter()
            .filter_map(known)
            .min_by_key(|(verdict, _)| order(verdict))
    }
}

/// The scenario of a row; `None` where the mapping says to ignore it.
fn spot<'a>(
    row: &Row,
    ground: &Ground<'a>,
    missing: &mut Missing,
) -> Result<Option<Spot<'a>>, String> {
    let written = row.scenario.iter().chain(&row.names);
    let mapped = written.filter_map(|name| ground.mapping.test(name));
    let mapped = mapped.max_by_key(|(key, value)| (value.is_some(), key.len()));
    let track = row
        .track
        .as_deref()
        .or(ground.track)
        .or(ground.mapping.track.as_deref());
    if let Some((key, Some(value))) = mapped {
        if value.trim() == IGNORE {
            return Ok(None);
        }
        let full = match track {
            Some(track) if !value.contains('/') => format!("{track}/{value}"),
            _ => value.to_owned(),
        };
        let target =
            resolve::target(ground.folder, full.trim()).map_err(|failure| failure.message)?;
        let test = Some(key.to_owned()).filter(|_| row.scenario.is_none());
        return Ok(Some(Spot { target, test }));
    }
    // What is called as a scenario is that scenario.
    let names: Vec<&String> = row
        .scenario
        .iter()
        .chain(row.names.iter().filter(|_| row.scenario.is_none()))
        .collect();
    for name in &names {
        let target = match track {
            Some(track) => resolve::target(ground.folder, &format!("{track}/{name}")).ok(),
            None => only_track(ground.folder, name),
        };
        if let Some(target) = target {
            let test = row.scenario.is_none().then(|| (*name).clone());
            return Ok(Some(Spot { target, test }));
        }
    }
    match (&row.scenario, row.names.first()) {
        (Some(name), _) => {
            Missing::add(&mut missing.tests, name);
            Err(match track {
                Some(track) => format!("scenario '{name}' is not one of track '{track}'"),
                None => format!(
                    "scenario '{name}' is not one of a single track; pass --track, or map it"
                ),
            })
        }
        (None, Some(name)) => {
            let group = group(name);
            Missing::add(&mut missing.tests, group);
            Err(format!("'{group}' is not mapped to a scenario"))
        }
        (None, None) if ground.scenario.is_some() => {
            let name = ground.scenario.unwrap_or_default();
            let target = resolve::target(ground.folder, name).map_err(|failure| failure.message)?;
            Ok(Some(Spot { target, test: None }))
        }
        (None, None) => {
            Err("names neither a scenario nor a test; pass --track TRACK/SCENARIO".to_owned())
        }
    }
}

/// The one track that has a scenario of a name, by its id or title.
fn only_track<'a>(folder: &'a EventFolder, name: &str) -> Option<Target<'a>> {
    let tracks = folder
        .tracks
        .values()
        .filter(|track| track.value.status.is_open());
    let folded = fold(name);
    let has = |track: &&crate::workspace::Record<crate::model::Track>| {
        let scenarios = &track.value.scenarios;
        scenarios.iter().any(|one| {
            let id = fold(&one.id);
            id == folded
                || one.title.as_deref().is_some_and(|title| {
                    fold(title) == folded || format!("{id} {}", fold(title)) == folded
                })
        })
    };
    let mut having = tracks.filter(has);
    let one = having.next().filter(|_| having.next().is_none())?;
    resolve::scenario(one, name).ok()
}

/// The group that a test is in: what a person maps is mostly a group.
fn group(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((group, _)) if !group.is_empty() && !name.contains('/') => group,
        _ => name.rsplit_once('/').map_or(name, |(suite, _)| suite),
    }
}

/// The systems of a row, each in its role, as results name them.
fn systems(
    row: &Row,
    target: &Target<'_>,
    ground: &Ground<'_>,
    placement: &mut Placement,
) -> Result<Vec<(String, String)>, String> {
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut alone: Vec<usize> = Vec::new();
    for named in &row.systems {
        let role = named
            .role
            .as_deref()
            .and_then(|role| role_of(role, target, ground.mapping));
        if named.role.is_some() && role.is_none() {
            // A question of a form or a column of a sheet that is no role.
            let heading = named.role.as_deref().unwrap_or_default();
            placement.leave_out(
                &row.place,
                format!(
                    "the answer to '{heading}' is not read: no role of the scenario is called so"
                ),
            );
            continue;
        }
        let at = match one(named, ground) {
            Ok(Some(at)) => at,
            Ok(None) => continue,
            Err(name) => {
                Missing::add(&mut placement.missing.systems, &name);
                return Err(format!("'{name}' is not a registered system"));
            }
        };
        match role {
            Some(role) => found.push((role, at)),
            None => alone.push(at),
        }
    }
    // Without a role, what a system is registered for decides, where that is one role only.
    for at in alone {
        let known = &ground.systems.all[at];
        let free = target.roles.iter().filter(|role| {
            let plain = role.strip_suffix("-2").unwrap_or(role);
            known.plays(target.track.slug.as_str(), plain)
                && !found.iter().any(|(taken, _)| taken == *role)
        });
        let free: Vec<&String> = free.collect();
        let role = match (&free[..], &target.roles[..]) {
            ([one, ..], _) if free.len() == 1 || target.roles.len() == 2 && one.ends_with("-2") => {
                (*one).clone()
            }
            ([one, second], _) if second.ends_with("-2") => (*one).clone(),
            ([], [only]) => only.clone(),
            _ => {
                return Err(format!(
                    "'{}' has no single role in the scenario; say which in the heading",
                    known.full_name()
                ));
            }
        };
        found.push((role, at));
    }
    let mut systems: Vec<(String, String)> = found
        .into_iter()
        .map(|(role, at)| (role, ground.systems.all[at].reference()))
        .collect();
    let tested = ground.tested.iter().cloned().chain(
        ground
            .mapping
            .tested
            .iter()
            .map(|(role, one)| (role.clone(), one.clone())),
    );
    for (role, text) in tested {
        let is_role = target.roles.is_empty() || target.roles.contains(&role);
        if is_role && !systems.iter().any(|(taken, _)| *taken == role) {
            let name = resolve::system(ground.systems, &text).map_err(|failure| failure.message)?;
            systems.push((role, name));
        }
    }
    if systems.is_empty() {
        placement.missing.tested = true;
        return Err("does not say which system was tested; pass '--system ROLE=SYSTEM', or map it under 'tested'".to_owned());
    }
    systems.sort();
    Ok(systems)
}

/// The place of the system that a file names; `None` for one that is ignored or that only an address names which nobody
/// registered, else the name that is not known.
fn one(named: &Named, ground: &Ground<'_>) -> Result<Option<usize>, String> {
    let systems = ground.systems;
    if let Some(name) = &named.name
        && let Some(Some(mapped)) = ground.mapping.systems.get(name)
    {
        if mapped.trim() == IGNORE {
            return Ok(None);
        }
        return match systems.find(mapped) {
            Found::One(at) => Ok(Some(at)),
            _ => Err(name.clone()),
        };
    }
    if let Some(address) = &named.address {
        let mut there = systems.all.iter().enumerate();
        let is_there = |(_, one): &(usize, &crate::analysis::systems::Known<'_>)| {
            one.base_url.is_some_and(|url| address.is(url))
        };
        if let Some((at, _)) = there.find(is_there) {
            return Ok(Some(at));
        }
    }
    let with_organization = match (&named.organization, &named.name) {
        (Some(organization), Some(name)) => Some(format!("{organization}/{name}")),
        _ => None,
    };
    let texts = named.id.iter().chain(&with_organization).chain(&named.name);
    for text in texts {
        if let Found::One(at) = systems.find(text) {
            return Ok(Some(at));
        }
    }
    match &named.name {
        Some(name) => Err(name.clone()),
        None => Ok(None),
    }
}

/// The role of the scenario that a heading means: by the mapping, its id, its name, or its kind where only one is of that kind.
fn role_of(heading: &str, target: &Target<'_>, mapping: &Mapping) -> Option<String> {
    if let Some(Some(mapped)) = mapping.roles.get(heading) {
        return Some(mapped.clone());
    }
    let folded = fold(heading);
    let track = &target.track.value;
    let is_called = |key: &&String| {
        let plain = key.strip_suffix("-2").unwrap_or(key);
        let role = track.role(plain);
        fold(key) == folded
            || role
                .and_then(|role| role.name.as_deref())
                .is_some_and(|name| fold(name) == folded)
    };
    if let Some(key) = target.roles.iter().find(is_called) {
        return Some(key.clone());
    }
    let mut of_kind = target.roles.iter().filter(|key| {
        let role = track.role(key.strip_suffix("-2").unwrap_or(key));
        role.and_then(|role| role.kind)
            .is_some_and(|kind| kind.to_string() == folded)
    });
    of_kind.next().filter(|_| of_kind.next().is_none()).cloned()
}
