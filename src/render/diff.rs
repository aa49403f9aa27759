//! What would change in a file, as a unified diff.

use std::fmt::Write as _;
use std::ops::Range;

use super::compare::{Change, compare, lines};
use super::sanitize;

/// How many unchanged lines stand around a change.
const CONTEXT: usize = 3;

/// The difference between two texts of a file, with line ends as they are; addresses and other personal values only when they were asked for.
pub fn unified(path: &str, old: &str, new: &str, with_contacts: bool) -> String {
    let changes = compare(&lines(old), &lines(new));
    let covered = |text: &str| {
        if with_contacts {
            text.to_owned()
        } else {
            sanitize::cover(text)
        }
    };
    // Covered texts have their lines where the texts have them. Which lines differ is asked of the texts themselves:
    // two values may look the same once they are covered.
    let (old, new) = (covered(old), covered(new));
    let (old, new) = (lines(&old), lines(&new));
    let mut text = String::new();
    for hunk in hunks(&changes) {
        let first = &changes[..hunk.start];
        let count = |changes: &[Change], other: fn(&Change) -> bool| {
            changes.iter().filter(|change| !other(change)).count()
        };
        let is_new = |change: &Change| matches!(change, Change::Insert(_));
        let is_old = |change: &Change| matches!(change, Change::Delete(_));
        let _ = writeln!(
            text,
            "@@ -{} +{} @@",
            range(count(first, is_new), count(&changes[hunk.clone()], is_new)),
            range(count(first, is_old), count(&changes[hunk.clone()], is_old)),
        );
        for change in &changes[hunk] {
            let (sign, lines, at) = match *change {
                Change::Equal(at, _) => (' ', &old, at),
                Change::Delete(at) => ('-', &old, at),
                Change::Insert(at) => ('+', &new, at),
            };
            let line = lines.get(at).copied().unwrap_or_default();
            let _ = write!(text, "{sign}{line}");
            if !line.ends_with(['\n', '\r']) {
                text.push_str("\n\\ No newline at end of file\n");
            }
        }
    }
    if !text.is_empty() {
        text.insert_str(0, &format!("--- {path}\n+++ {path}\n"));
    }
    visible(text)
}

/// Changes with the lines around them, as ranges of the whole; those whose surroundings touch are one.
fn hunks(changes: &[Change]) -> Vec<Range<usize>> {
    let mut hunks: Vec<Range<usize>> = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        if matches!(change, Change::Equal(..)) {
            continue;
        }
        let (start, end) = (
            at.saturating_sub(CONTEXT),
            (at + CONTEXT + 1).min(changes.len()),
        );
        match hunks.last_mut() {
            Some(last) if start <= last.end => last.end = end,
            _ => hunks.push(start..end),
        }
    }
    hunks
}

/// Lines in the head of a hunk: the first and how many; of none, the one before.
fn range(before: usize, count: usize) -> String {
    match count {
        0 => format!("{before},0"),
        1 => (before + 1).to_string(),
        _ => format!("{},{count}", before + 1),
    }
}

/// A text with what a terminal would act on made visible; line ends stay.
fn visible(text: String) -> String {
    let is_hazard = |c: char| sanitize::is_hazard(c) && !matches!(c, '\n' | '\r' | '\t');
    if !text.contains(is_hazard) {
        return text;
    }
    let shown = |c: char| match c {
        c if is_hazard(c) => format!("\\u{{{:x}}}", u32::from(c)),
        c => c.to_string(),
    };
    text.chars().map(shown).collect()
}

/// A file that only gets another name.
pub fn renamed(from: &str, to: &str) -> String {
    format!("rename from {from}\nrename to {to}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_values_stay_covered() {
        let old = "title: a\nemail: Robin <robin@example.org>\n";
        let new = "title: a\nemail: robin@example.org\n";
        assert_eq!(
            unified("x.yaml", old, new, false),
            "--- x.yaml\n+++ x.yaml\n@@ -1,2 +1,2 @@\n title: a\n-email: ***** *******************\n+email: *****************\n"
        );
        let (old, new) = ("notes: |\n  vegan\n", "notes: |\n  meaty");
        assert_eq!(
            unified("x.yaml", old, new, false),
            "--- x.yaml\n+++ x.yaml\n@@ -1,2 +1,2 @@\n notes: *\n-  *****\n+  *****\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn hunks_have_three_lines_around_them_and_meet_where_those_touch() {
        let numbered = |changed: &[usize]| -> String {
            let line = |n: usize| match changed.contains(&n) {
                true => format!("new {n}\n"),
                false => format!("{n}\n"),
            };
            (1..=30).map(line).collect()
        };
        let heads = |changed: &[usize]| -> Vec<String> {
            let shown = unified("x", &numbered(&[]), &numbered(changed), true);
            let heads = shown.lines().filter(|line| line.starts_with("@@"));
            heads.map(str::to_owned).collect()
        };
        assert_eq!(heads(&[1]), ["@@ -1,4 +1,4 @@"]);
        assert_eq!(heads(&[10, 17]), ["@@ -7,14 +7,14 @@"]);
        assert_eq!(heads(&[10, 18]), ["@@ -7,7 +7,7 @@", "@@ -15,7 +15,7 @@"]);
        assert_eq!(
            unified("x", "", "a\n", true),
            "--- x\n+++ x\n@@ -0,0 +1 @@\n+a\n"
        );
        assert_eq!(unified("x", "a\n", "a\n", true), "");
    }

    #[test]
    fn contacts_are_shown_when_asked_for() {
        let old = "title: a\nemail: Robin <robin@example.org>\n";
        let new = "title: a\nemail: robin@example.org\n";
        assert!(unified("x.yaml", old, new, true).contains("+email: robin@example.org\n"));
    }
}
