//! Findings as JUnit XML: one test suite, a test case for each file, failed when it has an error.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};

use crate::check::{Located, Report};
use crate::model::Severity;
use crate::render::findings::text;
use crate::render::sanitize::{MESSAGE_LENGTH, line};

pub fn render(report: &Report) -> String {
    let mut suite = TestSuite::new("cxn check");
    // A finding can stand in a file that is not there, such as the record that an event's folder lacks.
    let checked = report.checked.iter();
    let mut files: BTreeMap<_, Vec<_>> = checked.map(|file| (file, Vec::new())).collect();
    for located in &report.findings {
        let file = &located.finding.place.file;
        files.entry(file).or_default().push(located);
    }
    for (file, here) in files {
        let name = line(&report.repository_path(file), MESSAGE_LENGTH);
        let here = || here.iter().copied();
        let mut errors = here().filter(|located| located.finding.severity == Severity::Error);
        let mut case = match errors.next() {
            None => TestCase::new(name.as_str(), TestCaseStatus::success()),
            Some(first) => {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                let more = errors.count();
                let suffix = if more == 0 {
                    String::new()
                } else {
                    format!(" (and {more} more)")
                };
                status
                    .set_type(first.finding.rule.name)
                    .set_message(format!("{}{suffix}", describe(first)));
                let all: Vec<String> = here()
                    .filter(|located| located.finding.severity == Severity::Error)
                    .map(|located| entry(report, located))
                    .collect();
                status.set_description(all.join("\n"));
                TestCase::new(name.as_str(), status)
            }
        };
        case.set_classname("cxn");
        case.extra.insert("file".into(), name.as_str().into());
        let rest: Vec<String> = here()
            .filter(|located| located.finding.severity != Severity::Error)
            .map(|located| entry(report, located))
            .collect();
        if !rest.is_empty() {
            case.set_system_out(rest.join("\n"));
        }
        suite.add_test_case(case);
    }
    for silencer in text::silencers(report) {
        suite.add_property(("note", line(&silencer, MESSAGE_LENGTH).as_str()));
    }
    let mut junit = Junit::new("cxn");
    junit.add_test_suite(suite);
    junit.to_string().unwrap_or_default()
}

fn describe(located: &Located) -> String {
    line(&located.finding.message, MESSAGE_LENGTH)
}

fn entry(report: &Report, located: &Located) -> String {
    let finding = &located.finding;
    let help = finding.help.as_ref().map_or_else(String::new, |help| {
        format!("; help: {}", line(help, MESSAGE_LENGTH))
    });
    let (row, column) = located.spot.start();
    let file = line(&report.repository_path(&finding.place.file), MESSAGE_LENGTH);
    format!(
        "{file}:{row}:{column}: {}[{}] {}{help}",
        finding.severity.as_str(),
        finding.rule.name,
        describe(located)
    )
}
