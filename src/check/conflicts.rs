//! What gets in each other's way in an event's program: the same lead, the same hour, the same proposal twice, too little room.
//!
//! Conflicts are no mistakes: organizers weigh them. Only proposals that are or can become part of the event count.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::zone::Tz;
use chrono::{DateTime, Days, NaiveDate, Utc};

use super::facts::EventFacts;
use crate::model::answer::{is_unanswered, says_none};
use crate::model::date::When;
use crate::model::event::Mode;
use crate::model::person::{Person, fold};
use crate::model::{Slug, Track, TrackStatus};
use crate::workspace::Record;

/// How alike two proposals are at the least to be told, from 0 to 1.
///
/// A design choice: half of what the two say in the fields that both fill in, weighted as in [`likeness`]. What is told is a
/// candidate for a talk between two leads, never a mistake.
pub const ALIKE: f64 = 0.5;
/// In how many tracks an organization can be expected before it is told.
pub const MANY_TRACKS: usize = 3;
/// The first and the last hour that people are at work, by their own clock.
pub const WORKING_HOURS: (u32, u32) = (9, 17);

/// What kind of conflict it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// One person leads two tracks or more.
    SameLead,
    /// Kick-off calls overlap in time.
    SameTime,
    /// The leads of a track of a virtual event are never at work at the same time.
    WorkingHours,
    /// Proposals that could be one.
    LookAlike,
    /// An organization is expected in many tracks.
    ManyTracks,
    /// More approved tracks than rooms or tables.
    TooManyTracks,
}

impl Kind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::SameLead => "same-lead",
            Self::SameTime => "same-time",
            Self::WorkingHours => "working-hours",
            Self::LookAlike => "look-alike",
            Self::ManyTracks => "many-tracks",
            Self::TooManyTracks => "too-many-tracks",
        }
    }
}

/// One conflict.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// What kind it is.
    pub kind: Kind,
    /// The tracks it is between.
    pub tracks: Vec<Slug>,
    /// What it is, and why.
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
    all.extend(look_alikes(&open));
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

fn conflict(kind: Kind, tracks: impl IntoIterator<Item = Slug>, what: String) -> Conflict {
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
    for track in tracks {
        for lead in track.value.leads.iter().filter(|lead| is_known(lead)) {
            match people.iter_mut().find(|(person, _)| person.is(lead)) {
                Some((_, led)) if led.iter().all(|one| one.slug != track.slug) => led.push(track),
                Some(_) => {}
                None => people.push((lead, vec![track])),
            }
        }
    }
    let several = people.into_iter().filter(|(_, led)| led.len() > 1);
    several
        .map(|(person, led)| {
            let name = person.shown_name();
            let who = name.map_or("one person".to_owned(), |name| format!("'{name}'"));
            let alone = led.iter().filter(|track| track.value.leads.len() == 1);
            let alone: Vec<String> = alone.map(|track| format!("'{}'", track.slug)).collect();
            let help = if alone.is_empty() {
                String::new()
            } else {
                format!(", and nobody else leads {}", alone.join(", "))
            };
            let what = format!("{who} leads {} tracks{help}", led.len());
            conflict(
                Kind::SameLead,
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
        .filter_map(|track| {
            let (starts, ends) = track.value.kick_off.as_ref()?.span(zone)?;
            Some((starts, ends, &track.slug))
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
            conflict(Kind::SameTime, group.into_iter().cloned(), what)
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
            let name = lead.shown_name().unwrap_or_else(|| "one lead".to_owned());
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
                return Some(conflict(Kind::WorkingHours, [track.slug.clone()], what));
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
        conflict(Kind::WorkingHours, [track.slug.clone()], what)
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

/// What two proposals are compared by, with how much each counts where both say something.
fn fields(track: &Track) -> [(&'static str, f64, BTreeSet<String>); 4] {
    let scenarios = track.scenarios.iter();
    let scenarios = scenarios.filter_map(|scenario| scenario.title.as_deref());
    [
        ("title", 0.35, words([track.title.as_str()])),
        ("artifacts", 0.25, words(texts(&track.artifacts))),
        ("specifications", 0.2, words(texts(&track.specifications))),
        ("scenarios", 0.2, words(scenarios)),
    ]
}

fn texts(texts: &[String]) -> impl Iterator<Item = &str> {
    let answers = texts.iter().map(String::as_str);
    answers.filter(|text| !is_unanswered(Some(text)) && !says_none(text))
}

/// Words that tell nothing apart.
const COMMON: [&str; 22] = [
    "a", "an", "and", "the", "of", "for", "in", "on", "to", "with", "by", "from", "or", "at", "is",
    "hl7", "fhir", "track", "http", "https", "html", "org",
];

/// The words of some texts, folded, without those that tell nothing apart.
fn words<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let texts = texts.into_iter().map(fold);
    let split = |text: String| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    texts
        .flat_map(split)
        .filter(|word| !COMMON.contains(&word.as_str()))
        .collect()
}

/// Shared words as a part of all words (Jaccard).
fn jaccard(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let (shared, all) = (one.intersection(other).count(), one.union(other).count());
    if all == 0 {
        return 0.0;
    }
    // Words in a proposal are far fewer than a float can count.
    f64::from(u32::try_from(shared).unwrap_or(u32::MAX))
        / f64::from(u32::try_from(all).unwrap_or(1))
}

/// How alike two proposals are, from 0 to 1, and why: titles by their words or letters, the rest by their words, each counted
/// only where both say something.
pub fn likeness(one: &Track, other: &Track) -> (f64, Vec<String>) {
    let (mut score, mut weights, mut why) = (0.0, 0.0, Vec::new());
    for ((name, weight, ours), (.., theirs)) in fields(one).into_iter().zip(fields(other)) {
        if ours.is_empty() || theirs.is_empty() {
            continue;
        }
        let mut alike = jaccard(&ours, &theirs);
        if name == "title" {
            let letters =
                strsim::normalized_damerau_levenshtein(&fold(&one.title), &fold(&other.title));
            // Short words share letters by chance.
            alike = alike.max(if letters >= 0.8 { letters } else { 0.0 });
        }
        score += weight * alike;
        weights += weight;
        let shared: Vec<&str> = ours
            .intersection(&theirs)
            .take(4)
            .map(String::as_str)
            .collect();
        if !shared.is_empty() {
            why.push(format!("{name}: {}", shared.join(" ")));
        } else if alike > 0.0 {
            why.push(format!("{name}: nearly the same"));
        }
    }
    (if weights > 0.0 { score / weights } else { 0.0 }, why)
}

fn look_alikes(tracks: &[&Record<Track>]) -> Vec<Conflict> {
    let mut all = Vec::new();
    for (at, one) in tracks.iter().enumerate() {
        for other in &tracks[at + 1..] {
            let (score, why) = likeness(&one.value, &other.value);
            if score >= ALIKE {
                all.push(Conflict {
                    kind: Kind::LookAlike,
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
        conflict(Kind::ManyTracks, tracks.into_iter().cloned(), what)
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
        conflict(Kind::TooManyTracks, approved, what)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Moment, Now};
    use crate::workspace::load::Scope;
    use crate::workspace::{File, Workspace};

    /// `kind [tracks] what` of every conflict of an event with these tracks.
    fn found(event: &str, tracks: &[(&str, &str)]) -> Vec<String> {
        let record =
            format!("name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\n{event}");
        let mut overlay = BTreeMap::from([(File::new("events/e/event.yaml"), record)]);
        for (slug, text) in tracks {
            let file = File::new(&format!("events/e/tracks/{slug}.yaml"));
            overlay.insert(file, (*text).to_owned());
        }
        let root = std::path::Path::new("/nonexistent/workspace");
        let workspace = Workspace::load_with(root, &Scope::default(), overlay)
            .unwrap_or_else(|error| unreachable!("{error}"));
        let now = Moment::parse("2026-08-01T12:00:00Z")
            .map_or_else(|| unreachable!(), |now| Now::Instant(now.0.to_utc()));
        let facts = EventFacts::of(&workspace, &workspace.events["e"], now);
        let all = conflicts(&facts.unwrap_or_else(|| unreachable!()));
        all.iter()
            .map(|one| {
                let tracks: Vec<&str> = one.tracks.iter().map(Slug::as_str).collect();
                format!("{} [{}] {}", one.kind.word(), tracks.join(" "), one.what)
            })
            .collect()
    }

    #[test]
    fn one_person_by_name_or_address_leads_two_tracks() {
        let robin = "leads: [{name: Robin Example, email: robin@example.org}]\n";
        let renamed = "leads: [{name: R. Example, email: ROBIN@example.org}, {name: Sam Sample}]\n";
        let tracks = [
            ("a", format!("title: Alpha\n{robin}")),
            ("b", format!("title: Beta\n{renamed}")),
            ("c", format!("title: Gamma\nstatus: withdrawn\n{robin}")),
            ("d", "title: Delta\nleads: [{name: TBD}]\n".to_owned()),
            ("e", "title: Epsilon\nleads: [{name: TBD}]\n".to_owned()),
        ];
        let tracks: Vec<(&str, &str)> = tracks
            .iter()
            .map(|(slug, text)| (*slug, text.as_str()))
            .collect();
        assert_eq!(
            found("", &tracks),
            ["same-lead [a b] 'Robin Example' leads 2 tracks, and nobody else leads 'a'"]
        );
    }

    #[test]
    fn calls_at_the_same_time_are_told_once_for_each_largest_group() {
        let tracks = [
            (
                "a",
                "title: Alpha\nkick-off: {starts: 2026-09-01T11:00, minutes: 60}\n",
            ),
            (
                "b",
                "title: Beta\nkick-off: {starts: 2026-09-01T11:30, minutes: 60}\n",
            ),
            (
                "c",
                "title: Gamma\nkick-off: {starts: '2026-09-01T13:59+02:00', minutes: 10}\n",
            ),
            (
                "d",
                "title: Delta\nkick-off: {starts: 2026-09-01T12:30, minutes: 60}\n",
            ),
            ("e", "title: Epsilon\nkick-off: {starts: 2026-09-01}\n"),
        ];
        assert_eq!(
            found("", &tracks),
            ["same-time [a b c] 3 kick-off calls run at the same time, 2026-09-01T11:59+00:00"]
        );
    }

    #[test]
    fn working_hours_matter_when_nobody_travels() {
        let leads = |one: &str, other: &str| {
            format!(
                "title: T\nleads:\n  - {{name: One Lead, timezone: {one}}}\n  - {{name: Other Lead, timezone: {other}}}\n"
            )
        };
        let far = leads("America/Los_Angeles", "Europe/Warsaw");
        let touching = leads("Asia/Kolkata", "America/Sao_Paulo");
        let near = leads("America/New_York", "Europe/Warsaw");
        let over_midnight = leads("Pacific/Auckland", "America/Los_Angeles");
        assert_eq!(
            found("mode: virtual\n", &[("t", &far)]),
            [
                "working-hours [t] 'One Lead' (America/Los_Angeles) and 'Other Lead' (Europe/Warsaw) share no hour between 9:00 and 17:00"
            ]
        );
        assert_eq!(found("mode: virtual\n", &[("t", &touching)]).len(), 1);
        assert_eq!(
            found("mode: virtual\n", &[("t", &near)]),
            Vec::<String>::new()
        );
        assert_eq!(
            found("mode: virtual\n", &[("t", &over_midnight)]),
            Vec::<String>::new()
        );
        assert_eq!(
            found("mode: in-person\n", &[("t", &far)]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn proposals_that_could_be_one_say_why() {
        let bulk = "title: Bulk Data Export\nartifacts: [Group, Patient]\nspecifications: [Bulk Data Access]\nscenarios: [{id: a, title: Export a group}]\n";
        let again = "title: Export of Bulk Data\nartifacts: [Group, Patient]\nspecifications: [Bulk Data Access IG]\nscenarios: [{id: a, title: Export all patients}]\n";
        let other = "title: Subscriptions\nartifacts: [Subscription, Patient]\nspecifications: [Backport IG]\nscenarios: [{id: a, title: Be told of an admission}]\n";
        assert_eq!(
            found("", &[("bulk", bulk), ("export", again), ("subs", other)]),
            [
                "look-alike [bulk export] could be one track; shared title: bulk data export; artifacts: group patient; specifications: access bulk data; scenarios: export"
            ]
        );
    }

    #[test]
    fn a_slip_of_a_title_is_alike_and_a_stranger_is_not() {
        let alike = |one: &str, other: &str| {
            let track = |title: &str| {
                crate::yaml::read(&format!("title: {title}\n"))
                    .unwrap_or_else(|error| unreachable!("{error}"))
            };
            likeness(&track(one), &track(other)).0 >= ALIKE
        };
        assert!(alike("Questionnaires", "Questionnaire"));
        assert!(alike("The Patient Track", "Patient"));
        assert!(!alike("Patient", "Payer"));
        assert!(!alike("US Core", "CDS Hooks"));
        assert!(!alike("FHIR Track", "HL7"));
    }

    #[test]
    fn four_tracks_are_many_and_three_are_not() {
        let text = |title: &str| {
            format!(
                "title: {title}\nexpected-participants: [Example Health, TBD, Sample Systems]\n"
            )
        };
        let texts = ["Alpha", "Beta", "Gamma", "Delta"].map(text);
        let tracks: Vec<(&str, &str)> = ["a", "b", "c", "d"]
            .into_iter()
            .zip(texts.iter().map(String::as_str))
            .collect();
        assert_eq!(found("", &tracks[..3]), Vec::<String>::new());
        assert_eq!(
            found("", &tracks),
            [
                "many-tracks [a b c d] 'Example Health' is expected in 4 tracks",
                "many-tracks [a b c d] 'Sample Systems' is expected in 4 tracks"
            ]
        );
    }

    #[test]
    fn more_approved_tracks_than_tables() {
        let tracks = [
            ("a", "title: Alpha\nstatus: approved\n"),
            ("b", "title: Beta\nstatus: approved\n"),
            ("c", "title: Gamma\nstatus: submitted\n"),
        ];
        assert_eq!(
            found("capacity: {tracks: 2}\n", &tracks),
            Vec::<String>::new()
        );
        assert_eq!(
            found("capacity: {tracks: 1}\n", &tracks),
            ["too-many-tracks [a b] 2 tracks are approved, and there is room for 1"]
        );
    }
}
