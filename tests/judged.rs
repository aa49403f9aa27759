//! Cases that a careful organizer judged by hand, each with the verdict and why. The tool has to say the same of every one.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Map, Value, json};
use support::{Outcome, repository, run};

/// A track between clients and servers, about Patient.
fn track() -> Value {
    json!({
        "title": "Patient",
        "status": "approved",
        "artifacts": ["Patient"],
        "specifications": ["FHIR R4"],
        "roles": [{"id": "client", "kind": "client"}, {"id": "server", "kind": "server"}],
        "scenarios": [scenario(&json!("read"))],
    })
}

/// A scenario of its name alone, or as it is written.
fn scenario(written: &Value) -> Value {
    let mut scenario = json!({"roles": ["client", "server"]});
    match written {
        Value::String(id) => scenario["id"] = json!(id),
        other => lay(&mut scenario, other),
    }
    scenario
}

/// Lays the keys of an object over those of another.
fn lay(base: &mut Value, over: &Value) {
    if let (Some(base), Some(over)) = (base.as_object_mut(), over.as_object()) {
        base.extend(over.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
}

fn write(path: &Path, value: &Value) -> Outcome {
    fs::create_dir_all(path.parent().ok_or("no folder")?)?;
    // JSON is YAML.
    Ok(fs::write(
        path,
        serde_json::to_string_pretty(value)? + "\n",
    )?)
}

fn list(value: &Value) -> impl Iterator<Item = (usize, &Value)> {
    value.as_array().into_iter().flatten().enumerate()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

/// Writes an event: its tracks, who brought which systems, what was reported, and the issues.
fn event(workspace: &Path, written: &Value) -> Outcome {
    let slug = written["event"].as_str().unwrap_or("2026-01-virtual");
    let starts = format!("{}-10", &slug[..7]);
    let folder = workspace.join("events").join(slug);
    let mut record = json!({
        "name": "Connectathon", "timezone": "UTC", "starts": starts, "ends": format!("{}-12", &slug[..7]),
        "results-visibility": written["visibility"].as_str().unwrap_or("passed"),
    });
    if written["visibility"].is_null() {
        record["results-visibility"] = json!("passed");
    }
    write(&folder.join("event.yaml"), &record)?;
    let default = json!({"patient": {}});
    let tracks = written["tracks"].as_object().or(default.as_object());
    for (name, over) in tracks.into_iter().flatten() {
        let mut value = track();
        lay(&mut value, over);
        if let Some(scenarios) = over["scenarios"].as_array() {
            value["scenarios"] = scenarios.iter().map(scenario).collect();
        }
        write(&folder.join(format!("tracks/{name}.yaml")), &value)?;
    }
    for (at, system) in list(&written["systems"]) {
        let system_name = text(system, "system");
        let roles = system["roles"].as_array().cloned().unwrap_or_default();
        let roles: Vec<String> = roles
            .iter()
            .filter_map(Value::as_str)
            .map(|role| format!("patient/{role}"))
            .collect();
        let mut registered = json!({"name": system_name, "roles": roles});
        for (key, of) in [("id", "id"), ("url", "base-url")] {
            if !system[key].is_null() {
                registered[of] = system[key].clone();
            }
        }
        if let Some(software) = system["software"].as_str() {
            registered["probe"] = json!({"at": format!("{starts}T08:00:00Z"), "outcome": "answered", "software": software});
        }
        let mut person = json!({
            "name": system["person"].as_str().map_or_else(|| format!("Person {at}"), str::to_owned),
            "kind": "participant", "tracks": ["patient"], "systems": [registered],
        });
        if !system["organization"].is_null() {
            person["organization"] = system["organization"].clone();
        }
        write(
            &folder.join(format!("registrations/person-{at}.yaml")),
            &person,
        )?;
    }
    for (at, result) in list(&written["results"]) {
        let hour = 9 + at / 60;
        let when = format!("{starts}T{hour:02}:{:02}:00Z", at % 60);
        let mut value = json!({"scenario": "read", "verdict": "passed", "when": when});
        let mut systems = result["systems"].clone();
        if systems.is_null() {
            systems = json!({"client": result["client"], "server": result["server"]});
        }
        value["systems"] = systems;
        let rest: Map<String, Value> = result
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(key, _)| {
                !["client", "server", "systems", "track", "withdrawn"].contains(&key.as_str())
            })
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        lay(&mut value, &Value::Object(rest));
        if result["withdrawn"] == true {
            value["history"] = json!([{"when": when, "what": "withdrawn"}]);
        }
        let track = result["track"].as_str().unwrap_or("patient");
        write(
            &folder.join(format!("results/{track}/run-{at:03}.yaml")),
            &value,
        )?;
    }
    for (at, issue) in list(&written["issues"]) {
        let mut value = json!({"title": format!("Issue {at}"), "against": "specification", "artifacts": ["Patient"]});
        lay(&mut value, issue);
        write(&folder.join(format!("issues/issue-{at:03}.yaml")), &value)?;
    }
    Ok(())
}

/// Writes a workspace: its settings, and its events, or the one event that the case itself is.
fn workspace(folder: &Path, written: &Value) -> Outcome {
    let settings = Some(&written["settings"]).filter(|settings| !settings.is_null());
    write(&folder.join("cxn.yaml"), settings.unwrap_or(&json!({})))?;
    match written["events"].as_array() {
        Some(events) => events.iter().try_for_each(|one| event(folder, one)),
        None => event(folder, written),
    }
}

/// What the tool says of a case, under the names that verdicts have.
fn told(case: &Value) -> Outcome<Value> {
    let folder = tempfile::tempdir()?;
    let own = folder.path().join("own");
    workspace(&own, case)?;
    let mut arguments = vec![
        "maturity",
        case["asked"].as_str().unwrap_or("Patient"),
        "--format",
        "json",
    ];
    for (at, other) in list(&case["with"]) {
        workspace(&folder.path().join(format!("other-{at}")), other)?;
    }
    let others: Vec<String> = list(&case["with"])
        .map(|(at, _)| format!("../other-{at}"))
        .collect();
    for other in &others {
        arguments.extend(["--with", other]);
    }
    if case["allowed"] != true {
        arguments.push("--with-results");
    }
    if let Some(criteria) = case["criteria"].as_str() {
        arguments.extend(["--criteria", criteria]);
    }
    let (code, out, err) = run(&own, &arguments)?;
    if code != 0 {
        return Err(format!("exit code {code}: {err}").into());
    }
    let sheet: Value = serde_json::from_str(&out)?;
    let column = |part: &str, key: &str| -> Vec<Value> {
        list(&sheet[part])
            .map(|(_, row)| row[key].clone())
            .collect()
    };
    let mut why = column("left-out", "why");
    why.sort_by_key(ToString::to_string);
    let mut doubts = column("questions", "doubt");
    doubts.sort_by_key(ToString::to_string);
    let exchanges = column("exchanges", "exchanges");
    let needs: Map<String, Value> = list(&sheet["criteria"])
        .filter(|(_, row)| !row["needed"].is_null())
        .map(|(_, row)| (text(row, "need").to_owned(), row["state"].clone()))
        .collect();
    let found: Map<String, Value> = list(&sheet["criteria"])
        .filter(|(_, row)| !row["needed"].is_null())
        .map(|(_, row)| (text(row, "need").to_owned(), row["found"].clone()))
        .collect();
    let about = &sheet["about"];
    Ok(json!({
        "organizations": about["organizations"],
        "if-one": about["organizations-if-one"],
        "exact": about["exact"],
        "events": about["events"],
        "covered": about["covered"],
        "scenarios": about["scenarios"],
        "next": about["next"],
        "next-there": about["next-there"],
        "exchanges": exchanges.iter().filter_map(Value::as_u64).sum::<u64>(),
        "left-out": why,
        "questions": doubts,
        "needs": needs,
        "found": found,
    }))
}

/// Where what is told differs from the verdict, key by key.
fn differences(verdict: &Value, told: &Value, way: &str) -> Vec<String> {
    match (verdict.as_object(), told.as_object()) {
        (Some(verdict), Some(told)) => verdict
            .iter()
            .flat_map(|(key, one)| {
                differences(
                    one,
                    told.get(key).unwrap_or(&Value::Null),
                    &format!("{way}{key} "),
                )
            })
            .collect(),
        _ if verdict == told => Vec::new(),
        _ => vec![format!("{way}is {told}, judged {verdict}")],
    }
}

/// Says how many cases agree, also where the output of a test that passes is not shown.
fn say(what: &str, agreeing: usize, count: usize) {
    let _ = writeln!(
        std::io::stderr(),
        "{what}: {agreeing} of {count} cases agree"
    );
}

/// Judges every case of a file, says how many agree, and gives those that do not.
fn judge(name: &str) -> Outcome<(usize, Vec<String>)> {
    let path = repository(&format!("tests/judged/{name}.yaml"));
    let cases: Vec<Value> = cxn::yaml::read(&fs::read_to_string(path)?)?;
    let mut wrong = Vec::new();
    let mut titles = BTreeSet::new();
    for case in &cases {
        let title = text(case, "case");
        assert!(
            !title.is_empty() && !text(case, "why").is_empty(),
            "{name}: a case says what it is, and why it is judged so: {case}"
        );
        assert!(
            case["verdict"].is_object(),
            "{name}: '{title}' has no verdict"
        );
        assert!(
            titles.insert(title.to_owned()),
            "{name}: '{title}' is there twice"
        );
        let told = told(case).map_err(|error| format!("{name}: {title}: {error}"))?;
        let found = differences(&case["verdict"], &told, "");
        if !found.is_empty() {
            wrong.push(format!(
                "{name}: {title}: {}\n    why: {}",
                found.join("; "),
                text(case, "why")
            ));
        }
    }
    say(name, cases.len() - wrong.len(), cases.len());
    Ok((cases.len(), wrong))
}

#[test]
fn evidence_is_judged_as_a_careful_organizer_does() -> Outcome {
    let mut count = 0;
    let mut wrong = Vec::new();
    for name in ["evidence", "conflicts", "independence"] {
        let (cases, disagreements) = judge(name)?;
        count += cases;
        wrong.extend(disagreements);
    }
    say("in all", count - wrong.len(), count);
    assert!(count >= 40, "{count} cases are too few");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
