//! The meetings of a track: who tests what with whom, on which day, and at what time in which room where the event has sessions.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, TimeDelta};

use crate::analysis::disclosure::{self, Level};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::implementers::Implementation;
use crate::analysis::matching::{Pairing, pairings};
use crate::analysis::schedule::{busiest, rounds};
use crate::model::person::fold;
use crate::model::session::Session;
use crate::model::track::Scenario;
use crate::model::zone::Tz;
use crate::model::{Slug, Track};
use crate::workspace::Record;

/// What a plan is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// How many rounds there is time for.
    pub rounds: Option<usize>,
    /// What the plan may show of results: pairs that it leaves out are known to have tested.
    pub level: Level,
    /// Whether pairs that tested and did not pass meet again.
    pub retests: bool,
}

/// Two systems that meet for one scenario.
#[derive(Debug, Clone)]
pub struct Meeting<'f> {
    pub scenario: &'f Scenario,
    /// Counted from one.
    pub round: usize,
    pub slot: Slot<'f>,
    pub client: &'f Implementation,
    pub server: &'f Implementation,
}

/// The meetings of a track, in order.
#[derive(Debug, Clone)]
pub struct Plan<'f> {
    pub track: &'f Record<Track>,
    pub meetings: Vec<Meeting<'f>>,
    /// Pairings that are still to be tested; more than the meetings where there is no time for all.
    pub pairings: usize,
    /// Pairings that are tested already.
    pub tested: usize,
    /// Rounds that all of them take.
    pub rounds: usize,
    /// The most pairings that one system has.
    pub busiest: usize,
}

/// A day, or a time of it in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot<'f> {
    pub day: NaiveDate,
    pub time: Option<(DateTime<Tz>, DateTime<Tz>)>,
    pub room: Option<&'f str>,
}

/// Plans the meetings of a track.
pub fn plan<'f>(facts: &'f EventFacts<'_>, track: &'f Record<Track>, wanted: Wanted) -> Plan<'f> {
    let (players, releases) = facts.implementations_of(track);
    let mut open = pairings(&track.value, players, &releases);
    // Preparatory tests are done by the time that people meet.
    open.retain(|pairing| !track.value.scenarios[pairing.scenario].preparatory);
    let all = open.len();
    let tested = tested(facts, &track.slug, wanted);
    open.retain(|pairing| {
        let scenario = track.value.scenarios[pairing.scenario].id.as_str();
        let (one, other) = (&players[pairing.client], &players[pairing.server]);
        !tested.contains(&Met::new(scenario, key(one), key(other)))
    });
    let mut plan = rounds(&open, wanted.rounds);
    let count = plan.len();
    plan.truncate(wanted.rounds.unwrap_or(count));
    let slots = spread(&open_slots(facts, &track.slug), plan.len());
    let mut meetings = Vec::new();
    for (at, (round, slot)) in plan.iter().zip(slots).enumerate() {
        meetings.extend(round.iter().map(|pairing: &Pairing| Meeting {
            scenario: &track.value.scenarios[pairing.scenario],
            round: at + 1,
            slot,
            client: &players[pairing.client],
            server: &players[pairing.server],
        }));
    }
    Plan {
        track,
        meetings,
        pairings: open.len(),
        tested: all - open.len(),
        rounds: count,
        busiest: busiest(&open),
    }
}

/// A system, by what its organization and it are compared by.
type Key = (String, String);

/// Two systems and a scenario they met for.
#[derive(PartialEq, Eq, Hash)]
struct Met {
    scenario: String,
    one: Key,
    other: Key,
}

impl Met {
    fn new(scenario: &str, one: Key, other: Key) -> Self {
        let (one, other) = if one < other {
            (one, other)
        } else {
            (other, one)
        };
        Self {
            scenario: scenario.to_owned(),
            one,
            other,
        }
    }
}

/// A person who has no system yet has tested nothing.
fn key(player: &Implementation) -> Key {
    let system = player.system.as_deref().unwrap_or_default();
    (player.organization_key.clone(), fold(system))
}

/// The pairs that need not meet, as far as it may be told that they did.
fn tested(facts: &EventFacts<'_>, track: &Slug, wanted: Wanted) -> HashSet<Met> {
    let standings = disclosure::named(wanted.level, facts.standings(track));
    let done = standings.iter().filter(|one| {
        if wanted.retests {
            one.has_passed()
        } else {
            one.verdict.is_tested()
        }
    });
    let pairs = done.filter_map(|one| match &one.systems[..] {
        [(_, first), (_, second)] => {
            let key = |(organization, system): (&str, &str)| (organization.into(), system.into());
            Some(Met::new(&one.scenario, key(first.key()), key(second.key())))
        }
        _ => None,
    });
    pairs.collect()
}

/// The sessions in which a track tests: its own, else those of all tracks. One with a title is for something else.
pub fn sessions<'f>(facts: &'f EventFacts<'_>, track: &Slug) -> Vec<&'f Session> {
    let sessions = facts.event().schedule.iter();
    let testing: Vec<&Session> = sessions.filter(|one| one.title.is_none()).collect();
    let is_own = |one: &&&Session| one.track.iter().any(|name| name.trim() == track.as_str());
    let own: Vec<&Session> = testing.iter().filter(is_own).copied().collect();
    if !own.is_empty() {
        return own;
    }
    let for_all = testing.into_iter().filter(|one| one.track.is_empty());
    for_all.collect()
}

/// The most days that a plan is spread over: an event that lasts longer has a slip in its dates.
const MAX_DAYS: usize = 366;

/// What is left of the event for a track: its sessions, else whole days. Once all of it is past, all of it counts.
fn open_slots<'f>(facts: &'f EventFacts<'_>, track: &Slug) -> Vec<Slot<'f>> {
    let event = facts.event();
    let timed = sessions(facts, track).into_iter().filter_map(|session| {
        let (starts, ends) = session.span(facts.zone)?;
        Some(Slot {
            day: starts.date_naive(),
            time: Some((starts, ends)),
            room: session.known_room(),
        })
    });
    let mut all: Vec<Slot<'_>> = timed.collect();
    all.sort_by_key(|slot| (slot.time, slot.room));
    // Two rooms at one time are one time: a plan has one partner a round for each system.
    all.dedup_by(|later, earlier| {
        let (Some((_, ends)), Some((starts, _))) = (earlier.time, later.time) else {
            return false;
        };
        starts < ends
    });
    if all.is_empty() {
        let days = event.first_day().iter_days().take(MAX_DAYS);
        let days = days.take_while(|day| *day <= event.last_day());
        all.extend(days.map(|day| Slot {
            day,
            time: None,
            room: None,
        }));
    }
    let is_left = |slot: &&Slot<'_>| match slot.time {
        Some((_, ends)) => ends > facts.now,
        None => slot.day >= facts.today(),
    };
    let left = all.iter().filter(is_left).copied();
    let left: Vec<Slot<'_>> = left.map(|slot| from_now_on(slot, facts.now)).collect();
    if left.is_empty() { all } else { left }
}

/// What is left of a session that has begun, from the next five minutes on.
fn from_now_on(slot: Slot<'_>, now: DateTime<Tz>) -> Slot<'_> {
    const STEP: i64 = 5;
    let time = slot.time.map(|(starts, ends)| {
        let ago = (now - starts).num_seconds().max(0);
        let steps = (ago + STEP * 60 - 1) / (STEP * 60);
        let next = starts + TimeDelta::minutes(steps * STEP);
        (if next < ends { next } else { starts }, ends)
    });
    Slot { time, ..slot }
}

/// A slot for each of so many rounds, spread evenly over the time there is; a session is shared by its rounds in even parts.
fn spread<'f>(slots: &[Slot<'f>], rounds: usize) -> Vec<Slot<'f>> {
    const DAY: i64 = 24 * 60;
    let minutes = |slot: &Slot<'_>| match slot.time {
        Some((starts, ends)) => (ends - starts).num_minutes().max(1),
        None => DAY,
    };
    let total: i64 = slots.iter().map(minutes).sum();
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let mut shares = vec![0_usize; slots.len()];
    for round in 0..rounds {
        let mut ahead = count(round).saturating_mul(total) / count(rounds).max(1);
        let mut at = 0;
        while at + 1 < slots.len() && ahead >= minutes(&slots[at]) {
            ahead -= minutes(&slots[at]);
            at += 1;
        }
        if let Some(share) = shares.get_mut(at) {
            *share += 1;
        }
    }
    let mut spread = Vec::with_capacity(rounds);
    for (slot, share) in slots.iter().zip(shares) {
        for part in 0..share {
            let time = slot.time.map(|(starts, _)| {
                let at = |part: usize| {
                    let minutes = minutes(slot) * count(part) / count(share);
                    starts + TimeDelta::minutes(minutes)
                };
                (at(part), at(part + 1))
            });
            spread.push(Slot { time, ..*slot });
        }
    }
    spread
}

#[cfg(test)]
mod tests;
