//! `cxn sync` and `cxn log` with real repositories: a bare one as the server, and clones of it.
#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command as Process;

use assert_cmd::Command;
use support::{Outcome, edit, said};
use tempfile::TempDir;

const TRACK: &str = "events/2026-09-rockville/tracks/patient.yaml";

/// A server and the clones of two people, Ann and Bo.
struct Shop {
    folder: TempDir,
}

impl Shop {
    /// A server with one event and one track, cloned by both.
    fn new() -> Outcome<Self> {
        let shop = Self::empty()?;
        shop.git("", &["clone", "--quiet", "server.git", "ann"])?;
        shop.fill("ann")?;
        let (code, out, err) = shop.sync("ann", &[])?;
        assert_eq!(
            (code, out.as_str(), err.as_str()),
            (
                0,
                "committed: add the settings; create event 2026-09-rockville; propose patient\npushed 1 commit to origin/main\n",
                "note: 1 other file is left alone: .gitignore\n"
            )
        );
        shop.git("", &["clone", "--quiet", "server.git", "bo"])?;
        Ok(shop)
    }

    fn empty() -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        fs::write(
            folder.path().join("gitconfig"),
            "[init]\ndefaultBranch = main\n[commit]\ngpgSign = false\n",
        )?;
        let shop = Self { folder };
        shop.git("", &["init", "--quiet", "--bare", "server.git"])?;
        Ok(shop)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn fill(&self, clone: &str) -> Outcome {
        let folder = self.path(clone);
        for (file, text) in [
            ("cxn.yaml", "{}\n"),
            (".gitignore", ".cxn*\n"),
            (
                "events/2026-09-rockville/event.yaml",
                "name: Connectathon 43\ntimezone: America/New_York\nstarts: 2026-09-19\nends: 2026-09-20\n",
            ),
            (
                TRACK,
                "# Our track.\ntitle: Patient # as ever\nshort-description: Patients.\nlong-description: All about patients.\nagenda: To come.\n",
            ),
        ] {
            let file = folder.join(file);
            fs::create_dir_all(file.parent().ok_or("no folder")?)?;
            fs::write(file, text)?;
        }
        Ok(())
    }

    /// What the commands of a person run with: nothing of this machine, a name, and a clock that stands.
    fn environment(&self, person: &str) -> Vec<(&'static str, String)> {
        let config = self.path("gitconfig").display().to_string();
        let name = if person == "bo" {
            "Bo Sample"
        } else {
            "Ann Example"
        };
        let date = "2026-07-02T12:00:00-04:00".to_owned();
        vec![
            ("GIT_CONFIG_GLOBAL", config),
            ("GIT_CONFIG_NOSYSTEM", "1".to_owned()),
            ("HOME", self.folder.path().display().to_string()),
            ("GIT_AUTHOR_NAME", name.to_owned()),
            ("GIT_AUTHOR_EMAIL", format!("{person}@example.org")),
            ("GIT_AUTHOR_DATE", date.clone()),
            ("GIT_COMMITTER_NAME", name.to_owned()),
            ("GIT_COMMITTER_EMAIL", format!("{person}@example.org")),
            ("GIT_COMMITTER_DATE", date),
            ("LC_ALL", "C".to_owned()),
        ]
    }

    fn git(&self, place: &str, arguments: &[&str]) -> Outcome<String> {
        let (succeeded, text) = self.try_git(place, arguments)?;
        assert!(succeeded, "git {arguments:?}: {text}");
        Ok(text)
    }

    fn try_git(&self, place: &str, arguments: &[&str]) -> Outcome<(bool, String)> {
        let output = Process::new("git")
            .args(arguments)
            .current_dir(self.path(place))
            .envs(self.environment(place))
            .env_remove("GIT_DIR")
            .env_remove("GIT_INDEX_FILE")
            .output()?;
        let text = String::from_utf8(output.stdout)? + &String::from_utf8(output.stderr)?;
        Ok((output.status.success(), text))
    }

    fn cxn(&self, clone: &str) -> Outcome<Command> {
        let mut command = support::cxn(&self.path(clone))?;
        command.envs(self.environment(clone));
        Ok(command)
    }

    fn sync(&self, clone: &str, arguments: &[&str]) -> Outcome<(i32, String, String)> {
        let (code, out, err) = said(self.cxn(clone)?.arg("sync").args(arguments))?;
        // The names of repositories are folders of this run.
        let folder = self.folder.path().display().to_string();
        Ok((
            code,
            out.replace(&folder, "/tmp"),
            err.replace(&folder, "/tmp"),
        ))
    }

    fn track(&self, clone: &str) -> Outcome<String> {
        Ok(fs::read_to_string(self.path(clone).join(TRACK))?)
    }

    fn change(&self, clone: &str, from: &str, to: &str) -> Outcome {
        edit(&self.path(clone).join(TRACK), |text| {
            assert!(text.contains(from), "{from} is not in {text}");
            text.replace(from, to)
        })
    }

    /// The subjects of the server's commits, newest first.
    fn subjects(&self) -> Outcome<Vec<String>> {
        let text = self.git("server.git", &["log", "--format=%an: %s", "main"])?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    fn hook(&self, place: &str, name: &str, script: &str) -> Outcome {
        let path = self.path(place).join("hooks").join(name);
        fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        fs::write(&path, format!("#!/bin/sh\n{script}\n"))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
        Ok(())
    }

    /// Whether a clone is as a person left it: no rebase, nothing differs.
    fn is_tidy(&self, clone: &str) -> Outcome {
        assert_eq!(
            self.git(clone, &["status", "--porcelain", "--untracked-files=no"])?,
            ""
        );
        assert!(!self.path(clone).join(".git/rebase-merge").exists());
        Ok(())
    }
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "what a run gives is handed over as it is"
)]
fn is(found: (i32, String, String), code: i32, out: &str, err: &str) {
    assert_eq!(found, (code, out.to_owned(), err.to_owned()));
}

const LEFT: &str = "note: 1 other file is left alone: .gitignore\n";

#[test]
fn two_people_who_change_different_records_just_sync() -> Outcome {
    let shop = Shop::new()?;
    is(
        shop.sync("ann", &["--dry-run"])?,
        0,
        "nothing to commit\nno commit waits to be pushed to origin/main\n",
        LEFT,
    );
    fs::write(
        shop.path("bo")
            .join("events/2026-09-rockville/tracks/labs.yaml"),
        "title: Labs\n",
    )?;
    is(
        shop.sync("bo", &["--dry-run"])?,
        0,
        "would commit: propose labs\nno commit waits to be pushed to origin/main\n",
        "",
    );
    is(
        shop.sync("bo", &["-m", "Our labs"])?,
        0,
        "committed: propose labs\npushed 1 commit to origin/main\n",
        "",
    );
    shop.change("ann", "Patients.", "Patients, mostly.")?;
    is(
        shop.sync("ann", &[])?,
        0,
        "committed: change patient\ntook over 1 commit from origin/main: propose labs\npushed 1 commit to origin/main\n",
        LEFT,
    );
    is(
        shop.sync("bo", &[])?,
        0,
        "nothing to commit\ntook over 1 commit from origin/main: change patient\nnothing to push to origin/main\n",
        "",
    );
    assert_eq!(
        shop.subjects()?,
        [
            "Ann Example: change patient",
            "Bo Sample: Our labs",
            "Ann Example: add the settings; create event 2026-09-rockville; propose patient",
        ]
    );
    assert_eq!(shop.track("bo")?, shop.track("ann")?);
    Ok(())
}

#[test]
fn different_keys_of_one_record_are_put_together_with_its_comments() -> Outcome {
    let shop = Shop::new()?;
    // Lines next to each other: git alone would stop.
    shop.change("ann", "Patients.", "Ann's patients.")?;
    shop.change("bo", "All about patients.", "Bo's patients.")?;
    shop.sync("ann", &[])?;
    is(
        shop.sync("bo", &[])?,
        0,
        "committed: change patient\ntook over 1 commit from origin/main: change patient\npushed 1 commit to origin/main\n",
        "",
    );
    assert_eq!(
        shop.track("bo")?,
        "# Our track.\ntitle: Patient # as ever\nshort-description: Ann's patients.\nlong-description: Bo's patients.\nagenda: To come.\n"
    );
    shop.is_tidy("bo")
}

#[test]
fn what_both_add_to_a_mapping_is_put_together_and_what_cannot_be_is_a_choice() -> Outcome {
    const MAPPING: &str = "imports/form.yaml";
    let shop = Shop::new()?;
    fs::create_dir(shop.path("ann").join("imports"))?;
    let text = "# The form of 2026.\ntracks:\n  US Cor: us-core\ncolumns:\n  1: name\n  2: email\n";
    fs::write(shop.path("ann").join(MAPPING), text)?;
    for clone in ["ann", "bo"] {
        shop.sync(clone, &[])?;
    }
    let change = |clone: &str, from: &str, to: &str| {
        edit(&shop.path(clone).join(MAPPING), |text| {
            text.replace(from, to)
        })
    };
    let text = |clone: &str| fs::read_to_string(shop.path(clone).join(MAPPING));
    change(
        "ann",
        "  US Cor: us-core\n",
        "  US Cor: us-core\n  Pat: patient # ours\n",
    )?;
    change(
        "bo",
        "  US Cor: us-core\n",
        "  US Cor: us-core\n  Imag: imaging\n",
    )?;
    shop.sync("ann", &[])?;
    is(
        shop.sync("bo", &[])?,
        0,
        "committed: change mapping form\ntook over 1 commit from origin/main: change mapping form\npushed 1 commit to origin/main\n",
        "",
    );
    let both = "# The form of 2026.\ntracks:\n  US Cor: us-core\n  Pat: patient # ours\n  Imag: imaging\ncolumns:\n  1: name\n  2: email\n";
    assert_eq!(text("bo")?, both);
    shop.sync("ann", &[])?;
    // A key that is a number is named by no path: both are shown, and one is taken.
    change("ann", "1: name", "1: first-name")?;
    change("bo", "2: email", "2: ignore")?;
    shop.sync("ann", &[])?;
    let (code, out, err) = shop.sync("bo", &[])?;
    assert_eq!(code, 1);
    assert!(
        out.ends_with(
            "the whole record\n  mine    columns: '1': name '2': ignore\n  theirs  columns: '1': first-name '2': email\n"
        ),
        "{out}"
    );
    assert!(
        err.contains("or choose with '--take mine', '--take theirs' or '--take form=mine'"),
        "{err}"
    );
    assert_eq!(text("bo")?, both.replace("2: email", "2: ignore"));
    let (code, out, _) = shop.sync("bo", &["--take", "form=mine"])?;
    assert!(
        code == 0 && out.ends_with("pushed 1 commit to origin/main\n"),
        "{out}"
    );
    assert_eq!(text("bo")?, both.replace("2: email", "2: ignore"));
    shop.is_tidy("bo")
}

const EXPLAINED: &str = "\
committed: change patient
track 2026-09-rockville/patient was changed here and at the server
  mine    Bo Sample, Thu 2 Jul 2026, 12:00 EDT
  theirs  Ann Example, Thu 2 Jul 2026, 12:00 EDT
short-description
  mine    Bo's patients.
  theirs  Ann's patients.
";

/// Both changed the same value, and Ann was first.
fn conflicting() -> Outcome<Shop> {
    let shop = Shop::new()?;
    shop.change("ann", "Patients.", "Ann's patients.")?;
    shop.change("bo", "Patients.", "Bo's patients.")?;
    shop.change("bo", "To come.", "Soon.")?;
    shop.sync("ann", &[])?;
    Ok(shop)
}

#[test]
fn the_same_value_is_explained_and_nothing_is_changed_until_someone_chooses() -> Outcome {
    let shop = conflicting()?;
    is(
        shop.sync("bo", &[])?,
        1,
        EXPLAINED,
        "error: 2026-09-rockville/patient was changed here and at the server; your commits are kept, and nothing was taken over or pushed\n\
         hint: run 'cxn sync' at a terminal, or choose with '--take mine', '--take theirs' or '--take 2026-09-rockville/patient=mine'\n",
    );
    shop.is_tidy("bo")?;
    assert!(shop.track("bo")?.contains("Bo's patients."));
    let again = EXPLAINED.replace("committed: change patient", "nothing to commit");
    is(
        shop.sync("bo", &["--take", "theirs", "--take", "patient=mine"])?,
        0,
        &format!(
            "{again}took mine for the value of track 2026-09-rockville/patient\n\
             took over 1 commit from origin/main: change patient\npushed 1 commit to origin/main\n"
        ),
        "",
    );
    assert!(
        shop.track("bo")?
            .contains("short-description: Bo's patients.\n")
    );
    shop.is_tidy("bo")
}

#[test]
fn taking_theirs_keeps_what_only_i_changed() -> Outcome {
    let shop = conflicting()?;
    let (code, ..) = shop.sync("bo", &["--take", "theirs"])?;
    assert_eq!(code, 0);
    assert_eq!(
        shop.track("bo")?,
        "# Our track.\ntitle: Patient # as ever\nshort-description: Ann's patients.\nlong-description: All about patients.\nagenda: Soon.\n"
    );
    // Where nothing of a commit is left, no empty one is pushed.
    shop.change("bo", "Soon.", "Now.")?;
    shop.change("ann", "Ann's patients.", "Ann's patients.")?;
    shop.sync("ann", &[])?;
    shop.change("ann", "Soon.", "Later.")?;
    shop.sync("ann", &[])?;
    let (code, out, _) = shop.sync("bo", &["--take", "theirs"])?;
    assert_eq!(code, 0);
    assert!(out.ends_with("nothing to push to origin/main\n"), "{out}");
    shop.is_tidy("bo")
}

#[test]
fn a_record_that_one_side_removed_is_a_choice_too() -> Outcome {
    let shop = Shop::new()?;
    fs::remove_file(shop.path("ann").join(TRACK))?;
    is(
        shop.sync("ann", &[])?,
        0,
        "committed: remove patient\npushed 1 commit to origin/main\n",
        LEFT,
    );
    shop.change("bo", "Patients.", "Bo's patients.")?;
    let (code, out, _) = shop.sync("bo", &["--take", "mine"])?;
    assert_eq!(code, 0);
    assert!(
        out.contains("the whole record\n  mine    changed it\n  theirs  removed it\n"),
        "{out}"
    );
    assert!(shop.track("bo")?.contains("Bo's patients."));
    Ok(())
}

#[test]
fn a_rebase_that_was_interrupted_is_finished() -> Outcome {
    let shop = conflicting()?;
    shop.git("bo", &["commit", "--quiet", "--all", "--message", "mine"])?;
    shop.git("bo", &["fetch", "--quiet"])?;
    let (succeeded, _) = shop.try_git("bo", &["rebase", "origin/main"])?;
    assert!(!succeeded && shop.path("bo").join(".git/rebase-merge").exists());
    is(
        shop.sync("bo", &["--dry-run"])?,
        0,
        "a rebase was interrupted: sync would finish it first\n",
        "",
    );
    // Nothing is decided: the rebase waits as it was.
    let (code, ..) = shop.sync("bo", &[])?;
    assert_eq!(code, 1);
    assert!(shop.path("bo").join(".git/rebase-merge").exists());
    let (code, out, _) = shop.sync("bo", &["--take", "mine"])?;
    assert_eq!(code, 0);
    assert!(
        out.ends_with("finished what an earlier sync had begun\nnothing to commit\npushed 1 commit to origin/main\n"),
        "{out}"
    );
    assert!(shop.track("bo")?.contains("Bo's patients."));
    shop.is_tidy("bo")
}

#[test]
fn what_was_settled_by_hand_meanwhile_is_taken() -> Outcome {
    let shop = conflicting()?;
    shop.git("bo", &["commit", "--quiet", "--all", "--message", "mine"])?;
    shop.git("bo", &["fetch", "--quiet"])?;
    shop.try_git("bo", &["rebase", "origin/main"])?;
    let text = "title: Patient\nshort-description: Everyone's patients.\n";
    fs::write(shop.path("bo").join(TRACK), text)?;
    is(
        shop.sync("bo", &[])?,
        0,
        "finished what an earlier sync had begun\nnothing to commit\npushed 1 commit to origin/main\n",
        "",
    );
    assert_eq!(shop.track("bo")?, text);
    Ok(())
}

#[test]
fn a_merge_in_progress_or_no_branch_is_not_touched() -> Outcome {
    let shop = conflicting()?;
    shop.git("bo", &["commit", "--quiet", "--all", "--message", "mine"])?;
    shop.git("bo", &["fetch", "--quiet"])?;
    shop.try_git("bo", &["merge", "origin/main"])?;
    is(
        shop.sync("bo", &["--take", "mine"])?,
        1,
        "",
        "error: a merge is in progress in /tmp/bo; nothing was changed\n\
         hint: finish it with git, or take it back with 'git merge --abort'\n",
    );
    shop.git("bo", &["merge", "--abort"])?;
    shop.git("bo", &["switch", "--quiet", "--detach"])?;
    is(
        shop.sync("bo", &[])?,
        1,
        "",
        "error: no branch is checked out in /tmp/bo; nothing was changed\nhint: check one out with 'git switch BRANCH'\n",
    );
    Ok(())
}

#[test]
fn a_server_that_refuses_is_quoted_and_never_forced() -> Outcome {
    let shop = Shop::new()?;
    shop.hook(
        "server.git",
        "pre-receive",
        "echo 'main is closed until Monday' >&2; exit 1",
    )?;
    shop.change("bo", "Patients.", "Bo's patients.")?;
    is(
        shop.sync("bo", &[])?,
        1,
        "committed: change patient\n",
        "error: origin/main did not take the push: main is closed until Monday (pre-receive hook declined)\n\
         hint: your commits stay here; run 'cxn sync' again once the server takes them\n",
    );
    fs::remove_file(shop.path("server.git/hooks/pre-receive"))?;
    is(
        shop.sync("bo", &[])?,
        0,
        "nothing to commit\npushed 1 commit to origin/main\n",
        "",
    );
    Ok(())
}

#[test]
fn what_others_push_in_the_very_moment_is_taken_over_first() -> Outcome {
    let shop = Shop::new()?;
    shop.change("ann", "To come.", "Soon.")?;
    shop.git(
        "ann",
        &["commit", "--quiet", "--all", "--message", "Ann was faster"],
    )?;
    // Ann pushes after Bo has looked, once.
    let ann = shop.path("ann");
    let script = format!(
        "test -e {0}/.done && exit 0; touch {0}/.done; unset GIT_DIR; git -C {0} push --quiet",
        ann.display()
    );
    shop.hook("bo/.git", "pre-push", &script)?;
    shop.change("bo", "Patients.", "Bo's patients.")?;
    is(
        shop.sync("bo", &[])?,
        0,
        "committed: change patient\ntook over 1 commit from origin/main: change patient\npushed 1 commit to origin/main\n",
        "",
    );
    assert_eq!(
        shop.subjects()?[..2],
        ["Bo Sample: change patient", "Ann Example: Ann was faster"]
    );
    Ok(())
}

#[test]
fn without_a_connection_it_commits_and_says_what_waits() -> Outcome {
    let shop = Shop::new()?;
    let (server, away) = (shop.path("server.git"), shop.path("away.git"));
    fs::rename(&server, &away)?;
    shop.change("bo", "Patients.", "Bo's patients.")?;
    let (code, out, err) = shop.sync("bo", &[])?;
    assert_eq!((code, out.as_str()), (4, "committed: change patient\n"));
    assert_eq!(
        err,
        "error: cannot reach origin: '/tmp/server.git' does not appear to be a git repository\n\
         hint: 1 commit (change patient) waits; run 'cxn sync' again when there is a connection\n"
    );
    is(
        shop.sync("bo", &["--dry-run"])?,
        0,
        "nothing to commit\n1 commit (change patient) waits to be pushed to origin/main\n",
        "",
    );
    fs::rename(&away, &server)?;
    is(
        shop.sync("bo", &[])?,
        0,
        "nothing to commit\npushed 1 commit to origin/main\n",
        "",
    );
    Ok(())
}

#[test]
fn hooks_and_merge_drivers_of_the_person_are_respected() -> Outcome {
    let shop = Shop::new()?;
    shop.hook(
        "bo/.git",
        "pre-commit",
        "echo 'not on a Friday' >&2; exit 1",
    )?;
    shop.change("bo", "Patients.", "Bo's patients.")?;
    is(
        shop.sync("bo", &[])?,
        1,
        "",
        "error: git did not commit: not on a Friday\nhint: run 'git commit' in /tmp/bo to see all that it says\n",
    );
    fs::remove_file(shop.path("bo/.git/hooks/pre-commit"))?;
    shop.hook(
        "bo/.git",
        "commit-msg",
        "printf '\\nSigned-off-by: Bo\\n' >> \"$1\"",
    )?;
    // A driver that always takes what is at the server: nobody is asked.
    shop.git("bo", &["config", "merge.server.driver", "true"])?;
    fs::write(
        shop.path("bo/.git/info/attributes"),
        "*.yaml merge=server\n",
    )?;
    shop.change("ann", "Patients.", "Ann's patients.")?;
    shop.sync("ann", &[])?;
    let (code, out, _) = shop.sync("bo", &[])?;
    assert_eq!(code, 0);
    assert!(!out.contains("was changed here"), "{out}");
    assert!(shop.track("bo")?.contains("Ann's patients."));
    shop.change("bo", "To come.", "Soon.")?;
    shop.sync("bo", &[])?;
    let body = shop.git("server.git", &["log", "-1", "--format=%b", "main"])?;
    assert_eq!(body.trim(), "Signed-off-by: Bo");
    Ok(())
}

#[test]
fn other_files_are_never_touched() -> Outcome {
    let shop = Shop::new()?;
    let bo = shop.path("bo");
    fs::write(bo.join("notes.md"), "mine\n")?;
    fs::write(bo.join("staged.md"), "staged\n")?;
    shop.git("bo", &["add", "staged.md"])?;
    shop.change("bo", "Patients.", "Bo's patients.")?;
    is(
        shop.sync("bo", &[])?,
        0,
        "committed: change patient\npushed 1 commit to origin/main\n",
        "note: 2 other files are left alone: staged.md, notes.md\n",
    );
    assert_eq!(
        shop.git("bo", &["status", "--porcelain"])?,
        "A  staged.md\n?? notes.md\n"
    );
    // One that came in meanwhile, under a name that is taken here.
    fs::write(shop.path("ann").join("notes.md"), "Ann's\n")?;
    shop.git("ann", &["add", "notes.md"])?;
    shop.git("ann", &["commit", "--quiet", "--message", "notes"])?;
    shop.sync("ann", &[])?;
    shop.change("bo", "To come.", "Soon.")?;
    is(
        shop.sync("bo", &[])?,
        1,
        "committed: change patient\n",
        "note: 2 other files are left alone: staged.md, notes.md\n\
         error: notes.md was changed here and at the server, and is not a record; nothing was taken over\n\
         hint: commit it or put it away with git in /tmp/bo, then run 'cxn sync' again\n",
    );
    assert_eq!(fs::read_to_string(bo.join("notes.md"))?, "mine\n");
    // A tracked one that differs stays as it is while commits are moved.
    fs::remove_file(bo.join("notes.md"))?;
    shop.git(
        "bo",
        &["commit", "--quiet", "--message", "staged", "staged.md"],
    )?;
    fs::write(bo.join("staged.md"), "changed\n")?;
    let (code, ..) = shop.sync("bo", &[])?;
    assert_eq!(code, 0);
    assert_eq!(
        shop.git("bo", &["status", "--porcelain"])?,
        " M staged.md\n"
    );
    assert_eq!(fs::read_to_string(bo.join("staged.md"))?, "changed\n");
    Ok(())
}

#[test]
fn a_text_that_is_no_record_is_not_given_to_others() -> Outcome {
    let shop = Shop::new()?;
    shop.change("bo", "title: Patient", "<<<<<<< HEAD\ntitle: Patient")?;
    is(
        shop.sync("bo", &[])?,
        1,
        "",
        "error: events/2026-09-rockville/tracks/patient.yaml cannot be parsed; nothing was committed or pushed\n\
         hint: run 'cxn check' to see what is wrong, then 'cxn sync' again\n",
    );
    // Nor is one that was committed by hand.
    shop.git("bo", &["commit", "--quiet", "--all", "--message", "broken"])?;
    let (code, ..) = shop.sync("bo", &[])?;
    assert_eq!((code, shop.subjects()?.len()), (1, 1));
    Ok(())
}

#[test]
fn both_halves_are_synced_and_one_does_not_stop_the_other() -> Outcome {
    let shop = Shop::new()?;
    shop.git("", &["init", "--quiet", "--bare", "private.git"])?;
    shop.git("", &["clone", "--quiet", "private.git", "people"])?;
    fs::write(shop.path("bo").join("cxn.yaml"), "private: ../people\n")?;
    let folder = shop
        .path("people")
        .join("events/2026-09-rockville/registrations");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("kim-sample.yaml"), "name: Kim Sample\n")?;
    is(
        shop.sync("bo", &[])?,
        0,
        "/tmp/bo:\ncommitted: change the settings\npushed 1 commit to origin/main\n\
         /tmp/people:\ncommitted: add 1 registration\npushed 1 commit to origin/main\n",
        "",
    );
    fs::rename(shop.path("server.git"), shop.path("away.git"))?;
    edit(
        &shop
            .path("people")
            .join("events/2026-09-rockville/registrations/kim-sample.yaml"),
        |text| text + "team: A\n",
    )?;
    let (code, out, _) = shop.sync("bo", &[])?;
    assert_eq!(
        (code, out.as_str()),
        (
            4,
            "/tmp/bo:\nnothing to commit\n\
             /tmp/people:\ncommitted: change 1 registration\npushed 1 commit to origin/main\n"
        )
    );
    Ok(())
}

#[test]
fn without_a_repository_or_a_server_it_says_so() -> Outcome {
    let shop = Shop::empty()?;
    shop.fill("alone")?;
    is(
        shop.sync("alone", &[])?,
        3,
        "",
        "error: /tmp/alone is in no git repository\nhint: clone the repository of your event, or run 'git init' here\n",
    );
    shop.git("alone", &["init", "--quiet"])?;
    is(
        shop.sync("alone", &[])?,
        0,
        "committed: add the settings; create event 2026-09-rockville; propose patient\n\
         this repository has no server to push to: what is committed stays here\n",
        LEFT,
    );
    is(
        shop.sync("alone", &["--take", "ours"])?,
        2,
        "",
        "error: invalid value 'ours' for '--take <SIDE>': expected mine, theirs or RECORD=mine\n\nFor more information, try '--help'.\n",
    );
    is(
        shop.sync("alone", &["-m", " "])?,
        2,
        "",
        "error: the message is empty\nhint: leave --message out for one that says what was done\n",
    );
    Ok(())
}

#[test]
fn a_record_tells_its_history_from_git_and_from_itself() -> Outcome {
    let shop = Shop::new()?;
    shop.change("ann", "Patients.", "Ann's patients.")?;
    shop.sync("ann", &[])?;
    edit(&shop.path("ann").join(TRACK), |text| {
        text + "status: submitted\nhistory:\n  - { when: 2026-07-03T09:00:00-04:00, what: submitted, by: Robin Example, note: at last }\n"
    })?;
    shop.change("ann", "To come.", "Soon.")?;
    let log = |arguments: &[&str]| said(shop.cxn("ann")?.arg("log").args(arguments));
    for record in ["patient", "2026-09-rockville/patient", TRACK] {
        let (code, out, err) = log(&[record, "--format", "csv"])?;
        assert_eq!((code, err.as_str()), (0, ""));
        let rows: Vec<Vec<&str>> = out.lines().map(|row| row.split(',').collect()).collect();
        assert_eq!(rows[0], ["when", "who", "what", "why", "commit"]);
        let told: Vec<[&str; 4]> = rows[1..]
            .iter()
            .map(|row| [row[0], row[1], row[2], row[3]])
            .collect();
        assert_eq!(
            told,
            [
                ["2026-07-02T12:00:00-04:00", "Ann Example", "created", ""],
                [
                    "2026-07-02T12:00:00-04:00",
                    "Ann Example",
                    "changed short-description",
                    ""
                ],
                [
                    "2026-07-03T09:00:00-04:00",
                    "Robin Example",
                    "submitted",
                    "at last"
                ],
                ["not committed", "", "changed agenda", ""],
            ]
        );
    }
    let (code, _, err) = log(&["patent"])?;
    assert_eq!(
        (code, err.as_str()),
        (
            3,
            "error: no track 'patent' in event '2026-09-rockville'\nhint: did you mean 'patient'?\n"
        )
    );
    Ok(())
}

#[test]
fn a_log_without_git_tells_the_records_own_history() -> Outcome {
    let shop = Shop::empty()?;
    shop.fill("alone")?;
    let (code, out, err) = said(shop.cxn("alone")?.args(["log", "patient"]))?;
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (
            0,
            "nothing is recorded of 2026-09-rockville/patient\n",
            "note: the workspace is in no git repository: only the record's own history is shown\n"
        )
    );
    Ok(())
}
