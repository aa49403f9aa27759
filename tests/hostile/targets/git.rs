//! What git prints of commits, trees and files: any bytes become what they say or nothing, and no more of it than they are.

use cxn::workspace::git::{index, printed};

/// The most that is read of a blob here, in bytes.
const LIMIT: usize = 16;
/// How many blobs were asked for.
const COUNT: usize = 3;

/// Reads the bytes as what each question is answered with.
pub fn target(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let fields = text.split('\0').count();
    let lines = text.lines().count();

    let commits = printed::commits(&text);
    assert!(commits.len() * 3 <= fields);
    for commit in &commits {
        assert!(!commit.id.contains('\n') && !commit.who.contains('\0'));
    }
    let differing = printed::differing(&text);
    assert!(differing.len() * 2 <= fields);
    let is_zeros = |name: &String| name.bytes().all(|byte| byte == b'0');
    for one in &differing {
        assert!(!one.path.contains('\0'));
        assert!(!one.before.iter().chain(&one.after).any(is_zeros));
    }
    let unsaved = printed::unsaved(&text);
    assert!(unsaved.len() <= fields);
    for one in &unsaved {
        assert!(!one.before.as_ref().is_some_and(is_zeros));
        assert!(!(one.is_new && (one.is_unmerged || one.before.is_some())));
    }
    let unmerged = printed::unmerged(&text);
    assert!(unmerged.len() <= fields);
    let names = printed::commit_names(&text).flatten();
    let names: Vec<String> = names.chain(printed::object_name(&text)).collect();
    assert!(names.len() <= lines + 1);
    for name in &names {
        assert!(name.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
    }
    for entry in index::entries(data) {
        assert!(!entry.path.is_empty());
    }
    let mut taken = 0;
    let ended = printed::blobs(data, COUNT, LIMIT, |at, bytes| {
        assert_eq!(at, taken, "in the order of the questions");
        assert!(bytes.is_none_or(|bytes| bytes.len() <= LIMIT));
        taken += 1;
    });
    assert!(taken <= COUNT && (taken == COUNT || ended.is_err()));
}
