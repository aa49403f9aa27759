//! The systems that people brought to an event, and which of them a name means.

use std::collections::{BTreeSet, HashMap};

use crate::model::names::Names;
use crate::model::person::fold;
use crate::model::placeholder::is_unanswered;
use crate::model::registration::{
    Experience, Kind, RegistrationStatus, System, SystemStatus, role_reference,
};
use crate::model::{Registration, Slug};
use crate::workspace::{EventFolder, Record};

/// A system of an organization, whichever of its people registered it.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    /// Its short name, when it has one.
    pub id: Option<&'a str>,
    /// What it is called.
    pub name: &'a str,
    /// What its organization is called; for a person who speaks for none, the person's name.
    pub organization: &'a str,
    /// What the organization is compared by.
    pub organization_key: String,
    /// The roles it plays: tracks and ids of roles.
    pub roles: BTreeSet<(String, String)>,
    /// How far it is, as far as a registration says.
    pub status: Option<SystemStatus>,
    /// Where it answers.
    pub base_url: Option<&'a str>,
    /// Whether one of its people was seen at the event.
    pub is_checked_in: bool,
    /// Whether all of its people are there for the first time.
    pub is_newcomer: bool,
    /// The registrations that name it.
    pub people: Vec<&'a Record<Registration>>,
}

impl Known<'_> {
    /// How results name it: by its id, which stays through a rename, else `ORGANIZATION/NAME`.
    pub fn reference(&self) -> String {
        match self.id {
            Some(id) => id.to_owned(),
            None => self.full_name(),
        }
    }

    /// `ORGANIZATION/NAME`.
    pub fn full_name(&self) -> String {
        format!("{}/{}", self.organization.trim(), self.name.trim())
    }

    /// Whether it plays a role of a track.
    pub fn plays(&self, track: &str, role: &str) -> bool {
        let mut roles = self.roles.iter();
        roles.any(|(one, other)| one == track && other == role)
    }
}

/// Which system a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found<'s> {
    /// This one.
    One(usize),
    /// Any of these.
    Several(&'s [usize]),
    /// None.
    None,
}

/// The systems of an event, by what they are called.
#[derive(Debug, Clone)]
pub struct Systems<'a> {
    /// All of them, in the order of organizations and names.
    pub all: Vec<Known<'a>>,
    /// Which names of organizations mean the same.
    pub names: &'a Names,
    /// By their names, and by `ORGANIZATION/NAME` with what the organization is compared by.
    places: HashMap<String, Vec<usize>>,
    ids: HashMap<String, Vec<usize>>,
    /// What people who speak for no organization are compared by, whatever became of their registration, by their names.
    people: HashMap<String, String>,
}

impl<'a> Systems<'a> {
    /// The systems of everybody who holds a seat or waits for one; observers bring none.
    pub fn new(folder: &'a EventFolder, names: &'a Names) -> Self {
        let mut all: Vec<Known<'a>> = Vec::new();
        let mut known = HashMap::<(String, String), usize>::new();
        let people = folder.registrations.values();
        for person in people.filter(|one| one.value.stands() && one.value.kind != Kind::Observer) {
            let (organization_key, organization) = organization(person, names);
            for system in person.value.systems.iter() {
                let key = (organization_key.clone(), fold(&system.name));
                let at = *known.entry(key).or_insert_with(|| {
                    all.push(Known {
                        id: None,
                        name: system.name.trim(),
                        organization,
                        organization_key: organization_key.clone(),
                        roles: BTreeSet::new(),
                        status: None,
                        base_url: None,
                        is_checked_in: false,
                        is_newcomer: true,
                        people: Vec::new(),
                    });
                    all.len() - 1
                });
                add(&mut all[at], person, system);
            }
        }
        all.sort_by_cached_key(|one| (one.organization_key.clone(), fold(one.name)));
        let mut places = HashMap::<String, Vec<usize>>::new();
        let mut ids = HashMap::<String, Vec<usize>>::new();
        for (at, one) in all.iter().enumerate() {
            let full_name = format!("{}/{}", one.organization_key, fold(one.name));
            let mut keys: BTreeSet<String> =
                [fold(one.name), fold(&one.full_name()), full_name].into();
            if let Some(id) = one.id.map(fold) {
                ids.entry(id.clone()).or_default().push(at);
                keys.insert(id);
            }
            for key in keys {
                places.entry(key).or_default().push(at);
            }
        }
        let people = folder.registrations.values().map(|person| {
            let (key, name) = organization(person, names);
            (fold(name), key)
        });
        Self {
            all,
            names,
            places,
            ids,
            people: people.filter(|(_, key)| is_of_person(key)).collect(),
        }
    }

    /// What an organization is compared by, or a person who speaks for none.
    pub fn organization(&self, name: &str) -> String {
        let person = self.people.get(&fold(name)).cloned();
        person.unwrap_or_else(|| self.names.organization(name))
    }

    /// The system of an id, of `ORGANIZATION/NAME` with any name of the organization, or of a name that only one has.
    pub fn find(&self, text: &str) -> Found<'_> {
        let folded = fold(text);
        let by_other_name = || {
            let (organization, name) = folded.split_once('/')?;
            let organization = self.names.organization(organization);
            self.places.get(&format!("{organization}/{}", name.trim()))
        };
        let places = self.places.get(&folded).or_else(by_other_name);
        let places = places.map_or(&[][..], Vec::as_slice);
        // An id means one system, even where another is called so.
        let by_id = self.ids.get(&folded).map_or(&[][..], Vec::as_slice);
        match (by_id, places) {
            ([one], _) | ([], [one]) => Found::One(*one),
            ([], []) => Found::None,
            ([], several) | (several, _) => Found::Several(several),
        }
    }

    /// Every name that means one system, for completion and for what comes near.
    pub fn references(&self) -> impl Iterator<Item = String> + '_ {
        self.all.iter().map(Known::reference)
    }
}

/// Whether a system takes part in a track: it plays a role of it, or plays none at all and its person named the track.
pub fn takes_part(person: &Registration, system: &System, track: &str) -> bool {
    let mut roles = system
        .roles
        .iter()
        .filter_map(|role| role_reference(role.trim()))
        .peekable();
    if roles.peek().is_none() {
        return person.tracks.iter().any(|name| name.trim() == track);
    }
    roles.any(|(name, _)| name == track)
}

fn add<'a>(known: &mut Known<'a>, person: &'a Record<Registration>, system: &'a System) {
    let roles = system.roles.iter();
    let roles = roles.filter_map(|role| role_reference(role.trim()));
    known
        .roles
        .extend(roles.map(|(track, role)| (track.to_owned(), role.to_owned())));
    let id = system.id.as_deref().map(str::trim);
    known.id = known.id.or(id.filter(|id| !id.is_empty()));
    known.base_url = known.base_url.or(system.base_url.as_deref());
    known.status = match (known.status, system.status) {
        // Of two who speak of one system the more careful is believed.
        (Some(SystemStatus::Broken), _) | (_, Some(SystemStatus::Broken)) => {
            Some(SystemStatus::Broken)
        }
        (one, other) => one.or(other),
    };
    known.is_checked_in |= person.value.status == RegistrationStatus::CheckedIn;
    known.is_newcomer &= person.value.experience == Some(Experience::FirstTime);
    known.people.push(person);
}

/// What the organization of a person is compared by, and called; a person who speaks for none is one alone.
pub fn organization<'p>(person: &'p Record<Registration>, names: &Names) -> (String, &'p str) {
    match person.value.organization.as_deref() {
        Some(name) if !is_unanswered(Some(name)) => (names.organization(name), name.trim()),
        // Two people who speak for no organization are not of one.
        _ => (key_of_person(&person.slug), &person.value.name),
    }
}

fn key_of_person(slug: &Slug) -> String {
    format!("/{slug}")
}

/// Whether what organizations are compared by is of a person who speaks for none.
pub fn is_of_person(key: &str) -> bool {
    key.starts_with('/')
}
