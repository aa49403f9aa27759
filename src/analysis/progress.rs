//! How far the tests of an event are: what an organizer asks on the Saturday, track by track.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::disclosure::{self, Count, Level};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::matching::pairings;
use crate::analysis::matrix::Question;
use crate::analysis::standings::{Partner, Standing};
use crate::model::result::Verdict;
use crate::model::session::Policy;
use crate::model::{Slug, Track};
use crate::workspace::Record;

/// How far a track is.
#[derive(Debug, Clone)]
pub struct TrackProgress {
    /// The event.
    pub event: Slug,
    /// The track.
    pub track: Slug,
    /// Its title.
    pub title: String,
    /// Its scenarios.
    pub scenarios: usize,
    /// Scenarios in which something was exchanged; `None` where it must not be told.
    pub scenarios_reached: Option<usize>,
    /// Pairs that could test, over all scenarios; `None` where it must not be told.
    pub possible: Option<usize>,
    /// Pairs that tested, whatever came of it; `None` where it must not be told.
    pub tested: Option<usize>,
    /// Pairs that passed; `None` where it must not be told.
    pub passed: Option<usize>,
    /// Pairs that were tested and did not pass; `None` where it must not be told.
    pub not_passed: Option<usize>,
    /// Systems that no result that may be shown names.
    pub without_result: Vec<Partner>,
    /// Systems whose people are all there for the first time, and that have not passed anything; at [`Level::Full`] alone.
    pub newcomers: Vec<Partner>,
    /// Conflicts to settle.
    pub conflicts: Vec<Standing>,
    /// Tests that are themselves wrong.
    pub defects: Vec<Standing>,
    /// What is blocked, or has no partner.
    pub blocked: Vec<Standing>,
    /// Failures, for the lead.
    pub failed: Vec<Standing>,
    /// Reports that neither the lead nor a monitor checked.
    pub unverified: Option<usize>,
    /// Scenarios against the event's policy.
    pub policy: Vec<PolicyState>,
}

/// How many systems of a scenario have the runs and partners that the event asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyState {
    /// The scenario.
    pub scenario: String,
    /// Systems that have them.
    pub met: usize,
    /// Systems that play a role of it.
    pub systems: usize,
    /// Those that do not have them, with their passed runs and the organizations they passed with.
    pub missing: Vec<(Partner, usize, usize)>,
}

/// Which part of the tracks is asked about.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only this track.
    pub track: Option<Slug>,
    /// Only systems of this organization, by what it is compared by.
    pub organization: Option<String>,
}

/// How far every track is that took place, as far as the level tells that. A track that is asked for is always there.
pub fn progress(facts: &EventFacts<'_>, level: Level, filter: &Filter) -> Vec<TrackProgress> {
    use rayon::prelude::*;
    let tracks: Vec<&Record<Track>> = facts
        .folder
        .tracks
        .values()
        .filter(|track| {
            filter
                .track
                .as_ref()
                .is_none_or(|named| *named == track.slug)
        })
        .filter(|track| {
            let folder = facts.folder;
            filter.track.is_some() || disclosure::tells_that_it_took_place(level, folder, track)
        })
        .collect();
    let tracks = tracks.par_iter();
    tracks
        .map(|track| of_track(facts, track, level, filter))
        .collect()
}

fn of_track(
    facts: &EventFacts<'_>,
    track: &Record<Track>,
    level: Level,
    filter: &Filter,
) -> TrackProgress {
    let concerns = |standing: &Standing| {
        let own = filter.organization.as_ref();
        own.is_none_or(|own| standing.organizations().contains(own.as_str()))
    };
    let own = |partner: &Partner| {
        let own = filter.organization.as_ref();
        own.is_none_or(|own| partner.organization_key == *own)
    };
    let all = facts.standings(&track.slug);
    let results = disclosure::named(level, all);
    let systems = facts.systems();
    let question = Question::new(facts, track);
    let possible = question.possible_pairs(level, |one, other| own(one) || own(other));
    let shown: Vec<&Standing> = results.iter().filter(|one| concerns(one)).collect();
    let pairs = |pick: Pick<'_>| -> usize {
        let picked = shown
            .iter()
            .filter(|one| one.systems.len() > 1 && !one.is_within_one_organization() && pick(one));
        let keys = picked.map(|one| {
            (
                &one.scenario,
                one.systems
                    .iter()
                    .map(|(role, one)| (role, one.key()))
                    .collect::<Vec<_>>(),
            )
        });
        keys.collect::<BTreeSet<_>>().len()
    };
    let counted = counted(&question, level, filter, &pairs);
    let playing = || {
        let all = systems.all.iter().enumerate();
        let playing = all.filter(|(_, one)| {
            one.roles
                .iter()
                .any(|(name, _)| name == track.slug.as_str())
        });
        playing.map(|(place, one)| (disclosure::told(level, Partner::known(place, systems)), one))
    };
    let named = |partner: &Partner, pick: &dyn Fn(&Standing) -> bool| {
        let with = |one: &&&Standing| {
            one.systems
                .iter()
                .any(|(_, other)| other.key() == partner.key())
        };
        shown.iter().filter(with).any(|one| pick(one))
    };
    let names = level.names_systems();
    let mut without_result = Vec::new();
    let mut newcomers = Vec::new();
    for (partner, known) in playing().filter(|(partner, _)| names && own(partner)) {
        if !named(&partner, &|_| true) {
            without_result.push(partner.clone());
        }
        // Who comes for the first time is the person's own, and that nothing passed may be a failure.
        if level == Level::Full && known.is_newcomer && !named(&partner, &Standing::has_passed) {
            newcomers.push(partner);
        }
    }
    let some = |pick: &dyn Fn(&Standing) -> bool| -> Vec<Standing> {
        let some = shown.iter().filter(|one| pick(one));
        some.map(|one| (**one).clone()).collect()
    };
    let is_settled = |one: &Standing| one.conflict.is_empty();
    TrackProgress {
        event: facts.folder.slug.clone(),
        track: track.slug.clone(),
        title: track.value.title.clone(),
        scenarios: track.value.scenarios.len(),
        scenarios_reached: level.names_systems().then(|| {
            let scenarios = track.value.scenarios.iter();
            let reached = scenarios.filter(|one| {
                let mut own = shown.iter().filter(|standing| standing.scenario == one.id);
                own.any(|standing| standing.is_exchange())
            });
            reached.count()
        }),
        possible,
        tested: counted.tested,
        passed: counted.count.passed,
        not_passed: counted.count.not_passed,
        without_result,
        newcomers,
        conflicts: some(&|one| !is_settled(one)),
        defects: some(&|one| is_settled(one) && one.verdict == Verdict::TestDefect),
        blocked: some(&|one| {
            is_settled(one) && matches!(one.verdict, Verdict::Blocked | Verdict::NoPartner)
        }),
        failed: some(&|one| is_settled(one) && one.verdict == Verdict::Failed),
        unverified: level
            .shows_failures()
            .then(|| shown.iter().filter(|one| !one.is_verified).count()),
        policy: match &facts.event().policy {
            Some(policy) if names => policy_states(&question, level, policy, &shown, &own),
            _ => Vec::new(),
        },
    }
}

/// Which standings are meant.
type Pick<'p> = &'p dyn Fn(&Standing) -> bool;

/// How many pairs tested, as far as it may be told.
struct Counted {
    tested: Option<usize>,
    count: Count,
}

fn counted(
    question: &Question<'_>,
    level: Level,
    filter: &Filter,
    pairs: &dyn Fn(Pick<'_>) -> usize,
) -> Counted {
    match level {
        Level::Aggregates => {
            // One organization's counts are that organization's results.
            let is_hidden = filter.organization.is_some();
            let count = Some(question.counts(level))
                .filter(|_| !is_hidden)
                .unwrap_or_default();
            let both = count.passed.zip(count.not_passed);
            Counted {
                tested: both.map(|(one, other)| one + other),
                count,
            }
        }
        Level::Passed => Counted {
            tested: None,
            count: Count {
                passed: Some(pairs(&Standing::has_passed)),
                not_passed: None,
            },
        },
        Level::All | Level::Full => Counted {
            tested: Some(pairs(&|one| one.verdict.is_tested())),
            count: Count {
                passed: Some(pairs(&Standing::has_passed)),
                not_passed: Some(pairs(&|one| one.verdict.is_tested() && !one.has_passed())),
            },
        },
    }
}

fn policy_states(
    question: &Question<'_>,
    level: Level,
    policy: &Policy,
    shown: &[&Standing],
    own: &dyn Fn(&Partner) -> bool,
) -> Vec<PolicyState> {
    let wanted = |number: Option<u32>| number.map_or(0, |number| number as usize);
    let mut states = Vec::new();
    for scenario in question
        .track
        .scenarios
        .iter()
        .filter(|one| !one.preparatory)
    {
        let roles: Vec<&str> = scenario.roles.iter().map(|role| role.trim()).collect();
        let mut state = PolicyState {
            scenario: scenario.id.clone(),
            met: 0,
            systems: 0,
            missing: Vec::new(),
        };
        for (place, known) in question.systems.all.iter().enumerate() {
            if !roles
                .iter()
                .any(|role| known.plays(question.slug.as_str(), role))
            {
                continue;
            }
            let partner = disclosure::told(level, Partner::known(place, question.systems));
            if !own(&partner) {
                continue;
            }
            let passed = shown.iter().filter(|one| {
                one.scenario == scenario.id
                    && one.has_passed()
                    && !one.is_within_one_organization()
                    && one
                        .systems
                        .iter()
                        .any(|(_, other)| other.key() == partner.key())
            });
            let (mut runs, mut partners) = (0, BTreeSet::new());
            for standing in passed {
                runs += standing.passed_runs;
                partners.extend(standing.organizations());
            }
            partners.remove(partner.organization_key.as_str());
            state.systems += 1;
            if runs >= wanted(policy.runs) && partners.len() >= wanted(policy.partners) {
                state.met += 1;
            } else {
                state.missing.push((partner, runs, partners.len()));
            }
        }
        if state.systems > 0 {
            states.push(state);
        }
    }
    states
}

impl Question<'_> {
    /// How many pairs of systems could test, over all scenarios, as far as it may be told.
    fn possible_pairs(
        &self,
        level: Level,
        pick: impl Fn(&Partner, &Partner) -> bool,
    ) -> Option<usize> {
        let all = pairings(self.track, self.implementations, &self.releases);
        let mut scenarios = BTreeMap::<usize, Vec<String>>::new();
        for pairing in &all {
            let (one, other) = self.partners(pairing);
            let have_systems = !one.system.is_empty() && !other.system.is_empty();
            if have_systems && pick(&one, &other) {
                let organizations = [one.organization_key, other.organization_key];
                scenarios
                    .entry(pairing.scenario)
                    .or_default()
                    .extend(organizations);
            }
        }
        let names = self.systems.names;
        let counts = scenarios.into_values().map(|organizations| {
            let is_told = level.names_systems()
                || disclosure::are_enough(names, organizations.iter().map(String::as_str));
            Some(organizations.len() / 2).filter(|_| is_told)
        });
        let none = level.names_systems().then_some(0);
        counts.fold(none, disclosure::sum)
    }

    /// The counts of all scenarios that may leave.
    fn counts(&self, level: Level) -> Count {
        let scenarios = self.track.scenarios.iter();
        let counts = scenarios.map(|scenario| {
            let own: Vec<Standing> = self.standings_of(scenario).cloned().collect();
            let pairings = self.pairings(scenario);
            disclosure::count(level, &own, &self.possible(&pairings), self.systems.names)
        });
        counts.fold(Count::default(), Count::plus)
    }
}
