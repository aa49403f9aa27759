//! What the formats of wikis are asked for.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use super::output::Output;
use super::subject::{facts_of, subject, track_of};
use crate::analysis::disclosure::Level;
use crate::analysis::event_facts::EventFacts;
use crate::analysis::report::{published, view};
use crate::analysis::report_event::{Which, event_report};
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Slug;
use crate::process::report::record;
use crate::publish::wiki;
use crate::publish::wiki::{Page, Sources};

#[derive(Debug, Args)]
pub struct PageOf {
    /// The event, or a track: EVENT/TRACK, or TRACK of the current event
    #[arg(value_name = "WHAT", add = ArgValueCompleter::new(complete::events_and_tracks))]
    what: Option<String>,
    /// The list of the event's tracks alone
    #[arg(long, conflicts_with = "report")]
    tracks: bool,
    /// The report of the track, or of the event: what is closed of it, with numbers as far as the event's results-visibility allows
    #[arg(long)]
    report: bool,
    #[command(flatten)]
    output: Output,
}

/// The report of a track once it is closed, or what is closed of the event's.
fn report_page(facts: &EventFacts<'_>, track: Option<&Slug>) -> Result<Page> {
    let event = &facts.folder.slug;
    let level = Level::new(facts.event(), false);
    let Some(track) = track else {
        let report = event_report(facts, Which::Published, level);
        if report.reports.is_empty() {
            let failure = Failure::refused(format!("no report of event '{event}' is closed"));
            return Err(failure
                .hint("run 'cxn report list' to see the reports")
                .into());
        }
        return Ok(wiki::event_report(&report, Sources::Left));
    };
    let report = record::find(facts.folder, track)?;
    if !published(facts).iter().any(|one| one.slug == *track) {
        let failure = Failure::refused(format!("the report of '{event}/{track}' is not published"));
        return Err(failure
            .hint(format!("only reports that are closed are, of tracks that are: run 'cxn report close {event}/{track}'"))
            .into());
    }
    Ok(wiki::report(&view(facts, report, level), Sources::Left))
}

impl PageOf {
    /// Makes the page that was asked for and writes it.
    pub fn write(&self, context: &mut Context, render: fn(&Page) -> String) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (event, track) = subject(context, &workspace, self.what.as_deref())?;
        let facts = facts_of(context, &workspace, &event)?;
        let page = match &track {
            _ if self.report => report_page(&facts, track.as_ref())?,
            Some(_) if self.tracks => {
                let failure = Failure::usage("a track and --tracks cannot be used together");
                return Err(failure.hint("name the event, or nothing").into());
            }
            Some(track) => wiki::track(&facts, track_of(&facts, track)?),
            None if self.tracks => wiki::tracks(&facts),
            None => wiki::event(&facts),
        };
        self.output.write(context, workspace.root(), &render(&page))
    }
}
