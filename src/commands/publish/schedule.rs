//! `cxn publish schedule`: the sessions for the tools of conferences.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use super::output::Output;
use super::subject::facts_of;
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::words::words;
use crate::publish::schedule;

words! {
    /// How a schedule is written.
    #[derive(Default)]
    pub enum Form {
        /// frab's JSON, version 1
        #[default]
        Json = "json",
        /// frab's XML
        Xml = "xml",
    }
}

/// Write the sessions of an event as a schedule that conference apps read (frab)
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cxn publish schedule -o public/schedule.json\n  cxn publish schedule --format xml -o public/schedule.xml"
)]
pub struct Arguments {
    /// The event; default: the current event
    #[arg(value_name = "EVENT", add = ArgValueCompleter::new(complete::events))]
    named: Option<String>,
    /// How to write it
    #[arg(long, value_parser = word::<Form>(), default_value_t, value_name = "FORMAT")]
    format: Form,
    #[command(flatten)]
    output: Output,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let event = context.event(&workspace, self.named.as_deref())?;
        let facts = facts_of(context, &workspace, &event)?;
        let Some(schedule) = schedule::schedule(&facts) else {
            let failure = Failure::not_found(format!("event '{event}' has no session"));
            return Err(failure
                .hint("add sessions under 'schedule' in its event.yaml: starts, ends, room, track")
                .into());
        };
        let text = match self.format {
            Form::Json => schedule::json(&schedule),
            Form::Xml => schedule::xml(&schedule),
        };
        self.output.write(context, workspace.root(), &text)
    }
}
