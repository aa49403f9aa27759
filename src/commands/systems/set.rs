//! `cxn systems set`: how far a system is, or where it answers, on the days.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::systems::{Found, Systems};
use crate::commands::register::{lock, terms};
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::person::fold;
use crate::model::registration::{RegistrationChange, SystemStatus};
use crate::model::url;
use crate::process::result::resolve;
use crate::render::sanitize;
use crate::workspace::save;
use crate::yaml::Value;

/// Say that a system came, broke, works again, or moved
#[derive(Debug, Args)]
pub struct Arguments {
    /// The system: its id, its name, or ORGANIZATION/NAME where two share it
    #[arg(value_name = "SYSTEM", add = ArgValueCompleter::new(complete::systems))]
    system: String,
    /// How far it is
    #[arg(
        value_name = "STATUS",
        value_parser = word::<SystemStatus>(),
        required_unless_present = "base_url"
    )]
    status: Option<SystemStatus>,
    /// Where it answers now
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// What happened
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Who says so; default you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Arguments {
    /// Changes the system in every registration that names it.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        if let Some(address) = &self.base_url
            && let Err(fault) = url::parse_base(address.trim())
        {
            return Err(Failure::usage(format!("invalid base URL, {}", fault.describe())).into());
        }
        let locked = lock(context, terms(context, self.by, None)?, None)?;
        let folder = &locked.workspace.events[&locked.event];
        let systems = Systems::new(folder, locked.workspace.names());
        let Found::One(at) = systems.find(&self.system) else {
            // Says which names come near, or which of several are meant.
            resolve::system(&systems, &self.system)?;
            return Err(Failure::not_found(format!("no system '{}'", self.system)).into());
        };
        let known = &systems.all[at];
        let moment = locked.policy()?.moment();
        let said = match (self.status, &self.base_url) {
            (Some(status), None) => format!("{}: {status}", known.name),
            (Some(status), Some(_)) => format!("{}: {status}, with a new base URL", known.name),
            (None, _) => format!("{}: a new base URL", known.name),
        };
        let note = match &self.note {
            Some(note) => format!("{said}: {note}"),
            None => said.clone(),
        };
        let mut writes: Vec<save::Write> = Vec::new();
        let mut files: Vec<String> = Vec::new();
        for person in &known.people {
            let mut values: Vec<(String, Value)> = Vec::new();
            for (at, system) in person.value.systems.iter().enumerate() {
                if fold(&system.name) != fold(known.name) {
                    continue;
                }
                if let Some(status) = self.status.filter(|status| system.status != Some(*status)) {
                    values.push((format!("systems[{at}].status"), status.to_string().into()));
                }
                if let Some(address) = &self.base_url
                    && system.base_url.as_deref() != Some(address.trim())
                {
                    values.push((format!("systems[{at}].base-url"), address.trim().into()));
                }
            }
            if values.is_empty() && self.note.is_none() {
                continue;
            }
            let values: Vec<(&str, Value)> = values
                .iter()
                .map(|(key, value)| (key.as_str(), value.clone()))
                .collect();
            let entry = (moment, RegistrationChange::Changed, Some(note.as_str()));
            files.push(locked.root.shown(&person.file));
            writes.push(locked.prepare(&person.file, &values, &[entry])?);
        }
        if writes.is_empty() {
            context.print("nothing to change\n")?;
            return Ok(Exit::Clean);
        }
        save::write_all(&writes, &|| ())?;
        let said = sanitize::message(&said);
        context.print(&format!("changed {said}: {}\n", files.join(", ")))?;
        Ok(Exit::Clean)
    }
}
