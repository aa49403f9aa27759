//! The pages of reports: one for each track whose report is closed, and one of the event that draws them together.

use serde::Serialize;

use super::track::file_name;
use crate::analysis::disclosure::Level;
use crate::analysis::event_facts::EventFacts;
use crate::analysis::report::{ReportView, published, view};
use crate::analysis::report_event::{EventReport, OF_TRACKS, Which, event_report};
use crate::analysis::report_numbers::Number;
use crate::model::plural::counted;
use crate::model::timeline::moment_text;
use crate::publish::html::{Html, line, markdown};

/// The report of a track.
#[derive(Debug, Serialize)]
pub struct ReportPage {
    pub slug: String,
    pub title: String,
    /// The file in `reports/`, which is that of the track in `tracks/`.
    pub file: String,
    pub closed: Option<String>,
    pub sections: Vec<SectionHtml>,
}

#[derive(Debug, Serialize)]
pub struct SectionHtml {
    pub id: String,
    pub title: String,
    pub text: Html,
}

/// The report of an event.
#[derive(Debug, Serialize)]
pub struct EventReportPage {
    /// Its numbers in words.
    pub numbers: Vec<String>,
    pub tracks: Vec<ReportRow>,
    pub questions: Vec<QuestionRow>,
    pub issues: Vec<IssueRow>,
}

#[derive(Debug, Serialize)]
pub struct ReportRow {
    pub title: String,
    pub file: String,
    pub has_report: bool,
    /// People, first-timers, organizations, pairs that could test and that passed, issues; none where it is not shown.
    pub counts: Vec<Option<String>>,
    pub summary: Option<Html>,
}

#[derive(Debug, Serialize)]
pub struct QuestionRow {
    pub question: Option<String>,
    pub tracks: Vec<String>,
    pub passed: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct IssueRow {
    pub specification: Option<String>,
    pub work_group: Option<String>,
    pub issues: usize,
    pub with_key: usize,
    pub done: usize,
}

/// The pages of an event's reports that may leave; none where no report is closed.
pub fn pages(facts: &EventFacts<'_>, level: Level) -> Option<(EventReportPage, Vec<ReportPage>)> {
    let reports: Vec<ReportPage> = published(facts)
        .into_iter()
        .map(|report| ReportPage::new(&view(facts, report, level)))
        .collect();
    if reports.is_empty() {
        return None;
    }
    let report = event_report(facts, Which::Published, level);
    Some((EventReportPage::new(&report, &reports), reports))
}

impl ReportPage {
    fn new(view: &ReportView) -> Self {
        let sections = view.sections.iter().enumerate();
        let sections = sections.map(|(at, section)| SectionHtml {
            id: format!("section-{}", at + 1),
            title: line(&section.title),
            text: markdown(&section.text),
        });
        Self {
            slug: view.track.to_string(),
            title: line(&view.title),
            file: file_name(view.track.as_str()),
            closed: view.closed.map(|when| moment_text(when, view.zone)),
            sections: sections.collect(),
        }
    }
}

impl EventReportPage {
    fn new(report: &EventReport, pages: &[ReportPage]) -> Self {
        let told = [
            Number::People,
            Number::FirstTime,
            Number::Organizations,
            Number::Systems,
            Number::Scenarios,
        ];
        let numbers = report
            .numbers
            .iter()
            .filter(|one| told.contains(&one.number));
        let numbers = numbers.filter_map(|one| Some(one.number.told(one.count?, one.is_partial)));
        let tracks = report.tracks.iter().map(|track| {
            let page = pages.iter().find(|page| page.slug == track.track.as_str());
            let view = report.reports.iter().find(|view| view.track == track.track);
            let summary = view.and_then(|view| {
                let mut sections = view.sections.iter();
                sections.find(|section| section.key == "summary")
            });
            ReportRow {
                title: line(&track.title),
                file: file_name(track.track.as_str()),
                has_report: page.is_some(),
                counts: OF_TRACKS
                    .iter()
                    .map(|number| {
                        let count = track.numbers.get(number).copied().flatten()?;
                        let is_partial = number.is_partial(report.level, Some(&track.track));
                        Some(counted(count, is_partial))
                    })
                    .collect(),
                summary: summary.map(|section| markdown(&section.text)),
            }
        });
        let text = |text: &Option<String>| text.as_deref().map(line);
        let passed_is_partial = Number::PairsPassed.is_partial(report.level, None);
        Self {
            numbers: numbers.collect(),
            tracks: tracks.collect(),
            questions: report
                .questions
                .iter()
                .map(|one| QuestionRow {
                    question: text(&one.question),
                    tracks: one.tracks.iter().map(|title| line(title)).collect(),
                    passed: one.passed.map(|count| counted(count, passed_is_partial)),
                })
                .collect(),
            issues: report
                .issues
                .iter()
                .map(|one| IssueRow {
                    specification: text(&one.specification),
                    work_group: text(&one.work_group),
                    issues: one.issues,
                    with_key: one.with_key,
                    done: one.done,
                })
                .collect(),
        }
    }
}
