//! What is published: an event, or one of its tracks.

use anyhow::Result;

use crate::analysis::event_facts::EventFacts;
use crate::context::Context;
use crate::error::Failure;
use crate::model::person::{Person, fold};
use crate::model::{Slug, Track};
use crate::workspace::{Record, Workspace};

/// An event by its name, a track as `EVENT/TRACK` or `TRACK` of the current event, or the current event.
pub fn subject(
    context: &mut Context,
    workspace: &Workspace,
    named: Option<&str>,
) -> Result<(Slug, Option<Slug>)> {
    match named {
        Some(name) if workspace.events.contains_key(name) => {
            Ok((context.event(workspace, Some(name))?, None))
        }
        named => context.event_or_track(workspace, named),
    }
}

/// The facts of each event. A record that cannot be parsed stops it: its page would vanish for a slip of the keyboard.
pub fn facts<'w>(
    context: &Context,
    workspace: &'w Workspace,
    events: &[Slug],
) -> Result<Vec<EventFacts<'w>>> {
    let mut all = Vec::with_capacity(events.len());
    for slug in events {
        all.push(facts_of(context, workspace, slug)?);
    }
    Ok(all)
}

/// As [`facts`], of one event.
pub fn facts_of<'w>(
    context: &Context,
    workspace: &'w Workspace,
    slug: &Slug,
) -> Result<EventFacts<'w>> {
    let folder = &workspace.events[slug];
    if let Some(track) = folder.unread_tracks.first() {
        return Err(Failure::other(format!(
            "track '{slug}/{track}' cannot be parsed; nothing was written"
        ))
        .hint(format!(
            "run 'cxn check {slug}/{track}' to see what is wrong with it"
        ))
        .into());
    }
    let facts = EventFacts::new(workspace, folder, context.now);
    Ok(facts.ok_or_else(|| Failure::event_unreadable(slug))?)
}

/// Whether a person is the one who was named, by name or email address.
pub fn is_person(one: &Person, named: &str) -> bool {
    let is = |text: Option<&str>| text.is_some_and(|text| fold(text) == fold(named));
    is(one.display_name().as_deref()) || is(one.email.as_deref())
}

/// A track that was found by [`subject`].
pub fn track_of<'w>(facts: &EventFacts<'w>, track: &Slug) -> Result<&'w Record<Track>> {
    let found = facts.track(track.as_str());
    Ok(found.ok_or_else(|| Failure::not_found(format!("no track '{track}'")))?)
}
