//! `cxn report set`.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::commands::assign::{self, Assignment};
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::TrackReport;
use crate::process::report::record;
use crate::render::sanitize::{MESSAGE_LENGTH, line};

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
        let keys = || {
            self.assignments
                .iter()
                .filter_map(|one| one.path.first_key())
        };
        for key in keys() {
            let hint = match key {
                "history" => "use 'cxn report close', which records who did it and when",
                "numbers" | "drafted" => "use 'cxn report draft', which takes it from the records",
                _ => continue,
            };
            return Err(Failure::usage(format!("'{key}' is not set by hand"))
                .hint(hint)
                .into());
        }
        let workspace = context.proposals()?;
        let (event, track) = context.track(&workspace, &self.track)?;
        let report = record::find(&workspace.events[&event], &track)?;
        let name = format!("{event}/{track}");
        record::ensure_open(&report.value, &name)?;
        workspace.inside(&report.file)?;
        let old = assign::values(&workspace, &report.file);
        assign::assign::<TrackReport>(
            workspace.root(),
            &report.file,
            &self.assignments,
            |changed| match record::ensure_open(changed, &name) {
                Ok(()) => Ok(()),
                Err(failure) => Err(failure.message),
            },
            |_, _| None,
        )?;
        if old == assign::values(&workspace, &report.file) {
            context.print("nothing to change\n")?;
            return Ok(Exit::Clean);
        }
        let keys: Vec<String> = self
            .assignments
            .iter()
            .map(|one| one.path.to_string())
            .collect();
        let shown = workspace.root().shown(&report.file);
        let said = format!("changed {} in {shown}", keys.join(", "));
        context.print(&format!("{}\n", line(&said, MESSAGE_LENGTH)))?;
        Ok(Exit::Clean)
    }
}
