//! The commands that write: each with what it needs and its arguments.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use clap::CommandFactory as _;
use cxn::cli::Cli;

use crate::ground::{Files, Ground, Outcome, files};

/// A command that writes.
pub struct Write {
    /// Where it is in the command line's tree.
    pub command: &'static str,
    /// What it is given, with the command itself.
    pub arguments: &'static [&'static str],
    /// Its exit code when all is well.
    pub code: i32,
    /// What has to be done before, on the workspace of the suite.
    prepare: fn(&Ground) -> Outcome,
    /// How it completes what was begun.
    pub again: Again,
}

/// What the same command says when it is run once more on what it has done already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// That nothing is left to do; or it does the same once more, with the same bytes.
    Same,
    /// It is refused: what it does is done once.
    Refused,
    /// It adds one more entry: nothing tells it from one that is meant.
    Adds,
}

/// A command with every file before it and after it.
pub struct Case {
    /// The command.
    pub write: &'static Write,
    /// Every file before.
    pub before: Files,
    /// Every file after.
    pub after: Files,
    /// How long it took.
    pub took: Duration,
}

impl Case {
    /// The files that the command writes, renames or removes.
    pub fn touched(&self) -> Vec<&str> {
        let names: BTreeSet<&String> = self.before.keys().chain(self.after.keys()).collect();
        let differs = |name: &&String| self.before.get(*name) != self.after.get(*name);
        names
            .into_iter()
            .filter(differs)
            .map(String::as_str)
            .collect()
    }

    /// A ground as it is before.
    pub fn ground(&self) -> Outcome<Ground> {
        Ground::of(&self.before)
    }

    /// Whether every file is the old one or the new one. Where records get other names, the new one may still have its old name.
    pub fn judge(&self, now: &Files) -> Result<(), String> {
        let names: BTreeSet<&String> = (self.before.keys().chain(self.after.keys()))
            .chain(now.keys())
            .collect();
        let is_renaming = self
            .before
            .keys()
            .any(|name| !self.after.contains_key(name));
        for name in names {
            let (old, new, is) = (self.before.get(name), self.after.get(name), now.get(name));
            // A name may be free for a moment, when nothing is missing under another one.
            let is_between = is_renaming
                && old != new
                && match is {
                    Some(is) => self.after.values().any(|bytes| bytes == is),
                    None => now.len() >= self.before.len().min(self.after.len()),
                };
            if is != old && is != new && !is_between {
                let is = is.map(|bytes| String::from_utf8_lossy(bytes));
                return Err(format!("{name} is neither old nor new: {is:?}"));
            }
        }
        Ok(())
    }
}

const fn write(command: &'static str, arguments: &'static [&'static str], again: Again) -> Write {
    Write {
        command,
        arguments,
        code: 0,
        prepare: |_| Ok(()),
        again,
    }
}

/// A new event, whole.
pub const EVENT_NEW: [&str; 11] = [
    "event",
    "new",
    "f",
    "--name",
    "F",
    "--starts",
    "2027-01-10",
    "--ends",
    "2027-01-11",
    "--timezone",
    "UTC",
];

/// Every command that writes.
pub static WRITES: [Write; 48] = [
    write("init", &["init", "fresh"], Again::Same),
    write("event new", &EVENT_NEW, Again::Refused),
    write(
        "event set",
        &["event", "set", "e", "location=Rockville"],
        Again::Same,
    ),
    write(
        "event submit",
        &["event", "submit", "e", "--by", "Olu Organizer"],
        Again::Refused,
    ),
    Write {
        prepare: ask,
        ..write(
            "event approve",
            &[
                "event",
                "approve",
                "e",
                "--note",
                "Fine",
                "--despite",
                "It is small",
                "--by",
                "Olu Organizer",
                "--body",
                "FMG",
            ],
            Again::Refused,
        )
    },
    Write {
        prepare: ask,
        ..write(
            "event decline",
            &[
                "event",
                "decline",
                "e",
                "--note",
                "No",
                "--by",
                "Olu Organizer",
                "--body",
                "FMG",
            ],
            Again::Refused,
        )
    },
    write(
        "responsibilities done",
        &[
            "responsibilities",
            "done",
            "draft",
            "chat-stream",
            "--by",
            "Robin Example",
        ],
        Again::Same,
    ),
    write(
        "template copy",
        &["template", "copy", "wiki-2016", "own"],
        Again::Refused,
    ),
    write(
        "propose",
        &[
            "propose",
            "New Track",
            "--lead",
            "Robin Example <robin@example.org>",
        ],
        Again::Refused,
    ),
    write(
        "submit",
        &["submit", "draft", "--by", "Robin Example"],
        Again::Refused,
    ),
    write(
        "withdraw",
        &[
            "withdraw",
            "draft",
            "--why",
            "No time",
            "--by",
            "Robin Example",
        ],
        Again::Refused,
    ),
    write(
        "track set",
        &["track", "set", "draft", "prerequisites=None"],
        Again::Same,
    ),
    Write {
        code: 1,
        prepare: spoil,
        ..write(
            "check",
            &["check", "--fix", "--fail-on", "note"],
            Again::Same,
        )
    },
    write(
        "check",
        &["check", "--write-baseline", "baseline.json"],
        Again::Same,
    ),
    Write {
        code: 1,
        ..write(
            "check",
            &["check", "--output", "json=report.json"],
            Again::Same,
        )
    },
    write(
        "register",
        &["register", "Dan Probe", "--email", "dan@example.org"],
        Again::Refused,
    ),
    write(
        "register cancel",
        &["register", "cancel", "ann", "--note", "ill"],
        Again::Refused,
    ),
    write(
        "register change",
        &["register", "change", "ann", "--kind", "observer"],
        Again::Same,
    ),
    write(
        "register check-in",
        &["register", "check-in", "ann"],
        Again::Refused,
    ),
    write(
        "register import",
        &["register", "import", "people.csv"],
        Again::Same,
    ),
    write(
        "register move",
        &["register", "move", "ann", "--to", "g"],
        Again::Refused,
    ),
    Write {
        prepare: |ground| {
            ground
                .done(&["event", "set", "e", "capacity.participants=3"])
                .map(drop)
        },
        ..write("register promote", &["register", "promote"], Again::Refused)
    },
    write(
        "register anonymize",
        &["register", "anonymize", "old", "--older-than", "1d"],
        Again::Same,
    ),
    write(
        "review approve",
        &[
            "review",
            "approve",
            "sub1",
            "--note",
            "ok",
            "--by",
            "Bo Sample",
        ],
        Again::Refused,
    ),
    write(
        "review request-changes",
        &[
            "review",
            "request-changes",
            "sub1",
            "--note",
            "more",
            "--change",
            "scenarios=Say who sends",
            "--by",
            "Bo Sample",
        ],
        Again::Refused,
    ),
    write(
        "review defer",
        &[
            "review",
            "defer",
            "sub1",
            "--note",
            "no room",
            "--by",
            "Bo Sample",
        ],
        Again::Refused,
    ),
    write(
        "review decline",
        &[
            "review",
            "decline",
            "sub1",
            "--note",
            "no",
            "--by",
            "Bo Sample",
        ],
        Again::Refused,
    ),
    Write {
        prepare: |ground| {
            // A template with frozen fields.
            ground.done(&["event", "set", "e", "template=confluence-2023"])?;
            ground.done(&[
                "review",
                "approve",
                "sub1",
                "--despite",
                "It is small",
                "--by",
                "Bo Sample",
            ])?;
            ground
                .done(&[
                    "track",
                    "set",
                    "sub1",
                    "scenarios[0].action=The server sends.",
                ])
                .map(drop)
        },
        ..write(
            "review confirm",
            &[
                "review",
                "confirm",
                "sub1",
                "--note",
                "fine",
                "--by",
                "Bo Sample",
            ],
            Again::Refused,
        )
    },
    write(
        "review exception",
        &[
            "review",
            "exception",
            "draft",
            "--until",
            "2026-08-20",
            "--by",
            "Bo Sample",
            "--why",
            "ill",
        ],
        Again::Adds,
    ),
    write(
        "review apply",
        &["review", "apply", "meeting.csv", "--by", "Bo Sample"],
        Again::Same,
    ),
    write("schema", &["schema", "--install"], Again::Same),
    write("man", &["man", "pages"], Again::Same),
    write("track edit", &["track", "edit", "draft"], Again::Same),
    Write {
        prepare: serve,
        ..write(
            "systems probe",
            &["systems", "probe", "--allow-local", "--force"],
            Again::Same,
        )
    },
    Write {
        prepare: meet,
        ..write(
            "systems set",
            &["systems", "set", "One", "broken"],
            Again::Same,
        )
    },
    Write {
        prepare: meet,
        ..write("result add", &RESULT_ADD, Again::Same)
    },
    write("issue add", &ISSUE_ADD, Again::Refused),
    Write {
        prepare: find,
        ..write(
            "issue close",
            &["issue", "close", "fold", "--now", SATURDAY],
            Again::Same,
        )
    },
    Write {
        prepare: find,
        ..write(
            "issue link",
            &["issue", "link", "fold", "sub1"],
            Again::Same,
        )
    },
    Write {
        prepare: find,
        ..write(
            "issue set",
            &["issue", "set", "fold", "work-group=pa"],
            Again::Same,
        )
    },
    Write {
        prepare: find,
        ..write(
            "issue track",
            &["issue", "track", "tracker.csv", "--now", SATURDAY],
            Again::Same,
        )
    },
    write(
        "report draft",
        &["report", "draft", "sub1", "--now", SATURDAY],
        Again::Same,
    ),
    Write {
        prepare: draft,
        ..write(
            "report set",
            &["report", "set", "sub1", "summary=It went well."],
            Again::Same,
        )
    },
    Write {
        prepare: answer_report,
        ..write(
            "report close",
            &[
                "report",
                "close",
                "sub1",
                "--by",
                "Robin Example",
                "--now",
                AFTER,
            ],
            Again::Same,
        )
    },
    Write {
        prepare: meet,
        ..write(
            "result import",
            &[
                "result",
                "import",
                "results.csv",
                "--track",
                "sub1",
                "--now",
                SATURDAY,
            ],
            Again::Same,
        )
    },
    Write {
        prepare: test,
        ..write(
            "result verify",
            &[
                "result",
                "verify",
                RESULT,
                "--by",
                "Robin Example",
                "--now",
                SATURDAY,
            ],
            Again::Same,
        )
    },
    Write {
        prepare: test,
        ..write(
            "result correct",
            &[
                "result",
                "correct",
                RESULT,
                "--verdict",
                "failed",
                "--note",
                "400",
                "--now",
                SATURDAY,
            ],
            Again::Same,
        )
    },
    Write {
        prepare: test,
        ..write(
            "result withdraw",
            &["result", "withdraw", RESULT, "--now", SATURDAY],
            Again::Refused,
        )
    },
];

/// A result, on the event's first day.
const RESULT_ADD: [&str; 10] = [
    "result",
    "add",
    "sub1/one",
    "One",
    "Two",
    "passed",
    "--by",
    "Ann Probe",
    "--now",
    SATURDAY,
];

/// Its name.
const RESULT: &str = "one-one-two-mu9mcb7j";

const ISSUE_ADD: [&str; 9] = [
    "issue",
    "add",
    "Fold case",
    "--artifact",
    "Patient",
    "--by",
    "Robin Example",
    "--now",
    SATURDAY,
];

const SATURDAY: &str = "2026-09-19T10:00:00-04:00";
const AFTER: &str = "2026-09-22T10:00:00-04:00";

/// The commands that only read, and the groups that are none.
const READS: [&str; 64] = [
    "completions",
    "config",
    "due",
    "responsibilities",
    "responsibilities list",
    "series",
    "event",
    "event approval",
    "event list",
    "event show",
    "explain",
    "help",
    "issue",
    "issue export",
    "issue list",
    "issue show",
    "log",
    "lsp",
    "match",
    "matrix",
    "maturity",
    "progress",
    "publish",
    "publish calendar",
    "publish confluence",
    "publish csv",
    "publish feed",
    "publish fhir",
    "publish forms",
    "publish forms proposal",
    "publish forms registration",
    "publish forms result",
    "publish json",
    "publish markdown",
    "publish reminders",
    "publish schedule",
    "publish site",
    "readiness",
    "register waitlist",
    "registrations",
    "registrations list",
    "registrations show",
    "report",
    "report check",
    "report list",
    "report show",
    "result",
    "result list",
    "result show",
    "review",
    "review diff",
    "review list",
    "review minutes",
    "rules",
    "status",
    "systems",
    "systems list",
    "template",
    "template list",
    "template show",
    "track",
    "track conflicts",
    "track list",
    "track show",
];

fn ask(ground: &Ground) -> Outcome {
    ground
        .done(&["event", "submit", "e", "--by", "Olu Organizer"])
        .map(drop)
}

/// What can be fixed: blanks at the ends of lines, and a name with a blank in it.
fn spoil(ground: &Ground) -> Outcome {
    for name in [
        "events/e/registrations/ann.yaml",
        "events/e/tracks/draft.yaml",
    ] {
        ground.edit(name, |text| {
            text.replacen(':', ": ", 1).replacen('\n', "  \n", 2)
        })?;
    }
    let (from, to) = ("events/e/tracks/sub3.yaml", "events/e/tracks/Sub 3.yaml");
    Ok(std::fs::rename(ground.path(from), ground.path(to))?)
}

/// Gives two people a system on this machine.
fn serve(ground: &Ground) -> Outcome {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    if ADDRESS.get().is_none() {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let _ = ADDRESS.set(format!("http://{}/r4", listener.local_addr()?));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || answer(stream));
            }
        });
    }
    let address = ADDRESS.get().ok_or("no address")?;
    for person in ["ann", "ben"] {
        let file = format!("events/e/registrations/{person}.yaml");
        ground.edit(&file, |text| {
            format!("{text}systems:\n  - name: One   # mine\n    base-url: {address}\n")
        })?;
    }
    Ok(())
}

/// An issue, and what the tracker says of it.
fn find(ground: &Ground) -> Outcome {
    let sheet = "Summary,Issue key,Status\nFold case,FHIR-12345,Triaged\n";
    ground.lay(&Files::from([("tracker.csv".to_owned(), sheet.into())]))?;
    ground.done(&ISSUE_ADD).map(drop)
}

/// The report of a track, as it is drafted.
fn draft(ground: &Ground) -> Outcome {
    ground
        .done(&["report", "draft", "sub1", "--now", SATURDAY])
        .map(drop)
}

/// The same with every answer that it needs.
fn answer_report(ground: &Ground) -> Outcome {
    draft(ground)?;
    ground
        .done(&[
            "report",
            "set",
            "sub1",
            "achievements=It worked.",
            "next-steps=None",
        ])
        .map(drop)
}

/// Two systems that can meet in an approved track, and results of another tool.
fn meet(ground: &Ground) -> Outcome {
    for (person, system, role) in [("ann", "One", "client"), ("ben", "Two", "server")] {
        let file = format!("events/e/registrations/{person}.yaml");
        ground.edit(&file, |text| {
            let text = text.replace(
                "organization: Example Health",
                &format!("organization: {system} Health"),
            );
            format!("{text}systems:\n  - name: {system}   # mine\n    roles: [sub1/{role}]\n")
        })?;
    }
    let sheet = "Scenario,Client,Server,Result\none,One,Two,fail\n";
    ground.lay(&Files::from([("results.csv".to_owned(), sheet.into())]))?;
    ground
        .done(&[
            "review",
            "approve",
            "sub1",
            "--despite",
            "It is small",
            "--by",
            "Bo Sample",
        ])
        .map(drop)
}

/// The same with one result.
fn test(ground: &Ground) -> Outcome {
    meet(ground)?;
    ground.done(&RESULT_ADD).map(drop)
}

fn answer(mut stream: std::net::TcpStream) {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    let body = r#"{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1"}"#;
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
}

/// Every command with its files before and after, worked out once.
pub fn cases() -> Outcome<&'static [Case]> {
    static CASES: OnceLock<Result<Vec<Case>, String>> = OnceLock::new();
    let cases = CASES.get_or_init(|| {
        WRITES
            .iter()
            .map(|write| case(write).map_err(|error| format!("{}: {error}", write.command)))
            .collect()
    });
    cases.as_deref().map_err(|error| error.clone().into())
}

fn case(write: &'static Write) -> Outcome<Case> {
    let ground = Ground::workspace()?;
    (write.prepare)(&ground)?;
    let before = files(&ground.root)?;
    let start = Instant::now();
    let ran = ground.run(write.arguments)?;
    let took = start.elapsed();
    if ran.code != Some(write.code) {
        return Err(format!("{ran:?}").into());
    }
    let after = files(&ground.root)?;
    if before == after {
        return Err("it writes nothing".into());
    }
    Ok(Case {
        write,
        before,
        after,
        took,
    })
}

/// The commands of the tool, groups included.
fn tree(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
    for below in command.get_subcommands() {
        let path = format!("{path} {}", below.get_name()).trim().to_owned();
        tree(below, &path, found);
        found.insert(path);
    }
}

#[test]
fn every_command_is_known_to_write_or_to_read() {
    let mut found = BTreeSet::new();
    tree(&Cli::command(), "", &mut found);
    let writes = WRITES.iter().map(|write| write.command);
    // What goes through git is tried with real remotes, in the suite of that name.
    let through_git = ["sync"];
    let known = writes.chain(READS).chain(through_git);
    let known: BTreeSet<String> = known.map(str::to_owned).collect();
    let unknown: Vec<&String> = found.difference(&known).collect();
    assert!(
        unknown.is_empty(),
        "put into WRITES what these write, or them into READS: {unknown:?}"
    );
    let gone: Vec<&String> = known.difference(&found).collect();
    assert!(gone.is_empty(), "no command any more: {gone:?}");
    // The table of the crate's documentation has the number.
    let number = format!("each of the {} commands that write", WRITES.len());
    assert!(
        include_str!("../../src/lib.rs").contains(&number),
        "{number}"
    );
}

#[test]
fn every_command_that_writes_does_what_it_is_for() -> Outcome {
    for case in cases()? {
        let name = case.write.command;
        assert!(!case.touched().is_empty(), "{name}");
        // The same once more changes nothing, is refused, or adds what somebody may mean to add.
        let ground = Ground::of(&case.after)?;
        let ran = ground.run(case.write.arguments)?;
        let now = files(&ground.root)?;
        match case.write.again {
            Again::Same => assert_eq!(
                (ran.code, now == case.after),
                (Some(case.write.code), true),
                "{name}: {ran:?}"
            ),
            Again::Refused => {
                assert!(matches!(ran.code, Some(1 | 4)), "{name}: {ran:?}");
                assert!(now == case.after, "{name}");
            }
            Again::Adds => assert_eq!(ran.code, Some(0), "{name}: {ran:?}"),
        }
    }
    Ok(())
}
