//! What may leave of tracks and results: the one place that decides it.
//!
//! **What leaves below `full` is worked out as if what is withheld did not exist.** So it cannot be told by subtraction: take away the
//! records that are only in groups that are withheld, and no byte of an output changes. A number of a whole is that of its parts
//! that are told, and may always be less than there is, so that it is not told either whether anything was withheld.
//!
//! A count is withheld where fewer than three organizations that are independent of each other, or fewer than three people, are
//! behind it. Independence is judged by the names that the event's own workspace knows, whoever asks. How many are in two groups does not
//! follow from the counts of both and of the whole: that of the whole is the largest of its parts, or that and a multiple of five.
//!
//! Tracks that not everyone can see, their results and the issues that only they found are told at `full` alone.
//!
//! At a Connectathon people try what fails: no organization's failure can be told from what leaves, unless its event says that
//! everything may. What leaves at `aggregates` and `passed` is therefore worked out from what passed, and from one count of
//! the rest that is shown only where any organization could be without a part in it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::standings::{Partner, Standing};
use crate::model::issue::Target;
use crate::model::names::Names;
use crate::model::session::ResultsVisibility;
use crate::model::{Event, Issue, Track, TrackStatus};
use crate::workspace::{EventFolder, Record};

/// How much of the results an output may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Counts, and no names.
    Aggregates,
    /// Pairs that passed.
    Passed,
    /// Everything but notes and people.
    All,
    /// Everything.
    Full,
}

impl Level {
    /// The level of an output: what the event says, unless it is for a person at a terminal or was asked for by name.
    pub fn new(event: &Event, is_full: bool) -> Self {
        if is_full {
            return Self::Full;
        }
        match event.results_visibility.unwrap_or_default() {
            ResultsVisibility::Aggregates => Self::Aggregates,
            ResultsVisibility::Passed => Self::Passed,
            ResultsVisibility::All => Self::All,
        }
    }

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aggregates => "aggregates",
            Self::Passed => "passed",
            Self::All => "all",
            Self::Full => "full",
        }
    }

    /// Whether systems may be named with their results.
    pub fn names_systems(self) -> bool {
        self != Self::Aggregates
    }

    /// Whether verdicts other than passed may be shown.
    pub fn shows_failures(self) -> bool {
        self >= Self::All
    }
}

/// Whether issues against something are shown: those of servers, tools and test data only where failures may be, for they name whose
/// they are.
pub fn shows_issues_against(level: Level, against: Target) -> bool {
    level.shows_failures() || matches!(against, Target::Specification | Target::OpenQuestion)
}

/// Whether a track is shown to everyone: what is part of the event, and what is proposed for it. Drafts are their leads' own.
pub fn is_published(status: TrackStatus) -> bool {
    matches!(
        status,
        TrackStatus::Approved | TrackStatus::Submitted | TrackStatus::ChangesRequested
    )
}

/// Whether a level tells of a track of some status.
pub fn shows_track(level: Level, status: TrackStatus) -> bool {
    level == Level::Full || is_published(status)
}

/// Whether a level tells of the track with this name: at full of every one, and below it not of one that no record has.
pub fn tells_of(level: Level, folder: &EventFolder, track: &str) -> bool {
    let record = folder.tracks.get(track);
    level == Level::Full || record.is_some_and(|record| is_published(record.value.status))
}

/// Whether a level tells that a track took place: it was approved, or tested. That something was tested is a result as well.
pub fn tells_that_it_took_place(level: Level, folder: &EventFolder, track: &Record<Track>) -> bool {
    let status = track.value.status;
    let is_told = level.shows_failures() && shows_track(level, status);
    status == TrackStatus::Approved || is_told && folder.takes_place(track)
}

/// The tracks that are shown to everyone.
pub fn published_tracks(folder: &EventFolder) -> impl Iterator<Item = &Record<Track>> {
    let tracks = folder.tracks.values();
    tracks.filter(|track| is_published(track.value.status))
}

/// The fewest organizations, or people, that are behind a count.
pub const FEWEST: usize = 3;

/// Whether there are some, and too few to tell how many.
pub fn are_few(count: usize) -> bool {
    (1..FEWEST).contains(&count)
}

/// Whether enough organizations are behind a count: aliases of one are one, and so are those that belong to one.
pub fn are_enough<'o>(names: &Names, organizations: impl IntoIterator<Item = &'o str>) -> bool {
    let organizations = organizations.into_iter();
    let independent: BTreeSet<String> = organizations.map(|one| names.independent(one)).collect();
    independent.len() >= FEWEST
}

/// The sum of what two parts tell. What one of them withholds is not in it, so that it cannot be subtracted.
pub fn sum(one: Option<usize>, other: Option<usize>) -> Option<usize> {
    match (one, other) {
        (None, None) => None,
        (one, other) => Some(one.unwrap_or(0) + other.unwrap_or(0)),
    }
}

/// An issue as a level tells it: below full `None` where it came up only in tracks that not everyone can see, else without their names.
/// One against a server, a tool or test data is shown only where failures may be, for it names whose they are.
pub fn told_issue<'i>(
    level: Level,
    folder: &EventFolder,
    issue: &'i Issue,
) -> Option<Cow<'i, Issue>> {
    if !shows_issues_against(level, issue.against) {
        return None;
    }
    let is_told = |name: &String| {
        let track = name.split('/').next().unwrap_or_default();
        tells_of(level, folder, track.trim())
    };
    let mut names = issue.tracks.0.iter();
    let mut places = issue.scenarios.0.iter().chain(&issue.results.0);
    if names.all(is_told) && places.all(is_told) {
        return Some(Cow::Borrowed(issue));
    }
    let mut issue = issue.clone();
    let had_tracks = !issue.tracks.0.is_empty();
    issue.tracks.0.retain(is_told);
    issue.scenarios.0.retain(is_told);
    issue.results.0.retain(is_told);
    (!had_tracks || !issue.tracks.0.is_empty()).then_some(Cow::Owned(issue))
}

/// The issues of an event that a level tells of.
pub fn shown_issues(level: Level, folder: &EventFolder) -> impl Iterator<Item = &Record<Issue>> {
    let issues = folder.issues.values();
    issues.filter(move |record| told_issue(level, folder, &record.value).is_some())
}

/// What a person who speaks for no organization is called where people may not be named.
const A_PERSON: &str = "a person";

/// Whether a level does not tell whose a system is: below full it names no person.
pub fn withholds_owner(level: Level, partner: &Partner) -> bool {
    level != Level::Full && partner.is_of_person()
}

/// A system with whose it is, as far as a level tells.
#[must_use]
pub fn told(level: Level, partner: Partner) -> Partner {
    if !withholds_owner(level, &partner) {
        return partner;
    }
    Partner {
        organization: A_PERSON.to_owned(),
        ..partner
    }
}

/// The standings that may leave, as far as they may.
///
/// A pair that passed at the third try says nothing of the two before: runs and issues would.
pub fn named(level: Level, standings: &[Standing]) -> Vec<Standing> {
    let systems = |one: &Standing| {
        let systems = one.systems.iter();
        let systems = systems.map(|(role, one)| (role.clone(), told(level, one.clone())));
        systems.collect()
    };
    let standings = standings.iter();
    match level {
        Level::Full => standings.cloned().collect(),
        Level::All => standings
            .map(|one| Standing {
                systems: systems(one),
                notes: Vec::new(),
                reporters: Vec::new(),
                ..one.clone()
            })
            .collect(),
        Level::Passed => standings
            .filter(|one| one.has_passed())
            .map(|one| Standing {
                systems: systems(one),
                runs: None,
                passed_runs: 1,
                issues: BTreeSet::new(),
                notes: Vec::new(),
                reporters: Vec::new(),
                is_verified: false,
                records: Vec::new(),
                ..one.clone()
            })
            .collect(),
        Level::Aggregates => Vec::new(),
    }
}

/// How many pairs of a scenario passed, and how many were tested and did not; `None` where it must not be told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Pairs that passed.
    pub passed: Option<usize>,
    /// Pairs that were tested and did not pass.
    pub not_passed: Option<usize>,
}

impl Count {
    /// The sum of what both show.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            passed: sum(self.passed, other.passed),
            not_passed: sum(self.not_passed, other.not_passed),
        }
    }
}

/// A pair of different organizations, by their keys, the lesser first.
pub type Pair = (String, String);

/// Counts the pairs of one scenario. `possible` are the organizations that could meet in it, as everybody can know from who registered.
///
/// A count of fewer than three independent organizations is withheld, and looks like none at all. How many did not pass is shown only
/// where, for each organization, the pairs without it are enough to hold all that is told: then the counts say of none that it failed.
pub fn count(
    level: Level,
    standings: &[Standing],
    possible: &BTreeSet<Pair>,
    names: &Names,
) -> Count {
    let tested = standings.iter().filter(|one| {
        one.systems.len() == 2 && !one.is_within_one_organization() && one.verdict.is_tested()
    });
    let (passed, rest): (Vec<&Standing>, Vec<&Standing>) = tested.partition(|one| one.has_passed());
    let told = |standings: &[&Standing]| {
        let organizations = standings.iter().flat_map(|one| one.organizations());
        Some(standings.len()).filter(|_| are_enough(names, organizations))
    };
    // Where pairs that passed are named, all of them are told.
    let named = Some(passed.len()).filter(|_| level.names_systems());
    let passed = told(&passed);
    let not_passed = told(&rest)
        .filter(|rest| fit_without_anyone(possible, names, named.or(passed).unwrap_or(0) + rest));
    Count { passed, not_passed }
}

/// Whether so many pairs could be of others, for each of the independent organizations that could meet.
fn fit_without_anyone(possible: &BTreeSet<Pair>, names: &Names, told: usize) -> bool {
    let independent = possible.iter().map(|(one, other)| {
        let (one, other) = (names.independent(one), names.independent(other));
        if one <= other {
            (one, other)
        } else {
            (other, one)
        }
    });
    let possible: BTreeSet<Pair> = independent.collect();
    let mut pairs_of = BTreeMap::<&str, usize>::new();
    for (one, other) in &possible {
        *pairs_of.entry(one).or_default() += 1;
        if one != other {
            *pairs_of.entry(other).or_default() += 1;
        }
    }
    let most = pairs_of.into_values().max();
    most.is_some_and(|most| possible.len() - most >= told)
}

/// Organizations, as far as they may be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Group {
    /// These, by what they are compared by.
    Named(BTreeSet<String>),
    /// So many; none is also what fewer than three look like.
    Counted(usize),
}

impl Group {
    /// Independent organizations behind something that passed, at a level.
    pub fn new(level: Level, organizations: BTreeSet<String>) -> Self {
        if level.names_systems() {
            return Self::Named(organizations);
        }
        let count = organizations.len();
        Self::Counted(if count < FEWEST { 0 } else { count })
    }

    /// Those of a whole that have something. Where they may only be counted, the rest is not few either: it could be subtracted.
    pub fn of_whole(level: Level, whole: &BTreeSet<String>, part: &BTreeSet<String>) -> Self {
        let is_withheld = !level.names_systems() && are_few(whole.difference(part).count());
        Self::new(
            level,
            if is_withheld {
                BTreeSet::new()
            } else {
                part.clone()
            },
        )
    }

    /// The organizations of a whole, from the groups of its parts: where they may only be counted, those of the largest.
    pub fn of_parts(level: Level, parts: impl IntoIterator<Item = Self>) -> Self {
        let (mut all, mut largest) = (BTreeSet::new(), 0);
        for part in parts {
            match part {
                Self::Named(named) => all.extend(named),
                Self::Counted(count) => largest = largest.max(count),
            }
        }
        if level.names_systems() {
            Self::Named(all)
        } else {
            Self::Counted(largest)
        }
    }

    /// How many there are, as far as that is told.
    pub fn count(&self) -> usize {
        match self {
            Self::Named(named) => named.len(),
            Self::Counted(count) => *count,
        }
    }
}

/// A number that may be larger than what is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Least {
    pub count: usize,
    /// Whether it is the whole number.
    pub is_exact: bool,
}

/// How many different organizations there are in several groups: exact where all are named. Else the largest number that the
/// named ones or one of the others give by themselves, because a sum of any two would tell who is in both.
pub fn together<'g>(groups: impl IntoIterator<Item = &'g Group>) -> Least {
    let mut all = BTreeSet::<&str>::new();
    let (mut largest, mut is_exact) = (0, true);
    for group in groups {
        match group {
            Group::Named(named) => all.extend(named.iter().map(String::as_str)),
            Group::Counted(count) => {
                is_exact = false;
                largest = largest.max(*count);
            }
        }
    }
    Least {
        count: all.len().max(largest),
        is_exact,
    }
}

#[cfg(test)]
mod tests;
