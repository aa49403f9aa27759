//! Nothing personal leaves by any command, in any format, unless `--with-contacts` asks for it.

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use clap::{Arg, ArgAction};
use support::{Outcome, commands};

/// Stands in every personal field, and nowhere else.
const MARK: &str = "qqpersonal";

/// The end of every phone number.
const NUMBERS: [&str; 2] = ["77 88", "-7788"];

const EVENT: &str = "name: Test
timezone: UTC
starts: 2026-09-19
ends: 2026-09-20
contacts:
  - {name: Olu Organizer, email: qqpersonal-1@example.org, chat: qqpersonal chat}
";
const TRACK: &str = "title: Patient
status: approved
short-description: Write to qqpersonal-2@example.org.
leads:
  - name: Robin Example
    email: qqpersonal-3@example.org
    chat: qqpersonal chat
  - name: Lou Lead <qqpersonal-4@example.org>
    email: qqpersonal at example.org
    timezone: Nowhere/At-All
expected-participants:
  - {organization: Example Health, notes: qqpersonal notes}
kick-off:
  starts: 2026-09-01T15:00
  join: https://meet.example.org/qqpersonal
  notes: qqpersonal pin
roles:
  - {id: server, kind: server}
";
const PERSON: &str = "name: Robin Example
email: qqpersonal-5@example.org
organization: Example Health (ask qqpersonal-11@example.org)
team: Team of qqpersonal-12@example.org, +1 555 010-77 88
objectives: Call (555) 010-7788 or 020 555 0177 88.
systems:
  - {name: Server of qqpersonal-13@example.org, roles: [patient/server]}
tracks: [patient, nowhere]
dietary: qqpersonal, no nuts
notes: |
  qqpersonal,
  qqpersonal
registered: 2026-08-01T12:00:00Z
";
const OTHER: &str = "name: Kim Sample <qqpersonal-14@example.org>, tel. 555 010 77 88
email: qqpersonal at example.org
organization: Example Health
dietary: {qqpersonal: wrong type}
notes: [qqpersonal]
";
const TWICE: &str = "name: R. Example
email: QQPERSONAL-5@example.org # qqpersonal-6@example.org
notes: qqpersonal
";
const REPORT: &str = "numbers: {people: 1}
summary: Ask qqpersonal-15@example.org, or call +1 555 010-77 88.
more:
  - {heading: Rooms (qqpersonal-16@example.org), text: Ask qqpersonal-17@example.org.}
history:
  - {when: 2026-08-05T12:00:00Z, what: closed, by: Robin Example <qqpersonal-18@example.org>, note: qqpersonal}
";
const FORM: &str = "Name,Email,Dietary,Notes,Track 1,Kind
Ann Muster,qqpersonal-7@example.org,qqpersonal,qqpersonal,patient,participant
Bo Muster,qqpersonal at example.org,qqpersonal,qqpersonal,patient,participant
Cy Muster,qqpersonal-8@example.org,qqpersonal,qqpersonal,weather,guest
qqpersonal-9@example.org,qqpersonal-9@example.org,qqpersonal,qqpersonal,patient,guest
Robin Example,qqpersonal-5@example.org,qqpersonal new,qqpersonal new,patient,observer
qqpersonal-10@example.org,1
";

fn workspace() -> Outcome<tempfile::TempDir> {
    let root = tempfile::tempdir()?;
    let write = |name: &str, text: &str| -> Outcome {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(root.path()))?;
        Ok(fs::write(path, text)?)
    };
    write("cxn.yaml", "default-event: e\n")?;
    write("events/e/event.yaml", EVENT)?;
    write("events/e/tracks/patient.yaml", TRACK)?;
    write("events/e/registrations/robin-example.yaml", PERSON)?;
    write("events/e/registrations/kim-sample.yaml", OTHER)?;
    write("events/e/registrations/r-example.yaml", TWICE)?;
    write("events/e/reports/patient.yaml", REPORT)?;
    write("form.csv", FORM)?;
    Ok(root)
}

/// Something for an argument that has to be there, by the name of its value.
fn value(argument: &Arg) -> String {
    let name = argument.get_value_names().and_then(|names| names.first());
    let name = name.map_or("", |name| name.as_str());
    match name {
        "EVENT" | "SLUG" => "e",
        "PERSON" => "e/robin-example",
        "FILE" => "form.csv",
        "RULE" => "registered-twice",
        "DIR" => "out",
        "NAME" => "Robin Example",
        name if name.contains("TRACK") => "e/patient",
        _ => "x",
    }
    .to_owned()
}

fn run(way: &[String], arguments: &[String]) -> Outcome<Option<String>> {
    let root = workspace()?;
    let output = Command::new(env!("CARGO_BIN_EXE_cxn"))
        .args(way)
        .args(arguments)
        .current_dir(root.path())
        .env("CXN_NOW", "2026-08-06T12:00:00Z")
        .env("CXN_CONFIG", root.path().join("none.yaml"))
        .env("EDITOR", "true")
        .env_remove("VISUAL")
        .stdin(Stdio::null())
        .output()?;
    let mut said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    written(root.path(), root.path(), &mut said)?;
    let is_personal = |line: &&str| {
        line.to_lowercase().contains(MARK) || NUMBERS.iter().any(|end| line.contains(end))
    };
    let line = said.lines().find(is_personal);
    Ok(line.map(str::to_owned))
}

/// The files that were written outside of the records.
fn written(root: &Path, folder: &Path, said: &mut String) -> Outcome {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.starts_with(root.join("events")) || path == root.join("form.csv") {
            continue;
        }
        if path.is_dir() {
            written(root, &path, said)?;
        } else {
            said.push_str(&String::from_utf8_lossy(&fs::read(&path)?));
        }
    }
    Ok(())
}

#[test]
fn nothing_personal_leaves_unasked() {
    let found = commands();
    assert!(found.len() > 20, "every command is tried");
    let mut runs: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for (way, command) in found {
        let required = command
            .get_positionals()
            .filter(|argument| argument.is_required_set());
        let mut base: Vec<String> = required.map(value).collect();
        for argument in command
            .get_opts()
            .filter(|argument| argument.is_required_set())
        {
            base.push(format!("--{}", argument.get_long().unwrap_or_default()));
            base.push(value(argument));
        }
        runs.push((way.clone(), base.clone()));
        for argument in command.get_arguments() {
            let Some(long) = argument
                .get_long()
                .filter(|long| *long != "with-contacts" && *long != "help")
            else {
                // What may be left out is tried as well.
                if argument.is_positional() && !argument.is_required_set() {
                    let mut arguments = base.clone();
                    arguments.push(value(argument));
                    runs.push((way.clone(), arguments));
                }
                continue;
            };
            let mut with = |extra: &[String]| {
                let mut arguments = base.clone();
                arguments.extend_from_slice(extra);
                runs.push((way.clone(), arguments));
            };
            match argument.get_action() {
                ArgAction::SetTrue => with(&[format!("--{long}")]),
                _ if long.contains("format") => {
                    for value in argument.get_possible_values() {
                        with(&[format!("--{long}"), value.get_name().to_owned()]);
                    }
                }
                _ => {}
            }
        }
    }
    let leaks: Vec<String> = std::thread::scope(|scope| {
        let halves: Vec<_> = runs
            .chunks(runs.len().div_ceil(4).max(1))
            .map(|runs| {
                scope.spawn(move || {
                    let mut leaks = Vec::new();
                    for (way, arguments) in runs {
                        match run(way, arguments) {
                            Ok(None) => {}
                            Ok(Some(line)) => leaks.push(format!(
                                "cxn {} {}: {line}",
                                way.join(" "),
                                arguments.join(" ")
                            )),
                            Err(error) => leaks.push(format!("cxn {}: {error}", way.join(" "))),
                        }
                    }
                    leaks
                })
            })
            .collect();
        halves
            .into_iter()
            .flat_map(|half| half.join().unwrap_or_else(|_| vec!["panicked".to_owned()]))
            .collect()
    });
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
}

#[test]
fn the_marks_are_there_when_they_are_asked_for() -> Outcome {
    let asked = ["registrations".to_owned(), "list".to_owned()];
    assert!(run(&asked, &["--with-contacts".to_owned()])?.is_some());
    Ok(())
}
