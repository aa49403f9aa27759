//! Whether a scenario will have partners to test with: who could play each of its roles, and how much may go wrong.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::implementers::{Implementation, ImplementationStatus};
use crate::model::Track;
use crate::model::fhir_version::Release;
use crate::model::placeholder::{is_unanswered, says_none};
use crate::model::plural::plural;
use crate::model::registration::FhirFormat;
use crate::model::track::{RoleKind, Scenario};
use crate::model::words::words;

words! {
    /// What a careful organizer would say of a scenario.
    pub enum Testability {
        /// Ready systems fit together, and any one organization may stay away.
        Testable = "testable",
        /// Could be tested, but nothing is ready yet, or everything depends on one organization.
        AtRisk = "at-risk",
        /// No systems of different organizations fit together.
        NotTestable = "not-testable",
        /// The scenario does not say enough to tell.
        NotAssessed = "not-assessed",
    }
}

/// A scenario's verdict, with its reason and who could play what.
#[derive(Debug, Clone)]
pub struct Readiness<'a> {
    pub verdict: Testability,
    /// Why, in a sentence without a full stop.
    pub reason: String,
    /// The roles that are needed, each with all who play it, whether they fit or not.
    pub sides: Vec<Side<'a>>,
}

/// A role that a scenario needs, and who plays it.
#[derive(Debug, Clone)]
pub struct Side<'a> {
    pub role: String,
    /// Who plays it, in the order of the registrations.
    pub implementations: Vec<&'a Implementation>,
}

impl<'a> Side<'a> {
    fn new(role: &str, all: &'a [Implementation]) -> Self {
        let implementations = all.iter().filter(|one| one.roles.contains(role)).collect();
        Self {
            role: role.to_owned(),
            implementations,
        }
    }

    /// Those who could play it: everything but the broken.
    fn able(&self) -> impl Iterator<Item = &'a Implementation> + '_ {
        self.implementations
            .iter()
            .copied()
            .filter(|one| one.can_test())
    }

    /// Different organizations that could play it, by key, with what they are called and whether one of their systems is ready.
    pub fn organizations(&self) -> BTreeMap<&'a str, (&'a str, bool)> {
        let mut organizations = BTreeMap::new();
        for implementation in self.able() {
            let entry = organizations
                .entry(implementation.organization_key.as_str())
                .or_insert((implementation.organization.as_str(), false));
            entry.1 |= implementation.status == ImplementationStatus::Ready;
        }
        organizations
    }
}

/// The roles that a scenario needs partners for, in its order; a single role that systems play with their like is there twice.
/// Else why it cannot be assessed.
pub fn needed_roles<'t>(track: &'t Track, scenario: &'t Scenario) -> Result<Vec<&'t str>, String> {
    let mut needed = Vec::new();
    for id in scenario.roles.iter().map(|id| id.trim()) {
        if is_unanswered(Some(id)) || says_none(id) {
            continue;
        }
        let role = track.role(id).ok_or_else(|| {
            format!("the scenario names the role '{id}', which the track does not have")
        })?;
        needed.push((id, role.kind));
    }
    // A person or a test tool beside systems is not one of those that meet; alone among their like they are.
    if needed
        .iter()
        .any(|(_, kind)| *kind != Some(RoleKind::Other))
    {
        needed.retain(|(_, kind)| *kind != Some(RoleKind::Other));
    }
    match needed[..] {
        [] => Err("the scenario names no roles".to_owned()),
        [(id, Some(kind @ (RoleKind::Client | RoleKind::Server)))] => Err(format!(
            "the scenario names the {kind} '{id}' alone, and not who is on the other side"
        )),
        [(id, _)] => Ok(vec![id, id]),
        _ => Ok(needed.into_iter().map(|(id, _)| id).collect()),
    }
}

/// Judges a scenario by who plays its roles; the releases are the track's.
///
/// Only systems of different organizations count, and only when all of them share one FHIR release of the track and one format.
/// What a registration does not say excludes no one.
pub fn assess<'a>(
    track: &Track,
    scenario: &Scenario,
    implementations: &'a [Implementation],
    releases: &BTreeSet<Release>,
) -> Readiness<'a> {
    let needed = match needed_roles(track, scenario) {
        Ok(needed) => needed,
        Err(reason) => {
            return Readiness {
                verdict: Testability::NotAssessed,
                reason,
                sides: Vec::new(),
            };
        }
    };
    let sides = needed.iter().map(|role| Side::new(role, implementations));
    let sides: Vec<Side<'_>> = sides.collect();
    let (verdict, reason) = Assessment {
        sides: &sides,
        releases,
    }
    .judge();
    Readiness {
        verdict,
        reason,
        sides,
    }
}

struct Assessment<'q, 'a> {
    sides: &'q [Side<'a>],
    releases: &'q BTreeSet<Release>,
}

/// What organizations have to share, and whether their systems have to be ready.
#[derive(Clone, Copy, Default)]
struct Demands {
    releases: bool,
    formats: bool,
    ready: bool,
}

const FITS: Demands = Demands {
    releases: true,
    formats: true,
    ready: false,
};

impl<'a> Assessment<'_, 'a> {
    fn judge(&self) -> (Testability, String) {
        let Some(chosen) = self.choose(FITS, None) else {
            return (Testability::NotTestable, self.why_not());
        };
        let mut doubts = Vec::new();
        let mut vital = BTreeSet::new();
        for key in &chosen {
            if self.choose(FITS, Some(key)).is_none() {
                match self.plays_alone(key) {
                    Ok(doubt) => doubts.push(doubt),
                    Err(name) => {
                        vital.insert(format!("without '{name}'"));
                    }
                }
            }
        }
        if !vital.is_empty() {
            let vital: Vec<String> = vital.into_iter().collect();
            doubts.push(format!("nothing fits together {}", vital.join(" or ")));
        }
        let ready = Demands {
            ready: true,
            ..FITS
        };
        if self.choose(ready, None).is_none() {
            doubts.push(self.not_ready());
        }
        let verdict = if doubts.is_empty() {
            doubts.push(self.counts());
            Testability::Testable
        } else {
            Testability::AtRisk
        };
        doubts.extend(self.without_partner());
        doubts.dedup();
        (verdict, doubts.join("; "))
    }

    /// Different organizations for all sides, when there are: tried for each release and format that all would share.
    fn choose(&self, demands: Demands, without: Option<&str>) -> Option<Vec<&'a str>> {
        let mut releases: BTreeSet<Option<Release>> = if self.releases.is_empty() {
            let able = self.sides.iter().flat_map(Side::able);
            able.flat_map(|one| one.releases.iter().copied().map(Some))
                .collect()
        } else {
            self.releases.iter().copied().map(Some).collect()
        };
        if releases.is_empty() || !demands.releases {
            releases = [None].into();
        }
        let formats: &[Option<FhirFormat>] = if demands.formats {
            &[Some(FhirFormat::Json), Some(FhirFormat::Xml)]
        } else {
            &[None]
        };
        let choices = |side: &Side<'a>, release, format| -> BTreeSet<&'a str> {
            side.able()
                .filter(|one| !demands.ready || one.status == ImplementationStatus::Ready)
                .filter(|one| speaks(&one.releases, release) && speaks(&one.formats, format))
                .map(|one| one.organization_key.as_str())
                .filter(|key| Some(*key) != without)
                .collect()
        };
        releases.iter().find_map(|release| {
            formats.iter().find_map(|format| {
                let sides = self.sides.iter();
                let choices: Vec<_> = sides.map(|side| choices(side, *release, *format)).collect();
                representatives(&choices)
            })
        })
    }

    fn why_not(&self) -> String {
        let empty = self
            .sides
            .iter()
            .filter(|side| side.able().next().is_none());
        let mut missing: Vec<String> = empty
            .map(|side| {
                let role = &side.role;
                if side.implementations.is_empty() {
                    return format!("no one plays '{role}'");
                }
                let labels = side.implementations.iter().map(|one| one.label());
                format!("only broken systems play '{role}': {}", names(labels))
            })
            .collect();
        missing.dedup();
        if !missing.is_empty() {
            return missing.join("; ");
        }
        let anything = Demands::default();
        if self.choose(anything, None).is_none() {
            return self.too_few();
        }
        let releases = Demands {
            releases: true,
            ..anything
        };
        if self.choose(releases, None).is_none() {
            return self.no_release();
        }
        let formats = Demands {
            formats: true,
            ..anything
        };
        if self.choose(formats, None).is_none() {
            let spoken = self.spoken(|one| strings(&one.formats));
            return format!("no different organizations share a format: {spoken}");
        }
        "no different organizations share both a FHIR version and a format".to_owned()
    }

    fn too_few(&self) -> String {
        let mut organizations = BTreeMap::new();
        for (key, (name, _)) in self.sides.iter().flat_map(Side::organizations) {
            organizations.entry(key).or_insert(name);
        }
        let roles: BTreeSet<&str> = self.sides.iter().map(|side| side.role.as_str()).collect();
        match organizations.values().next() {
            Some(only) if organizations.len() == 1 => format!(
                "only '{only}' plays {}, and systems of one organization prove nothing",
                names(roles)
            ),
            _ => format!(
                "there are only {} organizations for {} roles that different ones have to play",
                organizations.len(),
                self.sides.len()
            ),
        }
    }

    fn no_release(&self) -> String {
        for side in self.sides.iter().filter(|_| !self.releases.is_empty()) {
            let fits = |one: &Implementation| {
                one.releases.is_empty() || !one.releases.is_disjoint(self.releases)
            };
            if !side.able().any(fits) {
                let spoken = side.able().flat_map(|one| strings(&one.releases)).collect();
                return format!(
                    "every system that plays '{}' speaks FHIR {}, and the track tests {}",
                    side.role,
                    listed(spoken),
                    listed(strings(self.releases))
                );
            }
        }
        let spoken = self.spoken(|one| strings(&one.releases));
        format!("no different organizations share a FHIR version: {spoken}")
    }

    /// What each side speaks: `'client' R4, 'server' R5`.
    fn spoken(&self, what: impl Fn(&Implementation) -> BTreeSet<String>) -> String {
        let mut sides: Vec<String> = self
            .sides
            .iter()
            .map(|side| {
                let words: BTreeSet<String> = side.able().flat_map(&what).collect();
                format!("'{}' {}", side.role, listed(words))
            })
            .collect();
        sides.dedup();
        sides.join(", ")
    }

    /// Which roles only this organization plays; else what it is called.
    fn plays_alone(&self, key: &str) -> Result<String, String> {
        let mut name = key;
        let mut alone = BTreeSet::new();
        for side in self.sides {
            let organizations = side.organizations();
            if let Some((called, _)) = organizations.get(key) {
                name = called;
                if organizations.len() == 1 {
                    alone.insert(side.role.as_str());
                }
            }
        }
        if alone.is_empty() {
            Err(name.to_owned())
        } else {
            Ok(format!("only '{name}' plays {}", names(alone)))
        }
    }

    fn not_ready(&self) -> String {
        let is_ready = |one: &Implementation| one.status == ImplementationStatus::Ready;
        let unready = self.sides.iter().filter(|side| !side.able().any(is_ready));
        let unready: BTreeSet<&str> = unready.map(|side| side.role.as_str()).collect();
        if unready.is_empty() {
            "the systems that are ready do not fit together".to_owned()
        } else {
            format!("no system that plays {} is ready", either(&unready))
        }
    }

    fn counts(&self) -> String {
        let count = |side: &Side<'_>| {
            let organizations = side.organizations();
            let ready = organizations.values().filter(|(_, ready)| *ready).count();
            let count = plural(organizations.len(), "organization");
            format!("{count} ({ready} ready) as '{}'", side.role)
        };
        let mut counts: Vec<String> = self.sides.iter().map(count).collect();
        counts.dedup();
        counts.join(", ")
    }

    /// Organizations that came for nothing: none of their systems fits with one of another organization on the other side.
    fn without_partner(&self) -> Option<String> {
        let [one, other] = self.sides else {
            return None;
        };
        let mut alone = BTreeSet::new();
        for (here, there) in [(one, other), (other, one)] {
            let meets = |own: &Implementation| {
                there.able().any(|partner| {
                    partner.organization_key != own.organization_key
                        && own.understands(partner, self.releases)
                })
            };
            for (key, (name, _)) in here.organizations() {
                let mut own = here.able().filter(|one| one.organization_key == key);
                if !own.any(meets) {
                    alone.insert(format!("'{name}' finds no partner as '{}'", here.role));
                }
            }
        }
        (!alone.is_empty()).then(|| alone.into_iter().collect::<Vec<_>>().join("; "))
    }
}

/// Whether something is among what is spoken, or no one said what is.
fn speaks<T: Ord>(spoken: &BTreeSet<T>, wanted: Option<T>) -> bool {
    spoken.is_empty() || wanted.is_none_or(|wanted| spoken.contains(&wanted))
}

/// One organization for each side, in their order, all different, when there are (Kuhn's augmenting paths).
fn representatives<'a>(choices: &[BTreeSet<&'a str>]) -> Option<Vec<&'a str>> {
    fn place<'a>(
        side: usize,
        choices: &[BTreeSet<&'a str>],
        tried: &mut BTreeSet<&'a str>,
        taken: &mut BTreeMap<&'a str, usize>,
    ) -> bool {
        for key in &choices[side] {
            if !tried.insert(key) {
                continue;
            }
            let holder = taken.get(key).copied();
            if holder.is_none_or(|holder| place(holder, choices, tried, taken)) {
                taken.insert(key, side);
                return true;
            }
        }
        false
    }
    let mut taken = BTreeMap::new();
    let all = (0..choices.len()).all(|side| place(side, choices, &mut BTreeSet::new(), &mut taken));
    let mut cast: Vec<(usize, &str)> = taken.into_iter().map(|(key, side)| (side, key)).collect();
    cast.sort_unstable();
    all.then(|| cast.into_iter().map(|(_, key)| key).collect())
}

/// Names in quotes: `'client' and 'server'`.
fn names<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let quoted: Vec<String> = names
        .into_iter()
        .map(|name| format!("'{}'", name.as_ref()))
        .collect();
    quoted.join(" and ")
}

fn either(names: &BTreeSet<&str>) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    quoted.join(" or ")
}

fn strings<T: ToString>(all: &BTreeSet<T>) -> BTreeSet<String> {
    all.iter().map(ToString::to_string).collect()
}

fn listed(words: BTreeSet<String>) -> String {
    words.into_iter().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
