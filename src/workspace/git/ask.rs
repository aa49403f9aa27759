//! How git is asked: one program, plumbing commands only, and nothing of a checkout obeyed.
//!
//! A checkout may hold what a stranger wrote: attributes that name filters and drivers, folders that look like repositories,
//! and, where it came as an archive, a `.git` with hooks, monitors and settings of its own. Three things keep all of it out:
//!
//! - *Which repository*: the nearest `.git` above the workspace, found here and not by git. Git gets that folder and no
//!   way up or down from it, and still refuses a repository of another owner. Variables that lead elsewhere are removed.
//! - *Which questions*: names of objects, an index, a blob by its name. These commands run no hook, pager, editor, driver
//!   or filter, because they open no file of the work tree; the files there are read and compared by cxn itself. The one
//!   that looks into folders, `ls-files --others`, obeys the ignore rules, which can only hide files that git does not track.
//! - *Which settings*: those that start a program when an index or an object is read are overruled on the command line.
//!
//! A library instead, gix 0.90, would bring 69 more crates and read the same settings.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use crate::workspace::disk;
use crate::workspace::git::{GitError, printed};

/// What the caller's environment says about git.
#[derive(Debug, Clone, Default)]
pub struct GitEnvironment {
    /// Where programs are found.
    pub path: Option<OsString>,
    /// The names of variables that git reads, `GIT_DIR` and the like.
    pub variables: Vec<OsString>,
}

impl GitEnvironment {
    /// The program, from a folder of the path that is absolute and not in the checkout.
    pub fn program(&self, checkout: &Path) -> Option<PathBuf> {
        let name = format!("git{}", std::env::consts::EXE_SUFFIX);
        let folders = std::env::split_paths(self.path.as_deref()?);
        folders
            .filter(|folder| folder.is_absolute())
            .filter_map(|folder| disk::real(&folder))
            .filter(|folder| !folder.starts_with(checkout))
            .map(|folder| folder.join(&name))
            .find(|program| disk::is_program(program))
    }
}

/// The repository of a workspace, and how to ask about it.
pub struct Repository<'a> {
    program: PathBuf,
    environment: &'a GitEnvironment,
    /// The folder that holds `.git`.
    pub top: PathBuf,
    /// The way from there to the workspace: empty, or with a `/` at its end.
    pub prefix: String,
    pub is_shallow: bool,
    /// The file that holds the index.
    pub index: PathBuf,
}

/// Settings that make git start a program, or read attributes, when it reads an index or an object.
const SETTINGS: [&str; 7] = [
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "advice.graftFileDeprecated=false",
    // A folder of the checkout that looks like a repository is none.
    "safe.bareRepository=explicit",
    "gc.auto=0",
];

/// Variables that keep git from asking a remote for objects, or a person for anything. A protocol that does not exist is the
/// only one allowed, for a git that does not know the first of them yet.
const VARIABLES: [(&str, &str); 8] = [
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_ATTR_NOSYSTEM", "1"),
    ("GIT_GRAFT_FILE", "/dev/null"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("LC_ALL", "C"),
];

/// The folder that holds the `.git` of a workspace, and the way from there to the workspace: empty, or with a `/` at its end.
/// Found without git.
pub fn repository_of(root: &Path) -> Option<(PathBuf, String)> {
    let real = disk::real(root)?;
    let is_there = |folder: &&Path| {
        let marker = folder.join(".git");
        disk::is_plain_file(&marker) || disk::exists(&marker.join("HEAD"))
    };
    let top = real.ancestors().find(is_there)?;
    let mut prefix = String::new();
    for part in real.strip_prefix(top).ok()? {
        prefix.push_str(&part.to_string_lossy());
        prefix.push('/');
    }
    Some((top.to_path_buf(), prefix))
}

impl<'a> Repository<'a> {
    /// The repository that a workspace is in.
    pub fn find(root: &Path, environment: &'a GitEnvironment) -> Result<Self, GitError> {
        let none = || GitError::NoRepository(root.to_path_buf());
        let (top, prefix) = repository_of(root).ok_or_else(none)?;
        let program = environment.program(&top).ok_or_else(GitError::no_program)?;
        let mut repository = Self {
            program,
            environment,
            top,
            prefix,
            is_shallow: false,
            index: PathBuf::new(),
        };
        let text = repository.text(&[
            "rev-parse",
            "--git-dir",
            "--is-shallow-repository",
            "--git-path",
            "index",
        ])?;
        let mut lines = text.lines();
        // What git found must be what was found here, not the folder itself.
        if lines.next().is_none_or(|folder| folder == ".") {
            return Err(none());
        }
        repository.is_shallow = lines.next() == Some("true");
        repository.index = repository.top.join(lines.next().unwrap_or_default());
        Ok(repository)
    }

    fn command(&self, arguments: &[impl AsRef<OsStr>]) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.top);
        for name in &self.environment.variables {
            // What a person's own settings are, and where, is theirs to say: none of these leads to another repository.
            if !name.to_string_lossy().starts_with("GIT_CONFIG") {
                command.env_remove(name);
            }
        }
        command.envs(VARIABLES).env("GIT_WORK_TREE", &self.top);
        if let Some(above) = self.top.parent() {
            command.env("GIT_CEILING_DIRECTORIES", above);
        }
        command.args(["--no-pager", "--no-replace-objects", "--no-optional-locks"]);
        command.arg("--literal-pathspecs");
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn output(&self, arguments: &[impl AsRef<OsStr>], input: &str) -> Result<Output, GitError> {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .map_err(GitError::NoGit)?;
        let stdin = child.stdin.take();
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let read = std::thread::scope(|scope| {
            let thread = std::thread::Builder::new;
            let errors = thread().spawn_scoped(scope, || at_most(stderr, MAX_ERRORS))?;
            thread().spawn_scoped(scope, || {
                // Git may have ended, and says why.
                let _ = stdin.map(|mut stdin| stdin.write_all(input.as_bytes()));
            })?;
            Ok((at_most(stdout, MAX_OUTPUT)?, errors.join()))
        });
        let (stdout, stderr) = match read {
            Ok(read) => read,
            Err(error) => {
                end(child);
                return Err(GitError::NoGit(error));
            }
        };
        if stdout.len() > MAX_OUTPUT {
            end(child);
            return Err(GitError::TooMuch);
        }
        Ok(Output {
            status: child.wait().map_err(GitError::NoGit)?,
            stdout,
            stderr: stderr.ok().and_then(Result::ok).unwrap_or_default(),
        })
    }

    /// What git prints, if it succeeds.
    pub fn bytes(&self, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        let output = self.output(arguments, "")?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(failed(arguments.first().unwrap_or(&""), &output))
    }

    /// The same as text.
    pub fn text(&self, arguments: &[&str]) -> Result<String, GitError> {
        let bytes = self.bytes(arguments)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The commits that revisions name, in their order. Revisions are no arguments: none can be taken for an option.
    pub fn commits(&self, revisions: &[&str]) -> Result<Vec<Option<String>>, GitError> {
        let mut input = String::new();
        for revision in revisions {
            // A line for each, so one with a line end in it is not asked for.
            let is_one = !revision.contains(['\n', '\r', '\0']) && !revision.starts_with('-');
            input.push_str(if is_one { revision } else { "" });
            input.push_str("^{commit}\n");
        }
        let output = self.output(&["cat-file", "--batch-check"], &input)?;
        if !output.status.success() {
            return Err(failed("cat-file", &output));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let mut names = printed::commit_names(&text);
        let commits = revisions.iter().map(|_| names.next().flatten());
        Ok(commits.collect())
    }

    /// The best common ancestor of two commits, if they have one here.
    pub fn merge_base(&self, one: &str, other: &str) -> Result<Option<String>, GitError> {
        let output = self.output(&["merge-base", one, other], "")?;
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(printed::object_name(&text).filter(|_| output.status.success()))
    }

    /// Reads blobs one after the other, each no further than a limit, and hands them on; nothing for one that is larger.
    pub fn blobs(
        &self,
        names: &[&str],
        limit: usize,
        take: impl FnMut(usize, Option<&[u8]>),
    ) -> Result<(), GitError> {
        if names.is_empty() {
            return Ok(());
        }
        let mut child = self
            .command(&["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(GitError::NoGit)?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let input = names.join("\n") + "\n";
        let read = std::thread::scope(|scope| {
            std::thread::Builder::new().spawn_scoped(scope, || {
                let _ = stdin.map(|mut stdin| stdin.write_all(input.as_bytes()));
            })?;
            let stream = io::BufReader::new(stdout.ok_or(io::ErrorKind::BrokenPipe)?);
            printed::blobs(stream, names.len(), limit, take)
        });
        end(child);
        read.map_err(|error| GitError::Failed {
            command: "cat-file".to_owned(),
            words: crate::workspace::reason(&error),
        })
    }
}

/// What git does not get rid of would keep it waiting.
fn end(mut child: Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// The most that is read of what git prints, in bytes: 256 MiB, an index of a million records.
pub const MAX_OUTPUT: usize = 256 << 20;

/// The most that is read of what git says when it fails.
const MAX_ERRORS: usize = 64 << 10;

/// What a stream holds, but no more than shows that it is more than a limit.
fn at_most(stream: Option<impl Read>, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(mut stream) = stream {
        (&mut stream)
            .take(limit as u64 + 1)
            .read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// What git said when it failed, in one line.
fn failed(command: &str, output: &Output) -> GitError {
    let words = String::from_utf8_lossy(&output.stderr);
    GitError::Failed {
        command: command.to_owned(),
        words: words.lines().next().unwrap_or("").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_stream_as_far_as_its_bound_shows() {
        let read = |limit| {
            at_most(Some(&b"12345"[..]), limit)
                .map(|bytes| bytes.len())
                .ok()
        };
        assert_eq!((read(5), read(4), read(3)), (Some(5), Some(5), Some(4)));
    }
}
