//! `cxn init`: makes a workspace.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Settings;
use crate::model::plural::plural;
use crate::render::sanitize;
use crate::workspace::lock::Lock;
use crate::workspace::{DiskError, File, MARKER, Root, disk, edit, halves, lock, root, save};
use crate::yaml::{self, Value, guard};

/// Create a workspace: the settings in cxn.yaml and a folder for events
#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder to create it in
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Keep registrations, results, issues, reports and mappings in this second folder, usually a repository that fewer people
    /// can read; of a workspace that is there, moves them over. Seen from the workspace, unless it is absolute
    #[arg(long, value_name = "PATH")]
    private: Option<String>,
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
        let folder = self.folder.clone().unwrap_or_else(|| context.folder());
        let marker = folder.join(MARKER);
        let already = format!(
            "{} is already a workspace; nothing was changed\n",
            describe_folder(&folder)
        );
        if disk::is_folder(&marker) {
            let reason = std::io::ErrorKind::IsADirectory.into();
            return Err(DiskError::io("create", &marker)(reason).into());
        }
        if let Some(named) = &self.private {
            return private_half(context, &folder, named);
        }
        if disk::exists(&marker) {
            context.print(&already)?;
            return Ok(Exit::Clean);
        }
        folders(&folder)?;
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

/// What is beside the settings. What makes it a workspace comes last: whoever is stopped before that begins anew.
fn folders(folder: &Path) -> Result<(), DiskError> {
    keep(&folder.join("events").join(".gitkeep"), "")?;
    keep(
        &folder.join(".gitignore"),
        &format!("{}\n.cxn-*.tmp\n", lock::LOCK_FILE),
    )
}

/// Gives a workspace, old or new, a private half, and moves there what belongs in it.
fn private_half(context: &mut Context, folder: &Path, named: &str) -> Result<Exit> {
    let public = std::path::absolute(folder).map_err(DiskError::io("find", folder))?;
    let base = disk::real(&public).unwrap_or_else(|| public.clone());
    let private = root::without_dots(&base.join(named));
    if named.trim().is_empty() {
        return Err(Failure::usage("no folder is given as the private half").into());
    }
    let old = if disk::exists(&public.join(MARKER)) {
        Root::open(public.clone(), None)?
    } else {
        Root::whole(&public)
    };
    if let Some(other) = old.private_half().filter(|other| *other != private) {
        return Err(Failure::refused(format!(
            "the workspace has the private half {} already; nothing was changed",
            other.display()
        ))
        .hint("name that one, or change 'private' in cxn.yaml by hand")
        .into());
    }
    root::is_half(&public, &private)?;
    disk::create_folder(&private.join("events"))?;
    folders(&public)?;
    folders(&private)?;
    let _locks = (Lock::acquire(&public)?, Lock::acquire(&private)?);
    let said = describe_folder(folder);
    match save::create(
        &public.join(MARKER),
        &format!("{SETTINGS}\nprivate: {}\n", yaml::write::scalar(named)),
    ) {
        Ok(()) => {}
        // The settings say so before anything is moved: whoever is stopped on the way has records that a check names, and the
        // same command again moves the rest.
        Err(DiskError::Exists(_)) => set(&old, named)?,
        Err(error) => return Err(error.into()),
    }
    let moved = halves::move_over(&public, &private)?;
    context.print(&format!(
        "the private half of {said} is {}: registrations, results, issues, reports and mappings\n",
        sanitize::line(named, sanitize::MESSAGE_LENGTH)
    ))?;
    if moved > 0 {
        context.print(&format!(
            "moved {} there; git keeps the earlier versions in the history of the public half\n",
            plural(moved, "file")
        ))?;
    }
    Ok(Exit::Clean)
}

/// Writes the key into settings that are there.
fn set(root: &Root, named: &str) -> Result<()> {
    let path = File::settings().on_disk(root);
    let bytes = disk::read_bounded(&path)?;
    let text = guard::admit(&bytes)
        .map_err(|refusal| Failure::other(format!("{MARKER}: found {}", refusal.found)))?;
    // Settings that are all comments have no place yet where a key could be.
    if matches!(yaml::read::<Option<Settings>>(text), Ok(None)) {
        let read = String::from_utf8_lossy(&bytes);
        let end = if read.is_empty() || read.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        let text = format!("{read}{end}private: {}\n", yaml::write::scalar(named));
        return Ok(save::replace(&path, &read, &text)?);
    }
    edit::change::<Settings, _>(root, &File::settings(), |editor| {
        editor.set(&yaml::Path::from("private"), &Value::from(named))
    })?;
    Ok(())
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
