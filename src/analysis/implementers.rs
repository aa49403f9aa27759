//! Who could play the roles of a track: systems and people with a seat, what they speak, and how far they are.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::analysis::systems::organization;
use crate::model::fhir_version::{Release, releases};
use crate::model::names::Names;
use crate::model::one_or_many::Texts;
use crate::model::person::fold;
use crate::model::registration::{FhirFormat, Kind, System, SystemStatus, role_reference};
use crate::model::track::RoleKind;
use crate::model::words::words;
use crate::model::{Event, Registration, Slug, Track};
use crate::workspace::Record;

words! {
    pub enum ImplementationStatus {
        Ready = "ready",
        /// Is still to come: planned, not working yet, not said, or a person who has no system yet.
        Planned = "planned",
        /// Worked, and does not now: plays nothing until it is mended.
        Broken = "broken",
    }
}

/// A system, or a person without one, that takes on roles of a track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Implementation {
    /// What the organization is compared by, or the person's record when there is none.
    pub organization_key: String,
    /// What the organization is called; for somebody who speaks for none, the person's name.
    pub organization: String,
    /// What the system is called; `None` for a person who has none yet.
    pub system: Option<String>,
    /// The record of the person who brings it.
    pub person: Slug,
    pub roles: BTreeSet<String>,
    /// FHIR releases it speaks; empty when it does not say.
    pub releases: BTreeSet<Release>,
    /// Formats it speaks; empty when it does not say.
    pub formats: BTreeSet<FhirFormat>,
    pub status: ImplementationStatus,
}

impl Implementation {
    /// Whether others can test with it at the event: a system that is still to come counts, a broken one does not.
    pub fn can_test(&self) -> bool {
        self.status != ImplementationStatus::Broken
    }

    /// What it is called in a table: the system's name, or whose it will be.
    pub fn label(&self) -> String {
        match &self.system {
            Some(system) => system.clone(),
            None => format!("({})", self.organization),
        }
    }

    /// Whether both speak a release of the track and a format in common. What no one said stands in no one's way.
    pub fn understands(&self, other: &Self, track: &BTreeSet<Release>) -> bool {
        let shared =
            |one: &BTreeSet<Release>| one.is_empty() || track.is_empty() || !one.is_disjoint(track);
        let releases = match (self.releases.is_empty(), other.releases.is_empty()) {
            (true, _) => shared(&other.releases),
            (_, true) => shared(&self.releases),
            _ => self
                .releases
                .intersection(&other.releases)
                .any(|release| track.is_empty() || track.contains(release)),
        };
        let formats = self.formats.is_empty()
            || other.formats.is_empty()
            || !self.formats.is_disjoint(&other.formats);
        releases && formats
    }
}

/// How many implementations play a side of a track: one with a role of kind `both` is on each of the two.
pub fn count_side(track: &Track, implementations: &[Implementation], side: RoleKind) -> usize {
    let is_on = |id: &String| track.role(id).is_some_and(|role| role.is_on(side));
    let able = implementations.iter().filter(|one| one.can_test());
    able.filter(|one| one.roles.iter().any(is_on)).count()
}

/// The FHIR releases of a track: its own, else the event's.
pub fn track_releases(track: &Track, event: &Event) -> BTreeSet<Release> {
    let own = all_releases(&track.fhir_versions);
    if own.is_empty() {
        all_releases(&event.fhir_versions)
    } else {
        own
    }
}

fn all_releases(texts: &Texts) -> BTreeSet<Release> {
    texts.iter().flat_map(|text| releases(text)).collect()
}

/// Everybody with a seat who plays a role of a track, by track, and there by record and place in it; observers watch.
///
/// A system that several people of one organization name is one system, as far as the most careful of them says. A person who
/// plays a role that none of their organization's systems plays stands for a system to come.
pub fn implementations<'a>(
    registrations: impl IntoIterator<Item = &'a Record<Registration>>,
    names: &Names,
) -> HashMap<&'a str, Vec<Implementation>> {
    let registrations = registrations.into_iter();
    let seated: Vec<(&Record<Registration>, Organization<'_>)> = registrations
        .filter(|person| person.value.is_seated() && person.value.kind != Kind::Observer)
        .filter(|person| !person.value.roles.is_empty() || !person.value.systems.is_empty())
        .map(|person| {
            let (key, name) = organization(person, names);
            (person, Organization { key, name })
        })
        .collect();
    let mut tracks = HashMap::<&str, InTrack>::new();
    for (person, organization) in &seated {
        for system in person.value.systems.iter() {
            let roles = roles_by_track(&system.roles);
            if roles.is_empty() {
                continue;
            }
            let name = fold(&system.name);
            for (track, roles) in roles {
                let found = tracks.entry(track).or_default();
                found.add_system(person, organization, system, &name, roles);
            }
        }
    }
    for (person, organization) in &seated {
        for (track, roles) in roles_by_track(&person.value.roles) {
            tracks
                .entry(track)
                .or_default()
                .add_person(person, organization, roles);
        }
    }
    let found = tracks.into_iter();
    found
        .map(|(track, found)| (track, found.implementations))
        .collect()
}

/// What is found of one track.
#[derive(Default)]
struct InTrack {
    implementations: Vec<Implementation>,
    /// The systems by organization and folded name.
    known: HashMap<(String, String), usize>,
    /// The systems by organization.
    of_organization: HashMap<String, Vec<usize>>,
}

impl InTrack {
    fn add_system(
        &mut self,
        person: &Record<Registration>,
        organization: &Organization<'_>,
        system: &System,
        name: &str,
        roles: BTreeSet<String>,
    ) {
        let implementation = from_system(person, organization, system, roles);
        let key = (organization.key.clone(), name.to_owned());
        if let Some(&at) = self.known.get(&key) {
            merge(&mut self.implementations[at], implementation);
            return;
        }
        let at = self.implementations.len();
        let of_organization = self.of_organization.entry(organization.key.clone());
        of_organization.or_default().push(at);
        self.known.insert(key, at);
        self.implementations.push(implementation);
    }

    fn add_person(
        &mut self,
        person: &Record<Registration>,
        organization: &Organization<'_>,
        mut roles: BTreeSet<String>,
    ) {
        let own = self.of_organization.get(&organization.key);
        for at in own.into_iter().flatten() {
            let system = &self.implementations[*at];
            roles.retain(|role| !system.roles.contains(role));
        }
        if !roles.is_empty() {
            self.implementations.push(Implementation {
                organization_key: organization.key.clone(),
                organization: organization.name.to_owned(),
                system: None,
                person: person.slug.clone(),
                roles,
                releases: BTreeSet::new(),
                formats: BTreeSet::new(),
                status: ImplementationStatus::Planned,
            });
        }
    }
}

fn from_system(
    person: &Record<Registration>,
    organization: &Organization<'_>,
    system: &System,
    roles: BTreeSet<String>,
) -> Implementation {
    Implementation {
        organization_key: organization.key.clone(),
        organization: organization.name.to_owned(),
        system: Some(system.name.trim().to_owned()),
        person: person.slug.clone(),
        roles,
        releases: all_releases(&system.fhir_versions),
        formats: system.formats.iter().copied().collect(),
        status: match system.status {
            Some(SystemStatus::Ready) => ImplementationStatus::Ready,
            Some(SystemStatus::Broken) => ImplementationStatus::Broken,
            Some(SystemStatus::Planned | SystemStatus::NotYet) | None => {
                ImplementationStatus::Planned
            }
        },
    }
}

/// A second account of the same system adds what the first left out.
fn merge(implementation: &mut Implementation, other: Implementation) {
    implementation.roles.extend(other.roles);
    implementation.releases.extend(other.releases);
    implementation.formats.extend(other.formats);
    implementation.status = implementation.status.max(other.status);
}

/// Whom a person speaks for.
struct Organization<'p> {
    key: String,
    name: &'p str,
}

/// The ids of roles among references such as `track/role`, by track.
fn roles_by_track(references: &Texts) -> BTreeMap<&str, BTreeSet<String>> {
    let mut roles = BTreeMap::<&str, BTreeSet<String>>::new();
    let references = references.iter();
    for (track, role) in references.filter_map(|text| role_reference(text.trim())) {
        roles.entry(track).or_default().insert(role.to_owned());
    }
    roles
}
