//! What commits say of files: who changed one and when, and what differs between two commits. Reads objects only.

use crate::workspace::git::GitError;
use crate::workspace::git::ask::Repository;
use crate::workspace::git::printed::{self, Commit, Differing};
use crate::yaml::guard;

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
        let all = [&["rev-list", printed::COMMIT_FORMAT], arguments].concat();
        Ok(printed::commits(&self.text(&all)?))
    }

    /// How many commits the second revision has that the first has not.
    pub fn count(&self, from: &str, to: &str) -> Result<usize, GitError> {
        let text = self.text(&["rev-list", "--count", &format!("^{from}"), to, "--"])?;
        Ok(text.trim().parse().unwrap_or_default())
    }

    /// The files that differ between two commits.
    pub fn between(&self, from: &str, to: &str) -> Result<Vec<Differing>, GitError> {
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
        Ok(printed::differing(&text))
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
