//! What git knows: which lines and files of a workspace differ from a revision. Runs `git`; changes nothing.

use std::collections::BTreeMap;
use std::io::Read;
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::workspace::{File, RecordKind, disk};
use crate::yaml;
use crate::yaml::guard;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// All of it: the file is new, or its status changed.
    All,
    Gone,
    /// These lines, from 1.
    Lines(Vec<RangeInclusive<usize>>),
}

/// The files that differ from a revision.
pub type Changes = BTreeMap<File, Touched>;

/// Why git did not answer.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    #[error("--changed needs git, and git cannot be run: {}", crate::workspace::reason(.0))]
    NoGit(std::io::Error),
    /// The workspace is in no git repository.
    #[error("--changed needs a git repository, and {} is in none", .0.display())]
    NoRepository(std::path::PathBuf),
    /// No default branch could be found to compare with.
    #[error(
        "--changed found no default branch to compare with: neither origin/HEAD, origin/main, origin/master, main nor master{}", in_shallow(*.shallow)
    )]
    NoDefaultBranch { shallow: bool },
    /// The default branch and the current one have no commit in common, or none that is here.
    #[error("{branch} and HEAD have no commit in common here{}", in_shallow(*.shallow))]
    NoMergeBase { branch: String, shallow: bool },
    /// The revision is not known here.
    #[error("git knows no revision '{revision}' here{}", in_shallow(*.shallow))]
    NoRevision { revision: String, shallow: bool },
    #[error("git prints more than {} MiB of differences", MAX_OUTPUT >> 20)]
    TooMuch,
    #[error("git {command} failed: {words}")]
    Failed { command: String, words: String },
}

fn in_shallow(shallow: bool) -> &'static str {
    if shallow {
        ": this clone is shallow"
    } else {
        ""
    }
}

/// What differs between a revision and the files as they are now; without a revision, the merge base with the default branch.
pub fn changes(root: &Path, revision: Option<&str>) -> Result<Changes, GitError> {
    let git = Git { root };
    let inside = git.run(&["rev-parse", "--is-inside-work-tree"])?;
    if !inside.status.success() {
        // A repository that belongs to somebody else, as in many a container, is one all the same: git says what to do.
        let words = String::from_utf8_lossy(&inside.stderr);
        return Err(if words.contains("not a git repository") {
            GitError::NoRepository(root.to_path_buf())
        } else {
            failed("rev-parse", &inside)
        });
    }
    let base = match revision {
        Some(revision) => git.commit(revision)?,
        None => git.merge_base()?,
    };
    // What a person's own configuration says about diffs must not change how this one reads.
    let diff = |form: &[&str]| {
        let mut arguments = vec![
            "-c",
            "core.quotePath=false",
            "diff",
            "--relative",
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--no-renames",
            "--src-prefix=a/",
            "--dst-prefix=b/",
        ];
        arguments.extend_from_slice(form);
        arguments.extend_from_slice(&[base.as_str(), "--", "."]);
        git.text(&arguments)
    };
    let mut changes = hunks(&diff(&["--unified=0"])?);
    // A file without lines in the diff differs as a whole: a binary one, or one whose name git has to quote.
    // So does one that is gone: what is missed there was taken away by the change.
    for path in diff(&["--name-only", "-z"])?.split('\0') {
        if !path.is_empty() {
            let file = File::new(path);
            let is_there = file.on_disk(root).symlink_metadata().is_ok();
            let touched = if is_there {
                Touched::All
            } else {
                Touched::Gone
            };
            changes.entry(file).or_insert(touched);
        }
    }
    let untracked = git.text(&[
        "-c",
        "core.quotePath=false",
        "ls-files",
        "--others",
        "--exclude-standard",
        "-z",
        "--",
        ".",
    ])?;
    changes.extend(
        untracked
            .split('\0')
            .filter(|path| !path.is_empty())
            .map(|path| (File::new(path), Touched::All)),
    );
    for (file, touched) in &mut changes {
        let has_status = matches!(
            file.kind(),
            Some(RecordKind::Track | RecordKind::Registration | RecordKind::Result)
        );
        if has_status && matches!(touched, Touched::Lines(_)) && git.status_changed(&base, file) {
            *touched = Touched::All;
        }
    }
    Ok(changes)
}

struct Git<'a> {
    root: &'a Path,
}

impl Git<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.root).args(arguments);
        command.env("LC_ALL", "C");
        command
    }

    fn run(&self, arguments: &[&str]) -> Result<Output, GitError> {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(GitError::NoGit)?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let (stdout, stderr) = std::thread::scope(|scope| {
            let beside = scope.spawn(|| at_most(stderr, MAX_OUTPUT));
            (at_most(stdout, MAX_OUTPUT), beside.join())
        });
        let stdout = stdout.map_err(GitError::NoGit)?;
        if stdout.len() > MAX_OUTPUT {
            // What it does not get rid of would keep it waiting.
            let _ = child.kill();
            let _ = child.wait();
            return Err(GitError::TooMuch);
        }
        Ok(Output {
            status: child.wait().map_err(GitError::NoGit)?,
            stdout,
            stderr: stderr.ok().and_then(Result::ok).unwrap_or_default(),
        })
    }

    fn text(&self, arguments: &[&str]) -> Result<String, GitError> {
        let output = self.run(arguments)?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let command = arguments
            .iter()
            .find(|word| !word.starts_with('-') && !word.contains('='))
            .unwrap_or(&"")
            .to_string();
        Err(failed(&command, &output))
    }

    fn is_shallow(&self) -> Result<bool, GitError> {
        Ok(self.text(&["rev-parse", "--is-shallow-repository"])?.trim() == "true")
    }

    /// The commit a revision names. A name that begins with a dash is none: git would take it for an option.
    fn commit(&self, revision: &str) -> Result<String, GitError> {
        let name = format!("{revision}^{{commit}}");
        let output = self.run(&[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &name,
        ])?;
        if !output.status.success() || revision.starts_with('-') {
            return Err(GitError::NoRevision {
                revision: revision.to_owned(),
                shallow: self.is_shallow()?,
            });
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn merge_base(&self) -> Result<String, GitError> {
        let known = |name: &&&str| self.commit(name).is_ok();
        let Some(branch) = [
            "origin/HEAD",
            "origin/main",
            "origin/master",
            "main",
            "master",
        ]
        .iter()
        .find(known) else {
            return Err(GitError::NoDefaultBranch {
                shallow: self.is_shallow()?,
            });
        };
        let output = self.run(&["merge-base", branch, "HEAD"])?;
        if !output.status.success() {
            return Err(GitError::NoMergeBase {
                branch: (*branch).to_owned(),
                shallow: self.is_shallow()?,
            });
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Whether the `status` of a record differs: then everything it says is judged anew.
    fn status_changed(&self, base: &str, file: &File) -> bool {
        let new = disk::inside(self.root, file).and_then(|path| disk::read_bounded(&path));
        let old = self.blob(&format!("{base}:./{file}"));
        old.as_deref().and_then(status) != new.ok().as_deref().and_then(status)
    }

    /// What git keeps of a file, but no more than shows that it is too large for a record.
    fn blob(&self, name: &str) -> Option<Vec<u8>> {
        let mut child = self
            .command(&["cat-file", "blob", name])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut bytes = Vec::new();
        let output = child.stdout.take()?;
        let read = output
            .take(guard::MAX_BYTES as u64 + 1)
            .read_to_end(&mut bytes);
        // Its output is closed by now: git ends, with or without having said it all.
        let ended = child.wait().ok()?;
        read.ok()?;
        (ended.success() || bytes.len() > guard::MAX_BYTES).then_some(bytes)
    }
}

/// The `status` of a record, however it is written; none where the text does not read.
fn status(bytes: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Standing {
        #[serde(default)]
        status: Option<yaml::Value>,
    }
    let (standing, _) = yaml::read_file::<Standing>(bytes).ok()?;
    let status = standing.status?;
    Some(match status.as_str() {
        Some(text) => text.to_owned(),
        None => format!("{status:?}"),
    })
}

/// The most that is read of what git prints, in bytes: 64 MiB, a diff of some hundred thousand records.
pub const MAX_OUTPUT: usize = 64 << 20;

/// What a stream holds, but no more than shows that it is more than a limit.
fn at_most(stream: Option<impl Read>, limit: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(stream) = stream {
        stream.take(limit as u64 + 1).read_to_end(&mut bytes)?;
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

/// The lines that a diff without context adds or changes, for each file that is still there.
pub fn hunks(diff: &str) -> Changes {
    let mut changes = Changes::new();
    let (mut file, mut is_new, mut in_head) = (None, false, false);
    for line in diff.lines() {
        if line.starts_with("diff --git ") {
            (file, is_new, in_head) = (None, false, true);
        } else if let Some(range) = line.strip_prefix("@@ -") {
            // What follows are the lines of the file, which may look like the head of another one.
            in_head = false;
            if let (Some(file), Some(range)) = (&file, added(range))
                && let Some(Touched::Lines(lines)) = changes.get_mut(file)
            {
                lines.push(range);
            }
        } else if in_head && line == "--- /dev/null" {
            is_new = true;
        } else if let (true, Some(path)) = (in_head, line.strip_prefix("+++ b/")) {
            let named = File::new(path.trim_end_matches('\t'));
            changes.insert(
                named.clone(),
                if is_new {
                    Touched::All
                } else {
                    Touched::Lines(Vec::new())
                },
            );
            file = Some(named);
        }
    }
    changes
}

/// The new side of a hunk's head, `1,2 +3,4 @@`. A pure deletion touches the lines on both sides of it.
fn added(head: &str) -> Option<RangeInclusive<usize>> {
    let new = head.split(' ').find_map(|part| part.strip_prefix('+'))?;
    let (start, count) = new.split_once(',').unwrap_or((new, "1"));
    let (start, count): (usize, usize) = (start.parse().ok()?, count.parse().ok()?);
    Some(if count == 0 {
        start.max(1)..=start.saturating_add(1)
    } else {
        start..=start.saturating_add(count - 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_tells_the_lines_of_each_file() {
        let diff = "diff --git a/cxn.yaml b/cxn.yaml\n--- a/cxn.yaml\n+++ b/cxn.yaml\n@@ -2 +2,3 @@ x\n-a\n+b\n+++ b/not-a-file\n+c\n@@ -9,2 +11,0 @@\n-d\n-e\ndiff --git a/n.yaml b/n.yaml\nnew file mode 100644\n--- /dev/null\n+++ b/n.yaml\n@@ -0,0 +1 @@\n+x\ndiff --git a/gone.yaml b/gone.yaml\n--- a/gone.yaml\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n";
        let expected = Changes::from([
            (File::new("cxn.yaml"), Touched::Lines(vec![2..=4, 11..=12])),
            (File::new("n.yaml"), Touched::All),
        ]);
        assert_eq!(hunks(diff), expected);
    }

    #[test]
    fn a_status_is_found_however_it_is_written() {
        for text in [
            "status: draft\n",
            "\"status\": draft # why\n",
            "{title: T, 'status': \"draft\"}\n",
            "\u{feff}? status\n: draft\n",
        ] {
            assert_eq!(status(text.as_bytes()).as_deref(), Some("draft"), "{text}");
        }
        for text in [
            "title: T\n",
            "status:\n",
            "status: [\n",
            "- status: draft\n",
        ] {
            assert_eq!(status(text.as_bytes()), None, "{text}");
        }
        assert_eq!(status(&[0xff]), None);
    }

    #[test]
    fn a_stream_is_read_as_far_as_its_bound_shows() {
        let read = |limit| {
            at_most(Some(&b"12345"[..]), limit)
                .map(|bytes| bytes.len())
                .ok()
        };
        assert_eq!((read(5), read(4), read(3)), (Some(5), Some(5), Some(4)));
    }

    #[test]
    fn a_line_that_looks_like_a_head_is_a_line() {
        // Git quotes the name of the second file; its line must not take what the first one changed.
        let diff = "diff --git a/e.yaml b/e.yaml\n--- a/e.yaml\n+++ b/e.yaml\n@@ -2 +2 @@\n-a\n+b\ndiff --git \"a/z\\\"q\" \"b/z\\\"q\"\n--- \"a/z\\\"q\"\n+++ \"b/z\\\"q\"\n@@ -1,0 +2 @@\n+++ b/e.yaml\n";
        let expected = Changes::from([(File::new("e.yaml"), Touched::Lines(vec![2..=2]))]);
        assert_eq!(hunks(diff), expected);
    }
}
