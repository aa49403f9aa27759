//! `cxn schema`: JSON Schemas of all formats, for editors and for programs.

use anyhow::Result;
use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::check::schema;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::nearest;
use crate::render::contract;
use crate::render::findings::json::Findings;
use crate::render::table::{self, Table, pretty, text};
use crate::workspace::file::SCHEMAS;
use crate::workspace::{File, RecordKind, disk, save};
use crate::yaml::guard::MAX_BYTES;

/// Print the JSON Schema of a file format or of what a command prints, or install those of files for editors
///
/// Without FORMAT it lists the formats.
///
/// An editor with a YAML language server completes keys, shows their meaning and marks mistakes as you type, once it knows
/// the schema: run 'cxn schema --install' and set 'modeline: true' in cxn.yaml, and every new file begins with the comment that names it.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The format to print; default: the list of all formats
    #[arg(value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// With 'output': the command, such as 'track list'; all of them without it
    #[arg(value_name = "COMMAND", conflicts_with = "install")]
    command: Vec<String>,
    /// Write all schemas of records into the workspace, to schemas/
    #[arg(long, conflicts_with = "format")]
    install: bool,
}

/// The formats that have a schema.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// events/<event>/event.yaml
    Event,
    /// events/<event>/tracks/<track>.yaml
    Track,
    /// events/<event>/registrations/<person>.yaml
    Registration,
    /// events/<event>/results/<track>/<name>.yaml
    Result,
    /// events/<event>/issues/<name>.yaml
    Issue,
    /// events/<event>/reports/<track>.yaml
    Report,
    /// imports/<name>.yaml
    Mapping,
    /// templates/<name>.yaml
    Template,
    /// responsibilities/<name>.yaml
    #[value(alias = "duties")]
    Responsibilities,
    /// criteria/<name>.yaml
    Criteria,
    /// cxn.yaml
    Settings,
    /// What cxn check --format json prints
    Findings,
    /// What other commands print with --format json
    Output,
}

const RECORDS: [RecordKind; 11] = [
    RecordKind::Event,
    RecordKind::Track,
    RecordKind::Registration,
    RecordKind::Result,
    RecordKind::Issue,
    RecordKind::Report,
    RecordKind::Mapping,
    RecordKind::Template,
    RecordKind::Responsibilities,
    RecordKind::Criteria,
    RecordKind::Settings,
];

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        if self.install {
            return install(context);
        }
        let Some(format) = self.format else {
            let table = formats().render(table::Format::Table, None, context.style);
            context.print(&table)?;
            return Ok(Exit::Clean);
        };
        if !matches!(format, Format::Output) && !self.command.is_empty() {
            return Err(
                Failure::usage("a command is named for 'cxn schema output' only")
                    .hint(format!(
                        "run 'cxn schema output {} {}'",
                        name_of_format(format),
                        self.command.join(" ")
                    ))
                    .into(),
            );
        }
        let kind = match format {
            Format::Event => RecordKind::Event,
            Format::Track => RecordKind::Track,
            Format::Registration => RecordKind::Registration,
            Format::Result => RecordKind::Result,
            Format::Issue => RecordKind::Issue,
            Format::Report => RecordKind::Report,
            Format::Mapping => RecordKind::Mapping,
            Format::Template => RecordKind::Template,
            Format::Responsibilities => RecordKind::Responsibilities,
            Format::Criteria => RecordKind::Criteria,
            Format::Settings => RecordKind::Settings,
            Format::Output => {
                let name = name_of(&(context.command_line)(), &self.command);
                context.print(&pretty(&output(&name)?))?;
                return Ok(Exit::Clean);
            }
            Format::Findings => {
                context.print(&pretty(&findings()))?;
                return Ok(Exit::Clean);
            }
        };
        context.print(&pretty(&schema::published(kind)))?;
        Ok(Exit::Clean)
    }
}

fn name_of_format(format: Format) -> String {
    let value = format.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}

/// The formats, and what each is of.
fn formats() -> Table {
    let mut table = Table::new([text("format", "Format"), text("what", "What it is")]);
    for value in Format::value_variants()
        .iter()
        .filter_map(Format::to_possible_value)
    {
        let what = value
            .get_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        table.row([value.get_name().into(), what.into()]);
    }
    table
}

/// What is printed in a format of others, and where that is described.
const FOREIGN: [(&str, &str); 1] = [(
    "publish schedule",
    "https://github.com/voc/schedule/tree/master/validator",
)];

/// The schema of what 'cxn check' prints, which is a contract of its own.
fn findings() -> Value {
    schema::with_titles(schemars::schema_for!(Findings).to_value())
}

/// The name of a command that may be called by another one.
fn name_of(root: &clap::Command, words: &[String]) -> String {
    let mut at = Some(root);
    let names = words.iter().map(|word| {
        at = at.and_then(|at| at.find_subcommand(word));
        at.map_or(word.as_str(), clap::Command::get_name)
    });
    names.collect::<Vec<_>>().join(" ")
}

/// The schema of what a command prints.
fn output(name: &str) -> Result<Value, Failure> {
    if name == "check" {
        return Ok(findings());
    }
    if let Some((_, place)) = FOREIGN.iter().find(|(foreign, _)| *foreign == name) {
        return Err(
            Failure::usage(format!("the output of '{name}' is in a format of others"))
                .hint(format!("its schema is at {place}")),
        );
    }
    let asked = Some(name).filter(|name| !name.is_empty());
    // A group prints its list where none of its commands is named.
    let list = format!("{name} list");
    let schema = contract::schema(asked).or_else(|| contract::schema(Some(&list)));
    schema.ok_or_else(|| {
        let known = contract::outputs();
        let near = nearest::nearest(name, known.iter().map(|output| output.command));
        let hint = nearest::did_you_mean(&near)
            .unwrap_or_else(|| "run 'cxn schema output' for all that there are".to_owned());
        Failure::usage(format!("no schema for the output of '{name}'")).hint(hint)
    })
}

fn install(context: &mut Context) -> Result<Exit> {
    let workspace = context.proposals()?;
    let mut changed = 0;
    for kind in RECORDS {
        // A link must not lead the writing out of the workspace.
        let path = workspace.inside(&File::new(&format!("{SCHEMAS}/{kind}.schema.json")))?;
        let new = pretty(&schema::published(kind));
        let Some(bytes) = disk::read_if_there(&path, MAX_BYTES)? else {
            save::create(&path, &new)?;
            changed += 1;
            continue;
        };
        let old = String::from_utf8(bytes).unwrap_or_default();
        if old == new {
            continue;
        }
        // Only a schema is replaced: another file of that name is a person's work.
        if !serde_json::from_str::<Value>(&old).is_ok_and(|old| old.get("$schema").is_some()) {
            return Err(Failure::other(format!(
                "{} exists and is not a schema; nothing was written to it",
                path.display()
            ))
            .into());
        }
        save::replace(&path, &old, &new)?;
        changed += 1;
    }
    context.print(&format!(
        "{changed} of {} schemas written to {SCHEMAS}/\n",
        RECORDS.len()
    ))?;
    Ok(Exit::Clean)
}
