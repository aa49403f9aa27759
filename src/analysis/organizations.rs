//! The organizations that came to an event, or take part in one of its tracks, with how many people and systems each brought.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::systems::{organization, takes_part};
use crate::model::names::Names;
use crate::model::person::fold;
use crate::model::registration::{Experience, Kind};
use crate::model::{Registration, Slug};
use crate::workspace::Record;

/// An organization; a person who speaks for none is one alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// What it is compared by.
    pub key: String,
    /// What it is called.
    pub name: String,
    pub people: usize,
    /// People who come for the first time.
    pub first_time: usize,
    /// Names of its systems: one that two of its people registered is one.
    pub systems: Vec<String>,
}

/// The organizations of some people, by name. With a track, systems are those that play in it.
pub fn organizations<'a>(
    people: impl IntoIterator<Item = &'a Record<Registration>>,
    track: Option<&Slug>,
    names: &Names,
) -> Vec<Present> {
    let mut all = BTreeMap::<String, (Present, BTreeSet<String>)>::new();
    for person in people {
        let (key, written) = organization(person, names);
        let (present, known) = all.entry(key.clone()).or_insert_with(|| {
            let name = names.title(&key).unwrap_or(written).to_owned();
            let present = Present {
                key,
                name,
                people: 0,
                first_time: 0,
                systems: Vec::new(),
            };
            (present, BTreeSet::new())
        });
        let value = &person.value;
        present.people += 1;
        present.first_time += usize::from(value.experience == Some(Experience::FirstTime));
        // Observers bring none.
        let brought = value
            .systems
            .iter()
            .filter(|_| value.kind != Kind::Observer);
        for system in brought {
            let is_meant = track.is_none_or(|track| takes_part(value, system, track.as_str()));
            if is_meant && known.insert(fold(&system.name)) {
                present.systems.push(system.name.trim().to_owned());
            }
        }
    }
    let mut all: Vec<Present> = all.into_values().map(|(present, _)| present).collect();
    all.sort_by_cached_key(|one| (fold(&one.name), one.key.clone()));
    for one in &mut all {
        one.systems.sort_by_cached_key(|name| fold(name));
    }
    all
}
