//! Findings as diagnostics.

use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString,
};

use crate::check::judge::is_told;
use crate::check::{Located, Report};
use crate::lsp::document::{Document, address};
use crate::lsp::position::Positions;
use crate::model::Severity;
use crate::render::sanitize::{MESSAGE_LENGTH, line, lines};
use crate::workspace::Selection;

/// What is told with a document, of the findings in all that are open.
pub fn diagnostics(document: &Document<'_>, report: &Report) -> Vec<Diagnostic> {
    let only = Selection::file(document.file);
    report
        .findings
        .iter()
        .filter(|located| is_told(&located.finding, &only))
        .map(|located| diagnostic(document, report, located))
        .collect()
}

pub fn diagnostic(document: &Document<'_>, report: &Report, located: &Located) -> Diagnostic {
    let finding = &located.finding;
    let mut message = finding.message.to_string();
    if !finding.expected.is_empty() {
        message = format!("{message}; expected {}", finding.expected.listed());
    }
    if let Some(help) = &finding.help {
        message = format!("{message}\nhelp: {help}");
    }
    // What is wrong elsewhere, in the settings or the event, is said at the beginning.
    let is_here = finding.place.file == *document.file;
    let bytes = if is_here {
        located.spot.bytes()
    } else {
        message = format!("{}: {message}", finding.place.file);
        0..0
    };
    let message = lines(&message);
    let related = located.related.iter().filter_map(|spot| {
        let text = report.texts.get(&spot.file)?;
        let location = Location {
            uri: address(document.workspace, &spot.file)?,
            range: Positions::new(text).range(&spot.spot.bytes()),
        };
        Some(DiagnosticRelatedInformation {
            location,
            message: line(&spot.label, MESSAGE_LENGTH),
        })
    });
    Diagnostic {
        range: document.range(&bytes),
        severity: Some(match finding.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Note => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(finding.rule.name.to_owned())),
        source: Some("cxn".to_owned()),
        message,
        related_information: Some(related.collect()),
        ..Diagnostic::default()
    }
}
