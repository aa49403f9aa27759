//! Who came to an event: people, first-timers, organizations and systems, of each track and of all of it, as far as they may be told.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::analysis::disclosure::{FEWEST, Level, shows_track};
use crate::analysis::systems::{organization, takes_part};
use crate::model::Registration;
use crate::model::names::Names;
use crate::model::person::fold;
use crate::model::registration::{Experience, Kind};
use crate::workspace::{EventFolder, Record};

/// How many came. `None` where it must not be told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Heads {
    /// People with a seat, observers and leads among them.
    pub people: Option<usize>,
    /// Those of them who came for the first time.
    pub first_time: Option<usize>,
    /// Their organizations; a person who speaks for none is one.
    pub organizations: Option<usize>,
    /// The systems that they brought.
    pub systems: Option<usize>,
}

impl Heads {
    /// The larger of each number.
    fn max(self, other: Self) -> Self {
        Self {
            people: self.people.max(other.people),
            first_time: self.first_time.max(other.first_time),
            organizations: self.organizations.max(other.organizations),
            systems: self.systems.max(other.systems),
        }
    }

    /// Rounded down to what is a multiple of [`STEP`] more than others; systems only where they may not be named.
    fn in_steps_from(self, others: Self, level: Level) -> Self {
        let rounded = |count: Option<usize>, other: Option<usize>| {
            let (count, other) = (count?, other?);
            Some(other + (count - other) / STEP * STEP)
        };
        Self {
            people: rounded(self.people, others.people),
            first_time: rounded(self.first_time, others.first_time),
            organizations: rounded(self.organizations, others.organizations),
            systems: if level.names_systems() {
                self.systems
            } else {
                rounded(self.systems, others.systems)
            },
        }
    }
}

/// What the numbers of a whole event grow by, below full.
pub const STEP: usize = 5;

/// Who came to an event, at a level.
///
/// Below [`Level::Full`] the event's numbers are those of its groups that are told: its tracks that everyone can see, and the people who
/// are in none of them. Who is only in a group that is withheld changes nothing. Each is the number of the largest group and a multiple
/// of [`STEP`]: next to the exact numbers of two tracks, an exact one would tell how many are in both.
#[derive(Debug)]
pub struct Attendance<'a> {
    pub of_event: Heads,
    of_tracks: HashMap<&'a str, Heads>,
}

impl<'a> Attendance<'a> {
    pub fn new(folder: &'a EventFolder, names: &Names, level: Level) -> Self {
        let people: Vec<Seated<'a>> = folder
            .registrations
            .values()
            .filter(|person| person.value.is_seated())
            .map(|person| Seated::new(person, names))
            .collect();
        let is_full = level == Level::Full;
        let tracks = folder.tracks.values();
        let shown = tracks.filter(|track| shows_track(level, track.value.status));
        // One that no one named is known as well.
        let mut of_tracks: HashMap<&str, Group<'_>> = shown
            .map(|track| (track.slug.as_str(), Group::default()))
            .collect();
        let (mut of_event, mut of_none) = (Group::default(), Group::default());
        for (at, person) in people.iter().enumerate() {
            let mut tracks = person.record.value.tracks_named();
            // A track that not everyone can see is no group below full: its people are in none.
            tracks.retain(|track| is_full || of_tracks.contains_key(track));
            for track in &tracks {
                let group = of_tracks.entry(track).or_default();
                group.add(at, person, Some(track));
            }
            if is_full {
                of_event.add(at, person, None);
            } else if tracks.is_empty() {
                of_none.add(at, person, None);
            }
        }
        let mut largest = Heads::default();
        if !is_full {
            // Not even where systems may be named: that of one person in a draft would be what the others are less than the whole.
            of_none.withhold(Level::Aggregates);
            for group in of_tracks.values_mut() {
                group.withhold(level);
            }
            for group in of_tracks.values().chain([&of_none]) {
                of_event.extend(group);
                largest = largest.max(group.heads(level));
            }
        }
        let of_event = of_event.heads(level);
        let of_tracks = of_tracks.into_iter();
        Self {
            of_event: if is_full {
                of_event
            } else {
                of_event.in_steps_from(largest, level)
            },
            of_tracks: of_tracks
                .map(|(track, group)| (track, group.heads(level)))
                .collect(),
        }
    }

    /// How many came to a track; of one that the level does not tell of, nothing is known.
    pub fn of_track(&self, track: &str) -> Heads {
        self.of_tracks.get(track).copied().unwrap_or_default()
    }
}

/// A person with a seat.
struct Seated<'a> {
    record: &'a Record<Registration>,
    organization: String,
    /// The organization that this one is not independent of.
    independent: String,
}

impl<'a> Seated<'a> {
    fn new(record: &'a Record<Registration>, names: &Names) -> Self {
        let (organization, _) = organization(record, names);
        let independent = names.independent(&organization);
        Self {
            record,
            organization,
            independent,
        }
    }
}

/// People who are counted together.
#[derive(Default)]
struct Group<'p> {
    people: BTreeSet<usize>,
    first_time: BTreeSet<usize>,
    /// Organizations, each with the one that it is not independent of.
    organizations: BTreeMap<&'p str, &'p str>,
    /// Systems by name and organization, with the one that this is not independent of.
    systems: BTreeMap<(&'p str, String), &'p str>,
}

impl<'p> Group<'p> {
    fn add(&mut self, at: usize, person: &'p Seated<'_>, track: Option<&str>) {
        let value = &person.record.value;
        self.people.insert(at);
        if value.experience == Some(Experience::FirstTime) {
            self.first_time.insert(at);
        }
        self.organizations
            .insert(&person.organization, &person.independent);
        // Observers bring none.
        let brought = value
            .systems
            .iter()
            .filter(|_| value.kind != Kind::Observer);
        for system in brought {
            if track.is_none_or(|track| takes_part(value, system, track)) {
                let key = (person.organization.as_str(), fold(&system.name));
                self.systems.insert(key, &person.independent);
            }
        }
    }

    /// Forgets what must not be told.
    fn withhold(&mut self, level: Level) {
        let (people, first_time) = (self.people.len(), self.first_time.len());
        if people < FEWEST {
            self.people.clear();
        }
        // What is left of the people may not be few either.
        if first_time < FEWEST || people - first_time < FEWEST {
            self.first_time.clear();
        }
        let is_of_few = |independent: BTreeSet<&&str>| independent.len() < FEWEST;
        if is_of_few(self.organizations.values().collect()) {
            self.organizations.clear();
        }
        if !level.names_systems() && is_of_few(self.systems.values().collect()) {
            self.systems.clear();
        }
    }

    fn extend(&mut self, other: &Self) {
        self.people.extend(&other.people);
        self.first_time.extend(&other.first_time);
        self.organizations.extend(&other.organizations);
        self.systems.extend(other.systems.clone());
    }

    /// How many there are; of what was withheld no number is told, nor is none.
    fn heads(&self, level: Level) -> Heads {
        let told =
            |count: usize, is_whole: bool| Some(count).filter(|count| is_whole || *count > 0);
        let is_full = level == Level::Full;
        Heads {
            people: told(self.people.len(), is_full),
            first_time: told(self.first_time.len(), is_full),
            organizations: told(self.organizations.len(), is_full),
            systems: told(self.systems.len(), level.names_systems()),
        }
    }
}

#[cfg(test)]
mod tests;
