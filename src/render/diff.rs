//! What would change in a file, as a unified diff.

use similar::TextDiff;

use super::sanitize;

/// How many unchanged lines stand around a change.
const CONTEXT: usize = 3;

/// The difference between two texts of a file, with line ends as they are; addresses and other personal values only when they were asked for.
pub fn unified(path: &str, old: &str, new: &str, with_contacts: bool) -> String {
    let diff = TextDiff::from_lines(old, new);
    let text = visible(
        diff.unified_diff()
            .context_radius(CONTEXT)
            .header(path, path)
            .to_string(),
    );
    if with_contacts {
        return text;
    }
    let cover = |line: &str| match line.chars().next() {
        Some(sign @ (' ' | '+' | '-'))
            if !line.starts_with("+++ ") && !line.starts_with("--- ") =>
        {
            format!("{sign}{}", sanitize::cover(&line[1..]))
        }
        _ => line.to_owned(),
    };
    text.split_inclusive('\n').map(cover).collect()
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
        assert!(unified("x.yaml", old, new, true).contains("+email: robin@example.org\n"));
    }
}
