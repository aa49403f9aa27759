//! Where a repository stands: its branch, where that is pushed to, what git was in the middle of, and which files differ.

use crate::workspace::disk;
use crate::workspace::git::GitError;
use crate::workspace::git::own::OwnGit;
use crate::workspace::git::printed::{self, Unmerged, Unsaved};

/// What git was in the middle of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    Rebase,
    Merge,
    CherryPick,
    Revert,
}

impl Busy {
    pub fn words(self) -> &'static str {
        match self {
            Self::Rebase => "rebase",
            Self::Merge => "merge",
            Self::CherryPick => "cherry-pick",
            Self::Revert => "revert",
        }
    }
}

/// The branch of a server that a branch is pushed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upstream {
    pub remote: String,
    /// Its full name there: `refs/heads/main`.
    pub reference: String,
    /// Whether the branch follows it already; the first push makes it so.
    pub is_set: bool,
}

impl Upstream {
    /// As people write it: `origin/main`.
    pub fn name(&self) -> String {
        let branch = self
            .reference
            .strip_prefix("refs/heads/")
            .unwrap_or(&self.reference);
        format!("{}/{branch}", self.remote)
    }
}

#[derive(Debug, Clone)]
pub struct Standing {
    pub busy: Option<Busy>,
    /// The branch that is checked out.
    pub branch: Option<String>,
    pub upstream: Option<Upstream>,
}

/// Whether git has a merge, a rebase or the like to finish.
pub fn busy(git: &OwnGit) -> Result<Option<Busy>, GitError> {
    let places = [
        ("rebase-merge", Busy::Rebase),
        ("rebase-apply", Busy::Rebase),
        ("CHERRY_PICK_HEAD", Busy::CherryPick),
        ("REVERT_HEAD", Busy::Revert),
        ("MERGE_HEAD", Busy::Merge),
    ];
    let mut arguments = vec!["rev-parse"];
    arguments.extend(places.iter().flat_map(|(name, _)| ["--git-path", *name]));
    let text = git.run(&arguments, "")?.text();
    let mut found = text.lines().zip(places);
    Ok(found.find_map(|(place, (_, busy))| disk::exists(&git.top.join(place)).then_some(busy)))
}

impl Standing {
    pub fn read(git: &OwnGit) -> Result<Self, GitError> {
        let branch = git.line(&["symbolic-ref", "--quiet", "--short", "HEAD"])?;
        let upstream = match &branch {
            Some(branch) => upstream(git, branch)?,
            None => None,
        };
        Ok(Self {
            busy: busy(git)?,
            branch,
            upstream,
        })
    }
}

/// Where a branch is pushed to: where it follows another, there; else to a branch of its name where there is one server.
fn upstream(git: &OwnGit, branch: &str) -> Result<Option<Upstream>, GitError> {
    let set = |key: &str| git.line(&["config", "--get", &format!("branch.{branch}.{key}")]);
    if let (Some(remote), Some(reference)) = (set("remote")?, set("merge")?) {
        // A branch that follows one of this very repository is pushed nowhere.
        return Ok((remote != ".").then_some(Upstream {
            remote,
            reference,
            is_set: true,
        }));
    }
    let text = git.run(&["remote"], "")?.text();
    let mut remotes: Vec<&str> = text.lines().collect();
    if remotes.len() > 1 {
        remotes.retain(|remote| *remote == "origin");
    }
    Ok(remotes.first().map(|remote| Upstream {
        remote: (*remote).to_owned(),
        reference: format!("refs/heads/{branch}"),
        is_set: false,
    }))
}

/// Every file that differs from the last commit, new ones too.
pub fn unsaved(git: &OwnGit) -> Result<Vec<Unsaved>, GitError> {
    let arguments = [
        "status",
        "--porcelain=v2",
        "-z",
        "--untracked-files=all",
        "--no-renames",
        "--ignore-submodules=all",
    ];
    let answer = git.run(&arguments, "")?;
    if !answer.succeeded {
        return Err(GitError::Failed {
            command: "status".to_owned(),
            words: answer.reason(),
        });
    }
    Ok(printed::unsaved(&answer.text()))
}

/// The files that both sides of a merge changed, as long as that is not settled.
pub fn unmerged(git: &OwnGit) -> Result<Vec<Unmerged>, GitError> {
    let text = git.run(&["ls-files", "--unmerged", "-z"], "")?.text();
    Ok(printed::unmerged(&text))
}
