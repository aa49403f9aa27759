//! What the index says of each file, and whether a file is still as the index saw it: asked of the disk, so that git need not
//! read the work tree.

use std::fs::Metadata;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// A moment as the index keeps it: seconds and nanoseconds of the Unix clock. Some builds of git leave the nanoseconds out.
pub type Time = (i64, u32);

/// An entry of the index.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The file, from the top of the repository.
    pub path: String,
    /// The name of its blob.
    pub blob: String,
    /// A regular file, not a link or another repository.
    pub is_regular: bool,
    pub is_link: bool,
    /// In the middle of a merge there are several entries for a file.
    pub is_unmerged: bool,
    /// What the disk said of the file; nothing where git said it in another way, and then the file itself has to be compared.
    stat: Option<Stat>,
    flags: u32,
}

#[derive(Debug, PartialEq, Eq)]
struct Stat {
    changed: Time,
    modified: Time,
    /// The size as far as 32 bits show it.
    size: u32,
}

const INTENT_TO_ADD: u32 = 1 << 29;
const SKIP_WORKTREE: u32 = 1 << 30;

impl Entry {
    /// Whether the file is only announced: its content is not in the index.
    pub fn is_announced(&self) -> bool {
        self.flags & INTENT_TO_ADD != 0
    }

    /// Whether a sparse checkout leaves the file out.
    pub fn is_left_out(&self) -> bool {
        self.flags & SKIP_WORKTREE != 0
    }

    /// Whether the file is what the index says, as far as the disk shows without reading it. One that was written in the same moment
    /// as the index may have changed after the index was made, so it is not trusted.
    pub fn is_as_seen(&self, metadata: &Metadata, index: Time) -> bool {
        let (Some(stat), Some(modified)) = (&self.stat, modified(metadata)) else {
            return false;
        };
        let kind = metadata.file_type();
        let is_kind = (self.is_regular && kind.is_file()) || (self.is_link && kind.is_symlink());
        // Git keeps 32 bits of a size.
        let is_size = u64::from(stat.size) == metadata.len() & u64::from(u32::MAX);
        let is_old = if stat.modified.1 == 0 {
            stat.modified.0 < index.0
        } else {
            stat.modified < index
        };
        let is_same = |seen: Time, now: Time| seen == now || (seen.1 == 0 && seen.0 == now.0);
        is_kind
            && is_size
            && is_old
            && is_same(stat.modified, modified)
            && changed(metadata).is_none_or(|now| is_same(stat.changed, now))
    }
}

/// When the content changed.
pub fn modified(metadata: &Metadata) -> Option<Time> {
    let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((i64::try_from(since.as_secs()).ok()?, since.subsec_nanos()))
}

/// When the content or anything else changed, which no program can set back.
#[cfg(unix)]
fn changed(metadata: &Metadata) -> Option<Time> {
    use std::os::unix::fs::MetadataExt as _;
    Some((metadata.ctime(), u32::try_from(metadata.ctime_nsec()).ok()?))
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> Option<Time> {
    None
}

/// When the index was written.
pub fn written(index: &Path) -> Time {
    let metadata = std::fs::metadata(index).ok();
    metadata.and_then(|it| modified(&it)).unwrap_or((0, 0))
}

/// Reads what `ls-files --stage --debug -z` prints. Its second half is meant for people: where it is not as expected, the entry has
/// no stat.
pub fn entries(bytes: &[u8]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while let Some(end) = memchr::memchr(0, rest) {
        let head = String::from_utf8_lossy(&rest[..end]);
        rest = &rest[end + 1..];
        let mut entry = entry(&head).unwrap_or_default();
        let mut stat = [""; 5];
        let mut lines = 0;
        // The lines of an entry begin with blanks, the next entry with its mode.
        while rest.starts_with(b" ") {
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            if let Some(line) = stat.get_mut(lines) {
                *line = std::str::from_utf8(&rest[..end]).unwrap_or_default();
            }
            lines += 1;
            rest = &rest[end..];
        }
        if let Some((stat, flags)) = self::stat(stat) {
            entry.stat = Some(stat);
            entry.flags = flags;
        }
        if !entry.path.is_empty() {
            entries.push(entry);
        }
    }
    entries
}

/// The mode, the blob, the stage and the path.
fn entry(head: &str) -> Option<Entry> {
    let (words, path) = head.split_once('\t')?;
    let mut words = words.split(' ');
    let (mode, blob, stage) = (words.next()?, words.next()?, words.next()?);
    Some(Entry {
        path: path.to_owned(),
        blob: blob.to_owned(),
        is_regular: mode.starts_with("100"),
        is_link: mode.starts_with("120"),
        is_unmerged: stage != "0",
        ..Entry::default()
    })
}

fn stat(lines: [&str; 5]) -> Option<(Stat, u32)> {
    let [changed, modified, _, _, last] = lines.map(str::trim);
    let time = |text: &str| -> Option<Time> {
        let (seconds, nanoseconds) = text.split_once(':')?;
        Some((seconds.trim().parse().ok()?, nanoseconds.parse().ok()?))
    };
    let (size, flags) = last.strip_prefix("size: ")?.split_once("\tflags: ")?;
    let stat = Stat {
        changed: time(changed.strip_prefix("ctime:")?)?,
        modified: time(modified.strip_prefix("mtime:")?)?,
        size: size.parse().ok()?,
    };
    Some((stat, u32::from_str_radix(flags, 16).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOB: &str = "778a89440aeab5c3e754b3b3d594804dcb76739c";

    #[test]
    fn reads_entries_with_and_without_a_stat() {
        let text = format!(
            "100644 {BLOB} 0\tcxn.yaml\0  ctime: 17:1\n  mtime: 18:2\n  dev: 1\tino: 2\n  uid: 0\tgid: 0\n  size: 209\tflags: 40000000\n120000 {BLOB} 2\ta b\0  ctime: soon\n160000 {BLOB} 0\tsub\0"
        );
        let found = entries(text.as_bytes());
        let names: Vec<&str> = found.iter().map(|entry| entry.path.as_str()).collect();
        assert_eq!(names, ["cxn.yaml", "a b", "sub"]);
        let stat = Stat {
            changed: (17, 1),
            modified: (18, 2),
            size: 209,
        };
        assert_eq!(found[0].stat, Some(stat));
        assert!(found[0].is_left_out() && !found[0].is_announced() && found[0].is_regular);
        assert!(found[1].is_unmerged && found[1].is_link && found[1].stat.is_none());
        assert!(!found[2].is_regular && !found[2].is_link);
    }

    #[test]
    fn trusts_a_file_only_as_it_was_seen() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a");
        std::fs::write(&path, "12345")?;
        let metadata = path.symlink_metadata()?;
        let modified = modified(&metadata).ok_or("no time")?;
        let entry = |size, modified| Entry {
            is_regular: true,
            stat: Some(Stat {
                changed: changed(&metadata).unwrap_or_default(),
                modified,
                size,
            }),
            ..Entry::default()
        };
        let later = (modified.0 + 1, 0);
        assert!(entry(5, modified).is_as_seen(&metadata, later));
        assert!(!entry(5, modified).is_as_seen(&metadata, modified));
        assert!(!entry(4, modified).is_as_seen(&metadata, later));
        assert!(!entry(5, (modified.0 - 1, modified.1)).is_as_seen(&metadata, later));
        assert!(!Entry::default().is_as_seen(&metadata, later));
        // Without nanoseconds a whole second is the same moment.
        let seconds = (modified.0, 0);
        assert!(entry(5, seconds).is_as_seen(&metadata, later));
        assert!(!entry(5, seconds).is_as_seen(&metadata, (modified.0, 999_999_999)));
        Ok(())
    }
}
