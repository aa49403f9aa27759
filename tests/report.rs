//! Reports: every number is what its command counts, what leaves is no more than an event lets out, and a draft keeps what was written.

mod support;

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;
use support::{Outcome, copied, cxn, edit, said};

const LIVED: &str = "2022-01-virtual";
const AFTER: &str = "2022-02-01T12:00:00-05:00";
const AFTER_ROCKVILLE: &str = "2026-09-21T10:00:00-04:00";

fn run(folder: &Path, arguments: &[&str]) -> Outcome<(i32, String, String)> {
    said(cxn(folder)?.env("CXN_NOW", AFTER).args(arguments))
}

fn json(folder: &Path, line: &str) -> Outcome<Value> {
    let words: Vec<&str> = line.split(' ').chain(["--format", "json"]).collect();
    let (code, out, err) = run(folder, &words)?;
    assert_eq!(code, 0, "{line}: {err}");
    Ok(serde_json::from_str(&out)?)
}

/// What a command counts: the rows of its first list, or the sum of one of its columns.
fn counted(folder: &Path, command: &str, counted: &str) -> Outcome<u64> {
    let line = command.strip_prefix("cxn ").ok_or("not a command")?;
    let document = json(folder, line)?;
    let mut values = document
        .as_object()
        .into_iter()
        .flat_map(|map| map.values());
    let rows = values.find_map(Value::as_array).ok_or("no list")?;
    if counted == "rows" {
        return Ok(rows.len() as u64);
    }
    rows.iter()
        .map(|row| {
            row[counted]
                .as_u64()
                .ok_or_else(|| format!("{command}: no {counted}").into())
        })
        .sum()
}

#[test]
fn every_number_of_a_draft_is_what_its_command_counts() -> Outcome {
    let folder = copied("examples/connectathons")?;
    let path = folder.path();
    let mut above_zero = 0;
    for track in ["patient", "patient-summary"] {
        let name = format!("{LIVED}/{track}");
        let file = path.join(format!("events/{LIVED}/reports/{track}.yaml"));
        fs::remove_file(&file)?;
        let (code, _, err) = run(path, &["report", "draft", &name])?;
        assert_eq!(code, 0, "{err}");
        let shown = json(path, &format!("report show {name} --with-results"))?;
        let numbers = shown["numbers"].as_array().ok_or("no numbers")?;
        assert_eq!(numbers.len(), 23, "{track}");
        for number in numbers {
            let count = number["count"].as_u64().ok_or("no count")?;
            assert_eq!(number["now"].as_u64(), Some(count), "{number}");
            let command = number["command"].as_str().ok_or("no command")?;
            let how = number["counted"].as_str().ok_or("no counted")?;
            assert_eq!(counted(path, command, how)?, count, "{track}: {number}");
            above_zero += usize::from(count > 0);
            // The file names the command next to the number.
            let line = format!(
                "  {}: {count}  # {command}",
                number["number"].as_str().unwrap_or("-")
            );
            let text = fs::read_to_string(&file)?;
            assert!(text.lines().any(|one| one.starts_with(&line)), "{line}");
        }
    }
    assert!(above_zero > 25, "{above_zero}");
    let shown = json(path, &format!("report show --event {LIVED} --with-results"))?;
    for number in shown["numbers"].as_array().ok_or("no numbers")? {
        let command = number["command"].as_str().ok_or("no command")?;
        let how = number["counted"].as_str().ok_or("no counted")?;
        let count = number["count"].as_u64();
        assert_eq!(Some(counted(path, command, how)?), count, "{number}");
    }
    Ok(())
}

#[test]
fn a_number_that_was_changed_by_hand_is_found_and_taken_back() -> Outcome {
    let folder = copied("examples/connectathons")?;
    let path = folder.path();
    let name = format!("{LIVED}/patient");
    run(
        path,
        &["report", "close", &name, "--undo", "--by", "Robin Example"],
    )?;
    let file = path.join(format!("events/{LIVED}/reports/patient.yaml"));
    let before = fs::read_to_string(&file)?;
    for line in before.lines().filter(|line| line.contains("  # cxn ")) {
        let (number, rest) = line.split_once(": ").ok_or("no number")?;
        let (count, comment) = rest.split_once("  #").ok_or("no comment")?;
        let count: u64 = count.parse()?;
        let wrong = format!("{number}: {}  #{comment}", count + 1);
        fs::write(&file, before.replace(line, &wrong))?;
        let (_, out, _) = run(path, &["report", "check", &name])?;
        // A finding leaves with every log: which number it is, and not what the records say.
        let said = format!(
            "'{}' in the report is not what the records say",
            number.trim()
        );
        let (_, shown, _) = run(path, &["report", "show", &name])?;
        let row = shown.lines().find(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some(number.trim()) && line.contains("  cxn ")
        });
        let both: Vec<&str> = row
            .unwrap_or_default()
            .split_whitespace()
            .skip(1)
            .take(2)
            .collect();
        assert_eq!(
            both,
            [(count + 1).to_string(), count.to_string()],
            "{shown}"
        );
        assert!(out.contains(&said), "{said}: {out}");
        let (code, out, _) = run(path, &["report", "draft", &name])?;
        let taken = format!("  {}: {} → {count}\n", number.trim(), count + 1);
        assert!(code == 0 && out.contains(&taken), "{out}");
        let after = fs::read_to_string(&file)?;
        assert!(after.contains(line), "{line}");
    }
    Ok(())
}

/// Everything that programs get of reports.
fn leaves(folder: &Path) -> Outcome<String> {
    let mut all = String::new();
    for line in [
        "report show patient --event 2026-09-rockville --format json",
        "report show patient --event 2026-09-rockville --format markdown",
        "report show patient --event 2026-09-rockville --format confluence",
        "report show --event 2026-09-rockville --format json",
        "report show --event 2026-09-rockville --format markdown",
        "publish markdown 2026-09-rockville/patient --report",
        "publish confluence 2026-09-rockville --report",
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let (code, out, err) = run(folder, &words)?;
        assert_eq!(code, 0, "{line}: {err}");
        all.push_str(&out);
    }
    Ok(all)
}

#[test]
fn a_failure_is_in_no_byte_of_a_report_that_leaves() -> Outcome {
    for visibility in ["aggregates", "passed"] {
        let folder = copied("tests/cmd/result/visibility.in")?;
        let path = folder.path();
        let event = path.join("events/2026-09-rockville");
        edit(&event.join("event.yaml"), |text| {
            format!("{text}results-visibility: {visibility}\n")
        })?;
        let drafted = |path: &Path| -> Outcome<String> {
            let file = event.join("reports/patient.yaml");
            let _ = fs::remove_file(&file);
            let (code, _, err) = run(
                path,
                &[
                    "--now",
                    AFTER_ROCKVILLE,
                    "report",
                    "draft",
                    "2026-09-rockville/patient",
                ],
            )?;
            assert_eq!(code, 0, "{err}");
            run(
                path,
                &[
                    "report",
                    "set",
                    "2026-09-rockville/patient",
                    "achievements=Most of it worked.",
                    "next-steps={results-failed}, {results}, {pairs-tested}",
                ],
            )?;
            let close = [
                "report",
                "close",
                "2026-09-rockville/patient",
                "--by",
                "Robin Example",
                "--now",
                "2026-09-21T12:00:00-04:00",
            ];
            let (code, out, err) = run(path, &close)?;
            assert_eq!(code, 0, "{out}{err}");
            leaves(path)
        };
        let with = drafted(path)?;
        // Alpha failed with Delta: without that result nothing looks different.
        fs::remove_file(event.join("results/patient/two.yaml"))?;
        assert_eq!(drafted(path)?, with, "{visibility}");
        assert!(with.contains("(not shown), (not shown)"), "{with}");
        if visibility == "aggregates" {
            assert!(!with.to_lowercase().contains("alpha"), "{with}");
        }
    }
    Ok(())
}

#[test]
fn reports_that_are_open_are_told_where_the_next_event_is_meant() -> Outcome {
    let folder = copied("tests/cmd/report/walk.in")?;
    let path = folder.path();
    let after = ["--now", AFTER_ROCKVILLE];
    let new = "event new 2027-01-r --name R --starts 2027-01-19 --ends 2027-01-20 --timezone UTC";
    let (code, _, err) = run(
        path,
        &[&after[..], &new.split(' ').collect::<Vec<_>>()].concat(),
    )?;
    assert_eq!(code, 0, "{err}");
    let note =
        "note: 1 track of 2026-09-rockville owes a report: cxn report list 2026-09-rockville\n";
    let says = |arguments: &[&str]| -> Outcome<bool> {
        let (code, _, err) = run(path, arguments)?;
        assert_eq!(code, 0, "{err}");
        Ok(err.contains(note))
    };
    for command in ["status", "due"] {
        assert!(says(&[&after[..], &[command]].concat())?);
        assert!(!says(
            &[&after[..], &[command, "--event", "2027-01-r"]].concat()
        )?);
        // Two months later no one waits for them any more.
        assert!(!says(&["--now", "2026-12-01T10:00:00-05:00", command])?);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn a_draft_again_keeps_every_word_of_the_lead(texts in proptest::collection::vec("[ -~äßé{}:#'\"\\-\n]{0,60}", 5), seed in 0_usize..5) {
        kept(&texts, seed).map_err(|error| TestCaseError::fail(error.to_string()))?;
    }
}

/// Writes texts into a drafted report, changes the results and drafts it again: every text that was written is there.
fn kept(texts: &[String], drop: usize) -> Outcome {
    let folder = copied("tests/cmd/report/walk.in")?;
    let path = folder.path();
    let name = "2026-09-rockville/patient";
    let (code, _, err) = run(path, &["--now", AFTER_ROCKVILLE, "report", "draft", name])?;
    assert_eq!(code, 0, "{err}");
    let keys = [
        "summary",
        "participants",
        "achievements",
        "issues-found",
        "next-steps",
    ];
    let mut wrote = Vec::new();
    for (key, text) in keys.iter().zip(texts) {
        let text = text.trim();
        if text.is_empty() || keys[drop] == *key {
            continue;
        }
        let assignment = format!("{key}={text}");
        let (code, _, _) = run(path, &["report", "set", name, &assignment])?;
        if code == 0 {
            wrote.push(*key);
        }
    }
    let section = |key: &str| -> Outcome<Value> {
        let file = path.join("events/2026-09-rockville/reports/patient.yaml");
        let value: Value = serde_yaml::from_str(&fs::read_to_string(file)?)?;
        Ok(value[key].clone())
    };
    let before: Vec<Value> = wrote
        .iter()
        .map(|key| section(key))
        .collect::<Outcome<_>>()?;
    let results = path.join("events/2026-09-rockville/results/patient");
    fs::remove_file(results.join("register-compass-example-2345abce.yaml"))?;
    let (code, out, err) = run(path, &["--now", AFTER_ROCKVILLE, "report", "draft", name])?;
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("pairs-passed: 2 → 1"), "{out}");
    let after: Vec<Value> = wrote
        .iter()
        .map(|key| section(key))
        .collect::<Outcome<_>>()?;
    assert_eq!(before, after);
    Ok(())
}

#[test]
fn a_log_of_ci_tells_no_more_than_the_event() -> Outcome {
    let folder = copied("tests/cmd/report/walk.in")?;
    let path = folder.path();
    let in_ci = |line: &str| {
        let words = line.split(' ');
        let mut command = cxn(path)?;
        command.env("CI", "true").env("CXN_NOW", AFTER_ROCKVILLE);
        said(command.args(words))
    };
    let name = "2026-09-rockville/patient";
    let (code, _, err) = in_ci(&format!("report draft {name}"))?;
    assert_eq!(code, 0, "{err}");
    let results = path.join("events/2026-09-rockville/results/patient");
    // One that failed is gone: what passed is told, and no more of the other numbers than that there are some.
    fs::remove_file(results.join("register-lantern-harbor-2345abcf.yaml"))?;
    let (_, out, _) = in_ci(&format!("report draft {name}"))?;
    assert_eq!(
        out,
        "updated events/2026-09-rockville/reports/patient.yaml\n  numbers that are not shown here (results-visibility: passed)\n"
    );
    fs::write(
        path.join("said.txt"),
        "patient/register Lantern Harbor failed\n",
    )?;
    let (code, out, err) = in_ci("result add --from said.txt")?;
    assert_eq!((code, out.as_str()), (0, "recorded 1 result\n"), "{err}");
    let report = "events/2026-09-rockville/reports/patient.yaml";
    let result = "events/2026-09-rockville/results/patient/register-compass-harbor-2345abcd.yaml";
    let issue = "events/2026-09-rockville/issues/server-answers-500-67ru8p.yaml";
    for (line, refused) in [
        (format!("log {report}"), "the history of a report"),
        (format!("log {result}"), "the history of a result"),
        (format!("log {issue}"), "the history of this issue"),
        (
            "result show register-compass-harbor-2345abcd".to_owned(),
            "a single result",
        ),
        (
            "issue show server-answers-500-67ru8p".to_owned(),
            "an issue against server",
        ),
    ] {
        let (code, out, err) = in_ci(&line)?;
        let told = format!(
            "error: {refused} is not shown in CI, whose logs others read\nhint: pass --with-results\n"
        );
        assert_eq!((code, out.as_str()), (1, ""), "{line}");
        assert!(err.ends_with(&told), "{line}: {err}");
        let (code, _, err) = in_ci(&format!("{line} --with-results"))?;
        assert_eq!(code, 0, "{line}: {err}");
    }
    Ok(())
}
