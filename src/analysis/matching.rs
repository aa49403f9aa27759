//! Who can meet whom: every pairing of two systems that test one scenario.

use std::collections::BTreeSet;

use crate::analysis::implementers::Implementation;
use crate::analysis::readiness::needed_roles;
use crate::model::Track;
use crate::model::fhir_version::Release;
use crate::model::track::RoleKind;

/// A pairing: two systems that test one scenario, by their places among the implementations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pairing {
    /// The scenario, by its place in the track.
    pub scenario: usize,
    /// The side that asks; where both do both, the one that registered first by name.
    pub client: usize,
    pub server: usize,
}

/// Every pairing of a track: two implementations of different organizations that play different sides of a scenario and fit each
/// other. Broken systems meet no one.
pub fn pairings(
    track: &Track,
    implementations: &[Implementation],
    releases: &BTreeSet<Release>,
) -> Vec<Pairing> {
    let mut pairings = BTreeSet::new();
    for (at, scenario) in track.scenarios.iter().enumerate() {
        let Ok(roles) = needed_roles(track, scenario) else {
            continue;
        };
        for (nth, one) in roles.iter().enumerate() {
            for other in &roles[nth + 1..] {
                let Some((asks, answers)) = sides(track, one, other, roles.len()) else {
                    continue;
                };
                for (client, asking) in implementations.iter().enumerate() {
                    for (server, answering) in implementations.iter().enumerate() {
                        let meet = asking.roles.contains(asks)
                            && answering.roles.contains(answers)
                            && asking.organization_key != answering.organization_key
                            && asking.can_test()
                            && answering.can_test()
                            && asking.understands(answering, releases);
                        if meet && (asks != answers || client < server) {
                            pairings.insert(Pairing {
                                scenario: at,
                                client,
                                server,
                            });
                        }
                    }
                }
            }
        }
    }
    pairings.into_iter().collect()
}

/// Which of two roles asks and which answers; `None` when they do not meet.
fn sides<'r>(
    track: &Track,
    one: &'r str,
    other: &'r str,
    roles: usize,
) -> Option<(&'r str, &'r str)> {
    let kind = |id: &str| track.role(id).and_then(|role| role.kind);
    match (kind(one), kind(other)) {
        // Among several roles a client does not meet a client; of two roles somebody meant them to meet.
        (Some(RoleKind::Client), Some(RoleKind::Client))
        | (Some(RoleKind::Server), Some(RoleKind::Server))
            if roles > 2 =>
        {
            None
        }
        (Some(RoleKind::Server), kind) if kind != Some(RoleKind::Server) => Some((other, one)),
        (kind, Some(RoleKind::Client)) if kind != Some(RoleKind::Client) => Some((other, one)),
        _ => Some((one, other)),
    }
}
