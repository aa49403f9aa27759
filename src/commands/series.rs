//! `cxn series`: events side by side.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::disclosure::Level;
use crate::analysis::event_facts::EventFacts;
use crate::analysis::series::{Builder, EventPart, Series};
use crate::commands::ListFormat;
use crate::commands::result::Disclosure;
use crate::commands::with::{With, note_unread};
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::names::Names;
use crate::model::nearest;
use crate::render::series::document;
use crate::render::table::Format;
use crate::workspace::others::Source;

/// Show events side by side: tracks that recur, people, what was tested, and what became of the issues
///
/// A track is the same one when it was carried from the other ('cxn propose --carry'), or has its name or its title.
/// In other workspaces ('with' in cxn.yaml, and --with) the same names mean the same; 'aliases' in cxn.yaml knows other names.
/// Once an event has begun, its approved tracks count and those with results; before that, those that are submitted.
///
/// In the table, Again is how many tracks an earlier event had, New is people who came for the first time, Orgs their organizations, Tested is
/// scenarios, Passed is pairs of systems, and Done is issues that are closed or that the tracker is done with.
///
/// Text outside CI has everything. Every other format has of each event what its results-visibility allows, unless --with-results is given:
/// a dash is what it does not tell, and the number of a whole event leaves out what its tracks do not tell, so that there may be more. Names of one organization are one, as 'organizations' in cxn.yaml of
/// the event's own workspace says.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cxn series\n  cxn series patient\n  cxn series --format csv --with-results"
)]
pub struct Arguments {
    /// One track over its events: its name or its title, or EVENT/TRACK; default: whole events
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::track_names))]
    track: Option<String>,
    #[command(flatten)]
    with: With,
    #[command(flatten)]
    disclosure: Disclosure,
    #[command(flatten)]
    list: ListFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        if context.named_event().is_some() {
            return Err(Failure::usage(
                "'cxn series' shows all events next to each other, and --event names one",
            )
            .hint("leave --event out; name a track of one event as EVENT/TRACK")
            .into());
        }
        let sources = self.with.sources(context)?;
        let settings = sources.iter().filter_map(Source::settings);
        let names = Names::new(settings);
        let is_full = self
            .disclosure
            .is_full(context, self.list.format() == Format::Table);
        let now = context.now;
        let mut builder = Builder::default();
        let mut lowest = Level::Full;
        for source in &sources {
            let workspace = source.name.as_deref();
            let events = source.each_whole_event(|folder| {
                let facts = EventFacts::new(&source.frame, folder, now)?;
                let level = Level::new(facts.event(), is_full);
                Some((level, EventPart::new(workspace, &facts, level, &names)))
            })?;
            note_unread(context, source, events.unread);
            for (level, part) in events.read.into_iter().flatten() {
                lowest = lowest.min(level);
                builder.add(part);
            }
        }
        let series = builder.finish();
        if series.events.is_empty() {
            context.say("note: the workspace has no event; run 'cxn event new SLUG' to create one");
        }
        if lowest != Level::Full {
            Disclosure::note_limits(context);
        }
        let track = match &self.track {
            Some(name) => Some(series.track(name).ok_or_else(|| unknown(&series, name))?),
            None => None,
        };
        let for_people = matches!(self.list.format(), Format::Table | Format::Markdown);
        let document = document(&series, track, for_people);
        self.list.print_document(context, document)?;
        Ok(Exit::Clean)
    }
}

/// No track of a name took place at an event; what is near.
fn unknown(series: &Series, name: &str) -> Failure {
    let near = nearest::nearest(name, series.track_names());
    let hint = nearest::did_you_mean(&near)
        .unwrap_or_else(|| "'cxn series' shows the tracks that did".to_owned());
    Failure::not_found(format!("no track '{name}' has taken place at an event")).hint(hint)
}
