//! Who could play the roles of a track: systems and people with a seat, what they speak, and how far they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::event_facts::EventFacts;
use crate::model::fhir_version::{Release, releases};
use crate::model::one_or_many::Texts;
use crate::model::person::fold;
use crate::model::placeholder::is_unanswered;
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
    /// What the organization is compared by: its folded name, or the person's record when there is none.
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

    /// Whether both speak a release of the track and a format in common. What nobody said stands in nobody's way.
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

/// The implementations of a track of an event, and the track's releases.
pub fn implementations_of(
    facts: &EventFacts<'_>,
    track: &Record<Track>,
) -> (Vec<Implementation>, BTreeSet<Release>) {
    (
        implementations(&track.slug, facts.folder.registrations.values()),
        track_releases(&track.value, facts.event()),
    )
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

/// Everybody with a seat who plays a role of the track, by record and place in it; observers watch.
///
/// A system that several people of one organization name is one system, as far as the most careful of them says. A person who
/// plays a role that none of their organization's systems plays stands for a system to come.
pub fn implementations<'a>(
    track: &Slug,
    registrations: impl IntoIterator<Item = &'a Record<Registration>>,
) -> Vec<Implementation> {
    let seated: Vec<&Record<Registration>> = registrations
        .into_iter()
        .filter(|person| person.value.is_seated() && person.value.kind != Kind::Observer)
        .collect();
    let mut implementations = Vec::<Implementation>::new();
    let mut known = BTreeMap::<(String, String), usize>::new();
    for person in &seated {
        for system in person.value.systems.iter() {
            let roles = roles_of(track, &system.roles);
            if roles.is_empty() {
                continue;
            }
            let implementation = from_system(person, system, roles);
            let key = (implementation.organization_key.clone(), fold(&system.name));
            if let Some(&at) = known.get(&key) {
                merge(&mut implementations[at], implementation);
            } else {
                known.insert(key, implementations.len());
                implementations.push(implementation);
            }
        }
    }
    for person in &seated {
        let (organization_key, organization) = organization(person);
        let mut roles = roles_of(track, &person.value.roles);
        for implementation in &implementations {
            if implementation.organization_key == organization_key
                && implementation.system.is_some()
            {
                roles.retain(|role| !implementation.roles.contains(role));
            }
        }
        if !roles.is_empty() {
            implementations.push(Implementation {
                organization_key,
                organization,
                system: None,
                person: person.slug.clone(),
                roles,
                releases: BTreeSet::new(),
                formats: BTreeSet::new(),
                status: ImplementationStatus::Planned,
            });
        }
    }
    implementations
}

fn from_system(
    person: &Record<Registration>,
    system: &System,
    roles: BTreeSet<String>,
) -> Implementation {
    let (organization_key, organization) = organization(person);
    Implementation {
        organization_key,
        organization,
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

fn organization(person: &Record<Registration>) -> (String, String) {
    match person.value.organization.as_deref() {
        Some(name) if !is_unanswered(Some(name)) => (fold(name), name.trim().to_owned()),
        // Two people who speak for nobody are not of one organization.
        _ => (format!("/{}", person.slug), person.value.name.clone()),
    }
}

/// The ids of a track's roles among references such as `track/role`.
fn roles_of(track: &Slug, references: &Texts) -> BTreeSet<String> {
    references
        .iter()
        .filter_map(|text| role_reference(text.trim()))
        .filter(|(name, _)| *name == track.as_str())
        .map(|(_, role)| role.to_owned())
        .collect()
}
