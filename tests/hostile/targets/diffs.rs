//! What git prints, and two texts of a file: any bytes become entries and lines, never a panic or an endless range.

use cxn::workspace::git::{index, lines};

/// Reads the bytes as an index, and compares their first half with their second.
pub fn target(data: &[u8]) {
    for entry in index::entries(data) {
        assert!(!entry.path.is_empty());
    }
    let (old, new) = data.split_at(data.len() / 2);
    let count = new.split(|byte| *byte == b'\n').count();
    let mut last = 0;
    for range in lines::changed(old, new) {
        assert!(*range.start() >= 1 && range.start() <= range.end());
        // A line that is gone touches the one after it, which need not be there.
        assert!(*range.start() >= last && *range.end() <= count + 1);
        last = *range.end();
    }
}
