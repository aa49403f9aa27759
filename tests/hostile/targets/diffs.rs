//! What git prints: any text becomes changes of files, never a panic or an endless range.

use cxn::workspace::git::{Touched, hunks};

/// Reads the bytes as a diff without context.
pub fn target(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for touched in hunks(&text).into_values() {
        if let Touched::Lines(ranges) = touched {
            for range in ranges {
                assert!(*range.start() >= 1 || *range.end() >= *range.start());
            }
        }
    }
}
