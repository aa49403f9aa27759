//! Findings as a Markdown table: for a pull request's comment or a step's summary.

use std::fmt::Write as _;

use crate::check::{Located, Report};
use crate::render::findings::text;
use crate::render::markup::markdown;
use crate::render::sanitize::{MESSAGE_LENGTH, line};

/// The most bytes of rows: GitHub takes a step summary of 1 MiB at most, and other commands write to it as well.
pub const ROOM: usize = 512 * 1024;

/// A heading, the counts, and a row for each finding.
pub fn render(report: &Report) -> String {
    let mut page = format!("## cxn check\n\n{}\n", text::summary(report));
    if report.findings.is_empty() {
        return page;
    }
    page.push_str("\n| Severity | Where | Rule | Finding |\n| --- | --- | --- | --- |\n");
    for (row, located) in report.findings.iter().enumerate() {
        if page.len() > ROOM {
            let _ = writeln!(page, "\nand {} more", report.findings.len() - row);
            break;
        }
        let finding = &located.finding;
        let place = format!(
            "{}:{}:{}",
            report.repository_path(&finding.place.file),
            located.spot.start().0,
            located.spot.start().1
        );
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} |",
            finding.severity.as_str(),
            escape(&place),
            finding.rule.name,
            describe(located)
        );
    }
    page
}

fn describe(located: &Located) -> String {
    let finding = &located.finding;
    let help = finding
        .help
        .as_ref()
        .map_or_else(String::new, |help| format!("; {help}"));
    escape(&format!("{}{help}", finding.message))
}

fn escape(text: &str) -> String {
    markdown(&line(text, MESSAGE_LENGTH))
}
