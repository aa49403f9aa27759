//! What the formats of wikis are asked for.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use super::output::Output;
use super::subject::{facts_of, subject, track_of};
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::publish::wiki;
use crate::publish::wiki::Page;

#[derive(Debug, Args)]
pub struct PageOf {
    /// The event, or a track: EVENT/TRACK, or TRACK of the current event
    #[arg(value_name = "WHAT", add = ArgValueCompleter::new(complete::events_and_tracks))]
    what: Option<String>,
    /// The list of the event's tracks alone
    #[arg(long)]
    tracks: bool,
    #[command(flatten)]
    output: Output,
}

impl PageOf {
    /// Makes the page that was asked for and writes it.
    pub fn write(&self, context: &mut Context, render: fn(&Page) -> String) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (event, track) = subject(context, &workspace, self.what.as_deref())?;
        let facts = facts_of(context, &workspace, &event)?;
        let page = match &track {
            Some(_) if self.tracks => {
                let failure = Failure::usage("a track and --tracks cannot be used together");
                return Err(failure.hint("name the event, or nothing").into());
            }
            Some(track) => wiki::track(&facts, track_of(&facts, track)?),
            None if self.tracks => wiki::tracks(&facts),
            None => wiki::event(&facts),
        };
        self.output.write(context, workspace.root(), &render(&page))
    }
}
