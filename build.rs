//! Finds out which commit is built, for `cxn --version`: `cxn 0.1.0 (fc84e71 2026-11-23)`.
//!
//! The date is the commit's, so the same commit gives the same binary on any day. Without git, or from a package, the
//! version says as much as is known. A debug build says only its number: it would be built anew after each commit.

use std::path::{Path, PathBuf};
use std::process::Command;

/// As many digits of a commit as git shows of a small repository; a fixed number, for git's own grows with the clone.
const DIGITS: usize = 7;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // The main thread of Windows has a mebibyte; a command line with this many commands can need more, unoptimized.
    match std::env::var("CARGO_CFG_TARGET_ENV").as_deref() {
        Ok("msvc") => println!("cargo::rustc-link-arg-bins=/STACK:8388608"),
        Ok("gnu") if std::env::var_os("CARGO_CFG_WINDOWS").is_some() => {
            println!("cargo::rustc-link-arg-bins=-Wl,--stack,8388608");
        }
        _ => {}
    }
    let version = env!("CARGO_PKG_VERSION");
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let released = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let commit = packaged(&root).or_else(|| released.then(|| checked_out(&root)).flatten());
    let long = commit.map_or_else(
        || version.to_owned(),
        |commit| format!("{version} ({commit})"),
    );
    println!("cargo::rustc-env=CXN_LONG_VERSION={long}");
}

/// The commit that `cargo package` noted. It notes no date.
fn packaged(root: &Path) -> Option<String> {
    let note = std::fs::read_to_string(root.join(".cargo_vcs_info.json")).ok()?;
    let (_, after) = note.split_once("\"sha1\"")?;
    short(after.split('"').nth(1)?).map(str::to_owned)
}

/// The commit that is checked out and its date, when the folder is the root of a repository and not just somewhere in one.
fn checked_out(root: &Path) -> Option<String> {
    if !root.join(".git").exists() {
        return None;
    }
    watch(root);
    let said = git(
        root,
        &[
            "log",
            "-1",
            "--no-show-signature",
            "--format=%H %cs",
            "HEAD",
        ],
    )?;
    let (commit, date) = said.split_once(' ')?;
    Some(format!("{} {date}", short(commit)?))
}

/// Builds again when another commit is checked out. In a worktree `.git` is a file, so git says where things are.
/// What is not there is not watched: Cargo would build again each time.
fn watch(root: &Path) {
    let branch = git(root, &["symbolic-ref", "-q", "HEAD"]);
    for name in ["HEAD", "logs/HEAD", "packed-refs"]
        .into_iter()
        .chain(branch.as_deref())
    {
        let Some(path) = git(root, &["rev-parse", "--git-path", name]) else {
            continue;
        };
        let path = root.join(path);
        if path.exists() {
            println!("cargo::rerun-if-changed={}", path.display());
        }
    }
}

/// What git says in one line, about this folder and not about one that a hook may be running in.
fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(arguments);
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(variable);
    }
    let output = command.output().ok().filter(|said| said.status.success())?;
    let line = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (!line.is_empty()).then_some(line)
}

/// The first digits of a commit.
fn short(commit: &str) -> Option<&str> {
    let hexadecimal = commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    commit.get(..DIGITS).filter(|_| hexadecimal)
}
