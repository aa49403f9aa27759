//! Which registered systems a row names, each in its role.

use super::{Ground, Missing, Placement};
use crate::analysis::systems::Found;
use crate::import::result::{Named, Row};
use crate::model::mapping::{IGNORE, Mapping};
use crate::model::person::fold;
use crate::process::result::resolve::{self, Target};

/// The systems of a row, each in its role, as results name them.
pub(super) fn systems(
    row: &Row,
    target: &Target<'_>,
    ground: &Ground<'_>,
    placement: &mut Placement,
) -> Result<Vec<(String, String)>, String> {
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut alone: Vec<usize> = Vec::new();
    for named in &row.systems {
        let role = named
            .role
            .as_deref()
            .and_then(|role| role_of(role, target, ground.mapping));
        let is_any_side = named.role.as_deref().is_some_and(means_any_side);
        if named.role.is_some() && role.is_none() && !is_any_side {
            // A question of a form or a column of a sheet that is no role.
            let heading = named.role.as_deref().unwrap_or_default();
            placement.leave_out(
                &row.place,
                format!(
                    "the answer to '{heading}' is not read: no role of the scenario is called so"
                ),
            );
            continue;
        }
        let at = match one(named, ground) {
            Ok(Some(at)) => at,
            Ok(None) => continue,
            Err(name) => {
                Missing::add(&mut placement.missing.systems, &name);
                return Err(format!("'{name}' is not a registered system"));
            }
        };
        match role {
            Some(role) => found.push((role, at)),
            None => alone.push(at),
        }
    }
    // Without a role, what a system is registered for decides, where that is one role only.
    for at in alone {
        let known = &ground.systems.all[at];
        let free = target.roles.iter().filter(|role| {
            let plain = role.strip_suffix("-2").unwrap_or(role);
            known.plays(target.track.slug.as_str(), plain)
                && !found.iter().any(|(taken, _)| taken == *role)
        });
        let free: Vec<&String> = free.collect();
        let role = match (&free[..], &target.roles[..]) {
            ([one, ..], _) if free.len() == 1 || target.roles.len() == 2 && one.ends_with("-2") => {
                (*one).clone()
            }
            ([one, second], _) if second.ends_with("-2") => (*one).clone(),
            ([], [only]) => only.clone(),
            _ => {
                return Err(format!(
                    "'{}' has no single role in the scenario; say which in the heading",
                    known.full_name()
                ));
            }
        };
        found.push((role, at));
    }
    let mut systems: Vec<(String, String)> = found
        .into_iter()
        .map(|(role, at)| (role, ground.systems.all[at].reference()))
        .collect();
    let tested = ground.tested.iter().cloned().chain(
        ground
            .mapping
            .tested
            .iter()
            .map(|(role, one)| (role.clone(), one.clone())),
    );
    for (role, text) in tested {
        let is_role = target.roles.is_empty() || target.roles.contains(&role);
        if is_role && !systems.iter().any(|(taken, _)| *taken == role) {
            let name = resolve::system(ground.systems, &text).map_err(|failure| failure.message)?;
            systems.push((role, name));
        }
    }
    if systems.is_empty() {
        placement.missing.tested = true;
        return Err("does not say which system was tested; pass '--system ROLE=SYSTEM', or map it under 'tested'".to_owned());
    }
    systems.sort();
    Ok(systems)
}

/// The place of the system that a file names; `None` for one that is ignored or that only an address names which nobody
/// registered, else the name that is not known.
fn one(named: &Named, ground: &Ground<'_>) -> Result<Option<usize>, String> {
    let systems = ground.systems;
    if let Some(name) = &named.name
        && let Some(Some(mapped)) = ground.mapping.systems.get(name)
    {
        if mapped.trim() == IGNORE {
            return Ok(None);
        }
        return match systems.find(mapped) {
            Found::One(at) => Ok(Some(at)),
            _ => Err(name.clone()),
        };
    }
    if let Some(address) = &named.address {
        let mut there = systems.all.iter().enumerate();
        let is_there = |(_, one): &(usize, &crate::analysis::systems::Known<'_>)| {
            one.base_url.is_some_and(|url| address.is(url))
        };
        if let Some((at, _)) = there.find(is_there) {
            return Ok(Some(at));
        }
    }
    let with_organization = match (&named.organization, &named.name) {
        (Some(organization), Some(name)) => Some(format!("{organization}/{name}")),
        _ => None,
    };
    let texts = named.id.iter().chain(&with_organization).chain(&named.name);
    for text in texts {
        if let Found::One(at) = systems.find(text) {
            return Ok(Some(at));
        }
    }
    match &named.name {
        Some(name) => Err(name.clone()),
        None => Ok(None),
    }
}

/// Whether a heading says that a system took part, and not in what role where the scenario has no role of this name or kind.
fn means_any_side(heading: &str) -> bool {
    const SIDES: [&str; 7] = [
        "client", "server", "system", "system 1", "system 2", "peer", "partner",
    ];
    SIDES.contains(&fold(heading).as_str())
}

/// The role of the scenario that a heading means: by the mapping, its id, its name, or its kind where only one is of that kind.
fn role_of(heading: &str, target: &Target<'_>, mapping: &Mapping) -> Option<String> {
    if let Some(Some(mapped)) = mapping.roles.get(heading) {
        return Some(mapped.clone());
    }
    let folded = fold(heading);
    let track = &target.track.value;
    let is_called = |key: &&String| {
        let plain = key.strip_suffix("-2").unwrap_or(key);
        let role = track.role(plain);
        fold(key) == folded
            || role
                .and_then(|role| role.name.as_deref())
                .is_some_and(|name| fold(name) == folded)
    };
    if let Some(key) = target.roles.iter().find(is_called) {
        return Some(key.clone());
    }
    let mut of_kind = target.roles.iter().filter(|key| {
        let role = track.role(key.strip_suffix("-2").unwrap_or(key));
        role.and_then(|role| role.kind)
            .is_some_and(|kind| kind.to_string() == folded)
    });
    of_kind.next().filter(|_| of_kind.next().is_none()).cloned()
}
