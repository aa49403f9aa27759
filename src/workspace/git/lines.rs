//! Which lines of a text differ from an earlier one. Ends of lines do not count: git may have written others on this system.

use std::ops::RangeInclusive;

use similar::DiffOp;

use crate::model::line_diff::operations;

/// The most lines that are compared one by one, of both texts and without those that begin and end them alike. The work grows with
/// the square; beyond it, everything in between differs.
const MAX_LINES: usize = 10_000;

/// The lines that were added or changed, from 1. Where lines are gone, those on both sides are touched.
pub fn changed(old: &[u8], new: &[u8]) -> Vec<RangeInclusive<usize>> {
    let (old, new) = (lines(old), lines(new));
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[start..], &new[start..]);
    let (from_end, to_end) = (old.iter().rev(), new.iter().rev());
    let end = from_end.zip(to_end).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    if old.is_empty() && new.is_empty() {
        return Vec::new();
    }
    if old.is_empty() || new.is_empty() || old.len() + new.len() > MAX_LINES {
        return vec![range(start, new.len())];
    }
    let operations = operations(old, new).into_iter();
    operations
        .filter_map(|operation| match operation {
            DiffOp::Equal { .. } => None,
            DiffOp::Delete { new_index, .. } => Some(range(start + new_index, 0)),
            DiffOp::Insert {
                new_index, new_len, ..
            }
            | DiffOp::Replace {
                new_index, new_len, ..
            } => Some(range(start + new_index, new_len)),
        })
        .collect()
}

/// Lines after a number of others.
fn range(before: usize, count: usize) -> RangeInclusive<usize> {
    if count == 0 {
        before.max(1)..=before + 1
    } else {
        before + 1..=before + count
    }
}

fn lines(text: &[u8]) -> Vec<&[u8]> {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let lines = text.split(|byte| *byte == b'\n');
    lines
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tells_what_was_added_changed_and_taken_away() {
        for (old, new, expected) in [
            ("a\nb\n", "a\nb\n", vec![]),
            ("a\nb\n", "a\r\nb", vec![]),
            ("a\nb\n", "a\nc\n", vec![2..=2]),
            ("a\nb\n", "x\ny\na\nb\n", vec![1..=2]),
            ("a\nb\nc\n", "a\nc\n", vec![1..=2]),
            ("a\nb\n", "b\n", vec![1..=1]),
            ("a\nb\n", "a\n", vec![1..=2]),
            ("a\nb\nc\nd\ne\n", "a\nB\nc\nd\nE\n", vec![2..=2, 5..=5]),
            ("a\nb\nc\nd\ne\n", "a\nc\nd\nE\n", vec![1..=2, 4..=4]),
            ("", "a\n", vec![1..=1]),
        ] {
            assert_eq!(changed(old.as_bytes(), new.as_bytes()), expected, "{new:?}");
        }
        let many = |word: &str| format!("{word}\n").repeat(MAX_LINES);
        let found = changed(many("a").as_bytes(), format!("a\n{}", many("b")).as_bytes());
        assert_eq!(found, [2..=MAX_LINES + 1]);
    }

    proptest! {
        /// The lines that are not touched are, in their order, lines of the old text.
        #[test]
        fn leaves_out_only_lines_that_were_there(old in "([abc]\n){0,12}", new in "([abc]\n){0,12}") {
            let found = changed(old.as_bytes(), new.as_bytes());
            let is_touched = |line: usize| found.iter().any(|range| range.contains(&line));
            let mut before = old.lines();
            for (at, line) in new.lines().enumerate() {
                if !is_touched(at + 1) {
                    prop_assert!(before.any(|earlier| earlier == line), "{old:?} {new:?} {found:?}");
                }
            }
            prop_assert_eq!(found.is_empty(), old == new);
        }
    }
}
