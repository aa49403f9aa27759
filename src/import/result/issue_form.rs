//! Issue forms: one run a form, a heading for each question. A closed issue of a list withdraws its run.

use super::{Named, Report, Row, Rows, Skipped, Unusable, words};
use crate::import::issue;
use crate::model::result::Source;

/// Reads one body.
pub fn body(text: &str) -> Result<Report, Unusable> {
    let mut skipped = Skipped::default();
    let Some(row) = row("form", text, &mut skipped) else {
        return Err(Unusable::new("is a form without a scenario or a result")
            .hint("expected headings 'Scenario' and 'Result', and one for each role"));
    };
    Ok(Report {
        tool: Source::ISSUE_FORM,
        rows: vec![row],
        skipped: skipped.all,
        ..Report::default()
    })
}

/// Reads a list of issues.
pub fn issues(text: &str) -> Result<Report, Unusable> {
    let mut skipped = Skipped::default();
    let (mut rows, mut refused) = (Rows::default(), Vec::new());
    for (at, issue) in issue::list(text)?.into_iter().enumerate() {
        let issue = match issue {
            Ok(issue) => issue,
            Err(one) => {
                refused.push((place(one.number.as_deref(), one.at), one.why));
                continue;
            }
        };
        let place = place(issue.number.as_deref(), at + 1);
        let body = issue.body.as_deref();
        let Some(mut row) = body.and_then(|body| row(&place, body, &mut skipped)) else {
            skipped.add("issue that is no result");
            continue;
        };
        row.names = issue.reference().into_iter().collect();
        row.when = issue.created;
        row.is_withdrawn = issue.is_closed;
        rows.push(row)?;
    }
    Ok(Report {
        tool: Source::ISSUE_FORM,
        rows: rows.all,
        refused,
        skipped: skipped.all,
        ..Report::default()
    })
}

/// Where an issue is: its number, else its place in the list.
fn place(number: Option<&str>, at: usize) -> String {
    number.map_or_else(
        || format!("issue in place {at}"),
        |number| format!("issue {number}"),
    )
}

/// The run of a form; `None` when it has no scenario or no result.
fn row(place: &str, body: &str, skipped: &mut Skipped) -> Option<Row> {
    let mut row = Row {
        place: place.to_owned(),
        is_required: true,
        ..Row::default()
    };
    let mut answered = false;
    for one in issue::answers(body) {
        let answer = one.text.as_str();
        if words::is_blank(answer) {
            continue;
        }
        let first = one.line();
        match one.key().as_str() {
            "scenario" | "test" | "test case" | "use case" if row.scenario.is_none() => {
                row.scenario = Some(first.to_owned());
            }
            "track" if row.track.is_none() => row.track = Some(first.to_owned()),
            "result" | "outcome" | "verdict" | "status" if !answered => {
                answered = true;
                let ticked = match one.ticked()[..] {
                    [ticked] => ticked,
                    _ => first,
                };
                let cell = words::cell(ticked);
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
            | "tester" => skipped.add(&format!("answer to '{}'", one.heading)),
            _ => row.systems.push(system(&one.heading, first)),
        }
    }
    (row.scenario.is_some() && answered).then_some(row)
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
            {"number": 8, "state": "open", "body": BODY, "createdAt": "MARKER"},
            "MARKER",
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
        let refused = [
            (
                "issue 8",
                "'createdAt' is not an instant: expected one such as 2026-09-19T14:00:00Z",
            ),
            ("issue in place 6", "is a text: expected an issue"),
        ];
        let refused = refused.map(|(place, why)| (place.to_owned(), why.to_owned()));
        assert_eq!(report.refused, refused);
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
