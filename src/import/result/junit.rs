//! JUnit XML, as pytest, Surefire, Jest, Go's converters and HAPI's tests write it: there is no standard, only habits.
//!
//! Messages, output, properties and host names are not read; what a parametrized test is given stands in brackets behind its
//! name, and may be anything: it is cut off.

use super::xml::Element;
use super::{Report, Row, Skipped};
use crate::model::When;
use crate::model::result::Verdict;

/// The tests of a document.
pub fn report(root: &Element) -> Report {
    let mut found = Report {
        tool: "junit",
        ..Report::default()
    };
    let mut skipped = Skipped::default();
    walk(root, None, None, &mut found, &mut skipped);
    // Jest writes the time in UTC, and cuts its zone off.
    if root.attribute("name") == Some("jest tests") {
        for row in &mut found.rows {
            if let Some(When::Local(time)) = row.when {
                row.when = Some(When::Instant(time.and_utc().fixed_offset()));
            }
        }
    }
    found.skipped = skipped.0;
    found
}

fn walk(
    element: &Element,
    suite: Option<&str>,
    when: Option<When>,
    found: &mut Report,
    skipped: &mut Skipped,
) {
    let own = element
        .attribute("name")
        .filter(|_| element.name == "testsuite");
    let suite = own.or(suite);
    let when = element.attribute("timestamp").and_then(time).or(when);
    for child in &element.children {
        match child.name.as_str() {
            "testsuite" => walk(child, suite, when, found, skipped),
            "testcase" => found
                .rows
                .push(case(child, suite, when, found.rows.len() + 1)),
            "error" | "failure" => skipped.add("error of a suite as a whole"),
            _ => {}
        }
    }
}

fn case(element: &Element, suite: Option<&str>, when: Option<When>, number: usize) -> Row {
    let has = |name: &str| element.children.iter().any(|child| child.name == name);
    // A failure that is expected is one all the same: pytest writes it as a skipped test of its own type.
    let is_expected_failure = element
        .children
        .iter()
        .any(|child| child.name == "skipped" && child.attribute("type") == Some("pytest.xfail"));
    // A flaky test passed in the end: Surefire writes its first tries as `flakyFailure`.
    let (verdict, word) = if has("failure") || is_expected_failure {
        (Verdict::Failed, "failure")
    } else if has("error") {
        (Verdict::Blocked, "error")
    } else if has("skipped") || matches!(element.attribute("status"), Some("skipped" | "disabled"))
    {
        (Verdict::NotAttempted, "skipped")
    } else {
        (Verdict::Passed, "passed")
    };
    let test = without_parameters(element.attribute("name").unwrap_or_default());
    let mut names = Vec::new();
    let class = element
        .attribute("classname")
        .filter(|class| *class != test);
    let full = match class {
        Some(class) => format!("{class}.{test}"),
        None => test.to_owned(),
    };
    if let Some(suite) = suite.filter(|suite| Some(*suite) != class) {
        names.push(format!("{suite}/{full}"));
    }
    if class.is_some() {
        names.push(full);
    }
    names.push(test.to_owned());
    Row {
        place: format!("test {number}"),
        suite: suite.map(str::to_owned),
        names,
        verdict: Some(verdict),
        word: word.to_owned(),
        is_required: true,
        when,
        ..Row::default()
    }
}

fn without_parameters(name: &str) -> &str {
    let end = name
        .find(['[', '('])
        .filter(|at| *at > 0)
        .unwrap_or(name.len());
    name[..end].trim_end()
}

/// A time as the tools write it: with or without a zone, and with a blank for the `T`.
fn time(text: &str) -> Option<When> {
    When::parse(text).or_else(|| When::parse(&text.replacen(' ', "T", 1)))
}

#[cfg(test)]
mod tests {
    use super::super::{Unusable, read};
    use super::*;

    fn short(text: &str) -> Result<Vec<(String, Verdict)>, Unusable> {
        let report = read(text.as_bytes())?;
        assert!(!format!("{report:?}").contains("MARKER"), "{report:?}");
        let rows = report.rows.into_iter();
        Ok(rows
            .filter_map(|row| Some((row.names.first()?.clone(), row.verdict?)))
            .collect())
    }

    #[test]
    fn pytest_writes_a_failure_an_error_and_a_skip_into_the_test() -> Result<(), Unusable> {
        let text = r#"<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="search" errors="1"
          timestamp="2026-11-28T22:36:08.612665+00:00" hostname="MARKER"><testcase classname="t.test_search" name="test_ok" time="0.1">
          <properties><property name="base" value="MARKER"/></properties></testcase>
          <testcase classname="t.test_search" name="test_by_name"><failure message="MARKER &amp; &lt;x&gt;">MARKER</failure></testcase>
          <testcase classname="t.test_search" name="test_read"><error message="MARKER">MARKER</error></testcase>
          <testcase classname="t.test_search" name="test_skip"><skipped type="pytest.skip" message="MARKER"/></testcase>
          <testcase classname="t.test_search" name="test_known"><skipped type="pytest.xfail" message="MARKER"/></testcase>
          <testcase classname="t.test_search" name="test_p[MARKER]"/><system-out>MARKER</system-out></testsuite></testsuites>"#;
        assert_eq!(
            short(text)?,
            [
                ("search/t.test_search.test_ok".to_owned(), Verdict::Passed),
                (
                    "search/t.test_search.test_by_name".to_owned(),
                    Verdict::Failed
                ),
                (
                    "search/t.test_search.test_read".to_owned(),
                    Verdict::Blocked
                ),
                (
                    "search/t.test_search.test_skip".to_owned(),
                    Verdict::NotAttempted
                ),
                (
                    "search/t.test_search.test_known".to_owned(),
                    Verdict::Failed
                ),
                ("search/t.test_search.test_p".to_owned(), Verdict::Passed),
            ]
        );
        Ok(())
    }

    #[test]
    fn surefire_jest_and_go_nest_and_name_as_they_like() -> Result<(), Unusable> {
        // Surefire: one suite, named as the class; a test that passed at the second try.
        let surefire = r#"<testsuite name="org.example.ReadTest" timestamp="2026-09-19T10:00:00"><properties><property name="user.home" value="MARKER"/></properties>
          <testcase name="reads" classname="org.example.ReadTest"><flakyFailure message="MARKER"/></testcase>
          <testcase name="writes" classname="org.example.ReadTest"><failure/><rerunFailure/></testcase></testsuite>"#;
        assert_eq!(
            short(surefire)?,
            [
                ("org.example.ReadTest.reads".to_owned(), Verdict::Passed),
                ("org.example.ReadTest.writes".to_owned(), Verdict::Failed),
            ]
        );
        // Jest: the class is the whole sentence.
        let jest = r#"<testsuites name="jest tests"><testsuite name="Patient" timestamp="2026-09-19T15:20:00"><testcase classname="Patient reads" name="Patient reads"/></testsuite></testsuites>"#;
        assert_eq!(
            short(jest)?,
            [("Patient/Patient reads".to_owned(), Verdict::Passed)]
        );
        let when = read(jest.as_bytes())?.rows[0]
            .when
            .map(|when| when.to_string());
        assert_eq!(when.as_deref(), Some("2026-09-19T15:20:00Z"));
        // Go: suites are packages, subtests have slashes; a suite that did not build.
        let go = r#"<testsuites><testsuite name="example.org/fhir"><testsuite name="inner"><testcase classname="fhir" name="TestRead/by_id"><skipped/></testcase></testsuite>
          <error message="MARKER"/></testsuite></testsuites>"#;
        assert_eq!(
            short(go)?,
            [(
                "inner/fhir.TestRead/by_id".to_owned(),
                Verdict::NotAttempted
            )]
        );
        assert_eq!(read(go.as_bytes())?.skipped.len(), 1);
        Ok(())
    }

    #[test]
    fn bounds_hold() {
        let deep = "<testsuite>".repeat(65);
        assert!(read(deep.as_bytes()).is_err());
        let entity = r#"<!DOCTYPE x [<!ENTITY a "aaaa">]><testsuite name="&a;"><testcase name="t"/></testsuite>"#;
        assert!(read(entity.as_bytes()).is_err());
        assert!(read(b"<testsuite><testcase name='x'>").is_err());
    }
}
