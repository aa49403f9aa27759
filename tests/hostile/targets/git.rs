//! What git prints of commits, trees and files: what it would print of any path is read as that path, and any bytes become what they
//! say or nothing, no more of it than there are.

use cxn::workspace::git::index;
use cxn::workspace::git::printed::{
    Differing, Unmerged, Unsaved, blobs, commit_names, commits, differing, object_name, unmerged,
    unsaved,
};

/// The most that is read of a blob here, in bytes.
const LIMIT: usize = 64;
/// How many blobs were asked for.
const COUNT: usize = 3;
const OLD: &str = "778a89440aeab5c3e754b3b3d594804dcb76739c";
const NEW: &str = "878a89440aeab5c3e754b3b3d594804dcb76739c";
const NONE: &str = "0000000000000000000000000000000000000000";

/// Reads the bytes as what each question is answered with, and what git would print of paths that they are.
pub fn target(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let paths = text.split('\0').filter(|path| !path.is_empty());
    let paths: Vec<&str> = paths.take(8).collect();
    anything(data, &text);
    trees(&paths);
    work(&paths);
    authors(&paths);
    let name = |at: usize| at == 0;
    let printed = [
        format!("{OLD} blob {}\n", data.len()).as_bytes(),
        data,
        b"\nx missing\n",
    ]
    .concat();
    let ended = blobs(&printed[..], 2, LIMIT, |at, bytes| {
        let expected = (name(at) && data.len() <= LIMIT).then_some(data);
        assert_eq!(bytes, expected);
    });
    assert!(ended.is_ok(), "{ended:?}");
}

/// Nothing is read that is not there.
fn anything(data: &[u8], text: &str) {
    let is_field = |path: &str| text.split('\0').any(|field| field == path);
    let ends_field = |path: &str| text.split('\0').any(|field| field.ends_with(path));
    let is_there = |name: &String| text.contains(name.as_str());
    for one in commits(text) {
        assert!(is_field(&one.who) && ends_field(&one.id), "{one:?}");
    }
    for one in differing(text) {
        let mut names = one.before.iter().chain(&one.after);
        assert!(is_field(&one.path) && names.all(is_there), "{one:?}");
    }
    for one in unsaved(text) {
        assert!(
            ends_field(&one.path) && one.before.iter().all(is_there),
            "{one:?}"
        );
    }
    for one in unmerged(text) {
        let mut names = one.stages.iter().flatten();
        assert!(ends_field(&one.path) && names.all(is_there), "{one:?}");
    }
    let names = commit_names(text).flatten().chain(object_name(text));
    for name in names {
        assert!(is_there(&name), "{name}");
        assert!(name.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
    }
    for entry in index::entries(data) {
        assert!(!entry.path.is_empty());
    }
    let mut taken = 0;
    let ended = blobs(data, COUNT, LIMIT, |at, bytes| {
        assert_eq!(at, taken, "in the order of the questions");
        assert!(bytes.is_none_or(|bytes| bytes.len() <= LIMIT
            && data.windows(bytes.len().max(1)).any(|one| one == bytes)
            || bytes.is_empty()));
        taken += 1;
    });
    assert!(taken == COUNT || ended.is_err());
}

/// Two trees.
fn trees(paths: &[&str]) {
    let (mut printed, mut expected) = (Vec::new(), Vec::new());
    for (at, path) in paths.iter().enumerate() {
        let (modes, old, new, status) = match at % 4 {
            0 => (":100644 100755", OLD, NEW, "M"),
            1 => (":000000 100644", NONE, NEW, "A"),
            2 => (":120000 000000", OLD, NONE, "D"),
            _ => (":100644 000000", OLD, NONE, "U"),
        };
        printed.push(format!("{modes} {old} {new} {status}\0{path}\0"));
        let name = |name: &str| (name != NONE).then(|| name.to_owned());
        expected.push(Differing {
            path: (*path).to_owned(),
            before: name(old),
            after: name(new),
            was_regular: modes.starts_with(":100"),
        });
    }
    assert_eq!(differing(&printed.concat()), expected);
}

/// The work tree, and a merge in it.
fn work(paths: &[&str]) {
    let (mut printed, mut expected) = (Vec::new(), Vec::new());
    let (mut both, mut merged): (Vec<String>, Vec<Unmerged>) = (Vec::new(), Vec::new());
    for (at, path) in paths.iter().enumerate() {
        let before = match at % 3 {
            0 => {
                printed.push(format!(
                    "1 .M N... 100644 100644 100644 {OLD} {NEW} {path}\0"
                ));
                Some(OLD.to_owned())
            }
            1 => {
                printed.push(format!("? {path}\0"));
                None
            }
            _ => {
                printed.push(format!(
                    "u UU N... 100644 100644 100644 100644 {OLD} {NEW} {OLD} {path}\0"
                ));
                Some(NEW.to_owned())
            }
        };
        expected.push(Unsaved {
            path: (*path).to_owned(),
            before,
            is_unmerged: at % 3 == 2,
            is_new: at % 3 == 1,
        });
        // A path is there once.
        if merged.iter().all(|one| one.path != *path) {
            both.push(format!(
                "100644 {OLD} 2\t{path}\x00100644 {NEW} 3\t{path}\0"
            ));
            merged.push(Unmerged {
                path: (*path).to_owned(),
                stages: [None, Some(OLD.to_owned()), Some(NEW.to_owned())],
            });
        }
    }
    assert_eq!(unsaved(&printed.concat()), expected);
    assert_eq!(unmerged(&both.concat()), merged);
}

/// Commits by anybody.
fn authors(names: &[&str]) {
    let printed = names
        .iter()
        .map(|name| format!("commit {OLD}\n{OLD}\0{name}\x002026-09-19T11:00:00-04:00\0\n"));
    let read = commits(&printed.collect::<String>());
    let read: Vec<(&str, &str)> = read.iter().map(|one| (&*one.id, &*one.who)).collect();
    let expected: Vec<(&str, &str)> = names.iter().map(|name| (OLD, *name)).collect();
    assert_eq!(read, expected);
}
