//! What the commands that write an event print about it afterwards.

use anyhow::Result;

use crate::check;
use crate::context::Context;
use crate::model::Severity;
use crate::model::milestone::{KNOWN, known};
use crate::model::nearest;
use crate::model::plural::plural;
use crate::model::timeline::{Due, Timeline, distance, when_text};
use crate::model::{Event, Slug};
use crate::render::sanitize::line;
use crate::workspace::{File, Selection, Workspace};

/// Prints the milestones that have another date than before, whether they were set or moved with the event.
pub fn print_moved_milestones(context: &mut Context, before: &Event, after: &Event) -> Result<()> {
    let (old, new) = (Timeline::new(before), Timeline::new(after));
    let differs = |due: &&Due| {
        old.get(&due.name).is_none_or(|old| {
            (old.at(), old.origin, old.hard, old.when) != (due.at(), due.origin, due.hard, due.when)
        })
    };
    for due in new.iter().filter(differs) {
        print_milestone(context, after, due)?;
    }
    for due in old.iter().filter(|due| new.get(&due.name).is_none()) {
        context.print(&format!(
            "  {}: no longer has a date\n",
            line(&due.label, 80)
        ))?;
    }
    Ok(())
}

/// Prints the dates of some milestones, with where each came from.
pub fn print_milestones(
    context: &mut Context,
    event: &Event,
    is_wanted: impl Fn(&Due) -> bool,
) -> Result<()> {
    for due in Timeline::new(event).iter().filter(|due| is_wanted(due)) {
        print_milestone(context, event, due)?;
    }
    Ok(())
}

fn print_milestone(context: &mut Context, event: &Event, due: &Due) -> Result<()> {
    let zone = event.zone_or_utc();
    let away = distance(context.now.today(zone), due.day());
    let label = line(&due.label, 80);
    let date = when_text(due.when, zone);
    context.print(&format!(
        "  {label}: {date}, {away} ({})\n",
        due.origin_text()
    ))
}

/// Notes which of the event's own milestones could be misspelled known ones.
pub fn warn_unknown_milestones<'a>(context: &mut Context, names: impl Iterator<Item = &'a String>) {
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

/// Notes that the event has errors.
pub fn note_errors(context: &mut Context, workspace: &Workspace, slug: &Slug) {
    let only = Selection::Paths([File::event(slug).as_str().to_owned()].into());
    let errors = check::run(workspace, context.now, &only).count(Severity::Error);
    if errors > 0 {
        context.say(&format!(
            "note: the event has {}; run 'cxn check {slug}' to see them",
            plural(errors, "error")
        ));
    }
}
