//! The page of a track's report, and the one of a whole event.

use super::{Block, Cell, Page};
use crate::analysis::report::{NumberView, ReportView};
use crate::analysis::report_event::{EventReport, OF_TRACKS, TrackLine};
use crate::analysis::report_numbers::{NOT_SHOWN, Number};
use crate::model::plural::counted;
use crate::model::timeline::moment_text;
use crate::publish::html::line;

/// What of a report's making is shown: for those who work on it, or for its readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sources {
    /// Where each number is from, and what it is now.
    Shown,
    Left,
}

/// What is told of an event as a whole, each with what follows the number.
const OVERVIEW: [(Number, &str); 9] = [
    (Number::People, "took part"),
    (Number::FirstTime, ""),
    (Number::Organizations, ""),
    (Number::Systems, ""),
    (Number::Scenarios, ""),
    (Number::ScenariosReached, "reached"),
    (Number::PairsPossible, "could test"),
    (Number::PairsTested, "tested"),
    (Number::PairsPassed, "passed"),
];

/// The page of a track's report.
pub fn report(view: &ReportView, sources: Sources) -> Page {
    let mut page = Page::default();
    page.heading(1, format!("{}: report", line(&view.title)));
    let closed = view.closed.map(|when| moment_text(when, view.zone));
    let state = match (closed, sources) {
        (Some(when), _) => format!(", closed {when}"),
        (None, Sources::Shown) => format!(", {}", view.state.label()),
        (None, Sources::Left) => String::new(),
    };
    page.text(&format!("{}{state}", line(&view.event)));
    put_sections(&mut page, view, 2);
    if sources == Sources::Shown && !view.numbers.is_empty() {
        page.heading(2, "Where the numbers are from");
        page.0.push(number_table(&view.numbers));
    }
    page
}

/// The page of an event's report.
pub fn event_report(report: &EventReport, sources: Sources) -> Page {
    let mut page = Page::default();
    page.heading(1, format!("{}: report", line(&report.event)));
    let told = OVERVIEW.iter().filter_map(|(number, label)| {
        let one = report.numbers.iter().find(|one| one.number == *number)?;
        let words = number.told(one.count?, one.is_partial);
        Some(format!("{words} {label}").trim().to_owned())
    });
    page.items(false, told.collect());
    page.heading(2, "Tracks");
    let cell = |track: &TrackLine, number: Number| {
        let count = track.numbers.get(&number).copied().flatten();
        Cell::from(count_text(
            count,
            number.is_partial(report.level, Some(&track.track)),
        ))
    };
    let rows = report.tracks.iter().map(|track| {
        let counts = OF_TRACKS.into_iter().map(|number| cell(track, number));
        [Cell::from(line(&track.title))]
            .into_iter()
            .chain(counts)
            .collect()
    });
    let titles = vec![
        "Track",
        "People",
        "First time",
        "Organizations",
        "Pairs that could test",
        "Pairs that passed",
        "Issues of the specification",
    ];
    page.0.push(Block::Table(titles, rows.collect()));
    if report.questions.iter().any(|one| one.question.is_some()) {
        page.heading(2, "What the tracks asked");
        let rows = report.questions.iter().map(|one| {
            let question = one
                .question
                .as_deref()
                .map_or("(not said)".to_owned(), line);
            let tracks: Vec<String> = one.tracks.iter().map(|title| line(title)).collect();
            let passed = one.passed;
            let passed = count_text(passed, Number::PairsPassed.is_partial(report.level, None));
            [question, tracks.join(", "), passed]
                .map(Cell::from)
                .to_vec()
        });
        let titles = vec!["Question", "Tracks", "Pairs that passed"];
        page.0.push(Block::Table(titles, rows.collect()));
    }
    if !report.issues.is_empty() {
        page.heading(2, "Issues of specifications");
        let name = |text: &Option<String>| text.as_deref().map_or("(not said)".to_owned(), line);
        let rows = report.issues.iter().map(|one| {
            let counts = [one.issues, one.with_key, one.done].map(|count| count.to_string());
            let names = [name(&one.specification), name(&one.work_group)];
            names.into_iter().chain(counts).map(Cell::from).collect()
        });
        let titles = vec![
            "Specification",
            "Work group",
            "Issues",
            "In the tracker",
            "Done",
        ];
        page.0.push(Block::Table(titles, rows.collect()));
    }
    for view in &report.reports {
        page.heading(2, line(&view.title));
        put_sections(&mut page, view, 3);
    }
    if sources == Sources::Shown {
        page.heading(2, "Where the numbers are from");
        page.0.push(number_table(&report.numbers));
    }
    page
}

fn put_sections(page: &mut Page, view: &ReportView, level: u8) {
    for section in &view.sections {
        page.heading(level, line(&section.title));
        page.text(&section.text);
    }
}

/// A number in a cell, as far as it is told.
fn count_text(count: Option<usize>, is_partial: bool) -> String {
    count.map_or_else(|| NOT_SHOWN.to_owned(), |count| counted(count, is_partial))
}

fn number_table(numbers: &[NumberView]) -> Block {
    let rows = numbers.iter().map(|one| {
        [
            one.number.to_string(),
            count_text(one.count, one.is_partial),
            count_text(one.now, one.is_partial),
            one.trace.column().to_owned(),
            one.trace.command.clone(),
        ]
        .map(Cell::from)
        .to_vec()
    });
    Block::Table(
        vec!["Number", "Report", "Records", "Counted", "Command"],
        rows.collect(),
    )
}
