//! The report of a track as it is read: its sections in order, with numbers in the place of their names, and where each number is from.

use chrono::Days;

use crate::analysis::disclosure::{Level, published_tracks, told_issue};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::report_numbers::{NOT_SHOWN, Number, Numbers, Trace, fill, numbers};
use crate::model::person::fold;
use crate::model::placeholder::is_unanswered;
use crate::model::report::{ReportState, TrackReport};
use crate::model::template::ReportSection;
use crate::model::timeline::Due;
use crate::model::words::Word as _;
use crate::model::zone::Tz;
use crate::model::{Event, Issue, Moment, Now, Slug, Track, TrackStatus};
use crate::workspace::{Record, Workspace, built_in};

/// The milestone at which reports are due.
pub const REPORT_DUE: &str = "report-due";

/// The sections of an event's reports: its template's, else the usual ones.
pub fn sections<'a>(facts: &EventFacts<'a>) -> &'a [ReportSection] {
    match facts.template {
        Some(template) => built_in::sections_of(template),
        None => built_in::report_sections(),
    }
}

/// When the reports of an event are due, where it says so.
pub fn due<'f>(facts: &'f EventFacts<'_>) -> Option<&'f Due> {
    facts.timeline.get(REPORT_DUE)
}

/// Whether a track owes a report: it took place, and what it owes can be known here.
pub fn owes(facts: &EventFacts<'_>, track: &Track) -> bool {
    let is_known = facts.workspace.root().missing().is_none();
    is_known && facts.has_ended() && track.status == TrackStatus::Approved
}

/// For how many days after an event its open reports are told where another event is asked about.
const TOLD_FOR: u64 = 56;

/// The events, but for one, that ended not long ago and whose tracks owe reports, with how many do.
pub fn owing(workspace: &Workspace, but: &Slug, now: Now) -> Vec<(Slug, usize)> {
    // Asked of the event's own record first: what is known of an event is worked out for the few that ended just now.
    let is_recent = |event: &Event| {
        let last = event.last_day();
        let today = now.today(event.zone_or_utc());
        last < today && last.checked_add_days(Days::new(TOLD_FOR)) >= Some(today)
    };
    let others = workspace.events.values().filter(|one| one.slug != *but);
    let recent = others.filter(|one| one.event.as_ref().is_some_and(|one| is_recent(&one.value)));
    let owing = recent.filter_map(|folder| {
        let facts = EventFacts::new(workspace, folder, now)?;
        let tracks = folder
            .tracks
            .values()
            .filter(|track| owes(&facts, &track.value) && !is_closed(&facts, &track.slug));
        let count = tracks.count();
        (count > 0).then(|| (folder.slug.clone(), count))
    });
    owing.collect()
}

/// Whether the report of a track is closed.
pub fn is_closed(facts: &EventFacts<'_>, track: &Slug) -> bool {
    let report = facts.folder.reports.get(track);
    report.is_some_and(|report| report.value.closed().is_some())
}

/// The reports of an event that may leave: those that are closed, of tracks that are shown to everyone.
pub fn published<'a>(facts: &EventFacts<'a>) -> Vec<&'a Record<TrackReport>> {
    let tracks = published_tracks(facts.folder);
    let reports = tracks.filter_map(|track| facts.folder.reports.get(&track.slug));
    let closed = reports.filter(|report| report.value.closed().is_some());
    closed.collect()
}

/// A report as it is read.
#[derive(Debug, Clone)]
pub struct ReportView {
    pub track: Slug,
    /// The track's title.
    pub title: String,
    /// What the event is called.
    pub event: String,
    pub state: ReportState,
    /// When it was closed.
    pub closed: Option<Moment>,
    /// When it is due.
    pub due: Option<Due>,
    /// The event's zone.
    pub zone: Tz,
    pub sections: Vec<SectionView>,
    pub numbers: Vec<NumberView>,
}

/// A section with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionView {
    /// Its key; `more` for one under a heading of its own.
    pub key: String,
    pub title: String,
    /// Markdown, as people write it.
    pub text: String,
}

/// A number of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberView {
    pub number: Number,
    /// What the report says; `None` where it must not be told.
    pub count: Option<usize>,
    /// What the records say now; `None` where it must not be told.
    pub now: Option<usize>,
    /// Whether there may be more, which must not be told.
    pub is_partial: bool,
    pub trace: Trace,
}

/// A report as a level lets it be read.
///
/// What the lead wrote is whole: closing is what lets it leave. A number is the report's own; below full, no more of it than the level
/// lets the records tell now.
pub fn view(facts: &EventFacts<'_>, record: &Record<TrackReport>, level: Level) -> ReportView {
    let (report, track) = (&record.value, &record.slug);
    let now = numbers(facts, Some(track), level);
    let words = |number: Number| {
        let count = shown(report, &now, level, number);
        Some(count.map_or_else(
            || NOT_SHOWN.to_owned(),
            |count| number.told(count, number.is_partial(level, Some(track))),
        ))
    };
    let title = facts.track(track.as_str());
    let listed = sections(facts);
    let own = |key: &str, title: &str| {
        let text = report
            .section(key)
            .filter(|text| !is_unanswered(Some(text)))?;
        Some(SectionView {
            key: key.to_owned(),
            title: title.to_owned(),
            text: fill(text, words),
        })
    };
    let known = listed.iter().filter_map(|one| own(&one.key, &one.title));
    // What the template does not have is shown all the same.
    let is_listed = |key: &str| listed.iter().any(|one| one.key == key);
    let others = report.texts().into_iter().map(|(key, _)| key);
    let others = others.filter(|key| !is_listed(key));
    let others = others.filter_map(|key| own(&key, &heading(&key)));
    let more = report.more.iter().map(|one| SectionView {
        key: "more".to_owned(),
        title: one.heading.clone(),
        text: fill(&one.text, words),
    });
    let all = Number::ALL
        .iter()
        .filter(|number| report.numbers.contains_key(number.as_str()));
    ReportView {
        track: track.clone(),
        title: title.map_or_else(|| track.to_string(), |track| track.value.title.clone()),
        event: facts.event().name.clone(),
        state: report.state(),
        closed: report.closed().map(|(when, _)| when),
        due: due(facts).cloned(),
        zone: facts.zone,
        sections: known.chain(others).chain(more).collect(),
        numbers: all
            .map(|number| NumberView {
                number: *number,
                count: shown(report, &now, level, *number),
                now: now.get(number).copied().flatten(),
                is_partial: number.is_partial(level, Some(track)),
                trace: number.trace(&facts.folder.slug, Some(track)),
            })
            .collect(),
    }
}

fn shown(report: &TrackReport, now: &Numbers, level: Level, number: Number) -> Option<usize> {
    let now = now.get(&number).copied().flatten();
    let own = report.numbers.get(number.as_str()).copied();
    let now = now?;
    let own = own.unwrap_or(now);
    if level == Level::Full {
        return Some(own);
    }
    // Fewer than now may have been too few to tell.
    (own >= now).then_some(now)
}

/// The heading of a section that no template has.
fn heading(key: &str) -> String {
    let words = key.trim_start_matches("custom.").replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// The numbers of a report that the records say otherwise, with what they say; `None` for a name that no number has.
pub fn differing<'r>(
    facts: &EventFacts<'_>,
    record: &'r Record<TrackReport>,
) -> Vec<(&'r str, usize, Option<usize>)> {
    let now = numbers(facts, Some(&record.slug), Level::Full);
    let own = record.value.numbers.iter();
    let said = own.map(|(name, count)| {
        let number = Number::from_word(name);
        let now = number.and_then(|number| now.get(&number).copied().flatten());
        (name.as_str(), *count, now)
    });
    said.filter(|(_, count, now)| *now != Some(*count))
        .collect()
}

/// Issues of a report's track that it does not mention, by key or title, of those that its readers may know of.
pub fn unmentioned<'a>(
    facts: &EventFacts<'a>,
    record: &Record<TrackReport>,
) -> Vec<&'a Record<Issue>> {
    let texts = record.value.texts();
    // As 'report draft' writes a title in Markdown, and as people write it.
    let bare = |text: &str| fold(&text.replace('\\', "").replace('{', "(").replace('}', ")"));
    let texts: Vec<String> = texts.into_iter().map(|(_, text)| bare(text)).collect();
    let level = Level::new(facts.event(), false);
    let is_mentioned = |issue: &Issue| {
        let names = issue.key().into_iter().chain([issue.title.as_str()]);
        let mut names = names.map(bare).filter(|name| !name.is_empty());
        names.any(|name| texts.iter().any(|text| has_words(text, &name)))
    };
    let own = facts
        .folder
        .issues
        .values()
        .filter(|issue| issue.value.is_in(record.slug.as_str()));
    own.filter(|issue| {
        let told = told_issue(level, facts.folder, &issue.value);
        told.is_some() && !is_mentioned(&issue.value)
    })
    .collect()
}

/// Whether a text has some words as they are, and not as a part of longer ones: FHIR-1234 is not in FHIR-12345.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(start, found)| {
        let before = text[..start].chars().next_back();
        let after = text[start + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_not_mentioned_by_a_longer_one() {
        assert!(has_words("see fhir-1234.", "fhir-1234"));
        assert!(!has_words("see fhir-12345", "fhir-1234"));
        assert!(!has_words("see xfhir-1234", "fhir-1234"));
        assert!(has_words("fhir-12345 and fhir-1234", "fhir-1234"));
    }
}
