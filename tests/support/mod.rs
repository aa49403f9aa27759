//! What the tests from the outside share: a copy of a workspace, and the tool with nothing of this machine around it.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use assert_cmd::Command;
use clap::CommandFactory as _;
use tempfile::TempDir;

/// What a test gives back.
pub type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// A moment in early August 2026, for which the examples were written.
pub const NOW: &str = "2026-08-06T12:00:00-04:00";

/// A path from the root of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Every file below a folder with its bytes, by its path with `/` on every platform.
pub fn files(folder: &Path) -> Outcome<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder)?.to_string_lossy();
                found.insert(name.replace('\\', "/"), fs::read(&path)?);
            }
        }
    }
    Ok(found)
}

/// A copy of a folder of the repository, gone with the test.
pub fn copied(path: &str) -> Outcome<TempDir> {
    let folder = tempfile::tempdir()?;
    copy(&repository(path), folder.path())?;
    Ok(folder)
}

/// The tool in a folder, at a fixed moment, without what the environment of the tests may hold.
#[allow(
    clippy::unnecessary_wraps,
    reason = "every caller passes errors on, and may get one here again"
)]
pub fn cxn(folder: &Path) -> Outcome<Command> {
    Ok(Command::from_std(process(folder)))
}

/// The same as a process whose ends are still open.
pub fn process(folder: &Path) -> std::process::Command {
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("cxn"));
    command.current_dir(folder).env("CXN_NOW", NOW);
    command.env("CXN_CONFIG", "/nonexistent/cxn/config.yaml");
    for name in [
        "CXN_WORKSPACE",
        "CXN_VISIBILITY",
        "CXN_PRIVATE",
        "CI",
        "CI_PROJECT_VISIBILITY",
        "GITHUB_ACTIONS",
        "GITHUB_STEP_SUMMARY",
        "COLUMNS",
        "COMPLETE",
        "EDITOR",
        "VISUAL",
        "GIT_DIR",
        "GIT_INDEX_FILE",
        "GIT_WORK_TREE",
    ] {
        command.env_remove(name);
    }
    command
}

/// What a run gave: exit code, standard output, standard error.
pub fn run(folder: &Path, arguments: &[&str]) -> Outcome<(i32, String, String)> {
    said(cxn(folder)?.args(arguments))
}

/// The same for a command that was made ready.
pub fn said(command: &mut Command) -> Outcome<(i32, String, String)> {
    let output = command.output()?;
    Ok((
        output.status.code().ok_or("ended by a signal")?,
        String::from_utf8(output.stdout)?,
        String::from_utf8(output.stderr)?,
    ))
}

/// Changes a file's text.
pub fn edit(path: &Path, change: impl FnOnce(String) -> String) -> Outcome {
    Ok(fs::write(path, change(fs::read_to_string(path)?))?)
}

/// Every command that runs, with the words that lead to it: those without subcommands, and those that work without them.
pub fn commands() -> Vec<(Vec<String>, clap::Command)> {
    let mut found = Vec::new();
    below(&cxn::cli::Cli::command(), &[], &mut found);
    found
}

fn below(command: &clap::Command, way: &[String], found: &mut Vec<(Vec<String>, clap::Command)>) {
    for sub in command.get_subcommands() {
        let mut way = way.to_vec();
        way.push(sub.get_name().to_owned());
        if !sub.is_subcommand_required_set() {
            found.push((way.clone(), sub.clone()));
        }
        below(sub, &way, found);
    }
}

/// The folder with the readers; without it the suite says what it needs.
pub fn readers(what: &str) -> Outcome<Option<PathBuf>> {
    let folder = std::env::var_os("CXN_READERS").map(PathBuf::from);
    if folder.is_none() {
        writeln!(
            std::io::stderr(),
            "skipped: {what} (needs python3, node, and CXN_READERS: a folder with what tests/readers lists; .ci/run has them)"
        )?;
    }
    Ok(folder)
}

/// Runs a script of tests/readers next to the libraries that it needs.
pub fn read(tools: &Path, script: &str, arguments: &[&Path]) -> Outcome<String> {
    let mut command = if Path::new(script)
        .extension()
        .is_some_and(|ending| ending == "py")
    {
        let mut python = Process::new(tools.join("bin/python"));
        python.arg(repository("tests/readers").join(script));
        python
    } else {
        let folder = tools.join("readers");
        fs::copy(
            repository("tests/readers").join(script),
            folder.join(script),
        )?;
        let mut node = Process::new("node");
        node.arg(folder.join(script));
        node
    };
    let output = command.args(arguments).output()?;
    let out = String::from_utf8(output.stdout)?;
    if output.status.success() {
        return Ok(out);
    }
    Err(format!("{script}: {}{out}", String::from_utf8_lossy(&output.stderr)).into())
}
