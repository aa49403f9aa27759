//! Git as the person would run it: with their settings, hooks, merge drivers and credentials. Only for commands that are asked to
//! change the repository; what only reads goes through [`ask`](super::ask), which obeys nothing of a checkout.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::workspace::git::GitError;
use crate::workspace::git::ask::{GitEnvironment, repository_of};

/// Variables that name a repository: one that was set for another would be changed in its place.
const OF_ONE_REPOSITORY: [&str; 9] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_SHALLOW_FILE",
];

/// A repository that a person works in.
pub struct OwnGit {
    program: PathBuf,
    /// The folder that holds `.git`.
    pub top: PathBuf,
}

/// What a git command said.
pub struct Answer {
    pub succeeded: bool,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// The line that says what went wrong: git's own before what a server or a hook said.
    pub fn reason(&self) -> String {
        let lines = || {
            self.stderr
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
        };
        let begins = |start: &'static str| lines().find_map(move |line| line.strip_prefix(start));
        let found = begins("fatal: ")
            .or_else(|| begins("error: "))
            .or_else(|| lines().next_back());
        found.unwrap_or("git says nothing about it").to_owned()
    }
}

impl OwnGit {
    /// The repository that a folder is in.
    pub fn find(folder: &Path, environment: &GitEnvironment) -> Result<Self, GitError> {
        let none = || GitError::NoRepository(folder.to_path_buf());
        let (top, _) = repository_of(folder).ok_or_else(none)?;
        let program = environment.program(&top).ok_or_else(GitError::no_program)?;
        Ok(Self { program, top })
    }

    /// Runs a git command with a text as its standard input. No editor opens: messages are given.
    pub fn run(&self, arguments: &[&str], input: &str) -> Result<Answer, GitError> {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.top).args(arguments);
        for name in OF_ONE_REPOSITORY {
            command.env_remove(name);
        }
        command.envs([("GIT_EDITOR", ":"), ("GIT_SEQUENCE_EDITOR", ":")]);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().map_err(GitError::NoGit)?;
        let stdin = child.stdin.take();
        let output = std::thread::scope(|scope| {
            let written = std::thread::Builder::new().spawn_scoped(scope, || {
                // Git may have ended, and says why.
                let _ = stdin.map(|mut stdin| stdin.write_all(input.as_bytes()));
            });
            let output = child.wait_with_output();
            written.and(output)
        });
        let output = output.map_err(GitError::NoGit)?;
        Ok(Answer {
            succeeded: output.status.success(),
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// The first line that a command prints, when it succeeds and prints one.
    pub fn line(&self, arguments: &[&str]) -> Result<Option<String>, GitError> {
        let answer = self.run(arguments, "")?;
        let text = answer.text();
        let line = text.lines().next().filter(|line| !line.is_empty());
        Ok(line.filter(|_| answer.succeeded).map(str::to_owned))
    }

    /// Files of the repository by their paths from its top, as a command takes them from its standard input.
    pub fn paths<'p>(paths: impl IntoIterator<Item = &'p str>) -> String {
        let named = paths.into_iter().map(|path| format!(":(literal){path}\0"));
        named.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_gits_own_line() {
        let reason = |stderr: &str| {
            let answer = Answer {
                succeeded: false,
                stdout: Vec::new(),
                stderr: stderr.to_owned(),
            };
            answer.reason()
        };
        assert_eq!(
            reason(
                "ssh: no route\nfatal: Could not read from remote repository.\n\nPlease make sure"
            ),
            "Could not read from remote repository."
        );
        assert_eq!(reason("error: failed\nhint: x\n"), "failed");
        assert_eq!(reason("a hook says\nno\n\n"), "no");
        assert_eq!(reason(""), "git says nothing about it");
    }
}
