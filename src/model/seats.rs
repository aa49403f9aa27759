//! Seats: who holds one, who waits, in which order, and who is next. Pure: limits and claims in, answers out.
//!
//! The order is by the recorded moment of registration, ties by the name of the record, so that it is the same on every machine
//! and after any merge. A person needs a seat in each limited pool that they belong to (their kind, the room or online, the
//! tracks they name); whoever waits for one pool holds nobody up who needs only others.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::model::date::Moment;
use crate::model::event::Mode;
use crate::model::registration::{Attendance, Kind, RegistrationChange, RegistrationStatus};
use crate::model::{Event, Registration, Slug};

/// Something that a number of seats is set for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quota {
    Kind(Kind),
    Attendance(Attendance),
    Track(String),
}

impl fmt::Display for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind(kind) => write!(f, "{}s", kind.label()),
            Self::Attendance(Attendance::InPerson) => f.write_str("in person"),
            Self::Attendance(Attendance::Virtual) => f.write_str("online"),
            Self::Track(track) => write!(f, "track '{track}'"),
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeatLimits {
    /// Those of tracks come last.
    limits: Vec<(Quota, u32)>,
    /// The limits of tracks by their names.
    tracks: BTreeMap<String, usize>,
    default_attendance: Option<Attendance>,
}

impl SeatLimits {
    /// The limits that an event and its tracks set.
    pub fn new<'a>(event: &Event, tracks: impl Iterator<Item = (&'a str, Option<u32>)>) -> Self {
        let capacity = &event.capacity;
        let own = [
            (Quota::Kind(Kind::Participant), capacity.participants),
            (Quota::Kind(Kind::Observer), capacity.observers),
            (Quota::Attendance(Attendance::InPerson), capacity.in_person),
            (Quota::Attendance(Attendance::Virtual), capacity.r#virtual),
        ];
        let tracks = tracks.map(|(name, seats)| (Quota::Track(name.to_owned()), seats));
        let limits = own.into_iter().chain(tracks);
        let limits: Vec<(Quota, u32)> = limits
            .filter_map(|(pool, seats)| Some((pool, seats?)))
            .collect();
        // Who does not say comes where everybody does; at a hybrid event that is the room, which is the scarcer.
        let default_attendance = match event.mode {
            Mode::Virtual => Attendance::Virtual,
            Mode::InPerson | Mode::Hybrid => Attendance::InPerson,
        };
        Self::with(limits, Some(default_attendance))
    }

    /// Limits, those of tracks last.
    fn with(limits: Vec<(Quota, u32)>, default_attendance: Option<Attendance>) -> Self {
        let tracks = limits.iter().enumerate();
        let tracks = tracks.filter_map(|(index, (pool, _))| match pool {
            Quota::Track(name) => Some((name.clone(), index)),
            _ => None,
        });
        Self {
            tracks: tracks.collect(),
            limits,
            default_attendance,
        }
    }

    /// The pools that a person needs a seat in, as indexes of the limits. Track leads and organizers need none.
    pub fn needs<'a>(
        &self,
        kind: Kind,
        attendance: Option<Attendance>,
        tracks: impl Iterator<Item = &'a str>,
    ) -> Vec<usize> {
        if !matches!(kind, Kind::Participant | Kind::Observer) {
            return Vec::new();
        }
        let attendance = attendance.or(self.default_attendance);
        let needed = |pool: &Quota| match pool {
            Quota::Kind(one) => *one == kind,
            Quota::Attendance(one) => Some(*one) == attendance,
            Quota::Track(_) => false,
        };
        let own = self.limits.len() - self.tracks.len();
        let own = self.limits[..own].iter().enumerate();
        let own = own.filter(|(_, (pool, _))| needed(pool));
        let tracks = tracks.filter_map(|name| self.tracks.get(name).copied());
        let needs: BTreeSet<usize> = own.map(|(index, _)| index).chain(tracks).collect();
        needs.into_iter().collect()
    }

    /// The pools that a registration needs a seat in: see [`SeatLimits::needs`].
    pub fn needs_of(&self, person: &Registration) -> Vec<usize> {
        let tracks = person.tracks.iter().map(String::as_str);
        let played = person.played_roles().map(|(track, _)| track);
        self.needs(person.kind, person.attendance, tracks.chain(played))
    }

    /// The claim of a registration; `None` once it is cancelled.
    pub fn claim(&self, slug: &Slug, person: &Registration) -> Option<Claim> {
        if person.status == RegistrationStatus::Cancelled {
            return None;
        }
        let needs = self.needs_of(person);
        let last = |what: &[RegistrationChange]| {
            let mut entries = person.history.iter().rev();
            let entry = entries.find(|entry| what.contains(&entry.what));
            entry.map(|entry| entry.when).or(person.registered)
        };
        let since = if person.is_seated() {
            last(&[RegistrationChange::Promoted, RegistrationChange::Registered])
        } else {
            last(&[
                RegistrationChange::Waitlisted,
                RegistrationChange::Registered,
            ])
        };
        Some(Claim {
            slug: slug.clone(),
            registered: person.registered,
            kind: person.kind,
            needs,
            seated: person.is_seated(),
            on_hold: !person.is_seated() && person.on_hold.is_some(),
            since,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub slug: Slug,
    /// When the person registered; who has no moment stands behind everybody who has.
    pub registered: Option<Moment>,
    pub kind: Kind,
    /// The limited pools they need a seat in: see [`SeatLimits::needs`].
    pub needs: Vec<usize>,
    /// Whether they hold their seats, or wait.
    pub seated: bool,
    /// Whether they stay on the waiting list whatever seats are free: no seat is kept for them, and none is given in turn.
    pub on_hold: bool,
    pub since: Option<Moment>,
}

impl Claim {
    /// What decides the order: the moment, then the name of the record.
    pub fn order(&self) -> (bool, Option<Moment>, &Slug) {
        (self.registered.is_none(), self.registered, &self.slug)
    }
}

/// A pool with how much of it is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub quota: Quota,
    pub taken: u32,
    pub seats: u32,
}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} full ({} of {})", self.quota, self.taken, self.seats)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// Every seat of the pool is taken, or offered to somebody who waits.
    Full(Taken),
    /// Seats of the pool are free, and people who came earlier wait for them.
    Awaited(Quota),
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full(taken) => taken.fmt(f),
            Self::Awaited(pool) => write!(f, "{pool}: others wait for the free seats"),
        }
    }
}

/// Everybody who holds a seat or waits for one, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    seat_limits: SeatLimits,
    claims: Vec<Claim>,
    used: Vec<u32>,
    /// What those who wait need, each once, however many need it.
    awaited: BTreeSet<Vec<usize>>,
}

impl Queue {
    pub fn new(seat_limits: SeatLimits, mut claims: Vec<Claim>) -> Self {
        claims.sort_by(|a, b| a.order().cmp(&b.order()));
        let mut line = Self {
            used: vec![0; seat_limits.limits.len()],
            seat_limits,
            claims: Vec::new(),
            awaited: BTreeSet::new(),
        };
        for claim in &claims {
            line.count(claim);
        }
        line.claims = claims;
        line
    }

    fn count(&mut self, claim: &Claim) {
        if claim.seated {
            take(&mut self.used, claim);
        } else if !claim.on_hold && !self.awaited.contains(&claim.needs) {
            self.awaited.insert(claim.needs.clone());
        }
    }

    pub fn limits(&self) -> &SeatLimits {
        &self.seat_limits
    }

    /// Those who wait for a seat in their turn.
    pub fn waiting(&self) -> impl Iterator<Item = &Claim> {
        let waits = |claim: &&Claim| !claim.seated && !claim.on_hold;
        self.claims.iter().filter(waits)
    }

    /// Those on the waiting list who get no seat in turn.
    pub fn on_hold(&self) -> impl Iterator<Item = &Claim> {
        self.claims.iter().filter(|claim| claim.on_hold)
    }

    /// The line without somebody.
    #[must_use]
    pub fn without(&self, slug: &Slug) -> Self {
        let others = self.claims.iter().filter(|claim| claim.slug != *slug);
        Self::new(self.seat_limits.clone(), others.cloned().collect())
    }

    #[must_use]
    pub fn with(&self, claim: Claim) -> Self {
        let mut line = self.clone();
        line.push(claim);
        line
    }

    /// Puts somebody more in line, at the place that their moment gives them.
    pub fn push(&mut self, claim: Claim) {
        self.count(&claim);
        let at = self
            .claims
            .partition_point(|other| other.order() <= claim.order());
        self.claims.insert(at, claim);
    }

    pub fn get(&self, slug: &Slug) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.slug == *slug)
    }

    /// Every limit, with how much of it is taken.
    pub fn quotas(&self) -> impl Iterator<Item = Taken> {
        (0..self.used.len()).map(|index| self.taken(index, &self.used))
    }

    /// The moment of the last one in line, the seated among them.
    pub fn last_moment(&self) -> Option<Moment> {
        self.last().and_then(|claim| claim.registered)
    }

    /// The last one in line who has a moment, the seated among them.
    pub fn last(&self) -> Option<&Claim> {
        let claims = self.claims.iter().rev();
        claims.into_iter().find(|claim| claim.registered.is_some())
    }

    /// Whom a seat is free for now, in order: each takes theirs before the next is asked.
    pub fn next(&self) -> Vec<&Claim> {
        let mut used = self.used.clone();
        self.offered(&mut used)
    }

    fn offered(&self, used: &mut [u32]) -> Vec<&Claim> {
        let mut offered = Vec::new();
        // Mostly there is a seat for nobody who waits, and they need not be asked one by one.
        if !self.awaited.iter().any(|needs| self.fits(needs, used)) {
            return offered;
        }
        for claim in self.waiting() {
            if self.fits(&claim.needs, used) {
                take(used, claim);
                offered.push(claim);
            }
        }
        offered
    }

    /// What keeps somebody who is not in line yet from a seat; nothing when there is one.
    ///
    /// A free seat that is offered to a person who waits is not free for a newcomer: first come, first served. One that no one before
    /// waits for is. A pool is full where every seat is taken, and awaited where the free ones are for those who came earlier.
    pub fn obstacles(&self, newcomer: &Claim) -> Vec<Obstacle> {
        let mut used = self.used.clone();
        self.offered(&mut used);
        let full = self.full(newcomer, &used).into_iter();
        let obstacle = |index: usize| {
            let (quota, seats) = &self.seat_limits.limits[index];
            if self.used[index] >= *seats {
                Obstacle::Full(self.taken(index, &self.used))
            } else {
                Obstacle::Awaited(quota.clone())
            }
        };
        full.map(obstacle).collect()
    }

    /// The pools that keep somebody in line from a seat.
    pub fn lacks(&self, claim: &Claim) -> Vec<Taken> {
        let full = self.full(claim, &self.used).into_iter();
        full.map(|index| self.taken(index, &self.used)).collect()
    }

    /// The place in line of somebody who waits, from 1, among those of their kind; for a newcomer, the place they would get.
    pub fn place(&self, claim: &Claim) -> usize {
        let before = self
            .waiting()
            .filter(|one| one.kind == claim.kind && one.slug != claim.slug);
        1 + before.filter(|one| one.order() < claim.order()).count()
    }

    /// The place in line of everybody who waits: see [`Self::place`].
    pub fn places(&self) -> BTreeMap<&Slug, usize> {
        let mut last = BTreeMap::<Kind, usize>::new();
        let places = self.waiting().map(|claim| {
            let place = last.entry(claim.kind).or_default();
            *place += 1;
            (&claim.slug, *place)
        });
        places.collect()
    }

    /// Pools with more people than seats, each with those beyond: who came last.
    pub fn beyond(&self) -> Vec<(Taken, Vec<&Claim>)> {
        let over = self.seat_limits.limits.iter().enumerate();
        over.filter(|(index, (_, seats))| self.used[*index] > *seats)
            .map(|(index, (_, seats))| {
                let holders = self
                    .claims
                    .iter()
                    .filter(|claim| claim.seated && claim.needs.contains(&index));
                let beyond = holders.skip(*seats as usize).collect();
                (self.taken(index, &self.used), beyond)
            })
            .collect()
    }

    /// Who got a seat while somebody of the same kind who came earlier was waiting for it: the names of both.
    ///
    /// It was theirs when the seat would do for them, and when they waited by the time it was given. Who fell back behind
    /// others by a change of their own was not passed over, nor was who waited for a pool that has free seats by now, and that
    /// the other one does not need.
    pub fn passed_over(&self) -> BTreeMap<&Slug, &Slug> {
        let mut passed = BTreeMap::new();
        let mut used = self.used.clone();
        let offered: BTreeSet<&Slug> = self
            .offered(&mut used)
            .into_iter()
            .map(|claim| &claim.slug)
            .collect();
        // Who waits for the same pools was passed over together, so they are looked at by these. For whom a seat is free now,
        // no one holds it. Of those who wait, only one who has waited longer than all before can be the first to be passed over.
        let mut waiting = BTreeMap::<(Kind, Vec<usize>), Vec<&Claim>>::new();
        for claim in self.waiting().filter(|one| !offered.contains(&one.slug)) {
            let lacked = self.full(claim, &used);
            if lacked.is_empty() {
                continue;
            }
            let longest = waiting.entry((claim.kind, lacked)).or_default();
            if longest.last().is_none_or(|last| claim.since < last.since) {
                longest.push(claim);
            }
        }
        for holder in self.claims.iter().filter(|claim| claim.seated) {
            let would_do = |(kind, lacked): &(Kind, Vec<usize>)| {
                *kind == holder.kind && lacked.iter().all(|index| holder.needs.contains(index))
            };
            let groups = waiting.iter().filter(|(key, _)| would_do(key));
            let firsts = groups.filter_map(|(_, longest)| {
                let at = longest.partition_point(|one| one.since > holder.since);
                longest.get(at)
            });
            let first = firsts.min_by(|a, b| a.order().cmp(&b.order()));
            if let Some(first) = first.filter(|first| first.order() < holder.order()) {
                passed.insert(&holder.slug, &first.slug);
            }
        }
        passed
    }

    /// Whether there is a seat in each of some pools.
    fn fits(&self, needs: &[usize], used: &[u32]) -> bool {
        needs
            .iter()
            .all(|index| used[*index] < self.seat_limits.limits[*index].1)
    }

    fn full(&self, claim: &Claim, used: &[u32]) -> Vec<usize> {
        let needs = claim.needs.iter().copied();
        needs
            .filter(|index| used[*index] >= self.seat_limits.limits[*index].1)
            .collect()
    }

    fn taken(&self, index: usize, used: &[u32]) -> Taken {
        let (quota, seats) = &self.seat_limits.limits[index];
        Taken {
            quota: quota.clone(),
            taken: used[index],
            seats: *seats,
        }
    }
}

fn take(used: &mut [u32], claim: &Claim) {
    for index in &claim.needs {
        used[*index] += 1;
    }
}

#[cfg(test)]
#[path = "seats/tests.rs"]
mod tests;
