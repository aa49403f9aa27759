//! Where the rows of another tool's file belong: which scenario, which systems, which verdict. What has no place is listed.

mod systems;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::Timelike as _;

use crate::analysis::systems::Systems;
use crate::import::result::{Report, Row};
use crate::model::invisible;
use crate::model::mapping::{IGNORE, Mapping};
use crate::model::person::fold;
use crate::model::result::{Capacity, Source, Verdict};
use crate::model::zone::Tz;
use crate::model::{Moment, Slug, When};
use crate::process::result::record::Run;
use crate::process::result::resolve::{self, Target};
use crate::workspace::EventFolder;
use systems::systems;

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
    pub tests: BTreeSet<String>,
    pub systems: BTreeSet<String>,
    pub verdicts: BTreeSet<String>,
    /// Whether no system is known to be the one that was tested.
    pub tested: bool,
}

impl Missing {
    fn add(names: &mut BTreeSet<String>, name: &str) {
        // A name that no one can type is not one to be mapped.
        if invisible::first(name).is_none() && !names.contains(name) {
            names.insert(name.to_owned());
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
    /// Why rows have no place.
    pub unplaced: Reasons,
    /// What is left out on purpose, or is no part of a result.
    pub left_out: Reasons,
    pub missing: Missing,
}

/// Why rows are no results, in the order of the file.
#[derive(Debug, Default)]
pub struct Reasons {
    /// Where the first row is, the reason, and how many rows there are.
    pub all: Vec<(String, String, usize)>,
    /// Where each reason is in the list: every row may have one of its own.
    places: HashMap<String, usize>,
}

impl Reasons {
    fn add(&mut self, place: &str, reason: String) {
        if let Some(at) = self.places.get(&reason) {
            self.all[*at].2 += 1;
        } else {
            self.places.insert(reason.clone(), self.all.len());
            self.all.push((place.to_owned(), reason, 1));
        }
    }
}

impl Placement {
    fn leave(&mut self, place: &str, reason: String) {
        self.unplaced.add(place, reason);
    }

    fn leave_out(&mut self, place: &str, reason: String) {
        self.left_out.add(place, reason);
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

/// The most tests that the source of a run names.
const NAMED_TESTS: usize = 10;

/// The tests of a run, as its source names them.
fn all_of(names: &BTreeSet<String>) -> Option<String> {
    let shown: Vec<&str> = names.iter().take(NAMED_TESTS).map(String::as_str).collect();
    let shown = Some(shown.join(", ")).filter(|shown| !shown.is_empty())?;
    Some(match names.len().saturating_sub(NAMED_TESTS) {
        0 => shown,
        more => format!("{shown}, and {more} more"),
    })
}

/// Finds the place of every row.
pub fn place(report: &Report, ground: &Ground<'_>) -> Placement {
    let mut placement = Placement::default();
    for (place, why) in &report.refused {
        placement.leave(place, why.clone());
    }
    let mut groups = BTreeMap::<Key, Vec<(&Row, Option<Verdict>)>>::new();
    let mut tests = BTreeMap::<Key, BTreeSet<String>>::new();
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
        let Ok(verdict) = verdict_of(row, report, ground, &mut placement) else {
            continue;
        };
        let key = (
            spot.target.track.slug.clone(),
            spot.target.scenario.id.clone(),
            systems,
            row.path.clone(),
            row.names
                .first()
                .cloned()
                .filter(|_| report.tool == Source::ISSUE_FORM),
        );
        // All tests that stand for one scenario are one run of it.
        tests.entry(key.clone()).or_default().extend(spot.test);
        groups.entry(key).or_default().push((row, verdict));
    }
    for (mut key, rows) in groups {
        let names = tests.remove(&key).unwrap_or_default();
        let waiting = rows
            .iter()
            .find(|(row, verdict)| row.is_required && verdict.is_none());
        if let Some((row, _)) = waiting {
            let word = if row.word.is_empty() {
                "none"
            } else {
                &row.word
            };
            placement.leave(&row.place, format!("has no verdict yet ({word})"));
            continue;
        }
        if let Some((verdict, row)) = rolled_up(&rows, report.tool) {
            if report.tool == "sheet" {
                for (earlier, _) in rows.iter().filter(|(one, _)| one.place != row.place) {
                    let reason =
                        format!("is replaced by {}, which has the same systems", row.place);
                    placement.leave_out(&earlier.place, reason);
                }
            }
            key.4 = key.4.or_else(|| all_of(&names));
            let placed = placed(report, ground, key, &rows, (verdict, row));
            match hidden(&placed.run) {
                Some(complaint) => placement.leave(&placed.place, complaint),
                None => placement.placed.push(placed),
            }
        }
    }
    placement
}

/// The verdict of a row, by the mapping where the file's word has no meaning by itself. A test that a tool still waits for has none,
/// and keeps its group open; a row that says nothing has no place.
fn verdict_of(
    row: &Row,
    report: &Report,
    ground: &Ground<'_>,
    placement: &mut Placement,
) -> Result<Option<Verdict>, ()> {
    let mapped = || *ground.mapping.verdicts.get(&row.word)?;
    if let Some(verdict) = row.verdict.or_else(mapped) {
        return Ok(Some(verdict));
    }
    if !matches!(report.tool, "sheet" | Source::ISSUE_FORM) {
        if row.word == "omit" {
            placement.leave_out(&row.place, "did not apply (omit)".to_owned());
            return Err(());
        }
        return Ok(None);
    }
    if row.word.is_empty() {
        placement.leave(&row.place, "has no verdict".to_owned());
    } else {
        Missing::add(&mut placement.missing.verdicts, &row.word);
        let word = &row.word;
        let reason = format!("'{word}' is not a verdict; say under 'verdicts' what it means");
        placement.leave(&row.place, reason);
    }
    Err(())
}

/// The run that a group of rows comes to.
fn placed(
    report: &Report,
    ground: &Ground<'_>,
    (track, scenario, systems, path, test): Key,
    rows: &[(&Row, Option<Verdict>)],
    (verdict, row): (Verdict, &Row),
) -> Placed {
    let moments = rows.iter().filter_map(|(row, _)| row.when);
    // Tools count in parts of a second; files keep whole ones.
    let whole = |when: &When| {
        let at = when.start(ground.zone).fixed_offset();
        at.with_nanosecond(0).unwrap_or(at)
    };
    let when = moments.map(|when| whole(&when)).max();
    Placed {
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
    }
}

/// What is wrong with the first text of a run that holds a character which no one sees.
fn hidden(run: &Run) -> Option<String> {
    let source = run.source.as_ref();
    let texts = [
        ("'path'", run.path.as_ref()),
        ("'reported-by'", run.by.as_ref()),
        ("'note'", run.note.as_ref()),
        ("'suite'", source.and_then(|source| source.suite.as_ref())),
        (
            "'version'",
            source.and_then(|source| source.version.as_ref()),
        ),
        ("'test'", source.and_then(|source| source.test.as_ref())),
        (
            "'session'",
            source.and_then(|source| source.session.as_ref()),
        ),
    ];
    let texts = texts
        .into_iter()
        .filter_map(|(what, text)| Some((what, text?)));
    let links = run.evidence.iter().map(|link| ("'evidence'", link));
    let mut texts = texts.chain(links);
    texts.find_map(|(what, text)| invisible::complaint(what, text))
}

/// The verdict of the tests that stand for one scenario, and the row that decides it: the worst of those that are required; where
/// none is, one that passes is enough.
///
/// A JUnit test that was skipped next to one that passed leaves some criteria met. Inferno's own order has a skipped test before one
/// that passed: what it needed was not there.
fn rolled_up<'r>(rows: &[(&'r Row, Option<Verdict>)], tool: &str) -> Option<(Verdict, &'r Row)> {
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
        let has_passed = required
            .iter()
            .any(|(_, verdict)| *verdict == Some(Verdict::Passed));
        let worst = required
            .into_iter()
            .filter_map(known)
            .min_by_key(|(verdict, _)| order(verdict));
        worst.map(|(verdict, row)| match verdict {
            Verdict::NotAttempted if has_passed && tool == "junit" => (Verdict::PartlyPassed, row),
            verdict => (verdict, row),
        })
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
    // Other commands name a track with its event.
    let of_event = |track: &'_ String| {
        let own = track.split_once('/');
        let own = own.filter(|(event, _)| *event == ground.folder.slug.as_str());
        own.map_or(track.as_str(), |(_, name)| name).to_owned()
    };
    let written_track = row.track.as_ref().map(of_event);
    let track = written_track
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
