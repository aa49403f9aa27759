//! `cxn man`: manual pages of every command.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, Command};

use crate::context::Context;
use crate::error::Exit;
use crate::render::sanitize;
use crate::workspace::{DiskError, disk, save};

/// Write the manual pages of every command to a folder
#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder; created when it does not exist
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        disk::create_folder(&self.folder)?;
        let mut root = (context.command_line)();
        root.build();
        let pages = write(&root, &self.folder)?;
        context.print(&format!(
            "{pages} pages written to {}\n",
            sanitize::line(&self.folder.display().to_string(), sanitize::MESSAGE_LENGTH)
        ))?;
        Ok(Exit::Clean)
    }
}

/// Writes the page of a command and of every command below it.
fn write(command: &Command, folder: &Path) -> Result<usize> {
    let name = command
        .get_display_name()
        .unwrap_or_else(|| command.get_name())
        .to_owned();
    let path = folder.join(format!("{name}.1"));
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone().name(name))
        .render(&mut page)
        .map_err(DiskError::io("write", &path))?;
    save::overwrite(&path, &String::from_utf8_lossy(&page))?;
    let mut pages = 1;
    for below in command.get_subcommands() {
        pages += write(below, folder)?;
    }
    Ok(pages)
}
