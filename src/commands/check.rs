//! `cxn check`: judges the workspace, or a part of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};
use serde_yaml::Value;

use crate::check::{self, Report, Selection, Severity, near};
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Slug;
use crate::render::{findings_json, findings_text};
use crate::workspace::load::Scope;
use crate::workspace::{File, Workspace};
use crate::yaml;

/// Check events, tracks and registrations against the template and the timeline
///
/// Everything that is wrong is reported at once, each finding with its place and the rule that found it.
/// Exit code 1 when a finding is at least as bad as --fail-on.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What to check: EVENT, EVENT/TRACK, the path of a file or folder, or - for standard input; default everything
    #[arg(value_name = "WHAT")]
    what: Vec<String>,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// The least severity that makes the exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY")]
    fail_on: FailOn,
}

/// The formats of findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: with the lines they stand on
    #[default]
    Text,
    /// For programs
    Json,
}

/// When to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Note,
    Never,
}

impl FailOn {
    fn fails(self, report: &Report) -> bool {
        let least = match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Note => Severity::Note,
            Self::Never => return false,
        };
        report.worst().is_some_and(|worst| worst >= least)
    }
}

impl Arguments {
    /// Checks and prints.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let root = context.root()?;
        let mut overlay = BTreeMap::new();
        if self.what.iter().any(|what| what == "-") {
            let text = context.input("-")?;
            let quick = Workspace::load(
                &root,
                &Scope {
                    event: None,
                    without_registrations: true,
                },
            )?;
            overlay.insert(stand_in(context, &quick, &text)?, text);
        }
        let inputs: Vec<File> = overlay.keys().cloned().collect();
        let workspace = Workspace::load_with(&root, &Scope::default(), overlay)?;
        let mut paths = BTreeSet::new();
        for what in self.what.iter().filter(|what| *what != "-") {
            paths.insert(resolve(&workspace, what)?);
        }
        paths.extend(inputs.iter().map(|file| file.as_str().to_owned()));
        if let (true, Some(event)) = (self.what.is_empty(), context.named_event()) {
            paths.insert(resolve(&workspace, event)?);
        }
        let selection = if paths.is_empty() {
            Selection::All
        } else {
            Selection::Paths(paths)
        };
        let report = check::run(&workspace, context.now, &selection);
        let text = match self.format {
            Format::Text => findings_text::render(&report, context.style),
            Format::Json => findings_json::render(&report),
        };
        context.print(&text)?;
        Ok(if self.fail_on.fails(&report) {
            Exit::Findings
        } else {
            Exit::Clean
        })
    }
}

/// The path from the workspace's root that an argument names: an event, a track, or a path on disk.
fn resolve(workspace: &Workspace, what: &str) -> Result<String> {
    let mut parts = what.split('/');
    if let (Some(event), track, None) = (parts.next(), parts.next(), parts.next())
        && let Some(folder) = workspace.events.get(event)
    {
        match track {
            None | Some("") => return Ok(format!("events/{event}")),
            Some(track) if folder.has_track(track) => {
                return Ok(format!("events/{event}/tracks/{track}.yaml"));
            }
            Some(_) => {}
        }
    }
    if let Some(path) = from_root(workspace.root(), what) {
        return Ok(path);
    }
    let tracks = workspace.events.values().flat_map(|folder| {
        folder
            .tracks
            .keys()
            .map(move |track| format!("{}/{track}", folder.slug))
    });
    let names: Vec<String> = workspace
        .events
        .keys()
        .map(Slug::to_string)
        .chain(tracks)
        .collect();
    let near = near::nearest(what, names.iter().map(String::as_str));
    let hint = near::did_you_mean(&near).unwrap_or_else(|| {
        "expected EVENT, EVENT/TRACK, or the path of a file or folder in the workspace".to_owned()
    });
    Err(Failure::not_found(format!("nothing to check at '{what}'"))
        .hint(hint)
        .into())
}

/// A path that exists, seen from the current folder or from the root, as a path from the root.
fn from_root(root: &Path, what: &str) -> Option<String> {
    let root = root.canonicalize().ok()?;
    let here = std::path::absolute(what).ok().filter(|path| path.exists());
    let path = here.or_else(|| Some(root.join(what)).filter(|path| path.exists()))?;
    // The name itself stays as it is, so that a link among the records is judged as the record it stands for.
    let folder = path.parent()?.canonicalize().ok()?;
    let path: PathBuf = path
        .file_name()
        .map_or_else(|| folder.clone(), |name| folder.join(name));
    let inside = path.strip_prefix(&root).ok()?;
    let parts = inside.components().map(|part| match part {
        Component::Normal(name) => name.to_str(),
        _ => None,
    });
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}

/// The file that standard input stands in for: what it holds decides the folder, its title the name.
fn stand_in(context: &mut Context, workspace: &Workspace, text: &str) -> Result<File> {
    let value: Value = yaml::read(text).unwrap_or_default();
    let has = |key: &str| value.get(key).is_some();
    let slug = |key: &str| -> Result<Slug> {
        let title = value
            .get(key)
            .and_then(Value::as_str)
            .and_then(Slug::from_title);
        Ok(title.map_or_else(|| Slug::parse("standard-input"), Ok)?)
    };
    if has("fields") {
        return Ok(File::template(&slug("title")?));
    }
    if has("starts") && has("name") {
        return Ok(File::event(&slug("name")?));
    }
    let event = context.event(workspace, None)?;
    if has("name") && !has("title") {
        return Ok(File::registration(&event, &slug("name")?));
    }
    Ok(File::track(&event, &slug("title")?))
}
