//! `cxn template list`: all templates in a table.

use anyhow::Result;
use clap::Args;

use crate::commands::ListFormat;
use crate::commands::template::{maybe_workspace, names};
use crate::context::Context;
use crate::error::Exit;
use crate::model::event::DEFAULT_TEMPLATE;
use crate::render::table::{Cell, Table, number, text};
use crate::workspace::{Workspace, built_in};

/// List the templates: the workspace's own, then the built-in ones
#[derive(Debug, Default, Args)]
pub struct Arguments {
    #[command(flatten)]
    list: ListFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = maybe_workspace(context)?;
        let workspace = workspace.as_ref();
        let mut table = Table::new([
            text("name", "Template"),
            text("title", "Title"),
            text("from", "From"),
            number("fields", "Fields"),
            number("required", "Required"),
            text("default", "Default"),
            text("events", "Events"),
        ]);
        for name in names(workspace) {
            let is_own = workspace.is_some_and(|workspace| is_own(workspace, &name));
            let template = match workspace {
                Some(workspace) if is_own => workspace.templates.get(name.as_str()),
                _ => None,
            };
            let template = match template {
                Some(record) => Some(&*record.value),
                None if is_own => None,
                None => built_in::template(&name),
            };
            let count = |fields: Option<usize>| fields.map_or(Cell::Empty, Cell::from);
            let required = |template: &crate::model::Template| {
                let fields = template.fields.iter();
                fields.filter(|field| field.required_from.is_some()).count()
            };
            table.row([
                name.as_str().into(),
                template
                    .map_or("(cannot be parsed)", |template| &template.title)
                    .into(),
                if is_own { "workspace" } else { "built in" }.into(),
                count(template.map(|template| template.fields.len())),
                count(template.map(required)),
                Cell::Flag(name == DEFAULT_TEMPLATE),
                Cell::List(workspace.map_or_else(Vec::new, |workspace| events(workspace, &name))),
            ]);
        }
        self.list.print(context, table.named("templates"))?;
        Ok(Exit::Clean)
    }
}

fn is_own(workspace: &Workspace, name: &str) -> bool {
    workspace.templates.contains_key(name) || workspace.unread_templates.contains(name)
}

fn events(workspace: &Workspace, name: &str) -> Vec<String> {
    let events = workspace.events.values().filter_map(|folder| {
        let event = folder.event.as_ref()?;
        (event.value.template_name() == name).then(|| folder.slug.to_string())
    });
    events.collect()
}
