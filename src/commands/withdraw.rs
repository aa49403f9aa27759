//! `cxn withdraw`: takes a proposal back.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::commands::actor::actor;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::track::TrackChange;
use crate::model::{Slug, TrackStatus};
use crate::process::proposal;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::{File, Workspace, edit};

/// Take a proposal back, and record why
#[derive(Debug, Args)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::tracks))]
    track: String,
    /// Why it is taken back
    #[arg(long = "note", alias = "why", value_name = "TEXT")]
    why: String,
    /// Who takes it back; default: you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Arguments {
    /// Records that the proposal was taken back.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let why = self.why.trim();
        if why.is_empty() {
            return Err(Failure::usage("--note needs a reason").into());
        }
        let root = context.root()?;
        let workspace = context.proposals()?;
        let (event, track) = context.track(&workspace, &self.track)?;
        may_withdraw(&workspace, &event, &track)?;
        let by = actor(context, self.by.as_deref(), "Who takes it back?")?;
        let file = File::track(&event, &track);
        let _lock = edit::lock(&root, &file)?;
        // What was read before the lock was held may have changed meanwhile.
        let workspace = context.proposals()?;
        may_withdraw(&workspace, &event, &track)?;
        let zone = proposal::event_record(&workspace, &event)?
            .value
            .zone_or_utc();
        let by = Some(proposal::require_name(by)?);
        let entry = proposal::change_status(
            &workspace,
            (&event, &track),
            TrackChange::Withdrawn,
            by,
            why,
            context.now,
        )?;
        let said = proposal::describe_entry("withdrew", &format!("{event}/{track}"), &entry, zone);
        context.print(&format!("{}\n", line(&said, MESSAGE_LENGTH)))?;
        Ok(Exit::Clean)
    }
}

/// A track that is out of the event already cannot be taken back.
fn may_withdraw(workspace: &Workspace, event: &Slug, track: &Slug) -> Result<()> {
    let value = &proposal::track_record(workspace, event, track)?.value;
    if matches!(value.status, TrackStatus::Withdrawn | TrackStatus::Declined) {
        return Err(Failure::refused(format!(
            "{event}/{track} is already {}: there is nothing to withdraw",
            value.status.label()
        ))
        .into());
    }
    Ok(())
}
