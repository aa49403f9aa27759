//! Findings as annotations of GitHub Actions: workflow commands that put a message on a line of a pull request.

use std::fmt::Write as _;

use crate::check::{Report, Severity};
use crate::render::sanitize::{MESSAGE_LENGTH, line};

/// How many annotations of each level GitHub shows for a step.
const SHOWN: usize = 10;

/// One command for each finding, the worst first because only the first ones are shown, and how many more there are.
pub fn render(report: &Report) -> String {
    let mut text = String::new();
    for (severity, command) in [
        (Severity::Error, "error"),
        (Severity::Warning, "warning"),
        (Severity::Note, "notice"),
    ] {
        for located in report
            .findings
            .iter()
            .filter(|located| located.finding.severity == severity)
        {
            let finding = &located.finding;
            let mut message = finding.message.clone();
            if !finding.expected.is_empty() {
                let _ = write!(message, "; expected {}", finding.expected.join(", "));
            }
            if let Some(help) = &finding.help {
                let _ = write!(message, "; help: {help}");
            }
            let _ = writeln!(
                text,
                "::{command} file={},line={},endLine={},col={},endColumn={},title={}::{}",
                property(&report.shown(&finding.place.file)),
                located.start.0,
                located.end.0,
                located.start.1,
                located.end.1,
                property(finding.rule.name),
                data(&message)
            );
        }
    }
    let hidden: usize = [Severity::Error, Severity::Warning, Severity::Note]
        .map(|severity| report.count(severity).saturating_sub(SHOWN))
        .iter()
        .sum();
    if hidden > 0 {
        let _ = writeln!(
            text,
            "::notice title=cxn::{hidden} more findings are not shown as annotations: GitHub shows ten of each level a step. The log and the step summary have them all"
        );
    }
    text
}

/// The text of a command. A line end or a percent sign in it would begin another command.
fn data(text: &str) -> String {
    line(text, MESSAGE_LENGTH)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property of a command: its separators are escaped as well.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stranger_cannot_begin_a_command() {
        assert_eq!(
            data("50%\n::set-output name=x::y"),
            "50%25 ::set-output name=x::y"
        );
        assert_eq!(property("a:b,c"), "a%3Ab%2Cc");
    }
}
