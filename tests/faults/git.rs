//! Records in git: merged, rebased, stashed, checked out with other line ends, and left in conflict.

use std::fs;
use std::process::Command;

use crate::ground::{Ground, Outcome, Ran, files};

impl Ground {
    fn git(&self, arguments: &[&str]) -> Outcome<Ran> {
        let mut command = Command::new("git");
        command
            .args([
                "-c",
                "user.name=Test",
                "-c",
                "user.email=test@example.org",
                "-c",
                "commit.gpgsign=false",
            ])
            .args(arguments);
        self.settle(&mut command);
        command
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .env("GIT_EDITOR", "true");
        Ok(command.output()?.into())
    }

    fn git_done(&self, arguments: &[&str]) -> Outcome<String> {
        let ran = self.git(arguments)?;
        if ran.code == Some(0) {
            return Ok(ran.out);
        }
        Err(format!("git {arguments:?}: {ran:?}").into())
    }

    fn commit(&self) -> Outcome {
        self.git_done(&["add", "-A"])?;
        self.git_done(&["commit", "-q", "-m", "work"]).map(drop)
    }

    /// What the checks find: rule, file, line and column of each.
    fn findings(&self) -> Outcome<Vec<String>> {
        let ran = self.run(&["check", "--format", "json"])?;
        let report: serde_json::Value = serde_json::from_str(&ran.out)?;
        let findings = report["findings"].as_array().ok_or("no findings")?;
        let shown = |finding: &serde_json::Value| {
            format!(
                "{} {} {}",
                finding["rule"], finding["file"], finding["start"]
            )
        };
        Ok(findings.iter().map(shown).collect())
    }
}

const DRAFT: &str = "events/e/tracks/draft.yaml";

/// The workspace in git, and a branch `theirs` that sets another value at the end of the same record.
fn repository() -> Outcome<Ground> {
    let ground = Ground::workspace()?;
    ground.git_done(&["init", "-q", "-b", "main"])?;
    ground.commit()?;
    ground.git_done(&["checkout", "-q", "-b", "theirs"])?;
    ground.done(&["track", "set", "draft", "scenarios[0].bonus=Theirs"])?;
    ground.commit()?;
    ground.git_done(&["checkout", "-q", "main"])?;
    Ok(ground)
}

/// Both changes are there, and nothing else differs.
fn has_both(ground: &Ground) -> Outcome {
    let text = ground.text(DRAFT)?;
    assert!(
        text.starts_with("# mine\ntitle: Mine   # a title\n")
            && text.contains("    bonus: Theirs\n"),
        "{text}"
    );
    assert_eq!(
        ground.git_done(&["diff", "--numstat", "theirs", "--", DRAFT])?,
        format!("1\t1\t{DRAFT}\n")
    );
    assert_eq!(ground.unreadable()?, [""; 0]);
    Ok(())
}

#[test]
fn changes_of_one_record_merge() -> Outcome {
    let ground = repository()?;
    ground.done(&["track", "set", "draft", "title=Mine"])?;
    ground.commit()?;
    ground.git_done(&["merge", "-q", "--no-edit", "theirs"])?;
    has_both(&ground)?;
    assert_eq!(ground.git_done(&["status", "--porcelain"])?, "");
    Ok(())
}

#[test]
fn changes_of_one_record_rebase() -> Outcome {
    let ground = repository()?;
    ground.done(&["track", "set", "draft", "title=Mine"])?;
    ground.commit()?;
    ground.git_done(&["rebase", "-q", "theirs"])?;
    has_both(&ground)
}

#[test]
fn a_change_that_is_stashed_comes_back() -> Outcome {
    let ground = repository()?;
    ground.done(&["track", "set", "draft", "title=Mine"])?;
    ground.git_done(&["stash", "-q"])?;
    assert!(
        ground
            .text(DRAFT)?
            .contains("title: Track draft   # a title\n")
    );
    ground.git_done(&["merge", "-q", "theirs"])?;
    ground.git_done(&["stash", "pop", "-q"])?;
    has_both(&ground)
}

#[test]
fn conflict_markers_are_a_finding_with_their_line() -> Outcome {
    let ground = repository()?;
    ground.done(&["track", "set", "draft", "scenarios[0].bonus=Mine"])?;
    ground.commit()?;
    let merge = ground.git(&["merge", "-q", "--no-edit", "theirs"])?;
    assert_eq!(merge.code, Some(1), "{merge:?}");
    let text = ground.text(DRAFT)?;
    let line = text
        .lines()
        .position(|line| line.starts_with("<<<<<<<"))
        .ok_or("no conflict")?
        + 1;
    let ran = ground.run(&["check", "e/draft"])?;
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.out.contains(&format!("{DRAFT}:{line}:")),
        "line {line}: {}",
        ran.out
    );
    // No command makes it worse.
    for arguments in [
        &["track", "set", "draft", "title=Other"][..],
        &["submit", "draft"],
        &["responsibilities", "done", "draft", "chat-stream"],
    ] {
        let ran = ground.run(arguments)?;
        assert_eq!(ran.code, Some(4), "{ran:?}");
        assert_eq!(
            ran.errors(&ground.root),
            ["error: track 'e/draft' cannot be parsed"],
            "{ran:?}"
        );
        assert_eq!(ground.text(DRAFT)?, text);
    }
    Ok(())
}

#[test]
fn line_ends_of_another_system_are_kept_and_change_no_finding() -> Outcome {
    let ground = repository()?;
    let before = ground.findings()?;
    ground.git_done(&["config", "core.autocrlf", "true"])?;
    ground.git_done(&["rm", "-q", "--cached", "-r", "."])?;
    ground.git_done(&["reset", "-q", "--hard"])?;
    let text = ground.text(DRAFT)?;
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert_eq!(ground.findings()?, before);
    ground.done(&["track", "set", "draft", "title=Mine", "prerequisites=None"])?;
    ground.done(&["register", "cancel", "ann", "--note", "ill"])?;
    ground.done(&["event", "set", "e", "timeline.own=2026-09-01"])?;
    ground.done(&["submit", "draft", "--by", "Robin Example"])?;
    for (name, bytes) in files(&ground.root)? {
        if name.starts_with(".git/") {
            continue;
        }
        let text = String::from_utf8(bytes)?;
        assert_eq!(
            text.matches('\n').count(),
            text.matches("\r\n").count(),
            "{name}"
        );
    }
    // Git sees the lines that were changed, and no others.
    let changed = ground.git_done(&["diff", "--numstat", "--", DRAFT, "events/e/event.yaml"])?;
    assert_eq!(
        changed,
        format!("1\t0\tevents/e/event.yaml\n34\t2\t{DRAFT}\n")
    );
    Ok(())
}

#[test]
fn what_is_nobodys_record_is_nothing_to_git() -> Outcome {
    let ground = repository()?;
    ground.done(&["track", "set", "draft", "title=Mine"])?;
    ground.commit()?;
    assert!(ground.path("events/e/.cxn.lock").exists());
    fs::write(ground.path("events/e/tracks/.cxn-a1b2c3.tmp"), "title: [\n")?;
    assert_eq!(ground.git_done(&["status", "--porcelain"])?, "");
    assert_eq!(ground.unreadable()?, [""; 0]);
    Ok(())
}

#[test]
fn names_that_differ_in_case_are_found() -> Outcome {
    // In a folder that does not tell case apart only one of the two would be there.
    let ground = Ground::workspace()?;
    fs::copy(
        ground.path(DRAFT),
        ground.path("events/e/tracks/Draft.yaml"),
    )?;
    let ran = ground.run(&["check", "--fix", "events/e/tracks/Draft.yaml"])?;
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let expected = "error[file-name-not-a-slug]: 'Draft' is not a valid name for a record\n --> events/e/tracks/Draft.yaml:1:1\n  |\n1 | # mine\n  | ^ expected lower-case letters, digits and inner hyphens\n  |\n  = help: events/e/tracks/draft.yaml exists as well: move what is missing there into it, and delete this file\n";
    assert!(ran.out.starts_with(expected), "{}", ran.out);
    assert!(ground.path("events/e/tracks/Draft.yaml").exists() && ground.path(DRAFT).exists());
    for (arguments, expected) in [
        (
            &["track", "show", "Draft"][..],
            "error: no track 'Draft' in event 'e'\nhint: did you mean 'draft'?\n",
        ),
        (
            &["track", "set", "e/Draft", "title=X"],
            "error: no track 'Draft' in event 'e'\nhint: did you mean 'draft'?\n",
        ),
        (
            &["event", "show", "E"],
            "error: no event 'E'\nhint: did you mean 'e'?\n",
        ),
        (
            &["register", "check-in", "Ann"],
            "error: no registration 'Ann' in event 'e'\nhint: did you mean one of 'Ann Probe', 'ann'?\n",
        ),
    ] {
        let ran = ground.run(arguments)?;
        assert!(ran.err.ends_with(expected), "{arguments:?}: {ran:?}");
    }
    Ok(())
}
