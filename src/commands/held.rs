//! An event whose records are about to change.

use anyhow::Result;

use crate::context::Context;
use crate::error::Failure;
use crate::model::{Moment, Slug};
use crate::workspace::load::Scope;
use crate::workspace::lock::Lock;
use crate::workspace::{EventFolder, File, Root, Workspace, edit};

/// An event under the lock of what is private of it, with everything in it.
pub struct Held {
    pub root: Root,
    pub workspace: Workspace,
    pub event: Slug,
    /// The moment it is, in the event's zone.
    pub now: Moment,
    _lock: Lock,
}

impl Held {
    pub fn open(context: &Context, event: Slug) -> Result<Self> {
        let root = context.root()?;
        let lock = edit::lock(&root, &File::issues(&event))?;
        let workspace = Workspace::load(&root, &Scope::whole_event(&event))?;
        let record = workspace
            .events
            .get(&event)
            .and_then(|folder| folder.event.as_ref());
        let zone = record
            .ok_or_else(|| Failure::event_unreadable(&event))?
            .value
            .zone_or_utc();
        Ok(Self {
            now: context.clock()().moment(zone),
            root,
            event,
            _lock: lock,
            workspace,
        })
    }

    pub fn folder(&self) -> &EventFolder {
        &self.workspace.events[&self.event]
    }
}
