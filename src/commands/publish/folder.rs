//! What is published as a folder: what writing it changed, or would change.

use std::path::Path;

use anyhow::Result;

use crate::context::Context;
use crate::error::Exit;
use crate::model::plural::plural;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::published::Plan;

/// How many names a line shows.
const NAMES: usize = 5;

/// Writes a folder, or only says what that would change.
pub fn finish(context: &mut Context, plan: &Plan<'_>, is_check: bool) -> Result<Exit> {
    let count = plan.count();
    let shown = line(&plan.folder().display().to_string(), MESSAGE_LENGTH);
    for name in &plan.kept {
        let name = line(name, MESSAGE_LENGTH);
        context.say(&format!(
            "note: {shown}/{name} is not published any more, but was changed by hand; it stays"
        ));
    }
    for name in &plan.edited {
        let name = line(name, MESSAGE_LENGTH);
        context.say(&format!(
            "note: {shown}/{name} was changed by hand; it stays as it is"
        ));
    }
    if plan.is_idle() {
        if !is_check {
            // A run that was stopped may have left the list behind.
            plan.apply()?;
        }
        up_to_date(context, plan.folder(), count)?;
        return Ok(Exit::Clean);
    }
    let parts = [
        ("create", "created", plan.create.clone()),
        ("change", "changed", plan.change.clone()),
        (
            "remove",
            "removed",
            plan.remove.iter().map(String::as_str).collect(),
        ),
    ];
    let parts = parts.iter().filter(|(_, _, names)| !names.is_empty());
    if is_check {
        let parts: Vec<String> = parts
            .map(|(verb, _, names)| format!("{verb} {}", listed(names)))
            .collect();
        context.print(&format!("{shown}: would {}\n", parts.join(", ")))?;
        return Ok(Exit::Findings);
    }
    plan.apply()?;
    let parts: Vec<String> = parts
        .map(|(_, done, names)| format!("{} {done}", names.len()))
        .collect();
    context.print(&format!(
        "{shown}: {}, {} in all\n",
        parts.join(", "),
        plural(count, "file")
    ))?;
    Ok(Exit::Clean)
}

/// Says that nothing is to be written.
pub fn up_to_date(context: &mut Context, folder: &Path, count: usize) -> Result<()> {
    let shown = line(&folder.display().to_string(), MESSAGE_LENGTH);
    context.print(&format!("{shown}: {} up to date\n", plural(count, "file")))
}

/// A few names, and how many there are besides.
fn listed(names: &[&str]) -> String {
    let text = names[..names.len().min(NAMES)].join(", ");
    if names.len() > NAMES {
        return format!("{text} and {} more", names.len() - NAMES);
    }
    text
}
