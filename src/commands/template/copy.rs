//! `cxn template copy`: starts a template of the workspace's own.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Slug;
use crate::workspace::{DiskError, File, edit, save};

/// Copy a template into the workspace, to start one of its own
///
/// Under its own name the copy replaces the built-in one in this workspace.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The template to copy
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::templates))]
    name: String,
    /// The name of the copy; default the same
    #[arg(value_name = "NEW-NAME")]
    new_name: Option<String>,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.proposals()?;
        let text = crate::commands::template::text(Some(&workspace), &self.name)?;
        let name = self.new_name.as_ref().unwrap_or(&self.name);
        let slug = Slug::parse(name).map_err(|error| {
            let near = Slug::from_title(name).map(|slug| format!("did you mean '{slug}'?"));
            Failure::usage(error.to_string()).maybe_hint(near)
        })?;
        workspace.inside(&File::new("templates"))?;
        let file = File::template(&slug);
        let _lock = edit::lock(workspace.root(), &file)?;
        let text = workspace.with_modeline(&file, &text);
        match save::create_record(&file.on_disk(workspace.root()), &text) {
            Err(DiskError::Exists(_)) => {
                let message = format!("{file} already exists; nothing was written");
                let hint = format!(
                    "give the copy another name: 'cxn template copy {} NEW-NAME'",
                    self.name
                );
                return Err(Failure::other(message).hint(hint).into());
            }
            result => result?,
        }
        context.print(&format!("copied {} to {file}\n", self.name))?;
        Ok(Exit::Clean)
    }
}
