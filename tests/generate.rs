//! The workspace that is generated to measure with: the same for the same seed, clean when it should be, and as varied as real ones.

#[allow(dead_code, reason = "the program's own main is not called")]
#[path = "../examples/generate.rs"]
mod generate;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser as _;
use cxn::model::{Now, TrackStatus, When};
use cxn::workspace::load::Scope;
use cxn::workspace::{Workspace, built_in};
use generate::calendar::NOW;
use serde_json::Value;
use support::{Outcome, cxn, said};

fn generated(dir: &Path, options: &str) -> Outcome {
    let program = ["generate", dir.to_str().ok_or("a strange folder")?];
    let small = "--events 5 --tracks 12 --registrations 60 --import-rows 120";
    let options = small.split(' ').chain(options.split_whitespace());
    let arguments = generate::Arguments::try_parse_from(program.into_iter().chain(options))?;
    generate::write(&arguments)?;
    Ok(())
}

/// Every file below a folder with its bytes.
fn tree(dir: &Path) -> Outcome<BTreeMap<PathBuf, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(tree(&path)?);
        } else {
            files.insert(path.clone(), fs::read(path)?);
        }
    }
    Ok(files)
}

fn relative(dir: &Path) -> Outcome<BTreeMap<PathBuf, Vec<u8>>> {
    let files = tree(dir)?.into_iter();
    let files = files.map(|(path, bytes)| Ok((path.strip_prefix(dir)?.to_owned(), bytes)));
    files.collect()
}

fn run(dir: &Path, arguments: &[&str]) -> Outcome<(i32, String, String)> {
    said(cxn(dir)?.env("CXN_NOW", NOW).args(arguments))
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_one_others() -> Outcome {
    let dir = tempfile::tempdir()?;
    let tree_of = |name: &str, options: &str| {
        generated(&dir.path().join(name), options)?;
        relative(&dir.path().join(name))
    };
    let first = tree_of("first", "--seed 7")?;
    assert_eq!(first.len(), 1 + 5 * (1 + 12 + 60) + 2);
    assert_eq!(first, tree_of("again", "--seed 7")?);
    let other = tree_of("other", "--seed 8")?;
    assert_ne!(first, other);
    let common = first
        .iter()
        .filter(|(path, bytes)| other.get(*path) == Some(bytes));
    // The newest event's record has the same dates whatever the seed.
    assert!(common.count() < 12, "two seeds share too much");
    Ok(())
}

#[test]
fn results_are_those_of_systems_that_can_meet() -> Outcome {
    let dir = tempfile::tempdir()?;
    let (first, again) = (dir.path().join("first"), dir.path().join("again"));
    for dir in [&first, &again] {
        generated(dir, "--findings 0 --results 40")?;
    }
    let made = relative(&first)?;
    let is_result = |path: &&PathBuf| path.components().any(|part| part.as_os_str() == "results");
    let results = made.keys().filter(is_result).count();
    assert_eq!(results, 4);
    assert_eq!(made, relative(&again)?);
    // By then proposals should have been decided: that is found, and nothing in what was recorded.
    let on_saturday = |words: &[&str]| {
        let moment = ["--now", "2026-09-19T15:00:00-04:00"];
        run(&first, &[&moment[..], words].concat())
    };
    let (_, out, _) = on_saturday(&["check", "--format", "json"])?;
    assert!(!out.contains("/results/"), "{out}");
    let (_, out, _) = on_saturday(&["result", "list", "--format", "json", "--with-results"])?;
    let listed: Value = serde_json::from_str(&out)?;
    assert_eq!(listed["results"].as_array().map(Vec::len), Some(results));
    Ok(())
}

#[test]
fn a_workspace_without_findings_has_none() -> Outcome {
    for seed in ["--seed 1", "--seed 2", "--seed 3"] {
        let dir = tempfile::tempdir()?;
        generated(dir.path(), &format!("--findings 0 {seed}"))?;
        let (code, out, err) = run(dir.path(), &["check"])?;
        assert_eq!(err, "", "{seed}");
        assert_eq!(
            out, "0 errors, 0 warnings, 0 notes in 366 files\n",
            "{seed}"
        );
        assert_eq!(code, 0);
    }
    Ok(())
}

#[test]
fn with_a_share_of_one_every_record_has_one_finding() -> Outcome {
    let dir = tempfile::tempdir()?;
    generated(dir.path(), "--findings 1")?;
    let (_, out, _) = run(dir.path(), &["check", "--format", "json"])?;
    let report: Value = serde_json::from_str(&out)?;
    let mut found = BTreeMap::<&str, usize>::new();
    let mut rules = BTreeSet::new();
    for finding in report["findings"].as_array().ok_or("no findings")? {
        *found
            .entry(finding["file"].as_str().ok_or("no file")?)
            .or_default() += 1;
        rules.insert(finding["rule"].as_str());
    }
    let is_record = |path: &Path| path.components().count() == 4;
    let records = relative(dir.path())?
        .into_keys()
        .filter(|path| is_record(path));
    for path in records {
        let name = path.to_str().ok_or("a strange name")?;
        assert_eq!(found.remove(name), Some(1), "{name}");
    }
    assert_eq!(found, BTreeMap::new(), "findings elsewhere");
    assert!(rules.len() >= 12, "few kinds of findings: {rules:?}");
    Ok(())
}

#[test]
fn some_have_findings_unless_it_is_said() -> Outcome {
    let dir = tempfile::tempdir()?;
    generated(dir.path(), "")?;
    let workspace = Workspace::load(&cxn::workspace::Root::whole(dir.path()), &Scope::default())?;
    let Some(When::Instant(now)) = When::parse(NOW) else {
        return Err("no instant".into());
    };
    let report = cxn::check::run(
        &workspace,
        Now::Instant(now.to_utc()),
        &cxn::workspace::Selection::All,
    );
    assert!(
        (15..70).contains(&report.findings.len()),
        "{}",
        report.findings.len()
    );
    Ok(())
}

#[test]
fn the_sheets_are_taken_row_by_row() -> Outcome {
    let dir = tempfile::tempdir()?;
    generated(dir.path(), "--findings 0")?;
    let summary = |sheet: &str| -> Outcome<String> {
        let (code, out, err) = run(dir.path(), &["register", "import", sheet, "--dry-run"])?;
        assert_eq!(code, 0, "{sheet}: {err}");
        let last = out.trim_end().lines().next_back();
        Ok(last.unwrap_or_default().to_owned())
    };
    assert_eq!(
        summary("sheets/registrations.csv")?,
        "would import for Connectathon 43: 120 new, 0 changed, 0 unchanged, 0 refused"
    );
    let windows = summary("sheets/registrations-windows-1252.csv")?;
    assert!(
        windows.ends_with(" new, 0 changed, 0 unchanged, 0 refused"),
        "{windows}"
    );
    Ok(())
}

#[test]
fn everything_that_records_can_be_occurs() -> Outcome {
    let dir = tempfile::tempdir()?;
    generated(dir.path(), "--findings 0")?;
    let workspace = Workspace::load(&cxn::workspace::Root::whole(dir.path()), &Scope::default())?;
    let events = || workspace.events.values();
    let templates: BTreeSet<&str> = events()
        .filter_map(|folder| folder.event.as_ref())
        .map(|event| event.value.template_name())
        .collect();
    assert_eq!(templates, built_in::template_names().collect());

    let statuses: BTreeSet<TrackStatus> = events()
        .flat_map(|folder| folder.tracks.values())
        .map(|track| track.value.status)
        .collect();
    let all = <TrackStatus as cxn::model::words::Word>::ALL;
    assert_eq!(statuses, all.iter().copied().collect());

    let people = || {
        events()
            .flat_map(|folder| folder.registrations.values())
            .map(|one| &one.value)
    };
    let words = |list: Vec<String>| {
        list.into_iter()
            .collect::<BTreeSet<String>>()
            .into_iter()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        words(people().map(|one| one.kind.to_string()).collect()),
        "observer organizer participant track-lead"
    );
    assert_eq!(
        words(people().map(|one| one.status.to_string()).collect()),
        "cancelled checked-in confirmed waitlisted"
    );
    let attendance = |one: Option<cxn::model::registration::Attendance>| {
        one.map_or("-".to_owned(), |one| one.to_string())
    };
    assert_eq!(
        words(people().map(|one| attendance(one.attendance)).collect()),
        "- in-person virtual"
    );

    let names: String = people().map(|one| one.name.as_str()).collect();
    for (script, letters) in [
        ("Latin with diacritics", 'À'..='ſ'),
        ("Greek", 'Α'..='ω'),
        ("Cyrillic", 'А'..='я'),
        ("Hebrew", 'א'..='ת'),
        ("Arabic", 'ا'..='ي'),
        ("Devanagari", 'अ'..='ह'),
        ("Han", '一'..='龥'),
    ] {
        assert!(
            names.contains(|c| letters.contains(&c)),
            "no name in {script}"
        );
    }
    Ok(())
}

#[test]
fn files_are_as_large_as_real_ones_and_hold_comments() -> Outcome {
    let dir = tempfile::tempdir()?;
    generated(dir.path(), "")?;
    let files = relative(dir.path())?;
    let below = |folder: &str| -> Vec<&Vec<u8>> {
        let in_it = |path: &Path| path.components().any(|part| part.as_os_str() == folder);
        files
            .iter()
            .filter(|(path, _)| in_it(path))
            .map(|(_, bytes)| bytes)
            .collect()
    };
    for (folder, least, most) in [("tracks", 1800, 2400), ("registrations", 250, 500)] {
        let texts = below(folder);
        let average = texts.iter().map(|text| text.len()).sum::<usize>() / texts.len();
        assert!(
            (least..most).contains(&average),
            "{folder}: {average} bytes on average"
        );
        let commented = texts.iter().filter(|text| text.contains(&b'#')).count();
        assert!(commented * 5 > texts.len(), "{folder}: few comments");
    }
    Ok(())
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() -> Outcome {
    let dir = tempfile::tempdir()?;
    fs::write(dir.path().join("mine.txt"), "mine")?;
    let refused = generated(dir.path(), "")
        .err()
        .map(|error| error.to_string());
    let expected = format!(
        "{} is not empty: expected a folder that is new or empty",
        dir.path().display()
    );
    assert_eq!(refused, Some(expected));
    assert_eq!(relative(dir.path())?.len(), 1);
    Ok(())
}
