//! What is published, as other people's readers see it. `CXN_READERS` is a folder with what `tests/readers` lists.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{Outcome, copied, cxn, repository, said};

/// The folder with the readers; without it the suite says what it needs.
fn readers(what: &str) -> Outcome<Option<PathBuf>> {
    let folder = std::env::var_os("CXN_READERS").map(PathBuf::from);
    if folder.is_none() {
        writeln!(
            std::io::stderr(),
            "skipped: {what} (needs python3, node, and CXN_READERS: a folder with what tests/readers lists; .ci/run has them)"
        )?;
    }
    Ok(folder)
}

/// Runs a script of tests/readers next to the libraries that it needs.
fn read(tools: &Path, script: &str, arguments: &[&Path]) -> Outcome<String> {
    let mut command = if Path::new(script)
        .extension()
        .is_some_and(|ending| ending == "py")
    {
        let mut python = Command::new(tools.join("bin/python"));
        python.arg(repository("tests/readers").join(script));
        python
    } else {
        let folder = tools.join("readers");
        fs::copy(
            repository("tests/readers").join(script),
            folder.join(script),
        )?;
        let mut node = Command::new("node");
        node.arg(folder.join(script));
        node
    };
    let output = command.args(arguments).output()?;
    let out = String::from_utf8(output.stdout)?;
    if output.status.success() {
        return Ok(out);
    }
    Err(format!("{script}: {}{out}", String::from_utf8_lossy(&output.stderr)).into())
}

fn publish(folder: &Path, arguments: &[&str]) -> Outcome<String> {
    let (code, out, err) = said(cxn(folder)?.arg("publish").args(arguments))?;
    assert_eq!(code, 0, "{arguments:?}: {err}");
    Ok(out)
}

/// What each reader says, by its name: `name: line`.
fn by_reader(said: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut found = BTreeMap::<&str, Vec<&str>>::new();
    for (name, line) in said.lines().filter_map(|line| line.split_once(": ")) {
        found.entry(name).or_default().push(line);
    }
    found
}

/// An event around a change of the clocks, with what a calendar can hold.
fn event(zone: &str) -> String {
    format!(
        "name: \"Test; with, marks\"\ntimezone: {zone}\nstarts: 2026-11-14\nends: 2026-11-15\nlocation: Hall A; upstairs\n\
         timeline:\n  registration-open: 2026-09-14\n  proposals-open: 2026-08-01\n  scenarios-ready: 2026-09-19\n  proposals-close: 2026-10-03T17:00\n  test-scripts-due: 2026-10-04\n  registration-close: 2026-11-13\n\
         schedule:\n  - {{starts: 2026-11-14T09:00, ends: 2026-11-14T10:30, title: Wełcome, room: Hall A}}\n"
    )
}

#[test]
fn six_readers_see_the_same_events_at_the_same_instants() -> Outcome {
    let Some(tools) = readers("calendars in six readers")? else {
        return Ok(());
    };
    // In the zone, and where its clocks are in November by the rules of 2026. The data of Node and of
    // the system, which node-ical and ics prefer to those of the calendar, may be older.
    let changed_in_2026 = [
        "America/Vancouver",
        "America/Edmonton",
        "America/Winnipeg",
        "Africa/Casablanca",
    ];
    for (zone, close, nine) in [
        (
            "America/New_York",
            "2026-10-03T21:00:00Z",
            "2026-11-14T14:00:00Z",
        ),
        (
            "America/Vancouver",
            "2026-10-04T00:00:00Z",
            "2026-11-14T16:00:00Z",
        ),
        (
            "America/Edmonton",
            "2026-10-03T23:00:00Z",
            "2026-11-14T15:00:00Z",
        ),
        (
            "America/Winnipeg",
            "2026-10-03T22:00:00Z",
            "2026-11-14T14:00:00Z",
        ),
        (
            "Africa/Casablanca",
            "2026-10-03T17:00:00Z",
            "2026-11-14T09:00:00Z",
        ),
        (
            "Europe/Berlin",
            "2026-10-03T15:00:00Z",
            "2026-11-14T08:00:00Z",
        ),
        (
            "Asia/Kolkata",
            "2026-10-03T11:30:00Z",
            "2026-11-14T03:30:00Z",
        ),
        ("Etc/GMT+12", "2026-10-04T05:00:00Z", "2026-11-14T21:00:00Z"),
        ("UTC", "2026-10-03T17:00:00Z", "2026-11-14T09:00:00Z"),
    ] {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("cxn.yaml"), "")?;
        let event_folder = folder.path().join("events/test");
        fs::create_dir_all(&event_folder)?;
        fs::write(event_folder.join("event.yaml"), event(zone))?;
        let file = folder.path().join("test.ics");
        publish(folder.path(), &["calendar", "-o", "test.ics"])?;
        let python = read(&tools, "read_calendar.py", &[&file])?;
        let node = read(&tools, "read_calendar.mjs", &[&file])?;
        let found = by_reader(&python).into_iter().chain(by_reader(&node));
        let mut names = Vec::new();
        for (name, lines) in found {
            names.push(name.to_owned());
            if ["ics", "node-ical"].contains(&name) && changed_in_2026.contains(&zone) {
                continue;
            }
            let day = |first: &str, after: &str, what: &str| {
                format!("{first} {after} Test; with, marks{what} ")
            };
            let mut expected = [
                day("2026-08-01", "2026-08-02", ": track proposals open"),
                day("2026-09-14", "2026-09-15", ": registration opens"),
                day(
                    "2026-09-19",
                    "2026-09-20",
                    ": scenarios and test data ready",
                ),
                format!("{close} "),
                day("2026-10-04", "2026-10-05", ": test scripts due"),
                day("2026-11-13", "2026-11-14", ": registration closes"),
                day("2026-11-14", "2026-11-16", ""),
                format!("{nine} "),
            ];
            expected.sort();
            assert_eq!(lines.len(), expected.len(), "{zone} {name}: {lines:#?}");
            for (line, expected) in lines.iter().zip(&expected) {
                assert!(
                    line.starts_with(expected),
                    "{zone} {name}: {line}, not {expected}"
                );
            }
            assert!(
                lines
                    .iter()
                    .any(|line| line.contains("Test; with, marks: Wełcome")),
                "{lines:?}"
            );
        }
        names.sort();
        assert_eq!(
            names,
            [
                "ical.js",
                "icalendar",
                "ics",
                "node-ical",
                "recurring-ical-events",
                "vobject"
            ]
        );
    }
    Ok(())
}

#[test]
fn a_calendar_follows_a_date_that_moves() -> Outcome {
    let folder = copied("examples/connectathons")?;
    let of = |text: &str, uid: &str| -> Vec<String> {
        let event = text
            .split("BEGIN:VEVENT\r\n")
            .find(|event| event.contains(uid))
            .unwrap_or_default();
        let wanted = ["DTSTART", "SEQUENCE", "LAST-MODIFIED", "DTSTAMP"];
        let lines = event
            .lines()
            .filter(|line| wanted.iter().any(|name| line.starts_with(name)));
        lines.map(str::to_owned).collect()
    };
    let uid = |text: &str, summary: &str| -> Outcome<String> {
        let event = text
            .split("BEGIN:VEVENT\r\n")
            .find(|event| event.contains(&format!("SUMMARY:Connectathon 43: {summary}\r\n")))
            .ok_or("no such entry")?;
        Ok(event.lines().next().unwrap_or_default().to_owned())
    };
    let first = publish(folder.path(), &["calendar"])?;
    let (close, call) = (
        uid(&first, "registration closes")?,
        uid(&first, "kick-off call of Patient")?,
    );
    assert_eq!(
        of(&first, &close),
        [
            "DTSTAMP:19700101T000000Z",
            "SEQUENCE:0",
            "DTSTART;VALUE=DATE:20260905"
        ]
    );
    for line in [
        &[
            "event",
            "set",
            "2026-09-rockville",
            "timeline.registration-close=2026-09-07",
        ][..],
        &[
            "track",
            "set",
            "2026-09-rockville/patient",
            "kick-off.starts=2026-08-27T11:00",
        ],
    ] {
        let (code, out, err) = said(cxn(folder.path())?.args(line))?;
        assert_eq!(code, 0, "{out}{err}");
    }
    let second = publish(folder.path(), &["calendar"])?;
    assert_eq!(
        of(&second, &close),
        [
            "DTSTAMP:20260806T160000Z",
            "LAST-MODIFIED:20260806T160000Z",
            "SEQUENCE:1",
            "DTSTART;VALUE=DATE:20260907"
        ]
    );
    assert_eq!(
        of(&second, &call),
        [
            "DTSTAMP:20260806T160000Z",
            "LAST-MODIFIED:20260806T160000Z",
            "SEQUENCE:1",
            "DTSTART;TZID=America/New_York:20260827T110000"
        ]
    );
    // Nothing else moved, and a third look is the same to the byte.
    assert_eq!(second.matches("SEQUENCE:1").count(), 2);
    assert_eq!(publish(folder.path(), &["calendar"])?, second);
    // What is cancelled is left out.
    let (code, _, err) = said(cxn(folder.path())?.args([
        "withdraw",
        "2026-09-rockville/patient",
        "--why",
        "x",
        "--by",
        "Robin Example",
    ]))?;
    assert_eq!(code, 0, "{err}");
    assert!(!publish(folder.path(), &["calendar"])?.contains("kick-off call of Patient"));
    Ok(())
}
