//! Comments that switch a rule off for a line: `# cxn: ignore[rule] reason`.

use crate::model::former_names;
use crate::yaml;
use crate::yaml::lines::Lines;
use crate::yaml::marks::IGNORE_MARK;

/// The most rules that one comment names: more are no list that a person reads, and it counts as one that names none.
pub const MAX_NAMES: usize = 100;
/// The longest reason that is kept, in characters; it is shown with each finding that it switches off.
pub const MAX_REASON: usize = 400;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    pub rule: String,
    /// Why, as written; empty when it gives none.
    pub reason: String,
    /// The line of the comment, from 1.
    pub comment_line: usize,
    /// The line it refers to: its own, or the next one with content when nothing else is on it.
    pub line: usize,
    pub bytes: (usize, usize),
}

/// All ignore comments of a text.
pub fn parse(text: &str) -> Vec<Suppression> {
    let mut found = Vec::new();
    let (lines, contents) = (Lines::new(text), contents(text));
    for range in yaml::comments(text) {
        let Some((within, names, reason)) = comment(&text[range.clone()]) else {
            continue;
        };
        let start = range.start + within;
        let end = range.start + text[range.clone()].trim_end().len();
        let (row, _) = lines.position(start);
        let line = match text[..start].rsplit('\n').next() {
            Some(before) if before.trim().is_empty() => contents[row - 1].unwrap_or(row),
            _ => row,
        };
        for rule in names {
            found.push(Suppression {
                rule: former_names::current_rule(&rule).to_owned(),
                reason: reason.to_owned(),
                comment_line: row,
                line,
                bytes: (start, end),
            });
        }
    }
    found
}

/// For each line, the number of the first one from it on that has content, where one follows.
fn contents(text: &str) -> Vec<Option<usize>> {
    let is_content = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let lines: Vec<&str> = text.split('\n').collect();
    let (mut contents, mut next) = (vec![None; lines.len()], None);
    for (at, line) in lines.iter().enumerate().rev() {
        if is_content(line) {
            next = Some(at + 1);
        }
        contents[at] = next;
    }
    contents
}

/// The bytes of a comment with the spaces before it, or with its whole line when nothing else is on it.
pub fn with_its_line(text: &str, (start, end): (usize, usize)) -> (usize, usize) {
    let row = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let before = text[row..start].trim_end();
    if before.is_empty() {
        let rest = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
        return (row, rest);
    }
    (row + before.len(), end)
}

/// Where a comment that ignores starts in a comment, the rules it names and its reason.
fn comment(comment: &str) -> Option<(usize, Vec<String>, &str)> {
    let mark = comment.find(IGNORE_MARK)?;
    let start = comment[..mark].trim_end().strip_suffix('#')?.len();
    if start > 0 && !comment[..start].ends_with([' ', '\t']) {
        return None;
    }
    let rest = comment[mark + IGNORE_MARK.len()..].trim_start();
    let (names, reason) = rest
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
        .unwrap_or(("", rest));
    let names = names.split(',').map(|name| name.trim().to_owned());
    let mut names: Vec<String> = names.take(MAX_NAMES + 1).collect();
    if names.len() > MAX_NAMES {
        names = vec![String::new()];
    }
    let reason = reason.trim_start_matches(':').trim();
    let end = reason.char_indices().nth(MAX_REASON);
    let reason = &reason[..end.map_or(reason.len(), |(end, _)| end)];
    Some((start, names, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_speaks_of_its_line_or_of_the_next() {
        let text = "a: 1 # cxn: ignore[one] because\n# cxn: ignore[two, three]  reasons \n\n# more\nb: 2\nc: x#cxn: ignore[no] x\n";
        let found: Vec<_> = parse(text)
            .into_iter()
            .map(|i| (i.rule, i.reason, i.comment_line, i.line))
            .collect();
        assert_eq!(
            found,
            [
                ("one".into(), "because".into(), 1, 1),
                ("two".into(), "reasons".into(), 2, 5),
                ("three".into(), "reasons".into(), 2, 5),
            ]
        );
    }

    #[test]
    fn a_mark_within_a_text_is_text() {
        let text = "a: 'x # cxn: ignore[one] y'\nb: |\n  # cxn: ignore[two] y\nc: d # cxn: ignore[three] y\n";
        let rules = |text: &str| -> Vec<String> {
            let found = parse(text).into_iter();
            found.map(|ignore| ignore.rule).collect()
        };
        assert_eq!(rules(text), ["three"]);
        // With an anchor, the text is not plain.
        assert_eq!(rules(&text.replace("a: ", "a: &x ")), ["three"]);
    }

    #[test]
    fn a_comment_goes_with_its_line_or_with_the_blanks_before_it() {
        let rest = |text: &str| {
            let (start, end) = with_its_line(text, parse(text)[0].bytes);
            format!("{}{}", &text[..start], &text[end..])
        };
        assert_eq!(rest("a: 1  # cxn: ignore[x] y\r\nb: 2\n"), "a: 1\r\nb: 2\n");
        assert_eq!(
            rest("a: 1\r\n  # cxn: ignore[x] y\r\nb: 2\n"),
            "a: 1\r\nb: 2\n"
        );
        assert_eq!(rest("# cxn: ignore[x] y"), "");
    }

    #[test]
    fn a_mark_without_rules_names_none() {
        let found = parse("a: 1 # cxn: ignore\n");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].rule, "");
        let names = |count: usize| vec!["no-lead"; count].join(",");
        let found = |count| {
            let found = parse(&format!("a: 1 # cxn: ignore[{}] x\n", names(count)));
            (found.len(), found[0].rule.clone())
        };
        assert_eq!(found(MAX_NAMES), (MAX_NAMES, "no-lead".to_owned()));
        assert_eq!(found(MAX_NAMES + 1), (1, String::new()));
        let long = format!("a: 1 # cxn: ignore[x] {}\n", "é".repeat(MAX_REASON + 1));
        assert_eq!(parse(&long)[0].reason, "é".repeat(MAX_REASON));
    }
}
