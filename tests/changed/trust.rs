//! A checkout that a stranger wrote starts nothing: not what it holds, and not what its settings name. Each trap only leaves a mark.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::{Outcome, copied, cxn, edit, said};
use crate::{RULE, TRACK, commit, errors, git, line_of, repository};

/// A folder beside the checkout in which traps leave their marks.
struct Marks(TempDir);

impl Marks {
    fn new() -> Outcome<Self> {
        Ok(Self(tempfile::tempdir()?))
    }

    /// A program that leaves a mark of a name. A filter passes on what it is given; the others fail.
    fn trap(&self, path: &Path, name: &str) -> Outcome {
        let mark = self.0.path().join(name);
        let is_filter = matches!(name, "clean" | "smudge");
        let end = if is_filter { "exec cat" } else { "exit 1" };
        fs::create_dir_all(path.parent().unwrap_or(path))?;
        fs::write(path, format!("#!/bin/sh\n: >'{}'\n{end}\n", mark.display()))?;
        Ok(fs::set_permissions(
            path,
            fs::Permissions::from_mode(0o755),
        )?)
    }

    /// A program beside the checkout.
    fn program(&self, name: &str) -> Outcome<String> {
        let path = self.0.path().join("programs").join(name);
        self.trap(&path, name)?;
        Ok(path.display().to_string())
    }

    /// The marks that were left; they are removed.
    fn take(&self) -> Outcome<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.0.path())? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                names.push(entry.file_name().to_string_lossy().into_owned());
                fs::remove_file(entry.path())?;
            }
        }
        names.sort();
        Ok(names)
    }
}

/// Makes git itself look at a checkout as a person would, so that what is set there acts.
fn look(folder: &Path) -> Outcome {
    for arguments in [&["status"][..], &["diff"]] {
        let status = Command::new("git")
            .arg("-C")
            .arg(folder)
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status?;
    }
    Ok(())
}

/// A repository in which one line of one scenario differs.
fn changed_repository() -> Outcome<TempDir> {
    let folder = repository("main")?;
    edit(&folder.path().join(TRACK), |text| {
        text.replacen("Scenario two", "Scenario 2", 1)
    })?;
    Ok(folder)
}

/// What a check of the change finds there, whatever else is there.
fn expected(folder: &Path) -> Outcome<Vec<String>> {
    Ok(vec![format!("{} {RULE}", line_of(folder, "id: two")?)])
}

#[test]
fn starts_no_program_that_the_checkout_names() -> Outcome {
    let folder = changed_repository()?;
    let marks = Marks::new()?;
    let root = folder.path();
    let set = |name: &str, value: &str| git(root, &["config", name, value]);
    for (setting, name) in [
        ("core.fsmonitor", "monitor"),
        ("filter.mark.clean", "clean"),
        ("filter.mark.smudge", "smudge"),
        ("diff.external", "external"),
        ("diff.mark.command", "driver"),
        ("diff.mark.textconv", "textconv"),
        ("merge.mark.driver", "merge"),
        ("core.pager", "pager"),
        ("core.editor", "editor"),
        ("core.sshCommand", "ssh"),
        ("core.askPass", "ask"),
        ("credential.helper", "credential"),
        ("gpg.program", "gpg"),
    ] {
        set(setting, &marks.program(name)?)?;
    }
    set("filter.mark.required", "true")?;
    fs::write(
        root.join(".gitattributes"),
        "* filter=mark diff=mark merge=mark\n",
    )?;
    let attributes = root.join(".git/info/attributes");
    fs::create_dir_all(root.join(".git/info"))?;
    fs::write(attributes, "*.yaml filter=mark diff=mark\n")?;
    for hook in [
        "post-index-change",
        "reference-transaction",
        "post-checkout",
        "fsmonitor-watchman",
    ] {
        marks.trap(&root.join(".git/hooks").join(hook), hook)?;
    }
    // The same content at another moment: whoever wants to know has to read it.
    let text = fs::read(root.join("cxn.yaml"))?;
    fs::write(root.join("cxn.yaml"), text)?;
    assert_eq!(marks.take()?, [""; 0]);
    for changed in ["--changed", "--changed=main", "--changed=HEAD~0"] {
        assert_eq!(errors(root, changed)?.0, expected(root)?);
        assert_eq!(marks.take()?, [""; 0], "{changed}");
    }
    // The traps are set: git, asked in its usual way, springs them.
    look(root)?;
    let sprung = marks.take()?;
    for name in ["clean", "driver", "monitor", "post-index-change"] {
        assert!(sprung.iter().any(|mark| mark == name), "{name}: {sprung:?}");
    }
    Ok(())
}

#[test]
fn asks_no_remote_for_what_is_not_there() -> Outcome {
    let folder = changed_repository()?;
    let marks = Marks::new()?;
    let root = folder.path();
    for (name, value) in [
        ("core.repositoryFormatVersion", "1".to_owned()),
        ("extensions.partialClone", "origin".to_owned()),
        ("remote.origin.promisor", "true".to_owned()),
        (
            "remote.origin.url",
            "host.example.org:repository".to_owned(),
        ),
        ("remote.origin.uploadpack", marks.program("uploadpack")?),
        ("core.sshCommand", marks.program("ssh")?),
    ] {
        git(root, &["config", name, &value])?;
    }
    let absent = "1234567890123456789012345678901234567890";
    let (code, _, err) = crate::run(root, &["check", &format!("--changed={absent}")])?;
    assert_eq!(
        (code, err),
        (
            2,
            format!(
                "error: git knows no revision '{absent}' here\nhint: expected a branch, a tag or a commit\n"
            )
        )
    );
    assert_eq!(marks.take()?, [""; 0]);
    let _ = git(root, &["cat-file", "-e", absent]);
    assert_eq!(marks.take()?, ["ssh"]);
    Ok(())
}

#[test]
fn reads_the_objects_that_a_revision_names_and_no_others_in_their_place() -> Outcome {
    let folder = changed_repository()?;
    let root = folder.path();
    // With the present content in the place of the earlier one, nothing would differ.
    let object = |revision: &str| -> Outcome<String> {
        let output = Command::new("git")
            .arg("-C")
            .arg(root)
            .args(["rev-parse", revision])
            .output()?;
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    };
    let old = object(&format!("main:{TRACK}"))?;
    git(root, &["hash-object", "-w", "--", TRACK])?;
    let output = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["hash-object", TRACK])
        .output()?;
    let new = String::from_utf8(output.stdout)?.trim().to_owned();
    git(root, &["replace", &old, &new])?;
    assert_eq!(errors(root, "--changed")?.0, expected(root)?);
    Ok(())
}

/// A folder with the shape of a repository, as one can be committed, with a monitor set.
fn look_alike(folder: &Path, monitor: &str) -> Outcome {
    git(folder, &["init", "-q", "--bare", "inner"])?;
    let inner = folder.join("inner");
    git(&inner, &["config", "core.bare", "false"])?;
    git(&inner, &["config", "core.worktree", ".."])?;
    git(&inner, &["config", "core.fsmonitor", monitor])?;
    for name in ["HEAD", "config", "objects", "refs"] {
        fs::rename(inner.join(name), folder.join(name))?;
    }
    Ok(fs::remove_dir_all(inner)?)
}

#[test]
fn takes_no_folder_of_the_checkout_for_the_repository() -> Outcome {
    let folder = tempfile::tempdir()?;
    let marks = Marks::new()?;
    let root = folder.path().join("ws");
    crate::support::copy(&crate::support::repository("tests/rules/_base"), &root)?;
    crate::spoil(&root)?;
    look_alike(&root, &marks.program("monitor")?)?;
    git(folder.path(), &["init", "-q", "-b", "main"])?;
    commit(folder.path())?;
    marks.take()?;
    edit(&root.join(TRACK), |text| {
        text.replacen("Scenario two", "Scenario 2", 1)
    })?;
    assert_eq!(errors(&root, "--changed")?.0, expected(&root)?);
    assert_eq!(marks.take()?, [""; 0]);
    look(&root)?;
    assert_eq!(marks.take()?, ["monitor"]);
    // Alone, it is none either.
    fs::remove_dir_all(folder.path().join(".git"))?;
    let (code, _, err) = crate::run(&root, &["check", "--changed"])?;
    let path = root.display();
    assert_eq!(
        (code, err),
        (
            2,
            format!(
                "error: --changed needs a git repository, and {path} is in none\nhint: leave --changed out to judge everything\n"
            )
        )
    );
    assert_eq!(marks.take()?, [""; 0]);
    Ok(())
}

#[test]
fn variables_lead_to_no_other_repository_and_no_program_of_the_checkout_runs() -> Outcome {
    let (folder, other) = (changed_repository()?, repository("main")?);
    let marks = Marks::new()?;
    let root = folder.path();
    let real = Command::new("sh").args(["-c", "command -v git"]).output()?;
    let real = PathBuf::from(String::from_utf8(real.stdout)?.trim());
    let real = real.parent().ok_or("git is nowhere")?;
    marks.trap(&root.join("git"), "here")?;
    marks.trap(&root.join("bin/git"), "bin")?;
    fs::write(root.join(".git/info/exclude"), "/git\n/bin\n")?;
    let folders = [
        Path::new("."),
        Path::new(""),
        Path::new("bin"),
        &root.join("bin"),
        real,
    ];
    let mut command = cxn(root)?;
    command
        .args(["check", "--changed", "--format", "jsonl"])
        .env("PATH", std::env::join_paths(folders)?)
        .env("GIT_DIR", other.path().join(".git"))
        .env("GIT_COMMON_DIR", other.path().join(".git"))
        .env("GIT_WORK_TREE", other.path())
        .env("GIT_INDEX_FILE", other.path().join(".git/index"))
        .env("GIT_OBJECT_DIRECTORY", other.path().join(".git/objects"))
        .env("GIT_NAMESPACE", "other")
        .env("GIT_CEILING_DIRECTORIES", root)
        .env("GIT_EXTERNAL_DIFF", marks.program("external")?)
        .env("GIT_PAGER", marks.program("pager")?);
    let (code, out, err) = said(&mut command)?;
    assert_eq!((code, err.as_str()), (1, ""), "{out}");
    let count = out
        .lines()
        .filter(|line| line.contains(r#""severity":"error""#))
        .count();
    assert_eq!(count, 1, "{out}");
    assert_eq!(marks.take()?, [""; 0]);
    Ok(())
}

#[test]
fn checks_without_a_change_start_no_process() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    let marks = Marks::new()?;
    let root = folder.path();
    git(root, &["init", "-q", "-b", "main"])?;
    commit(root)?;
    let programs = marks.0.path().join("programs");
    for name in ["git", "sh", "ssh", "less", "vi", "xdg-open", "env"] {
        marks.program(name)?;
    }
    let alone = |arguments: &[&str], input: &str| -> Outcome<i32> {
        let mut command = cxn(root)?;
        command.args(arguments).write_stdin(input.to_owned());
        command
            .env("PATH", &programs)
            .env("EDITOR", programs.join("vi"));
        Ok(said(&mut command)?.0)
    };
    let body = |text: &str| format!("Content-Length: {}\r\n\r\n{text}", text.len());
    let file = format!("file://{}/{TRACK}", root.display());
    let track = serde_json::to_string(&fs::read_to_string(root.join(TRACK))?)?;
    let session: String = [
        r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#.to_owned(),
        r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#.to_owned(),
        format!(r#"{{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{{"textDocument":{{"uri":"{file}","languageId":"yaml","version":1,"text":{track}}}}}}}"#),
        r#"{"jsonrpc":"2.0","id":2,"method":"shutdown"}"#.to_owned(),
        r#"{"jsonrpc":"2.0","method":"exit"}"#.to_owned(),
    ]
    .iter()
    .map(|message| body(message))
    .collect();
    for (arguments, input) in [
        (&["check", "--fail-on", "never"][..], ""),
        (&["status"], ""),
        (&["due"], ""),
        (&["lsp"], &session),
    ] {
        assert_eq!(alone(arguments, input)?, 0, "{arguments:?}");
        assert_eq!(marks.take()?, [""; 0], "{arguments:?}");
    }
    // The one that asks git would have found this one.
    alone(&["check", "--changed"], "")?;
    assert_eq!(marks.take()?, ["git"]);
    Ok(())
}
