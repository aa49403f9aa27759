//! `cxn report`: what became of the tracks of an event.

mod check;
mod close;
mod draft;
mod list;
mod set;
mod show;

use anyhow::Result;

use crate::analysis::event_facts::EventFacts;
use crate::commands::group::listing;
use crate::context::Context;
use crate::error::Failure;
use crate::model::Slug;
use crate::workspace::{RecordKind, Workspace};

listing! {
    /// Draft, check, show and close the reports of tracks
    ///
    /// One report is one file, events/EVENT/reports/TRACK.yaml. It is drafted from the records, the lead writes what they do not say, and
    /// once it is closed it may leave: to the site, to a wiki, and to the next proposal of the track.
    pub struct Arguments lists list::Arguments {
        Check(check::Arguments),
        Close(close::Arguments),
        Draft(draft::Arguments),
        List(list::Arguments),
        Set(set::Arguments),
        Show(show::Arguments),
    }
}

/// The kinds of record that the numbers of a report count.
const COUNTED: [RecordKind; 3] = [
    RecordKind::Registration,
    RecordKind::Result,
    RecordKind::Issue,
];

/// The facts of an event.
fn facts<'w>(workspace: &'w Workspace, event: &Slug, context: &Context) -> Result<EventFacts<'w>> {
    EventFacts::new(workspace, &workspace.events[event], context.now)
        .ok_or_else(|| Failure::event_unreadable(event).into())
}
