//! Everything a stranger wrote is made harmless on its way out: by every command, in every format, through the real binary.
#![cfg(unix)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use clap::{Arg, ArgAction};
use cxn::render::sanitize::is_hazard;
use support::{Outcome, commands, cxn, said};

/// What no output may pass on: a formula, links, an image, HTML, mentions, terminal escapes of both kinds, overrides and isolates of
/// direction, invisible characters, line ends of every kind with workflow commands behind them, and the ends of XML's sections.
const POISON: &str = "=1+1|[x](https://evil.example.org)![y](z)<img src=x>@team/x #1 `c` *b*\u{1b}[31m\u{9b}31m\u{7}\u{202e}\u{2066}\u{200b}\u{ad}\u{feff}\u{e0041}\u{2028}\n::set-output name=a::b\n::error::x\r::warning::y\r\n##[error]z %0A::notice::w ]]>&amp;--></script>";

/// The same without what a file's name cannot have.
fn name() -> String {
    POISON.replace('/', ":")
}

/// A track with lines of a text as they stand, beside lines that can be fixed.
const BLOCK: &str = "titel: P\nagenda: |\n  ::error::raw\n  ##[error]raw\nstatus: draft \norientation: |\n  ::warning::raw\n";

/// A text between quotes as YAML reads it, everything unusual escaped.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            ' '..='~' => c.to_string(),
            c => format!("\\U{:08X}", u32::from(c)),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// Results, a mapping of them and a report, in which every text is poison.
fn results(write: &dyn Fn(&str, &str) -> Outcome) -> Outcome {
    write(
        "events/e/reports/patient.yaml",
        "# R\nnumbers: {people: 1, results: 9, P: 3}\nsummary: P\nparticipants: P\nachievements: P\nissues-found: P\nnext-steps: P\ncustom: {q: P, P: P}\nmore:\n  - {heading: P, text: P}\ndrafted: {summary: P, P: P}\nhistory:\n  - {when: 2026-08-05T10:00:00Z, what: drafted, by: P, note: P}\n  - {when: 2026-08-05T11:00:00Z, what: closed, by: P, note: P}\n",
    )?;
    let result = "# R\nscenario: s\nsystems: {client: P, server: P1}\nverdict: failed\npath: P\nwhen: 2026-08-05T10:00:00Z\nreported-by: P\nreported-as: lead\nnote: P\nevidence: [P]\nissues: [P]\nverified: {by: P, when: 2026-08-05T11:00:00Z}\nsource: {tool: P, version: P, suite: P, test: P, session: P, digest: P}\nhistory:\n  - {when: 2026-08-05T10:00:00Z, what: recorded, by: P, note: P}\n";
    write("events/e/results/patient/one.yaml", result)?;
    write(
        "events/e/results/patient/two.yaml",
        &result.replace("failed", "passed"),
    )?;
    write(
        "imports/own.yaml",
        "# R\nevent: P\ntrack: P\ntests: {P: P}\nsystems: {P: P}\nroles: {P: P}\ntested: {P: P}\nverdicts: {P: passed}\n",
    )
}

/// Files of others to import, with poison in every cell.
fn tables(root: &Path) -> Outcome {
    let cell = format!("\"{}\"", POISON.replace(['\u{1b}', '\u{9b}', '\u{7}'], ""));
    fs::write(
        root.join("form.csv"),
        format!(
            "Name,Email,Organization,Track 1,Kind,Notes,{cell}\n{cell},a@example.org,{cell},patient,participant,{cell},x\n{cell},b@example.org,{cell},{cell},{cell},{cell},x\nx\n"
        ),
    )?;
    Ok(fs::write(
        root.join("fmg.yaml"),
        format!(
            "- {{track: patient, decision: {0}}}\n- {{track: {0}, decision: approve, note: {0}}}\n",
            quoted(POISON)
        ),
    )?)
}

/// A workspace in which every text is poison (`P`), some of it as it is in comments, and some of its files are called so.
fn workspace() -> Outcome<tempfile::TempDir> {
    workspace_of(POISON)
}

fn workspace_of(poison: &str) -> Outcome<tempfile::TempDir> {
    let root = tempfile::tempdir()?;
    let text_of_one = format!("{poison}1");
    let poison = quoted(poison);
    let write = |file: &str, text: &str| -> Outcome {
        let path = root.path().join(file);
        fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        let raw = "\u{202e}\u{200b}\u{2066}::error::raw";
        let text = text.replace("P1", &quoted(&text_of_one));
        let text = text
            .replace('P', &poison)
            .replace("# R", &format!("# {raw}"));
        Ok(fs::write(path, text)?)
    };
    write(
        "cxn.yaml",
        "# R\ndefault-event: e\nreview: {body: P}\nrules:\n  single-lead: {severity: 'off', reason: P}\nignore:\n  - {rule: P, path: P, reason: P}\n  - {rule: no-lead, path: events/e, reason: P}\n",
    )?;
    write(
        "templates/own.yaml",
        "# R\ntitle: P\ndescription: P\nfields:\n  - {key: title, title: P, kind: line, guidance: P, suggested: [P]}\n  - {key: custom.q, title: P, kind: text, required-from: submitted, guidance: P, min-length: 5}\n  - {key: type, title: P, kind: line, suggested: [P, P1]}\n  - {key: roles, title: P, kind: roles}\n  - {key: P, title: P, kind: line}\n",
    )?;
    write(
        "responsibilities/own.yaml",
        "# R\ntitle: P\ndescription: P\nresponsibilities:\n  - {id: first, title: P, due: -3w, guidance: P}\n  - {id: P, title: P, milestone: P}\n",
    )?;
    write(
        "events/e/event.yaml",
        "# R\nname: P # R\nnumber: P\nlocation: P\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\nfhir-versions: [P]\ntemplate: own\nresponsibilities: own\npage: P\ntimeline:\n  proposals-close: 2026-08-04\n  P: -2w\ncapacity: {tracks: 1, in-person: 1}\ncontacts:\n  - {name: P, email: P, organization: P, chat: P}\n",
    )?;
    write(
        "events/o/event.yaml",
        "name: P\nkind: out-of-cycle\ntimezone: P\nstarts: 2026-10-19\nends: 2026-10-20\nsponsor: {name: P}\ncoordinator: {name: P, email: P}\ntechnical-lead: {name: P}\nprior-experience: P\nfrozen-version: {version: P, reason: P}\nother-requirements: [P]\nscenarios: [P]\nhistory:\n  - {when: 2026-07-10T10:00:00Z, what: submitted, by: P, note: P}\n",
    )?;
    let track = "# R\ntitle: P\nstatus: S\nshort-description: P\nlong-description: P\njustification: P\ntype: P\nsubmitting-group: P\nleads:\n  - {name: P, email: robin@example.org, organization: P, chat: P}\n  - {name: P1, email: P}\nfhir-versions: [P]\nspecifications: [P]\nartifacts: [P]\nclinical-input: P\nrelated-tracks: [P]\nprerequisites: P\nexpected-participants:\n  - {organization: P, name: P, roles: [P], notes: P}\nroles:\n  - {id: client, name: P, kind: client, description: P}\n  - {id: server, name: P, kind: server, description: P}\n  - {id: P, name: P}\nscenarios:\n  - {id: s, title: P, roles: [client, server], action: P, precondition: P, success-criteria: P, bonus: P}\n  - {id: P, title: P, roles: [P], action: P}\ntest-data: [P]\nchat-stream: P\nkick-off: {starts: 2026-09-01T11:00, join: P, notes: P}\norientation: P\nagenda: P\nsignup-sheet: P\nconman: P\ncustom: {q: P, P: P}\ncarried-from: P\nlessons-learned: P\nlate-exception: {by: P, why: P, recorded: 2026-08-05T10:00:00Z}\nhistory:\n  - {when: 2026-08-05T10:00:00Z, what: submitted, by: P, note: P}\n  - {when: 2026-08-05T11:00:00Z, what: approved, by: P, note: P, decision: {body: P, votes: 3-0-1, moved-by: P, seconded-by: P, conditions: [P], abstained: [P]}}\n";
    write(
        "events/e/tracks/patient.yaml",
        &track.replace(": S", ": approved"),
    )?;
    write(
        "events/e/tracks/waiting.yaml",
        &track.replace(": S", ": submitted"),
    )?;
    write(
        "events/e/tracks/sketch.yaml",
        &track.replace(": S", ": draft"),
    )?;
    write(
        "events/o/tracks/patient.yaml",
        &track.replace(": S", ": approved"),
    )?;
    write(
        "events/e/tracks/broken.yaml",
        "# R\ntitle: [P]\nstatus: P\nP: P\ncustom: P\nleads: {P: P}\nroles: 5 # cxn: ignore[P] P\n",
    )?;
    write("events/e/tracks/block.yaml", BLOCK)?;
    write("events/e/tracks/syntax.yaml", "title: P\n# R\n  x: - [P\n")?;
    let person = "# R\nname: P\nemail: E\norganization: P\nkind: participant\nstatus: confirmed\nattendance: in-person\ntracks: [patient, P]\nroles: [patient/server, P]\nsystems:\n  - {name: P, base-url: P, fhir-versions: [P], roles: [patient/client], status: ready, probe: {at: 2026-08-01T10:00:00Z, outcome: answered, fhir-version: P, software: P}}\nexperience: some\nobjectives: P\nteam: P\ndietary: P\nnotes: P\nregistered: 2026-07-11T09:00:00Z\nhistory:\n  - {when: 2026-07-11T09:00:00Z, what: registered, by: P, note: P}\n";
    write(
        "events/e/registrations/robin.yaml",
        &person.replace(": E", ": robin@example.org"),
    )?;
    write(
        "events/e/registrations/robin-2.yaml",
        &person.replace(": E", ": robin@example.org"),
    )?;
    write(
        "events/e/registrations/sam.yaml",
        &person
            .replace(": E", ": P")
            .replace("confirmed", "waitlisted"),
    )?;
    write(
        "events/e/registrations/broken.yaml",
        "name: [P]\nkind: P\nP: P\nemail: {P: P}\n",
    )?;
    results(&write)?;
    let poison = name();
    for file in [
        format!("events/e/results/{poison}/one.yaml"),
        format!("events/e/results/patient/{poison}.yaml"),
        format!("events/e/reports/{poison}.yaml"),
        format!("imports/{poison}.yaml"),
        format!("events/{poison}/event.yaml"),
        format!("events/e/tracks/{poison}.yaml"),
        format!("events/e/tracks/{poison}.yml"),
        format!("events/e/registrations/{poison}.yaml"),
        format!("templates/{poison}.yaml"),
        format!("events/e/{poison}.yaml"),
    ] {
        write(&file, "title: x\n")?;
    }
    tables(root.path())?;
    Ok(root)
}

/// Something for an argument that has to be there, by the name of its value: a record of the workspace, or poison.
fn value(way: &[String], argument: &Arg) -> String {
    let names = argument.get_value_names().and_then(|names| names.first());
    match names.map_or("", |name| name.as_str()) {
        "EVENT" | "SLUG" if way[0] == "event" && way[1] == "new" => "new",
        "EVENT" | "SLUG" => "e",
        "PERSON" => "e/robin",
        "FILE" if way.iter().any(|word| word == "apply") => "fmg.yaml",
        "FILE" => "form.csv",
        "RULE" => "registered-twice",
        "DIR" => "out",
        "RESPONSIBILITY" => "first",
        "TEMPLATE" => "own",
        name if name.contains("TRACK") => "e/patient",
        _ if argument.get_possible_values().is_empty() => POISON,
        _ => return argument.get_possible_values()[0].get_name().to_owned(),
    }
    .to_owned()
}

/// What is wrong with an output.
fn faults(way: &[String], arguments: &[String], out: &str, errors: &str) -> Vec<String> {
    let mut found = Vec::new();
    let format = arguments
        .iter()
        .position(|argument| argument.contains("--format"))
        .and_then(|at| arguments.get(at + 1))
        .map_or("", String::as_str);
    for (stream, text) in [("stdout", out), ("stderr", errors)] {
        let acts = |c: char| !matches!(c, '\n' | '\t') && is_hazard(c);
        if let Some(line) = text.lines().find(|line| line.contains(acts)) {
            let c = line.chars().find(|c| acts(*c)).unwrap_or(' ');
            found.push(format!("{stream} holds U+{:04X}: {line:?}", u32::from(c)));
        }
        let ours = [
            "::error file=",
            "::warning file=",
            "::notice file=",
            "::notice title=cxn::",
        ];
        let is_ours =
            |line: &str| format == "github" && ours.iter().any(|own| line.starts_with(own));
        for line in text.lines().map(str::trim_start) {
            // An arrow of three colons begins none: GitHub's are words.
            let begins = line.starts_with("::") && !line.starts_with(":::");
            if begins && line[2..].contains("::") && !is_ours(line) {
                found.push(format!("{stream} begins a command: {line}"));
            }
        }
        if let Some(line) = text.lines().find(|line| line.contains("##[")) {
            found.push(format!("{stream} holds a command of the old kind: {line}"));
        }
    }
    match format {
        "json" | "sarif" if !out.is_empty() => {
            if let Err(error) = serde_json::from_str::<serde_json::Value>(out) {
                found.push(format!("is no JSON: {error}"));
            }
        }
        "jsonl" => {
            let bad = |line: &&str| serde_json::from_str::<serde_json::Value>(line).is_err();
            found.extend(
                out.lines()
                    .find(bad)
                    .map(|line| format!("is no JSON: {line}")),
            );
        }
        "junit" => found.extend(
            roxmltree::Document::parse(out)
                .err()
                .map(|error| format!("is no XML: {error}")),
        ),
        "csv" => {
            let mut reader = csv::ReaderBuilder::new()
                .flexible(true)
                .has_headers(false)
                .from_reader(out.as_bytes());
            for record in reader.records() {
                let Ok(record) = record else {
                    found.push("is no CSV".to_owned());
                    break;
                };
                let formula = |cell: &&str| {
                    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
                        && cell.parse::<f64>().is_err()
                };
                found.extend(
                    record
                        .iter()
                        .find(formula)
                        .map(|cell| format!("is a formula: {cell:?}")),
                );
            }
        }
        // The texts of a report are Markdown, as on every page for a wiki: what they may do there is tested with those.
        "markdown" if *way != ["report", "show"] => {
            for mark in ["<img", "](", "![y", "@team", "https://", "</script", "-->"] {
                let plain = out.replace("\\[", "").replace("\\]", "").replace("\\!", "");
                let line = plain.lines().find(|line| line.contains(mark));
                found.extend(line.map(|line| format!("holds {mark}: {line}")));
            }
        }
        _ => {}
    }
    found.truncate(3);
    let run = format!(
        "cxn {} {}",
        way.join(" "),
        arguments.join(" ").escape_debug()
    );
    found
        .iter()
        .map(|fault| format!("{run}\n    {fault}"))
        .collect()
}

/// The runs of every command: as little as it takes, with each flag, in each format, and with poison for each value it takes.
fn runs() -> Vec<(Vec<String>, Vec<String>)> {
    let mut runs = Vec::new();
    // The language server has a test of its own.
    for (way, command) in commands().into_iter().filter(|(way, _)| way[..] != ["lsp"]) {
        let mut base: Vec<String> = Vec::new();
        for argument in command
            .get_arguments()
            .filter(|argument| argument.is_required_set())
        {
            if let Some(long) = argument.get_long() {
                base.push(format!("--{long}"));
            }
            base.push(value(&way, argument));
        }
        let mut with = |extra: &[String]| {
            let mut arguments = base.clone();
            arguments.extend_from_slice(extra);
            runs.push((way.clone(), arguments));
        };
        with(&[]);
        for argument in command
            .get_arguments()
            .filter(|argument| !argument.is_required_set())
        {
            let Some(long) = argument.get_long() else {
                with(&[value(&way, argument)]);
                with(&[POISON.to_owned()]);
                continue;
            };
            let flag = format!("--{long}");
            match argument.get_action() {
                ArgAction::SetTrue if long != "help" => with(&[flag]),
                ArgAction::Set | ArgAction::Append => {
                    let values = argument.get_possible_values();
                    let named = values.iter().map(|value| value.get_name().to_owned());
                    for word in named.chain([POISON.to_owned()]) {
                        if argument.is_require_equals_set() {
                            with(&[format!("{flag}={word}")]);
                        } else {
                            with(&[flag.clone(), word]);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    // What would be fixed is shown as lines of the files.
    for which in ["safe", "all"] {
        let arguments = [format!("--fix={which}"), "--dry-run".to_owned()];
        runs.push((vec!["check".to_owned()], arguments.to_vec()));
        let shown = [&arguments[..], &["--with-contacts".to_owned()]].concat();
        runs.push((vec!["check".to_owned()], shown));
    }
    runs
}

/// Moves what belongs there to a private half in a folder; where that is.
fn halve(root: &Path, folder: &Path) -> Outcome<PathBuf> {
    let private = folder.join("private");
    fs::create_dir_all(private.join("events/e"))?;
    for part in ["events/e/registrations", "events/e/results", "imports"] {
        fs::rename(root.join(part), private.join(part))?;
    }
    Ok(private)
}

fn try_one(way: &[String], arguments: &[String], in_actions: bool) -> Outcome<Vec<String>> {
    try_in(&workspace()?, way, arguments, in_actions)
}

fn try_in(
    root: &tempfile::TempDir,
    way: &[String],
    arguments: &[String],
    in_actions: bool,
) -> Outcome<Vec<String>> {
    let mut command = cxn(root.path())?;
    command.args(way).args(arguments).env("EDITOR", "true");
    // By turns in one folder and in two halves.
    let other = tempfile::tempdir()?;
    if (way.len() + arguments.len()) % 2 == 1 {
        command.env("CXN_PRIVATE", halve(root.path(), other.path())?);
    }
    let summary = root.path().join("summary.md");
    if in_actions {
        command
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_STEP_SUMMARY", &summary);
    }
    let (_, out, errors) = said(&mut command)?;
    // What a command prints in a step of GitHub's is a log that is read for commands.
    let mut arguments = arguments.to_vec();
    if in_actions {
        arguments.extend(["--format".to_owned(), "github".to_owned()]);
    }
    let mut found = faults(way, &arguments, &out, &errors);
    if in_actions {
        let page = fs::read_to_string(summary)?;
        let markdown = ["--format".to_owned(), "markdown".to_owned()];
        found.extend(faults(way, &markdown, &page, ""));
    }
    Ok(found)
}

#[test]
fn nothing_a_stranger_wrote_acts_on_its_way_out() -> Outcome {
    let runs = runs();
    assert!(runs.len() > 300, "every command is tried: {}", runs.len());
    let next = Mutex::new(runs.iter());
    let found = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some((way, arguments)) = next.lock().ok().and_then(|mut runs| runs.next())
                {
                    let faults = try_one(way, arguments, false).unwrap_or_else(|error| {
                        vec![format!("cxn {way:?} {arguments:?}: {error}")]
                    });
                    if let Ok(mut found) = found.lock() {
                        found.extend(faults);
                    }
                }
            });
        }
    });
    let found = found.into_inner().map_err(|_| "a thread panicked")?;
    assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

#[test]
fn a_shell_is_offered_names_that_are_nothing_but_names() -> Outcome {
    let root = workspace()?;
    let track = root.path().join("events/e/tracks/patient.yaml");
    let told = |shell: &str, words: &[&str]| -> Outcome<String> {
        let last = (words.len() - 1).to_string();
        let (_, out, errors) = said(
            cxn(root.path())?
                .arg("--")
                .args(words)
                .env("COMPLETE", shell)
                .env("_CLAP_COMPLETE_INDEX", last)
                .env("_CLAP_COMPLETE_COMP_TYPE", "9")
                .env("_CLAP_COMPLETE_SPACE", "true")
                .env("_CLAP_IFS", "\n"),
        )?;
        assert_eq!(errors, "");
        Ok(out)
    };
    assert!(fs::read_to_string(track)?.contains("id: \"=1+1"));
    let mut offered = 0;
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        for words in [
            &["cxn", "check", ""][..],
            &["cxn", "submit", ""],
            &["cxn", "track", "show", ""],
            &["cxn", "event", "show", ""],
            &["cxn", "status", ""],
            &["cxn", "template", "show", ""],
            &["cxn", "register", "--track", ""],
            &["cxn", "register", "--role", ""],
            &["cxn", "propose", "--carry", ""],
            &["cxn", "explain", ""],
            &["cxn", "--event", ""],
        ] {
            let out = told(shell, words)?;
            offered += out.lines().count();
            let found = faults(&["completion of".to_owned()], &[words.join(" ")], &out, "");
            assert!(found.is_empty(), "{shell}: {}", found.join("\n"));
            // Of what a stranger wrote, only what is said beside a name is there, and that is one line of its own.
            let is_name = |c: char| c.is_ascii_alphanumeric() || "-_./:".contains(c);
            for line in out.lines() {
                let name = line.split(['\t', ' ']).next().unwrap_or_default();
                let name = if shell == "zsh" {
                    name.split(':').next().unwrap_or_default()
                } else {
                    name
                };
                assert!(name.chars().all(is_name), "{shell} {words:?}: {line:?}");
            }
        }
    }
    assert!(offered > 500, "{offered}");
    assert!(told("bash", &["cxn", "register", "--role", ""])?.contains("patient/client"));
    Ok(())
}

#[test]
fn a_step_of_github_gets_no_command_but_its_own() -> Outcome {
    let check = ["check".to_owned()];
    let found = try_one(&check, &[], true)?;
    assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

#[test]
fn a_text_that_begins_with_a_command_is_none_at_the_start_of_a_line() -> Outcome {
    let text = "::error::raw P ##vso[task.setvariable variable=a]b";
    let root = workspace_of(text)?;
    let (mut found, mut shown) = (Vec::new(), 0);
    for line in [
        "status",
        "status o",
        "event show",
        "event show o",
        "event list",
        "template show own",
        "template list",
        "track show patient",
        "track list",
        "registrations list",
        "responsibilities --event e",
        "readiness",
        "due",
        "check",
    ] {
        for format in ["", "--format csv", "--format markdown"] {
            let arguments: Vec<String> = line
                .split(' ')
                .chain(format.split_whitespace())
                .map(str::to_owned)
                .collect();
            // In two halves a workspace is another one after that.
            found.extend(try_in(&workspace_of(text)?, &[], &arguments, false)?);
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let (_, out, errors) = support::run(root.path(), &arguments)?;
            shown += usize::from(out.contains("error::raw"));
            assert!(!format!("{out}{errors}").contains("##vso["), "{line}");
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(shown > 15, "the text is shown: {shown}");
    Ok(())
}

#[test]
fn the_poison_reaches_every_command() -> Outcome {
    // A test of the test: the records read, and their texts are shown.
    let root = workspace()?;
    for line in [
        "track show patient",
        "registrations list",
        "event show o",
        "template show own",
        "responsibilities --event e",
    ] {
        let arguments: Vec<&str> = line.split(' ').collect();
        let (code, out, errors) = support::run(root.path(), &arguments)?;
        assert_eq!(code, 0, "{line}: {errors}");
        assert!(out.contains("=1+1"), "{line}: {out}");
    }
    assert!(Path::new(&root.path().join(format!("events/{}", name()))).is_dir());
    Ok(())
}
