//! FHIR TestReport: STU3, R4, R4B, R5 and the Testing IG's for R6, in JSON and XML, alone, in a list or in a Bundle.
//!
//! Read leniently: producers write `status: complete`, leave `result` out, give `testScript` as a reference, a canonical or a bare
//! text, and `title` for `name`. Messages and details are not looked at.

use serde_json::Value;

use super::{Address, Named, Report, Row, Rows, Skipped, Unusable};
use crate::model::When;
use crate::model::result::Verdict;

/// Reads a TestReport, a list of them, or a Bundle with them.
pub fn report(value: &Value) -> Result<Report, Unusable> {
    let mut found = Found::default();
    found.collect(value)?;
    let report = Report {
        tool: "test-report",
        session: found.session,
        rows: found.rows.all,
        refused: Vec::new(),
        skipped: found.skipped.all,
    };
    if report.rows.is_empty() && report.skipped.is_empty() {
        return Err(Unusable::new("holds no TestReport"));
    }
    Ok(report)
}

#[derive(Default)]
struct Found {
    session: Option<String>,
    rows: Rows,
    skipped: Skipped,
}

impl Found {
    fn collect(&mut self, value: &Value) -> Result<(), Unusable> {
        match value {
            Value::Array(list) => list.iter().try_for_each(|one| self.collect(one)),
            value => match text(value, "resourceType") {
                Some("TestReport") => self.add(value),
                Some("Bundle") => items(value, "entry")
                    .flat_map(|entry| items(entry, "resource"))
                    .try_for_each(|resource| self.collect(resource)),
                _ => {
                    self.skipped.add("resource that is no TestReport");
                    Ok(())
                }
            },
        }
    }

    fn add(&mut self, value: &Value) -> Result<(), Unusable> {
        if text(value, "status") == Some("entered-in-error") {
            self.skipped.add("TestReport that was entered in error");
            return Ok(());
        }
        let suite = script(value).or_else(|| name(value));
        let systems: Vec<Named> = items(value, "participant")
            .filter_map(participant)
            .collect();
        let when = text(value, "issued").and_then(When::parse);
        if self.session.is_none() {
            self.session = items(value, "identifier")
                .next()
                .and_then(|identifier| text(identifier, "value"))
                .or_else(|| text(value, "id"))
                .map(str::to_owned);
        }
        let mut add = |test: Option<&str>, (verdict, word): (Option<Verdict>, &str)| {
            let names = match (&suite, test) {
                (Some(suite), Some(test)) => vec![format!("{suite}/{test}"), test.to_owned()],
                (Some(suite), None) => vec![suite.clone()],
                (None, Some(test)) => vec![test.to_owned()],
                (None, None) => Vec::new(),
            };
            self.rows.push(Row {
                place: self.rows.next_test(),
                suite: suite.clone(),
                names,
                systems: systems.clone(),
                verdict,
                word: word.to_owned(),
                is_required: true,
                when,
                ..Row::default()
            })
        };
        let mut any = false;
        for phase in items(value, "setup") {
            let outcome = outcome(phase);
            // A setup that went wrong is why tests were not run; one that passed is no test.
            if !matches!(outcome.0, Some(Verdict::Passed) | None) {
                add(Some("setup"), outcome)?;
            }
        }
        for test in items(value, "test") {
            any = true;
            let name = text(test, "name").or_else(|| text(test, "id"));
            add(name, outcome(test))?;
        }
        if !any {
            let whole = match text(value, "result") {
                Some("pass") => (Some(Verdict::Passed), "pass"),
                Some("fail") => (Some(Verdict::Failed), "fail"),
                _ => (None, "pending"),
            };
            add(None, whole)?;
        }
        Ok(())
    }
}

/// The worst of a phase's actions. What is not known is no verdict.
fn outcome(phase: &Value) -> (Option<Verdict>, &'static str) {
    let mut all = Vec::new();
    for action in items(phase, "action") {
        for step in items(action, "operation").chain(items(action, "assert")) {
            all.push(text(step, "result").unwrap_or_default());
        }
    }
    let has = |word: &str| all.contains(&word);
    if has("fail") {
        (Some(Verdict::Failed), "fail")
    } else if has("error") {
        (Some(Verdict::Blocked), "error")
    } else if has("pass") || has("warning") {
        let is_known = |word: &&str| matches!(*word, "pass" | "warning" | "skip");
        if all.iter().all(is_known) {
            (Some(Verdict::Passed), "pass")
        } else {
            (None, "pending")
        }
    } else if has("skip") {
        (Some(Verdict::NotAttempted), "skip")
    } else {
        (None, "pending")
    }
}

fn participant(value: &Value) -> Option<Named> {
    let role = text(value, "type")?;
    matches!(role, "client" | "server").then(|| Named {
        role: Some(role.to_owned()),
        name: text(value, "display").map(str::to_owned),
        address: text(value, "uri").and_then(Address::new),
        ..Named::default()
    })
}

/// The script's name: what it is displayed as, else the end of its address, without a version.
fn script(report: &Value) -> Option<String> {
    let script = items(report, "testScript").next()?;
    let whole = match script {
        Value::String(whole) => whole.as_str(),
        script => match text(script, "display") {
            Some(display) => return Some(display.to_owned()),
            None => text(script, "reference")?,
        },
    };
    let whole = whole.split(['|', '?', '#']).next()?;
    let name = whole.trim_end_matches('/').rsplit('/').next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

fn name(report: &Value) -> Option<String> {
    text(report, "name")
        .or_else(|| text(report, "title"))
        .map(str::to_owned)
}

/// The values of a key: each of a list, or the one that is there.
fn items<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    let list: &[Value] = match value.get(key) {
        None | Some(Value::Null) => &[],
        Some(Value::Array(list)) => list,
        Some(one) => std::slice::from_ref(one),
    };
    list.iter()
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    let first = items(value, key).next()?.as_str()?.trim();
    (!first.is_empty()).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn short(report: &Report) -> Vec<(Vec<String>, Option<Verdict>)> {
        let rows = report.rows.iter();
        rows.map(|row| (row.names.clone(), row.verdict)).collect()
    }

    const R4: &str = r#"<?xml version="1.0"?><TestReport xmlns="http://hl7.org/fhir"><id value="x"/><name value="My report"/>
        <status value="completed"/><testScript><reference value="TestScript/read-patient"/></testScript><result value="fail"/>
        <tester value="MARKER"/><issued value="2026-09-19T10:00:00Z"/>
        <participant><type value="server"/><uri value="https://one.example.org/r4"/><display value="Server One"/></participant>
        <participant><type value="test-engine"/><uri value="https://engine.example.org/MARKER"/></participant>
        <test id="01"><name value="Read"/><action><operation><result value="pass"/><message value="MARKER"/><detail value="MARKER"/></operation></action>
          <action><assert><result value="warning"/></assert></action></test>
        <test id="02"><action><assert><result value="pass"/></assert></action><action><assert><result value="fail"/></assert></action></test>
        <test id="03"><action><assert><result value="skip"/></assert></action></test>
        <test id="04"><action><operation><result value="error"/></operation></action></test></TestReport>"#;

    #[test]
    fn a_report_in_xml_gives_a_row_for_each_test() -> Result<(), Unusable> {
        let report = read(R4.as_bytes())?;
        let names = |test: &str| vec![format!("read-patient/{test}"), test.to_owned()];
        assert_eq!(
            short(&report),
            [
                (names("Read"), Some(Verdict::Passed)),
                (names("02"), Some(Verdict::Failed)),
                (names("03"), Some(Verdict::NotAttempted)),
                (names("04"), Some(Verdict::Blocked)),
            ]
        );
        let server = &report.rows[0].systems;
        assert_eq!(server.len(), 1);
        assert_eq!(server[0].name.as_deref(), Some("Server One"));
        assert_eq!(
            report.rows[0].when.map(|when| when.to_string()).as_deref(),
            Some("2026-09-19T10:00:00Z")
        );
        assert!(!format!("{report:?}").contains("MARKER"));
        Ok(())
    }

    #[test]
    fn the_script_is_an_object_a_canonical_or_a_text() -> Result<(), Unusable> {
        for (script, name) in [
            (
                r#"{"reference": "http://example.org/TestScript/a|1.0"}"#,
                "a",
            ),
            (
                r#"{"reference": "TestScript/a", "display": "Script A"}"#,
                "Script A",
            ),
            (r#""http://example.org/TestScript/a|2.0.0""#, "a"),
            (r#""a""#, "a"),
            (r#"{"identifier": {"value": "x"}}"#, "T"),
        ] {
            let text = format!(
                r#"{{"resourceType": "TestReport", "title": "T", "status": "complete", "testScript": {script}, "result": "pass", "setup": null, "score": "0"}}"#
            );
            let report = read(text.as_bytes())?;
            assert_eq!(
                short(&report),
                [(vec![name.to_owned()], Some(Verdict::Passed))],
                "{script}"
            );
        }
        Ok(())
    }

    #[test]
    fn a_bundle_holds_reports_and_what_is_none_is_said() -> Result<(), Unusable> {
        let text = r#"{"resourceType": "Bundle", "entry": [
            {"resource": {"resourceType": "TestReport", "name": "A", "status": "entered-in-error", "result": "pass"}},
            {"resource": {"resourceType": "Patient", "id": "MARKER"}},
            {"resource": {"resourceType": "TestReport", "name": "B", "status": "in-progress", "result": "pending"}}]}"#;
        let report = read(text.as_bytes())?;
        assert_eq!(short(&report), [(vec!["B".to_owned()], None)]);
        assert_eq!(report.skipped.len(), 2);
        assert!(read(b"{\"resourceType\": \"Bundle\", \"entry\": []}").is_err());
        Ok(())
    }
}
