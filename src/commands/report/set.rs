//! `cxn report set`.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::commands::assign::{self, Assignment};
use crate::complete;
use crate::context::Context;
use crate::error::Exit;
use crate::model::TrackReport;
use crate::process::report::record;

/// Write in the report of a track, with its comments kept
///
/// Keys are those of the file, such as summary, next-steps or custom.NAME; a section under a heading of its own is more[0].heading and
/// more[0].text. An empty value removes the key. In a text, {people} and the other names of numbers are filled in.
#[derive(Debug, Args)]
#[allow(
    rustdoc::broken_intra_doc_links,
    reason = "the comment is the help, where brackets are brackets"
)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::tracks))]
    track: String,
    /// What to write, such as next-steps='Start with search next time.'
    #[arg(value_name = "KEY=VALUE", required = true)]
    assignments: Vec<Assignment>,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        assign::ensure_by_hand(&self.assignments, |key| match key {
            "history" => Some("use 'cxn report close', which records who did it and when"),
            "numbers" | "drafted" => {
                Some("use 'cxn report draft', which takes it from the records")
            }
            _ => None,
        })?;
        let workspace = context.proposals()?;
        let (event, track) = context.track(&workspace, &self.track)?;
        let report = record::find(&workspace.events[&event], &track)?;
        let name = format!("{event}/{track}");
        record::ensure_open(&report.value, &name)?;
        let judge = |changed: &TrackReport| {
            record::ensure_open(changed, &name).map_err(|failure| failure.message)
        };
        assign::change(context, &workspace, &report.file, &self.assignments, judge)?;
        Ok(Exit::Clean)
    }
}
