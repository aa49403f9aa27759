//! What would change in a file, as a unified diff.

use std::fmt::Write as _;

use similar::udiff::UnifiedHunkHeader;
use similar::{ChangeTag, DiffableStr, group_diff_ops};

use crate::model::line_diff::operations;
use crate::render::sanitize;

/// How many unchanged lines to show around a change.
const CONTEXT: usize = 3;

/// The difference between two texts of a file, with line ends as they are; addresses and other personal values only when they were asked for.
pub fn unified(path: &str, old: &str, new: &str, with_contacts: bool) -> String {
    let covered = |text: &str| {
        if with_contacts {
            text.to_owned()
        } else {
            sanitize::cover(text)
        }
    };
    // Covered texts have their lines where the texts have them. Which lines differ is asked of the texts themselves:
    // two values may look the same once they are covered.
    let (shown_old, shown_new) = (covered(old), covered(new));
    let (shown_old, shown_new) = (shown_old.tokenize_lines(), shown_new.tokenize_lines());
    let (old, new) = (old.tokenize_lines(), new.tokenize_lines());
    let mut text = String::new();
    for hunk in group_diff_ops(operations(&old, &new), CONTEXT) {
        let _ = writeln!(text, "{}", UnifiedHunkHeader::new(&hunk));
        for change in hunk.iter().flat_map(|op| op.iter_changes(&old, &new)) {
            let at = |lines: &[&str], index: Option<usize>| {
                index
                    .and_then(|index| lines.get(index).map(|line| (*line).to_owned()))
                    .unwrap_or_default()
            };
            let line = match change.tag() {
                ChangeTag::Insert => at(&shown_new, change.new_index()),
                ChangeTag::Equal | ChangeTag::Delete => at(&shown_old, change.old_index()),
            };
            let _ = write!(text, "{}{line}", change.tag());
            if !change.value().ends_with(['\n', '\r']) {
                text.push_str("\n\\ No newline at end of file\n");
            }
        }
    }
    if !text.is_empty() {
        text.insert_str(0, &format!("--- {path}\n+++ {path}\n"));
    }
    visible(text)
}

/// A text with what a terminal would act on made visible, and nothing that a step of GitHub's would; line ends stay.
fn visible(text: String) -> String {
    let is_hazard = |c: char| sanitize::is_hazard(c) && !matches!(c, '\n' | '\r' | '\t');
    let text = if text.contains("::") || text.contains("##[") {
        sanitize::lines_disarmed(&text).replace("##[", "## [")
    } else {
        text
    };
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
    use proptest::prelude::*;

    proptest! {
        /// The library's own interface for texts gives the same difference.
        #[test]
        fn texts_differ_as_the_library_says(
            old in prop::collection::vec("[abc]?(\n|\r\n|\r)?", 0..40),
            new in prop::collection::vec("[abc]?(\n|\r\n|\r)?", 0..40),
        ) {
            let (old, new) = (old.concat(), new.concat());
            let diff = similar::TextDiff::from_lines(&old, &new);
            let expected = diff.unified_diff().context_radius(CONTEXT).header("x", "x").to_string();
            prop_assert_eq!(unified("x", &old, &new, true), expected);
        }
    }

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
    fn contacts_are_shown_when_asked_for() {
        let old = "title: a\nemail: Robin <robin@example.org>\n";
        let new = "title: a\nemail: robin@example.org\n";
        assert!(unified("x.yaml", old, new, true).contains("+email: robin@example.org\n"));
    }
}
