//! Findings for people: what is wrong, the lines it is on, what was expected and what to do next.

use std::borrow::Cow;
use std::fmt::Write as _;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::check::{Located, Report};
use crate::model::Severity;
use crate::model::plural::{noun_for, plural};
use crate::render::Style;
use crate::render::sanitize::{MESSAGE_LENGTH, cover, in_place, line};

/// The most findings shown to people; formats for programs have them all.
pub const MAX_SHOWN: usize = 1000;

/// All findings of a report with a summary line after them.
pub fn render(report: &Report, style: Style) -> String {
    let renderer = if style.color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer
        .decor_style(DecorStyle::Ascii)
        .term_width(style.width.map_or(140, usize::from));
    let mut text = String::new();
    for located in report.findings.iter().take(MAX_SHOWN) {
        let _ = writeln!(text, "{}\n", one(report, located, &renderer));
    }
    let more = report.findings.len().saturating_sub(MAX_SHOWN);
    if more > 0 {
        let noun = noun_for(more, "finding");
        let _ = writeln!(
            text,
            "and {more} more {noun}: '--format summary' counts them by rule, '--format jsonl' has them all\n"
        );
    }
    let _ = writeln!(text, "{}", summary(report));
    text
}

/// Counts in one line: `3 errors, 1 warning, 0 notes in 9 files (2 ignored)`.
pub fn summary(report: &Report) -> String {
    let count = |severity: Severity| plural(report.count(severity), severity.as_str());
    let files = plural(report.checked.len(), "file");
    let (safe, others) = report.fixable();
    let asides = [
        (safe, "fixable with --fix"),
        (others, "fixable with --fix=all"),
        (report.ignored.len(), "ignored"),
        (report.known, "in the baseline"),
        (report.untouched, "not touched by the change"),
    ];
    let asides: Vec<String> = asides
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let asides = if asides.is_empty() {
        String::new()
    } else {
        format!(" ({})", asides.join(", "))
    };
    let counts = [Severity::Error, Severity::Warning, Severity::Note]
        .map(count)
        .join(", ");
    format!("{counts} in {files}{asides}")
}

/// A file's text as it may be shown: addresses and other personal values only when they were asked for.
fn covered_text<'a>(report: &Report, text: &'a str) -> Cow<'a, str> {
    if report.with_contacts {
        in_place(text)
    } else {
        in_place(&cover(text)).into_owned().into()
    }
}

fn one(report: &Report, located: &Located, renderer: &Renderer) -> String {
    let finding = &located.finding;
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let file = &finding.place.file;
    let path = line(&report.display_path(file), MESSAGE_LENGTH);
    let empty = String::new();
    let text = covered_text(report, report.texts.get(file).unwrap_or(&empty));
    let label = if finding.expected.len() == 1 {
        format!("expected {}", line(&finding.expected[0], MESSAGE_LENGTH))
    } else {
        String::new()
    };
    let mut here = Snippet::source(text.clone())
        .path(path.as_str())
        .annotation(
            AnnotationKind::Primary
                .span(located.bytes.clone())
                .label(label),
        );
    let mut others = Vec::new();
    for spot in &located.related {
        let label = line(&spot.label, MESSAGE_LENGTH);
        let annotation = AnnotationKind::Context
            .span(spot.bytes.clone())
            .label(label);
        if spot.file == *file {
            here = here.annotation(annotation);
        } else if let Some(text) = report
            .texts
            .get(&spot.file)
            .map(|text| covered_text(report, text))
        {
            others.push(
                Snippet::source(text.clone())
                    .path(line(&report.display_path(&spot.file), MESSAGE_LENGTH))
                    .annotation(annotation),
            );
        }
    }
    let message = line(&finding.message, MESSAGE_LENGTH);
    let title = level.primary_title(message).id(finding.rule.name);
    let mut group = if text.is_empty() {
        // A file without text (a stray name, an unreadable file) has no lines to show.
        title.element(annotate_snippets::Origin::path(path.as_str()))
    } else {
        title.element(here)
    };
    for other in others {
        group = group.element(other);
    }
    if finding.expected.len() > 1 {
        let list = finding
            .expected
            .iter()
            .map(|word| line(word, MESSAGE_LENGTH))
            .collect::<Vec<_>>()
            .join(", ");
        group = group.element(Level::NOTE.message(format!("expected one of: {list}")));
    } else if let ([only], true) = (&finding.expected[..], text.is_empty()) {
        group =
            group.element(Level::NOTE.message(format!("expected {}", line(only, MESSAGE_LENGTH))));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(line(help, MESSAGE_LENGTH)));
    }
    if let Some(fix) = &finding.fix {
        let command = if fix.safe {
            "fixable with 'cxn check --fix'"
        } else {
            "fixable with 'cxn check --fix=all'"
        };
        group = group.element(Level::HELP.message(command));
    }
    renderer.render(&[group])
}
