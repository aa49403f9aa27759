//! Who is registered: registrations by what makes a person one.
//!
//! Hashes lead to the records, whose texts are compared before anything counts: the texts of all keys would take more room than an event
//! of a hundred thousand people may.

use std::hash::{DefaultHasher, Hash, Hasher};

use rayon::prelude::*;

use crate::model::person::{Person, fold};
use crate::model::placeholder::is_unanswered;
use crate::model::{Moment, Registration, Slug};
use crate::workspace::{EventFolder, Record};

/// The registrations of an event that stand, by the hashes of their [keys](Registration::identity_keys) and names; of those with one
/// hash, who comes first in line comes first.
pub struct Identities<'a>(Vec<(u64, &'a Record<Registration>)>);

impl<'a> Identities<'a> {
    pub fn new(folder: &'a EventFolder) -> Self {
        let people = folder.registrations.par_iter().map(|(_, person)| person);
        let standing = people.filter(|person| person.value.stands());
        let mut all: Vec<(u64, &Record<Registration>)> = standing
            .flat_map_iter(|record| {
                let person = &record.value;
                let keys = person.identity_keys().chain([fold(&person.name)]);
                keys.map(move |key| (hash(&key), record))
            })
            .collect();
        all.par_sort_unstable_by(|(one, a), (other, b)| {
            let place = || place_in_line(a).cmp(&place_in_line(b));
            one.cmp(other).then_with(place)
        });
        Self(all)
    }

    /// The first registration of the same person. First is the earliest moment, then the name of the file; without a moment no one
    /// knows that it came first.
    pub fn first(&self, person: &Registration) -> Option<&'a Record<Registration>> {
        let keys = person.identity_keys();
        keys.filter_map(|key| self.first_with(&key, person))
            .min_by_key(|record| place_in_line(record))
    }

    fn first_with(&self, key: &str, person: &Registration) -> Option<&'a Record<Registration>> {
        let mut found = self.candidates(key);
        found.find(|record| {
            // Most people are registered once, and find themselves.
            let value = &*record.value;
            std::ptr::eq(value, person) || value.identity_keys().any(|one| one == key)
        })
    }

    /// Whether somebody with this person's address or name is registered.
    pub fn knows(&self, person: &Person) -> bool {
        let mut keys = person_keys(person);
        keys.any(|key| {
            let has_it = |record: &Record<Registration>| {
                let value = &record.value;
                let is_address = key.starts_with('<');
                fold(&value.name) == key
                    || is_address && value.identity_keys().any(|one| one == key)
            };
            self.candidates(&key).any(has_it)
        })
    }

    fn candidates(
        &self,
        key: &str,
    ) -> impl Iterator<Item = &'a Record<Registration>> + use<'_, 'a> {
        let hash = hash(key);
        let first = self.0.partition_point(|(one, _)| *one < hash);
        let same = self.0[first..]
            .iter()
            .take_while(move |(one, _)| *one == hash);
        same.map(|(_, record)| *record)
    }
}

fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

fn place_in_line(record: &Record<Registration>) -> (bool, Option<Moment>, &Slug) {
    let registered = record.value.registered;
    (registered.is_none(), registered, &record.slug)
}

/// What a person is looked up by: the address, and the name. Placeholders are no one.
pub fn person_keys(person: &Person) -> impl Iterator<Item = String> {
    let address = person.email.as_deref();
    let known = |text: &&str| !is_unanswered(Some(text));
    let address = address
        .filter(known)
        .map(|email| format!("<{}>", fold(email)));
    address
        .into_iter()
        .chain(person.name.as_deref().filter(known).map(fold))
}
