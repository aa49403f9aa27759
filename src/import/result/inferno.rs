//! Inferno: the flat list of results of a session, as `inferno execute --outputter json` and its web server give it.
//!
//! Rows of groups and suites repeat their tests, so only rows of tests count. Inputs hold tokens and requests hold identifiers:
//! of the inputs the one named `url` is looked at, to find the server that was tested.

use std::collections::HashMap;

use serde::Deserialize;

use super::{Address, Named, Report, Row, Rows, Skipped, Unusable, json};
use crate::import::lenient;
use crate::model::When;
use crate::model::result::Verdict;

#[derive(Deserialize)]
struct Item {
    #[serde(default, deserialize_with = "lenient::text")]
    test_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    result: Option<String>,
    optional: Option<bool>,
    #[serde(default, deserialize_with = "lenient::text")]
    updated_at: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    created_at: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    test_session_id: Option<String>,
    inputs: Option<Vec<Input>>,
}

#[derive(Deserialize)]
struct Input {
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    value: Option<String>,
}

/// Reads the list.
pub fn report(text: &str) -> Result<Report, Unusable> {
    let items: Vec<Item> = json(text)?;
    let session = items.iter().find_map(|item| item.test_session_id.clone());
    // A test says its server only where it asks it; a session tests one.
    let server = items.iter().find_map(server);
    let mut skipped = Skipped::default();
    let mut rows = Rows::default();
    // Where a test of a session that was run again is in the rows: of its runs the latest counts.
    let mut places = HashMap::<(Option<String>, String), usize>::new();
    for item in items {
        let own = self::server(&item).or_else(|| server.clone());
        let Some(id) = item.test_id else {
            skipped.add("row of a group or suite, which repeats its tests");
            continue;
        };
        let suite = id.split('-').next().unwrap_or(&id).to_owned();
        let when = item.updated_at.or(item.created_at);
        let word = item.result.unwrap_or_default();
        let when = when.as_deref().and_then(When::parse);
        let place = *places
            .entry((item.test_session_id, id.clone()))
            .or_insert(rows.all.len());
        let row = Row {
            place: format!("test {}", place + 1),
            version: version(&suite),
            suite: Some(suite),
            names: vec![id],
            systems: own.into_iter().collect(),
            verdict: verdict(&word),
            word: known(&word).to_owned(),
            is_required: item.optional != Some(true),
            when,
            ..Row::default()
        };
        match rows.all.get_mut(place) {
            None => rows.push(row)?,
            Some(known) => {
                skipped.add("earlier run of a test that was run again");
                if instant(row.when) >= instant(known.when) {
                    *known = row;
                }
            }
        }
    }
    Ok(Report {
        tool: "inferno",
        session,
        rows: rows.all,
        refused: Vec::new(),
        skipped: skipped.all,
    })
}

/// Inferno writes times with their zone.
fn instant(when: Option<When>) -> Option<chrono::DateTime<chrono::FixedOffset>> {
    match when? {
        When::Instant(at) => Some(at),
        _ => None,
    }
}

fn server(item: &Item) -> Option<Named> {
    let mut inputs = item.inputs.iter().flatten();
    let url = inputs.find(|input| input.name.as_deref() == Some("url"))?;
    let address = Address::new(url.value.as_deref()?)?;
    Some(Named {
        address: Some(address),
        ..Named::default()
    })
}

/// Inferno's words; any other word may be something private.
fn known(word: &str) -> &'static str {
    const WORDS: [&str; 9] = [
        "pass", "fail", "error", "skip", "omit", "wait", "running", "cancel", "queued",
    ];
    let found = WORDS.into_iter().find(|known| *known == word);
    found.unwrap_or("no result")
}

/// An error is the tool's own and says nothing about the server; what was omitted did not apply.
fn verdict(word: &str) -> Option<Verdict> {
    match word {
        "pass" => Some(Verdict::Passed),
        "fail" => Some(Verdict::Failed),
        "error" => Some(Verdict::Blocked),
        "skip" => Some(Verdict::NotAttempted),
        _ => None,
    }
}

/// The version of the guide, which only the suite's name has: `us_core_v400` is 4.0.0.
fn version(suite: &str) -> Option<String> {
    let (_, version) = suite.rsplit_once("_v")?;
    let mut digits = version.chars();
    match (digits.next(), digits.next(), digits.next(), digits.next()) {
        (Some(a), Some(b), Some(c), None) if version.bytes().all(|b| b.is_ascii_digit()) => {
            Some(format!("{a}.{b}.{c}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tests_count_and_only_their_names_verdicts_and_times_are_kept() -> Result<(), Unusable> {
        let text = r#"[
            {"id": "MARKER", "test_id": "carin_v200-g-t1", "result": "pass", "optional": false, "updated_at": "2026-05-22T11:00:31.681-04:00",
             "test_session_id": "s1", "result_message": "MARKER", "outputs": [{"value": "MARKER"}], "messages": [{"message": "MARKER"}],
             "inputs": [{"name": "url", "value": "https://one.example.org/r4"}, {"name": "auth", "value": {"token": "MARKER"}}],
             "requests": [{"url": "https://one.example.org/r4/Patient/MARKER"}]},
            {"test_id": "carin_v200-g-t2", "result": "fail", "optional": true, "created_at": "2026-05-22T11:00:32-04:00"},
            {"test_id": "carin_v200-g-t3", "result": "wait"},
            {"test_id": "carin_v200-g-t4", "result": "MARKER"},
            {"test_group_id": "carin_v200-g", "result": "pass"},
            {"test_suite_id": "carin_v200", "result": "fail"}]"#;
        let report = report(text)?;
        assert_eq!(
            (report.tool, report.session.as_deref()),
            ("inferno", Some("s1"))
        );
        let short: Vec<_> = report
            .rows
            .iter()
            .map(|row| (row.names[0].as_str(), row.verdict, row.is_required))
            .collect();
        assert_eq!(
            short,
            [
                ("carin_v200-g-t1", Some(Verdict::Passed), true),
                ("carin_v200-g-t2", Some(Verdict::Failed), false),
                ("carin_v200-g-t3", None, true),
                ("carin_v200-g-t4", None, true),
            ]
        );
        assert_eq!(report.rows[0].version.as_deref(), Some("2.0.0"));
        let address = |row: &Row| row.systems[0].address.clone();
        assert!(
            report
                .rows
                .iter()
                .all(|row| address(row).is_some_and(|one| one.is("https://one.example.org/r4/")))
        );
        assert_eq!(report.skipped[0].1, 2);
        assert!(!format!("{report:?}").contains("MARKER"));
        Ok(())
    }

    #[test]
    fn of_a_test_that_was_run_again_the_latest_run_counts() -> Result<(), Unusable> {
        let text = r#"[
            {"test_id": "g-t1", "result": "fail", "test_session_id": "s", "updated_at": "2026-05-22T11:00:00-04:00"},
            {"test_id": "g-t2", "result": "pass", "test_session_id": "s", "updated_at": "2026-05-22T11:00:01-04:00"},
            {"test_id": "g-t1", "result": "pass", "test_session_id": "s", "updated_at": "2026-05-22T15:30:00Z"},
            {"test_id": "g-t2", "result": "fail", "test_session_id": "s", "updated_at": "2026-05-22T10:00:00-04:00"},
            {"test_id": "g-t2", "result": "error", "test_session_id": "other", "updated_at": "2026-05-22T10:00:00-04:00"}]"#;
        let report = report(text)?;
        let short: Vec<_> = report
            .rows
            .iter()
            .map(|row| (row.place.as_str(), row.names[0].as_str(), row.verdict))
            .collect();
        assert_eq!(
            short,
            [
                ("test 1", "g-t1", Some(Verdict::Passed)),
                ("test 2", "g-t2", Some(Verdict::Passed)),
                ("test 3", "g-t2", Some(Verdict::Blocked)),
            ]
        );
        let skipped = [("earlier run of a test that was run again".to_owned(), 2)];
        assert_eq!(report.skipped, skipped);
        Ok(())
    }
}
