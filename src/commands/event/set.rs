//! `cxn event set`: changes an event in place.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::check;
use crate::commands::assign::{Assignment, assign_if, lookup, values};
use crate::commands::event::new::sound;
use crate::commands::register::promote;
use crate::commands::template;
use crate::complete;
use crate::context::{Context, find_event};
use crate::error::{Exit, Failure};
use crate::model::Severity;
use crate::model::milestone::{KNOWN, known};
use crate::model::nearest;
use crate::model::timeline::{Due, Timeline, distance};
use crate::model::{Event, Slug};
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::render::timeline::long;
use crate::workspace::Selection;
use crate::workspace::{File, Workspace};
use crate::yaml::{Step, Value};

/// Change an event in place; comments and order are kept
///
/// Keys are dotted: timeline.proposals-close=2026-07-20, capacity.participants=300, contacts[0].role=coordinator.
/// An empty value removes the key. All changes are made, or none.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The event
    #[arg(value_name = "SLUG", add = ArgValueCompleter::new(complete::events))]
    slug: String,
    /// What to change
    #[arg(value_name = "KEY=VALUE", required = true)]
    assignments: Vec<Assignment>,
}

const PEOPLE: [&str; 4] = [
    "contacts",
    "coordinator",
    "technical-lead",
    "fhir-experienced",
];

impl Arguments {
    /// Changes the event and prints what changed.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let slug = find_event(&workspace, &self.slug)?;
        let Some(before) = &workspace.events[&slug].event else {
            return Err(Failure::event_unreadable(&slug).into());
        };
        let file = File::event(&slug);
        workspace.inside(&file)?;
        for assignment in &self.assignments {
            if assignment.path.first_key() == Some("template") && !assignment.value.is_empty() {
                template::known(&workspace, &assignment.value)?;
            }
        }
        let old = values(&workspace, &file);
        let after: Event = assign_if(workspace.root(), &file, &self.assignments, sound)?;
        let workspace = context.workspace()?;
        let new = values(&workspace, &file);
        let mut changed = false;
        for Assignment { path, .. } in &self.assignments {
            let (old, new) = (lookup(&old, path), lookup(&new, path));
            if old == new {
                continue;
            }
            changed = true;
            // Addresses are personal: the change is said, its value is not.
            let is_person = path.first_key().is_some_and(|key| PEOPLE.contains(&key));
            let change = if is_person {
                "changed".to_owned()
            } else {
                format!("{} → {}", shown(old), shown(new))
            };
            context.print(&format!("{path}: {change}\n"))?;
        }
        if !changed {
            context.print("nothing to change\n")?;
        }
        moved(context, &before.value, &after)?;
        let names = self.assignments.iter().map(|one| &one.path.0[..]);
        let named = names.filter_map(|path| match path {
            [Step::Key(timeline), Step::Key(name), ..] if timeline == "timeline" => Some(name),
            _ => None,
        });
        doubt(
            context,
            named.filter(|name| after.timeline.contains_key(*name)),
        );
        let of_seats = |one: &Assignment| matches!(one.path.first_key(), Some("capacity" | "mode"));
        if changed && self.assignments.iter().any(of_seats) {
            promote::print_waitlist(context, &workspace, &slug)?;
        }
        remark(context, &workspace, &slug);
        Ok(Exit::Clean)
    }
}

fn shown(value: Option<&Value>) -> String {
    let text = match value {
        None | Some(Value::Null) => return "(not set)".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => serde_json::to_string(value).unwrap_or_default(),
    };
    line(&text, MESSAGE_LENGTH)
}

/// Says which milestones have another date than before, whether they were set or moved with the event.
fn moved(context: &mut Context, before: &Event, after: &Event) -> Result<()> {
    let (old, new) = (Timeline::new(before), Timeline::new(after));
    let differs = |due: &&Due| {
        old.get(&due.name).is_none_or(|old| {
            (old.at(), old.origin, old.hard, old.when) != (due.at(), due.origin, due.hard, due.when)
        })
    };
    for due in new.iter().filter(differs) {
        say(context, after, due)?;
    }
    for due in old.iter().filter(|due| new.get(&due.name).is_none()) {
        context.print(&format!("  {}: no date any more\n", line(&due.label, 80)))?;
    }
    Ok(())
}

/// Says the dates of some milestones, with where each came from.
pub fn milestones<const N: usize>(
    context: &mut Context,
    event: &Event,
    names: [&str; N],
) -> Result<()> {
    let timeline = Timeline::new(event);
    for due in names.iter().filter_map(|name| timeline.get(name)) {
        say(context, event, due)?;
    }
    Ok(())
}

fn say(context: &mut Context, event: &Event, due: &Due) -> Result<()> {
    let zone = event.zone_or_utc();
    let away = distance(context.now.today(zone), due.day());
    let label = line(&due.label, 80);
    let date = long(due.when, zone);
    context.print(&format!(
        "  {label}: {date}, {away} ({})\n",
        due.origin_text()
    ))
}

/// Says beside the output which of the event's own milestones could be slips for known ones.
pub fn doubt<'a>(context: &mut Context, names: impl Iterator<Item = &'a String>) {
    for name in names.filter(|name| known(name).is_none()) {
        let near = nearest::nearest(name, KNOWN.iter().map(|known| known.name));
        if let Some(hint) = nearest::did_you_mean(&near) {
            let name = line(name, 80);
            context.say(&format!(
                "note: '{name}' is a milestone of the event's own; {hint}"
            ));
        }
    }
}

/// Says beside the output that the event as it is now has errors.
pub fn remark(context: &mut Context, workspace: &Workspace, slug: &Slug) {
    let only = Selection::Paths([File::event(slug).as_str().to_owned()].into());
    let errors = check::run(workspace, context.now, &only).count(Severity::Error);
    if errors > 0 {
        let plural = if errors == 1 { "" } else { "s" };
        context.say(&format!(
            "note: the event has {errors} error{plural}; run 'cxn check {slug}' to see them"
        ));
    }
}
