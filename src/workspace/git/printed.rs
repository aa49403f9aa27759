//! What git prints of commits, trees, the work tree and blobs, read: functions of bytes, so that anything can be tried on them. A line
//! that is not as expected says nothing.
//!
//! Paths are from the top of the repository. With `-z` none is quoted, and each goes on to the end of its field.

use std::io::{self, BufRead as _, Read as _};

use crate::model::Moment;

/// A commit that changed a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    pub id: String,
    pub who: String,
    pub when: Moment,
}

/// How `rev-list` is asked for what [`commits`] reads: a name could hold a line end and would still be one field.
pub const COMMIT_FORMAT: &str = "--format=%H%x00%an%x00%aI%x00";

/// What `rev-list` prints of commits with [`COMMIT_FORMAT`]; one without a moment is none.
pub fn commits(text: &str) -> Vec<Commit> {
    let mut fields = text.split('\0');
    let mut commits = Vec::new();
    while let (Some(head), Some(who), Some(when)) = (fields.next(), fields.next(), fields.next()) {
        // `commit ID` is on a line of its own before what was asked for.
        let id = head.lines().last().unwrap_or_default().to_owned();
        if let Some(when) = Moment::parse(when) {
            let who = who.to_owned();
            commits.push(Commit { id, who, when });
        }
    }
    commits
}

/// A file that differs between two trees, with the names of its blobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    pub path: String,
    /// Nothing for a file that was not there.
    pub before: Option<String>,
    /// Nothing for a file that is gone, or that both sides of a merge changed.
    pub after: Option<String>,
    /// Whether it was a regular file, not a link or another repository.
    pub was_regular: bool,
}

/// What `diff-tree` and `diff-index` print with `--raw -z`: `:MODE MODE BLOB BLOB STATUS`, and the path.
pub fn differing(text: &str) -> Vec<Differing> {
    let mut fields = text.split('\0');
    let mut found = Vec::new();
    while let (Some(head), Some(path)) = (fields.next(), fields.next()) {
        let words: Vec<&str> = head.split(' ').collect();
        let [mode, _, before, after, _] = words[..] else {
            continue;
        };
        found.push(Differing {
            path: path.to_owned(),
            before: blob_name(before),
            after: blob_name(after),
            was_regular: mode.starts_with(":100"),
        });
    }
    found
}

/// A file that is not as the last commit has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaved {
    pub path: String,
    /// The name of its blob in the last commit; nothing for a new file.
    pub before: Option<String>,
    /// Both sides of a merge changed it, and that is not settled.
    pub is_unmerged: bool,
    /// Git does not know it yet.
    pub is_new: bool,
}

/// What `status --porcelain=v2 -z` prints of files.
pub fn unsaved(text: &str) -> Vec<Unsaved> {
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
            Some(Unsaved {
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

/// What `ls-files --unmerged -z` prints.
pub fn unmerged(text: &str) -> Vec<Unmerged> {
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

/// What `cat-file --batch-check` prints, a line for each name that it was asked for: the name of a commit, or nothing.
pub fn commit_names(text: &str) -> impl Iterator<Item = Option<String>> {
    text.lines().map(|line| {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            [name, "commit", size] if is_object_name(name) && size.parse::<u64>().is_ok() => {
                Some(name.to_owned())
            }
            _ => None,
        }
    })
}

/// What `merge-base` prints: the name of a commit.
pub fn object_name(text: &str) -> Option<String> {
    let name = text.lines().next().filter(|name| is_object_name(name));
    name.map(str::to_owned)
}

/// What `cat-file --batch` prints of as many blobs as it was asked for, each read no further than a limit in bytes and handed on;
/// nothing for one that is larger, or missing.
///
/// # Errors
/// The stream cannot be read, ends before all are there, or has something that is no blob.
pub fn blobs(
    mut stream: impl io::BufRead,
    count: usize,
    limit: usize,
    mut take: impl FnMut(usize, Option<&[u8]>),
) -> io::Result<()> {
    let mut bytes = Vec::new();
    for at in 0..count {
        let size = head(&mut stream)?;
        bytes.clear();
        if let Some(size) = size {
            let mut blob = (&mut stream).take(size);
            (&mut blob).take(limit as u64 + 1).read_to_end(&mut bytes)?;
            io::copy(&mut blob, &mut io::sink())?;
            // A line end follows.
            stream.read_exact(&mut [0])?;
        }
        let is_whole = size.is_some_and(|size| size <= limit as u64);
        take(at, is_whole.then_some(&bytes[..]));
    }
    Ok(())
}

/// The longest line before a blob, in bytes: a name that is not known is repeated there.
const MAX_HEAD: u64 = 64 << 10;

/// The size of the blob that follows in a batch; nothing when it is missing.
fn head(stream: &mut impl io::BufRead) -> io::Result<Option<u64>> {
    let mut line = String::new();
    stream.take(MAX_HEAD).read_line(&mut line)?;
    if line.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let mut words = line.trim_end().split(' ').skip(1);
    let is_blob = words.next() == Some("blob");
    let size = words.next().and_then(|size| size.parse().ok());
    match (is_blob, size) {
        (false, Some(_)) => Err(io::Error::other("found an object that is not a blob")),
        (true, Some(size)) => Ok(Some(size)),
        _ => Ok(None),
    }
}

fn is_object_name(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The name of a blob as git prints it; of none, it prints zeros.
fn blob_name(name: &str) -> Option<String> {
    (!name.bytes().all(|byte| byte == b'0')).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_commits_with_the_line_before_each() {
        let id = "1".repeat(40);
        let text = format!(
            "commit {id}\n{id}\0Robin Example\x002026-09-19T11:00:00-04:00\0\ncommit {id}\n{id}\0B\0soon\0\n"
        );
        let found = commits(&text);
        assert_eq!(found.len(), 1);
        assert_eq!((&found[0].id, &*found[0].who), (&id, "Robin Example"));
    }

    #[test]
    fn reads_what_differs_between_two_trees() {
        let (none, old, new) = ("0".repeat(40), "1".repeat(40), "2".repeat(40));
        let text = format!(
            ":100644 100644 {old} {new} M\0a b.yaml\0:000000 100644 {none} {new} A\0n.yaml\0:120000 000000 {old} {none} D\0l.yaml\0"
        );
        let found = differing(&text);
        let read: Vec<_> = found
            .iter()
            .map(|one| {
                let are_there = (one.before.is_some(), one.after.is_some());
                (&*one.path, are_there, one.was_regular)
            })
            .collect();
        assert_eq!(
            read,
            [
                ("a b.yaml", (true, true), true),
                ("n.yaml", (false, true), false),
                ("l.yaml", (true, false), false)
            ]
        );
    }

    #[test]
    fn reads_what_is_not_as_the_last_commit_has_it() {
        let (old, none) = ("1".repeat(40), "0".repeat(40));
        let text = format!(
            "1 .M N... 100644 100644 100644 {old} {old} a b.yaml\0? new file.yaml\0\
             1 A. N... 000000 100644 100644 {none} {old} added.yaml\0\
             u UU N... 100644 100644 100644 100644 {old} {old} {old} both.yaml\0"
        );
        let found = unsaved(&text);
        let read: Vec<_> = found
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
            read,
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
            "100644 {one} 1\ta.yaml\x00100644 {two} 2\ta.yaml\x00100644 {three} 3\ta.yaml\x00100644 {three} 3\tb.yaml\0"
        );
        let found = unmerged(&text);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].stages, [Some(one), Some(two), Some(three.clone())]);
        assert_eq!(found[1].stages, [None, None, Some(three)]);
    }

    #[test]
    fn reads_names_of_commits_and_of_nothing_else() {
        let name = "0123456789012345678901234567890123456789";
        let text = format!("{name} commit 12\nx^{{commit}} missing\n{name} tree 12\n");
        let found: Vec<bool> = commit_names(&text).map(|name| name.is_some()).collect();
        assert_eq!(found, [true, false, false]);
        assert_eq!(object_name(&format!("{name}\n")).as_deref(), Some(name));
        assert_eq!(object_name("fatal: no\n"), None);
    }

    #[test]
    fn reads_blobs_no_further_than_their_limit() {
        let name = "0123456789012345678901234567890123456789";
        let read = |text: String, count: usize| {
            let mut found = Vec::new();
            let take = |_: usize, bytes: Option<&[u8]>| found.push(bytes.map(<[u8]>::to_vec));
            let ended = blobs(text.as_bytes(), count, 3, take);
            ended.map(|()| found).map_err(|error| error.to_string())
        };
        let three = format!("{name} blob 3\nabc\n{name} blob 4\nabcd\nx missing\n");
        assert_eq!(read(three, 3), Ok(vec![Some(b"abc".to_vec()), None, None]));
        let tree = Err("found an object that is not a blob".to_owned());
        assert_eq!(read(format!("{name} tree 3\nabc\n"), 1), tree);
        let ended = Err("unexpected end of file".to_owned());
        assert_eq!(read(String::new(), 1), ended);
        let cut = Err("failed to fill whole buffer".to_owned());
        assert_eq!(read(format!("{name} blob 9\nabc"), 1), cut);
    }
}
