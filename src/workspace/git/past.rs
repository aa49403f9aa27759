//! What commits say of files: who changed one and when, and what differs between two commits. Reads objects only.

use crate::model::Moment;
use crate::workspace::git::ask::Repository;
use crate::workspace::git::{GitError, blob_name};
use crate::yaml::guard;

/// A commit that changed a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    pub id: String,
    pub who: String,
    pub when: Moment,
}

/// A file that differs between two commits, with the names of its blobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Between {
    /// From the top of the repository.
    pub path: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Repository<'_> {
    /// The commits that changed a file, newest first; a revision that is not known has none.
    pub fn commits_of(&self, revision: &str, path: &str) -> Result<Vec<Commit>, GitError> {
        self.listed(&[revision, "--", path])
    }

    /// The newest commit of a revision, or the newest that changed a file.
    pub fn last_commit(
        &self,
        revision: &str,
        path: Option<&str>,
    ) -> Result<Option<Commit>, GitError> {
        let arguments = ["--max-count=1", revision, "--"].into_iter();
        let arguments: Vec<&str> = arguments.chain(path).collect();
        Ok(self.listed(&arguments)?.pop())
    }

    fn listed(&self, arguments: &[&str]) -> Result<Vec<Commit>, GitError> {
        // With `-z` a name could hold a line end and would still be one field.
        let all = [&["rev-list", "--format=%H%x00%an%x00%aI%x00"], arguments].concat();
        let text = self.text(&all)?;
        let mut fields = text.split('\0');
        let mut commits = Vec::new();
        while let (Some(head), Some(who), Some(when)) =
            (fields.next(), fields.next(), fields.next())
        {
            // `commit ID` is on a line of its own before what was asked for.
            let id = head.lines().last().unwrap_or_default().to_owned();
            if let Some(when) = Moment::parse(when) {
                let who = who.to_owned();
                commits.push(Commit { id, who, when });
            }
        }
        Ok(commits)
    }

    /// How many commits the second revision has that the first has not.
    pub fn count(&self, from: &str, to: &str) -> Result<usize, GitError> {
        let text = self.text(&["rev-list", "--count", &format!("^{from}"), to, "--"])?;
        Ok(text.trim().parse().unwrap_or_default())
    }

    /// The files that differ between two commits.
    pub fn between(&self, from: &str, to: &str) -> Result<Vec<Between>, GitError> {
        let text = self.text(&[
            "diff-tree",
            "-r",
            "-z",
            "--raw",
            "--no-renames",
            from,
            to,
            "--",
        ])?;
        Ok(between(&text))
    }

    /// The texts of blobs, as far as they are small enough for a record.
    pub fn contents(&self, names: &[&str]) -> Result<Vec<Option<Vec<u8>>>, GitError> {
        let mut contents = vec![None; names.len()];
        self.blobs(names, guard::MAX_BYTES, |at, bytes| {
            contents[at] = bytes.map(<[u8]>::to_vec);
        })?;
        Ok(contents)
    }
}

/// Reads what `diff-tree --raw -z` prints.
fn between(text: &str) -> Vec<Between> {
    let mut fields = text.split('\0');
    let mut found = Vec::new();
    while let (Some(head), Some(path)) = (fields.next(), fields.next()) {
        let words: Vec<&str> = head.split(' ').collect();
        let [_, _, before, after, _] = words[..] else {
            continue;
        };
        found.push(Between {
            path: path.to_owned(),
            before: blob_name(before),
            after: blob_name(after),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_differs_between_two_commits() {
        let (none, old, new) = ("0".repeat(40), "1".repeat(40), "2".repeat(40));
        let text = format!(
            ":100644 100644 {old} {new} M\0a b.yaml\0:000000 100644 {none} {new} A\0n.yaml\0:100644 000000 {old} {none} D\0g.yaml\0"
        );
        let found = between(&text);
        let said: Vec<_> = found
            .iter()
            .map(|one| (&*one.path, one.before.is_some(), one.after.is_some()))
            .collect();
        assert_eq!(
            said,
            [
                ("a b.yaml", true, true),
                ("n.yaml", false, true),
                ("g.yaml", true, false)
            ]
        );
    }
}
