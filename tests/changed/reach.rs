//! What is loaded for a change gives the findings that everything would give, and git is asked for what differs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use chrono::{TimeZone as _, Utc};
use cxn::check::changed::Change;
use cxn::check::report::Located;
use cxn::check::{self, Report};
use cxn::model::{Now, Severity};
use cxn::workspace::git::{Changes, GitEnvironment, Touched, changes};
use cxn::workspace::load::Scope;
use cxn::workspace::{File, Root, Selection, Workspace};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::support::{Outcome, copied};
use crate::{commit, git};

const EVENTS: [&str; 4] = ["e1", "e2", "e3", "e4"];
const TRACKS: [&str; 3] = ["patient", "bulk-data", "consent"];
/// Where tracks are said to come from: some of these are not there, or are not references.
const ORIGINS: [&str; 8] = [
    "",
    "e1/patient",
    "e2/patient",
    "e3/bulk-data",
    "e4/consent",
    "e1/gone",
    "e9/patient",
    "e4/patient",
];

/// The files of a workspace in which events, tracks and registrations have much in common.
fn files() -> impl Strategy<Value = BTreeMap<String, String>> {
    let event = (
        0..4_usize,
        select(&["41", "42", "#41"][..]),
        select(&["main", "out-of-cycle"][..]),
        1..5_u32,
        any::<bool>(),
    );
    let track = (
        0..EVENTS.len(),
        select(&TRACKS[..]),
        select(&["Patient", "Bulk Data"][..]),
        select(&["draft", "submitted", "approved"][..]),
        select(&ORIGINS[..]),
        select(&ORIGINS[..]),
        0..8_u32,
    );
    let person = (
        0..EVENTS.len(),
        select(&["ann", "ben"][..]),
        select(&TRACKS[..]),
    );
    let events = proptest::collection::vec(event, EVENTS.len());
    let tracks = proptest::collection::vec(track, 0..9);
    let people = proptest::collection::vec(person, 0..4);
    (events, tracks, people).prop_map(|(events, tracks, people)| {
        let mut files = BTreeMap::new();
        let settings = "default-event: e1\nignore:\n  - rule: single-lead\n    path: events/e2\n    reason: Two are enough\n";
        files.insert("cxn.yaml".to_owned(), settings.to_owned());
        for (name, (slip, number, kind, month, is_public)) in EVENTS.iter().zip(events) {
            let slip = if slip == 0 { "modes: x\n" } else { "" };
            let capacity = if is_public { "capacity: {participants: 1}\n" } else { "" };
            files.insert(
                format!("events/{name}/event.yaml"),
                format!(
                    "name: Connectathon\nnumber: '{number}'\nkind: {kind}\nmode: virtual\ntimezone: America/New_York\nstarts: 2026-{month:02}-19\nends: 2026-{month:02}-20\n{capacity}{slip}"
                ),
            );
        }
        for (event, track, title, status, from, related, form) in tracks {
            let mut text = format!("title: {title}\nstatus: {status}\n");
            if !from.is_empty() {
                // A key that is only misspelled is judged as it is meant.
                let key = if form == 1 { "carried-form" } else { "carried-from" };
                let _ = writeln!(text, "{key}: {from}");
            }
            if !related.is_empty() {
                let _ = writeln!(text, "related-tracks: [{related}]");
            }
            if form == 2 {
                text.push_str("title-of: x\n");
            }
            text.push_str("leads:\n  - name: Ann Example\n    email: ann@example.org\nroles:\n  - id: client\n");
            if form == 3 {
                text.push_str("scenarios: [\n");
            }
            if form > 5 {
                text.push_str("kick-off: {starts: 2026-03-02T12:00, ends: 2026-03-02T13:00}\n");
            }
            files.insert(format!("events/{}/tracks/{track}.yaml", EVENTS[event]), text);
        }
        for (event, name, track) in people {
            files.insert(
                format!("events/{}/registrations/{name}.yaml", EVENTS[event]),
                format!("name: Ann Example\nemail: ann@example.org\norganization: Example Health\nkind: participant\nstatus: confirmed\ntracks: [{track}]\nregistered: 2026-01-0{}T09:00:00-05:00\n", name.len()),
            );
        }
        files
    })
}

/// A change of some files: of all of one, of some of its lines, or that it is gone.
fn a_change() -> impl Strategy<Value = Vec<(Index, u8, usize)>> {
    proptest::collection::vec((any::<Index>(), 0..8_u8, 1..8_usize), 1..4)
}

fn shown(located: &Located) -> String {
    let finding = &located.finding;
    let related: Vec<String> = located
        .related
        .iter()
        .map(|spot| format!("{}:{:?} {}", spot.file, spot.spot.start(), spot.label))
        .collect();
    format!(
        "{}:{:?} {} {:?} {} {:?} {:?} {related:?}",
        finding.place.file,
        located.spot.start(),
        finding.rule.name,
        finding.severity,
        finding.message,
        finding.help,
        finding.expected
    )
}

/// What a report says of the change. A circle that goes only through what did not change is followed no further than its next track.
fn said(report: &Report) -> BTreeSet<String> {
    let findings = report.findings.iter().filter(|located| {
        located.finding.severity != Severity::Note
            || located.finding.rule.name != "carried-in-a-circle"
    });
    let ignored = report
        .ignored
        .iter()
        .map(|(located, reason)| (located, reason.as_str()));
    findings
        .map(|located| (located, ""))
        .chain(ignored)
        .map(|(located, reason)| format!("{} {reason}", shown(located)))
        .collect()
}

/// Checks a workspace as far as a change reaches, and all of it.
fn both(root: &Path, changes: &Changes) -> Result<(Report, Report), TestCaseError> {
    let failed = |error: cxn::workspace::DiskError| TestCaseError::fail(error.to_string());
    let now = Now::Instant(Utc.with_ymd_and_hms(2026, 2, 1, 12, 0, 0).unwrap());
    let all = Workspace::load(&Root::whole(root), &Scope::default()).map_err(failed)?;
    let mut full = check::run(&all, now, &Selection::All);
    let (part, change) =
        Change::load(&Root::whole(root), changes.clone(), BTreeMap::new()).map_err(failed)?;
    let mut partial = check::run(&part, now, &change.to_judge(&Selection::All));
    let judged = change.judged(&Selection::All);
    change.apply(&mut full, &judged);
    change.apply(&mut partial, &judged);
    Ok((full, partial))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if std::env::var_os("CXN_LONG").is_some() { 5_000 } else { 300 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_change_has_the_findings_that_a_whole_check_has_of_it(files in files(), change in a_change()) {
        let root = tempfile::tempdir()?;
        let names: Vec<&String> = files.keys().collect();
        let (mut changes, mut gone) = (Changes::new(), BTreeSet::new());
        for (which, kind, line) in &change {
            let name = *which.get(&names);
            let touched = match kind {
                0 if name != "cxn.yaml" => {
                    gone.insert(name);
                    Touched::Gone
                }
                1..=3 => Touched::All,
                _ => Touched::Lines(vec![*line..=line + 1]),
            };
            if !gone.contains(name) || touched == Touched::Gone {
                changes.insert(File::new(name), touched);
            }
        }
        for (name, text) in files.iter().filter(|(name, _)| !gone.contains(name)) {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap_or(&path))?;
            fs::write(path, text)?;
        }
        let (full, partial) = both(root.path(), &changes)?;
        prop_assert_eq!(said(&full), said(&partial), "{:?}", changes);
        let mut checked = (full.checked, partial.checked);
        checked.0.sort();
        checked.1.sort();
        prop_assert_eq!(checked.0, checked.1);
    }
}

#[test]
fn events_that_did_not_change_are_read_only_as_far_as_rules_ask() -> Outcome {
    let root = tempfile::tempdir()?;
    let event = |number: u32, year: u32| {
        format!(
            "name: C\nnumber: '{number}'\nkind: main\nmode: virtual\ntimezone: UTC\nstarts: {year}-09-19\nends: {year}-09-20\n"
        )
    };
    for (name, text) in [
        ("cxn.yaml", String::new()),
        ("events/a/event.yaml", event(1, 2025)),
        (
            "events/a/tracks/x.yaml",
            "title: X\ncarried-from: b/y\n".to_owned(),
        ),
        ("events/b/event.yaml", event(1, 2026)),
        (
            "events/b/tracks/y.yaml",
            "title: Y\ncarried-from: c/z\n".to_owned(),
        ),
        ("events/b/tracks/other.yaml", "title: Other\n".to_owned()),
        (
            "events/b/registrations/ann.yaml",
            "name: Ann Example\n".to_owned(),
        ),
        ("events/c/event.yaml", event(2, 2027)),
        (
            "events/c/tracks/z.yaml",
            "title: Z\ncarried-from: a/x\n".to_owned(),
        ),
    ] {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(&path))?;
        fs::write(path, text)?;
    }
    let read = |changed: &str| -> Outcome<(Vec<String>, Vec<String>)> {
        let changes = Changes::from([(File::new(changed), Touched::Lines(vec![2..=2]))]);
        let (workspace, change) =
            Change::load(&Root::whole(root.path()), changes, BTreeMap::new())?;
        let tracks = workspace.events.values().flat_map(|folder| {
            let people = folder.registrations.values().map(|person| &person.file);
            folder
                .tracks
                .values()
                .map(|track| &track.file)
                .chain(people)
        });
        let tracks = tracks.map(ToString::to_string).collect();
        let now = Now::Instant(Utc.with_ymd_and_hms(2025, 2, 1, 12, 0, 0).unwrap());
        let mut report = check::run(&workspace, now, &change.to_judge(&Selection::All));
        change.apply(&mut report, &change.judged(&Selection::All));
        let touched = report.findings.iter().filter(|one| {
            matches!(
                one.finding.rule.name,
                "carried-in-a-circle" | "event-number-reused"
            )
        });
        let touched =
            touched.map(|one| format!("{} {}", one.finding.rule.name, one.finding.place.file));
        Ok((tracks, touched.collect()))
    };
    // A changed track is followed all the way back, another one to where it comes from.
    let circle = [
        "events/a/tracks/x.yaml",
        "events/b/tracks/y.yaml",
        "events/c/tracks/z.yaml",
    ];
    assert_eq!(
        read(circle[0])?,
        (
            circle.map(str::to_owned).to_vec(),
            vec![format!("carried-in-a-circle {}", circle[0])]
        )
    );
    // The later of two events with one number has the finding, whichever changed.
    assert_eq!(
        read("events/a/event.yaml")?,
        (
            circle[..2].iter().map(ToString::to_string).collect(),
            vec!["event-number-reused events/b/event.yaml".to_owned()]
        )
    );
    Ok(())
}

/// A file of a repository, and what becomes of it.
#[derive(Debug, Clone)]
enum Act {
    Edit(usize, usize),
    Delete(usize),
    New(usize),
    Stage,
    Commit,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        4 => (0..6_usize, 0..9_usize).prop_map(|(file, line)| Act::Edit(file, line)),
        1 => (0..6_usize).prop_map(Act::Delete),
        2 => (0..6_usize).prop_map(Act::New),
        1 => Just(Act::Stage),
        1 => Just(Act::Commit),
    ];
    proptest::collection::vec(act, 1..8)
}

/// The files that git itself says differ from a tag.
fn as_git_says(root: &Path) -> Outcome<BTreeSet<String>> {
    let ask = |arguments: &[&str]| -> Outcome<Vec<String>> {
        let output = Command::new("git")
            .arg("-C")
            .arg(root)
            .args(arguments)
            .output()?;
        let text = String::from_utf8(output.stdout)?;
        Ok(text.lines().map(str::to_owned).collect())
    };
    let mut files: BTreeSet<String> = ask(&["diff", "--no-renames", "--name-only", "base"])?
        .into_iter()
        .collect();
    // A file that git does not track and that is as it was does not differ.
    for file in ask(&["ls-files", "--others", "--exclude-standard"])? {
        let is_same = ask(&["cat-file", "blob", &format!("base:{file}")])?
            == fs::read_to_string(root.join(&file))?
                .lines()
                .collect::<Vec<_>>();
        if is_same {
            files.remove(&file);
        } else {
            files.insert(file);
        }
    }
    Ok(files)
}

#[test]
fn the_files_that_differ_are_those_that_git_says() -> Outcome {
    let environment = GitEnvironment {
        path: std::env::var_os("PATH"),
        ..GitEnvironment::default()
    };
    let config = ProptestConfig {
        cases: 12,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    runner.run(&acts(), |acts| {
        let work = || -> Outcome<(BTreeSet<String>, BTreeSet<String>)> {
            let folder = copied("tests/rules/_base")?;
            let root = folder.path();
            git(root, &["init", "-q", "-b", "main"])?;
            let track = |at: usize| format!("events/2026-09-rockville/tracks/t{at}.yaml");
            for at in 0..4 {
                fs::write(
                    root.join(track(at)),
                    "title: T\nstatus: draft\na: 1\nb: 2\nc: 3\n",
                )?;
            }
            commit(root)?;
            git(root, &["tag", "base"])?;
            for act in &acts {
                match act {
                    Act::Edit(file, line) => {
                        if let Ok(text) = fs::read_to_string(root.join(track(*file))) {
                            let mut lines: Vec<&str> = text.lines().collect();
                            // Of the same length: only the moment tells.
                            if let Some(one) = lines.get_mut(*line) {
                                *one = if *one == "a: 2" { "a: 1" } else { "a: 2" };
                            }
                            fs::write(root.join(track(*file)), lines.join("\n") + "\n")?;
                        }
                    }
                    Act::Delete(file) => drop(fs::remove_file(root.join(track(*file)))),
                    Act::New(file) => fs::write(root.join(track(*file)), "title: N\n")?,
                    Act::Stage => git(root, &["add", "-A"])?,
                    Act::Commit => {
                        git(root, &["add", "-A"])?;
                        git(root, &["commit", "-q", "--allow-empty", "-m", "x"])?;
                    }
                }
            }
            let found = changes(&Root::whole(root), Some("base"), &environment)?.changes;
            let found = found.keys().map(ToString::to_string).collect();
            Ok((found, as_git_says(root)?))
        };
        let (found, expected) = work().map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(found, expected);
        Ok(())
    })?;
    Ok(())
}
