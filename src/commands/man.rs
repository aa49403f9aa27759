//! `cxn man`: manual pages of every command.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, Command};

use crate::context::Context;
use crate::error::Exit;
use crate::model::zone::UTC;
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
        let day = committed().map_or_else(
            || context.now.at(UTC).date_naive().to_string(),
            str::to_owned,
        );
        let pages = write(&root, &self.folder, &day)?;
        context.print(&format!(
            "{pages} pages written to {}\n",
            sanitize::line(&self.folder.display().to_string(), sanitize::MESSAGE_LENGTH)
        ))?;
        Ok(Exit::Clean)
    }
}

/// The day of the commit that the build was told, so that a package is the same whenever it is built.
fn committed() -> Option<&'static str> {
    option_env!("CXN_COMMIT")?.split(' ').nth(1)
}

/// Writes the page of a command and of every command below it.
fn write(command: &Command, folder: &Path, day: &str) -> Result<usize> {
    let name = command
        .get_display_name()
        .unwrap_or_else(|| command.get_name())
        .to_owned();
    let path = folder.join(format!("{name}.1"));
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone().name(name.clone()))
        .title(name.to_uppercase())
        .date(day)
        .source(concat!("cxn ", env!("CARGO_PKG_VERSION")))
        .manual("Commands of cxn")
        .render(&mut page)
        .map_err(DiskError::io("write", &path))?;
    save::overwrite(&path, &tidy(&String::from_utf8_lossy(&page)))?;
    let mut pages = 1;
    for below in command.get_subcommands() {
        pages += write(below, folder, day)?;
    }
    Ok(pages)
}

/// A page without spaces at the ends of its lines, and with one request for an empty line in place of three.
fn tidy(page: &str) -> String {
    let lines: Vec<&str> = page.lines().map(str::trim_end).collect();
    let page = lines.join("\n") + "\n";
    page.replace(".br\n\n.br\n", ".sp\n")
}
