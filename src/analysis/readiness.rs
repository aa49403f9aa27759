//! Whether a scenario will have partners to test with: who could play each of its roles, and how much may go wrong.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::implementers::{Implementation, ImplementationStatus};
use crate::model::Track;
use crate::model::fhir_version::Release;
use crate::model::placeholder::{is_unanswered, says_none};
use crate::model::registration::FhirFormat;
use crate::model::track::{RoleKind, Scenario};

/// What a careful organizer would say of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Testability {
    /// Ready systems fit together, and any one organization may stay away.
    Testable,
    /// Could be tested, but nothing is ready yet, or everything depends on one organization.
    AtRisk,
    /// No systems of different organizations fit together.
    NotTestable,
    /// The scenario does not say enough to tell.
    NotAssessed,
}

impl Testability {
    pub fn label(self) -> &'static str {
        match self {
            Self::Testable => "testable",
            Self::AtRisk => "at risk",
            Self::NotTestable => "not testable",
            Self::NotAssessed => "not assessed",
        }
    }
}

/// A scenario's verdict, with its reason and who could play what.
#[derive(Debug, Clone)]
pub struct Readiness<'a> {
    pub verdict: Testability,
    /// Why, in a sentence without a full stop.
    pub reason: String,
    /// The roles that are needed, each with everybody who plays it, whether they fit or not.
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
    fn of(role: &str, implementations: &'a [Implementation]) -> Self {
        Self {
            role: role.to_owned(),
            implementations: implementations
                .iter()
                .filter(|implementation| implementation.roles.contains(role))
                .collect(),
        }
    }

    /// Those who could play it: everybody but the broken.
    fn able(&self) -> impl Iterator<Item = &'a Implementation> + '_ {
        self.implementations
            .iter()
            .copied()
            .filter(|implementation| implementation.can_test())
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
/// What a registration does not say stands in nobody's way.
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
    let sides: Vec<Side<'_>> = needed
        .iter()
        .map(|role| Side::of(role, implementations))
        .collect();
    let question = Question {
        sides: &sides,
        releases,
    };
    let (verdict, reason) = question.answer();
    Readiness {
        verdict,
        reason,
        sides,
    }
}

struct Question<'q, 'a> {
    sides: &'q [Side<'a>],
    releases: &'q BTreeSet<Release>,
}

#[derive(Clone, Copy)]
struct Strictness {
    releases: bool,
    formats: bool,
    ready: bool,
}

const FITS: Strictness = Strictness {
    releases: true,
    formats: true,
    ready: false,
};

impl<'a> Question<'_, 'a> {
    fn answer(&self) -> (Testability, String) {
        let Some(cast) = self.cast(FITS, None) else {
            return (Testability::NotTestable, self.why_not());
        };
        let mut doubts = Vec::new();
        let mut vital = BTreeSet::new();
        for key in &cast {
            if self.cast(FITS, Some(key)).is_none() {
                match self.alone(key) {
                    Ok(words) => doubts.push(words),
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
        let ready = Strictness {
            ready: true,
            ..FITS
        };
        if self.cast(ready, None).is_none() {
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
    fn cast(&self, strict: Strictness, without: Option<&str>) -> Option<Vec<&'a str>> {
        let stated = || self.sides.iter().flat_map(Side::able);
        let mut releases: BTreeSet<Option<Release>> = if self.releases.is_empty() {
            stated()
                .flat_map(|implementation| &implementation.releases)
                .copied()
                .map(Some)
                .collect()
        } else {
            self.releases.iter().copied().map(Some).collect()
        };
        if releases.is_empty() || !strict.releases {
            releases = [None].into();
        }
        let formats: &[Option<FhirFormat>] = if strict.formats {
            &[Some(FhirFormat::Json), Some(FhirFormat::Xml)]
        } else {
            &[None]
        };
        releases.iter().find_map(|release| {
            formats.iter().find_map(|format| {
                let choices: Vec<BTreeSet<&'a str>> = self
                    .sides
                    .iter()
                    .map(|side| {
                        side.able()
                            .filter(|implementation| {
                                !strict.ready
                                    || implementation.status == ImplementationStatus::Ready
                            })
                            .filter(|implementation| speaks(&implementation.releases, *release))
                            .filter(|implementation| speaks(&implementation.formats, *format))
                            .map(|implementation| implementation.organization_key.as_str())
                            .filter(|key| Some(*key) != without)
                            .collect()
                    })
                    .collect();
                representatives(&choices)
            })
        })
    }

    fn why_not(&self) -> String {
        let mut missing = Vec::new();
        for side in self.sides {
            if side.able().next().is_some() {
                continue;
            }
            missing.push(match side.implementations.first() {
                None => format!("no one plays '{}'", side.role),
                Some(_) => format!(
                    "only broken systems play '{}': {}",
                    side.role,
                    names(
                        side.implementations
                            .iter()
                            .map(|implementation| implementation.label())
                    )
                ),
            });
        }
        missing.dedup();
        if !missing.is_empty() {
            return missing.join("; ");
        }
        let anything = Strictness {
            releases: false,
            formats: false,
            ready: false,
        };
        if self.cast(anything, None).is_none() {
            return self.too_few();
        }
        if self
            .cast(
                Strictness {
                    releases: true,
                    ..anything
                },
                None,
            )
            .is_none()
        {
            return self.no_release();
        }
        if self
            .cast(
                Strictness {
                    formats: true,
                    ..anything
                },
                None,
            )
            .is_none()
        {
            let spoken = self.spoken(|implementation| {
                implementation
                    .formats
                    .iter()
                    .map(ToString::to_string)
                    .collect()
            });
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
        let tested: Vec<String> = self.releases.iter().map(ToString::to_string).collect();
        for side in self.sides {
            let fits = |implementation: &Implementation| {
                implementation.releases.is_empty()
                    || !implementation.releases.is_disjoint(self.releases)
            };
            if !self.releases.is_empty() && !side.able().any(fits) {
                let spoken: BTreeSet<String> = side
                    .able()
                    .flat_map(|implementation| {
                        implementation.releases.iter().map(ToString::to_string)
                    })
                    .collect();
                return format!(
                    "every system that plays '{}' speaks FHIR {}, and the track tests {}",
                    side.role,
                    listed(spoken),
                    tested.join(", ")
                );
            }
        }
        let spoken = self.spoken(|implementation| {
            implementation
                .releases
                .iter()
                .map(ToString::to_string)
                .collect()
        });
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
    fn alone(&self, key: &str) -> Result<String, String> {
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
        let unready: BTreeSet<&str> = self
            .sides
            .iter()
            .filter(|side| {
                !side
                    .able()
                    .any(|implementation| implementation.status == ImplementationStatus::Ready)
            })
            .map(|side| side.role.as_str())
            .collect();
        if unready.is_empty() {
            "the systems that are ready do not fit together".to_owned()
        } else {
            format!("no system that plays {} is ready", either(&unready))
        }
    }

    fn counts(&self) -> String {
        let mut counts: Vec<String> = self
            .sides
            .iter()
            .map(|side| {
                let organizations = side.organizations();
                let ready = organizations.values().filter(|(_, ready)| *ready).count();
                let what = if organizations.len() == 1 {
                    "organization"
                } else {
                    "organizations"
                };
                format!(
                    "{} {what} ({ready} ready) as '{}'",
                    organizations.len(),
                    side.role
                )
            })
            .collect();
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
            let meets = |implementation: &Implementation| {
                there.able().any(|partner| {
                    partner.organization_key != implementation.organization_key
                        && implementation.understands(partner, self.releases)
                })
            };
            for (key, (name, _)) in here.organizations() {
                let mut own = here
                    .able()
                    .filter(|implementation| implementation.organization_key == key);
                if !own.any(meets) {
                    alone.insert(format!("'{name}' finds no partner as '{}'", here.role));
                }
            }
        }
        (!alone.is_empty()).then(|| alone.into_iter().collect::<Vec<_>>().join("; "))
    }
}

/// Whether something is among what is spoken, or nobody said what is.
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

fn listed(words: BTreeSet<String>) -> String {
    words.into_iter().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
