//! `cxn init`: makes a workspace.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use crate::context::Context;
use crate::error::Exit;
use crate::render::sanitize;
use crate::workspace::{DiskError, MARKER, lock, save};

/// Make a workspace: the settings in cxn.yaml and a folder for events
#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder to make it in
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

const SETTINGS: &str = "\
# The settings of this workspace. The file also marks its root: cxn finds it from any folder below.

# The event that commands use when none is named with --event. Without it: the only event,
# else the next one that has not ended.
# default-event: 2026-09-rockville
";

impl Arguments {
    /// Makes the workspace, or says that it is there.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let folder = self.folder.unwrap_or_else(|| context.folder());
        let marker = folder.join(MARKER);
        match save::create(&marker, SETTINGS) {
            Ok(()) => {}
            Err(DiskError::Exists(_)) => {
                context.print(&format!(
                    "{} is a workspace already; nothing was changed\n",
                    shown(&folder)
                ))?;
                return Ok(Exit::Clean);
            }
            Err(error) => return Err(error.into()),
        }
        keep(&folder.join("events").join(".gitkeep"), "")?;
        keep(
            &folder.join(".gitignore"),
            &format!("{}\n.cxn-*.tmp\n", lock::LOCK_FILE),
        )?;
        context.print(&format!(
            "made a workspace in {}: {MARKER}, events/\n",
            shown(&folder)
        ))?;
        Ok(Exit::Clean)
    }
}

/// Creates a file unless it is there: what a person has there already is theirs.
fn keep(path: &Path, text: &str) -> Result<(), DiskError> {
    match save::create(path, text) {
        Err(DiskError::Exists(_)) => Ok(()),
        result => result,
    }
}

fn shown(folder: &Path) -> String {
    if folder == Path::new(".") {
        "this folder".to_owned()
    } else {
        sanitize::line(&folder.display().to_string(), sanitize::MESSAGE_LENGTH)
    }
}
