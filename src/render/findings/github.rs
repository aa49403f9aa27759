//! Findings as annotations of GitHub Actions: workflow commands that put a message on a line of a pull request.

use std::fmt::Write as _;

use crate::check::Report;
use crate::model::Severity;
use crate::model::plural::one_or;
use crate::render::findings::text;
use crate::render::sanitize::{MESSAGE_LENGTH, line};

/// How many annotations of each level GitHub shows for a step.
const SHOWN: usize = 10;

/// One command for each finding, the worst first because only the first ones are shown, and how many more there are.
pub fn render(report: &Report) -> String {
    let mut text = String::new();
    let hidden = hidden(report);
    let silencers = text::silencers(report);
    if !silencers.is_empty() {
        let _ = writeln!(text, "::notice title=cxn::{}", data(&silencers.join(", ")));
    }
    for (severity, command) in [
        (Severity::Error, "error"),
        (Severity::Warning, "warning"),
        (Severity::Note, "notice"),
    ] {
        if severity == Severity::Note && hidden > 0 {
            // Before the notes: behind ten of them it would be hidden itself.
            let noun = one_or(hidden, "finding is", "findings are");
            let _ = writeln!(
                text,
                "::notice title=cxn::{hidden} more {noun} not shown as annotations: GitHub shows ten of each level a step. The log and the step summary have them all"
            );
        }
        for located in report
            .findings
            .iter()
            .filter(|located| located.finding.severity == severity)
        {
            let finding = &located.finding;
            let (start, end) = (located.spot.start(), located.spot.end());
            let mut message = finding.message.to_string();
            if !finding.expected.is_empty() {
                let _ = write!(message, "; expected {}", finding.expected.listed());
            }
            if let Some(help) = &finding.help {
                let _ = write!(message, "; help: {help}");
            }
            // GitHub drops columns of a place that fills more than one line.
            let columns = if start.0 == end.0 {
                format!(",col={},endColumn={}", start.1, end.1)
            } else {
                String::new()
            };
            let _ = writeln!(
                text,
                "::{command} file={},line={},endLine={}{columns},title={}::{}",
                property(&report.repository_path(&finding.place.file)),
                start.0,
                end.0,
                property(finding.rule.name),
                data(&message)
            );
        }
    }
    text
}

/// How many findings GitHub does not show. The notice that says so takes the place of a note.
fn hidden(report: &Report) -> usize {
    let beyond = |severity, shown| report.count(severity).saturating_sub(shown);
    let worse = beyond(Severity::Error, SHOWN) + beyond(Severity::Warning, SHOWN);
    if worse + beyond(Severity::Note, SHOWN) == 0 {
        0
    } else {
        worse + beyond(Severity::Note, SHOWN - 1)
    }
}

/// A log that GitHub reads, without anything in it that would act: its older commands are found anywhere in a line.
pub fn defuse(log: &str) -> String {
    log.replace("##[", "## [")
}

/// The text of a command. A line end or a percent sign in it would begin another command.
fn data(text: &str) -> String {
    defuse(&line(text, MESSAGE_LENGTH))
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
