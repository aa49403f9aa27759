//! What a draft says of the records, a paragraph each. It says no more than what the event's results may be known of: a report is
//! written to leave.

use crate::analysis::disclosure::{self, Level};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::organizations::organizations;
use crate::analysis::readiness::{Testability, assess};
use crate::analysis::report_numbers::{Number, Numbers, numbers};
use crate::analysis::standings::Standing;
use crate::model::contact::cover;
use crate::model::invisible::is_control;
use crate::model::issue::Target;
use crate::model::placeholder::filled;
use crate::model::result::Verdict;
use crate::model::template::Drawn;
use crate::model::track::Scenario;
use crate::model::words::Word as _;
use crate::model::{Issue, Track};
use crate::workspace::Record;

/// A track whose report is drafted.
pub struct Source<'a, 'w> {
    facts: &'a EventFacts<'w>,
    track: &'a Record<Track>,
    level: Level,
    /// What may be told.
    numbers: Numbers,
}

impl<'a, 'w> Source<'a, 'w> {
    pub fn new(facts: &'a EventFacts<'w>, track: &'a Record<Track>) -> Self {
        let level = Level::new(facts.event(), false);
        Self {
            facts,
            track,
            level,
            numbers: numbers(facts, Some(&track.slug), level),
        }
    }

    /// The paragraph, in Markdown, with the names of numbers in braces; `None` where there is nothing to tell.
    pub fn paragraph(&self, drawn: Drawn) -> Option<String> {
        match drawn {
            Drawn::People => Some(self.people()),
            Drawn::Systems => self.systems(),
            Drawn::Scenarios => Some(self.scenarios()),
            Drawn::Pairs => self.pairs(),
            Drawn::Verdicts => self.verdicts(),
            Drawn::NotReached => self.not_reached(),
            Drawn::Issues => Some(self.issues()),
        }
    }

    fn people(&self) -> String {
        // Of a few it could be told who they are.
        let is_told = |number| self.numbers.get(&number).copied().flatten().is_some();
        let text = match [Number::People, Number::Organizations, Number::FirstTime].map(is_told) {
            [true, true, true] => "{people} of {organizations} took part, {first-time} among them.",
            [true, true, false] => "{people} of {organizations} took part.",
            [true, false, _] => "{people} took part.",
            [false, ..] => "A few people took part.",
        };
        if !self.level.names_systems() {
            return text.to_owned();
        }
        let people = self.facts.seated(self.track.slug.as_str());
        let all = organizations(people, Some(&self.track.slug), self.facts.names());
        // Who speaks for no organization is a person, and not named.
        let named = all.iter().filter(|one| !one.key.starts_with('/'));
        with_items(text, named.map(|one| one_line(&one.name)))
    }

    fn systems(&self) -> Option<String> {
        let text = "{systems} took part.";
        let count = self.numbers.get(&Number::Systems).copied().flatten();
        count.filter(|count| *count > 0)?;
        if !self.level.names_systems() {
            return Some(text.to_owned());
        }
        let people = self.facts.seated(self.track.slug.as_str());
        let all = organizations(people, Some(&self.track.slug), self.facts.names());
        let items = all.iter().flat_map(|one| {
            let of = Some(one_line(&one.name)).filter(|_| !one.key.starts_with('/'));
            one.systems.iter().map(move |system| match &of {
                Some(of) => format!("{} ({of})", one_line(system)),
                None => one_line(system),
            })
        });
        Some(with_items(text, items))
    }

    fn scenarios(&self) -> String {
        if self.level.names_systems() {
            "Of {scenarios}, the track reached {scenarios-reached}.".to_owned()
        } else {
            "The track had {scenarios}.".to_owned()
        }
    }

    fn pairs(&self) -> Option<String> {
        let is_told = |number| self.numbers.get(&number).copied().flatten().is_some();
        let could_test = is_told(Number::PairsPossible);
        let text = match (could_test, is_told(Number::PairsPassed)) {
            _ if self.level.shows_failures() => {
                "{pairs-possible} could test. {pairs-tested} did, and {pairs-passed} passed."
            }
            (true, true) => "{pairs-possible} could test, and {pairs-passed} passed.",
            (true, false) => "{pairs-possible} could test.",
            (false, true) => "{pairs-passed} passed.",
            (false, false) => return None,
        };
        Some(text.to_owned())
    }

    fn standings(&self) -> Vec<Standing> {
        disclosure::named(self.level, self.facts.standings(&self.track.slug))
    }

    fn verdicts(&self) -> Option<String> {
        if !self.level.names_systems() {
            return None;
        }
        let mut paragraphs = Vec::new();
        if self.level.shows_failures() {
            let counted = Verdict::ALL.iter().filter_map(|verdict| {
                let number = Number::of_verdict(*verdict);
                let count = self.numbers.get(&number).copied().flatten()?;
                (count > 0).then(|| format!("{}: {{{number}}}", verdict.words()))
            });
            paragraphs.push(with_items("Results that count: {results}.", counted));
        }
        let standings = self.standings();
        let passed = self.track.value.scenarios.iter().filter_map(|scenario| {
            let own = standings.iter().filter(|one| {
                one.scenario == scenario.id
                    && one.has_passed()
                    && one.systems.len() > 1
                    && !one.is_within_one_organization()
            });
            let mut pairs: Vec<String> = own
                .map(|one| {
                    let systems = one
                        .systems
                        .iter()
                        .map(|(_, system)| one_line(&system.system));
                    systems.collect::<Vec<_>>().join(" with ")
                })
                .collect();
            // Several paths of one pair are one.
            pairs.dedup();
            (!pairs.is_empty()).then(|| format!("{}: {}", title(scenario), pairs.join(", ")))
        });
        let passed: Vec<String> = passed.collect();
        if !passed.is_empty() {
            paragraphs.push(with_items("What passed:", passed));
        }
        (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n"))
    }

    fn not_reached(&self) -> Option<String> {
        if !self.level.names_systems() {
            return None;
        }
        let standings = self.standings();
        let scenarios = self.track.value.scenarios.iter();
        let missed = scenarios.filter_map(|scenario| {
            let own = || standings.iter().filter(|one| one.scenario == scenario.id);
            if own().any(Standing::is_exchange) {
                return None;
            }
            Some(match self.why(scenario, own()) {
                Some(why) => format!("{}: {why}", title(scenario)),
                None => title(scenario),
            })
        });
        let missed: Vec<String> = missed.collect();
        let text = if self.level.shows_failures() {
            "Not reached:"
        } else {
            "Without a result that passed:"
        };
        (!missed.is_empty()).then(|| with_items(text, missed))
    }

    /// Why a scenario was not reached, as far as records say and that may be told.
    fn why<'s>(
        &self,
        scenario: &Scenario,
        mut own: impl Iterator<Item = &'s Standing>,
    ) -> Option<String> {
        let (implementations, releases) = self.facts.implementations_of(self.track);
        let readiness = assess(&self.track.value, scenario, implementations, &releases);
        if !scenario.preparatory && readiness.verdict == Testability::NotTestable {
            return Some(readiness.reason);
        }
        if !self.level.shows_failures() {
            return None;
        }
        let reasons = [
            (Verdict::TestDefect, "the test is wrong"),
            (Verdict::Blocked, "blocked"),
            (Verdict::NoPartner, "no partner was there"),
            (Verdict::NotAttempted, "planned and not tried"),
        ];
        let verdicts: Vec<Verdict> = own.by_ref().map(|one| one.verdict).collect();
        let known = reasons
            .iter()
            .find(|(verdict, _)| verdicts.contains(verdict));
        Some(match known {
            Some((_, why)) => (*why).to_owned(),
            None if verdicts.is_empty() => "no result".to_owned(),
            None => "only systems of one organization met".to_owned(),
        })
    }

    fn issues(&self) -> String {
        let all = self.facts.issues_of(self.track.slug.as_str());
        let mut paragraphs = Vec::new();
        for against in Target::ALL {
            let mut own = all
                .iter()
                .filter(|issue| issue.value.against == *against)
                .peekable();
            if own.peek().is_none() || !disclosure::shows_issues_against(self.level, *against) {
                continue;
            }
            let words = match against {
                Target::Specification => "Against the specification",
                Target::Server => "Against servers",
                Target::TestData => "Against the test data",
                Target::Tool => "Against test tools",
                Target::OpenQuestion => "Open questions",
            };
            let text = format!("{words}: {{{}}}.", Number::of_target(*against));
            paragraphs.push(with_items(&text, own.map(|issue| issue_line(&issue.value))));
        }
        if paragraphs.is_empty() {
            return "No issue was recorded.".to_owned();
        }
        paragraphs.join("\n\n")
    }
}

/// An issue with what a reader finds it by.
fn issue_line(issue: &Issue) -> String {
    let title = one_line(&issue.title);
    let named = match issue.key() {
        Some(key) => format!("{}: {title}", one_line(key)),
        None => title,
    };
    let specification = filled(issue.specification.as_deref());
    let about = specification.into_iter().map(str::to_owned);
    let about = about.chain(issue.artifacts.iter().cloned());
    let about: Vec<String> = about.map(|text| one_line(&text)).collect();
    if about.is_empty() {
        named
    } else {
        format!("{named} ({})", about.join(", "))
    }
}

fn title(scenario: &Scenario) -> String {
    one_line(filled(scenario.title.as_deref()).unwrap_or(&scenario.id))
}

/// A text of others on one line, in which nothing is a link, a picture, a tag, code or the name of a number.
fn one_line(text: &str) -> String {
    let words = text.split_whitespace();
    let words = words.map(|word| word.replace(is_control, ""));
    let mut line = words.collect::<Vec<_>>().join(" ");
    // A report leaves one day.
    cover(&mut line);
    let mut escaped = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            // What is in braces would be a number, and no escape is known there.
            '{' => escaped.push('('),
            '}' => escaped.push(')'),
            '[' | ']' | '<' | '`' | '\\' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

fn with_items(text: &str, items: impl IntoIterator<Item = String>) -> String {
    let items = items.into_iter().map(|item| format!("- {item}"));
    let items: Vec<String> = items.collect();
    if items.is_empty() {
        return text.to_owned();
    }
    format!("{text}\n\n{}", items.join("\n"))
}
