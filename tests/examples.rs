//! The examples: one workspace in good order, one in which most rules find something, and a shell script that runs on both.
//!
//! Set `CXN_BLESS=1` to write the expected outputs anew, then read the difference.
#![cfg(unix)]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command as Process;

use serde_json::Value;
use support::{NOW, Outcome, copied, repository};

/// The broken workspace in a folder of its own, with what no one wants in a repository: a file of more than a mebibyte,
/// and a folder where a file should be.
fn broken() -> Outcome<tempfile::TempDir> {
    let folder = copied("examples/broken")?;
    let tracks = folder.path().join("events/2026-09-files/tracks");
    let picture = "A".repeat(1 << 20);
    fs::write(
        tracks.join("too-large.yaml"),
        format!(
            "# Wrong: a picture pasted into a proposal; more than 1 MiB.\ntitle: Large\nlong-description: {picture}\n"
        ),
    )?;
    Ok(folder)
}

fn cxn(folder: &Path, arguments: &[&str]) -> Outcome<assert_cmd::assert::Assert> {
    Ok(support::cxn(folder)?.args(arguments).assert())
}

/// What a run printed, which has to be what the file holds.
fn is_expected(assert: &assert_cmd::assert::Assert, file: &str) -> Outcome {
    let found = String::from_utf8(assert.get_output().stdout.clone())?;
    let file = repository("tests/examples").join(file);
    if std::env::var_os("CXN_BLESS").is_some() {
        fs::write(&file, &found)?;
    }
    let wanted = fs::read_to_string(&file)?;
    let differs = found
        .lines()
        .zip(wanted.lines())
        .position(|(found, wanted)| found != wanted);
    assert!(
        found == wanted,
        "{} differs from line {:?} on; found:\n{found}",
        file.display(),
        differs.map(|at| at + 1)
    );
    Ok(())
}

#[test]
fn the_good_example_has_no_errors_and_shows_its_status() -> Outcome {
    let folder = repository("examples/connectathons");
    cxn(&folder, &["check"])?.success();
    let status = cxn(&folder, &["status"])?.success();
    is_expected(&status, "connectathons.status.txt")?;
    let all = cxn(&folder, &["status", "--all-events"])?.success();
    is_expected(&all, "connectathons.all-events.txt")
}

#[test]
fn the_broken_example_shows_what_can_be_wrong() -> Outcome {
    let folder = broken()?;
    let check = cxn(folder.path(), &["check"])?.code(1);
    is_expected(&check, "broken.check.txt")?;
    let summary = cxn(folder.path(), &["check", "--format", "summary"])?.code(1);
    is_expected(&summary, "broken.summary.txt")
}

#[test]
fn the_counts_of_a_report_are_those_of_its_findings() -> Outcome {
    let folder = broken()?;
    let check = cxn(folder.path(), &["check", "--format", "json"])?.code(1);
    let report: Value = serde_json::from_slice(&check.get_output().stdout)?;
    let findings = report["findings"].as_array().ok_or("no findings")?;
    for (key, severity) in [
        ("errors", "error"),
        ("warnings", "warning"),
        ("notes", "note"),
    ] {
        let count = findings
            .iter()
            .filter(|finding| finding["severity"] == severity)
            .count();
        assert!(count > 0, "no {key}");
        assert_eq!(report["summary"][key], count, "{key}");
    }
    Ok(())
}

/// The exit code of the script on a workspace, and what it printed.
fn ci(workspace: &Path) -> Outcome<(Option<i32>, String)> {
    let output = Process::new("sh")
        .arg(repository("examples/ci.sh"))
        .arg(workspace)
        .env("CXN", assert_cmd::cargo::cargo_bin("cxn"))
        .env("CXN_NOW", NOW)
        .env("CXN_CONFIG", "/nonexistent/cxn/config.yaml")
        .env_remove("GITHUB_ACTIONS")
        .output()?;
    Ok((output.status.code(), String::from_utf8(output.stdout)?))
}

#[test]
fn the_script_for_ci_passes_what_is_good_and_fails_what_is_not() -> Outcome {
    let (code, text) = ci(&repository("examples/connectathons"))?;
    assert_eq!(code, Some(0), "{text}");
    for step in ["== check", "== status", "== due"] {
        assert!(text.contains(step), "{text}");
    }
    let (code, text) = ci(broken()?.path())?;
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("== due"),
        "the steps after a failure run all the same: {text}"
    );
    Ok(())
}
