//! Which lines of two texts differ: the shortest script of deletions and insertions, after Myers (1986).
//!
//! Not a library's: `similar`, which was here, is built for every type of sequence and was a twentieth of the tool's code.

/// One line of either text, or of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A line of both: its numbers in the old and in the new text, from 0.
    Equal(usize, usize),
    /// A line of the old text only.
    Delete(usize),
    /// A line of the new text only.
    Insert(usize),
}

/// How many differences are looked at one by one; texts that differ in more are taken to differ in all between the first
/// and the last. Memory grows with the square of it: 16 MiB.
const MAX_DIFFERENCES: usize = 2_000;

/// The lines of a text with their ends: `\n`, `\r\n` or `\r`.
pub fn lines(text: &str) -> Vec<&str> {
    let (mut lines, mut rest) = (Vec::new(), text);
    while let Some(end) = rest.find(['\n', '\r']) {
        let length = if rest[end..].starts_with("\r\n") {
            2
        } else {
            1
        };
        let (line, after) = rest.split_at(end + length);
        lines.push(line);
        rest = after;
    }
    if !rest.is_empty() {
        lines.push(rest);
    }
    lines
}

/// The lines of two texts in order; what is deleted stands before what is inserted in its place.
pub fn compare(old: &[&str], new: &[&str]) -> Vec<Change> {
    let same = |(old, new): &(&&str, &&str)| old == new;
    let head = old.iter().zip(new).take_while(same).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest
        .iter()
        .rev()
        .zip(new_rest.iter().rev())
        .take_while(same)
        .count();
    let (old_mid, new_mid) = (
        &old_rest[..old_rest.len() - tail],
        &new_rest[..new_rest.len() - tail],
    );
    let mut changes: Vec<Change> = (0..head).map(|at| Change::Equal(at, at)).collect();
    let (mut deleted, mut inserted) = (Vec::new(), Vec::new());
    let (mut x, mut y) = (0, 0);
    let common = common(old_mid, new_mid);
    let end = (old_mid.len(), new_mid.len());
    for (old_at, new_at) in common.into_iter().chain([end]) {
        deleted.extend((x..old_at).map(|at| Change::Delete(head + at)));
        inserted.extend((y..new_at).map(|at| Change::Insert(head + at)));
        (x, y) = (old_at + 1, new_at + 1);
        changes.append(&mut deleted);
        changes.append(&mut inserted);
        if (old_at, new_at) != end {
            changes.push(Change::Equal(head + old_at, head + new_at));
        }
    }
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    changes.extend((0..tail).map(|at| Change::Equal(old_end + at, new_end + at)));
    changes
}

/// The lines that two texts have in common, as pairs of their numbers, in order.
fn common(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let (n, m) = (old.len(), new.len());
    if n == 0 || m == 0 {
        return Vec::new();
    }
    // The furthest line of the old text that is reached on each diagonal (old minus new) with so many differences;
    // a diagonal stands at its number plus the number of differences and one.
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    let most = (n + m).min(MAX_DIFFERENCES);
    for differences in 0..=most {
        let mut reached = vec![0; 2 * differences + 3];
        for at in (1..=2 * differences + 1).step_by(2) {
            let mut x = match rounds.last() {
                None => 0,
                // The round before has one diagonal less on either side.
                Some(before) if inserts(before, at) => before[at],
                Some(before) => before[at - 2] + 1,
            };
            // x - y = at - differences - 1
            let Some(mut y) = (x + differences + 1).checked_sub(at) else {
                continue;
            };
            while x < n && y < m && old[x] == new[y] {
                (x, y) = (x + 1, y + 1);
            }
            reached[at] = x;
            if x >= n && y >= m {
                return walk_back(&rounds, at, (n, m));
            }
        }
        rounds.push(reached);
    }
    Vec::new()
}

/// Whether the way to a diagonal goes down from the one above it, by an insertion: where that has come further.
fn inserts(before: &[usize], at: usize) -> bool {
    // In the round before, the diagonal above stands at the same place, and the one below two places before.
    at == 1 || (at < before.len() && before[at - 2] < before[at])
}

/// The pairs on the way from the end back to the beginning.
fn walk_back(rounds: &[Vec<usize>], mut at: usize, end: (usize, usize)) -> Vec<(usize, usize)> {
    let (mut x, mut y) = end;
    let mut pairs = Vec::new();
    for before in rounds.iter().rev() {
        let insertion = inserts(before, at);
        // Where the one difference of this round led to.
        let x_after = if insertion {
            before[at]
        } else {
            before[at - 2] + 1
        };
        while x > x_after {
            (x, y) = (x - 1, y - 1);
            pairs.push((x, y));
        }
        if insertion {
            y -= 1;
        } else {
            x -= 1;
            at -= 2;
        }
    }
    while x > 0 && y > 0 {
        (x, y) = (x - 1, y - 1);
        pairs.push((x, y));
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The script in letters: a line of both, `-` of the old, `+` of the new.
    fn script(old: &str, new: &str) -> String {
        let old: Vec<&str> = old.split_inclusive(|_: char| true).collect();
        let new: Vec<&str> = new.split_inclusive(|_: char| true).collect();
        let word = |change| match change {
            Change::Equal(at, _) => old[at].to_owned(),
            Change::Delete(at) => format!("-{}", old[at]),
            Change::Insert(at) => format!("+{}", new[at]),
        };
        compare(&old, &new).into_iter().map(word).collect()
    }

    #[test]
    fn the_shortest_script_is_found() {
        for (old, new, expected) in [
            ("", "", ""),
            ("a", "", "-a"),
            ("", "ab", "+a+b"),
            ("abc", "abc", "abc"),
            ("abc", "abxc", "ab+xc"),
            ("abc", "ac", "a-bc"),
            ("ab", "cd", "-a-b+c+d"),
            ("abcd", "axcy", "a-b+xc-d+y"),
        ] {
            assert_eq!(script(old, new), expected, "{old} {new}");
        }
        // The example of Myers' article needs five differences.
        let found = script("abcabba", "cbabac");
        assert_eq!(found.matches(['-', '+']).count(), 5, "{found}");
    }

    #[test]
    fn lines_keep_their_ends() {
        assert_eq!(lines("a\nb\r\nc\rd"), ["a\n", "b\r\n", "c\r", "d"]);
        assert!(lines("").is_empty());
        assert_eq!(lines("\n"), ["\n"]);
    }

    #[test]
    fn texts_that_differ_too_much_differ_in_all() {
        let (old, new) = (vec!["a"; 3_000], vec!["b"; 3_000]);
        let changes = compare(&old, &new);
        assert_eq!(changes.len(), 6_000);
        assert_eq!(changes[2_999], Change::Delete(2_999));
    }

    proptest! {
        #[test]
        fn both_texts_come_back(old in "[abc]{0,24}", new in "[abc]{0,24}") {
            let (a, b): (Vec<&str>, Vec<&str>) = (
                old.split_inclusive(|_: char| true).collect(),
                new.split_inclusive(|_: char| true).collect(),
            );
            let (mut then, mut now, mut equal) = (String::new(), String::new(), 0);
            for change in compare(&a, &b) {
                match change {
                    Change::Equal(x, y) => {
                        prop_assert_eq!(a[x], b[y]);
                        then.push_str(a[x]);
                        now.push_str(b[y]);
                        equal += 1;
                    }
                    Change::Delete(x) => then.push_str(a[x]),
                    Change::Insert(y) => now.push_str(b[y]),
                }
            }
            // The longest common subsequence, by the book.
            let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
            for x in 0..a.len() {
                for y in 0..b.len() {
                    table[x + 1][y + 1] = if a[x] == b[y] {
                        table[x][y] + 1
                    } else {
                        table[x][y + 1].max(table[x + 1][y])
                    };
                }
            }
            prop_assert_eq!((then, now, equal), (old.clone(), new.clone(), table[a.len()][b.len()]));
        }
    }
}
