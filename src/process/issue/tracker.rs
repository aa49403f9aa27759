//! Taking over what the tracker says: keys, statuses and resolutions, from a sheet that it exported.

use serde_json::Value as Cell;

use crate::error::Failure;
use crate::import::table::{self, Sheet};
use crate::model::invisible;
use crate::model::issue::Ticket;
use crate::model::person::fold;
use crate::model::{Issue, Moment, Slug};
use crate::workspace::{EventFolder, Record};

/// A row of the tracker's sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number, as people count rows.
    pub number: usize,
    pub key: String,
    pub title: String,
    pub status: Option<String>,
    pub resolution: Option<String>,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// An issue that is there takes over what the tracker says; what it said before, in words.
    Taken {
        issue: Slug,
        ticket: Ticket,
        before: String,
    },
    Unchanged {
        issue: Slug,
    },
    /// Several issues without a key have its title.
    Ambiguous {
        issues: Vec<Slug>,
    },
    /// No issue of the event is meant.
    Unknown,
    /// What it would write cannot be kept, and why.
    Refused(String),
}

/// The rows of a sheet that a tracker exported.
fn rows(sheet: Sheet) -> Result<Vec<Row>, Failure> {
    let find = |names: &[&str]| {
        let heading = |heading: &String| names.contains(&fold(heading).as_str());
        sheet.header.iter().position(heading)
    };
    let key = find(&["issue key", "key"]);
    let (Some(key), title) = (key, find(&["summary", "title"])) else {
        return Err(
            Failure::usage("no column holds the keys of issues").hint(format!(
                "expected a column 'Issue key' or 'Key'; found: {}",
                sheet.header.join(", ")
            )),
        );
    };
    let (status, resolution) = (find(&["status"]), find(&["resolution"]));
    let text = |cells: &[Cell], at: Option<usize>| -> Option<String> {
        let text = match cells.get(at?)? {
            Cell::Null => return None,
            Cell::String(text) => text.trim().to_owned(),
            other => other.to_string(),
        };
        Some(text).filter(|text| !text.is_empty())
    };
    let mut rows = Vec::new();
    for row in sheet.rows {
        let cells = row
            .cells
            .map_err(|reason| Failure::usage(format!("row {}: {reason}", row.number)))?;
        let Some(key) = text(&cells, Some(key)) else {
            return Err(Failure::usage(format!("row {} has no key", row.number))
                .hint("export the tracker's issues with the column 'Issue key'"));
        };
        rows.push(Row {
            number: row.number,
            key,
            title: text(&cells, title).unwrap_or_default(),
            status: text(&cells, status),
            resolution: text(&cells, resolution),
        });
    }
    Ok(rows)
}

/// Reads a file that a tracker exported.
pub fn read(bytes: &[u8]) -> Result<Vec<Row>, Failure> {
    let sheet = table::read(bytes, None)
        .map_err(|error| Failure::usage(format!("the file {error}")).maybe_hint(error.hint))?;
    rows(sheet)
}

/// What becomes of each row: an issue is known by its key, and one without a key by its whole title where no other has it.
pub fn plan(folder: &EventFolder, rows: &[Row], now: Moment) -> Vec<Outcome> {
    let mut by_key = std::collections::HashMap::<String, &Record<Issue>>::new();
    let mut by_title = std::collections::HashMap::<String, Vec<&Record<Issue>>>::new();
    for record in folder.issues.values() {
        match record.value.key() {
            Some(key) => {
                by_key.entry(fold(key)).or_insert(record);
            }
            None => by_title
                .entry(fold(&record.value.title))
                .or_default()
                .push(record),
        }
    }
    let outcome = |row: &Row| {
        let titled = || {
            by_title
                .get(&fold(&row.title))
                .map_or(&[][..], Vec::as_slice)
        };
        let record = match (by_key.get(&fold(&row.key)), titled()) {
            (Some(record), _) | (None, [record]) => *record,
            (None, []) => return Outcome::Unknown,
            (None, several) => {
                let issues = several.iter().map(|record| record.slug.clone()).collect();
                return Outcome::Ambiguous { issues };
            }
        };
        hidden(row).map_or_else(|| taken(record, row, now), Outcome::Refused)
    };
    rows.iter().map(outcome).collect()
}

/// What is wrong with the first text of a row that holds a character which no one sees.
fn hidden(row: &Row) -> Option<String> {
    let texts = [
        ("the key", Some(&row.key)),
        ("the status", row.status.as_ref()),
        ("the resolution", row.resolution.as_ref()),
    ];
    let mut texts = texts.into_iter();
    texts.find_map(|(what, text)| invisible::complaint(what, text?))
}

/// What an issue takes over of a row. A column that the sheet does not have changes nothing.
fn taken(record: &Record<Issue>, row: &Row, now: Moment) -> Outcome {
    let issue = record.slug.clone();
    let old = record.value.tracker.as_ref();
    let status = row.status.clone().or_else(|| old?.status.clone());
    let resolution = row.resolution.clone().or_else(|| old?.resolution.clone());
    if old.is_some_and(|old| {
        fold(&old.key) == fold(&row.key) && old.status == status && old.resolution == resolution
    }) {
        return Outcome::Unchanged { issue };
    }
    let before = match old {
        None => "no key".to_owned(),
        Some(old) => {
            let parts = [old.status.as_deref(), old.resolution.as_deref()];
            let parts: Vec<&str> = parts.into_iter().flatten().collect();
            match parts[..] {
                [] => "no status".to_owned(),
                _ => parts.join(", "),
            }
        }
    };
    Outcome::Taken {
        issue,
        ticket: Ticket {
            key: old.map_or_else(|| row.key.clone(), |old| old.key.clone()),
            status,
            resolution,
            as_of: Some(now),
        },
        before,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::File;
    use crate::yaml::marks::Marks;

    fn slug(text: &str) -> Slug {
        Slug::parse(text).unwrap_or_else(|_| unreachable!())
    }

    fn folder(issues: &[(&str, &str)]) -> EventFolder {
        let mut folder = EventFolder::new(slug("e"));
        for (name, text) in issues {
            let text = format!("{{against: specification, {text}}}");
            let value: Issue =
                crate::yaml::read(&text).unwrap_or_else(|error| unreachable!("{error}"));
            let record = Record {
                slug: slug(name),
                file: File::issue(&folder.slug, &slug(name)),
                value: value.into(),
                marks: Marks::default(),
            };
            folder.issues.insert(slug(name), record);
        }
        folder
    }

    fn outcomes(folder: &EventFolder, csv: &str) -> Vec<String> {
        let now: Moment = crate::yaml::read("'2026-09-20T10:00:00Z'")
            .unwrap_or_else(|error| unreachable!("{error}"));
        let rows = read(csv.as_bytes()).unwrap_or_else(|error| unreachable!("{error:?}"));
        plan(folder, &rows, now)
            .into_iter()
            .map(|outcome| match outcome {
                Outcome::Taken {
                    issue,
                    ticket,
                    before,
                } => format!(
                    "{issue}: {} {}/{} was {before}",
                    ticket.key,
                    ticket.status.unwrap_or_default(),
                    ticket.resolution.unwrap_or_default()
                ),
                Outcome::Unchanged { issue } => format!("{issue}: unchanged"),
                Outcome::Ambiguous { issues } => format!("{issues:?}"),
                Outcome::Unknown => "unknown".to_owned(),
                Outcome::Refused(why) => format!("refused: {why}"),
            })
            .collect()
    }

    #[test]
    fn an_issue_is_known_by_its_key_and_one_without_by_its_whole_title() {
        let folder = folder(&[
            (
                "a",
                "title: Search by name, tracker: {key: FHIR-1, status: Triaged}",
            ),
            ("b", "title: 'No page says it'"),
            ("c", "title: Twice"),
            ("d", "title: twice"),
        ]);
        let csv = "Summary,Issue key,Status,Resolution\n\
            Renamed,fhir-1,Published,Persuasive\n\
            no page  says it,FHIR-2,Submitted,\n\
            Twice,FHIR-3,Submitted,\n\
            Of others,FHIR-4,Submitted\u{200b},\n\
            No page says it,FHIR-2\u{200b},Submitted,\n\
            Search by name,FHIR-1,Published,Per\u{ad}suasive\n";
        assert_eq!(
            outcomes(&folder, csv),
            [
                "a: FHIR-1 Published/Persuasive was Triaged",
                "b: FHIR-2 Submitted/ was no key",
                "[Slug(\"c\"), Slug(\"d\")]",
                "unknown",
                "refused: the key holds the invisible character U+200B",
                "refused: the resolution holds the invisible character U+00AD",
            ]
        );
    }

    #[test]
    fn the_same_sheet_again_changes_nothing_and_a_missing_column_neither() {
        let folder = folder(&[(
            "a",
            "title: t, tracker: {key: FHIR-1, status: Published, resolution: Persuasive}",
        )]);
        assert_eq!(
            outcomes(&folder, "Key,Status\nFHIR-1,Published\n"),
            ["a: unchanged"]
        );
    }

    #[test]
    fn a_sheet_without_keys_is_refused() {
        let failure = read(b"Summary,Status\nx,y\n").err();
        assert_eq!(
            failure.map(|failure| (failure.message, failure.hint)),
            Some((
                "no column holds the keys of issues".to_owned(),
                Some("expected a column 'Issue key' or 'Key'; found: Summary, Status".to_owned())
            ))
        );
    }
}
