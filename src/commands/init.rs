//! `cxn init`: makes a workspace.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use crate::context::Context;
use crate::error::Exit;
use crate::render::sanitize;
use crate::workspace::{DiskError, MARKER, disk, lock, save};

/// Create a workspace: the settings in cxn.yaml and a folder for events
#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder to create it in
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

const SETTINGS: &str = "\
# The settings of this workspace. The file also marks its root: cxn finds it from any folder below.

# The event that commands use when none is named with --event. Without it: the only event,
# else the next one that has not ended.
# default-event: 2026-09-rockville

# Who can read this repository: public, internal or private. In a public one, 'cxn check' warns of registrations that
# name people. With private-files, new registrations can be read by their owner only.
# visibility: private
# personal-data:
#   private-files: true
";

impl Arguments {
    /// Makes the workspace, or says that it is there.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let folder = self.folder.unwrap_or_else(|| context.folder());
        let marker = folder.join(MARKER);
        let already = format!(
            "{} is already a workspace; nothing was changed\n",
            describe_folder(&folder)
        );
        if disk::is_folder(&marker) {
            let reason = std::io::ErrorKind::IsADirectory.into();
            return Err(DiskError::io("create", &marker)(reason).into());
        }
        if disk::exists(&marker) {
            context.print(&already)?;
            return Ok(Exit::Clean);
        }
        // What makes it a workspace comes last: whoever is stopped before that begins anew.
        keep(&folder.join("events").join(".gitkeep"), "")?;
        keep(
            &folder.join(".gitignore"),
            &format!("{}\n.cxn-*.tmp\n", lock::LOCK_FILE),
        )?;
        match save::create(&marker, SETTINGS) {
            Err(DiskError::Exists(_)) => {
                context.print(&already)?;
                return Ok(Exit::Clean);
            }
            result => result?,
        }
        context.print(&format!(
            "created a workspace in {}: {MARKER}, events/\n",
            describe_folder(&folder)
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

fn describe_folder(folder: &Path) -> String {
    if folder == Path::new(".") {
        "this folder".to_owned()
    } else {
        sanitize::line(&folder.display().to_string(), sanitize::MESSAGE_LENGTH)
    }
}
