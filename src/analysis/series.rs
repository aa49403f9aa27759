//! Events side by side: which tracks recur, who came, what was tested, and what became of the issues.
//!
//! Events are added one by one and folded to numbers, so that those of many workspaces need not be in memory together. Of each no more
//! is taken than what its own visibility lets leave.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::analysis::attendance::Heads;
use crate::analysis::disclosure::{self, Level, sum};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::matrix::Question;
use crate::analysis::progress::{Filter, TrackProgress, progress};
use crate::analysis::same_tracks::{self, SameTracks};
use crate::model::names::Names;
use crate::model::person::fold;
use crate::model::placeholder::filled;
use crate::model::{Issue, Slug, Track};
use crate::workspace::Record;

/// What is counted of an event, or of one of its tracks. `None` where it must not be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// People with a seat, observers and leads among them.
    pub registered: Option<usize>,
    /// People with a seat who came for the first time.
    pub first_time: Option<usize>,
    /// Organizations that the people with a seat are from.
    pub organizations: Option<usize>,
    /// Scenarios that were described.
    pub scenarios: usize,
    /// Scenarios that were tested, as far as it may be told.
    pub scenarios_tested: Option<usize>,
    /// Pairs that passed.
    pub passed: Option<usize>,
    /// Pairs that were tested and did not pass.
    pub not_passed: Option<usize>,
    /// Issues that were found.
    pub issues: usize,
    /// Issues that are closed, or that the tracker is done with.
    pub issues_done: usize,
}

/// One event of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventLine {
    /// The workspace it is in; `None` for the current one.
    pub workspace: Option<String>,
    /// The event.
    pub event: Slug,
    /// What it is called.
    pub name: String,
    /// Its first day.
    pub starts: NaiveDate,
    /// Whether it has begun: before that there is nothing to count.
    pub has_begun: bool,
    /// How much it tells: below full, there may be more of what is counted.
    pub level: Level,
    /// Tracks that took place, or are proposed for an event to come.
    pub tracks: usize,
    /// Those of them that an earlier event had.
    pub recurring: usize,
    /// All of it together.
    pub counts: Counts,
    /// What became of its issues.
    pub outcomes: BTreeMap<Outcome, usize>,
}

/// What became of an issue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Not in the tracker, and no one closed it.
    Open,
    /// Not in the tracker, and closed.
    Closed,
    /// In the tracker: its status and its resolution, as the tracker last said.
    Tracked(Option<String>, Option<String>),
}

/// A track over the events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackLine {
    /// When it was there, the earliest event first; never empty.
    pub appearances: Vec<Appearance>,
}

/// A track at one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appearance {
    /// The event's place in the series.
    pub event: usize,
    /// The track.
    pub slug: Slug,
    /// What it was called there.
    pub title: String,
    /// What is counted of it.
    pub counts: Counts,
}

impl TrackLine {
    /// The last time it was there.
    pub fn latest(&self) -> Option<&Appearance> {
        self.appearances.last()
    }
}

/// Events side by side, the earliest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Series {
    /// The events.
    pub events: Vec<EventLine>,
    /// Their tracks: those that were there most often first.
    pub tracks: Vec<TrackLine>,
}

impl Series {
    /// The track of a name: `EVENT/TRACK`, or the slug or the title that it has or had.
    pub fn track(&self, name: &str) -> Option<&TrackLine> {
        let folded = fold(name);
        let is_named = |one: &Appearance| match name.split_once('/') {
            Some((event, track)) => {
                self.events[one.event].event.as_str() == event && one.slug.as_str() == track
            }
            None => one.slug.as_str() == name || fold(&one.title) == folded,
        };
        // What it is called now comes before what another was once.
        let mut lines = self.tracks.iter();
        let now = lines.find(|line| line.latest().is_some_and(is_named));
        let mut lines = self.tracks.iter();
        now.or_else(|| lines.find(|line| line.appearances.iter().any(is_named)))
    }

    /// The names that a track can be asked for by.
    pub fn track_names(&self) -> impl Iterator<Item = &str> {
        let lines = self.tracks.iter().filter_map(TrackLine::latest);
        lines.map(|one| one.slug.as_str())
    }
}

/// An event as it is added to a series: numbers, and what its tracks are known by.
#[derive(Debug)]
pub struct EventPart {
    line: EventLine,
    tracks: Vec<TrackPart>,
}

#[derive(Debug)]
struct TrackPart {
    slug: Slug,
    title: String,
    /// What its slug is compared by.
    key: String,
    carried_from: Option<String>,
    counts: Counts,
}

impl EventPart {
    /// Counts an event of a workspace, as far as it may be told. The names say which tracks are one over the events.
    pub fn new(
        workspace: Option<&str>,
        facts: &EventFacts<'_>,
        level: Level,
        names: &Names,
    ) -> Self {
        let attendance = facts.attendance(level);
        let mut event = EventLine {
            workspace: workspace.map(str::to_owned),
            event: facts.folder.slug.clone(),
            name: facts.event().name.clone(),
            starts: facts.event().first_day(),
            has_begun: facts.has_started(),
            level,
            tracks: 0,
            recurring: 0,
            counts: attendance.of_event.into(),
            outcomes: BTreeMap::new(),
        };
        for issue in disclosure::shown_issues(level, facts.folder) {
            event.counts.count_issue(&issue.value);
            *event.outcomes.entry(outcome(&issue.value)).or_default() += 1;
        }
        let progress = progress(facts, level, &Filter::default());
        let progress: HashMap<&Slug, &TrackProgress> =
            progress.iter().map(|one| (&one.track, one)).collect();
        let mut tracks = Vec::new();
        for record in facts.folder.tracks.values() {
            if !is_part(facts, record, level) {
                continue;
            }
            let mut counts = Counts::from(attendance.of_track(record.slug.as_str()));
            counts.scenarios = record.value.scenarios.len();
            if let Some(tests) = progress.get(&record.slug) {
                counts.passed = tests.passed;
                counts.not_passed = tests.not_passed;
                counts.scenarios_tested = scenarios_tested(facts, record, level);
            }
            let issues = facts.issues_of(record.slug.as_str()).iter();
            for issue in issues {
                if disclosure::told_issue(level, facts.folder, &issue.value).is_some() {
                    counts.count_issue(&issue.value);
                }
            }
            event.tracks += 1;
            event.counts.add_tests(&counts);
            let from = filled(record.value.carried_from.as_deref());
            tracks.push(TrackPart {
                slug: record.slug.clone(),
                title: record.value.title.clone(),
                key: names.track(record.slug.as_str()),
                carried_from: from.map(str::to_owned),
                counts,
            });
        }
        Self {
            line: event,
            tracks,
        }
    }
}

/// A series in the making.
#[derive(Debug, Default)]
pub struct Builder {
    events: Vec<EventLine>,
    appearances: Vec<Appearance>,
    same: SameTracks,
}

impl Builder {
    /// Adds an event.
    pub fn add(&mut self, part: EventPart) {
        let EventPart { line, tracks } = part;
        for track in tracks {
            self.same.add(same_tracks::Appearance {
                workspace: line.workspace.as_deref(),
                event: line.event.as_str(),
                place: self.events.len(),
                slug: track.slug.as_str(),
                key: &track.key,
                title: &track.title,
                carried_from: track.carried_from.as_deref(),
            });
            self.appearances.push(Appearance {
                event: self.events.len(),
                slug: track.slug,
                title: track.title,
                counts: track.counts,
            });
        }
        self.events.push(line);
    }

    /// The series of what was added.
    pub fn finish(self) -> Series {
        let Self {
            events,
            appearances,
            mut same,
        } = self;
        let mut order: Vec<usize> = (0..events.len()).collect();
        order.sort_by_key(|place| {
            let event = &events[*place];
            (event.starts, &event.event, &event.workspace)
        });
        let mut places = vec![0; events.len()];
        for (new, old) in order.iter().enumerate() {
            places[*old] = new;
        }
        let mut lines = BTreeMap::<usize, Vec<Appearance>>::new();
        for (at, mut appearance) in appearances.into_iter().enumerate() {
            appearance.event = places[appearance.event];
            lines.entry(same.first(at)).or_default().push(appearance);
        }
        let mut sorted: Vec<EventLine> = order.iter().map(|place| events[*place].clone()).collect();
        let mut tracks: Vec<TrackLine> = lines
            .into_values()
            .map(|mut appearances| {
                appearances.sort_by(|a, b| (a.event, &a.slug).cmp(&(b.event, &b.slug)));
                let first = appearances.first().map(|one| one.event);
                for one in appearances.iter().filter(|one| Some(one.event) != first) {
                    sorted[one.event].recurring += 1;
                }
                TrackLine { appearances }
            })
            .collect();
        let times = |line: &TrackLine| {
            let events: BTreeSet<usize> = line.appearances.iter().map(|one| one.event).collect();
            events.len()
        };
        tracks.sort_by_cached_key(|line| {
            let latest = line.latest();
            (
                std::cmp::Reverse(times(line)),
                latest.map(|one| fold(&one.title)),
                latest.map(|one| one.slug.clone()),
            )
        });
        Series {
            events: sorted,
            tracks,
        }
    }
}

/// Whether a track is part of its event: once that has begun it was approved or tested, before that it is what everyone can see.
/// What leaves has at no time what not everyone can see.
fn is_part(facts: &EventFacts<'_>, record: &Record<Track>, level: Level) -> bool {
    if facts.has_started() {
        disclosure::tells_that_it_took_place(level, facts.folder, record)
    } else {
        disclosure::is_published(record.value.status)
    }
}

impl From<Heads> for Counts {
    fn from(heads: Heads) -> Self {
        Self {
            registered: heads.people,
            first_time: heads.first_time,
            organizations: heads.organizations,
            ..Self::default()
        }
    }
}

impl Counts {
    fn count_issue(&mut self, issue: &Issue) {
        self.issues += 1;
        self.issues_done += usize::from(issue.is_done());
    }

    /// Adds what was tested in a track.
    fn add_tests(&mut self, track: &Self) {
        self.scenarios += track.scenarios;
        self.scenarios_tested = sum(self.scenarios_tested, track.scenarios_tested);
        self.passed = sum(self.passed, track.passed);
        self.not_passed = sum(self.not_passed, track.not_passed);
    }
}

fn outcome(issue: &Issue) -> Outcome {
    let said = |text: &Option<String>| filled(text.as_deref()).map(str::to_owned);
    match &issue.tracker {
        Some(ticket) if issue.key().is_some() => {
            Outcome::Tracked(said(&ticket.status), said(&ticket.resolution))
        }
        _ if issue.is_closed() => Outcome::Closed,
        _ => Outcome::Open,
    }
}

/// How many scenarios of a track were tested, as far as it may be told: of none that shows nothing it may be said that it was not.
fn scenarios_tested(facts: &EventFacts<'_>, record: &Record<Track>, level: Level) -> Option<usize> {
    let question = Question::new(facts, record);
    let named = disclosure::named(level, question.standings);
    let scenarios = record.value.scenarios.iter();
    let tested = scenarios.filter(|scenario| {
        if level.names_systems() {
            let mut own = named.iter().filter(|one| one.scenario == scenario.id);
            return own.any(|one| one.verdict.is_tested());
        }
        let count = question.matrix(scenario, level).count;
        [count.passed, count.not_passed]
            .into_iter()
            .flatten()
            .any(|count| count > 0)
    });
    Some(tested.count()).filter(|count| *count > 0 || level.shows_failures())
}

#[cfg(test)]
mod tests;
