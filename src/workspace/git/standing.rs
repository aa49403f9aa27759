//! Where a repository stands: its branch, where that is pushed to, what git was in the middle of, and which files differ.

use crate::workspace::disk;
use crate::workspace::git::own::OwnGit;
use crate::workspace::git::{GitError, blob_name};

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

/// A file that differs from the last commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// From the top of the repository.
    pub path: String,
    /// The name of its blob in the last commit; nothing for a new file.
    pub before: Option<String>,
    /// Both sides of a merge changed it, and nobody has settled that.
    pub is_unmerged: bool,
    /// Git does not know it yet.
    pub is_new: bool,
}

/// Every file that differs from the last commit, new ones too.
pub fn differing(git: &OwnGit) -> Result<Vec<Differing>, GitError> {
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
    Ok(parsed(&answer.text()))
}

fn parsed(text: &str) -> Vec<Differing> {
    text.split('\0')
        .filter_map(|line| {
            let (kind, rest) = line.split_once(' ')?;
            let fields = |count| rest.splitn(count, ' ').collect::<Vec<_>>();
            let (path, before) = match kind {
                // XY sub mH mI mW hH hI path
                "1" => {
                    let fields = fields(8);
                    (*fields.get(7)?, blob_name(fields.get(5)?))
                }
                // XY sub m1 m2 m3 mW h1 h2 h3 path
                "u" => {
                    let fields = fields(10);
                    (*fields.get(9)?, blob_name(fields.get(7)?))
                }
                "?" => (rest, None),
                _ => return None,
            };
            Some(Differing {
                path: path.to_owned(),
                before,
                is_unmerged: kind == "u",
                is_new: kind == "?",
            })
        })
        .collect()
}

/// A file that both sides of a merge changed, with the blobs of where they came from and of both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unmerged {
    pub path: String,
    /// What both came from, what is there, and what is put onto it.
    pub stages: [Option<String>; 3],
}

pub fn unmerged(git: &OwnGit) -> Result<Vec<Unmerged>, GitError> {
    let text = git.run(&["ls-files", "--unmerged", "-z"], "")?.text();
    Ok(stages(&text))
}

fn stages(text: &str) -> Vec<Unmerged> {
    let mut found: Vec<Unmerged> = Vec::new();
    for line in text.split('\0') {
        let Some((head, path)) = line.split_once('\t') else {
            continue;
        };
        let words: Vec<&str> = head.split(' ').collect();
        let [_, blob, stage] = words[..] else {
            continue;
        };
        if found.last().is_none_or(|last| last.path != path) {
            found.push(Unmerged {
                path: path.to_owned(),
                ..Unmerged::default()
            });
        }
        let place = stage
            .parse::<usize>()
            .ok()
            .and_then(|stage| stage.checked_sub(1));
        if let (Some(last), Some(place)) = (found.last_mut(), place)
            && let Some(entry) = last.stages.get_mut(place)
        {
            *entry = Some(blob.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_git_prints_of_differences() {
        let (old, none) = ("1".repeat(40), "0".repeat(40));
        let text = format!(
            "1 .M N... 100644 100644 100644 {old} {old} a b.yaml\0? new file.yaml\0\
             1 A. N... 000000 100644 100644 {none} {old} added.yaml\0\
             u UU N... 100644 100644 100644 100644 {old} {old} {old} both.yaml\0"
        );
        let found = parsed(&text);
        let said: Vec<_> = found
            .iter()
            .map(|one| {
                (
                    &*one.path,
                    one.before.is_some(),
                    one.is_unmerged,
                    one.is_new,
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                ("a b.yaml", true, false, false),
                ("new file.yaml", false, false, true),
                ("added.yaml", false, false, false),
                ("both.yaml", true, true, false),
            ]
        );
    }

    #[test]
    fn reads_the_stages_of_what_is_unmerged() {
        let blob = |digit: &str| digit.repeat(40);
        let (one, two, three) = (blob("1"), blob("2"), blob("3"));
        let text = format!(
            "100644 {one} 1\ta.yaml\0100644 {two} 2\ta.yaml\0100644 {three} 3\ta.yaml\0100644 {three} 3\tb.yaml\0"
        );
        let found = stages(&text);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].stages, [Some(one), Some(two), Some(three.clone())]);
        assert_eq!(found[1].stages, [None, None, Some(three)]);
    }
}
