//! `cxn matrix`: systems against systems.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::disclosure::tells_that_it_took_place;
use crate::analysis::event_facts::EventFacts;
use crate::commands::result::{Disclosure, ensure_told};
use crate::commands::unread::note_unread;
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Slug;
use crate::process::result::resolve;
use crate::render::matrix::{Format, TrackMatrices, legend, render};
use crate::workspace::{RecordKind, Workspace};

/// Show which systems tested with each other, for each scenario
///
/// A cell says the verdict that counts, the number of runs, a conflict, whether the lead or a monitor verified it, and issues.
/// Pairs of one organization are marked and count for nothing. A scenario of one or of three roles gets a list.
///
/// Text outside CI is whole. Every other format has what the event's results-visibility allows, unless --with-results is given.
#[derive(Debug, Args)]
pub struct Arguments {
    /// TRACK or TRACK/SCENARIO, with EVENT/ before it for another event; default all approved tracks
    #[arg(value_name = "TRACK[/SCENARIO]", add = ArgValueCompleter::new(complete::tracks))]
    name: Option<String>,
    #[command(flatten)]
    disclosure: Disclosure,
    /// How to print it
    #[arg(long, value_parser = word::<Format>(), default_value_t, value_name = "FORMAT")]
    format: Format,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (event, track, scenario) = named(context, &workspace, self.name.as_deref())?;
        let folder = &workspace.events[&event];
        let facts = EventFacts::new(&workspace, folder, context.now)
            .ok_or_else(|| Failure::event_unreadable(&event))?;
        if let (Some(track), Some(scenario)) = (&track, &scenario) {
            resolve::scenario(&folder.tracks[track], scenario)?;
        }
        let level = self
            .disclosure
            .level(context, facts.event(), self.format == Format::Text);
        ensure_told(context, level, folder, track.as_ref())?;
        let records: Vec<_> = folder
            .tracks
            .values()
            .filter(|record| match &track {
                Some(named) => *named == record.slug,
                None => tells_that_it_took_place(level, folder, record),
            })
            .collect();
        let matrices: Vec<TrackMatrices<'_>> = records
            .iter()
            .map(|record| TrackMatrices::new(&facts, record, scenario.as_deref(), level))
            .collect();
        note_unread(
            context,
            facts.folder,
            &[RecordKind::Registration, RecordKind::Result],
        );
        if matrices.iter().all(|one| one.matrices.is_empty()) {
            context.say(&nothing(&event, track.as_ref()));
        }
        let mut text = render(&event, &matrices, level, self.format, context.style.width);
        if self.format == Format::Text && !text.is_empty() {
            text.push('\n');
            text.push_str(&legend(level));
        }
        context.print(&text)?;
        Ok(Exit::Clean)
    }
}

/// Why there is no matrix, and what makes one.
fn nothing(event: &Slug, track: Option<&Slug>) -> String {
    match track {
        Some(track) => format!(
            "note: track '{event}/{track}' has no scenario; 'cxn check {event}/{track}' says what is missing"
        ),
        None => format!(
            "note: no track of event '{event}' with scenarios is approved or has a result yet; 'cxn track list' shows where they are, \
             'cxn matrix TRACK' shows one as it is"
        ),
    }
}

/// The event, the track and the scenario that a name means.
fn named(
    context: &mut Context,
    workspace: &Workspace,
    name: Option<&str>,
) -> Result<(Slug, Option<Slug>, Option<String>)> {
    let Some(name) = name else {
        return Ok((context.event(workspace, None)?, None, None));
    };
    let parts: Vec<&str> = name.splitn(3, '/').collect();
    let (event, rest) = match parts[..] {
        [event, ..] if parts.len() > 1 && workspace.events.contains_key(event) => {
            (context.event_named(workspace, event)?, &parts[1..])
        }
        _ => (context.event(workspace, None)?, &parts[..]),
    };
    let folder = &workspace.events[&event];
    let track = resolve::track(folder, rest.first().copied().unwrap_or_default())?;
    let scenario = match rest {
        [_] | [] => None,
        [_, scenario @ ..] => Some(
            resolve::scenario(track, &scenario.join("/"))?
                .scenario
                .id
                .clone(),
        ),
    };
    Ok((event, Some(track.slug.clone()), scenario))
}
