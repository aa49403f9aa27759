//! The contract with programs: what every command prints as JSON and CSV is what `cxn schema output` says, and the examples with jq work.
#![cfg(unix)]

mod support;

use std::collections::BTreeSet;
use std::process::{Command as Process, Stdio};

use cxn::render::contract;
use serde_json::Value;
use support::{NOW, Outcome, commands, copied, repository, run};

/// A command of the contract, with a workspace and arguments that make it print something. Those that write get a copy of it.
const RUNS: &[(&str, &str, &str)] = &[
    ("due", GOOD, "due"),
    ("due", GOOD, "due --all-events"),
    ("responsibilities list", GOOD, "responsibilities"),
    ("event list", GOOD, "event list"),
    ("event show", GOOD, "event show"),
    ("event show", GOOD, "event show --with-contacts"),
    ("event approval", OPEN, "event approval 2026-11-lagos"),
    ("event approval", DECIDED, "event approval 2026-11-lagos"),
    ("status", GOOD, "status"),
    ("status --all-events", GOOD, "status --all-events"),
    ("template list", GOOD, "template list"),
    ("template show", GOOD, "template show confluence-2023"),
    (
        "template show --report",
        GOOD,
        "template show confluence-2023 --report",
    ),
    ("track list", GOOD, "track list"),
    ("track show", GOOD, "track show patient"),
    ("track show", GOOD, "track show patient --with-contacts"),
    (
        "track conflicts",
        CONFLICTS,
        "track conflicts 2027-01-virtual",
    ),
    ("propose", PAGES, "propose --from labels.md"),
    ("review list", GOOD, "review list"),
    ("review diff", CHANGED, "review diff allergies"),
    ("review apply", MEETING, "review apply meeting.csv --by Olu"),
    (
        "registrations list",
        GOOD,
        "registrations list --with-contacts",
    ),
    (
        "registrations list --by-organization",
        GOOD,
        "registrations list --by-organization",
    ),
    (
        "registrations show",
        PEOPLE,
        "registrations show 2026-09-rockville/kim-sample",
    ),
    (
        "registrations show",
        PEOPLE,
        "registrations show 2026-09-rockville/kim-sample --with-contacts",
    ),
    ("register waitlist", GOOD, "register waitlist"),
    (
        "register import",
        FORM,
        "register import form.csv --event 2026-09-rockville",
    ),
    (
        "register anonymize",
        PAST,
        "register anonymize 2025-05-spring",
    ),
    ("systems list", GOOD, "systems list"),
    ("readiness", GOOD, "readiness"),
    ("match", GOOD, "match us-core"),
    ("matrix", DAY, "matrix --with-results"),
    ("matrix", DAY, "matrix"),
    ("progress", GOOD, "progress"),
    ("progress", DAY, "progress --with-results"),
    ("result list", DAY, "result list --with-results"),
    ("result show", DAY, "result show one --with-results"),
    ("issue list", ISSUES, "issue list --with-results --closed"),
    ("maturity", GOOD, "maturity"),
    ("maturity", GOOD, "maturity Patient"),
    ("maturity", GOOD, "maturity Patient --with-results"),
    ("issue show", ISSUES, "issue show first --with-results"),
    ("explain", GOOD, "explain no-lead"),
    ("explain", GOOD, "explain syntax"),
    ("series", GOOD, "series"),
    ("series", DAY, "series patient --with-results"),
    ("series", ISSUES, "series --with-results"),
    ("report list", GOOD, "report list --event 2022-01-virtual"),
    (
        "report show",
        GOOD,
        "report show 2022-01-virtual/patient --with-results",
    ),
    ("report show", GOOD, "report show --event 2022-01-virtual"),
    ("rules", GOOD, "rules"),
    ("config", GOOD, "config"),
    ("log", GOOD, "log us-core"),
];

const GOOD: &str = "examples/connectathons";
const DAY: &str = "tests/cmd/result/visibility.in";
const BASE: &str = "tests/rules/_base";
const ISSUES: &str = "tests/rules/issue-key-twice";

const OPEN: &str = "tests/cmd/event/approval.in";
const DECIDED: &str = "tests/cmd/event/approve.out";
const CHANGED: &str = "tests/cmd/review/changed.out";
const PAGES: &str = "tests/cmd/propose/page.in";
const MEETING: &str = "tests/cmd/review/batch.in";
const CONFLICTS: &str = "tests/cmd/track/conflicts.in";
const PEOPLE: &str = "tests/cmd/registrations/people.in";
const FORM: &str = "tests/cmd/import/form.in";
const PAST: &str = "tests/cmd/anonymize/people.in";

/// Commands that change the records of their workspace.
const WRITES: [&str; 4] = [
    "propose",
    "review apply",
    "register import",
    "register anonymize",
];

/// Needs servers that answer: `tests/probe.rs` holds what it prints against its schema.
const PROBE: &str = "systems probe";

/// Commands with `--format json` whose schema is elsewhere.
const OTHERS: [&str; 2] = ["check", "publish schedule"];

/// The contract of a command; every one is in it that is run here.
fn output(command: &str) -> Outcome<contract::Output> {
    let mut outputs = contract::outputs().into_iter();
    let found = outputs.find(|output| output.command == command);
    Ok(found.ok_or_else(|| format!("{command} is not in the contract"))?)
}

/// What a run of a command prints.
fn printed(command: &str, workspace: &str, arguments: &str, format: &str) -> Outcome<String> {
    let words: Vec<&str> = arguments.split(' ').chain(["--format", format]).collect();
    let is_fixture = workspace.starts_with("tests/rules/");
    let (code, out, err) = if is_fixture || WRITES.contains(&command) {
        let copy = copied(if is_fixture { BASE } else { workspace })?;
        support::copy(&repository(workspace), copy.path())?;
        run(copy.path(), &words)?
    } else {
        run(&repository(workspace), &words)?
    };
    // 1 says that something was refused.
    assert!(code <= 1 && !out.is_empty(), "{arguments}: {code}: {err}");
    Ok(out)
}

/// What is there that the contract does not name.
fn unknown(output: &contract::Output, document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (name, value) in document.as_object().into_iter().flatten() {
        if name == "schema-version" || name == "event" {
            continue;
        }
        let Some(part) = output.parts.iter().find(|part| part.name == name) else {
            found.push(name.clone());
            continue;
        };
        let rows = value
            .as_array()
            .cloned()
            .unwrap_or_else(|| vec![value.clone()]);
        for key in rows
            .iter()
            .filter_map(Value::as_object)
            .flat_map(|row| row.keys())
        {
            if !part.keys.is_empty() && part.keys.iter().all(|one| one.name != key) {
                found.push(format!("{name}.{key}"));
            }
        }
    }
    found
}

#[test]
fn every_command_prints_what_its_schema_says() -> Outcome {
    let mut wrong = Vec::new();
    for (command, workspace, arguments) in RUNS {
        let folder = repository(workspace);
        let out = printed(command, workspace, arguments, "json")?;
        let document: Value = serde_json::from_str(&out)?;
        let output = output(command)?;
        let (_, schema, _) = run(
            &folder,
            &[
                &["schema", "output"][..],
                &command
                    .split(' ')
                    .filter(|word| !word.starts_with('-'))
                    .collect::<Vec<_>>(),
            ]
            .concat(),
        )?;
        let schema = if command.contains("--") {
            output.schema()
        } else {
            serde_json::from_str(&schema)?
        };
        let validator = jsonschema::validator_for(&schema).map_err(|error| error.to_string())?;
        wrong.extend(
            validator
                .iter_errors(&document)
                .map(|error| format!("{arguments}: {}: {error}", error.instance_path())),
        );
        wrong.extend(
            unknown(&output, &document)
                .into_iter()
                .map(|key| format!("{arguments}: {key} is not in the contract")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn headings_of_csv_are_the_names_of_json() -> Outcome {
    for (command, workspace, arguments) in RUNS {
        let output = output(command)?;
        let [part] = &output.parts[..] else { continue };
        // Fields of a record in order, and an approval request, have no rows of their own in CSV.
        if ["track show", "event approval", "explain"].contains(command) {
            continue;
        }
        let out = printed(command, workspace, arguments, "csv")?;
        let heading: Vec<&str> = out.lines().next().unwrap_or_default().split(',').collect();
        // What is not always there is left out.
        let keys = part.keys.iter();
        let keys = keys.filter(|key| !key.is_optional || heading.contains(&key.name));
        let keys: Vec<&str> = keys.map(|key| key.name).collect();
        assert_eq!(heading, keys, "{arguments}");
    }
    Ok(())
}

#[test]
fn every_command_that_prints_json_is_in_the_contract_or_has_its_own() {
    let named: BTreeSet<&str> = RUNS
        .iter()
        .map(|(command, ..)| *command)
        .chain(OTHERS)
        .chain([PROBE])
        .collect();
    let in_contract: BTreeSet<&str> = contract::outputs()
        .iter()
        .map(|output| output.command)
        .collect();
    let run = RUNS.iter().map(|(command, ..)| *command).chain([PROBE]);
    assert_eq!(in_contract, run.collect::<BTreeSet<_>>());
    for (words, command) in commands() {
        let takes_json = command.get_arguments().any(|argument| {
            argument.get_long() == Some("format")
                && argument
                    .get_possible_values()
                    .iter()
                    .any(|value| value.get_name() == "json")
        });
        let name = words.join(" ");
        // The list is what a group does without a subcommand.
        let is_listed =
            named.contains(name.as_str()) || named.contains(format!("{name} list").as_str());
        assert!(
            !takes_json || is_listed,
            "'{name}' prints JSON and is in no contract"
        );
    }
}

#[test]
fn a_schema_of_no_command_is_refused() -> Outcome {
    let folder = repository(GOOD);
    let (code, _, err) = run(&folder, &["schema", "output", "track", "lists"])?;
    assert_eq!(
        (code, err.as_str()),
        (
            2,
            "error: no schema for the output of 'track lists'\nhint: did you mean one of 'track list', 'track conflicts'?\n"
        )
    );
    let (code, _, err) = run(&folder, &["schema", "track", "list"])?;
    assert_eq!(
        (code, err.as_str()),
        (
            2,
            "error: a command is named for 'cxn schema output' only\nhint: run 'cxn schema output track list'\n"
        )
    );
    let (code, _, err) = run(&folder, &["schema", "output", "publish", "schedule"])?;
    assert_eq!(
        (code, err.as_str()),
        (
            2,
            "error: the output of 'publish schedule' is in a format of others\nhint: its schema is at https://github.com/voc/schedule/tree/master/validator\n"
        )
    );
    // Another name of a command, and a group alone, are the same command.
    let (_, list, _) = run(&folder, &["schema", "output", "track", "list"])?;
    assert_eq!(
        run(&folder, &["schema", "output", "tracks", "list"])?.1,
        list
    );
    assert_eq!(run(&folder, &["schema", "output", "tracks"])?.1, list);
    // What check prints is known by two names.
    let (_, findings, _) = run(&folder, &["schema", "findings"])?;
    assert_eq!(run(&folder, &["schema", "output", "check"])?.1, findings);
    let (_, all, _) = run(&folder, &["schema", "output"])?;
    let all: Value = serde_json::from_str(&all)?;
    let names = all["$defs"].as_object().ok_or("no list")?;
    assert_eq!(names.len(), contract::outputs().len());
    Ok(())
}

/// The examples of `cxn help formats`, run as they are printed.
#[test]
fn the_examples_with_jq_work() -> Outcome {
    let (_, text, _) = run(&repository(GOOD), &["help", "formats"])?;
    let examples: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("  $ "))
        .collect();
    assert!(examples.len() >= 4, "{text}");
    let cxn = assert_cmd::cargo::cargo_bin("cxn");
    for example in examples {
        let output = Process::new("sh")
            .args([
                "-c",
                &format!("set -e; cxn() {{ {} \"$@\"; }}; {example}", cxn.display()),
            ])
            .current_dir(repository(GOOD))
            .env("CXN_NOW", NOW)
            .env("CXN_CONFIG", "/nonexistent/cxn/config.yaml")
            .stdin(Stdio::null())
            .output()?;
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && !output.stdout.is_empty(),
            "{example}: {errors} (jq has to be installed)"
        );
    }
    Ok(())
}

/// The lists, as they are run by the contract.
fn lists() -> Vec<(String, clap::Command)> {
    let lists = commands().into_iter();
    let lists = lists.map(|(words, command)| (words.join(" "), command));
    lists
        .filter(|(_, command)| has(command, "sort"))
        // What a group does alone is its list.
        .filter(|(name, _)| contract::outputs().iter().any(|one| one.command == name))
        .collect()
}

fn has(command: &clap::Command, flag: &str) -> bool {
    let mut flags = command.get_arguments();
    flags.any(|one| one.get_long() == Some(flag))
}

#[test]
fn every_list_is_sorted_by_each_of_its_columns() -> Outcome {
    let lists = lists();
    let names: Vec<&str> = lists.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "event list",
            "due",
            "responsibilities list",
            "template list",
            "track list",
            "track conflicts",
            "registrations list",
            "systems list",
            "readiness",
            "match",
            "result list",
            "issue list",
            "maturity",
            "series",
            "report list",
            "review list",
            "rules",
            "status",
            "log",
        ]
    );
    for (command, workspace, arguments) in RUNS {
        if !names.contains(command) {
            continue;
        }
        let mut parts = output(command)?.parts.into_iter();
        let part = parts.find(|part| part.is_list).ok_or("no rows")?;
        let shown = |more: &str| -> Outcome<Option<Vec<Value>>> {
            let out = printed(command, workspace, &format!("{arguments}{more}"), "json")?;
            let document: Value = serde_json::from_str(&out)?;
            Ok(document[part.name].as_array().cloned())
        };
        let rows = |more: &str| shown(more).map(Option::unwrap_or_default);
        // Of a subject, 'maturity' prints a sheet in the place of its list.
        let Some(unsorted) = shown("")? else {
            assert!(part.is_optional, "{arguments} prints no list");
            continue;
        };
        assert!(!unsorted.is_empty(), "{arguments} prints no row");
        // A key that is not always there is no column where it is not.
        let is_there = |key: &&contract::Key| !key.is_optional || !unsorted[0][key.name].is_null();
        for key in part.keys.iter().filter(is_there) {
            let up = rows(&format!(" --sort {}", key.name))?;
            let down = rows(&format!(" --sort=-{}", key.name))?;
            assert_eq!(up.len(), unsorted.len(), "{arguments} --sort {}", key.name);
            assert!(unsorted.iter().all(|row| up.contains(row)));
            let values = |rows: &[Value]| -> Vec<f64> {
                let values = rows.iter().map(|row| &row[key.name]);
                values.filter_map(Value::as_f64).collect()
            };
            assert!(values(&up).is_sorted(), "{arguments} --sort {}", key.name);
            assert!(values(&down).is_sorted_by(|a, b| a >= b));
            // What has no value is at the end both ways.
            for rows in [&up, &down] {
                let first = rows.iter().position(|row| row[key.name].is_null());
                let rest = &rows[first.unwrap_or(rows.len())..];
                let empty = |value: &Value| value.is_null() || *value == Value::Array(Vec::new());
                assert!(
                    rest.iter().all(|row| empty(&row[key.name])),
                    "{arguments} --sort {}",
                    key.name
                );
            }
        }
    }
    Ok(())
}

#[test]
fn a_column_that_is_not_there_is_refused_with_what_is() -> Outcome {
    let folder = repository(GOOD);
    for (sort, hint) in [
        ("titel", "did you mean 'title'?"),
        (
            "-frobnicate",
            "expected one of: track, title, leads, status, scenarios, roles, expected, submitted",
        ),
    ] {
        let (code, _, err) = run(&folder, &["track", "list", "--sort", sort])?;
        let name = sort.trim_start_matches('-');
        let said = format!("error: no column '{name}' to sort by\nhint: {hint}\n");
        assert_eq!((code, err.ends_with(&said)), (2, true), "{err}");
    }
    Ok(())
}

/// What looks at more than a column of its own.
const OTHER_FILTERS: [(&str, &str); 9] = [
    ("due", "within"),
    ("responsibilities list", "within"),
    // They are in the systems.
    ("result list", "organization"),
    ("result list", "system"),
    // They are on one of the two sides.
    ("match", "organization"),
    ("match", "system"),
    // They say what is read, and what it is held against.
    ("maturity", "criteria"),
    ("maturity", "with"),
    ("series", "with"),
];

#[test]
fn a_filter_is_named_as_the_column_it_looks_at() -> Outcome {
    let mut seen = 0;
    for (name, command) in lists() {
        let mut parts = output(&name)?.parts.into_iter();
        let keys = parts.find(|part| part.is_list).ok_or("no rows")?.keys;
        for flag in command.get_opts() {
            let long = flag.get_long().unwrap_or_default();
            let takes_value = flag.get_action().takes_values();
            if !takes_value || flag.is_hide_set() || ["format", "sort"].contains(&long) {
                continue;
            }
            if OTHER_FILTERS.contains(&(name.as_str(), long)) {
                continue;
            }
            seen += 1;
            let is_named =
                |key: &contract::Key| key.name.trim_end_matches('s') == long.trim_end_matches('s');
            assert!(
                keys.iter().any(is_named),
                "{name} has no column for --{long}"
            );
        }
    }
    assert!(seen > 12, "{seen} filters");
    Ok(())
}
