//! `cxn event set`: changes an event in place.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::commands::assign::{Assignment, assign, lookup, values};
use crate::commands::event::messages::{
    note_errors, print_moved_milestones, warn_unknown_milestones,
};
use crate::commands::register::promote;
use crate::commands::template;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Event;
use crate::process::event::ensure_possible;
use crate::process::reschedule;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::File;
use crate::yaml;
use crate::yaml::{Step, Value};

/// Change an event in place; comments and order are kept
///
/// Keys are dotted: timeline.proposals-close=2026-07-20, capacity.participants=300, contacts[0].role=coordinator.
/// An empty value removes the key. All changes are made, or none. A date that people may know already is noted in the event's history when
/// it moves, so that calendars and feeds follow.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The event
    #[arg(value_name = "EVENT", add = ArgValueCompleter::new(complete::events))]
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
        let slug = context.event_named(&workspace, &self.slug)?;
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
        let now = context.now;
        let judge = |event: &Event| {
            let judged = ensure_possible(&workspace, now, &slug, event);
            judged.map_err(|failure| match failure.hint {
                Some(hint) => format!("{}: {hint}", failure.message),
                None => failure.message,
            })
        };
        let by = context.me()?.identity.name;
        let moved = |before: &Event, after: &Event| {
            let when = now.moment(after.zone_or_utc());
            let entry = reschedule::of_event(before, after, when, by.clone())?;
            yaml::to_value(&entry).ok()
        };
        let root = workspace.root();
        let after: Event = assign(root, &file, &self.assignments, judge, moved)?;
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
                format!("{} → {}", describe_value(old), describe_value(new))
            };
            context.print(&format!("{path}: {change}\n"))?;
        }
        if !changed {
            context.print("nothing to change\n")?;
        }
        print_moved_milestones(context, &before.value, &after)?;
        let names = self.assignments.iter().map(|one| &one.path.0[..]);
        let named = names.filter_map(|path| match path {
            [Step::Key(timeline), Step::Key(name), ..] if timeline == "timeline" => Some(name),
            _ => None,
        });
        warn_unknown_milestones(
            context,
            named.filter(|name| after.timeline.contains_key(*name)),
        );
        let of_seats = |one: &Assignment| matches!(one.path.first_key(), Some("capacity" | "mode"));
        if changed && self.assignments.iter().any(of_seats) {
            promote::print_waitlist(context, &workspace, &slug)?;
        }
        note_errors(context, &workspace, &slug);
        Ok(Exit::Clean)
    }
}

fn describe_value(value: Option<&Value>) -> String {
    let text = match value {
        None | Some(Value::Null) => return "(not set)".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => serde_json::to_string(value).unwrap_or_default(),
    };
    line(&text, MESSAGE_LENGTH)
}
