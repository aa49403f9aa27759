//! Issues as a table of people: a row for each issue that a registration form made, under the headings of the form.

use std::collections::HashMap;

use serde_json::Value;

use crate::import::issue::{self, Answer, Issue};
use crate::import::registration::headings::{Field, meaning};
use crate::import::table::{Row, Sheet, Unusable, ensure_bounded};

/// The answer of a closed issue to whether the person comes.
pub const CLOSED: &str = "issue closed";

/// Columns that come from an issue and never from its text: by them no one is ahead in line, or another.
const OWN: [&str; 3] = ["Issue", "Submitted at", "Status"];

/// The issues of a list that are registrations, as rows with the numbers of the issues.
#[derive(Debug, Clone, PartialEq)]
pub struct Registrations {
    pub sheet: Sheet,
    /// How many issues are something else.
    pub others: usize,
}

/// Reads a list of issues, or the body of one.
///
/// # Errors
/// It is not valid JSON, or holds too much.
pub fn read(text: &str) -> Result<Registrations, Unusable> {
    let issues = if issue::is_list(text) {
        issue::list(text)?
    } else {
        vec![Ok(Issue {
            body: Some(text.to_owned()),
            ..Issue::default()
        })]
    };
    let mut header: Vec<String> = OWN.map(str::to_owned).to_vec();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut rows = Vec::new();
    let mut others = 0;
    for (at, issue) in issues.into_iter().enumerate() {
        let place =
            |number: Option<&str>| number.and_then(|text| text.parse().ok()).unwrap_or(at + 1);
        let issue = match issue {
            Ok(issue) => issue,
            Err(refused) => {
                rows.push(Row {
                    number: place(refused.number.as_deref()),
                    cells: Err(refused.why),
                });
                continue;
            }
        };
        let answers = issue.body.as_deref().map(issue::answers);
        let Some(answers) = answers.filter(|answers| answers.iter().any(is_name)) else {
            others += 1;
            continue;
        };
        let own = [
            issue.reference(),
            issue.created.map(|created| created.to_string()),
            issue.is_closed.then(|| CLOSED.to_owned()),
        ];
        let mut cells: Vec<Value> = own.into_iter().map(Value::from).collect();
        for answer in answers.iter().filter(|answer| !is_own(answer)) {
            let column = *places.entry(answer.heading.clone()).or_insert_with(|| {
                header.push(answer.heading.clone());
                header.len() - 1
            });
            // Every question is a column of every issue.
            ensure_bounded(header.len(), rows.len() + 1)?;
            if cells.len() <= column {
                cells.resize(column + 1, Value::Null);
            }
            cells[column] = cell(answer);
        }
        rows.push(Row {
            number: place(issue.number.as_deref()),
            cells: Ok(cells),
        });
    }
    if rows.iter().all(|row| row.cells.is_err()) {
        header.push("Name".to_owned());
    }
    ensure_bounded(header.len(), rows.len())?;
    for row in &mut rows {
        if let Ok(cells) = &mut row.cells {
            cells.resize(header.len(), Value::Null);
        }
    }
    let sheet = Sheet { header, rows };
    Ok(Registrations { sheet, others })
}

/// Whether a form asks for the person's name, as one for registrations does.
fn is_name(answer: &Answer) -> bool {
    const NAMES: [Field; 3] = [Field::Name, Field::FirstName, Field::LastName];
    meaning(&answer.heading).is_some_and(|one| NAMES.contains(&one.field))
}

/// Whether a heading would be read as what only the issue itself says.
fn is_own(answer: &Answer) -> bool {
    const FIELDS: [Field; 3] = [Field::Issue, Field::Submitted, Field::Status];
    meaning(&answer.heading).is_some_and(|one| FIELDS.contains(&one.field))
}

/// An answer, or what is ticked of several.
fn cell(answer: &Answer) -> Value {
    let mut lines = answer.text.lines().map(str::trim);
    if !answer.text.is_empty() && lines.all(|line| line.is_empty() || line.starts_with("- [")) {
        return answer.ticked().into_iter().map(Value::from).collect();
    }
    Value::from(answer.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::{MAX_CELLS, MAX_COLUMNS};
    use serde_json::json;

    const BODY: &str = "### Name\n\nRobin Example\n\n### Email\n\nrobin@example.org\n\n### Tracks\n\n- [X] Patient\n- [ ] Bulk Data\n\n### Notes\n\n_No response_\n";

    #[test]
    fn issues_become_rows_with_their_numbers() -> Result<(), Unusable> {
        let list = json!([
            {"number": 12, "state": "OPEN", "body": BODY, "createdAt": "2026-08-01T10:00:00Z"},
            {"number": 9, "state": "CLOSED", "body": "### Team\n\nA\n### Name\n\nSam Sample"},
            {"number": 8, "state": "OPEN", "body": "### Scenario\n\nx"},
            {"number": 7, "state": "OPEN", "body": null},
            {"number": 6, "state": "OPEN", "body": BODY, "createdAt": "yesterday"},
        ]);
        let read = read(&list.to_string())?;
        assert_eq!(
            read.sheet.header,
            [
                "Issue",
                "Submitted at",
                "Status",
                "Name",
                "Email",
                "Tracks",
                "Notes",
                "Team"
            ]
        );
        let [first, second, third] = &read.sheet.rows[..] else {
            unreachable!("{read:?}");
        };
        assert_eq!(
            (first.number, &first.cells),
            (
                12,
                &Ok(vec![
                    json!("#12"),
                    json!("2026-08-01T10:00:00Z"),
                    json!(null),
                    json!("Robin Example"),
                    json!("robin@example.org"),
                    json!(["Patient"]),
                    json!(""),
                    json!(null)
                ])
            )
        );
        assert_eq!(
            (second.number, &second.cells),
            (
                9,
                &Ok(vec![
                    json!("#9"),
                    json!(null),
                    json!("issue closed"),
                    json!("Sam Sample"),
                    json!(null),
                    json!(null),
                    json!(null),
                    json!("A")
                ])
            )
        );
        let refused =
            "'createdAt' is not an instant: expected one such as 2026-09-19T14:00:00Z".to_owned();
        assert_eq!((third.number, &third.cells), (6, &Err(refused)));
        assert_eq!(read.others, 2);
        Ok(())
    }

    #[test]
    fn no_text_of_an_issue_says_when_or_by_which_issue_it_came() -> Result<(), Unusable> {
        let body = format!(
            "{BODY}\n### Timestamp\n\n2020-01-01T10:00:00Z\n### Issue\n\n#3\n### Registration status\n\nconfirmed\n"
        );
        let list = json!([{"number": 12, "state": "OPEN", "body": body}]);
        let read = read(&list.to_string())?;
        assert_eq!(read.sheet.header.len(), OWN.len() + 4);
        assert_eq!(
            read.sheet.rows[0]
                .cells
                .as_ref()
                .map(|cells| cells[0].clone()),
            Ok(json!("#12"))
        );
        Ok(())
    }

    #[test]
    fn questions_are_columns_of_every_issue() {
        let said = |questions: usize, issues: usize| {
            let asked: Vec<String> = (1..questions).map(|at| format!("### {at}")).collect();
            let body = format!("### Name\n\nA\n{}", asked.join("\n"));
            let mut list = vec![json!({"state": "OPEN", "body": "### Name\n\nB"}); issues - 1];
            list.push(json!({"state": "OPEN", "body": body}));
            let read = read(&Value::Array(list).to_string());
            read.map(|read| read.sheet.header.len())
                .map_err(|error| error.message)
        };
        let most = MAX_COLUMNS - OWN.len();
        assert_eq!(said(most, 1), Ok(MAX_COLUMNS));
        assert_eq!(
            said(most + 1, 1),
            Err("holds more than 1000 columns".to_owned())
        );
        assert_eq!(
            said(most, MAX_CELLS / MAX_COLUMNS + 1),
            Err("holds more than 2000000 cells".to_owned())
        );
    }

    #[test]
    fn one_body_is_a_row_and_no_issue_is_none() -> Result<(), Unusable> {
        assert_eq!(read(BODY)?.sheet.rows[0].number, 1);
        let none = read("[]")?;
        assert_eq!((none.sheet.rows.len(), none.others), (0, 0));
        Ok(())
    }
}
