//! What gets in each other's way in an event's program: the same lead, the same hour, the same proposal twice, too little room.
//!
//! Conflicts are no mistakes: organizers weigh them. Only proposals that are or can become part of the event count.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::analysis::event_facts::EventFacts;
use crate::analysis::people::People;
use crate::analysis::similarity::{MIN_SIMILARITY, similarity};
use crate::model::date::When;
use crate::model::event::Mode;
use crate::model::person::{Person, fold};
use crate::model::placeholder::{is_unanswered, says_none};
use crate::model::words::words;
use crate::model::zone::Tz;
use crate::model::{Slug, Track, TrackStatus};
use crate::workspace::Record;

/// In how many tracks an organization can be expected before it is told.
pub const MANY_TRACKS: usize = 3;
/// The first and the last hour that people are at work, by their own clock.
pub const WORKING_HOURS: (u32, u32) = (9, 17);

words! {
    pub enum ConflictKind {
        /// One person leads two tracks or more.
        SameLead = "same-lead",
        SameTime = "same-time",
        /// The leads of a track of a virtual event are never at work at the same time.
        WorkingHours = "working-hours",
        SimilarTracks = "similar-tracks",
        /// An organization is expected in many tracks.
        ManyTracks = "many-tracks",
        /// More approved tracks than rooms or tables.
        TooManyTracks = "too-many-tracks",
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    pub kind: ConflictKind,
    pub tracks: Vec<Slug>,
    pub what: String,
    /// How alike two proposals are, from 0 to 1.
    pub score: Option<f64>,
}

/// All conflicts of an event, by kind and then by track.
pub fn conflicts(facts: &EventFacts<'_>) -> Vec<Conflict> {
    let tracks = facts.folder.tracks.values();
    let open: Vec<&Record<Track>> = tracks
        .filter(|track| track.value.status.is_open())
        .collect();
    let mut all = same_lead(&open);
    all.extend(same_time(&open, facts.zone));
    if facts.event().mode == Mode::Virtual {
        let days = (facts.event().first_day(), facts.event().last_day());
        all.extend(open.iter().filter_map(|track| working_hours(track, days)));
    }
    all.extend(similar_tracks(&open));
    all.extend(many_tracks(&open));
    all.extend(room(&open, facts.event().capacity.tracks));
    all.sort_by(|a, b| {
        let score = |conflict: &Conflict| conflict.score.unwrap_or_default();
        (a.kind.cmp(&b.kind))
            .then(score(b).total_cmp(&score(a)))
            .then_with(|| (&a.tracks, &a.what).cmp(&(&b.tracks, &b.what)))
    });
    all
}

fn conflict(kind: ConflictKind, tracks: impl IntoIterator<Item = Slug>, what: String) -> Conflict {
    Conflict {
        kind,
        tracks: tracks.into_iter().collect(),
        what,
        score: None,
    }
}

fn same_lead(tracks: &[&Record<Track>]) -> Vec<Conflict> {
    // The same address or the same name is one person; both may be written differently from track to track.
    let mut people: Vec<(&Person, Vec<&Record<Track>>)> = Vec::new();
    let mut known = People::default();
    for track in tracks {
        for lead in track.value.leads.iter().filter(|lead| is_known(lead)) {
            let at = known.find(lead).unwrap_or_else(|| {
                people.push((lead, Vec::new()));
                people.len() - 1
            });
            known.add(at, lead);
            let led = &mut people[at].1;
            if led.last().is_none_or(|last| last.slug != track.slug) {
                led.push(track);
            }
        }
    }
    let several = people.into_iter().filter(|(_, led)| led.len() > 1);
    several
        .map(|(person, led)| {
            let name = person.display_name();
            let who = name.map_or("one person".to_owned(), |name| format!("'{name}'"));
            let alone = led.iter().filter(|track| track.value.leads.len() == 1);
            let alone: Vec<String> = alone.map(|track| format!("'{}'", track.slug)).collect();
            let help = if alone.is_empty() {
                String::new()
            } else {
                format!(", and no one else leads {}", alone.join(", "))
            };
            let what = format!("{who} leads {} tracks{help}", led.len());
            conflict(
                ConflictKind::SameLead,
                led.iter().map(|track| track.slug.clone()),
                what,
            )
        })
        .collect()
}

fn is_known(person: &Person) -> bool {
    !is_unanswered(person.name.as_deref()) || !is_unanswered(person.email.as_deref())
}

/// Kick-off calls that run at the same time, each largest group once.
fn same_time(tracks: &[&Record<Track>], zone: Tz) -> Vec<Conflict> {
    let mut calls: Vec<(DateTime<Tz>, DateTime<Tz>, &Slug)> = tracks
        .iter()
        .flat_map(|track| {
            let calls = track.value.kick_offs.iter();
            let spans = calls.filter_map(|call| call.span(zone));
            spans.map(|(starts, ends)| (starts, ends, &track.slug))
        })
        .collect();
    calls.sort();
    // Whenever a call starts, those that still run form a group; it counts unless the next one holds all of it.
    let mut groups: Vec<(DateTime<Tz>, BTreeSet<&Slug>)> = Vec::new();
    for (at, (starts, ..)) in calls.iter().enumerate() {
        let running = calls[..=at].iter().filter(|(_, ends, _)| ends > starts);
        let group: BTreeSet<&Slug> = running.map(|(.., slug)| *slug).collect();
        if groups
            .last()
            .is_some_and(|(_, last)| last.is_subset(&group))
        {
            groups.pop();
        }
        groups.push((*starts, group));
    }
    groups.retain(|(_, group)| group.len() > 1);
    groups
        .into_iter()
        .map(|(at, group)| {
            let what = format!(
                "{} kick-off calls run at the same time, {}",
                group.len(),
                at.format("%Y-%m-%dT%H:%M%:z")
            );
            conflict(ConflictKind::SameTime, group.into_iter().cloned(), what)
        })
        .collect()
}

/// Leads of a virtual event who share no working hour on any of its days.
fn working_hours(track: &Record<Track>, days: (NaiveDate, NaiveDate)) -> Option<Conflict> {
    let mut zones: Vec<(Tz, String)> = Vec::new();
    for lead in track.value.leads.iter() {
        let zone = lead
            .timezone
            .as_deref()
            .and_then(|zone| zone.parse::<Tz>().ok());
        if let Some(zone) = zone.filter(|zone| zones.iter().all(|(known, _)| known != zone)) {
            let name = lead.display_name().unwrap_or_else(|| "one lead".to_owned());
            zones.push((zone, name));
        }
    }
    let work: Vec<Vec<Span>> = zones.iter().map(|(zone, _)| hours(*zone, days)).collect();
    for one in 0..zones.len() {
        for other in one + 1..zones.len() {
            if shared(&work[one], &work[other]).is_empty() {
                let what = format!(
                    "'{}' ({}) and '{}' ({}) share no hour between {} and {}",
                    zones[one].1,
                    zones[one].0,
                    zones[other].1,
                    zones[other].0,
                    clock(WORKING_HOURS.0),
                    clock(WORKING_HOURS.1)
                );
                return Some(conflict(
                    ConflictKind::WorkingHours,
                    [track.slug.clone()],
                    what,
                ));
            }
        }
    }
    let all = work
        .iter()
        .skip(1)
        .fold(work.first()?.clone(), |all, one| shared(&all, one));
    all.is_empty().then(|| {
        let names: Vec<&str> = zones.iter().map(|(zone, _)| zone.name()).collect();
        let what = format!(
            "its leads never share an hour between {} and {}: {}",
            clock(WORKING_HOURS.0),
            clock(WORKING_HOURS.1),
            names.join(", ")
        );
        conflict(ConflictKind::WorkingHours, [track.slug.clone()], what)
    })
}

/// An instant and the first one after a stretch of time.
type Span = (DateTime<Utc>, DateTime<Utc>);

fn clock(hour: u32) -> String {
    format!("{hour}:00")
}

/// The working hours of a zone around the days of an event, as instants: the day before and the day after may reach into them.
fn hours(zone: Tz, (first, last): (NaiveDate, NaiveDate)) -> Vec<Span> {
    let (from, to) = (
        first.checked_sub_days(Days::new(1)).unwrap_or(first),
        last.checked_add_days(Days::new(1)).unwrap_or(last),
    );
    // An event of a year says nothing that its first month does not.
    let days = from.iter_days().take_while(|day| *day <= to).take(31);
    days.filter_map(|day| {
        let at = |hour| {
            let local = When::Local(day.and_hms_opt(hour, 0, 0)?);
            Some(local.start(zone).with_timezone(&Utc))
        };
        Some((at(WORKING_HOURS.0)?, at(WORKING_HOURS.1)?))
    })
    .collect()
}

fn shared(one: &[Span], other: &[Span]) -> Vec<Span> {
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| (a, b)));
    let overlaps = pairs.map(|(a, b)| (a.0.max(b.0), a.1.min(b.1)));
    overlaps.filter(|(starts, ends)| starts < ends).collect()
}

fn similar_tracks(tracks: &[&Record<Track>]) -> Vec<Conflict> {
    let mut all = Vec::new();
    for (at, one) in tracks.iter().enumerate() {
        for other in &tracks[at + 1..] {
            let (score, why) = similarity(&one.value, &other.value);
            if score >= MIN_SIMILARITY {
                all.push(Conflict {
                    kind: ConflictKind::SimilarTracks,
                    tracks: vec![one.slug.clone(), other.slug.clone()],
                    what: format!("could be one track; shared {}", why.join("; ")),
                    score: Some(score),
                });
            }
        }
    }
    all
}

fn many_tracks(tracks: &[&Record<Track>]) -> Vec<Conflict> {
    let mut expected = BTreeMap::<String, (&str, BTreeSet<&Slug>)>::new();
    for track in tracks {
        for one in track.value.expected_participants.list() {
            let name = one.organization.as_deref().map(str::trim);
            let name = name.filter(|name| !is_unanswered(Some(name)) && !says_none(name));
            if let Some(name) = name.filter(|name| !name.contains('@')) {
                let entry = expected
                    .entry(fold(name))
                    .or_insert((name, BTreeSet::new()));
                entry.1.insert(&track.slug);
            }
        }
    }
    let many = expected
        .into_values()
        .filter(|(_, tracks)| tracks.len() > MANY_TRACKS);
    many.map(|(name, tracks)| {
        let what = format!("'{name}' is expected in {} tracks", tracks.len());
        conflict(ConflictKind::ManyTracks, tracks.into_iter().cloned(), what)
    })
    .collect()
}

fn room(tracks: &[&Record<Track>], rooms: Option<u32>) -> Option<Conflict> {
    let rooms = usize::try_from(rooms?).unwrap_or(usize::MAX);
    let is_approved = |track: &&&Record<Track>| track.value.status == TrackStatus::Approved;
    let approved: Vec<Slug> = tracks
        .iter()
        .filter(is_approved)
        .map(|track| track.slug.clone())
        .collect();
    (approved.len() > rooms).then(|| {
        let plural = if approved.len() == 1 {
            "track is"
        } else {
            "tracks are"
        };
        let what = format!(
            "{} {plural} approved, and there is room for {rooms}",
            approved.len()
        );
        conflict(ConflictKind::TooManyTracks, approved, what)
    })
}

#[cfg(test)]
mod tests;
