//! Reports for programs: what they say, and where each number is from.

use serde_json::{Value, json};

use crate::analysis::report::{NumberView, ReportView, SectionView};
use crate::analysis::report_event::{EventReport, OF_TRACKS};
use crate::model::Date;
use crate::model::contact::cover;
use crate::model::report::ReportState;
use crate::model::timeline::Due;
use crate::render::contract::envelope;
use crate::render::table::pretty;

/// The report of a track.
pub fn track(view: &ReportView, event: &str) -> String {
    let closed = view.closed.map(|when| when.to_string());
    let about = json!({
        "track": format!("{event}/{}", view.track),
        "title": covered(&view.title),
        "state": view.state.as_str(),
        "closed": closed,
        "due": due(view.due.as_ref()),
    });
    let parts = [
        ("about", about),
        ("numbers", numbers(&view.numbers)),
        ("sections", sections(event, std::slice::from_ref(view))),
    ];
    document(event, parts)
}

/// The report of an event.
pub fn event(report: &EventReport, slug: &str) -> String {
    let about = json!({
        "track": null,
        "title": covered(&report.event),
        "state": null,
        "closed": null,
        "due": due(report.due.as_ref()),
    });
    let tracks = report.tracks.iter().map(|track| {
        let mut row = json!({
            "track": format!("{slug}/{}", track.track),
            "title": covered(&track.title),
            "state": track.state.map(ReportState::as_str),
        });
        for number in OF_TRACKS {
            row[number.as_str()] = json!(track.numbers.get(&number).copied().flatten());
        }
        row
    });
    let questions = report.questions.iter().map(|one| {
        json!({
            "question": one.question.as_deref().map(covered),
            "tracks": one.tracks.iter().map(|title| covered(title)).collect::<Vec<_>>(),
            "pairs-passed": one.passed,
        })
    });
    let issues = report.issues.iter().map(|one| {
        json!({
            "specification": one.specification.as_deref().map(covered),
            "work-group": one.work_group.as_deref().map(covered),
            "issues": one.issues,
            "with-key": one.with_key,
            "done": one.done,
        })
    });
    let parts = [
        ("about", about),
        ("numbers", numbers(&report.numbers)),
        ("tracks", tracks.collect()),
        ("questions", questions.collect()),
        ("issues", issues.collect()),
        ("sections", sections(slug, &report.reports)),
    ];
    document(slug, parts)
}

/// A text without addresses and numbers of people, whoever wrote them into it.
fn covered(text: &str) -> String {
    let mut text = text.to_owned();
    cover(&mut text);
    text
}

fn document<const N: usize>(event: &str, parts: [(&str, Value); N]) -> String {
    let parts = parts.map(|(name, value)| (name.to_owned(), value));
    pretty(&envelope(Some(event), parts))
}

fn due(due: Option<&Due>) -> Option<String> {
    due.map(|due| Date(due.day()).to_string())
}

fn numbers(numbers: &[NumberView]) -> Value {
    let rows = numbers.iter().map(|one| {
        json!({
            "number": one.number.as_str(),
            "count": one.count,
            "now": one.now,
            "at-least": one.is_partial,
            "counted": one.trace.column(),
            "command": one.trace.command,
        })
    });
    rows.collect()
}

fn sections(event: &str, views: &[ReportView]) -> Value {
    let row = |view: &ReportView, section: &SectionView| {
        json!({
            "track": format!("{event}/{}", view.track),
            "section": section.key,
            "title": covered(&section.title),
            "text": covered(&section.text),
        })
    };
    let rows = views.iter().flat_map(|view| {
        let sections = view.sections.iter();
        sections
            .map(|section| row(view, section))
            .collect::<Vec<_>>()
    });
    rows.collect()
}
