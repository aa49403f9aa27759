//! Issues of GitHub and GitLab, by which forms come back: bytes in, bodies and their answers out.
//!
//! A file holds the body of one issue, with a heading of the third level for each question, or a list of issues in JSON, as
//! `gh issue list --json number,title,body,state,createdAt` and the REST interface give it, or as GitLab does. Who wrote an issue is
//! not looked at.

use std::fmt;

use serde_json::{Map, Value};

use crate::import::table::{MAX_ROWS, Unusable, too_many_rows};
use crate::model::When;
use crate::model::person::fold;

/// How many characters of a text begin a body at most before its first heading.
const LEAD: usize = 2_000;

/// One issue of a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Issue {
    pub number: Option<String>,
    pub title: Option<String>,
    /// What its author wrote; `None` for a pull request, which is listed among the issues.
    pub body: Option<String>,
    pub is_closed: bool,
    pub created: Option<When>,
    /// Its keys with a value, for saying what was found in the place of one that is missing.
    pub keys: Vec<String>,
}

/// What a list holds that is no issue: where it is, by its number else by its place in the list, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its place in the list, from 1.
    pub at: usize,
    pub number: Option<String>,
    pub why: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.number {
            Some(number) => write!(f, "issue #{number}"),
            None => write!(f, "issue in place {}", self.at),
        }
    }
}

impl Issue {
    /// Why an issue without a number is none.
    pub fn without_number(&self) -> String {
        missing(NUMBER[0], &self.keys)
    }

    /// As people write its number: `#12`.
    pub fn reference(&self) -> Option<String> {
        self.number.as_ref().map(|number| format!("#{number}"))
    }
}

/// An answer below the heading that asked for it, without the comments of a template; empty where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub heading: String,
    pub text: String,
}

impl Answer {
    /// The heading as it is compared with words.
    pub fn key(&self) -> String {
        let folded = fold(&self.heading);
        folded.trim_end_matches([':', '?', '*']).trim().to_owned()
    }

    /// The first line.
    pub fn line(&self) -> &str {
        self.text.lines().next().unwrap_or_default().trim()
    }

    /// What is ticked in a list of boxes; nothing where it has none.
    pub fn ticked(&self) -> Vec<&str> {
        let boxes = self.text.lines().map(str::trim);
        let ticked = boxes.filter_map(|line| {
            let rest = line.strip_prefix("- [")?;
            rest.strip_prefix("x] ")
                .or_else(|| rest.strip_prefix("X] "))
        });
        ticked.collect()
    }
}

/// Whether a text has headings of the third level, as a form's body has.
pub fn is_body(text: &str) -> bool {
    let head: String = text.chars().take(LEAD).collect();
    head.lines().any(|line| line.starts_with("### "))
}

/// Whether a text is a list of issues, or one of them, in JSON; a list of nothing is one.
pub fn is_list(text: &str) -> bool {
    let has = |item: &Map<String, Value>, keys: &[&str]| {
        keys.iter()
            .any(|key| item.get(*key).is_some_and(|value| !value.is_null()))
    };
    let is_issue = |item: &Value| {
        item.as_object().is_some_and(|item| {
            let has_number = has(item, &NUMBER);
            (has_number && (has(item, &BODY) || has(item, &["state"])))
                || (has(item, &["body"]) && has(item, &["state"]))
        })
    };
    match text.trim_start().as_bytes().first() {
        Some(b'[' | b'{') => match serde_json::from_str(text) {
            Ok(Value::Array(items)) => items.is_empty() || items.iter().any(is_issue),
            Ok(one) => is_issue(&one),
            Err(_) => false,
        },
        _ => false,
    }
}

const NUMBER: [&str; 2] = ["number", "iid"];
const BODY: [&str; 2] = ["body", "description"];
const CREATED: [&str; 2] = ["createdAt", "created_at"];

/// Reads a list of issues, or one of them, each by itself: one that cannot be read does not stop the others.
///
/// # Errors
/// It is not valid JSON, or holds too many.
pub fn list(text: &str) -> Result<Vec<Result<Issue, Refused>>, Unusable> {
    let items = match serde_json::from_str(text).map_err(|error| Unusable::json(&error))? {
        Value::Array(items) => items,
        one => vec![one],
    };
    if items.len() > MAX_ROWS {
        return Err(too_many_rows());
    }
    let items = items.iter().enumerate();
    let issues = items.map(|(at, item)| {
        read(item).map_err(|why| Refused {
            at: at + 1,
            number: number(item).ok().flatten(),
            why,
        })
    });
    Ok(issues.collect())
}

fn read(item: &Value) -> Result<Issue, String> {
    let Value::Object(map) = item else {
        return Err(format!("is {}: expected an issue", kind(item)));
    };
    let created = found(map, &CREATED)?.map(|(key, text)| {
        When::parse(&text).ok_or_else(|| {
            format!(
                "{} is not an instant: expected one such as 2026-09-19T14:00:00Z",
                named(key, &CREATED)
            )
        })
    });
    let state = text(map, &["state"])?;
    let filled = map.iter().filter(|(_, value)| !value.is_null());
    let mut keys: Vec<String> = filled.map(|(key, _)| key.clone()).collect();
    keys.sort();
    if !BODY.iter().any(|key| map.contains_key(*key)) {
        return Err(missing(BODY[0], &keys));
    }
    let body = text(map, &BODY)?;
    Ok(Issue {
        number: number(item)?,
        title: text(map, &["title"])?,
        body: body.filter(|_| map.get("pull_request").is_none_or(Value::is_null)),
        is_closed: state.is_some_and(|state| state.eq_ignore_ascii_case("closed")),
        created: created.transpose()?,
        keys,
    })
}

/// The number of an issue: digits, and no more than any server counts to.
fn number(item: &Value) -> Result<Option<String>, String> {
    let found = item.as_object().map(|map| found(map, &NUMBER));
    match found.transpose()?.flatten() {
        Some((key, text)) if !is_number(&text) => Err(format!(
            "{} is not the number of an issue: expected digits, such as 12",
            named(key, &NUMBER)
        )),
        found => Ok(found.map(|(_, text)| text)),
    }
}

/// The text of the first of some keys that has a value.
fn text(map: &Map<String, Value>, keys: &[&str]) -> Result<Option<String>, String> {
    Ok(found(map, keys)?.map(|(_, text)| text))
}

/// As [`text`], with the key that has it.
fn found<'k>(
    map: &Map<String, Value>,
    keys: &[&'k str],
) -> Result<Option<(&'k str, String)>, String> {
    let mut values = keys.iter().filter_map(|key| Some((*key, map.get(*key)?)));
    match values.find(|(_, value)| !value.is_null()) {
        None => Ok(None),
        Some((key, Value::String(text))) => Ok(Some((key, text.clone()))),
        Some((key, Value::Number(number))) => Ok(Some((key, number.to_string()))),
        Some((key, other)) => Err(format!(
            "{} is {}: expected a text",
            named(key, keys),
            kind(other)
        )),
    }
}

/// A key as it was found, with the one that the documented list has in its place.
fn named(key: &str, keys: &[&str]) -> String {
    match keys.first() {
        Some(documented) if *documented != key => {
            format!("'{key}', which 'gh issue list --json' prints as '{documented}',")
        }
        _ => format!("'{key}'"),
    }
}

/// Most keys that are named where one is missing: the REST interface gives an issue thirty.
const MOST_KEYS: usize = 8;

/// Why an item without a key is no issue.
fn missing(key: &str, found: &[String]) -> String {
    let mut names: Vec<String> = found
        .iter()
        .take(MOST_KEYS)
        .map(|one| format!("'{one}'"))
        .collect();
    if found.len() > MOST_KEYS {
        names.push(format!("{} more", found.len() - MOST_KEYS));
    }
    format!(
        "has no '{key}': found {}; expected what 'gh issue list --json number,title,body,state,createdAt' prints",
        names.join(", ")
    )
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table",
    }
}

fn is_number(text: &str) -> bool {
    (1..=18).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The answers of a body, in its order; a heading in a block of code is a line of it.
pub fn answers(body: &str) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::new();
    for (line, is_code) in lines(body) {
        match line.strip_prefix("### ").filter(|_| !is_code) {
            Some(heading) => answers.push(Answer {
                heading: heading.trim().to_owned(),
                text: String::new(),
            }),
            None => {
                if let Some(answer) = answers.last_mut() {
                    answer.text.push_str(line);
                    answer.text.push('\n');
                }
            }
        }
    }
    for answer in &mut answers {
        let text = without_comments(&answer.text);
        let text = text.trim();
        answer.text = if is_empty(text) {
            String::new()
        } else {
            text.to_owned()
        };
    }
    answers
}

/// A body as a page: without the comments of a template, without what a form says in the place of an answer, and without what GitLab
/// does when an issue is made. `is_question` says of a heading whether the form asked it: those are put above the headings of answers.
pub fn page(body: &str, is_question: impl Fn(&str) -> bool) -> String {
    let mut page = String::with_capacity(body.len());
    let body = without_comments(body);
    for (line, is_code) in lines(&body) {
        let question = line.strip_prefix("### ").filter(|_| !is_code);
        if let Some(heading) = question.filter(|heading| is_question(heading.trim())) {
            page.push_str("## ");
            page.push_str(heading);
        } else if let Some(heading) = higher_heading(line).filter(|_| !is_code) {
            page.push_str("### ");
            page.push_str(heading);
        } else if is_code || !is_empty(line.trim()) {
            page.push_str(line);
        }
        page.push('\n');
    }
    page
}

/// A heading of the first or second level, as no form has.
pub fn higher_heading(line: &str) -> Option<&str> {
    line.strip_prefix("# ").or_else(|| line.strip_prefix("## "))
}

/// The lines of a text, each with whether it is in a block of code; without what GitLab is told by them.
fn lines(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut fence: Option<&str> = None;
    let lines = text.lines().map(move |line| {
        // Whatever carriage returns a line ends with, they are of its end.
        let line = line.trim_end_matches('\r');
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| line.trim_start().starts_with(mark));
        let was_open = fence.is_some();
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        (line, was_open || fence.is_some())
    });
    lines.filter(|(line, is_code)| *is_code || !line.starts_with("/label ~"))
}

/// What GitHub writes where a question was not answered.
fn is_empty(answer: &str) -> bool {
    answer.is_empty() || answer == "_No response_"
}

/// A text without the comments of a template; one that has no end goes to the end of the text. What is in a block of code stays.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut is_open = false;
    for (line, is_code) in lines(text) {
        if is_code && !is_open {
            kept.push_str(line);
            kept.push('\n');
            continue;
        }
        let mut rest = line;
        loop {
            if is_open {
                let Some((_, after)) = rest.split_once("-->") else {
                    break;
                };
                (rest, is_open) = (after, false);
            }
            let Some((before, comment)) = rest.split_once("<!--") else {
                kept.push_str(rest);
                break;
            };
            kept.push_str(before);
            (rest, is_open) = (comment, true);
        }
        kept.push('\n');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_told_from_records_and_people() {
        for text in [
            r####"[{"number": 1, "body": "### A"}]"####,
            r#"[{"iid": 1, "description": null, "state": "opened"}]"#,
            r#" {"number": 1, "state": "OPEN"}"#,
            r#"[3, {"number": [1], "state": "OPEN"}]"#,
        ] {
            assert!(is_list(text), "{text}");
        }
        for text in [
            r#"[{"name": "Robin Example", "state": "OH"}]"#,
            r#"{"title": "Patient", "status": "draft"}"#,
            "### A",
            "[",
            "[1]",
            r#"{"number": null, "iid": null, "state": "OPEN"}"#,
        ] {
            assert!(!is_list(text), "{text}");
        }
    }

    #[test]
    fn a_list_is_read_from_github_and_gitlab() -> Result<(), Unusable> {
        let text = r#"[
            {"number": 12, "title": "T", "body": "B", "state": "CLOSED", "createdAt": "2026-09-19T14:00:00Z", "author": {"login": "x"}},
            {"id": 900, "iid": 7, "title": "T", "description": "D", "state": "opened"},
            {"number": 8, "body": "B", "state": "open", "pull_request": {}}
        ]"#;
        let issues = list(text)?;
        let short: Vec<_> = issues
            .iter()
            .flatten()
            .map(|one| (one.reference(), one.body.as_deref(), one.is_closed))
            .collect();
        let number = |number: &str| Some(number.to_owned());
        assert_eq!(
            short,
            [
                (number("#12"), Some("B"), true),
                (number("#7"), Some("D"), false),
                (number("#8"), None, false),
            ]
        );
        assert!(issues[0].as_ref().is_ok_and(|one| one.created.is_some()));
        Ok(())
    }

    #[test]
    fn a_list_has_so_many_issues() {
        let said = |count: usize| {
            let items = vec!["0"; count].join(",");
            list(&format!("[{items}]")).map(|issues| issues.len())
        };
        assert_eq!(said(MAX_ROWS), Ok(MAX_ROWS));
        assert_eq!(said(MAX_ROWS + 1), Err(too_many_rows()));
    }

    #[test]
    fn what_is_no_issue_is_told_and_stops_none() -> Result<(), Unusable> {
        let text = r#"[
            3,
            {"number": "9\n::error::x", "body": "B", "state": "open"},
            {"number": "../../x", "body": "B", "state": "open"},
            {"number": [7], "body": "B", "state": "open"},
            {"number": 8, "title": {"a": 1}, "body": "B", "state": "open"},
            {"number": 9, "body": "B", "created_at": "yesterday"},
            {"number": 10, "body": "B", "createdAt": null, "state": "open"},
            {"number": 11, "text": "B", "state": "open"}
        ]"#;
        let issues = list(text)?;
        let told: Vec<String> = issues
            .iter()
            .filter_map(|one| one.as_ref().err())
            .map(|refused| format!("{refused}: {}", refused.why))
            .collect();
        assert_eq!(
            told,
            [
                "issue in place 1: is a number: expected an issue",
                "issue in place 2: 'number' is not the number of an issue: expected digits, such as 12",
                "issue in place 3: 'number' is not the number of an issue: expected digits, such as 12",
                "issue in place 4: 'number' is a list: expected a text",
                "issue #8: 'title' is a table: expected a text",
                "issue #9: 'created_at', which 'gh issue list --json' prints as 'createdAt', is not an instant: expected one such as 2026-09-19T14:00:00Z",
                "issue #11: has no 'body': found 'number', 'state', 'text'; expected what 'gh issue list --json number,title,body,state,createdAt' prints",
            ]
        );
        assert!(issues[6].is_ok());
        Ok(())
    }

    #[test]
    fn answers_are_without_what_a_form_says() {
        let body = "Lead\r\n### One\r\n\r\n_No response_\r\n\r\n### Two:\r\n\r\n<!-- help\n-->a\r\n```\r\n### Three\r\n```\r\n\r\n### Boxes\n\n- [x] A b\n- [ ] C\n- [X] D\n/label ~result\n";
        let answers = answers(body);
        let short: Vec<_> = answers
            .iter()
            .map(|one| (one.key(), one.text.as_str()))
            .collect();
        assert_eq!(
            short,
            [
                ("one".to_owned(), ""),
                ("two".to_owned(), "a\n```\n### Three\n```"),
                ("boxes".to_owned(), "- [x] A b\n- [ ] C\n- [X] D"),
            ]
        );
        assert_eq!(answers[2].ticked(), ["A b", "D"]);
    }

    #[test]
    fn a_page_that_is_read_again_is_the_same() {
        let read = page("### A\r\r\r\nb\r\r\n\r\r", |_| true);
        assert_eq!(read, "## A\nb\n\n");
        assert_eq!(page("a\r\r\nb\r\r", |_| false), "a\nb\n");
    }

    #[test]
    fn in_a_page_the_questions_are_above_the_answers() {
        let body = "### Roles\n\n<!-- a heading -->\n# Client\n\nAsks.\n\n```\n### Roles\n_No response_\n```\n### Agenda\n\n_No response_\n/label ~proposal\n";
        assert_eq!(
            page(body, |heading| heading != "Client"),
            "## Roles\n\n\n### Client\n\nAsks.\n\n```\n### Roles\n_No response_\n```\n## Agenda\n\n\n"
        );
    }
}
