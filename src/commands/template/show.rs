//! `cxn template show`: the fields of a template.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::commands::TableFormat;
use crate::commands::template::{find, maybe_workspace};
use crate::complete;
use crate::context::Context;
use crate::error::Exit;
use crate::model::Template;
use crate::model::template::Field;
use crate::render::table::{Cell, Table, number, text};
use crate::workspace::built_in;

/// Show a template: its fields, in order, and from when each is required
#[derive(Debug, Args)]
pub struct Arguments {
    /// The template
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::templates))]
    name: String,
    /// Print the template's file instead
    #[arg(long, conflicts_with_all = ["format", "report"])]
    yaml: bool,
    /// Show the sections of a track's report instead
    #[arg(long)]
    report: bool,
    #[command(flatten)]
    format: TableFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = maybe_workspace(context)?;
        let workspace = workspace.as_ref();
        if self.yaml {
            context.print(&crate::commands::template::text(workspace, &self.name)?)?;
            return Ok(Exit::Clean);
        }
        let template = find(workspace, &self.name)?;
        if self.report {
            return self
                .format
                .print(context, &sections(template))
                .map(|()| Exit::Clean);
        }
        let mut table = Table::new([
            text("title", "Field"),
            text("key", "Key"),
            text("kind", "Kind"),
            text("required-from", "Required from"),
            text("length", "Length"),
            number("min-length", "Least length").for_programs(),
            number("max-length", "Greatest length").for_programs(),
            text("frozen", "Frozen by approval").for_programs(),
            text("suggested", "Suggested").for_programs(),
            text("aliases", "Also called").for_programs(),
            text("guidance", "Guidance").prose(),
        ]);
        for field in template.fields.iter() {
            table.row(row(field));
        }
        self.format.print(context, &table.named("fields"))?;
        Ok(Exit::Clean)
    }
}

/// The sections of a report: the template's own, else the usual ones.
fn sections(template: &Template) -> Table {
    let mut table = Table::new([
        text("title", "Section"),
        text("key", "Key"),
        text("required", "Required"),
        text("draft", "Drafted from"),
        text("guidance", "Guidance").prose(),
    ])
    .named("sections");
    for section in built_in::sections_of(template) {
        let drawn = section.draft.iter().map(ToString::to_string);
        table.row([
            Cell::from(section.title.as_str()),
            section.key.as_str().into(),
            Cell::Flag(section.required),
            Cell::List(drawn.collect()),
            section.guidance.as_deref().into(),
        ]);
    }
    table
}

fn row(field: &Field) -> Vec<Cell> {
    let length = match (field.min_length, field.max_length) {
        (None, None) => None,
        (Some(min), None) => Some(format!("from {min}")),
        (None, Some(max)) => Some(format!("to {max}")),
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
    };
    let count = |length: Option<usize>| length.map_or(Cell::Empty, Cell::from);
    let from = field.required_from;
    vec![
        field.title.as_str().into(),
        field.key.as_str().into(),
        field.kind.to_string().into(),
        from.map(|status| status.to_string()).into(),
        length.into(),
        count(field.min_length),
        count(field.max_length),
        Cell::Flag(field.frozen),
        Cell::List(field.suggested.to_vec()),
        Cell::List(field.aliases.to_vec()),
        field.guidance.as_deref().into(),
    ]
}
