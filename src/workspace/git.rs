//! What git knows: which lines and files of a workspace differ from a revision. Runs `git`; changes nothing, but for [`own`].

pub mod ask;
pub mod index;
pub mod lines;
pub mod own;
pub mod past;
pub mod printed;
pub mod standing;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::Path;

use rayon::prelude::*;

use crate::workspace::git::ask::{MAX_OUTPUT, Repository};
use crate::workspace::{File, Half, MARKER, RecordKind, Root, disk};
use crate::yaml;
use crate::yaml::guard;

pub use ask::{GitEnvironment, repository_of};

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

/// What differs from a revision.
#[derive(Debug, Default)]
pub struct Difference {
    pub changes: Changes,
    /// What the settings and templates were that differ; `None` for one that was not there, or could not be read.
    pub before: BTreeMap<File, Option<String>>,
}

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

impl GitError {
    /// Git is nowhere that programs are looked for.
    fn no_program() -> Self {
        let kind = std::io::ErrorKind::NotFound;
        Self::NoGit(std::io::Error::new(kind, "No such file or directory"))
    }
}

fn in_shallow(shallow: bool) -> &'static str {
    if shallow {
        ": this clone is shallow"
    } else {
        ""
    }
}

/// Where a workspace has its records, and where it had them.
const FOLDERS: [&str; 7] = [
    MARKER,
    "templates",
    "responsibilities",
    "criteria",
    "duties",
    "imports",
    "events",
];

/// What differs between a revision and the files as they are now; without a revision, the merge base with the default branch.
///
/// Git tells what its trees and its index hold. Which files differ from the index is asked of the disk, and they are compared here:
/// see [`ask`].
pub fn changes(
    root: &Root,
    revision: Option<&str>,
    environment: &GitEnvironment,
) -> Result<Difference, GitError> {
    let mut difference = changes_below(root.public(), revision, environment)?;
    if !root.has_private_half() {
        return Ok(difference);
    }
    let changes = &mut difference.changes;
    changes.retain(|file, _| root.half(file) == Half::Public);
    if let Some(private) = root.private() {
        // A commit of one repository is none of the other; a branch or a tag may be in both.
        let found = match changes_below(private, revision, environment) {
            Err(GitError::NoRevision { .. }) => changes_below(private, None, environment),
            found => found,
        };
        let found = found?.changes.into_iter();
        changes.extend(found.filter(|(file, _)| root.half(file) == Half::Private));
    }
    Ok(difference)
}

fn changes_below(
    root: &Path,
    revision: Option<&str>,
    environment: &GitEnvironment,
) -> Result<Difference, GitError> {
    let git = Repository::find(root, environment)?;
    let base = match revision {
        Some(revision) => {
            git.commits(&[revision])?
                .pop()
                .flatten()
                .ok_or_else(|| GitError::NoRevision {
                    revision: revision.to_owned(),
                    shallow: git.is_shallow,
                })?
        }
        None => merge_base(&git)?,
    };
    let candidates = candidates(&git, root, &base)?;
    compare(&git, root, candidates)
}

fn merge_base(git: &Repository<'_>) -> Result<String, GitError> {
    const HEAD: &str = "HEAD";
    let branches = [
        "origin/HEAD",
        "origin/main",
        "origin/master",
        "main",
        "master",
    ];
    let shallow = git.is_shallow;
    let mut commits = git.commits(&[&branches[..], &[HEAD]].concat())?;
    let head = commits.pop().flatten();
    let mut known = branches.iter().zip(commits);
    let Some((branch, commit)) = known.find_map(|(branch, commit)| Some((branch, commit?))) else {
        return Err(GitError::NoDefaultBranch { shallow });
    };
    let base = match head {
        Some(head) => git.merge_base(&commit, &head)?,
        None => None,
    };
    base.ok_or_else(|| GitError::NoMergeBase {
        branch: (*branch).to_owned(),
        shallow,
    })
}

/// What a file was at the revision.
enum Before {
    Nothing,
    /// The name of its blob.
    Blob(String),
    /// A link, which is not compared by its lines.
    Other,
}

/// The files that may differ, with what they were at the revision: those that are not in the index as they were, those that are not on
/// the disk as the index saw them, and those that git does not know.
fn candidates(
    git: &Repository<'_>,
    root: &Path,
    base: &str,
) -> Result<BTreeMap<File, Before>, GitError> {
    let paths = FOLDERS.map(|folder| format!("{}{folder}", git.prefix));
    let ask = |arguments: &[&str]| {
        let paths = paths.iter().map(String::as_str);
        let arguments: Vec<&str> = arguments
            .iter()
            .copied()
            .chain(["--"])
            .chain(paths)
            .collect();
        git.bytes(&arguments)
    };
    let written = index::written(&git.index);
    let ((staged, entries), untracked) = rayon::join(
        || {
            rayon::join(
                || {
                    ask(&[
                        "diff-index",
                        "--cached",
                        "--raw",
                        "-z",
                        "--no-renames",
                        "--ignore-submodules=all",
                        base,
                    ])
                },
                || ask(&["ls-files", "--stage", "--debug", "-z"]),
            )
        },
        || ask(&["ls-files", "--others", "--exclude-standard", "-z"]),
    );
    let (staged, entries) = (staged?, index::entries(&entries?));
    let file = |path: &str| path.strip_prefix(&git.prefix).map(File::new);
    let mut candidates = BTreeMap::new();
    for path in untracked?.split(|byte| *byte == 0) {
        if let Some(file) = file(&String::from_utf8_lossy(path)).filter(|_| !path.is_empty()) {
            candidates.insert(file, Before::Nothing);
        }
    }
    let mut left_out = BTreeSet::new();
    let stale: Vec<_> = entries
        .par_iter()
        .filter(|entry| entry.is_regular || entry.is_link)
        .filter_map(|entry| {
            let file = file(&entry.path)?;
            let metadata = file.below(root).symlink_metadata();
            let is_stale = entry.is_unmerged
                || !metadata.is_ok_and(|metadata| entry.is_as_seen(&metadata, written));
            is_stale.then_some((file, entry))
        })
        .collect();
    for (file, entry) in stale {
        if entry.is_left_out() {
            left_out.insert(file.clone());
        }
        let before = if entry.is_announced() {
            Before::Nothing
        } else if entry.is_regular {
            Before::Blob(entry.blob.clone())
        } else {
            Before::Other
        };
        candidates.insert(file, before);
    }
    // What the revision says of a file comes before what the index says of it.
    for one in printed::differing(&String::from_utf8_lossy(&staged)) {
        if let Some(file) = file(&one.path) {
            left_out.remove(&file);
            let before = match one.before {
                None => Before::Nothing,
                Some(blob) if one.was_regular => Before::Blob(blob),
                Some(_) => Before::Other,
            };
            candidates.insert(file, before);
        }
    }
    // A sparse checkout leaves files out; that is no change.
    candidates
        .retain(|file, _| !left_out.contains(file) || file.below(root).symlink_metadata().is_ok());
    Ok(candidates)
}

/// Compares the files on the disk with what they were.
fn compare(
    git: &Repository<'_>,
    root: &Path,
    candidates: BTreeMap<File, Before>,
) -> Result<Difference, GitError> {
    let Difference {
        mut changes,
        before: mut texts,
    } = Difference::default();
    let mut blobs = Vec::new();
    for (file, before) in candidates {
        let is_there = file.below(root).symlink_metadata().is_ok();
        let touched = match before {
            Before::Blob(blob) if is_there || judges(&file) => {
                blobs.push((file, blob));
                continue;
            }
            Before::Nothing if !is_there => continue,
            // What is missed there was taken away by the change.
            _ if !is_there => Touched::Gone,
            _ => Touched::All,
        };
        if judges(&file) {
            texts.insert(file.clone(), None);
        }
        changes.insert(file, touched);
    }
    let names: Vec<&str> = blobs.iter().map(|(_, blob)| blob.as_str()).collect();
    git.blobs(&names, guard::MAX_BYTES, |at, old| {
        let file = &blobs[at].0;
        if let Some(touched) = touched(root, file, old) {
            changes.insert(file.clone(), touched);
            if judges(file) {
                let old = old.and_then(|old| String::from_utf8(old.to_vec()).ok());
                texts.insert(file.clone(), old);
            }
        }
    })?;
    Ok(Difference {
        changes,
        before: texts,
    })
}

/// Whether records are judged by what a file says.
fn judges(file: &File) -> bool {
    matches!(
        file.kind(),
        Some(RecordKind::Settings | RecordKind::Template)
    )
}

/// How a file on the disk differs from what it was. One that is too large for a record, or no plain file, differs as a whole.
fn touched(root: &Path, file: &File, old: Option<&[u8]>) -> Option<Touched> {
    if file.below(root).symlink_metadata().is_err() {
        return Some(Touched::Gone);
    }
    let path = disk::below(root, file).ok();
    let path = path.filter(|path| disk::is_plain_file(path));
    let new = path.and_then(|path| disk::read_bounded(&path).ok());
    let new = new.filter(|new| new.len() <= guard::MAX_BYTES);
    let (Some(old), Some(new)) = (old, new) else {
        return Some(Touched::All);
    };
    let lines = lines::changed(old, &new);
    if lines.is_empty() {
        return None;
    }
    let has_status = matches!(
        file.kind(),
        Some(RecordKind::Track | RecordKind::Registration | RecordKind::Result)
    );
    // With another status, everything the record says is judged again.
    Some(if has_status && status(old) != status(&new) {
        Touched::All
    } else {
        Touched::Lines(lines)
    })
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
