//! The report of a whole event: the reports of its tracks drawn together, and what only shows when they are next to each other.

use std::collections::BTreeMap;

use crate::analysis::disclosure::{
    Level, is_published, shown_issues, sum, tells_that_it_took_place,
};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::report::{NumberView, ReportView, due, is_closed, view};
use crate::analysis::report_numbers::{Number, Numbers, numbers};
use crate::model::issue::Target;
use crate::model::person::fold;
use crate::model::placeholder::filled;
use crate::model::report::ReportState;
use crate::model::timeline::Due;
use crate::model::words::Word as _;
use crate::model::{Issue, Slug, Track};
use crate::workspace::Record;

/// The report of an event.
#[derive(Debug, Clone)]
pub struct EventReport {
    /// What the event is called.
    pub event: String,
    /// When the reports of its tracks are due.
    pub due: Option<Due>,
    /// How much of the results it tells.
    pub level: Level,
    pub numbers: Vec<NumberView>,
    /// Its tracks that took place, by title.
    pub tracks: Vec<TrackLine>,
    /// Tracks by the question that they asked of the specification: the type that their proposals give.
    pub questions: Vec<QuestionLine>,
    /// Issues by specification and work group, the most first.
    pub issues: Vec<IssueLine>,
    /// The reports of its tracks.
    pub reports: Vec<ReportView>,
}

/// What is told of each track.
pub const OF_TRACKS: [Number; 6] = [
    Number::People,
    Number::FirstTime,
    Number::Organizations,
    Number::PairsPossible,
    Number::PairsPassed,
    Number::IssuesSpecification,
];

/// A track in the report of its event.
#[derive(Debug, Clone)]
pub struct TrackLine {
    pub track: Slug,
    pub title: String,
    /// Where its report is; `None` where there is none.
    pub state: Option<ReportState>,
    pub numbers: Numbers,
}

/// Tracks that asked the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionLine {
    /// The type of the tracks; `None` for those that give none.
    pub question: Option<String>,
    /// Their titles.
    pub tracks: Vec<String>,
    /// Pairs that passed; `None` where it must not be told.
    pub passed: Option<usize>,
}

/// Issues against one specification, for one work group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueLine {
    pub specification: Option<String>,
    pub work_group: Option<String>,
    pub issues: usize,
    /// Those that the tracker has.
    pub with_key: usize,
    /// Those that the tracker is done with, or that were closed here.
    pub done: usize,
}

/// Which reports are drawn together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All that the level tells of: for those who work on them.
    All,
    /// Those that are closed, of tracks that are shown to everyone.
    Published,
}

/// The report of an event, as a level lets it be read.
pub fn event_report(facts: &EventFacts<'_>, which: Which, level: Level) -> EventReport {
    let folder = facts.folder;
    let is_shown = |track: &&Record<Track>| {
        let is_meant = which == Which::All || is_published(track.value.status);
        is_meant && tells_that_it_took_place(level, folder, track)
    };
    let mut tracks: Vec<&Record<Track>> = folder.tracks.values().filter(is_shown).collect();
    tracks.sort_by_cached_key(|track| fold(&track.value.title));
    let may_leave = |track: &Slug| which == Which::All || is_closed(facts, track);
    let reports = tracks.iter().filter_map(|track| {
        let report = folder.reports.get(&track.slug)?;
        may_leave(&track.slug).then(|| view(facts, report, level))
    });
    let lines: Vec<TrackLine> = tracks
        .iter()
        .map(|track| TrackLine {
            track: track.slug.clone(),
            title: track.value.title.clone(),
            state: folder.reports.get(&track.slug).map(|one| one.value.state()),
            numbers: numbers(facts, Some(&track.slug), level),
        })
        .collect();
    let all = numbers(facts, None, level);
    let numbers = Number::ALL.iter().map(|number| {
        let count = all.get(number).copied().flatten();
        NumberView {
            number: *number,
            count,
            now: count,
            is_partial: number.is_partial(level, None),
            trace: number.trace(&folder.slug, None),
        }
    });
    EventReport {
        event: facts.event().name.clone(),
        due: due(facts).cloned(),
        level,
        numbers: numbers.collect(),
        questions: questions(&tracks, &lines),
        issues: issue_lines(shown_issues(level, folder)),
        reports: reports.collect(),
        tracks: lines,
    }
}

fn questions(tracks: &[&Record<Track>], lines: &[TrackLine]) -> Vec<QuestionLine> {
    // Tracks without a type come last.
    let mut all = BTreeMap::<(bool, String), QuestionLine>::new();
    for (track, line) in tracks.iter().zip(lines) {
        let question = filled(track.value.track_type.as_deref());
        let key = (question.is_none(), question.map(fold).unwrap_or_default());
        let at = all.entry(key).or_insert_with(|| QuestionLine {
            question: question.map(str::to_owned),
            tracks: Vec::new(),
            passed: None,
        });
        at.tracks.push(track.value.title.clone());
        let passed = line.numbers.get(&Number::PairsPassed).copied().flatten();
        at.passed = sum(at.passed, passed);
    }
    all.into_values().collect()
}

fn issue_lines<'a>(issues: impl Iterator<Item = &'a Record<Issue>>) -> Vec<IssueLine> {
    let mut all = BTreeMap::<(Option<String>, Option<String>), IssueLine>::new();
    let of_specification = issues
        .map(|record| &record.value)
        .filter(|issue| issue.against == Target::Specification);
    for issue in of_specification {
        let name = |text: &Option<String>| filled(text.as_deref()).map(str::to_owned);
        let (specification, work_group) = (name(&issue.specification), name(&issue.work_group));
        let key = (
            specification.as_deref().map(fold),
            work_group.as_deref().map(fold),
        );
        let line = all.entry(key).or_insert_with(|| IssueLine {
            specification,
            work_group,
            issues: 0,
            with_key: 0,
            done: 0,
        });
        line.issues += 1;
        line.with_key += usize::from(issue.key().is_some());
        line.done += usize::from(issue.is_done());
    }
    let mut lines: Vec<IssueLine> = all.into_values().collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.issues));
    lines
}
