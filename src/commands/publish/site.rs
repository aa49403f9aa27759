//! `cxn publish site`: the pages of one event or of all.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::context::Context;
use crate::error::{Exit, Failure};

/// Write the event's pages to a folder
#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder; created when it does not exist
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Write nothing; exit code 1 when a page would change
    #[arg(long)]
    check: bool,
}

impl Arguments {
    pub fn run(self, _: &mut Context) -> Result<Exit> {
        let (folder, _) = (self.folder, self.check);
        Err(Failure::other(format!("no pages yet for {}", folder.display())).into())
    }
}
