//! JUnit XML, as pytest, Surefire, Jest, newman, Cucumber, Robot Framework, Go's converters and HAPI's tests write it: there is no
//! standard, only habits.
//!
//! Messages, output, properties and host names are not read; what a parametrized test is given stands in brackets behind its
//! name, and may be anything: it is cut off.

use std::path::Path;

use super::xml::Element;
use super::{Report, Row, Rows, Unusable};
use crate::model::When;
use crate::model::result::Verdict;

/// The tests of a document.
pub fn report(root: &Element) -> Result<Report, Unusable> {
    let mut rows = Rows::default();
    walk(root, None, None, &mut rows)?;
    let mut rows = rows.all;
    if cuts_its_zone_off(root) {
        for row in &mut rows {
            if let Some(When::Local(time)) = row.when {
                row.when = Some(When::Instant(time.and_utc().fixed_offset()));
            }
        }
    }
    Ok(Report {
        tool: "junit",
        rows,
        ..Report::default()
    })
}

/// Whether a tool writes its times in UTC without saying so: Jest, Mocha and Bruno, whose suites are files of its own kind.
fn cuts_its_zone_off(root: &Element) -> bool {
    let is_bruno = |suite: &Element| {
        let file = Path::new(suite.attribute("file").unwrap_or_default());
        file.extension().is_some_and(|extension| extension == "bru")
    };
    matches!(root.attribute("name"), Some("jest tests" | "Mocha Tests"))
        || root.children.iter().any(is_bruno)
}

fn walk(
    element: &Element,
    suite: Option<&str>,
    when: Option<When>,
    rows: &mut Rows,
) -> Result<(), Unusable> {
    let own = element
        .attribute("name")
        .filter(|_| element.name == "testsuite");
    let suite = own.or(suite);
    let when = element.attribute("timestamp").and_then(time).or(when);
    for child in &element.children {
        match child.name.as_str() {
            "testsuite" => walk(child, suite, when, rows)?,
            "testcase" => rows.push(case(child, suite, when, rows.next_test()))?,
            _ => {}
        }
    }
    if has_error_of_its_own(element) {
        rows.push(Row {
            place: rows.next_test(),
            suite: suite.map(str::to_owned),
            names: suite.map(str::to_owned).into_iter().collect(),
            verdict: Some(Verdict::Blocked),
            word: "error of a suite".to_owned(),
            is_required: true,
            when,
            ..Row::default()
        })?;
    }
    Ok(())
}

/// Whether something went wrong in a suite that none of its tests tells: it says so, or it counts more than there is, as newman does
/// where the script of a test breaks off.
fn has_error_of_its_own(element: &Element) -> bool {
    if element.name != "testsuite" {
        return false;
    }
    let failed = |element: &Element| {
        let children = element.children.iter();
        children
            .filter(|child| matches!(child.name.as_str(), "error" | "failure"))
            .count()
    };
    // The count of a suite with others in it may be theirs.
    let is_nested = element.children.iter().any(|one| one.name == "testsuite");
    let counted = ["errors", "failures"].map(|name| {
        let count = element.attribute(name).filter(|_| !is_nested);
        count
            .and_then(|count| count.parse::<usize>().ok())
            .unwrap_or(0)
    });
    let told: usize = element.children.iter().map(failed).sum();
    // Each is what a tool says, and may be any number.
    failed(element) > 0 || counted[0].saturating_add(counted[1]) > told
}

fn case(element: &Element, suite: Option<&str>, when: Option<When>, place: String) -> Row {
    let has = |name: &str| element.children.iter().any(|child| child.name == name);
    let any = |what: &dyn Fn(&Element) -> bool| element.children.iter().any(what);
    // A failure that is expected or skipped is one all the same: pytest and Robot Framework write it as a skipped test of its own kind.
    let is_expected_failure = any(&|child| {
        child.name == "skipped"
            && (child.attribute("type") == Some("pytest.xfail") || child.hides_failure)
    });
    // What Cucumber could not run, since a step is missing or pending, it writes as a failure of no kind or of that name.
    let is_unrun = suite == Some("Cucumber")
        && any(&|child| {
            let kind = child.attribute("type");
            child.name == "failure" && matches!(kind, None | Some("undefined" | "pending"))
        });
    // A flaky test passed in the end: Surefire writes its first tries as `flakyFailure`.
    let (verdict, word) = if is_unrun {
        (Verdict::NotAttempted, "undefined or pending")
    } else if has("failure") || is_expected_failure {
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
        place,
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
    use super::super::read;
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
    fn what_no_test_of_a_suite_tells_is_a_row_of_its_own() -> Result<(), Unusable> {
        // newman: the script of a test broke off, a request had no answer, and a request without tests.
        let newman = r#"<testsuites name="Patient" tests="3"><testsuite name="Search" tests="0" failures="0" errors="1"><system-err>MARKER</system-err></testsuite>
          <testsuite name="Read" tests="2" failures="1" errors="1"><testcase name="found" classname="Read"><failure type="AssertionFailure" message="MARKER"/></testcase>
          <testcase name="is json" classname="Read"/></testsuite><testsuite name="Metadata" tests="0" failures="0" errors="0"/></testsuites>"#;
        let row = |name: &str, verdict| (name.to_owned(), verdict);
        assert_eq!(
            short(newman)?,
            [
                row("Search", Verdict::Blocked),
                row("Read.found", Verdict::Failed),
                row("Read.is json", Verdict::Passed),
                row("Read", Verdict::Blocked),
            ]
        );
        let most = format!(
            "<testsuite name='Read' errors='{0}' failures='{0}'/>",
            usize::MAX
        );
        assert_eq!(short(&most)?, [row("Read", Verdict::Blocked)]);
        // pytest counts two for a test of which two parts failed; Surefire counts none for a try that failed before one that passed.
        for told in [
            r#"<testsuite name="pytest" errors="1" failures="2"><testcase name="a"><failure/><failure/></testcase><testcase name="b"><error/></testcase></testsuite>"#,
            r#"<testsuite name="Read" errors="0" failures="0"><testcase name="a"><flakyFailure/></testcase><testcase name="b"/></testsuite>"#,
            r#"<testsuite name="all" failures="1"><testsuite name="a" failures="1"><testcase name="a"><failure/></testcase><testcase name="b"/></testsuite></testsuite>"#,
        ] {
            assert_eq!(short(told)?.len(), 2, "{told}");
        }
        Ok(())
    }

    #[test]
    fn cucumber_and_robot_write_what_was_not_run_and_what_failed_their_own_way()
    -> Result<(), Unusable> {
        let cucumber = r#"<testsuite name="Cucumber" failures="3"><testcase classname="Patient" name="undefined"><failure/></testcase>
          <testcase classname="Patient" name="pending"><failure type="pending" message="MARKER"/></testcase>
          <testcase classname="Patient" name="wrong"><failure type="Error" message="MARKER">MARKER</failure></testcase></testsuite>"#;
        let verdicts = |text| -> Result<Vec<Verdict>, Unusable> {
            Ok(short(text)?
                .into_iter()
                .map(|(_, verdict)| verdict)
                .collect())
        };
        assert_eq!(
            verdicts(cucumber)?,
            [
                Verdict::NotAttempted,
                Verdict::NotAttempted,
                Verdict::Failed
            ]
        );
        let robot = r#"<testsuite name="Patient" failures="0" skipped="2"><testcase classname="Patient" name="later"><skipped message="MARKER" type="SkipExecution"/></testcase>
          <testcase classname="Patient" name="known"><skipped message="Failed test skipped using 'known' tag.&#10;&#10;Original failure:&#10;MARKER" type="SkipExecution"/></testcase></testsuite>"#;
        assert_eq!(verdicts(robot)?, [Verdict::NotAttempted, Verdict::Failed]);
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
        // Mocha and Bruno cut the zone off as well, behave and Robot Framework write the time of their machine.
        for (document, instant) in [
            (
                r#"<testsuites name="Mocha Tests"><testsuite name="a" timestamp="2026-09-19T15:20:00"><testcase name="b"/></testsuite></testsuites>"#,
                true,
            ),
            (
                r#"<testsuites><testsuite name="a" file="a.bru" timestamp="2026-09-19T15:20:00.095"><testcase name="b"/></testsuite></testsuites>"#,
                true,
            ),
            (
                r#"<testsuite name="a" timestamp="2026-09-19T15:20:00.095"><testcase name="b"/></testsuite>"#,
                false,
            ),
        ] {
            let when = read(document.as_bytes())?.rows[0].when;
            assert_eq!(
                matches!(when, Some(When::Instant(_))),
                instant,
                "{document}"
            );
        }
        // Go: suites are packages, subtests have slashes; a suite that did not build.
        let go = r#"<testsuites><testsuite name="example.org/fhir"><testsuite name="inner"><testcase classname="fhir" name="TestRead/by_id"><skipped/></testcase></testsuite>
          <error message="MARKER"/></testsuite></testsuites>"#;
        assert_eq!(
            short(go)?,
            [
                (
                    "inner/fhir.TestRead/by_id".to_owned(),
                    Verdict::NotAttempted
                ),
                ("example.org/fhir".to_owned(), Verdict::Blocked),
            ]
        );
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
