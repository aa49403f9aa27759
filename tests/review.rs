//! The review of a whole programme: the example's Connectathon 43 from eight submitted proposals to its decisions.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use support::{copied, copy};

const EVENT: &str = "2026-09-rockville";

fn tracks(folder: &Path) -> PathBuf {
    folder.join("events").join(EVENT).join("tracks")
}

/// The example, as if all eight proposals had been handed in on 5 August and nothing had been decided.
fn season() -> tempfile::TempDir {
    let folder = copied("examples/connectathons").unwrap();
    for entry in fs::read_dir(tracks(folder.path())).unwrap() {
        let path = entry.unwrap().path();
        let (mut text, mut skipping) = (String::new(), false);
        for line in fs::read_to_string(&path).unwrap().lines() {
            skipping = line.starts_with("history:") || skipping && line.starts_with([' ', '#']);
            if skipping {
                continue;
            }
            let line = if line.starts_with("status:") {
                "status: submitted   # by its lead"
            } else {
                line
            };
            text.push_str(line);
            text.push('\n');
        }
        text.push_str("# What happened, oldest first.\nhistory:\n  - when: 2026-08-05T10:00:00-04:00   # in time\n    what: submitted\n");
        fs::write(&path, text).unwrap();
    }
    folder
}

fn run(folder: &Path, now: &str, arguments: &[&str]) -> Output {
    support::cxn(folder)
        .unwrap()
        .env("CXN_CONFIG", folder.join("me.yaml"))
        .env("CXN_NOW", now)
        .args(["--event", EVENT])
        .args(arguments)
        .output()
        .unwrap()
}

fn cxn(folder: &Path, now: &str, code: i32, arguments: &[&str]) -> String {
    let output = run(folder, now, arguments);
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let said = shown(&output.stdout);
    assert_eq!(
        output.status.code(),
        Some(code),
        "{arguments:?}\n{said}{}",
        shown(&output.stderr)
    );
    said
}

fn texts(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(tracks(folder)).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

const MEETING: &str = "\
track,decision,note,votes,abstained,condition,change,despite
bulk-data,defer,The servers will not be up in time,4-0-0,,,,
clinical-reasoning,approve,,4-0-0,,,,
patient,approve,As every year,4-0-0,,,,
questionnaires,approve,,4-0-0,,,,
scheduling,decline,Too much is open,3-0-1,Ana Sample,,,
subscriptions,approve,,4-0-0,,Name a second server,,
terminology,approve,,3-0-0,,,,
us-core,request-changes,,4-0-0,,,scenarios=Say what a partial result is,
";
const MEETING_DAY: &str = "2026-08-11T15:00:00-04:00";

#[test]
fn a_programme_is_decided_in_one_go_and_stays_watched() {
    let folder = season();
    let root = folder.path();
    fs::write(root.join("meeting.csv"), MEETING).unwrap();
    let settings = root.join("cxn.yaml");
    let with_body = fs::read_to_string(&settings).unwrap() + "review:\n  body: FMG\n";
    fs::write(settings, with_body).unwrap();
    fs::write(root.join("me.yaml"), "name: Olu Organizer\n").unwrap();
    let before = texts(root);
    assert_eq!(before.len(), 8);

    let waiting = cxn(root, MEETING_DAY, 0, &["review", "list", "--pending"]);
    assert_eq!(waiting.lines().count(), 1 + 8, "{waiting}");
    cxn(
        root,
        MEETING_DAY,
        0,
        &["review", "apply", "meeting.csv", "--dry-run"],
    );
    assert_eq!(texts(root), before, "a dry run changes nothing");
    let spoiled = MEETING.replace("us-core,request-changes", "us-core,aprove");
    fs::write(root.join("spoiled.csv"), spoiled).unwrap();
    cxn(root, MEETING_DAY, 2, &["review", "apply", "spoiled.csv"]);
    assert_eq!(texts(root), before, "one bad row, and nothing is applied");
    cxn(root, MEETING_DAY, 0, &["review", "apply", "meeting.csv"]);

    // Byte for byte: the status changes, and an entry follows at the end.
    let after = texts(root);
    let status = |name: &str| match name {
        "bulk-data.yaml" => "deferred",
        "scheduling.yaml" => "declined",
        "us-core.yaml" => "changes-requested",
        _ => "approved",
    };
    for (name, text) in &before {
        let expected = text.replacen(
            "status: submitted ",
            &format!("status: {} ", status(name)),
            1,
        );
        let appended = after[name].strip_prefix(&expected).expect(name);
        assert!(
            appended.starts_with("  - when: 2026-08-11T15:00:00-04:00\n    what: "),
            "{appended}"
        );
    }

    let minutes = cxn(root, MEETING_DAY, 0, &["review", "minutes"]);
    assert_eq!(minutes.matches("\n## ").count(), 8, "{minutes}");
    assert!(minutes.contains("1 deferred · 5 approved · 1 declined · 1 changes requested\n"));
    assert!(minutes.contains("- Condition: Name a second server\n"));
    assert!(minutes.contains("- Abstained: Ana Sample\n"));
    let quorum = cxn(root, MEETING_DAY, 0, &["check", EVENT]);
    assert_eq!(
        quorum.matches("warning[decision-without-quorum]").count(),
        1,
        "{quorum}"
    );

    sent_back_and_resubmitted(root);
    changed_and_caught(root);
    let status = cxn(root, "2026-08-14T12:00:00-04:00", 0, &["status"]);
    assert!(
        status.contains(
            "8 proposed · 6 approved · 1 deferred · 1 declined · last decision Thu 13 Aug 2026"
        ),
        "{status}"
    );
}

fn sent_back_and_resubmitted(root: &Path) {
    let (now, track) = ("2026-08-12T12:00:00-04:00", "2026-09-rockville/us-core");
    let found = cxn(root, now, 0, &["check", track]);
    assert!(
        found.contains("warning[change-requested-open]: the reviewers asked for a change of 'scenarios': 'Say what a partial result is'"),
        "{found}"
    );
    let unchanged = season();
    copy(root, unchanged.path()).unwrap();
    let output = run(
        unchanged.path(),
        now,
        &["submit", track, "--by", "Robin Example"],
    );
    assert!(String::from_utf8_lossy(&output.stderr).contains(
        "warning: 'scenarios' is as it was when the reviewers asked: 'Say what a partial result is'"
    ));
    cxn(
        root,
        now,
        0,
        &[
            "track",
            "set",
            track,
            "scenarios[0].bonus=Count what is missing",
        ],
    );
    let before = texts(root)["us-core.yaml"].clone();
    let output = run(
        root,
        now,
        &[
            "submit",
            track,
            "--by",
            "Robin Example",
            "--note",
            "Said in the first scenario",
        ],
    );
    assert_eq!(output.status.code(), Some(0));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("as it was"));
    let expected = before
        .replacen("status: changes-requested ", "status: submitted ", 1)
        .replacen(
            "          text: Say what a partial result is\n",
            "          text: Say what a partial result is\n          answered: 2026-08-12T12:00:00-04:00\n",
            1,
        );
    let after = texts(root)["us-core.yaml"].clone();
    let appended = after
        .strip_prefix(&expected)
        .expect("only the answer and the entry are new");
    assert!(
        appended.contains("note: Said in the first scenario"),
        "{appended}"
    );
    let found = cxn(root, now, 0, &["check", track]);
    assert!(!found.contains("change-requested-open"), "{found}");
    let diff = cxn(root, now, 0, &["review", "diff", track]);
    assert!(diff.contains("Count what is missing"), "{diff}");
    cxn(
        root,
        now,
        0,
        &["review", "approve", track, "--votes", "4-0-0"],
    );
}

fn changed_and_caught(root: &Path) {
    let (now, track) = ("2026-08-13T12:00:00-04:00", "2026-09-rockville/patient");
    cxn(
        root,
        now,
        0,
        &[
            "track",
            "set",
            track,
            "title=Patients and Families",
            "agenda=Later",
        ],
    );
    let found = cxn(root, now, 0, &["check", track]);
    assert_eq!(
        found.matches("warning[changed-after-approval]").count(),
        1,
        "{found}"
    );
    assert!(found.contains("'title' reads differently than when it was approved on 2026-08-11"));
    let pending = cxn(root, now, 0, &["review", "list", "--pending"]);
    assert!(
        pending.contains("title") && pending.lines().count() == 2,
        "{pending}"
    );
    let diff = cxn(root, now, 0, &["review", "diff", track]);
    assert!(
        diff.contains("\n  - Patient\n  + Patients and Families\n"),
        "{diff}"
    );
    cxn(
        root,
        now,
        0,
        &["review", "confirm", track, "--note", "The name alone"],
    );
    let found = cxn(root, now, 0, &["check", track]);
    assert!(!found.contains("changed-after-approval"), "{found}");
}
