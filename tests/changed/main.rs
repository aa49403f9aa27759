//! `cxn check --changed` with a real git: only what a change touches is an error.

mod policy;
mod reach;
#[path = "../support/mod.rs"]
mod support;
mod trust;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::{Outcome, copied, cxn, edit, run, said};
use tempfile::TempDir;

const TRACK: &str = "events/2026-09-rockville/tracks/patient.yaml";

fn git(folder: &Path, arguments: &[&str]) -> Outcome {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args([
            "-c",
            "user.name=Kim Sample",
            "-c",
            "user.email=kim@example.org",
        ])
        .args(["-c", "commit.gpgsign=false"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE")
        .output()?;
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
    }
}

/// A workspace in git whose track has two scenarios that say nothing of success.
fn repository(branch: &str) -> Outcome<TempDir> {
    let folder = copied("tests/rules/_base")?;
    spoil(folder.path())?;
    git(folder.path(), &["init", "-q", "-b", branch])?;
    commit(folder.path())?;
    Ok(folder)
}

fn spoil(folder: &Path) -> Outcome {
    edit(&folder.join(TRACK), |text| {
        let (head, rest) = text.split_once("\nscenarios:").unwrap_or((&text, ""));
        let (_, tail) = rest.split_once("\nchat-stream:").unwrap_or(("", rest));
        let scenario = |id: &str| {
            format!(
                "  - id: {id}\n    title: Scenario {id}\n    roles: [client, server]\n    precondition: None\n    action: The client asks and the server answers\n    bonus: None\n"
            )
        };
        let (one, two) = (scenario("one"), scenario("two"));
        format!("{head}\nscenarios:\n{one}{two}chat-stream:{tail}")
    })
}

fn commit(folder: &Path) -> Outcome {
    git(folder, &["add", "-A"])?;
    git(folder, &["commit", "-q", "-m", "Work"])
}

/// The errors that are left, as `line rule`, and the summary line.
fn errors(folder: &Path, changed: &str) -> Outcome<(Vec<String>, String)> {
    let (_, out, err) = run(
        folder,
        &[
            "check",
            changed,
            "--format",
            "jsonl",
            "--output",
            "text=/dev/stderr",
        ],
    )?;
    let mut errors = Vec::new();
    for line in out.lines() {
        let finding: serde_json::Value = serde_json::from_str(line)?;
        if finding["severity"] == "error" {
            let rule = finding["rule"].as_str().unwrap_or_default();
            errors.push(format!("{} {rule}", finding["start"]["line"]));
        }
    }
    Ok((errors, err.lines().last().unwrap_or_default().to_owned()))
}

fn line_of(folder: &Path, text: &str) -> Outcome<usize> {
    let all = fs::read_to_string(folder.join(TRACK))?;
    let at = all.lines().position(|line| line.contains(text));
    Ok(at.ok_or("not there")? + 1)
}

const RULE: &str = "scenario-without-success-criteria";

#[test]
fn what_was_there_before_is_a_note_and_counted() -> Outcome {
    let folder = repository("main")?;
    let (code, out, _) = run(folder.path(), &["check"])?;
    assert_eq!(code, 1, "{out}");
    edit(&folder.path().join(TRACK), |text| {
        text.replacen("chat-stream:", "# why\nchat-stream:", 1)
    })?;
    let (code, out, _) = run(folder.path(), &["check", "--changed"])?;
    assert_eq!(code, 0, "{out}");
    let last = out.lines().last().unwrap_or_default();
    assert!(
        last.starts_with("0 errors, 0 warnings, 2 notes in "),
        "{last}"
    );
    assert!(last.ends_with("(2 not touched by the change)"), "{last}");
    Ok(())
}

#[test]
fn nothing_is_judged_where_nothing_differs() -> Outcome {
    let folder = repository("main")?;
    let (code, out, err) = run(folder.path(), &["check", "--changed"])?;
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (0, "0 errors, 0 warnings, 0 notes in 0 files\n", "")
    );
    Ok(())
}

#[test]
fn a_line_of_a_scenario_brings_back_its_error_and_no_other() -> Outcome {
    let folder = repository("main")?;
    let path = folder.path().join(TRACK);
    edit(&path, |text| text.replacen("Scenario two", "Scenario 2", 1))?;
    let line = line_of(folder.path(), "id: two")?;
    let (found, last) = errors(folder.path(), "--changed")?;
    assert_eq!(found, [format!("{line} {RULE}")]);
    assert!(last.ends_with("(1 not touched by the change)"), "{last}");
    Ok(())
}

#[test]
fn a_line_that_was_deleted_from_a_scenario_is_a_touch() -> Outcome {
    let folder = repository("main")?;
    let path = folder.path().join(TRACK);
    edit(&path, |text| {
        text.replacen("    precondition: None\n", "", 1)
    })?;
    let line = line_of(folder.path(), "id: one")?;
    assert_eq!(
        errors(folder.path(), "--changed")?.0,
        [format!("{line} {RULE}")]
    );
    Ok(())
}

#[test]
fn a_new_status_touches_the_whole_record() -> Outcome {
    let folder = repository("main")?;
    edit(&folder.path().join(TRACK), |text| {
        text.replacen("status: approved", "status: submitted", 1)
    })?;
    let (found, _) = errors(folder.path(), "--changed")?;
    assert_eq!(
        found.iter().filter(|found| found.ends_with(RULE)).count(),
        2,
        "{found:?}"
    );
    Ok(())
}

#[test]
fn a_new_file_is_touched_whether_git_tracks_it_or_not() -> Outcome {
    let folder = repository("main")?;
    let copy = folder
        .path()
        .join("events/2026-09-rockville/tracks/copy.yaml");
    fs::copy(folder.path().join(TRACK), &copy)?;
    assert!(errors(folder.path(), "--changed")?.0.len() >= 2);
    git(folder.path(), &["add", "-A"])?;
    assert!(errors(folder.path(), "--changed")?.0.len() >= 2);
    Ok(())
}

#[test]
fn a_date_of_the_event_touches_the_track_that_it_makes_late() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    let event = folder.path().join("events/2026-09-rockville/event.yaml");
    git(folder.path(), &["init", "-q", "-b", "main"])?;
    commit(folder.path())?;
    edit(&event, |text| {
        text.replacen(
            "proposals-close: 2026-08-08",
            "proposals-close: 2026-07-01",
            1,
        )
    })?;
    let (found, _) = errors(folder.path(), "--changed")?;
    assert!(
        found.iter().any(|found| found.ends_with(" submitted-late")),
        "{found:?}"
    );
    commit(folder.path())?;
    assert_eq!(errors(folder.path(), "--changed")?.0, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_workspace_below_the_root_and_names_beyond_ascii_are_found() -> Outcome {
    let outer = tempfile::tempdir()?;
    let folder = outer.path().join("größe \"x\"");
    support::copy(&support::repository("tests/rules/_base"), &folder)?;
    spoil(&folder)?;
    git(outer.path(), &["init", "-q", "-b", "main"])?;
    git(outer.path(), &["config", "diff.noprefix", "true"])?;
    commit(outer.path())?;
    edit(&folder.join(TRACK), |text| {
        text.replacen("Scenario one", "Scenario 1", 1)
    })?;
    fs::write(
        folder.join("events/2026-09-rockville/tracks/größe.yaml"),
        "title: x\n",
    )?;
    let (found, _) = errors(&folder, "--changed")?;
    assert!(
        found.contains(&format!("{} {RULE}", line_of(&folder, "id: one")?)),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .any(|found| found.ends_with("file-name-not-a-slug")),
        "{found:?}"
    );
    git(outer.path(), &["add", "-A"])?;
    let (found, _) = errors(&folder, "--changed")?;
    assert!(
        found
            .iter()
            .any(|found| found.ends_with("file-name-not-a-slug")),
        "{found:?}"
    );
    Ok(())
}

#[test]
fn the_default_branch_is_found_under_its_usual_names() -> Outcome {
    for branch in ["main", "master"] {
        let folder = repository(branch)?;
        git(folder.path(), &["checkout", "-q", "-b", "work"])?;
        edit(&folder.path().join(TRACK), |text| {
            text.replacen("Scenario two", "Scenario 2", 1)
        })?;
        commit(folder.path())?;
        assert_eq!(errors(folder.path(), "--changed")?.0.len(), 1, "{branch}");
        // Against a revision that was named, nothing differs.
        assert_eq!(
            errors(folder.path(), "--changed=work")?.0.len(),
            0,
            "{branch}"
        );
    }
    let origin = repository("trunk")?;
    let clone = tempfile::tempdir()?;
    let address = format!("file://{}", origin.path().display());
    git(clone.path(), &["clone", "-q", &address, "."])?;
    git(clone.path(), &["checkout", "-q", "-b", "work"])?;
    edit(&clone.path().join(TRACK), |text| {
        text.replacen("Scenario two", "Scenario 2", 1)
    })?;
    assert_eq!(errors(clone.path(), "--changed")?.0.len(), 1);
    let (code, _, err) = run(origin.path(), &["check", "--changed"])?;
    assert_eq!(
        (code, err.as_str()),
        (
            2,
            "error: --changed found no default branch to compare with: neither origin/HEAD, origin/main, origin/master, main nor master\nhint: name a revision: --changed=REV\n"
        )
    );
    Ok(())
}

#[test]
fn what_git_does_not_know_is_said_in_one_line() -> Outcome {
    let origin = repository("main")?;
    edit(&origin.path().join(TRACK), |text| {
        text.replacen("Scenario two", "Scenario 2", 1)
    })?;
    commit(origin.path())?;
    let clone = tempfile::tempdir()?;
    let address = format!("file://{}", origin.path().display());
    git(
        clone.path(),
        &["clone", "-q", "--depth", "1", &address, "."],
    )?;
    let (code, _, err) = run(clone.path(), &["check", "--changed=HEAD~1"])?;
    assert_eq!(
        (code, err.as_str()),
        (
            2,
            "error: git knows no revision 'HEAD~1' here: this clone is shallow\nhint: fetch more of the history first: git fetch --unshallow, or fetch-depth: 0 in the checkout step\n"
        )
    );
    for revision in ["nowhere", "-x", "--output=/tmp/x", "main:cxn.yaml"] {
        let (code, _, err) = run(origin.path(), &["check", &format!("--changed={revision}")])?;
        let expected = format!(
            "error: git knows no revision '{revision}' here\nhint: expected a branch, a tag or a commit\n"
        );
        assert_eq!((code, err), (2, expected));
    }
    let plain = copied("tests/rules/_base")?;
    let (code, _, err) = run(plain.path(), &["check", "--changed"])?;
    let root = plain.path().display();
    let expected = format!(
        "error: --changed needs a git repository, and {root} is in none\nhint: leave --changed out to judge everything\n"
    );
    assert_eq!((code, err), (2, expected));
    let empty = tempfile::tempdir()?;
    let (code, _, err) = said(
        cxn(origin.path())?
            .args(["check", "--changed"])
            .env("PATH", empty.path()),
    )?;
    assert_eq!(
        (code, err.as_str()),
        (
            2,
            "error: --changed needs git, and git cannot be run: no such file or directory\nhint: leave --changed out to judge everything\n"
        )
    );
    Ok(())
}

#[test]
fn what_a_change_took_away_is_part_of_it() -> Outcome {
    let folder = repository("main")?;
    fs::remove_file(folder.path().join("events/2026-09-rockville/event.yaml"))?;
    let (code, out, _) = run(folder.path(), &["check", "--changed"])?;
    assert_eq!(code, 1, "{out}");
    let expected = "error[unreadable-file]: cannot read events/2026-09-rockville/event.yaml: no such file or directory\n";
    assert!(out.contains(expected), "{out}");
    Ok(())
}

#[test]
fn a_status_is_seen_to_change_however_it_is_written() -> Outcome {
    let folder = repository("main")?;
    let path = folder.path().join(TRACK);
    edit(&path, |text| {
        text.replacen("status: approved", "\"status\": submitted", 1)
    })?;
    let (found, last) = errors(folder.path(), "--changed")?;
    assert!(
        found.iter().filter(|found| found.ends_with(RULE)).count() == 2,
        "{found:?} {last}"
    );
    // The same status, written in another way, changes nothing.
    git(folder.path(), &["checkout", "-q", "."])?;
    edit(&path, |text| {
        text.replacen("status: approved", "\"status\": 'approved'", 1)
    })?;
    let (found, last) = errors(folder.path(), "--changed")?;
    assert!(
        !found.iter().any(|found| found.ends_with(RULE)),
        "{found:?} {last}"
    );
    Ok(())
}

#[test]
fn what_misses_a_record_that_a_change_took_away_is_part_of_the_change() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    git(folder.path(), &["init", "-q", "-b", "main"])?;
    commit(folder.path())?;
    fs::remove_file(folder.path().join(TRACK))?;
    let rule = "registration-unknown-track";
    let (_, out, _) = run(folder.path(), &["check", "--changed", "--format", "jsonl"])?;
    let severities = |out: &str| -> Vec<String> {
        let lines = out.lines().filter(|line| line.contains(rule));
        let severity = |line: &str| {
            line.split("\"severity\":\"")
                .nth(1)?
                .split('"')
                .next()
                .map(str::to_owned)
        };
        lines.filter_map(severity).collect()
    };
    let found = severities(&out);
    assert!(
        !found.is_empty() && found.iter().all(|word| word == "error"),
        "{out}"
    );
    // Once that is committed, it is nobody's change any more.
    commit(folder.path())?;
    let (_, out, _) = run(folder.path(), &["check", "--changed", "--format", "jsonl"])?;
    assert!(severities(&out).iter().all(|word| word == "note"), "{out}");
    Ok(())
}
