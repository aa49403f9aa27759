//! `cxn systems`: the directory.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;
use serde_json::json;

use crate::analysis::systems::takes_part;
use crate::commands::ListFormat;
use crate::commands::systems::{shown_url, summary};
use crate::commands::unread::note_unread;
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::Exit;
use crate::model::Registration;
use crate::model::names::Names;
use crate::model::person::fold;
use crate::model::registration::{System, SystemStatus};
use crate::render::table::{Cell, Table, text};
use crate::workspace::{Record, RecordKind};

/// List the systems that people bring
#[derive(Debug, Args)]
#[group(skip)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event; default all tracks
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::tracks))]
    track: Option<String>,
    /// Only systems of this organization
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(complete::organizations))]
    organization: Option<String>,
    /// Only systems with one of these statuses
    #[arg(long, value_parser = word::<SystemStatus>(), value_name = "STATUS", value_delimiter = ',')]
    status: Vec<SystemStatus>,
    #[command(flatten)]
    list: ListFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (event, track) = context.event_or_track(&workspace, self.track.as_deref())?;
        let people = workspace.events[&event].registrations.values();
        let mut systems: Vec<(&Record<Registration>, &System)> = people
            .filter(|person| person.value.stands())
            .flat_map(|person| {
                person
                    .value
                    .systems
                    .iter()
                    .map(move |system| (person, system))
            })
            .filter(|(person, system)| {
                track
                    .as_ref()
                    .is_none_or(|track| takes_part(&person.value, system, track.as_str()))
                    && self.takes(&person.value, system, workspace.names())
            })
            .collect();
        systems.sort_by_cached_key(|(person, system)| {
            let organization = person.value.organization.as_deref().unwrap_or_default();
            (fold(organization), fold(&system.name), person.slug.clone())
        });
        let mut table = Table::new([
            text("system", "System"),
            text("organization", "Organization"),
            text("roles", "Roles"),
            text("fhir-versions", "FHIR"),
            text("formats", "Formats"),
            text("status", "Status"),
            text("base-url", "Base URL"),
            text("probe", "Last probe"),
            text("person", "Person").for_programs(),
        ]);
        for (person, system) in systems {
            table.row(row(person, system));
        }
        if table.is_empty() {
            context.say(
                "note: no system matches; people bring them with 'cxn register NAME --system NAME'",
            );
        }
        note_unread(
            context,
            &workspace.events[&event],
            &[RecordKind::Registration],
        );
        self.list.print(context, table.named("systems"))?;
        Ok(Exit::Clean)
    }

    fn takes(&self, person: &Registration, system: &System, names: &Names) -> bool {
        let organization = person.organization.as_deref().unwrap_or_default();
        let is_of =
            |wanted: &String| names.organization(organization) == names.organization(wanted);
        let has = |status: SystemStatus| self.status.contains(&status);
        self.organization.as_ref().is_none_or(is_of)
            && (self.status.is_empty() || system.status.is_some_and(has))
    }
}

fn row(person: &Record<Registration>, system: &System) -> Vec<Cell> {
    let formats = system.formats.iter().map(ToString::to_string);
    let probe = system.probe.as_ref().map_or(Cell::Empty, |probe| {
        let day = probe.at.0.format("%Y-%m-%d");
        let data = json!({
            "at": probe.at.to_string(),
            "outcome": probe.outcome.to_string(),
            "fhir-version": probe.fhir_version,
            "software": probe.software,
        });
        Cell::Data(format!("{day} {}", summary(probe, None)), data)
    });
    vec![
        Cell::from(system.name.as_str()),
        person.value.organization.clone().into(),
        Cell::List(system.roles.0.clone()),
        Cell::List(system.fhir_versions.0.clone()),
        Cell::List(formats.collect()),
        system.status.map(|status| status.to_string()).into(),
        shown_url(system).into(),
        probe,
        person.slug.as_str().into(),
    ]
}
