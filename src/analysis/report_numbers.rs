//! The numbers of reports: what each counts, how much of it may be told, and the command that shows what was counted.

use std::collections::BTreeMap;

use crate::analysis::disclosure::{self, Level};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::progress::{Filter, TrackProgress, progress};
use crate::analysis::standings::Standing;
use crate::model::issue::Target;
use crate::model::plural::counted_noun;
use crate::model::result::Verdict;
use crate::model::words::{Word as _, words};
use crate::model::{Issue, Slug};
use crate::workspace::Record;

words! {
    /// What is counted of a track, or of all of an event.
    pub enum Number {
        /// People with a seat.
        People = "people",
        /// Those of them who come for the first time.
        FirstTime = "first-time",
        /// Their organizations; a person who speaks for none is one.
        Organizations = "organizations",
        /// The systems that they brought.
        Systems = "systems",
        Scenarios = "scenarios",
        /// Scenarios in which systems of different organizations exchanged something, or one system did what it had to do alone.
        ScenariosReached = "scenarios-reached",
        /// Pairs of systems that could test, over all scenarios.
        PairsPossible = "pairs-possible",
        PairsTested = "pairs-tested",
        PairsPassed = "pairs-passed",
        /// Results that count: of several reports of one run, the one that decides.
        Results = "results",
        ResultsPassed = "results-passed",
        ResultsPartlyPassed = "results-partly-passed",
        ResultsFailed = "results-failed",
        ResultsBlocked = "results-blocked",
        ResultsNoPartner = "results-no-partner",
        ResultsNotAttempted = "results-not-attempted",
        ResultsTestDefect = "results-test-defect",
        /// Issues that came up, open and closed.
        Issues = "issues",
        IssuesSpecification = "issues-specification",
        IssuesServer = "issues-server",
        IssuesTestData = "issues-test-data",
        IssuesTool = "issues-tool",
        IssuesOpenQuestion = "issues-open-question",
    }
}

/// How a number is counted in what its command prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// A row each.
    Rows,
    /// The sum of a column, by its key.
    Sum(&'static str),
}

/// The command that shows what a number counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    pub command: String,
    pub counted: Counted,
}

impl Trace {
    /// How it is counted, in a word: `rows`, or the column.
    pub fn column(&self) -> &'static str {
        match self.counted {
            Counted::Rows => "rows",
            Counted::Sum(column) => column,
        }
    }
}

impl Number {
    /// The number of results with a verdict.
    pub fn of_verdict(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Passed => Self::ResultsPassed,
            Verdict::PartlyPassed => Self::ResultsPartlyPassed,
            Verdict::Failed => Self::ResultsFailed,
            Verdict::Blocked => Self::ResultsBlocked,
            Verdict::NoPartner => Self::ResultsNoPartner,
            Verdict::NotAttempted => Self::ResultsNotAttempted,
            Verdict::TestDefect => Self::ResultsTestDefect,
        }
    }

    /// The number of issues against something.
    pub fn of_target(against: Target) -> Self {
        match against {
            Target::Specification => Self::IssuesSpecification,
            Target::Server => Self::IssuesServer,
            Target::TestData => Self::IssuesTestData,
            Target::Tool => Self::IssuesTool,
            Target::OpenQuestion => Self::IssuesOpenQuestion,
        }
    }

    fn verdict(self) -> Option<Verdict> {
        let all = Verdict::ALL.iter().copied();
        all.into_iter().find(|one| Self::of_verdict(*one) == self)
    }

    fn target(self) -> Option<Target> {
        let all = Target::ALL.iter().copied();
        all.into_iter().find(|one| Self::of_target(*one) == self)
    }

    /// What is counted.
    fn noun(self) -> &'static str {
        match self {
            Self::People => "person",
            Self::FirstTime => "first-timer",
            Self::Organizations => "organization",
            Self::Systems => "system",
            Self::Scenarios | Self::ScenariosReached => "scenario",
            Self::PairsPossible | Self::PairsTested | Self::PairsPassed => "pair",
            _ if self == Self::Results || self.verdict().is_some() => "result",
            _ => "issue",
        }
    }

    /// Whether a level may hold a part of it back, so that there may be more than it tells: of a track, or of the whole event, of which
    /// only full tells everything.
    pub fn is_partial(self, level: Level, track: Option<&Slug>) -> bool {
        if track.is_none() {
            return level != Level::Full;
        }
        match self {
            Self::IssuesSpecification
            | Self::IssuesOpenQuestion
            | Self::Scenarios
            | Self::People
            | Self::FirstTime
            | Self::Organizations
            | Self::Systems => false,
            Self::PairsPossible | Self::PairsPassed | Self::ResultsPassed => !level.names_systems(),
            _ => !level.shows_failures(),
        }
    }

    /// The number with its noun: `3 people`, and `2 or more pairs` where there may be more.
    pub fn told(self, count: usize, is_partial: bool) -> String {
        counted_noun(count, self.noun(), is_partial)
    }

    /// The command that shows what is counted: of a track, or of the whole event.
    pub fn trace(self, event: &Slug, track: Option<&Slug>) -> Trace {
        let seated = match track {
            Some(track) => {
                format!("cxn registrations list {event}/{track} --seated")
            }
            None => format!("cxn registrations list --event {event} --seated"),
        };
        let of = |command: &str| match track {
            Some(track) => format!("cxn {command} {event}/{track}"),
            None => format!("cxn {command} --event {event}"),
        };
        let progress = |column| (of("progress") + " --with-results", Counted::Sum(column));
        let results = of("result list") + " --counting --with-results";
        let issues = of("issue list") + " --closed --with-results";
        let (command, counted) = match self {
            Self::People => (seated, Counted::Rows),
            Self::FirstTime => (seated + " --experience first-time", Counted::Rows),
            Self::Organizations => (seated + " --by-organization", Counted::Rows),
            Self::Systems => (seated + " --by-organization", Counted::Sum("systems")),
            Self::Scenarios => progress("scenarios"),
            Self::ScenariosReached => progress("scenarios-reached"),
            Self::PairsPossible => progress("possible"),
            Self::PairsTested => progress("tested"),
            Self::PairsPassed => progress("passed"),
            Self::Results => (results, Counted::Rows),
            Self::Issues => (issues, Counted::Rows),
            _ => match (self.verdict(), self.target()) {
                (Some(verdict), _) => (format!("{results} --verdict {verdict}"), Counted::Rows),
                (None, Some(against)) => (format!("{issues} --against {against}"), Counted::Rows),
                (None, None) => (String::new(), Counted::Rows),
            },
        };
        Trace { command, counted }
    }
}

/// Numbers by what they count; `None` where a level does not tell.
pub type Numbers = BTreeMap<Number, Option<usize>>;

/// The numbers of a track, or of all of an event, as far as a level tells them: of an event without its tracks that not everyone can
/// see.
pub fn numbers(facts: &EventFacts<'_>, track: Option<&Slug>, level: Level) -> Numbers {
    let folder = facts.folder;
    let attendance = facts.attendance(level);
    let heads = track.map_or(attendance.of_event, |track| {
        attendance.of_track(track.as_str())
    });
    let filter = Filter {
        track: track.cloned(),
        organization: None,
    };
    let tracks = progress(facts, level, &filter);
    let total = |count: &dyn Fn(&TrackProgress) -> Option<usize>| match &tracks[..] {
        [] => Some(0),
        tracks => tracks.iter().map(count).fold(None, disclosure::sum),
    };
    let mut numbers = Numbers::from([
        (Number::People, heads.people),
        (Number::FirstTime, heads.first_time),
        (Number::Organizations, heads.organizations),
        (Number::Systems, heads.systems),
        (Number::Scenarios, total(&|one| Some(one.scenarios))),
        (
            Number::ScenariosReached,
            total(&|one| one.scenarios_reached),
        ),
        (Number::PairsPossible, total(&|one| one.possible)),
        (Number::PairsTested, total(&|one| one.tested)),
        (Number::PairsPassed, total(&|one| one.passed)),
    ]);
    let is_told = |slug: &&Slug| match track {
        Some(track) => track == *slug,
        None if level == Level::Full => true,
        None => folder
            .tracks
            .get(*slug)
            .is_some_and(|track| disclosure::tells_that_it_took_place(level, folder, track)),
    };
    let standings: Vec<&Standing> = folder
        .results
        .keys()
        .filter(is_told)
        .flat_map(|slug| facts.standings(slug))
        .collect();
    let open = level.shows_failures();
    numbers.insert(Number::Results, Some(standings.len()).filter(|_| open));
    for verdict in Verdict::ALL {
        let counted = standings.iter().filter(|one| one.verdict == *verdict);
        let count = match (*verdict, level) {
            (Verdict::Passed, Level::Passed) => {
                Some(counted.filter(|one| one.has_passed()).count())
            }
            _ => Some(counted.count()).filter(|_| open),
        };
        numbers.insert(Number::of_verdict(*verdict), count);
    }
    let issues: Vec<&Record<Issue>> = match track {
        Some(track) => facts.issues_of(track.as_str()).to_vec(),
        None => disclosure::shown_issues(level, folder).collect(),
    };
    numbers.insert(Number::Issues, Some(issues.len()).filter(|_| open));
    for against in Target::ALL {
        let counted = issues
            .iter()
            .filter(|issue| issue.value.against == *against);
        let count =
            Some(counted.count()).filter(|_| disclosure::shows_issues_against(level, *against));
        numbers.insert(Number::of_target(*against), count);
    }
    numbers
}

/// What is said where a number may not be told.
pub const NOT_SHOWN: &str = "(not shown)";

/// A text with each `{name}` of a number in the words that a lookup has for it; other braces stay.
pub fn fill(text: &str, words: impl Fn(Number) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, from) = rest.split_at(start);
        filled.push_str(before);
        // Not beyond the next brace: a text of many that stay open would be read to its end for each.
        let end = from[1..].find(['{', '}', '\n']).map(|end| end + 1);
        let known = end.filter(|end| from[*end..].starts_with('}'));
        let known = known.and_then(|end| {
            let number = Number::from_word(&from[1..end])?;
            Some((words(number)?, end))
        });
        if let Some((words, end)) = known {
            filled.push_str(&words);
            rest = &from[end + 1..];
        } else {
            filled.push('{');
            rest = &from[1..];
        }
    }
    filled.push_str(rest);
    filled
}

/// The names in braces of a text, with the byte at which each begins.
pub fn references(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('{').filter_map(|(start, _)| {
        let inside = &text[start + 1..];
        let end = inside.find(['{', '}', '\n'])?;
        Some(&inside[..end]).filter(|_| inside[end..].starts_with('}'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::event_facts::tests::with_facts;

    #[test]
    fn what_a_track_withholds_cannot_be_subtracted() {
        let person = |name: &str, track: &str| {
            (
                format!("registrations/{name}.yaml"),
                format!("{{name: {name}, organization: {name} Labs, tracks: [{track}]}}"),
            )
        };
        let event = "name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-19\n";
        let people = |few: usize| {
            let of_all = ["a", "b", "c", "d", "e"].map(|name| person(name, "all"));
            let of_few = ["v", "w", "x", "y", "z"].map(|name| person(name, "few"));
            let all = of_all.into_iter().chain(of_few.into_iter().take(few));
            let files: Vec<(String, String)> = all.collect();
            let mut files: Vec<(&str, &str)> = files
                .iter()
                .map(|(path, text)| (path.as_str(), text.as_str()))
                .collect();
            files.push(("event.yaml", event));
            files.push(("tracks/all.yaml", "{title: All, status: approved}"));
            files.push(("tracks/few.yaml", "{title: Few, status: approved}"));
            with_facts("2026-12-01T12:00:00Z", &files, |facts| {
                [Level::Aggregates, Level::All, Level::Full].map(|level| {
                    let numbers = numbers(facts, None, level);
                    let told = |number| numbers.get(&number).copied().flatten();
                    (told(Number::People), told(Number::Organizations))
                })
            })
        };
        let whole = |count| (Some(count), Some(count));
        assert_eq!(people(0), [whole(5), whole(5), whole(5)]);
        assert_eq!(people(2), [whole(5), whole(5), whole(7)]);
        assert_eq!(people(3), [whole(5), whole(5), whole(8)]);
        assert_eq!(people(4), [whole(5), whole(5), whole(9)]);
        assert_eq!(people(5), [whole(10), whole(10), whole(10)]);
    }

    #[test]
    fn braces_of_others_stay_as_they_are() {
        let words = |number: Number| Some(number.told(2, false));
        for (text, expected) in [
            ("{people} met", "2 people met"),
            ("{people}, {results-failed}", "2 people, 2 results"),
            ("Patient/{id} and {", "Patient/{id} and {"),
            ("{{people}}", "{2 people}"),
            ("{peo{people}", "{peo2 people"),
            ("{peo\nple} {people", "{peo\nple} {people"),
            ("", ""),
        ] {
            assert_eq!(fill(text, words), expected, "{text}");
        }
        assert_eq!(fill("{people}", |_| None), "{people}");
    }

    #[test]
    fn what_is_in_braces_on_one_line_is_a_reference() {
        let found: Vec<&str> = references("{a} {b\n} {c{d}} }").collect();
        assert_eq!(found, ["a", "d"]);
    }

    #[test]
    fn every_number_has_a_command() -> Result<(), Box<dyn std::error::Error>> {
        let (event, track) = (Slug::parse("e")?, Slug::parse("t")?);
        for number in Number::ALL {
            for track in [None, Some(&track)] {
                let trace = number.trace(&event, track);
                assert!(trace.command.starts_with("cxn "), "{number}");
            }
        }
        Ok(())
    }
}
