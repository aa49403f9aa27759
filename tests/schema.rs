//! The schemas: an independent validator takes every example and refuses every file whose structure is broken.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::Value;
use support::{Outcome, copied, repository, run};

const FORMATS: [&str; 7] = [
    "event",
    "track",
    "registration",
    "report",
    "template",
    "settings",
    "findings",
];

fn schema(format: &str) -> Outcome<Value> {
    let (code, text, _) = run(&repository("examples/connectathons"), &["schema", format])?;
    assert_eq!(code, 0);
    Ok(serde_json::from_str(&text)?)
}

fn validator(format: &str) -> Outcome<Validator> {
    Ok(jsonschema::validator_for(&schema(format)?)?)
}

/// The file of a path; a `*` in its name stands for the mark that a registration's name ends in.
fn made_file(path: &Path) -> Outcome<PathBuf> {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .ok_or("no name")?;
    let Some((stem, ending)) = name.split_once('*') else {
        return Ok(path.to_path_buf());
    };
    let fits = |found: &PathBuf| {
        let found = found.file_name().and_then(|name| name.to_str());
        found.is_some_and(|found| found.starts_with(stem) && found.ends_with(ending))
    };
    let made = files(path.parent().ok_or("no folder")?)?
        .into_iter()
        .find(fits);
    Ok(made.ok_or_else(|| format!("{name} was not made"))?)
}

/// The format that a file of a workspace has, by where it is.
fn format_of(path: &Path) -> Option<&'static str> {
    let text = path.to_string_lossy();
    if path.extension()? != "yaml" {
        None
    } else if text.ends_with("event.yaml") {
        Some("event")
    } else if text.contains("/tracks/") {
        Some("track")
    } else if text.contains("/registrations/") {
        Some("registration")
    } else if text.rsplit('/').nth(1) == Some("reports") {
        Some("report")
    } else if text.contains("/templates/") {
        Some("template")
    } else if text.ends_with("cxn.yaml") {
        Some("settings")
    } else if text.contains("/responsibilities/") {
        Some("responsibilities")
    } else {
        None
    }
}

fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// What a file says, as JSON; nothing when it says nothing.
fn json_of(path: &Path) -> Outcome<Value> {
    let text = fs::read_to_string(path)?;
    let value: serde_yaml::Value = serde_yaml::from_str(&text)?;
    let value = serde_json::to_value(value)?;
    Ok(if value.is_null() {
        Value::Object(serde_json::Map::new())
    } else {
        value
    })
}

#[test]
fn every_example_validates() -> Outcome {
    let mut seen = 0;
    for folder in [
        "examples/connectathons",
        "tests/rules/_base",
        "src/workspace/templates",
    ] {
        for path in files(&repository(folder))? {
            let Some(format) = format_of(&path) else {
                continue;
            };
            let value = json_of(&path)?;
            let validator = validator(format)?;
            let errors: Vec<String> = validator
                .iter_errors(&value)
                .map(|error| format!("{}: {}: {error}", path.display(), error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{errors:#?}");
            seen += 1;
        }
    }
    assert!(seen > 40, "{seen} files");
    Ok(())
}

#[test]
fn every_file_whose_structure_is_broken_does_not() -> Outcome {
    let folder = repository("examples/broken");
    let (_, lines, _) = run(&folder, &["check", "--format", "jsonl"])?;
    let structural = [
        "wrong-type",
        "unknown-key",
        "missing-key",
        "unknown-value",
        "invalid-date",
        "date-not-canonical",
    ];
    let mut broken = BTreeSet::new();
    let mut rules = BTreeSet::new();
    for line in lines.lines() {
        let finding: Value = serde_json::from_str(line)?;
        let rule = finding["rule"].as_str().unwrap_or_default().to_owned();
        if structural.contains(&rule.as_str()) {
            broken.insert(finding["file"].as_str().unwrap_or_default().to_owned());
            rules.insert(rule);
        }
    }
    assert_eq!(
        rules.len(),
        structural.len(),
        "examples/broken shows only {rules:?}"
    );
    for file in broken {
        let path = folder.join(&file);
        let format = format_of(&path).ok_or_else(|| format!("{file} has no format"))?;
        assert!(
            !validator(format)?.is_valid(&json_of(&path)?),
            "{file} validates"
        );
    }
    Ok(())
}

/// Every property of a schema, by its path, that says nothing about itself.
fn silent(schema: &Value, root: &Value, at: &str, found: &mut Vec<String>) {
    match schema {
        Value::Object(map) => {
            for (name, property) in map
                .get("properties")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
            {
                let refers = property.get("$ref").and_then(Value::as_str);
                let target = refers.and_then(|name| root.pointer(name.trim_start_matches('#')));
                let says =
                    |schema: &Value| schema.get("description").is_some_and(|text| text != "");
                if !says(property) && !target.is_some_and(says) {
                    found.push(format!("{at}.{name}"));
                }
            }
            for (key, value) in map {
                silent(value, root, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| silent(value, root, at, found)),
        _ => {}
    }
}

#[test]
fn every_schema_names_itself_and_describes_every_property() -> Outcome {
    for format in FORMATS {
        let (_, text, _) = run(&repository("examples/connectathons"), &["schema", format])?;
        assert!(text.starts_with("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"title\": \""), "{format}: {text:.120}");
        let schema: Value = serde_json::from_str(&text)?;
        assert!(schema["description"].is_string(), "{format}");
        let mut found = Vec::new();
        silent(&schema, &schema, format, &mut found);
        assert!(found.is_empty(), "{found:#?}");
        for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
            assert!(
                definition["title"].is_string(),
                "{format}: {name} has no title"
            );
        }
    }
    Ok(())
}

#[test]
fn schemas_are_installed_once_and_spare_what_is_none() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    let path = folder.path();
    assert_eq!(
        run(path, &["schema", "--install"])?,
        (
            0,
            "11 of 11 schemas written to schemas/\n".to_owned(),
            String::new()
        )
    );
    assert_eq!(
        run(path, &["schema", "--install"])?.1,
        "0 of 11 schemas written to schemas/\n"
    );
    let (_, text, _) = run(path, &["schema", "track"])?;
    assert_eq!(
        fs::read_to_string(path.join("schemas/track.schema.json"))?,
        text
    );
    // They are no stray files.
    assert!(run(path, &["check"])?.1.starts_with("0 errors, 0 warnings"));
    fs::write(path.join("schemas/event.schema.json"), "{\"mine\": 1}")?;
    let (code, _, err) = run(path, &["schema", "--install"])?;
    assert_eq!(code, 4);
    assert!(
        err.ends_with(
            "schemas/event.schema.json exists and is not a schema; nothing was written to it\n"
        ),
        "{err}"
    );
    Ok(())
}

#[test]
fn new_files_begin_with_the_comment_for_editors_where_the_workspace_asks_for_it() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    let path = folder.path();
    let settings = fs::read_to_string(path.join("cxn.yaml"))?;
    fs::write(path.join("cxn.yaml"), format!("{settings}modeline: true\n"))?;
    let made: [(&[&str], &str, &str); 4] = [
        (
            &[
                "event",
                "new",
                "2027-01-virtual",
                "--name",
                "Connectathon 44",
                "--starts",
                "2027-01-12",
                "--ends",
                "2027-01-15",
                "--timezone",
                "America/New_York",
            ],
            "events/2027-01-virtual/event.yaml",
            "../../schemas/event.schema.json",
        ),
        (
            &["propose", "Subscriptions", "--event", "2026-09-rockville"],
            "events/2026-09-rockville/tracks/subscriptions.yaml",
            "../../../schemas/track.schema.json",
        ),
        (
            &[
                "register",
                "Kim Sample",
                "--email",
                "kim@example.org",
                "--track",
                "patient",
                "--event",
                "2026-09-rockville",
            ],
            "events/2026-09-rockville/registrations/kim-sample-*.yaml",
            "../../../schemas/registration.schema.json",
        ),
        (
            &["template", "copy", "confluence-2023", "ours"],
            "templates/ours.yaml",
            "../schemas/template.schema.json",
        ),
    ];
    run(path, &["schema", "--install"])?;
    for (arguments, file, schema) in made {
        let (code, _, err) = run(path, arguments)?;
        assert_eq!(code, 0, "{err}");
        let text = fs::read_to_string(made_file(&path.join(file))?)?;
        assert!(
            text.starts_with(&format!("# yaml-language-server: $schema={schema}\n")),
            "{text:.200}"
        );
        let target = path.join(file).parent().ok_or("no folder")?.join(schema);
        assert!(target.is_file(), "{}", target.display());
    }
    // A copy of a file that has the comment gets no second one.
    run(path, &["template", "copy", "ours", "theirs"])?;
    let text = fs::read_to_string(path.join("templates/theirs.yaml"))?;
    assert_eq!(text.matches("yaml-language-server").count(), 1);
    Ok(())
}

/// A text without quotes that reads as a number or a truth value is one to check, and to every other reader of the schema.
#[test]
fn plain_numbers_are_texts_to_check_and_to_the_schema_alike() -> Outcome {
    let folder = copied("examples/connectathons")?;
    let event = "events/2026-09-rockville/event.yaml";
    let person = fs::read_dir(folder.path().join("events/2026-09-rockville/registrations"))?
        .next()
        .ok_or("no registration")??
        .path();
    let person = person
        .strip_prefix(folder.path())?
        .to_string_lossy()
        .into_owned();
    for (file, format, key, value, is_text) in [
        (event, "event", "number", "43", true),
        (event, "event", "location", "2026", true),
        (event, "event", "mode", "43", false),
        (event, "event", "starts", "43", false),
        (&person, "registration", "organization", "1234", true),
        (&person, "registration", "objectives", "2", true),
        (&person, "registration", "objectives", "true", true),
        (&person, "registration", "objectives", "{a: b}", false),
        (&person, "registration", "status", "1", false),
    ] {
        let path = folder.path().join(file);
        let before = fs::read_to_string(&path)?;
        let others = before
            .lines()
            .filter(|line| !line.starts_with(&format!("{key}:")));
        let text = others.fold(String::new(), |text, line| text + line + "\n");
        let text = format!("{text}{key}: {value}\n");
        fs::write(&path, &text)?;
        let record: Value =
            serde_json::to_value(serde_yaml::from_str::<serde_yaml::Value>(&text)?)?;
        assert_eq!(
            validator(format)?.is_valid(&record),
            is_text,
            "schema: {key}: {value}"
        );
        let (code, out, _) = run(folder.path(), &["check", file])?;
        assert_eq!(code == 0, is_text, "check: {key}: {value}\n{out}");
        fs::write(&path, before)?;
    }
    Ok(())
}
