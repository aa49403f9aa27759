//! What keeps a text from being YAML, in words for people who do not write parsers.
//!
//! The parser says where it stopped; its own words are for programmers, and change with its versions.

use std::ops::Range;

use serde::de::IgnoredAny;

use crate::yaml;
use crate::yaml::tree::boundary;

pub(super) struct Problem {
    pub bytes: Range<usize>,
    pub message: String,
    pub expected: Option<&'static str>,
    pub help: &'static str,
}

/// What is wrong in a text that the parser gave up on at a byte.
pub(super) fn problem(body: &str, index: usize) -> Problem {
    second_document(body)
        .or_else(|| conflict_mark(body))
        .or_else(|| open_quote(body, index))
        .unwrap_or_else(|| at_the_byte(body, index))
}

/// What is wrong in the lines of one key that the parser gave up on at a byte.
pub(super) fn within(body: &str, lines: Range<usize>, at: usize) -> Problem {
    let chunk = &body[lines.clone()];
    let index = at - lines.start;
    let mut problem = open_quote(chunk, index).unwrap_or_else(|| at_the_byte(chunk, index));
    problem.bytes = problem.bytes.start + lines.start..problem.bytes.end + lines.start;
    problem
}

fn second_document(body: &str) -> Option<Problem> {
    if !yaml::has_several_documents(body) {
        return None;
    }
    let is_mark = |at: &usize| {
        let after = &body[at + 3..];
        after.is_empty() || after.starts_with([' ', '\t', '\r', '\n'])
    };
    // The mark before the first document separates nothing.
    let is_preamble = |line: &str| {
        let line = line.trim();
        line.is_empty() || line.starts_with(['#', '%'])
    };
    let marks = body.match_indices("\n---").map(|(at, _)| at + 1);
    let second = marks
        .filter(is_mark)
        .find(|at| !body[..*at].lines().all(is_preamble));
    let at = second.unwrap_or(0);
    Some(Problem {
        bytes: at..at + 3,
        message: "the file holds more than one YAML document".to_owned(),
        expected: Some("one record in one file"),
        help: "put what follows '---' into a file of its own",
    })
}

fn conflict_mark(body: &str) -> Option<Problem> {
    let mut start = 0;
    for line in body.split_inclusive('\n') {
        let marks = ["<<<<<<< ", ">>>>>>> ", "||||||| "];
        if marks.iter().any(|mark| line.starts_with(mark)) {
            return Some(Problem {
                bytes: start..start + line.trim_end().len(),
                message: "the file holds the marks of a merge conflict".to_owned(),
                expected: None,
                help: "settle the conflict: keep the lines that are right and delete the marks",
            });
        }
        start += line.len();
    }
    None
}

/// A quotation mark that is never closed: the text would be YAML if it were closed at the end.
fn open_quote(body: &str, index: usize) -> Option<Problem> {
    let content = body.trim_end();
    if index < content.len() {
        return None;
    }
    let open = ['"', '\''].into_iter().find_map(|quote| {
        let at = last_unpaired(content, quote)?;
        let closed = format!("{content}{quote}");
        yaml::read::<IgnoredAny>(&closed).ok().map(|_| at)
    })?;
    Some(Problem {
        bytes: open..open + 1,
        message: "the file is not YAML: a quoted text that begins here does not end".to_owned(),
        expected: None,
        help: "close the quotes",
    })
}

/// The last quotation mark that does not stand for itself: `''` and `\"` do.
fn last_unpaired(text: &str, quote: char) -> Option<usize> {
    let mut end = text.len();
    while let Some(last) = text[..end].rfind(quote) {
        let before = &text[..last];
        if quote == '"' {
            let slashes = before.len() - before.trim_end_matches('\\').len();
            if slashes.is_multiple_of(2) {
                return Some(last);
            }
            end = last;
        } else {
            let first = before.trim_end_matches(quote).len();
            if (last - first).is_multiple_of(2) {
                return Some(first);
            }
            end = first;
        }
    }
    None
}

fn at_the_byte(body: &str, index: usize) -> Problem {
    let at = boundary(body, index);
    let row_start = body[..at].rfind('\n').map_or(0, |end| end + 1);
    let row = body[row_start..].split('\n').next().unwrap_or("");
    let rest = body[at..].split(char::is_whitespace).next().unwrap_or("");
    let found: String = rest.chars().take(20).collect();
    let (message, help) = if row.trim_start_matches(' ').starts_with('\t') {
        (
            "a tab indents this line".to_owned(),
            "indent with spaces: YAML allows no tabs there",
        )
    } else if rest.starts_with(':') {
        (
            "a second ':' follows the key".to_owned(),
            "put a text that holds ': ' in quotes",
        )
    } else {
        let found = if body[at..].trim().is_empty() {
            "the end of the file".to_owned()
        } else if found.is_empty() {
            "a space".to_owned()
        } else {
            format!("'{found}'")
        };
        (
            format!("{found} cannot be here"),
            "fix this place first: check the indentation, and that brackets and quotes are closed",
        )
    };
    Problem {
        bytes: at..at + 1,
        message: format!("the file is not YAML: {message}"),
        expected: None,
        help,
    }
}
