//! Asking for a result at a terminal: the scenario, and a system for each of its roles.

use anyhow::Result;

use super::scenario_name;
use crate::analysis::systems::Systems;
use crate::context::Context;
use crate::error::Failure;
use crate::process::result::resolve;
use crate::workspace::Workspace;
use crate::workspace::load::Scope;

/// The most names that a question offers.
const OFFERED: usize = 8;

/// Asks for the scenario; `None` when there is no answer.
pub(super) fn scenario(context: &mut Context) -> Result<Option<String>> {
    let answer = context.ask("Scenario (TRACK/SCENARIO)?")?;
    Ok(answer.filter(|answer| !answer.is_empty()))
}

/// The full name of a scenario, and the system that the person names for each of its roles; without an answer a role has none.
pub(super) fn systems(
    context: &mut Context,
    name: &str,
) -> Result<(String, Vec<(String, String)>)> {
    let root = context.root()?;
    let light = Workspace::load(&root, &Scope::without_registrations())?;
    let (event, name) = scenario_name(context, &light, name)?;
    let workspace = Workspace::load(&root, &Scope::event(&event))?;
    let folder = &workspace.events[&event];
    let target = resolve::target(folder, &name)?;
    let known = Systems::new(folder, workspace.names());
    let mut found = Vec::new();
    for role in &target.roles {
        let plain = role.strip_suffix("-2").unwrap_or(role);
        let playing = known.all.iter();
        let playing = playing.filter(|one| one.plays(target.track.slug.as_str(), plain));
        let mut offered: Vec<&str> = playing.map(|one| one.name).collect();
        if offered.len() > OFFERED {
            offered.truncate(OFFERED);
            offered.push("…");
        }
        let question = if offered.is_empty() {
            format!("System in the role '{role}'?")
        } else {
            format!("System in the role '{role}' ({})?", offered.join(", "))
        };
        let answer = context.ask_until(&question, |answer| {
            if answer.is_empty() {
                return Ok(None);
            }
            let named = resolve::system(&known, answer);
            named.map(Some).map_err(|failure| with_hint(&failure))
        })?;
        if let Some(Some(system)) = answer {
            found.push((role.clone(), system));
        }
    }
    Ok((format!("{event}/{name}"), found))
}

/// What was wrong with an answer, and what to answer instead.
fn with_hint(failure: &Failure) -> String {
    match &failure.hint {
        Some(hint) => format!("{}; {hint}", failure.message),
        None => failure.message.clone(),
    }
}
