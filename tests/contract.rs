//! The contract with programs: what every command prints as JSON and CSV is what `cxn schema output` says, and the examples with jq work.
#![cfg(unix)]

mod support;

use std::collections::BTreeSet;
use std::process::{Command as Process, Stdio};

use cxn::render::contract;
use serde_json::Value;
use support::{NOW, Outcome, commands, repository, run};

/// A command of the contract, with a workspace and arguments that make it print something.
const RUNS: &[(&str, &str, &str)] = &[
    ("due", GOOD, "due"),
    ("due", GOOD, "due --all-events"),
    ("responsibilities", GOOD, "responsibilities"),
    ("event list", GOOD, "event list"),
    ("event show", GOOD, "event show"),
    ("event show", GOOD, "event show --with-contacts"),
    ("status", GOOD, "status"),
    ("status --all-events", GOOD, "status --all-events"),
    ("template list", GOOD, "template list"),
    ("template show", GOOD, "template show confluence-2023"),
    ("track list", GOOD, "track list"),
    ("track conflicts", GOOD, "track conflicts"),
    ("review list", GOOD, "review list"),
    (
        "registrations list",
        GOOD,
        "registrations list --with-contacts",
    ),
    ("register waitlist", GOOD, "register waitlist"),
    ("systems", GOOD, "systems"),
    ("readiness", GOOD, "readiness"),
    ("match", GOOD, "match us-core"),
    ("progress", GOOD, "progress"),
    ("progress", DAY, "progress --with-results"),
    ("result list", DAY, "result list --with-results"),
    ("issue list", ISSUES, "issue list --with-results --closed"),
    ("maturity", GOOD, "maturity"),
    ("maturity", GOOD, "maturity Patient"),
    ("maturity", GOOD, "maturity Patient --with-results"),
    ("rules", GOOD, "rules"),
    ("config", GOOD, "config"),
    ("log", GOOD, "log us-core"),
];

const GOOD: &str = "examples/connectathons";
const DAY: &str = "tests/cmd/result/visibility.in";
const ISSUES: &str = "tests/cmd/issue/walk.out";

/// Commands with `--format json` that have another contract, and which.
const OTHERS: &[(&str, &str)] = &[
    ("check", "cxn schema findings"),
    ("explain", "the rule as one object"),
    ("track show", "the record: cxn schema track"),
    ("matrix", "one object a scenario, with pairs"),
    ("event approval", "the approval request, section by section"),
    ("registrations show", "the record's fields"),
    ("publish schedule", "the schema of frab"),
    ("result show", "the record's fields"),
    ("issue show", "the record's fields"),
    ("review diff", "the fields that changed"),
    ("review apply", "what was done with each row"),
    ("register import", "what was done with each row"),
    ("register anonymize", "what was done with each file"),
    ("systems probe", "what each server answered"),
];

/// The contract of a command; every one is in it that is run here.
fn output(command: &str) -> Outcome<contract::Output> {
    let mut outputs = contract::outputs().into_iter();
    let found = outputs.find(|output| output.command == command);
    Ok(found.ok_or_else(|| format!("{command} is not in the contract"))?)
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
        let words: Vec<&str> = arguments.split(' ').chain(["--format", "json"]).collect();
        let (code, out, err) = run(&folder, &words)?;
        assert_eq!(code, 0, "{arguments}: {err}");
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
        let words: Vec<&str> = arguments.split(' ').chain(["--format", "csv"]).collect();
        let (_, out, _) = run(&repository(workspace), &words)?;
        let heading: Vec<&str> = out.lines().next().unwrap_or_default().split(',').collect();
        let keys: Vec<&str> = part.keys.iter().map(|key| key.name).collect();
        assert_eq!(heading, keys, "{arguments}");
    }
    Ok(())
}

#[test]
fn every_command_that_prints_json_is_in_the_contract_or_has_its_own() {
    let named: BTreeSet<&str> = RUNS
        .iter()
        .map(|(command, ..)| *command)
        .chain(OTHERS.iter().map(|(command, _)| *command))
        .collect();
    let in_contract: BTreeSet<&str> = contract::outputs()
        .iter()
        .map(|output| output.command)
        .collect();
    let run: BTreeSet<&str> = RUNS.iter().map(|(command, ..)| *command).collect();
    assert_eq!(in_contract, run);
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
            "error: a command is named for 'cxn schema output' only\nhint: run 'cxn schema output list'\n"
        )
    );
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
