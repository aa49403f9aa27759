//! Check and the published schemas agree: every record of the examples, fixtures and transcripts is taken by both or refused by both,
//! and so by the YAML language server that editors run.
#![cfg(unix)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cxn::check;
use cxn::check::schema;
use cxn::model::{Now, When};
use cxn::workspace::load::Scope;
use cxn::workspace::{File, RecordKind, Root, Selection, Workspace};
use serde_json::Value;
use support::{NOW, Outcome, copy, read, readers, repository};

/// What a schema can say of a record.
const OF_SCHEMA: [&str; 6] = [
    "date-not-canonical",
    "invalid-date",
    "missing-key",
    "unknown-key",
    "unknown-value",
    "wrong-type",
];

/// Former names of keys are known to check alone.
const FORMER: &str = "outdated-name";

/// A record, and whether check takes its structure.
struct Judged {
    /// The workspace that it is from, and its path in it.
    name: String,
    kind: RecordKind,
    text: String,
    is_taken: bool,
}

fn folders(below: &str) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(repository(below))? {
        let path = entry?.path();
        if path.is_dir() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The workspaces: the fixture of each rule over the base, the examples, and what transcripts begin and end with.
fn workspaces() -> Outcome<Vec<(PathBuf, bool)>> {
    let mut found: Vec<(PathBuf, bool)> = folders("tests/rules")?
        .into_iter()
        .map(|folder| (folder, true))
        .collect();
    found.push((repository("examples/connectathons"), false));
    found.push((repository("examples/broken"), false));
    for group in folders("tests/cmd")? {
        for entry in fs::read_dir(group)? {
            let path = entry?.path();
            if path.join("cxn.yaml").is_file() {
                found.push((path, false));
            }
        }
    }
    Ok(found)
}

/// Lays out a workspace, and what is no file of its own, such as a link, not.
fn lay_out(from: &Path, is_fixture: bool, to: &Path) -> Outcome {
    if is_fixture {
        copy(&repository("tests/rules/_base"), to)?;
    }
    let mut open = vec![(from.to_path_buf(), to.to_path_buf())];
    while let Some((from, to)) = open.pop() {
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            let (path, to) = (entry.path(), to.join(entry.file_name()));
            let kind = entry.file_type()?;
            if kind.is_dir() {
                open.push((path, to));
            } else if kind.is_file() {
                fs::copy(path, to)?;
            }
        }
    }
    Ok(())
}

/// Every record of a workspace that is YAML, with the verdict of check.
fn judged(folder: &Path, is_fixture: bool) -> Outcome<Vec<Judged>> {
    let copied = tempfile::tempdir()?;
    lay_out(folder, is_fixture, copied.path())?;
    let root = Root::open(copied.path().to_path_buf(), None)?;
    let workspace = Workspace::load(&root, &Scope::default())?;
    let Some(When::Instant(now)) = When::parse(NOW) else {
        return Err("no instant".into());
    };
    let report = check::run(&workspace, Now::Instant(now.to_utc()), &Selection::All);
    let mut wrong = BTreeMap::<File, BTreeSet<&str>>::new();
    // What the settings or a comment ignore is wrong to a schema all the same.
    let ignored = report.ignored.iter().map(|(located, _)| located);
    for located in report.findings.iter().chain(ignored) {
        let finding = &located.finding;
        let is_structural = finding.rule.scope == check::Scope::Structure;
        if is_structural || finding.rule.name == FORMER {
            let rules = wrong.entry(finding.place.file.clone()).or_default();
            rules.insert(finding.rule.name);
        }
    }
    let mut found = Vec::new();
    for (path, bytes) in support::files(copied.path())? {
        let file = File::new(&path);
        let (Some(kind), Ok(text)) = (file.kind(), String::from_utf8(bytes)) else {
            continue;
        };
        // What is left out of a workspace, such as a hidden file, is no record.
        if !report.checked.contains(&file)
            || Path::new(&path).extension().is_none_or(|end| end != "yaml")
        {
            continue;
        }
        let none = BTreeSet::new();
        let rules = wrong.get(&file).unwrap_or(&none);
        // What is no YAML, or is said twice, has no values to compare.
        if rules.iter().any(|rule| !OF_SCHEMA.contains(rule)) || has_tag(&text) {
            continue;
        }
        found.push(Judged {
            name: format!("{}: {path}", folder.display()),
            kind,
            text,
            is_taken: rules.is_empty(),
        });
    }
    Ok(found)
}

fn is_empty(text: &str) -> bool {
    serde_yaml::from_str(text).is_ok_and(|value: serde_yaml::Value| value.is_null())
}

/// Whether a value has a tag, such as `!track`, which JSON has not.
fn has_tag(text: &str) -> bool {
    fn is_in(value: &serde_yaml::Value) -> bool {
        match value {
            serde_yaml::Value::Tagged(_) => true,
            serde_yaml::Value::Sequence(items) => items.iter().any(is_in),
            serde_yaml::Value::Mapping(map) => map.values().any(is_in),
            _ => false,
        }
    }
    serde_yaml::from_str(text).is_ok_and(|value| is_in(&value))
}

/// All of them, each text once.
fn all() -> Outcome<Vec<Judged>> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for (folder, is_fixture) in workspaces()? {
        for one in judged(&folder, is_fixture)? {
            if seen.insert((one.kind.to_string(), one.text.clone())) {
                found.push(one);
            }
        }
    }
    let refused = found.iter().filter(|one| !one.is_taken).count();
    assert!(
        found.len() > 500 && refused > 25,
        "{} records, {refused} refused",
        found.len()
    );
    Ok(found)
}

/// The schema of each kind of record that there is, by its name.
fn schemas(all: &[Judged]) -> BTreeMap<String, Value> {
    let kinds = all.iter().map(|one| one.kind);
    kinds
        .map(|kind| (kind.to_string(), schema::published(kind)))
        .collect()
}

#[test]
fn check_and_the_schemas_take_the_same_records() -> Outcome {
    let all = all()?;
    let mut validators = BTreeMap::new();
    for (kind, schema) in schemas(&all) {
        validators.insert(kind, jsonschema::validator_for(&schema)?);
    }
    assert!(validators.len() >= 9, "{:?}", validators.keys());
    let mut wrong = Vec::new();
    for one in all {
        let value: serde_yaml::Value = serde_yaml::from_str(&one.text)?;
        let value = match serde_json::to_value(value)? {
            // An empty file is a record that says nothing.
            Value::Null => Value::Object(serde_json::Map::new()),
            value => value,
        };
        let validator = &validators[&one.kind.to_string()];
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|error| format!("{}: {error:.200}", error.instance_path()))
            .collect();
        if errors.is_empty() != one.is_taken {
            let taken = if one.is_taken { "takes" } else { "refuses" };
            wrong.push(format!("{}: check {taken} it: {errors:?}", one.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn the_language_server_of_editors_takes_the_same_records() -> Outcome {
    let Some(tools) = readers("records in yaml-language-server")? else {
        return Ok(());
    };
    // Patterns of names do not look into hidden folders.
    let folder = tempfile::Builder::new().prefix("records").tempdir()?;
    let all = all()?;
    for (kind, schema) in schemas(&all) {
        let name = format!("{kind}.json");
        fs::write(folder.path().join(name), schema.to_string())?;
    }
    for (at, one) in all.iter().enumerate() {
        let name = format!("{at}.{}.yaml", one.kind);
        fs::write(folder.path().join(name), &one.text)?;
    }
    let said = read(&tools, "validate_records.mjs", &[folder.path()])?;
    let mut refused = BTreeMap::new();
    for line in said.lines() {
        let (at, message) = line.split_once(' ').ok_or("no message")?;
        refused.insert(at.parse::<usize>()?, message.to_owned());
    }
    let wrong: Vec<String> = all
        .iter()
        .enumerate()
        // An editor says nothing of an empty file.
        .filter(|(_, one)| !is_empty(&one.text))
        .filter(|(at, one)| refused.contains_key(at) == one.is_taken)
        .map(|(at, one)| format!("{}: {:?}", one.name, refused.get(&at)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// Rules about how a file is written, which is what formatters change.
const OF_WRITING: [&str; 3] = ["lines-joined", "text-cut", "trailing-blanks"];

/// What check finds in a workspace: the file, the rule, its severity and the message, each as often as it is there.
fn found_in(folder: &Path) -> Outcome<Vec<String>> {
    let root = Root::open(folder.to_path_buf(), None)?;
    let workspace = Workspace::load(&root, &Scope::default())?;
    let Some(When::Instant(now)) = When::parse(NOW) else {
        return Err("no instant".into());
    };
    let report = check::run(&workspace, Now::Instant(now.to_utc()), &Selection::All);
    let shown = report.findings.iter().map(|located| &located.finding);
    let shown = shown.filter(|finding| !OF_WRITING.contains(&finding.rule.name));
    let mut found: Vec<String> = shown
        .map(|finding| {
            let (file, rule) = (&finding.place.file, finding.rule.name);
            format!(
                "{file}: {}[{rule}] {}",
                finding.severity.as_str(),
                finding.message
            )
        })
        .collect();
    let ignored = report.ignored.iter().map(|(located, _)| &located.finding);
    found.extend(
        ignored.map(|finding| format!("{}: ignored[{}]", finding.place.file, finding.rule.name)),
    );
    found.sort();
    Ok(found)
}

/// Every record that a formatter can read is written again by it, and check says the same of it.
#[test]
fn what_formatters_write_is_judged_as_before() -> Outcome {
    let Some(tools) = readers("records after Prettier, oxfmt and ruamel.yaml")? else {
        return Ok(());
    };
    for formatter in ["prettier", "oxfmt", "ruamel"] {
        let folder = tempfile::tempdir()?;
        let mut before = Vec::new();
        for (at, (from, is_fixture)) in workspaces()?.into_iter().enumerate() {
            if OF_WRITING.iter().any(|rule| from.ends_with(rule)) {
                continue;
            }
            let to = folder.path().join(at.to_string());
            lay_out(&from, is_fixture, &to)?;
            before.push((from, found_in(&to)?, to));
        }
        let script = if formatter == "ruamel" {
            "format_records.py"
        } else {
            "format_records.mjs"
        };
        let written = read(&tools, script, &[folder.path(), Path::new(formatter)])?;
        let written: usize = written.trim().parse()?;
        assert!(written > 500, "{formatter} wrote {written} files");
        let mut wrong = Vec::new();
        for (from, before, to) in before {
            let after = found_in(&to)?;
            let gone = before.iter().filter(|one| !after.contains(one));
            let new = after.iter().filter(|one| !before.contains(one));
            wrong.extend(gone.map(|one| format!("{formatter}: {}: gone: {one}", from.display())));
            wrong.extend(new.map(|one| format!("{formatter}: {}: new: {one}", from.display())));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
    Ok(())
}
