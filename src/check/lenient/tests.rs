use std::fs;

use std::collections::BTreeSet;

use super::*;
use crate::check::engine;
use crate::model::{Now, When};
use crate::workspace::load::Scope;

const EVENT: &str = "name: Connectathon 43\nkind: main\nmode: virtual\ntimezone: America/New_York\nstarts: 2026-09-19\nends: 2026-09-20\ntimeline:\n  proposals-close: 2026-07-08\ncapacity: {participants: 2}\n";
const TRACK: &str = "title: Patient\nstatus: submitted\nroles:\n  - id: client\n    kind: client\nscenarios:\n  - id: register\n    roles: [client, server]\n    success-criteria: TBD\n    action: Read.\n";
const PERSON: &str = "name: Ada Attendee\nemail: ada@example.org\norganization: Example Health\nkind: participant\nstatus: confirmed\nattendance: virtual\ntracks: [patient]\nregistered: 2026-07-11T09:00:00-04:00\n";

/// The findings of a workspace with these texts: `file:line:column rule`.
fn found(event: &str, track: &str, selection: &Selection) -> Vec<String> {
    let root = tempfile::tempdir().unwrap_or_else(|error| unreachable!("{error}"));
    for (name, text) in [
        ("event.yaml", event),
        ("tracks/patient.yaml", track),
        ("registrations/ada-attendee.yaml", PERSON),
    ] {
        let path = root.path().join("events/e").join(name);
        let folder = path.parent().unwrap_or(root.path());
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, text));
        assert!(written.is_ok(), "{written:?}");
    }
    let written = fs::write(root.path().join("cxn.yaml"), "");
    assert!(written.is_ok(), "{written:?}");
    let workspace = Workspace::load(
        &crate::workspace::Root::whole(root.path()),
        &Scope::default(),
    )
    .unwrap_or_else(|error| unreachable!("{error}"));
    let Some(When::Instant(now)) = When::parse("2026-08-01T12:00:00Z") else {
        unreachable!()
    };
    let report = engine::run(&workspace, Now::Instant(now.to_utc()), selection);
    let mut files = report.checked.clone();
    files.sort();
    files.dedup();
    assert_eq!(files.len(), report.checked.len(), "{files:?}");
    let shown = |located: &crate::check::report::Located| {
        let (line, column) = located.spot.start();
        let finding = &located.finding;
        let file = finding.place.file.stem().to_owned();
        format!("{file}:{line}:{column} {}", finding.rule.name)
    };
    report.findings.iter().map(shown).collect()
}

fn all(event: &str, track: &str) -> Vec<String> {
    found(event, track, &Selection::All)
}

/// What is found of files without slips, where one of them is replaced.
fn with(clean: &[String], more: &[&str], gone: &[&str]) -> Vec<String> {
    let mut lines: Vec<String> = clean
        .iter()
        .filter(|line| !gone.contains(&line.as_str()))
        .cloned()
        .chain(more.iter().map(|line| (*line).to_owned()))
        .collect();
    lines.sort();
    lines
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}

#[test]
fn keys_are_taken_out_as_an_edit_would() {
    use crate::yaml::Value;
    for (text, paths) in [
        ("a: 1\nb: 2\n", &["b"][..]),
        ("a: 1\nb: 2 # why\nc: 3", &["b"]),
        ("b:\na: 1\nc: 3\n", &["b"]),
        ("a: 1\nb:\n  c: 2\n  d: |\n    x\n\n    y\ne: 3\n", &["b"]),
        ("a: 1\nb: |\n  x\n\n# e\ne: 3\n", &["b"]),
        ("a: 1\nb:\n  - x\n  - y: z\n    w: 1\n", &["b"]),
        ("a:\n  - x: 1\n    b: 2\n  - x: 3\n", &["a[0].b"]),
        ("a: 1\nb: x\n  y\nc: 2\nd: z\n", &["b", "d"]),
        ("a:\n  x: 1\n  b: 2\n  y: 3\nc: 4\nd: 5\n", &["a.b", "d"]),
    ] {
        let paths: Vec<Path> = paths.iter().map(Path::from).collect();
        let paths: Vec<&Path> = paths.iter().collect();
        let mut edited = Editor::open(text).unwrap_or_else(|error| unreachable!("{error}"));
        for path in &paths {
            assert!(edited.remove(path).is_ok(), "{text:?}");
        }
        let edited = edited
            .finish()
            .unwrap_or_else(|error| unreachable!("{error}"));
        let read = |text: &str| crate::yaml::read::<Value>(text).ok();
        let left = without(text, &paths);
        assert_eq!(left.and_then(|left| read(&left)), read(&edited), "{text:?}");
    }
    for (text, path) in [
        ("a: 1\nb:\n  c: 2\n", "b.c"),
        ("a:\n  - b: 2\n    x: 1\n    y: 1\n", "a[0].b"),
        ("{a: 1, b: 2, c: 3}\n", "b"),
        ("a: 1\nb: [x,\n    y]\ne: {f: 1}\n", "b"),
        ("a: 1\nb: 'x\n  y'\nc: 2\n", "b"),
    ] {
        let path = Path::from(path);
        assert_eq!(without(text, &[&path]), None, "{text:?}");
    }
}

#[test]
fn a_misspelled_key_hides_no_finding_and_causes_none() {
    let clean = all(EVENT, TRACK);
    assert!(
        clean.contains(&"patient:9:23 scenario-without-success-criteria".to_owned()),
        "{clean:?}"
    );
    assert!(
        clean.contains(&"patient:8:21 unknown-role".to_owned()),
        "{clean:?}"
    );
    for end in ["\n", "\r\n"] {
        for bom in ["", "\u{feff}"] {
            let slip = format!(
                "{bom}{}",
                TRACK.replace("title:", "titel:").replace('\n', end)
            );
            assert_eq!(
                sorted(all(EVENT, &slip)),
                with(&clean, &["patient:1:1 unknown-key"], &[])
            );
        }
    }
    // What was read for another key is shown where that is, and other files are judged by it.
    let slip = TRACK
        .replace("scenarios:", "scenario:")
        .replace("roles:\n  -", "role:\n  -");
    assert_eq!(
        sorted(all(EVENT, &slip)),
        with(
            &clean,
            &["patient:3:1 unknown-key", "patient:6:1 unknown-key"],
            &[]
        )
    );
    let slip = TRACK.replace("status: submitted", "status: Submitted");
    assert_eq!(
        sorted(all(EVENT, &slip)),
        with(&clean, &["patient:2:9 unknown-value"], &[])
    );
}

#[test]
fn an_event_with_a_slip_is_one_that_its_tracks_are_judged_by() {
    let clean = all(EVENT, TRACK);
    let slip = EVENT
        .replace("timeline:", "timelin:")
        .replace("2026-07-08", "2026-7-8");
    let expected = with(&clean, &["event:7:1 unknown-key"], &[]);
    // What is below a key that is not known is looked at once that is.
    assert_eq!(
        sorted(all(&EVENT.replace("timeline:", "timelin:"), TRACK)),
        expected
    );
    assert!(all(&slip, TRACK).contains(&"event:1:1 event-unreadable".to_owned()));
    let only = Selection::Paths(["events/e/tracks/patient.yaml".to_owned()].into());
    assert_eq!(
        found(&EVENT.replace("timeline:", "timelin:"), TRACK, &only),
        found(EVENT, TRACK, &only)
    );
}

#[test]
fn a_track_that_cannot_be_judged_for_want_of_its_event_is_not_clean() {
    let slip = format!("{EVENT}colour: red\n");
    for what in [
        "events/e/tracks/patient.yaml",
        "events/e/tracks",
        "events/e/registrations/ada-attendee.yaml",
    ] {
        let only = Selection::Paths([what.to_owned()].into());
        assert_eq!(
            found(&slip, TRACK, &only),
            ["event:1:1 event-unreadable"],
            "{what}"
        );
        let other = Selection::Paths(["events/f/tracks/patient.yaml".to_owned()].into());
        assert_eq!(found(&slip, TRACK, &other), Vec::<String>::new());
    }
}

#[test]
fn what_a_key_without_a_near_one_leaves_counts_for_its_file_alone() {
    let clean = all(EVENT, TRACK);
    let slip = format!("{TRACK}colour: red\n");
    assert_eq!(
        sorted(all(EVENT, &slip)),
        with(
            &clean,
            &["patient:11:1 unknown-key"],
            &["ada-attendee:7:10 registration-track-not-approved"]
        )
    );
    // The event itself is judged; who registered is not told of seats by half of it.
    let slip = format!("{EVENT}colour: red\n");
    let found = all(&slip, TRACK);
    let of_event: Vec<_> = clean
        .iter()
        .filter(|line| line.starts_with("event"))
        .collect();
    for line in of_event {
        assert!(found.contains(line), "{line}: {found:?}");
    }
    assert!(
        found.contains(&"event:1:1 event-unreadable".to_owned()),
        "{found:?}"
    );
    assert!(
        !found.iter().any(|line| line.starts_with("patient")),
        "{found:?}"
    );
}

#[test]
fn a_text_that_breaks_the_file_hides_no_other_finding() {
    let clean = all(EVENT, TRACK);
    let slip = format!("{TRACK}agenda: Goals: test it\n");
    assert_eq!(
        sorted(all(EVENT, &slip)),
        with(&clean, &["patient:11:14 syntax"], &[])
    );
    // What no one can tell is left out, and is not said to be missing.
    let slip = format!("{TRACK}kick-off: {{starts: [\n");
    let broken = all(EVENT, &slip);
    for line in clean.iter().filter(|line| line.starts_with("patient")) {
        let is_left = broken.contains(line) || line.ends_with("no-kick-off");
        assert!(is_left, "{line}: {broken:?}");
    }
    assert!(
        !broken.iter().any(|line| line.ends_with("no-kick-off")),
        "{broken:?}"
    );
    let slip = TRACK.replace(
        "roles:\n  - id: client\n    kind: client\n",
        "roles: client\n",
    );
    let broken = all(EVENT, &slip);
    assert!(
        broken.contains(&"patient:3:8 wrong-type".to_owned()),
        "{broken:?}"
    );
    assert!(
        broken.contains(&"patient:7:23 scenario-without-success-criteria".to_owned()),
        "{broken:?}"
    );
    assert!(
        !broken.iter().any(|line| line.contains("role")),
        "{broken:?}"
    );
}

#[test]
fn a_file_with_another_kind_of_error_has_structural_findings_only() {
    for (from, to) in [
        // A key that is there twice.
        ("status: submitted", "colour: red\ntitle: x"),
        // Each of two could be the missing one.
        ("title: Patient", "titel: Patient\ntitl: Patient"),
    ] {
        let found = all(EVENT, &TRACK.replace(from, to));
        let rules: BTreeSet<_> = found
            .iter()
            .filter(|line| line.starts_with("patient"))
            .filter_map(|line| line.split(' ').next_back())
            .collect();
        let structural = ["unknown-key", "wrong-type", "duplicate-key", "missing-key"];
        assert!(
            rules.iter().all(|rule| structural.contains(rule)),
            "{found:?}"
        );
    }
}
