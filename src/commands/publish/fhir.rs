//! `cxn publish fhir`: what is tested and what came of it, as FHIR resources.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use super::output::Output;
use super::subject::{facts_of, subject};
use crate::analysis::disclosure::is_published;
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::publish::fhir;
use crate::publish::fhir::Version;

/// Write an event or a track as a bundle of FHIR resources
///
/// Each role is a CapabilityStatement of what it requires, each test server an Endpoint, and each result that may be published a
/// TestReport; R5 has a TestPlan for the scenarios of each track as well. The event's results-visibility says which results are in it.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cxn publish fhir -o public/event.json\n  cxn publish fhir patient --fhir-version R5"
)]
pub struct Arguments {
    /// The event, or a track: EVENT/TRACK, or TRACK of the current event
    #[arg(value_name = "WHAT", add = ArgValueCompleter::new(complete::events_and_tracks))]
    what: Option<String>,
    /// The release of FHIR to write
    #[arg(long, value_parser = word::<Version>(), default_value_t, value_name = "VERSION")]
    fhir_version: Version,
    #[command(flatten)]
    output: Output,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (event, track) = subject(context, &workspace, self.what.as_deref())?;
        let facts = facts_of(context, &workspace, &event)?;
        let named = track.as_ref().and_then(|track| facts.track(track.as_str()));
        if let Some(track) = named.filter(|track| !is_published(track.value.status)) {
            let status = track.value.status.label();
            return Err(Failure::refused(format!(
                "{event}/{} is {status}: only what is submitted or approved is published",
                track.slug
            ))
            .into());
        }
        let text = fhir::render(&facts, track.as_ref(), self.fhir_version);
        self.output.write(context, workspace.root(), &text)
    }
}
