//! What `cxn propose` says: what it made and what comes next, and why a name cannot be had.

use anyhow::Result;

use crate::context::Context;
use crate::error::Failure;
use crate::model::{Event, Slug};
use crate::process::proposal::Window;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::{File, Record, Workspace};
use crate::yaml::{Mapping, Value};

/// What was done and what comes next.
pub fn describe_draft(
    context: &Context,
    event: &Record<Event>,
    file: &File,
    origin: Option<&(Slug, Slug)>,
    values: &Mapping,
) -> String {
    let name = format!("{}/{}", event.slug, file.stem());
    let from = origin.map_or_else(String::new, |(event, track)| {
        format!(", carried from {event}/{track}")
    });
    let mut lines = vec![format!("created a draft{from}: {file}")];
    let late = |key: &str| {
        values
            .get("late-exception")
            .and_then(|late| late.get(key))
            .and_then(Value::as_str)
    };
    if let (Some(by), Some(why)) = (late("by"), late("why")) {
        lines.push(format!("recorded a late exception, by {by}: {why}"));
    }
    let window = Window::new(event, context.now);
    let due = window
        .close()
        .map_or_else(String::new, |close| format!("  by {}", close.with_origin()));
    lines.push(format!("next: cxn check {name}"));
    lines.push(format!("      cxn submit {name}{due}"));
    lines.iter().map(|text| line_kept(text) + "\n").collect()
}

/// A line of the answer, safe to show, with its indentation.
fn line_kept(text: &str) -> String {
    let indent = text.len() - text.trim_start().len();
    format!("{}{}", " ".repeat(indent), line(text, MESSAGE_LENGTH))
}

/// Refuses a name that is taken, readable or not.
pub fn absent(workspace: &Workspace, event: &Slug, name: &Slug) -> Result<()> {
    let taken = workspace
        .events
        .get(event)
        .is_some_and(|folder| folder.has_track(name.as_str()));
    if taken {
        Err(exists(event, name))
    } else {
        Ok(())
    }
}

/// Says where the record of a name that is taken is.
pub fn exists(event: &Slug, name: &Slug) -> anyhow::Error {
    Failure::other(format!("track '{event}/{name}' already exists, in {}; nothing was written", File::track(event, name)))
        .hint(format!("choose another name with --slug, or change it with 'cxn track set {event}/{name} KEY=VALUE'"))
        .into()
}
