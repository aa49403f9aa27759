//! The matrix of a scenario: systems against systems, with what is known of each pair.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::disclosure::{self, Count, Level, Pair};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::implementers::{Implementation, ImplementationStatus};
use crate::analysis::matching::{Pairing, pairings};
use crate::analysis::readiness::needed_roles;
use crate::analysis::standings::{Partner, Standing};
use crate::analysis::systems::Systems;
use crate::model::fhir_version::Release;
use crate::model::person::fold;
use crate::model::track::Scenario;
use crate::model::{Slug, Track};
use crate::workspace::Record;

/// Everything the matrix of a track is made of.
pub struct Question<'a> {
    /// The track's name.
    pub slug: &'a Slug,
    /// The track.
    pub track: &'a Track,
    /// The systems of the event.
    pub systems: &'a Systems<'a>,
    /// What implements its roles.
    pub implementations: &'a [Implementation],
    /// The FHIR releases of the track.
    pub releases: BTreeSet<Release>,
    /// What its results come to.
    pub standings: &'a [Standing],
}

impl<'a> Question<'a> {
    /// The question of a track of an event.
    pub fn new(facts: &'a EventFacts<'_>, record: &'a Record<Track>) -> Self {
        let (implementations, releases) = facts.implementations_of(record);
        Self {
            slug: &record.slug,
            track: &record.value,
            systems: facts.systems(),
            implementations,
            releases,
            standings: facts.standings(&record.slug),
        }
    }
}

/// The matrix of one scenario.
#[derive(Debug, Clone)]
pub struct Matrix<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The roles of rows and columns; `None` for a scenario of one role, of three or more, or of roles that are not known.
    pub roles: Option<(String, String)>,
    /// The systems of the rows.
    pub rows: Vec<Partner>,
    /// The systems of the columns.
    pub columns: Vec<Partner>,
    /// What is known of a row and a column.
    pub cells: BTreeMap<(usize, usize), Cell>,
    /// What has no place in rows and columns: runs without a partner, and those of other numbers of systems.
    pub others: Vec<Standing>,
    /// The counts that may leave.
    pub count: Count,
}

/// What is known of a pair.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// A standing for each path.
    pub standings: Vec<Standing>,
    /// Both are of one organization: it counts for nothing.
    pub is_within_one_organization: bool,
    /// The two fit together, as far as their registrations say.
    pub is_possible: bool,
}

/// The key of the second system in a scenario that two systems of one role meet in: `peer-2`.
pub fn second(role: &str) -> String {
    format!("{role}-2")
}

/// The keys that a result of a scenario has its systems under, in order: the ids of its roles, with a `-2` for a role that two play.
/// A scenario of one role of its own, such as a preparatory one, has that role.
pub fn role_keys(track: &Track, scenario: &Scenario) -> Vec<String> {
    let Ok(needed) = needed_roles(track, scenario) else {
        let roles = scenario.roles.iter().map(|role| role.trim());
        let known = roles.filter(|role| track.role(role).is_some());
        return known.map(str::to_owned).collect();
    };
    let mut keys: Vec<String> = Vec::new();
    for role in needed {
        let is_there = keys.iter().any(|key| key == role);
        keys.push(if is_there {
            second(role)
        } else {
            role.to_owned()
        });
    }
    if scenario.preparatory && keys.len() == 2 && keys[1] == second(&keys[0]) {
        keys.pop();
    }
    keys
}

impl<'a> Question<'a> {
    /// The matrix of one scenario, with what may be shown at a level.
    pub fn matrix(&self, scenario: &'a Scenario, level: Level) -> Matrix<'a> {
        let own: Vec<Standing> = self.standings_of(scenario).cloned().collect();
        let keys = role_keys(self.track, scenario);
        let pairings = self.pairings(scenario);
        let count = disclosure::count(level, &own, &self.possible(&pairings), self.systems.names);
        let mut matrix = Matrix {
            scenario,
            roles: None,
            rows: Vec::new(),
            columns: Vec::new(),
            cells: BTreeMap::new(),
            others: Vec::new(),
            count,
        };
        if !level.names_systems() {
            return matrix;
        }
        let own = disclosure::named(level, &own);
        let [down, across] = &keys[..] else {
            matrix.others = own;
            return matrix;
        };
        let is_peer = *across == second(down);
        let side = |role: &str, key: &str| {
            let registered = self.systems.all.iter().enumerate();
            let registered = registered.filter(|(_, one)| one.plays(self.slug.as_str(), role));
            let mut side: Vec<Partner> = registered
                .map(|(place, _)| disclosure::told(level, Partner::known(place, self.systems)))
                .collect();
            for standing in &own {
                let found = standing.in_role(key);
                side.extend(found.filter(|one| !side.contains(one)).cloned());
            }
            side.sort();
            side
        };
        matrix.rows = side(down, down);
        matrix.columns = side(if is_peer { down } else { across }, across);
        let place = |side: &[Partner], one: &Partner| {
            side.iter().position(|other| other.key() == one.key())
        };
        let mut cells = BTreeMap::<(usize, usize), Cell>::new();
        for (row, one) in matrix.rows.iter().enumerate() {
            for (column, other) in matrix.columns.iter().enumerate() {
                // Two peers meet once, in the upper half.
                if is_peer && one.key() >= other.key() {
                    continue;
                }
                let cell = Cell {
                    is_within_one_organization: one.organization_key == other.organization_key,
                    ..Cell::default()
                };
                cells.insert((row, column), cell);
            }
        }
        for standing in own {
            let sides = (standing.in_role(down), standing.in_role(across));
            let at = match sides {
                (Some(one), Some(other)) => {
                    let (one, other) = if is_peer && one.key() > other.key() {
                        (other, one)
                    } else {
                        (one, other)
                    };
                    place(&matrix.rows, one).zip(place(&matrix.columns, other))
                }
                _ => None,
            };
            match at.and_then(|at| cells.get_mut(&at)) {
                Some(cell) if standing.systems.len() == 2 => cell.standings.push(standing),
                _ => matrix.others.push(standing),
            }
        }
        for pairing in &pairings {
            let (one, other) = self.partners(pairing);
            let at = |one, other| place(&matrix.rows, one).zip(place(&matrix.columns, other));
            for at in [at(&one, &other), at(&other, &one)].into_iter().flatten() {
                if let Some(cell) = cells.get_mut(&at) {
                    cell.is_possible = true;
                }
            }
        }
        matrix.cells = cells;
        matrix.roles = Some((down.clone(), across.clone()));
        matrix
    }

    /// The standings of a scenario.
    pub fn standings_of(&self, scenario: &Scenario) -> impl Iterator<Item = &'a Standing> {
        let id = scenario.id.clone();
        self.standings.iter().filter(move |one| one.scenario == id)
    }

    /// The pairs of registered systems that could test a scenario; broken ones among them: they may have tested before.
    pub fn pairings(&self, scenario: &Scenario) -> Vec<Pairing> {
        let Some(at) = self
            .track
            .scenarios
            .iter()
            .position(|one| one.id == scenario.id)
        else {
            return Vec::new();
        };
        let mut able = self.implementations.to_vec();
        for one in &mut able {
            one.status = one.status.min(ImplementationStatus::Planned);
        }
        let all = pairings(self.track, &able, &self.releases);
        let has_system = |place: usize| able[place].system.is_some();
        all.into_iter()
            .filter(|one| one.scenario == at && has_system(one.client) && has_system(one.server))
            .collect()
    }

    /// The systems of a pairing.
    pub fn partners(&self, pairing: &Pairing) -> (Partner, Partner) {
        let partner = |place: usize| {
            let one = &self.implementations[place];
            let system = one.system.as_deref().unwrap_or_default();
            Partner {
                organization_key: one.organization_key.clone(),
                system_key: fold(system),
                organization: one.organization.clone(),
                system: system.to_owned(),
                place: None,
            }
        };
        (partner(pairing.client), partner(pairing.server))
    }

    /// The organizations that could meet.
    pub fn possible(&self, pairings: &[Pairing]) -> BTreeSet<Pair> {
        let pairs = pairings.iter().map(|pairing| {
            let one = &self.implementations[pairing.client].organization_key;
            let other = &self.implementations[pairing.server].organization_key;
            let (one, other) = if one < other {
                (one, other)
            } else {
                (other, one)
            };
            (one.clone(), other.clone())
        });
        pairs.collect()
    }
}
