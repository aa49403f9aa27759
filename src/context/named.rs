//! Which event and track a command is about.

use anyhow::Result;

use crate::context::Context;
use crate::error::Failure;
use crate::model::{Slug, nearest};
use crate::workspace::{Workspace, select};

impl Context {
    /// The current event: the one that was named, else a guess, which is noted where there are several.
    pub fn event(&mut self, workspace: &Workspace, named: Option<&str>) -> Result<Slug> {
        let named = named.map(str::to_owned).or_else(|| self.event.clone());
        if let Some(name) = named {
            return self.event_named(workspace, &name);
        }
        let Some((slug, why)) = select::current_event(workspace, self.now) else {
            let known: Vec<&str> = workspace.events.keys().map(Slug::as_str).collect();
            let failure = if known.is_empty() {
                Failure::not_found("the workspace has no event")
                    .hint("run 'cxn event new SLUG --name … --starts … --ends … --timezone …'")
            } else {
                Failure::not_found("no event was named, and every event has ended")
                    .hint(format!("pass --event with one of: {}", known.join(", ")))
            };
            return Err(failure.into());
        };
        if workspace.events.len() > 1 {
            self.say(&format!("note: event {slug} ({why})"));
        }
        self.meant = Some(slug.clone());
        Ok(slug)
    }

    /// The event of a name, which the command is then about.
    pub fn event_named(&mut self, workspace: &Workspace, name: &str) -> Result<Slug> {
        let slug = find_event(workspace, name)?;
        self.meant = Some(slug.clone());
        Ok(slug)
    }

    /// The event that the command turned out to be about; none where it is about all.
    pub fn meant(&self) -> Option<&Slug> {
        self.meant.as_ref()
    }

    /// The event given with `--event`, if any.
    pub fn named_event(&self) -> Option<&str> {
        self.event.as_deref()
    }

    /// An event and a track from `EVENT/TRACK`, or `TRACK` within the current event.
    pub fn track(&mut self, workspace: &Workspace, name: &str) -> Result<(Slug, Slug)> {
        let (event, track) = match name.split_once('/') {
            Some((event, track)) => (self.event_named(workspace, event)?, track),
            None => (self.event(workspace, None)?, name),
        };
        let folder = &workspace.events[&event];
        match folder.tracks.get_key_value(track) {
            Some((slug, _)) => Ok((event, slug.clone())),
            None if folder.unread_tracks.contains(track) => Err(Failure::other(format!(
                "track '{event}/{track}' cannot be parsed"
            ))
            .hint(format!(
                "run 'cxn check {event}/{track}' to see what is wrong with it"
            ))
            .into()),
            None => {
                let near = nearest::nearest(track, folder.tracks.keys().map(Slug::as_str));
                let hint = nearest::did_you_mean(&near)
                    .unwrap_or_else(|| "run 'cxn track list' to see the tracks".to_owned());
                Err(
                    Failure::not_found(format!("no track '{track}' in event '{event}'"))
                        .hint(hint)
                        .into(),
                )
            }
        }
    }

    /// An event, and one of its tracks where one is named: `EVENT/TRACK`, `TRACK` of the current event, `EVENT`, or the current
    /// event alone.
    pub fn event_or_track(
        &mut self,
        workspace: &Workspace,
        named: Option<&str>,
    ) -> Result<(Slug, Option<Slug>)> {
        match named {
            Some(name) if is_event_alone(workspace, name) => {
                Ok((self.event_named(workspace, name)?, None))
            }
            Some(name) => {
                let (event, track) = self.track(workspace, name)?;
                Ok((event, Some(track)))
            }
            None => Ok((self.event(workspace, None)?, None)),
        }
    }
}

/// Whether a name is that of an event, and of no track.
pub fn is_event_alone(workspace: &Workspace, name: &str) -> bool {
    let mut folders = workspace.events.values();
    workspace.events.contains_key(name) && !folders.any(|folder| folder.has_track(name))
}

fn find_event(workspace: &Workspace, name: &str) -> Result<Slug> {
    if let Some((slug, _)) = workspace.events.get_key_value(name) {
        return Ok(slug.clone());
    }
    let near = nearest::nearest(name, workspace.events.keys().map(Slug::as_str));
    let hint = nearest::did_you_mean(&near)
        .unwrap_or_else(|| "run 'cxn event list' to see the events".to_owned());
    Err(Failure::not_found(format!("no event '{name}'"))
        .hint(hint)
        .into())
}
