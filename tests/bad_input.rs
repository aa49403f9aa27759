//! Bad input, from the outside: every answer is one clear line or a finding with its place, with the right exit code,
//! nothing half-written and no panic.
#![cfg(unix)]

mod support;

use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use support::{Outcome, copied, files};

const TRACK: &str = "events/2026-09-rockville/tracks/x.yaml";
const EVENT: &str = "events/2026-09-rockville/event.yaml";

/// What a run left: exit code, standard output, standard error.
type Answer = (Option<i32>, String, String);

/// A workspace without findings: one event, one track, two registrations.
fn workspace() -> Outcome<tempfile::TempDir> {
    copied("tests/rules/_base")
}

fn cxn(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("cxn"));
    command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .env("CXN_NOW", "2026-08-01T12:00:00Z")
        .env("CXN_CONFIG", "/nonexistent/cxn/config.yaml");
    for variable in ["CI", "CXN_WORKSPACE", "EDITOR", "VISUAL", "GITHUB_ACTIONS"] {
        command.env_remove(variable);
    }
    command
}

fn answer(command: &mut Command) -> Outcome<Answer> {
    let output = command.output()?;
    let text = |bytes| String::from_utf8(bytes);
    Ok((
        output.status.code(),
        text(output.stdout)?,
        text(output.stderr)?,
    ))
}

fn run(folder: &Path, arguments: &str) -> Outcome<Answer> {
    let arguments: Vec<&str> = arguments.split(' ').collect();
    answer(&mut cxn(folder, &arguments))
}

/// The findings in a file, as a line each: place, severity, rule, message.
fn findings(folder: &Path, file: &str) -> Outcome<String> {
    let (_, text, _) = run(folder, &format!("check {file} --format jsonl"))?;
    let mut shown = String::new();
    for line in text.lines() {
        let finding: serde_json::Value = serde_json::from_str(line)?;
        let word = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        let start = &finding["start"];
        writeln!(
            shown,
            "{}:{} {}[{}] {}",
            start["line"],
            start["column"],
            word("severity"),
            word("rule"),
            word("message")
        )?;
    }
    Ok(shown)
}

/// What is said about a track of these bytes.
fn judged(bytes: &[u8]) -> Outcome<String> {
    let folder = workspace()?;
    fs::write(folder.path().join(TRACK), bytes)?;
    let (code, _, errors) = run(folder.path(), &format!("check {TRACK}"))?;
    assert_eq!((code, errors.as_str()), (Some(1), ""));
    // What else is found in the rest of the file is no error of a draft.
    let found = findings(folder.path(), TRACK)?;
    let errors = found.lines().filter(|line| line.contains(" error["));
    let errors: Vec<&str> = errors.collect();
    Ok(errors.join("\n") + "\n")
}

#[test]
fn what_is_no_yaml_is_a_finding_with_its_place() -> Outcome {
    for (bytes, wanted) in [
        (
            &b"title: \"X\nstatus: draft\n"[..],
            "1:8 error[syntax] a quoted text that begins here does not end\n",
        ),
        (
            b"title: X\nleads:\n\t- name: A\n",
            "3:1 error[syntax] a tab indents this line\n",
        ),
        (
            b"title: X\n---\ntitle: Y\n",
            "2:1 error[syntax] the file holds more than one YAML document\n",
        ),
        (
            b"title: X\0\n",
            "1:9 error[control-character] character U+0000 does not belong in a text file\n",
        ),
        (
            b"title: X\n# \xff\n",
            "2:3 error[not-utf8] the file is not UTF-8: found byte 0xff\n",
        ),
    ] {
        assert_eq!(judged(bytes)?, wanted);
    }
    Ok(())
}

#[test]
fn all_wrong_types_and_unknown_keys_are_found_at_once() -> Outcome {
    assert_eq!(
        judged(b"title: [X]\nstatus: 3\nleads: Robin\nroles: 5\ntitel: X\nfoo: 1\n")?,
        "1:8 error[wrong-type] 'title' is a list\n\
         2:9 error[unknown-value] 'status' is '3'\n\
         3:8 error[wrong-type] 'leads' is the text 'Robin'\n\
         4:8 error[wrong-type] 'roles' is the text '5'\n\
         5:1 error[unknown-key] unknown key 'titel' in a track\n\
         6:1 error[unknown-key] unknown key 'foo' in a track\n"
    );
    Ok(())
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_fine_and_kept() -> Outcome {
    let folder = workspace()?;
    let file = folder
        .path()
        .join("events/2026-09-rockville/tracks/patient.yaml");
    let text = format!(
        "\u{feff}{}",
        fs::read_to_string(&file)?.replace('\n', "\r\n")
    );
    fs::write(&file, &text)?;
    let clean = "0 errors, 0 warnings, 0 notes in 5 files\n";
    let (code, found, _) = run(folder.path(), "check")?;
    assert_eq!((code, found.as_str()), (Some(0), clean));
    let (code, ..) = run(folder.path(), "track set patient prerequisites=Curiosity")?;
    assert_eq!(code, Some(0));
    assert_eq!(
        fs::read_to_string(&file)?,
        text.replace("prerequisites: None", "prerequisites: Curiosity")
    );
    Ok(())
}

#[test]
fn settings_that_are_no_file_are_named_and_not_waited_for() -> Outcome {
    let folder = workspace()?;
    let settings = folder.path().join("cxn.yaml");
    let told = |path: &Path| {
        format!(
            "error: cannot read {}: not a regular file\n",
            path.display()
        )
    };
    for kind in ["mkfifo", "mkdir", "ln -s /dev/stdin"] {
        fs::remove_file(&settings).or_else(|_| fs::remove_dir(&settings))?;
        let mut words = kind.split(' ');
        let mut make = Command::new(words.next().unwrap_or_default());
        assert!(make.args(words).arg(&settings).status()?.success());
        for arguments in ["check", "-C events check"] {
            let (code, out, err) = run(folder.path(), arguments)?;
            assert_eq!((code, out.as_str()), (Some(4), ""), "{kind}");
            assert_eq!(err, told(&settings), "{kind}");
        }
    }
    Ok(())
}

#[test]
fn a_configuration_that_is_no_file_is_named_and_not_waited_for() -> Outcome {
    let folder = workspace()?;
    let config = folder.path().join("me.yaml");
    for kind in ["mkfifo", "mkdir"] {
        assert!(Command::new(kind).arg(&config).status()?.success());
        let mut command = cxn(folder.path(), &["config"]);
        let (code, out, err) = answer(command.env("CXN_CONFIG", &config))?;
        assert_eq!((code, out.as_str()), (Some(4), ""), "{kind}");
        let told = format!(
            "error: cannot read {}: not a regular file\n",
            config.display()
        );
        assert_eq!(err, told, "{kind}");
        fs::remove_file(&config).or_else(|_| fs::remove_dir(&config))?;
    }
    let mut command = cxn(folder.path(), &["config"]);
    let (code, _, err) = answer(command.env("CXN_CONFIG", "/dev/null"))?;
    assert_eq!((code, err.as_str()), (Some(0), ""));
    Ok(())
}

/// Runs within a bound of memory and of the processor's seconds, which other work on the machine does not use up; beyond it the
/// system ends it.
fn bounded(bytes: &[u8]) -> Outcome<String> {
    let folder = workspace()?;
    fs::write(folder.path().join(TRACK), bytes)?;
    let program = assert_cmd::cargo::cargo_bin("cxn");
    let mut limited = Command::new("sh");
    limited
        .args([
            "-c",
            "ulimit -v 1500000 2>/dev/null; ulimit -t 20; exec \"$0\" check \"$1\"",
        ])
        .arg(program)
        .arg(TRACK)
        .current_dir(folder.path())
        .env("CXN_NOW", "2026-08-01T12:00:00Z")
        // Each thread reserves address space, and some machines have very many.
        .env("RAYON_NUM_THREADS", "2")
        .env_remove("GITHUB_ACTIONS");
    let (code, _, errors) = answer(&mut limited)?;
    assert_eq!((code, errors.as_str()), (Some(1), ""));
    findings(folder.path(), TRACK)
}

#[test]
fn hostile_files_are_refused_at_once() -> Outcome {
    for (bytes, wanted) in [
        (
            vec![b'a'; 10_000_000],
            "1:1 error[too-large] the file is larger than 1048576 bytes and was not read\n",
        ),
        (
            vec![b'['; 65],
            "1:65 error[too-deep] the file is nested too deep and was not read: found more than 64 levels\n",
        ),
        (
            "- ".repeat(65).into_bytes(),
            "1:129 error[too-deep] the file is nested too deep and was not read: found more than 64 levels\n",
        ),
        (
            bomb().into_bytes(),
            "3:6 error[wrong-type] the track cannot be parsed: custom.b[0]: invalid type: sequence, expected a string at line 3 column 6\n",
        ),
    ] {
        assert_eq!(bounded(&bytes)?, wanted);
    }
    Ok(())
}

/// Four lines that stand for 9⁴ texts.
fn bomb() -> String {
    let mut text = "title: X\ncustom:\n  a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for pair in ["ab", "bc", "cd"] {
        let (before, name) = pair.split_at(1);
        let nine = vec![format!("*{before}"); 9].join(", ");
        let _ = writeln!(text, "  {name}: &{name} [{nine}]");
    }
    text
}

#[test]
fn dates_and_zones_say_the_form_that_is_expected() -> Outcome {
    let folder = workspace()?;
    let event = fs::read_to_string(folder.path().join(EVENT))?;
    for (line, wrong, wanted) in [
        (
            "starts: 2026-09-19",
            "starts: 2026-9-5",
            "error[date-not-canonical] 'starts' is written '2026-9-5'",
        ),
        (
            "starts: 2026-09-19",
            "starts: 2026-02-30",
            "error[invalid-date] 'starts' is '2026-02-30', which is not a date",
        ),
        (
            "starts: 2026-09-19",
            "starts: 19/09/2026",
            "error[date-not-canonical] 'starts' is written '19/09/2026'",
        ),
        (
            "timezone: America/New_York",
            "timezone: EST5EDT-ish",
            "error[unknown-timezone] 'timezone' is 'EST5EDT-ish', which is not the name of a time zone",
        ),
    ] {
        fs::write(folder.path().join(EVENT), event.replacen(line, wrong, 1))?;
        let found = findings(folder.path(), EVENT)?;
        assert!(found.contains(wanted), "{found}");
    }
    fs::write(folder.path().join(EVENT), &event)?;
    for (arguments, wanted) in [
        (
            "event set 2026-09-rockville starts=2026-9-5",
            "error: 'starts' is written '2026-9-5'\nhint: write it as 2026-09-05\n",
        ),
        (
            "event set 2026-09-rockville starts=2026-02-30",
            "error: 'starts' is '2026-02-30', which is not a date\n\
             hint: expected a date (2026-09-05), a local date-time (2026-09-05T17:00) or an instant (2026-09-05T17:00Z)\n",
        ),
        (
            "event set 2026-09-rockville starts=19/09/2026",
            "error: 'starts' is written '19/09/2026'\nhint: write it as 2026-09-19\n",
        ),
        (
            "event set 2026-09-rockville timezone=EST5EDT-ish",
            "error: 'timezone' is 'EST5EDT-ish', which is not the name of a time zone: write the IANA name of a place whose clocks the dates follow, such as America/New_York: abbreviations and offsets know no daylight saving\n\
             hint: nothing was written\n",
        ),
        (
            "status --now 2026-9-5",
            "error: invalid instant '2026-9-5' for --now or CXN_NOW\n\
             hint: expected an instant with its offset (2026-09-05T17:00:00-04:00)\n",
        ),
    ] {
        let (code, out, errors) = run(folder.path(), arguments)?;
        assert_eq!(
            (code, out.as_str(), errors.as_str()),
            (Some(2), "", wanted),
            "{arguments}"
        );
    }
    let (code, _, errors) =
        answer(cxn(folder.path(), &["due", "--today", "19/09/2026"]).env_remove("CXN_NOW"))?;
    assert_eq!(
        (code, errors.as_str()),
        (
            Some(2),
            "error: invalid value '19/09/2026' for '--today <DATE>': expected a date as YYYY-MM-DD: did you mean 2026-09-19?\n\n\
             For more information, try '--help'.\n"
        )
    );
    assert_eq!(fs::read_to_string(folder.path().join(EVENT))?, event);
    Ok(())
}

const SHOWS: [&str; 26] = [
    "status",
    "status --all-events",
    "status --format markdown",
    "event list",
    "event list --format markdown",
    "event show 2026-09-rockville",
    "due",
    "track list",
    "track list --format markdown",
    "track show patient",
    "track show patient --with-contacts",
    "registrations list",
    "registrations list --with-contacts",
    "registrations list --format markdown",
    "registrations show mallory",
    "registrations show mallory --with-contacts",
    "register Mallory --email mal@example.org",
    "check",
    "check --format markdown",
    "check --format summary",
    "check --format github",
    "submit patient",
    "config",
    "registrations list --format csv",
    "status --format json",
    "check --format json",
];

/// How many of [`SHOWS`] cut what is long; formats for programs carry it whole.
const CUT: usize = 23;

/// A workspace in which everything is called `name`: the event, a track, its lead, and a person registered twice.
fn named(name: &str) -> Outcome<tempfile::TempDir> {
    let folder = workspace()?;
    let event = folder.path().join("events/2026-09-rockville");
    let replace = |file: PathBuf, from: &str, to: &str| -> Outcome {
        let text = fs::read_to_string(&file)?;
        assert!(text.contains(from), "{from}");
        Ok(fs::write(file, text.replacen(from, to, 1))?)
    };
    replace(
        event.join("event.yaml"),
        "name: Connectathon 43",
        &format!("name: {name}"),
    )?;
    let track = event.join("tracks/patient.yaml");
    replace(track.clone(), "title: Patient", &format!("title: {name}"))?;
    replace(track, "name: Robin Example", &format!("name: {name}"))?;
    let sam = event.join("registrations/sam-sample.yaml");
    let text = fs::read_to_string(&sam)?
        .replace("name: Sam Sample", &format!("name: {name}"))
        .replace("sam@", "mal@");
    for copy in ["mallory.yaml", "mallory-2.yaml"] {
        fs::write(event.join("registrations").join(copy), &text)?;
    }
    Ok(folder)
}

#[test]
fn names_are_shown_neutralized_in_every_table_and_message() -> Outcome {
    let folder = named("\"Mal\\e[31mlory\\u202Egnihton\"")?;
    for show in SHOWS {
        let (code, out, errors) = run(folder.path(), show)?;
        assert!(matches!(code, Some(0 | 1)), "{show}: {errors}");
        for hazard in ['\u{1b}', '\u{202e}'] {
            assert!(
                !out.contains(hazard) && !errors.contains(hazard),
                "{show} prints U+{:04X} raw",
                u32::from(hazard)
            );
        }
    }
    let (_, list, _) = run(folder.path(), "registrations list")?;
    assert!(
        list.contains("Mal\\u{1b}[31mlory\\u{202e}gnihton"),
        "{list}"
    );
    let (_, json, _) = run(folder.path(), "registrations list --format json")?;
    let rows: serde_json::Value = serde_json::from_str(&json)?;
    assert!(
        rows.to_string().contains('\u{202e}'),
        "for a program the name is what it is"
    );
    Ok(())
}

#[test]
fn no_text_of_a_flag_brings_a_character_that_no_one_sees_into_a_record() -> Outcome {
    let folder = workspace()?;
    let before = files(folder.path())?;
    let given: &[(&[&str], &str)] = &[
        (&["register"], "NAME"),
        (&["register", "Ann", "--organization"], "--organization"),
        (&["register", "Ann", "--late"], "--late"),
        (&["register", "Ann", "--by"], "--by"),
        (&["register", "Ann", "--notes"], "--notes"),
        (&["register", "cancel", "ann", "--note"], "--note"),
        (&["register", "change", "ann", "--why"], "--note"),
        (&["register", "change", "ann", "--late"], "--late"),
        (
            &[
                "register",
                "change",
                "ann",
                "--system",
                "A",
                "--rename-system",
            ],
            "--rename-system",
        ),
        (&["register", "promote", "ann", "--note"], "--note"),
        (
            &["register", "move", "ann", "--to", "e", "--note"],
            "--note",
        ),
        (&["result", "add", "a/b", "C", "passed", "--note"], "--note"),
        (
            &["result", "add", "a/b", "C", "passed", "--evidence"],
            "--evidence",
        ),
        (&["result", "withdraw", "a/b", "--note"], "--note"),
        (&["issue", "add"], "TITLE"),
        (&["issue", "add", "T", "--description"], "--description"),
        (&["issue", "close", "a", "--note"], "--note"),
        (&["propose"], "TITLE"),
        (&["propose", "T", "--late"], "--late"),
        (&["review", "approve", "a", "--note"], "--note"),
        (&["event", "new", "e", "--name"], "--name"),
        (&["report", "close", "a", "--note"], "--note"),
        (&["systems", "set", "a", "ready", "--note"], "--note"),
    ];
    for (c, kind) in [('\u{1b}', "control"), ('\u{200b}', "invisible")] {
        let code = format!("U+{:04X}", u32::from(c));
        let told = |what: &str| {
            let first = format!("error: {what} holds the {kind} character {code}\n");
            first + "hint: type it instead of pasting it\n"
        };
        let text = format!("sea{c}son");
        for (words, what) in given {
            let all: Vec<&str> = words.iter().copied().chain([text.as_str()]).collect();
            let answer = answer(&mut cxn(folder.path(), &all))?;
            assert_eq!(answer, (Some(2), String::new(), told(what)), "{words:?}");
        }
        for command in ["track set a", "issue set a", "report set a", "event set a"] {
            let assigned = format!("title={text}");
            let all: Vec<&str> = command.split(' ').chain([assigned.as_str()]).collect();
            let answer = answer(&mut cxn(folder.path(), &all))?;
            assert_eq!(
                answer,
                (Some(2), String::new(), told("'title'")),
                "{command}"
            );
        }
    }
    // A letter that is joined with others is part of the word, and prose of several lines is left as it is.
    for text in ["\u{645}\u{6cc}\u{200c}\u{62e}", "one\ntwo\u{200b}"] {
        let (_, _, err) = answer(&mut cxn(folder.path(), &["issue", "add", text]))?;
        assert!(!err.contains("holds the"), "{err}");
    }
    assert!(files(folder.path())? == before);
    // What is looked for is found whatever it is called.
    let (code, _, err) = run(folder.path(), "registrations list --organization A\u{200b}")?;
    assert_eq!((code, err.contains("holds the")), (Some(0), false), "{err}");
    Ok(())
}

#[test]
fn no_text_of_a_file_of_results_brings_a_control_character_into_a_record() -> Outcome {
    let folder = copied("tests/cmd/match/day.in")?;
    let day = "- {scenario: patient/search, systems: [Alpha, Gamma], verdict: passed, note: \"at\\e[31m once\"}\n";
    fs::write(folder.path().join("day.yaml"), day)?;
    let results = |folder: &Path| -> Outcome<usize> {
        Ok(fs::read_dir(folder.join("events/2026-09-rockville/results/patient"))?.count())
    };
    let before = results(folder.path())?;
    let (code, out, err) = run(folder.path(), "result add --from day.yaml --by Kim")?;
    assert_eq!(code, Some(1), "{out}{err}");
    assert!(
        out.contains("error[invisible-character]: 'note' holds the control character U+001B"),
        "{out}"
    );
    assert!(
        err.ends_with("error: nothing was written because of 1 error\n"),
        "{err}"
    );
    assert_eq!(results(folder.path())?, before);
    Ok(())
}

#[test]
fn names_of_ten_thousand_characters_are_cut() -> Outcome {
    let folder = named(&"q".repeat(10_000))?;
    for show in &SHOWS[..CUT] {
        let (code, out, errors) = run(folder.path(), show)?;
        assert!(matches!(code, Some(0 | 1)), "{show}: {errors}");
        let long = "q".repeat(2000);
        assert!(
            !out.contains(&long) && !errors.contains(&long),
            "{show} shows the whole name"
        );
    }
    Ok(())
}

#[test]
fn unknown_names_are_answered_with_the_nearest() -> Outcome {
    let folder = workspace()?;
    let guessed = "note: event 2026-09-rockville (the default-event of cxn.yaml)\n";
    for (arguments, code, wanted) in [
        (
            "status 2026-09-rockvile",
            3,
            "error: no event '2026-09-rockvile'\nhint: did you mean '2026-09-rockville'?\n",
        ),
        (
            "due --event nowhere",
            3,
            "error: no event 'nowhere'\nhint: run 'cxn event list' to see the events\n",
        ),
        (
            "track show patent",
            3,
            "error: no track 'patent' in event '2026-09-rockville'\nhint: did you mean 'patient'?\n",
        ),
        (
            "check 2026-09-rockville/patent",
            3,
            "error: nothing to check at '2026-09-rockville/patent'\n\
             hint: did you mean one of '2026-09-rockville/patient', '2026-09-rockville'?\n",
        ),
        (
            "registrations show robn-example",
            3,
            "error: no registration 'robn-example' in event '2026-09-rockville'\nhint: did you mean 'robin-example'?\n",
        ),
        (
            "template show confluence-2022",
            3,
            "error: no template 'confluence-2022'\n\
             hint: did you mean one of 'confluence-2020', 'confluence-2021', 'confluence-2023'?\n",
        ),
        (
            "explain no-leed",
            2,
            "error: no rule 'no-leed'\nhint: did you mean 'no-lead'?\n",
        ),
        (
            "explain zzzzzzz",
            2,
            "error: no rule 'zzzzzzz'\nhint: run 'cxn rules' to see them all\n",
        ),
        (
            "track set patient titel=X",
            2,
            "error: unknown key 'titel' in a track\nhint: did you mean 'title'?\n",
        ),
        (
            "event set 2026-09-rockville locaton=X",
            2,
            "error: unknown key 'locaton' in an event\nhint: did you mean 'location'?\n",
        ),
        (
            "check --fromat json",
            2,
            "error: unexpected argument '--fromat' found\n\n  tip: a similar argument exists: '--format'\n\n\
             Usage: cxn check --format <FORMAT> [WHAT]...\n\nFor more information, try '--help'.\n",
        ),
        (
            "check --format jsn",
            2,
            "error: invalid value 'jsn' for '--format <FORMAT>'\n  \
             [possible values: text, json, jsonl, sarif, github, junit, codequality, markdown, summary]\n\n  \
             tip: a similar value exists: 'json'\n\nFor more information, try '--help'.\n",
        ),
    ] {
        let (found, out, errors) = run(folder.path(), arguments)?;
        let errors = errors.strip_prefix(guessed).unwrap_or(&errors);
        assert_eq!(
            (found, out.as_str(), errors),
            (Some(code), "", wanted),
            "{arguments}"
        );
    }
    Ok(())
}

#[test]
fn what_the_disk_refuses_is_one_clear_line() -> Outcome {
    let folder = workspace()?;
    fs::write(folder.path().join("file"), "")?;
    // Nobody can write below /proc or below a file, not even root, whom permissions do not stop.
    let blocked = if cfg!(target_os = "linux") {
        "/proc/cxn"
    } else {
        "file/cxn"
    };
    let not_there = if cfg!(target_os = "linux") {
        "no such file or directory"
    } else {
        "not a directory"
    };
    for (arguments, code, wanted) in [
        (
            format!("init {blocked}"),
            4,
            format!("error: cannot create {blocked}/events: {not_there}\n"),
        ),
        (
            "init file".to_owned(),
            4,
            "error: cannot create file/events: not a directory\n".to_owned(),
        ),
        (
            format!("check --output json={blocked}"),
            4,
            format!("error: cannot create {blocked}: {not_there}\n"),
        ),
        (
            format!("check --write-baseline {blocked}"),
            4,
            format!("error: cannot create {blocked}: {not_there}\n"),
        ),
        (
            "check --baseline gone.json".to_owned(),
            4,
            "error: cannot read gone.json: no such file or directory\n".to_owned(),
        ),
        (
            "-C file status".to_owned(),
            4,
            "error: cannot open file: not a directory\n".to_owned(),
        ),
        (
            "-C gone status".to_owned(),
            3,
            "error: not a workspace: gone does not exist\nhint: check the folder given with -C or CXN_WORKSPACE\n"
                .to_owned(),
        ),
    ] {
        let (found, out, errors) = run(folder.path(), &arguments)?;
        // A file that cannot be written hides no finding: they are printed all the same.
        let printed = if arguments.contains("--output") {
            "0 errors, 0 warnings, 0 notes in 5 files\n"
        } else {
            ""
        };
        assert_eq!(
            (found, out.as_str(), errors),
            (Some(code), printed, wanted),
            "{arguments}"
        );
    }
    Ok(())
}

#[test]
fn a_folder_that_cannot_be_written_keeps_what_it_has() -> Outcome {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = workspace()?;
    let tracks = folder.path().join("events/2026-09-rockville/tracks");
    fs::set_permissions(&tracks, fs::Permissions::from_mode(0o555))?;
    let writable = fs::write(tracks.join("probe"), "").is_ok();
    let (code, _, errors) = run(folder.path(), "propose Bulk")?;
    fs::set_permissions(&tracks, fs::Permissions::from_mode(0o755))?;
    if writable {
        // Root writes anywhere: a file in the place of the folder stops it as well.
        fs::remove_dir_all(&tracks)?;
        fs::write(&tracks, "")?;
        let (code, out, errors) = run(folder.path(), "propose Bulk --event 2026-09-rockville")?;
        assert_eq!((code, out.as_str()), (Some(4), ""));
        assert_eq!(
            errors,
            format!(
                "error: cannot create {}: not a directory\n",
                tracks.display()
            )
        );
        assert_eq!(errors.lines().count(), 1, "{errors}");
        return Ok(());
    }
    assert_eq!(code, Some(4));
    assert!(errors.ends_with("permission denied\n"), "{errors}");
    assert_eq!(fs::read_dir(&tracks)?.count(), 1);
    Ok(())
}

#[test]
fn records_that_cannot_be_read_are_findings_and_the_rest_is_judged() -> Outcome {
    let folder = workspace()?;
    let event = folder.path().join("events/2026-09-rockville");
    std::os::unix::fs::symlink("gone.yaml", event.join("tracks/x.yaml"))?;
    assert_eq!(
        findings(folder.path(), TRACK)?,
        "1:1 error[unreadable-file] events/2026-09-rockville/tracks/x.yaml is a link that leads nowhere\n"
    );
    fs::remove_file(event.join("tracks/x.yaml"))?;
    fs::create_dir(event.join("tracks/x.yaml"))?;
    assert_eq!(
        findings(folder.path(), TRACK)?,
        "1:1 warning[stray-file] 'events/2026-09-rockville/tracks/x.yaml' is not read: records are kept elsewhere\n"
    );
    fs::remove_dir_all(event.join("registrations"))?;
    fs::write(event.join("registrations"), "")?;
    assert_eq!(
        findings(folder.path(), "events/2026-09-rockville/registrations")?,
        "1:1 error[unreadable-file] cannot list events/2026-09-rockville/registrations: not a directory\n"
    );
    Ok(())
}

#[test]
fn a_folder_with_accents_in_its_name_is_told_a_name_without() -> Outcome {
    let folder = workspace()?;
    let events = folder.path().join("events");
    fs::create_dir(events.join("Été-2027"))?;
    fs::write(events.join("Été-2027/event.yaml"), "name: E\n")?;
    // Some file systems keep an accent as a character of its own, so the name is taken as it is found.
    let mut name = String::new();
    for entry in fs::read_dir(&events)? {
        let found = entry?.file_name().to_string_lossy().into_owned();
        if !found.is_ascii() {
            name = found;
        }
    }
    assert_eq!(
        findings(folder.path(), &format!("events/{name}"))?,
        format!("1:1 error[file-name-not-a-slug] '{name}' is not a valid name for a record\n")
    );
    let (code, shown, _) = run(folder.path(), &format!("check events/{name}"))?;
    assert_eq!(code, Some(1));
    assert!(
        shown.contains("= help: rename it to 'ete-2027'\n"),
        "{shown}"
    );
    Ok(())
}

#[test]
fn the_editor_that_is_not_there_or_fails_leaves_nothing_behind() -> Outcome {
    let folder = workspace()?;
    for (editor, wanted) in [
        (
            "",
            "error: no editor is set: neither VISUAL nor EDITOR\nhint: set EDITOR to the command of your editor, such as nano\n",
        ),
        (
            "false",
            "error: the editor 'false' ended with exit status: 1; nothing was written\n",
        ),
        (
            "/nonexistent/vi",
            "error: cannot run the editor '/nonexistent/vi': no such file or directory\nhint: check EDITOR\n",
        ),
    ] {
        for arguments in [
            vec!["event", "new", "e", "--edit"],
            vec!["propose", "E", "--edit", "--event", "2026-09-rockville"],
        ] {
            let (code, out, errors) = answer(cxn(folder.path(), &arguments).env("EDITOR", editor))?;
            assert_eq!(
                (code, out.as_str(), errors.as_str()),
                (Some(4), "", wanted),
                "{editor}"
            );
        }
    }
    assert!(!folder.path().join("events/e").exists());
    assert!(
        !folder
            .path()
            .join("events/2026-09-rockville/tracks/e.yaml")
            .exists()
    );
    Ok(())
}

/// A command line as a shell runs it, such as with a stream closed.
fn shell(folder: &Path, line: &str) -> Outcome<Answer> {
    let cxn = assert_cmd::cargo::cargo_bin("cxn");
    let mut command = Command::new("sh");
    command
        .args(["-c", line])
        .current_dir(folder)
        .env("cxn", cxn)
        .env("CXN_NOW", "2026-08-01T12:00:00Z")
        .env("CXN_CONFIG", "/nonexistent/cxn/config.yaml")
        .env_remove("GITHUB_ACTIONS");
    answer(&mut command)
}

#[test]
fn nothing_is_asked_when_standard_input_is_closed() -> Outcome {
    let folder = workspace()?;
    for (line, wanted) in [
        (
            "propose",
            "error: a track needs a title: cxn propose \"TITLE\"\n",
        ),
        (
            "event new e",
            "error: an event needs --name, --starts, --ends, --timezone\n\
             hint: pass them, or --edit to fill them in with your editor\n",
        ),
        (
            "register",
            "error: the registration has no name\nhint: pass NAME, or set yours in config.yaml (see 'cxn config')\n",
        ),
        (
            "register --from -",
            "error: the registration has no name\nhint: pass NAME, or set yours in config.yaml (see 'cxn config')\n",
        ),
    ] {
        let line = format!("\"$cxn\" --event 2026-09-rockville {line} <&-");
        let (code, out, errors) = shell(folder.path(), &line)?;
        assert_eq!(
            (code, out.as_str(), errors.as_str()),
            (Some(2), "", wanted),
            "{line}"
        );
    }
    Ok(())
}

#[test]
fn a_reader_that_goes_away_is_no_error() -> Outcome {
    let folder = workspace()?;
    for arguments in [
        "--help",
        "check",
        "check --format json",
        "rules --format json",
        "explain no-lead",
        "template show confluence-2023 --yaml",
        "schema track",
        "completions bash",
        "status 2026-09-rockville",
        "due --event 2026-09-rockville",
    ] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        // The reading end is closed before the first byte is written.
        let (reader, writer) = std::io::pipe()?;
        drop(reader);
        let mut child = cxn(folder.path(), &arguments)
            .stdout(writer)
            .stderr(Stdio::piped())
            .spawn()?;
        let mut errors = String::new();
        if let Some(mut stderr) = child.stderr.take() {
            stderr.read_to_string(&mut errors)?;
        }
        assert_eq!(
            (child.wait()?.code(), errors.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
    Ok(())
}

#[test]
fn a_full_disk_under_standard_output_is_said() -> Outcome {
    if !Path::new("/dev/full").exists() {
        return Ok(());
    }
    let folder = workspace()?;
    let (code, _, errors) = shell(folder.path(), "\"$cxn\" rules > /dev/full")?;
    assert_eq!(
        (code, errors.as_str()),
        (
            Some(4),
            "error: cannot write to standard output: no space left on device\n"
        )
    );
    Ok(())
}
