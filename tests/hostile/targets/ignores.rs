//! Ignore comments: each one stands where it says, and leaves without taking anything else along.

use cxn::check::suppressions::{parse, with_its_line};

/// Reads the bytes as a text with comments.
pub fn target(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let lines = text.split('\n').count();
    for ignore in parse(&text) {
        let (start, end) = ignore.bytes;
        let comment = text.get(start..end).expect("bytes of the text");
        assert!(comment.starts_with('#'), "{comment}");
        assert!(comment.contains("cxn: ignore") && !comment.contains('\n'));
        assert!((1..=lines).contains(&ignore.comment_line));
        assert!((ignore.comment_line..=lines).contains(&ignore.line));
        assert!(!ignore.rule.contains('\n') && !ignore.reason.contains('\n'));
        let (from, to) = with_its_line(&text, ignore.bytes);
        assert!(from <= start && end <= to && to <= text.len());
        let around = format!("{}{}", &text[from..start], &text[end..to]);
        assert!(around.trim().is_empty(), "{around:?} goes with {comment:?}");
        let rest = format!("{}{}", &text[..from], &text[to..]);
        assert!(rest.len() < text.len());
    }
}
