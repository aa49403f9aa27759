//! `cxn publish site`: the pages of one event or of all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::folder;
use super::subject::facts;
use super::target::spare_workspace;
use crate::analysis::disclosure::Level;
use crate::commands::with::With;
use crate::context::{Context, program};
use crate::error::{Exit, Failure};
use crate::model::{Now, Slug};
use crate::publish::site::{EventOf, Look, is_asset, pages, stays_until};
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::Workspace;
use crate::workspace::load::Scope;
use crate::workspace::published::{Holds, MANIFEST, Plan, read_look};
use crate::workspace::remembered::Published;

/// The largest file of the workspace's `site/` folder.
const MAX_LOOK: usize = 4 << 20;

/// Write the event's pages to a folder: for any web server, or to open from the disk
///
/// Pages work without JavaScript and load nothing from elsewhere. They show approved and proposed tracks, leads by name and organization,
/// of results what the event's results-visibility allows, and reports that are closed; no email addresses, no registrations, no ways into a call.
///
/// With --all, the events of other workspaces join in: those of --with and of 'with' in cxn.yaml, each with what its own record allows.
///
/// Only files that cxn wrote are replaced or removed; DIR/cxn-manifest.json lists them.
/// A template or style sheet in the workspace's site/ folder replaces the built-in one of that name:
/// base.html, index.html, event.html, tracks.html, track.html, results.html, reports.html, report.html, series.html, style.css, local-times.js. Pictures and fonts there are copied.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cxn publish site public\n  cxn publish site public --all --check"
)]
pub struct Arguments {
    /// The folder; created when it does not exist
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Publish every event, with a page that lists them and one over the years
    #[arg(long, conflicts_with = "event")]
    all: bool,
    #[command(flatten)]
    with: With,
    /// Write nothing; exit code 1 when a file would change
    #[arg(long)]
    check: bool,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let root = context.root()?;
        spare_workspace(&root, &self.folder)?;
        // Which events there are, without their records: those are read where something has changed.
        let outline = Workspace::load_events(&root, &BTreeSet::new(), BTreeMap::new())?;
        let events: Vec<Slug> = if self.all {
            outline.events.keys().cloned().collect()
        } else {
            vec![context.event(&outline, None)?]
        };
        let others = self.others(context, &events)?;
        if events.is_empty() && others.iter().all(|(_, events)| events.is_empty()) {
            return Err(Failure::not_found("the workspace has no event").into());
        }
        let names: Vec<&str> = events.iter().map(Slug::as_str).collect();
        let how = format!("site {} {} {}", program(), self.all, names.join(" "));
        let published = Published {
            root: &root,
            folder: &self.folder,
            how: &how,
        };
        // A day that is given is another instant in every zone, and what other workspaces hold is not looked at.
        let now = match context.now {
            Now::Instant(now) if others.is_empty() => Some(now),
            _ => None,
        };
        let inputs = now.and_then(|_| published.inputs());
        if let Some((inputs, now)) = inputs.as_ref().zip(now)
            && let Some(count) = published.unchanged(inputs, now)
        {
            folder::up_to_date(context, &self.folder, count)?;
            return Ok(Exit::Clean);
        }
        let workspace = Workspace::load(&root, &Scope::default())?;
        let mut all = facts(context, &workspace, &events)?;
        for (other, events) in &others {
            all.extend(facts(context, other, events)?);
        }
        let events: Vec<EventOf<'_>> = all
            .iter()
            .map(|facts| EventOf {
                facts,
                level: Level::new(facts.event(), false),
            })
            .collect();
        let (look, is_whole) = look(context, &workspace)?;
        let files = pages(&events, &look, self.all).map_err(|error| {
            Failure::other(line(&format!("site: {error}"), MESSAGE_LENGTH))
                .hint("see site/ in the workspace")
        })?;
        let plan = Plan::new("site", &self.folder, &files, Holds::Pages)?;
        let exit = folder::finish(context, &plan, self.check)?;
        // What was read while someone wrote may be of both.
        let is_settled =
            !self.check && is_whole && inputs.is_some() && published.inputs() == inputs;
        if let (Some(inputs), Some(now), Some(until), true) =
            (inputs, now, stays_until(&events), is_settled)
        {
            published.remember(&inputs, now, until);
        }
        Ok(exit)
    }

    /// Other workspaces with those of their events that have names of their own: the name is the folder of the pages.
    fn others(&self, context: &mut Context, own: &[Slug]) -> Result<Vec<(Workspace, Vec<Slug>)>> {
        if !self.all {
            if self.with.is_given() {
                let failure =
                    Failure::usage("--with adds the events of other workspaces to all of this one");
                return Err(failure.hint("pass --all as well").into());
            }
            return Ok(Vec::new());
        }
        let mut taken: BTreeSet<Slug> = own.iter().cloned().collect();
        let mut others = Vec::new();
        for workspace in self.with.others(context)? {
            spare_workspace(workspace.root(), &self.folder)?;
            let mut events = Vec::new();
            for slug in workspace.events.keys() {
                if taken.insert(slug.clone()) {
                    events.push(slug.clone());
                } else {
                    context.say(&format!(
                        "note: event {slug} is in several workspaces; the first one is published"
                    ));
                }
            }
            others.push((workspace, events));
        }
        Ok(others)
    }
}

/// The built-in look, with what the workspace replaces of it, and whether nothing there was left out.
fn look(context: &mut Context, workspace: &Workspace) -> Result<(Look, bool)> {
    let mut look = Look::default();
    let mut is_whole = true;
    for (name, bytes) in read_look(workspace.root().public(), MAX_LOOK)? {
        let shown = line(&name, MESSAGE_LENGTH);
        if name.strip_suffix(".html").is_some() {
            let text = String::from_utf8(bytes)
                .map_err(|_| Failure::other(format!("site/{shown} is not UTF-8")))?;
            look.templates.insert(name, text);
        } else if is_asset(&name) && name != MANIFEST {
            look.files.insert(name, bytes);
        } else {
            context.say(&format!("note: site/{shown} is neither a template nor a picture, font or style sheet; it was left out"));
            is_whole = false;
        }
    }
    Ok((look, is_whole))
}
