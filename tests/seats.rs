//! Seats from the outside: many who register at once, and clones that are merged with plain git.
//!
//! `CXN_LONG=1` also runs the largest event there was: 2,000 people for 1,508 seats.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::time::Instant;

use cxn::model::Registration;
use cxn::model::registration::RegistrationStatus;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const TRACK: &str = "title: TITLE\nroles: [{id: client, kind: client}]\n";

fn workspace(root: &Path, seats: usize) -> Outcome {
    fs::write(root.join("cxn.yaml"), "default-event: e\n")?;
    fs::write(root.join(".gitignore"), ".cxn.lock\n")?;
    fs::create_dir_all(root.join("events/e/tracks"))?;
    let event = format!(
        "name: Test\ntimezone: UTC\nstarts: 2030-09-21\nends: 2030-09-22\ncapacity:\n  participants: {seats}\n"
    );
    fs::write(root.join("events/e/event.yaml"), event)?;
    for track in ["patient", "imaging"] {
        let file = root.join(format!("events/e/tracks/{track}.yaml"));
        fs::write(file, TRACK.replace("TITLE", track))?;
    }
    Ok(())
}

fn cxn(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cxn"));
    command
        .args(arguments)
        .current_dir(root)
        .env("CXN_CONFIG", root.join("config.yaml"))
        .env_remove("CXN_NOW")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(root: &Path, arguments: &[&str]) -> Outcome<String> {
    let output = cxn(root, arguments).output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("{arguments:?}: {output:?}").into())
}

fn records(root: &Path) -> Outcome<Vec<(String, Registration)>> {
    let mut records = Vec::new();
    for entry in fs::read_dir(root.join("events/e/registrations"))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let text = fs::read_to_string(entry.path())?;
        records.push((name, cxn::yaml::read(&text)?));
    }
    // As they stand in line.
    records.sort_by(|a: &(String, Registration), b| {
        (a.1.registered, &a.0).cmp(&(b.1.registered, &b.0))
    });
    Ok(records)
}

/// Registers people from 32 processes at a time, and says how it ended.
fn rush(people: usize, seats: usize, now: Option<&str>) -> Outcome {
    let root = tempfile::tempdir()?;
    workspace(root.path(), seats)?;
    let start = Instant::now();
    let next = Mutex::new(0..people);
    let outputs = Mutex::new(Vec::<Output>::new());
    std::thread::scope(|scope| {
        for _ in 0..32 {
            scope.spawn(|| {
                while let Some(number) = next.lock().ok().and_then(|mut next| next.next()) {
                    let name = format!("Person {number}");
                    let email = format!("person{number}@example.org");
                    let mut command = cxn(root.path(), &["register", &name, "--email", &email]);
                    if let Some(now) = now {
                        command.env("CXN_NOW", now);
                    }
                    if let (Ok(output), Ok(mut outputs)) = (command.output(), outputs.lock()) {
                        outputs.push(output);
                    }
                }
            });
        }
    });
    #[allow(clippy::print_stderr, reason = "a figure to report")]
    if people >= 1000 {
        eprintln!("{people} people for {seats} seats: {:.1?}", start.elapsed());
    }
    for output in outputs.into_inner()? {
        assert!(output.status.success(), "{output:?}");
    }
    let records = records(root.path())?;
    assert_eq!(records.len(), people);
    let seated: Vec<bool> = records.iter().map(|(_, one)| one.is_seated()).collect();
    assert_eq!(seated.iter().filter(|seated| **seated).count(), seats);
    assert!(
        seated.is_sorted_by(|a, b| a >= b),
        "somebody has a seat who came after somebody who waits"
    );
    let moments: BTreeSet<_> = records.iter().map(|(_, one)| one.registered).collect();
    assert_eq!(moments.len(), people, "two people came at the same moment");
    for rule in [
        "capacity-exceeded",
        "promoted-over-an-earlier-one",
        "seat-free-while-waiting",
        "registered-twice",
    ] {
        assert_eq!(findings(root.path(), rule)?, "");
    }
    Ok(())
}

#[test]
fn two_hundred_people_who_come_at_once_get_the_seats_there_are_in_order() -> Outcome {
    rush(200, 151, None)
}

#[test]
fn a_clock_that_stands_still_does_not_upset_the_order() -> Outcome {
    rush(40, 30, Some("2030-08-06T12:00:00Z"))
}

#[test]
fn two_thousand_people_for_1508_seats() -> Outcome {
    if std::env::var_os("CXN_LONG").is_none() {
        return Ok(());
    }
    rush(2000, 1508, None)
}

fn git(root: &Path, arguments: &[&str]) -> Outcome<String> {
    let output = Command::new("git")
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.org"])
        .args([
            "-c",
            "commit.gpgsign=false",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(arguments)
        .current_dir(root)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("git {arguments:?}: {output:?}").into())
}

fn commit(root: &Path) -> Outcome {
    git(root, &["add", "-A"])?;
    git(root, &["commit", "-q", "-m", "work"])?;
    Ok(())
}

/// Two clones of one workspace; each does its work, then the first merges the second.
fn two_clones(
    seats: usize,
    before: impl Fn(&Path) -> Outcome,
    here: impl Fn(&Path) -> Outcome,
    there: impl Fn(&Path) -> Outcome,
    after: impl Fn(&Path) -> Outcome,
) -> Outcome {
    let folder = tempfile::tempdir()?;
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    fs::create_dir(&one)?;
    git(&one, &["init", "-q"])?;
    workspace(&one, seats)?;
    before(&one)?;
    commit(&one)?;
    git(folder.path(), &["clone", "-q", "one", "two"])?;
    here(&one)?;
    commit(&one)?;
    there(&two)?;
    commit(&two)?;
    git(&one, &["fetch", "-q", "../two", "main"])?;
    git(&one, &["merge", "-q", "--no-edit", "FETCH_HEAD"])?;
    assert_eq!(git(&one, &["status", "--porcelain"])?, "");
    after(&one)
}

fn register(root: &Path, name: &str, now: &str) -> Outcome<String> {
    let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
    run(root, &["register", name, "--email", &email, "--now", now])
}

fn status_of(root: &Path, name: &str) -> Outcome<Vec<RegistrationStatus>> {
    let records = records(root)?.into_iter();
    let records = records.filter(|(_, one)| one.name == name);
    Ok(records.map(|(_, one)| one.status).collect())
}

/// What the checks say about seats: the messages of one rule.
fn findings(root: &Path, rule: &str) -> Outcome<String> {
    let arguments = ["check", "--format", "json", "--now", "2030-08-10T12:00:00Z"];
    let output = cxn(root, &arguments).output()?;
    let report: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let findings = report["findings"].as_array().ok_or("no findings")?;
    let messages = findings
        .iter()
        .filter(|finding| finding["rule"] == rule)
        .filter_map(|finding| finding["message"].as_str());
    Ok(messages.collect::<Vec<_>>().join("\n"))
}

#[test]
fn different_work_in_two_clones_merges_without_a_conflict() -> Outcome {
    let decide = |root: &Path, track: &str, why: &str| -> Outcome {
        run(
            root,
            &["withdraw", track, "--note", why, "--by", "Olu Organizer"],
        )
        .map(|_| ())
    };
    two_clones(
        3,
        |root| {
            register(root, "Ann Probe", "2030-08-01T12:00:00Z")?;
            register(root, "Ben Probe", "2030-08-01T12:01:00Z")?;
            Ok(())
        },
        |root| {
            decide(root, "patient", "no lead")?;
            register(root, "Cat Probe", "2030-08-02T12:00:00Z")?;
            register(root, "Dan Probe", "2030-08-02T12:01:00Z")?;
            run(
                root,
                &["register", "change", "Ann Probe", "--attendance", "virtual"],
            )?;
            Ok(())
        },
        |root| {
            decide(root, "imaging", "put off")?;
            register(root, "Eve Probe", "2030-08-02T11:00:00Z")?;
            run(root, &["register", "cancel", "Ben Probe", "--note", "ill"])?;
            register(root, "Fay Probe", "2030-08-03T12:00:00Z")?;
            Ok(())
        },
        |root| {
            use RegistrationStatus as S;
            assert_eq!(status_of(root, "Ann Probe")?, [S::Confirmed]);
            assert_eq!(status_of(root, "Ben Probe")?, [S::Cancelled]);
            assert_eq!(status_of(root, "Cat Probe")?, [S::Confirmed]);
            assert_eq!(status_of(root, "Dan Probe")?, [S::Waitlisted]);
            // Four hold a seat now where there are three: by the order they came, the last one is beyond.
            let found = findings(root, "capacity-exceeded")?;
            assert!(
                found.contains("participants: 4 people hold a seat, and there are 3;"),
                "{found}"
            );
            assert!(found.contains("came: 'fay-probe-"), "{found}");
            // And one got a seat in one clone while an earlier one waited in the other.
            let found = findings(root, "promoted-over-an-earlier-one")?;
            assert!(
                found.contains("'Fay Probe' has a seat, and 'dan-probe-"),
                "{found}"
            );
            Ok(())
        },
    )
}

#[test]
fn the_same_person_added_in_two_clones_merges_and_is_found() -> Outcome {
    two_clones(
        9,
        |_| Ok(()),
        |root| register(root, "Ann Probe", "2030-08-02T12:00:00Z").map(|_| ()),
        |root| register(root, "Ann Probe", "2030-08-02T12:05:00Z").map(|_| ()),
        |root| {
            assert_eq!(status_of(root, "Ann Probe")?.len(), 2);
            let found = findings(root, "registered-twice")?;
            assert!(
                found.contains("'Ann Probe' is registered twice: first as 'ann-probe-"),
                "{found}"
            );
            // Which of the two is meant is asked; the one that came later is cancelled, and all is well.
            let error = cxn(
                root,
                &["register", "cancel", "Ann Probe", "--note", "twice"],
            )
            .output()?;
            assert_eq!(error.status.code(), Some(2));
            let records = records(root)?;
            let later = records[1].0.trim_end_matches(".yaml").to_owned();
            run(root, &["register", "cancel", &later, "--note", "twice"])?;
            assert!(!findings(root, "registered-twice")?.contains("registered twice"));
            Ok(())
        },
    )
}

#[test]
fn namesakes_added_in_two_clones_keep_their_records() -> Outcome {
    let add = |root: &Path, email: &str| {
        let now = "2030-08-02T12:00:00Z";
        run(
            root,
            &["register", "Ann Probe", "--email", email, "--now", now],
        )
        .map(|_| ())
    };
    two_clones(
        9,
        |_| Ok(()),
        |root| add(root, "ann@example.org"),
        |root| add(root, "ann@example.net"),
        |root| {
            assert_eq!(status_of(root, "Ann Probe")?.len(), 2);
            assert!(!findings(root, "registered-twice")?.contains("registered twice"));
            Ok(())
        },
    )
}

#[test]
fn more_seats_go_to_those_who_wait_before_those_who_come() -> Outcome {
    let root = tempfile::tempdir()?;
    let root = root.path();
    workspace(root, 2)?;
    for (minute, name) in ["Ann Probe", "Ben Probe", "Cat Probe", "Dan Probe"]
        .iter()
        .enumerate()
    {
        register(root, name, &format!("2030-08-01T12:0{minute}:00Z"))?;
    }
    let set = |seats: u32| {
        let now = "2030-08-01T13:00:00Z";
        run(
            root,
            &[
                "event",
                "set",
                "e",
                &format!("capacity.participants={seats}"),
                "--now",
                now,
            ],
        )
    };
    assert_eq!(
        set(1)?,
        "capacity.participants: 2 → 1\n2 people wait for a seat, and none is free\n"
    );
    assert_eq!(
        set(3)?,
        "capacity.participants: 1 → 3\n2 people wait for a seat, and 1 seat is free for them\nnext: cxn register promote --all --event e\n"
    );
    assert_eq!(
        set(10)?,
        "capacity.participants: 3 → 10\n2 people wait for a seat, and 2 seats are free for them\nnext: cxn register promote --all --event e\n"
    );
    // Two of the eight free seats are for them; who comes now gets another.
    for (minute, name) in ["Eve Probe", "Fay Probe"].iter().enumerate() {
        let said = register(root, name, &format!("2030-08-02T12:0{minute}:00Z"))?;
        assert!(said.starts_with("registered "), "{said}");
    }
    assert_eq!(findings(root, "promoted-over-an-earlier-one")?, "");
    let status = run(root, &["status", "--now", "2030-08-02T13:00:00Z"])?;
    assert!(
        status.contains("seats are free for 2 people who wait"),
        "{status}"
    );
    assert!(
        status.contains("cxn register promote --all --event e"),
        "{status}"
    );
    let said = run(
        root,
        &[
            "register",
            "promote",
            "--all",
            "--now",
            "2030-08-02T14:00:00Z",
        ],
    )?;
    let order: Vec<&str> = said.lines().filter_map(|line| line.get(9..12)).collect();
    assert_eq!(order, ["Cat", "Dan"]);
    let nobody = cxn(root, &["register", "promote", "--all"]).output()?;
    assert_eq!(nobody.status.code(), Some(1));
    let said = String::from_utf8_lossy(&nobody.stderr);
    assert!(said.contains("error: no one waits for a seat\n"), "{said}");
    let said = register(root, "Gus Probe", "2030-08-03T12:00:00Z")?;
    assert!(said.starts_with("registered Gus Probe"), "{said}");
    assert_eq!(findings(root, "promoted-over-an-earlier-one")?, "");
    // The seats of a track are told as well.
    let said = run(root, &["track", "set", "e/patient", "capacity=5"])?;
    assert!(!said.contains("wait"), "{said}");
    Ok(())
}

#[test]
#[cfg(unix)]
fn a_link_in_the_place_of_the_lock_is_refused() -> Outcome {
    let root = tempfile::tempdir()?;
    let root = root.path();
    workspace(root, 2)?;
    let precious = root.join("precious.txt");
    fs::write(&precious, "precious\n")?;
    std::os::unix::fs::symlink(&precious, root.join("events/e/.cxn.lock"))?;
    let output = cxn(
        root,
        &["register", "Ann Probe", "--email", "ann@example.org"],
    )
    .output()?;
    assert_eq!(output.status.code(), Some(4));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.ends_with(".cxn.lock is a link or a folder where a plain file is expected; it is not followed, and nothing was written\n"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(&precious)?, "precious\n");
    Ok(())
}

#[test]
fn the_lock_file_holds_nothing_and_whatever_it_holds_is_no_reason_to_stop() -> Outcome {
    let root = tempfile::tempdir()?;
    let root = root.path();
    workspace(root, 1)?;
    register(root, "Ann Probe", "2030-08-01T12:00:00Z")?;
    register(root, "Ben Probe", "2030-08-01T12:01:00Z")?;
    let lock = root.join("events/e/.cxn.lock");
    assert_eq!(fs::read_to_string(&lock)?, "");
    fs::write(&lock, "waits: ghost\n\u{0}")?;
    let output = register(root, "Cat Probe", "2030-08-02T12:00:00Z")?;
    assert!(output.contains("participants full (1 of 1)"), "{output}");
    Ok(())
}
