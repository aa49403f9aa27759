//! Findings for people: what is wrong, the lines it is on, what was expected and what to do next.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::check::{Located, Report};
use crate::model::Severity;
use crate::model::plural::{noun_for, plural};
use crate::render::Style;
use crate::render::sanitize::{MESSAGE_LENGTH, cover, in_place, line};
use crate::workspace::File;

/// The most findings shown to people; formats for programs have them all.
pub const MAX_SHOWN: usize = 1000;

/// The most bytes of lines that are drawn for a place. What is longer is a line that nobody reads; its line and column are named.
const MAX_DRAWN: usize = 16 * 1024;

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
    let mut pages = Pages {
        report,
        pages: HashMap::new(),
    };
    for located in report.findings.iter().take(MAX_SHOWN) {
        let _ = writeln!(text, "{}\n", pages.one(located, &renderer));
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
    let counts = asides
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"));
    let asides: Vec<String> = counts.chain(silencers(report)).collect();
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

/// What keeps findings from being made: rules that are off, and templates of the workspace in the place of built-in ones.
pub fn silencers(report: &Report) -> Vec<String> {
    let mut said = Vec::new();
    if !report.rules_off.is_empty() {
        let count = report.rules_off.len();
        said.push(format!("{} off", plural(count, "rule")));
    }
    if !report.replaced_templates.is_empty() {
        let names = report.replaced_templates.join("', '");
        let noun = noun_for(report.replaced_templates.len(), "template");
        said.push(format!(
            "the workspace's own {noun} '{names}' instead of the built-in"
        ));
    }
    said
}

/// The texts of files as they may be shown, each made once however many findings it has.
struct Pages<'r> {
    report: &'r Report,
    pages: HashMap<&'r File, Page>,
}

/// A file's text as it may be shown, addresses and other personal values only when they were asked for; and where its lines begin.
#[derive(Default)]
struct Page {
    text: String,
    lines: Vec<usize>,
}

impl Page {
    fn new(report: &Report, file: &File) -> Self {
        let Some(text) = report.texts.get(file) else {
            return Self::default();
        };
        let text = if report.with_contacts {
            in_place(text).into_owned()
        } else {
            in_place(&cover(text)).into_owned()
        };
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(ends).collect();
        Self { text, lines }
    }

    /// The lines of some bytes, with one before and one after: the number of the first, from 0, and their bytes. `None` where they
    /// are too long to be drawn.
    fn around(&self, bytes: &Range<usize>) -> Option<(usize, Range<usize>)> {
        let line_of = |byte: usize| self.lines.partition_point(|start| *start <= byte) - 1;
        let first = line_of(bytes.start).saturating_sub(1);
        let end = self.lines.get(line_of(bytes.end) + 2);
        let around = self.lines[first]..end.map_or(self.text.len(), |end| *end);
        (around.len() <= MAX_DRAWN).then_some((first, around))
    }
}

/// A place to point at, and what is said there.
struct Spot {
    kind: AnnotationKind,
    bytes: Range<usize>,
    label: String,
}

impl<'r> Pages<'r> {
    fn page(&mut self, file: &'r File) {
        let report = self.report;
        let page = self.pages.entry(file);
        page.or_insert_with(|| Page::new(report, file));
    }

    /// Adds the lines of places in one file to what is drawn of a finding: in one piece where they are near to each other.
    fn draw<'p>(&'p self, mut group: Group<'p>, file: &File, spots: Vec<Spot>) -> Group<'p> {
        let page = &self.pages[file];
        let path = line(&self.report.display_path(file), MESSAGE_LENGTH);
        let mut pieces: Vec<(usize, Range<usize>, Vec<Spot>)> = Vec::new();
        for spot in spots {
            let with_first = pieces.first().and_then(|(_, bytes, _)| {
                let both = bytes.start.min(spot.bytes.start)..bytes.end.max(spot.bytes.end);
                page.around(&both)
            });
            if let (Some((first, around)), [piece, ..]) = (with_first, &mut pieces[..]) {
                (piece.0, piece.1) = (first, around);
                piece.2.push(spot);
            } else if let Some((first, around)) = page.around(&spot.bytes) {
                pieces.push((first, around, vec![spot]));
            } else {
                let at = page
                    .lines
                    .partition_point(|start| *start <= spot.bytes.start);
                let column = page.text[page.lines[at - 1]..spot.bytes.start]
                    .chars()
                    .count()
                    + 1;
                let origin = Origin::path(path.clone()).line(at).char_column(column);
                group = group.element(origin);
            }
        }
        for (first, around, spots) in pieces {
            let annotations = spots.into_iter().map(|spot| {
                let bytes = spot.bytes.start - around.start..spot.bytes.end - around.start;
                spot.kind.span(bytes).label(spot.label)
            });
            let annotations: Vec<Annotation<'_>> = annotations.collect();
            group = group.element(
                Snippet::source(&page.text[around])
                    .path(path.clone())
                    .line_start(first + 1)
                    .annotations(annotations),
            );
        }
        group
    }

    fn one(&mut self, located: &'r Located, renderer: &Renderer) -> String {
        let finding = &located.finding;
        let level = match finding.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let file = &finding.place.file;
        self.page(file);
        for spot in &located.related {
            self.page(&spot.file);
        }
        let message = line(&finding.message, MESSAGE_LENGTH);
        let title = level.primary_title(message).id(finding.rule.name);
        let is_empty = self.pages[file].text.is_empty();
        let related = |spot: &crate::check::report::RelatedPlace| Spot {
            kind: AnnotationKind::Context,
            bytes: spot.spot.bytes(),
            label: line(&spot.label, MESSAGE_LENGTH),
        };
        let mut group = if is_empty {
            // A file without text (a stray name, an unreadable file) has no lines to show.
            let path = line(&self.report.display_path(file), MESSAGE_LENGTH);
            title.element(Origin::path(path))
        } else {
            let label = match &finding.expected[..] {
                [only] => format!("expected {}", line(only, MESSAGE_LENGTH)),
                _ => String::new(),
            };
            let primary = Spot {
                kind: AnnotationKind::Primary,
                bytes: located.spot.bytes(),
                label,
            };
            let same = located.related.iter().filter(|spot| spot.file == *file);
            let spots = std::iter::once(primary).chain(same.map(related));
            self.draw(Group::with_title(title), file, spots.collect())
        };
        for spot in &located.related {
            if spot.file != *file && !self.pages[&spot.file].text.is_empty() {
                group = self.draw(group, &spot.file, vec![related(spot)]);
            }
        }
        if finding.related.more() > 0 {
            let more = format!("and {} more such places", finding.related.more());
            group = group.element(Level::NOTE.message(more));
        }
        if finding.expected.len() > 1 {
            let list = finding
                .expected
                .iter()
                .map(|word| line(word, MESSAGE_LENGTH))
                .collect::<Vec<_>>()
                .join(", ");
            let more = finding.expected.and_more();
            group = group.element(Level::NOTE.message(format!("expected one of: {list}{more}")));
        } else if let ([only], true) = (&finding.expected[..], is_empty) {
            let expected = format!("expected {}", line(only, MESSAGE_LENGTH));
            group = group.element(Level::NOTE.message(expected));
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
}
