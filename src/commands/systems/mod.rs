//! `cxn systems`: the systems that people bring to an event, and what their servers answer.

mod list;
mod probe;
mod set;

use anyhow::Result;
use clap::Args;

use crate::commands::group::commands;
use crate::context::Context;
use crate::error::Exit;
use crate::model::registration::{Probe, System};
use crate::model::url;

/// List the systems that people bring, or ask their servers what they are
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    list: list::Arguments,
}

commands! {
    enum Command {
        List(list::Arguments),
        Probe(probe::Arguments),
        Set(set::Arguments),
    }
}

impl Arguments {
    /// Runs the subcommand, or prints the directory.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        match self.command {
            Some(command) => command.run(context),
            None => self.list.run(context),
        }
    }
}

/// A system's base URL as it may be shown.
fn shown_url(system: &System) -> Option<&str> {
    system.base_url.as_deref().map(str::trim).map(url::redacted)
}

/// What a probe found, in a few words: `answered: FHIR 4.0.1, Example Server 7.1`.
fn summary(probe: &Probe, detail: Option<&str>) -> String {
    let version = probe
        .fhir_version
        .as_ref()
        .map(|version| format!("FHIR {version}"));
    let said: Vec<&str> = version
        .as_deref()
        .into_iter()
        .chain(probe.software.as_deref())
        .chain(detail)
        .collect();
    if said.is_empty() {
        probe.outcome.describe().to_owned()
    } else {
        format!("{}: {}", probe.outcome.describe(), said.join(", "))
    }
}
