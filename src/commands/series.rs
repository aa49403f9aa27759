//! `cxn series`: events side by side.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::disclosure::Level;
use crate::analysis::event_facts::EventFacts;
use crate::analysis::series::{Builder, Series};
use crate::commands::TableFormat;
use crate::commands::result::Disclosure;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::nearest;
use crate::render::series::document;
use crate::render::table::Format;
use crate::workspace::Workspace;

/// Show events side by side: tracks that recur, people, what was tested, and what became of the issues
///
/// A track is the same one when it was carried from the other ('cxn propose --carry'), or has its name or its title.
/// Once an event has begun, its approved tracks count and those with results; before that, those that are submitted.
///
/// In the table, Again is how many tracks an earlier event had, New is people who came for the first time, Orgs their organizations, Tested is
/// scenarios, Passed is pairs of systems, and Done is issues that are closed or that the tracker is done with.
///
/// Text outside CI has everything. Every other format has of each event what its results-visibility allows, unless --with-results is given:
/// a dash is what it does not tell.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cxn series\n  cxn series patient\n  cxn series --format csv --with-results"
)]
pub struct Arguments {
    /// One track over its events: its name or its title, or EVENT/TRACK; default: whole events
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::track_names))]
    track: Option<String>,
    #[command(flatten)]
    disclosure: Disclosure,
    #[command(flatten)]
    format: TableFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let is_text = self.format.format == Format::Table;
        let mut builder = Builder::default();
        let mut lowest = Level::Full;
        for folder in workspace.events.values() {
            let Some(facts) = EventFacts::new(&workspace, folder, context.now) else {
                context.say(&format!(
                    "note: event '{0}' cannot be parsed and is left out; run 'cxn check {0}'",
                    folder.slug
                ));
                continue;
            };
            let level = self.disclosure.level_of(context, facts.event(), is_text);
            lowest = lowest.min(level);
            builder.add(None, &facts, level);
        }
        let series = builder.finish();
        if series.events.is_empty() {
            context.say("note: the workspace has no event; run 'cxn event new SLUG' to create one");
        }
        if lowest != Level::Full {
            context.say(
                "note: this output has of each event what its results-visibility allows; pass --with-results for everything",
            );
        }
        let track = match &self.track {
            Some(name) => Some(
                series
                    .track(name)
                    .ok_or_else(|| unknown(&series, &workspace, name))?,
            ),
            None => None,
        };
        let for_people = matches!(self.format.format, Format::Table | Format::Markdown);
        let document = document(&series, track, for_people);
        self.format.print_document(context, &document)?;
        Ok(Exit::Clean)
    }
}

/// Why there is no track of a name, and which was meant.
fn unknown(series: &Series, workspace: &Workspace, name: &str) -> Failure {
    let slug = name.rsplit('/').next().unwrap_or(name);
    let mut folders = workspace.events.values();
    let proposed = folders.find(|folder| folder.has_track(slug));
    if let Some(folder) = proposed {
        return Failure::not_found(format!("track '{slug}' has taken place at no event")).hint(
            format!("'cxn track show {}/{slug}' shows its proposal", folder.slug),
        );
    }
    let near = nearest::nearest(name, series.track_names());
    let hint = nearest::did_you_mean(&near)
        .unwrap_or_else(|| "run 'cxn series' to see the tracks".to_owned());
    Failure::not_found(format!("no track '{name}' at any event")).hint(hint)
}
