//! Issue forms: one run a form, a heading for each question, as GitHub writes the body of an issue.
//!
//! A file holds one body, or a list of issues in JSON, as `gh issue list --json number,body,state,createdAt,updatedAt` and the REST
//! interface give it, or as GitLab does. A closed issue withdraws its run. Who wrote an issue is not looked at.

use serde::Deserialize;

use super::{Named, Report, Row, Skipped, Unusable, json, lenient, words};
use crate::model::When;
use crate::model::person::fold;

/// How many characters of a text begin a body at most before its first heading.
const LEAD: usize = 2_000;

/// Whether a text has headings of the third level, as a form's body has.
pub fn is_one(text: &str) -> bool {
    let head: String = text.chars().take(LEAD).collect();
    head.lines().any(|line| line.starts_with("### "))
}

/// Reads one body.
pub fn body(text: &str) -> Result<Report, Unusable> {
    let mut skipped = Skipped::default();
    let Some(row) = row("form", text, &mut skipped) else {
        return Err(Unusable::new("is a form without a scenario or a result")
            .hint("expected headings 'Scenario' and 'Result', and one for each role"));
    };
    Ok(Report {
        tool: "issue-form",
        session: None,
        rows: vec![row],
        skipped: skipped.0,
    })
}

#[derive(Deserialize)]
struct Issue {
    #[serde(default, alias = "iid", deserialize_with = "lenient::text")]
    number: Option<String>,
    #[serde(default, alias = "description", deserialize_with = "lenient::text")]
    body: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    state: Option<String>,
    #[serde(default, alias = "createdAt", deserialize_with = "lenient::text")]
    created_at: Option<String>,
    pull_request: Option<serde::de::IgnoredAny>,
}

/// Reads a list of issues.
pub fn issues(text: &str) -> Result<Report, Unusable> {
    let issues: Vec<Issue> = json(text)?;
    let mut skipped = Skipped::default();
    let mut rows = Vec::new();
    for issue in issues {
        let body = issue.body.filter(|_| issue.pull_request.is_none());
        let place = match &issue.number {
            Some(number) => format!("issue {number}"),
            None => format!("issue in place {}", rows.len() + 1),
        };
        let Some(mut row) = body.and_then(|body| row(&place, &body, &mut skipped)) else {
            skipped.add("issue that is no result");
            continue;
        };
        row.names = issue
            .number
            .map(|number| format!("#{number}"))
            .into_iter()
            .collect();
        row.when = issue.created_at.as_deref().and_then(When::parse);
        let state = issue.state.unwrap_or_default();
        row.is_withdrawn = state.eq_ignore_ascii_case("closed");
        rows.push(row);
    }
    Ok(Report {
        tool: "issue-form",
        session: None,
        rows,
        skipped: skipped.0,
    })
}

/// The answer of a list of boxes: the one that is ticked.
fn ticked(answer: &str) -> Option<&str> {
    let boxes = answer.lines().map(str::trim);
    let mut ticked = boxes.filter_map(|line| {
        let rest = line.strip_prefix("- [")?;
        rest.strip_prefix("x] ")
            .or_else(|| rest.strip_prefix("X] "))
    });
    ticked.next().filter(|_| ticked.next().is_none())
}

/// The run of a form; `None` when it has no scenario or no result.
fn row(place: &str, body: &str, skipped: &mut Skipped) -> Option<Row> {
    let mut row = Row {
        place: place.to_owned(),
        is_required: true,
        ..Row::default()
    };
    let mut answered = false;
    for (heading, answer) in answers(body) {
        let answer = without_comments(&answer);
        let answer = answer.trim();
        if words::is_blank(answer) {
            continue;
        }
        let first = answer.lines().next().unwrap_or_default().trim();
        match fold(&heading).trim_end_matches([':', '?', '*']).trim() {
            "scenario" | "test" | "test case" | "use case" if row.scenario.is_none() => {
                row.scenario = Some(first.to_owned());
            }
            "track" if row.track.is_none() => row.track = Some(first.to_owned()),
            "result" | "outcome" | "verdict" | "status" if !answered => {
                answered = true;
                let cell = words::cell(ticked(answer).unwrap_or(first));
                row.verdict = cell.verdict;
                row.word = cell.word;
                row.issues.extend(cell.issues);
            }
            "path" | "transport" | "format" | "mode" if row.path.is_none() => {
                row.path = Some(first.to_owned());
            }
            "note" | "notes" | "comment" | "comments" | "what happened" if row.note.is_none() => {
                row.note = Some(answer.to_owned());
            }
            "evidence" | "links" | "logs" | "screenshots" => row.evidence.extend(links(answer)),
            "issue" | "issues" => row.issues.extend(words::cell(answer).issues),
            "device, os, and browser"
            | "device"
            | "environment"
            | "browser"
            | "contact"
            | "name"
            | "email"
            | "your name"
            | "reporter"
            | "tester" => skipped.add(&format!("answer to '{}'", heading.trim())),
            _ => row.systems.push(system(&heading, first)),
        }
    }
    (row.scenario.is_some() && answered).then_some(row)
}

/// Headings of the third level with what is below them; one in a block of code is a line of it.
fn answers(body: &str) -> Vec<(String, String)> {
    let mut answers: Vec<(String, String)> = Vec::new();
    let mut fence: Option<&str> = None;
    for line in body.lines() {
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| line.trim_start().starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        match line.strip_prefix("### ").filter(|_| fence.is_none()) {
            Some(heading) => answers.push((heading.trim().to_owned(), String::new())),
            None => {
                if let Some((_, answer)) = answers.last_mut() {
                    answer.push_str(line);
                    answer.push('\n');
                }
            }
        }
    }
    answers
}

/// An answer without the comments of a template; one that has no end goes to the end of the answer.
fn without_comments(answer: &str) -> String {
    let mut kept = String::with_capacity(answer.len());
    let mut rest = answer;
    while let Some((before, comment)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}

/// A system as a form's list has it: `Example Wallet (Example Health, example-wallet)`, or its name alone.
fn system(heading: &str, answer: &str) -> Named {
    let mut named = Named {
        role: Some(heading.trim().to_owned()),
        name: Some(answer.to_owned()),
        ..Named::default()
    };
    let inner = answer
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once(" ("));
    if let Some((name, inner)) = inner {
        named.name = Some(name.trim().to_owned());
        let (organization, id) = match inner.rsplit_once(',') {
            Some((organization, id)) => (organization, Some(id.trim().to_owned())),
            None => (inner, None),
        };
        named.organization = Some(organization.trim().to_owned());
        named.id = id;
    }
    named
}

/// The links of an answer, without what follows `?` or `#`: tokens are there.
pub fn links(answer: &str) -> Vec<String> {
    let words = answer.split([' ', '\n', '\t', '(', ')', '<', '>']);
    words
        .filter(|word| word.starts_with("https://") || word.starts_with("http://"))
        .map(|word| {
            let plain = word.split(['?', '#']).next().unwrap_or(word);
            crate::model::url::redacted(plain).to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use crate::model::result::Verdict;

    const BODY: &str = "### Scenario\n\nS1 Scan a card\n\n### Reader\n\nFront desk (Example Clinic, front-desk)\n\n### Card\n\nPaper Card\n\n\
        ### Path\n\nxml\n\n### Result\n\nfail\n\n### Environment\n\nMARKER\n\n### Note\n\nShows an error.\n```\n### Result\npass\n```\n\n\
        ### Evidence\n\n_No response_\n";

    #[test]
    fn a_form_is_one_run() -> Result<(), Unusable> {
        let report = read(BODY.as_bytes())?;
        let row = &report.rows[0];
        assert_eq!(row.scenario.as_deref(), Some("S1 Scan a card"));
        assert_eq!(
            (row.verdict, row.path.as_deref()),
            (Some(Verdict::Failed), Some("xml"))
        );
        assert_eq!(
            row.note.as_deref(),
            Some("Shows an error.\n```\n### Result\npass\n```")
        );
        let reader = Named {
            role: Some("Reader".into()),
            name: Some("Front desk".into()),
            organization: Some("Example Clinic".into()),
            id: Some("front-desk".into()),
            address: None,
        };
        assert_eq!(row.systems[0], reader);
        assert_eq!(row.systems[1].name.as_deref(), Some("Paper Card"));
        assert_eq!(row.systems[1].organization, None);
        assert_eq!(report.skipped, [("answer to 'Environment'".to_owned(), 1)]);
        assert!(!format!("{report:?}").contains("MARKER"));
        Ok(())
    }

    #[test]
    fn a_template_of_gitlab_is_read_without_its_comments() -> Result<(), Unusable> {
        let text = "### Scenario\n\nsearch: Find <!-- one of: search -->\n\n### Client\n\n<!-- the system -->\nAlpha (Alpha Org)\n\n### Result\n\npassed\n<!-- passed | failed -->\n\n### Note\n\n<!-- what\n others -->\n";
        let list = serde_json::json!([{"id": 900, "iid": 7, "description": text, "state": "opened", "created_at": "2026-09-19T14:00:00Z"}]);
        let report = read(list.to_string().as_bytes())?;
        let row = &report.rows[0];
        assert_eq!((row.place.as_str(), row.is_withdrawn), ("issue 7", false));
        assert_eq!(row.scenario.as_deref(), Some("search: Find"));
        assert_eq!(row.systems[0].name.as_deref(), Some("Alpha"));
        assert_eq!((row.verdict, &row.note), (Some(Verdict::Passed), &None));
        Ok(())
    }

    #[test]
    fn a_list_of_issues_has_closed_ones_and_others() -> Result<(), Unusable> {
        let issue = |number: u32, state: &str, body: &str| {
            serde_json::json!({"number": number, "state": state, "body": body, "createdAt": "2026-09-19T14:00:00Z",
                "author": {"login": "MARKER"}, "title": "MARKER"})
        };
        let list = serde_json::json!([
            issue(4, "OPEN", BODY),
            issue(5, "CLOSED", BODY),
            issue(6, "OPEN", "MARKER: no form"),
            {"number": 7, "state": "open", "body": BODY, "pull_request": {}},
        ]);
        let report = read(list.to_string().as_bytes())?;
        let short: Vec<_> = report
            .rows
            .iter()
            .map(|row| (row.place.as_str(), row.names[0].as_str(), row.is_withdrawn))
            .collect();
        assert_eq!(short, [("issue 4", "#4", false), ("issue 5", "#5", true)]);
        assert_eq!(
            report.skipped.last(),
            Some(&("issue that is no result".to_owned(), 2))
        );
        assert!(report.rows[0].when.is_some());
        assert!(!format!("{report:?}").contains("MARKER"));
        Ok(())
    }

    #[test]
    fn of_a_list_of_boxes_the_ticked_one_is_the_answer() -> Result<(), Unusable> {
        let verdict = |boxes: &str| -> Result<Option<Verdict>, Unusable> {
            let text = format!("### Scenario\n\nS1\n\n### Result\n\n{boxes}\n");
            Ok(read(text.as_bytes())?.rows[0].verdict)
        };
        assert_eq!(verdict("- [ ] pass\n- [X] fail")?, Some(Verdict::Failed));
        assert_eq!(verdict("- [x] pass\n- [ ] fail")?, Some(Verdict::Passed));
        assert_eq!(verdict("- [x] pass\n- [x] fail")?, None);
        assert_eq!(verdict("- [ ] pass\n- [ ] fail")?, None);
        Ok(())
    }
}
