//! A shared sheet: a row for each run, or a matrix with systems as rows and columns.

use serde_json::Value;

use super::issue_form::links;
use super::{Named, Report, Row, Rows, Skipped, Unusable, words};
use crate::import::table::Sheet;
use crate::model::When;
use crate::model::person::fold;

/// What a column of a list of runs holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    Track,
    Scenario,
    Verdict,
    Path,
    When,
    By,
    Note,
    Evidence,
    Issues,
    /// A role, or something that is nobody's: the track's roles decide.
    Role(String),
    /// One that holds a person's address, or the like.
    Skipped,
}

/// Reads a sheet of either kind.
pub fn report(sheet: &Sheet) -> Result<Report, Unusable> {
    let columns: Vec<Column> = sheet.header.iter().map(|heading| column(heading)).collect();
    let has = |column: &Column| columns.contains(column);
    if has(&Column::Verdict) {
        return runs(sheet, &columns);
    }
    // The corner of a matrix is empty, or says what it is a matrix of.
    if sheet.header.len() > 1 && !has(&Column::When) {
        return matrix(sheet);
    }
    Err(
        Unusable::new("is not a list of results: no column holds the verdict").hint(
            "expected a column 'result' or 'verdict', or a matrix with systems as rows and columns",
        ),
    )
}

fn column(heading: &str) -> Column {
    let folded = fold(heading).replace(['-', '_'], " ");
    match folded.trim_end_matches([':', '?', '*']).trim() {
        "track" => Column::Track,
        "scenario" | "test" | "test case" | "use case" => Column::Scenario,
        "verdict" | "result" | "outcome" | "status" | "pass/fail" => Column::Verdict,
        "path" | "format" | "transport" => Column::Path,
        "when" | "time" | "timestamp" | "date" | "tested at" => Column::When,
        "by" | "reported by" | "reporter" | "tester" | "asserter" => Column::By,
        "note" | "notes" | "comment" | "comments" => Column::Note,
        "evidence" | "link" | "links" => Column::Evidence,
        "issue" | "issues" | "tracker" => Column::Issues,
        "email" | "e mail" | "email address" | "" => Column::Skipped,
        folded if is_of_a_plan(folded) => Column::Skipped,
        _ => Column::Role(heading.to_owned()),
    }
}

/// What a plan of meetings says of time, place and people: the systems say the rest.
fn is_of_a_plan(heading: &str) -> bool {
    const SIDES: [&str; 4] = ["client", "client's", "server", "server's"];
    match heading {
        "day" | "starts" | "ends" | "room" | "round" => true,
        _ => heading.rsplit_once(' ').is_some_and(|(side, what)| {
            SIDES.contains(&side) && matches!(what, "organization" | "address" | "contact")
        }),
    }
}

fn runs(sheet: &Sheet, columns: &[Column]) -> Result<Report, Unusable> {
    let mut skipped = Skipped::default();
    let mut rows = Rows::default();
    for line in &sheet.rows {
        let Ok(cells) = &line.cells else {
            skipped.add("row with more cells than headings");
            continue;
        };
        let mut row = Row {
            place: format!("row {}", line.number),
            is_required: true,
            ..Row::default()
        };
        for (column, cell) in columns.iter().zip(cells) {
            let text = text(cell);
            if words::is_blank(&text) {
                continue;
            }
            match column {
                Column::Track => row.track = Some(text),
                Column::Scenario => row.scenario = Some(text),
                Column::Verdict => {
                    let cell = words::cell(&text);
                    row.verdict = cell.verdict;
                    row.word = cell.word;
                    row.issues.extend(cell.issues);
                }
                Column::Path => row.path = Some(text),
                Column::When => row.when = when(&text),
                Column::By => row.reported_by = Some(text),
                Column::Note => row.note = Some(text),
                Column::Evidence => row.evidence.extend(links(&text)),
                Column::Issues => row.issues.extend(words::cell(&text).issues),
                Column::Role(role) => row.systems.push(Named {
                    role: Some(role.clone()),
                    name: Some(text),
                    ..Named::default()
                }),
                Column::Skipped => skipped.add("cell under a heading that is no part of a result"),
            }
        }
        // A run that is planned has its systems, and nothing yet that was seen.
        let is_seen = row.verdict.is_some()
            || !row.word.is_empty()
            || row.note.is_some()
            || !row.evidence.is_empty()
            || !row.issues.is_empty();
        if !is_seen {
            skipped.add("row without a result");
            continue;
        }
        rows.push(row)?;
    }
    Ok(Report {
        tool: "sheet",
        session: None,
        rows: rows.all,
        refused: Vec::new(),
        skipped: skipped.all,
    })
}

/// Every cell that says something is a run between its row's system and its column's.
fn matrix(sheet: &Sheet) -> Result<Report, Unusable> {
    let mut skipped = Skipped::default();
    let mut rows = Rows::default();
    let corner = sheet.header.first().map(String::as_str).unwrap_or_default();
    // "server \ client" says the roles, in the order rows and columns.
    let roles: Vec<&str> = corner
        .split(['\\', '/', '×', '↓', '→'])
        .map(str::trim)
        .collect();
    let role = |at: usize| match roles[..] {
        [_, _] => Some(roles[at].to_owned()).filter(|role| !role.is_empty()),
        _ => None,
    };
    let scenario =
        Some(corner.trim().to_owned()).filter(|name| roles.len() != 2 && !name.is_empty());
    for line in &sheet.rows {
        let Ok(cells) = &line.cells else {
            skipped.add("row with more cells than headings");
            continue;
        };
        let Some(down) = cells
            .first()
            .map(text)
            .filter(|name| !words::is_blank(name))
        else {
            skipped.add("row without a system");
            continue;
        };
        for (across, cell) in sheet.header.iter().zip(cells).skip(1) {
            let text = text(cell);
            if words::is_blank(&text) || across.is_empty() {
                continue;
            }
            let cell = words::cell(&text);
            rows.push(Row {
                place: format!("row {}, column {}", line.number, across),
                scenario: scenario.clone(),
                systems: vec![
                    Named {
                        role: role(0),
                        name: Some(down.clone()),
                        ..Named::default()
                    },
                    Named {
                        role: role(1),
                        name: Some(across.clone()),
                        ..Named::default()
                    },
                ],
                verdict: cell.verdict,
                word: cell.word,
                issues: cell.issues,
                is_required: true,
                ..Row::default()
            })?;
        }
    }
    Ok(Report {
        tool: "sheet",
        session: None,
        rows: rows.all,
        refused: Vec::new(),
        skipped: skipped.all,
    })
}

fn text(cell: &Value) -> String {
    match cell {
        Value::String(text) => text.trim().to_owned(),
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// A time as sheets write it: with a blank for the `T`, or a day.
fn when(text: &str) -> Option<When> {
    When::parse(text).or_else(|| When::parse(&text.replacen(' ', "T", 1)))
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn short(report: &Report) -> Vec<String> {
        let rows = report.rows.iter().map(|row| {
            let systems: Vec<String> = row
                .systems
                .iter()
                .map(|one| {
                    format!(
                        "{}={}",
                        one.role.as_deref().unwrap_or("?"),
                        one.name.as_deref().unwrap_or_default()
                    )
                })
                .collect();
            let scenario = row.scenario.as_deref().unwrap_or("?");
            let verdict = row
                .verdict
                .map_or(row.word.clone(), |verdict| verdict.to_string());
            format!(
                "{}: {scenario} {} {verdict} {}",
                row.place,
                systems.join(" "),
                row.issues.join(" ")
            )
        });
        rows.map(|line| line.trim_end().to_owned()).collect()
    }

    #[test]
    fn a_list_has_a_row_for_each_run() -> Result<(), Unusable> {
        let text = "Scenario;Client;Server;Result;Time;Notes;Email\nread;One;Two;✓ FHIR-1;2026-09-19 10:00;fine;MARKER\n\
            read;One;Three;x;;;\n;;;;;;\nwrite;One;;no partner;;;\n";
        let report = read(text.as_bytes())?;
        assert_eq!(
            short(&report),
            [
                "row 2: read Client=One Server=Two passed FHIR-1",
                "row 3: read Client=One Server=Three x",
                "row 5: write Client=One no-partner",
            ]
        );
        assert!(report.rows[0].when.is_some());
        assert!(!format!("{report:?}").contains("MARKER"));
        Ok(())
    }

    #[test]
    fn a_plan_of_meetings_is_filled_in_row_by_row() -> Result<(), Unusable> {
        let text = "track,day,starts,room,round,scenario,client,client-organization,server,verdict,issues,note\n\
            t,2026-09-19,2026-09-19T09:00:00-04:00,4,1,read,One,First,Two,ok,,\n\
            t,2026-09-19,2026-09-19T09:00:00-04:00,4,1,read,One,First,Three,,,\n\
            t,2026-09-19,2026-09-19T09:00:00-04:00,4,1,read,One,First,Four,,FHIR-7,\n";
        let report = read(text.as_bytes())?;
        assert_eq!(
            short(&report),
            [
                "row 2: read client=One server=Two passed",
                "row 4: read client=One server=Four  FHIR-7",
            ]
        );
        let skipped = [
            (
                "cell under a heading that is no part of a result".to_owned(),
                15,
            ),
            ("row without a result".to_owned(), 1),
        ];
        assert_eq!(report.skipped, skipped);
        Ok(())
    }

    #[test]
    fn a_matrix_has_systems_as_rows_and_columns() -> Result<(), Unusable> {
        let report = read("server \\ client,One,Two\nAlpha,ok,\nBeta,failed #3,-\n".as_bytes())?;
        assert_eq!(
            short(&report),
            [
                "row 2, column One: ? server=Alpha client=One passed",
                "row 3, column One: ? server=Beta client=One failed #3",
            ]
        );
        let named = read("read-a-patient,One\nAlpha,✗\n".as_bytes())?;
        assert_eq!(
            short(&named),
            ["row 2, column One: read-a-patient ?=Alpha ?=One failed"]
        );
        Ok(())
    }

    #[test]
    fn a_list_in_json_is_a_sheet() -> Result<(), Unusable> {
        let report = read(br#"[{"scenario": "read", "client": "One", "verdict": "passed"}]"#)?;
        assert_eq!(short(&report), ["row 1: read client=One passed"]);
        Ok(())
    }
}
