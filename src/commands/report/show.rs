//! `cxn report show`.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::event_facts::EventFacts;
use crate::analysis::report::view;
use crate::analysis::report_event::{Which, event_report};
use crate::commands::report::{COUNTED, facts};
use crate::commands::result::{Disclosure, ensure_told};
use crate::commands::unread::note_unread;
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::Exit;
use crate::model::Slug;
use crate::model::words::words;
use crate::process::report::record;
use crate::publish::wiki::{self, Sources};
use crate::render;
use crate::workspace::RecordKind;

words! {
    /// How a report is shown.
    #[derive(Default)]
    pub enum Format {
        /// Text for people, with where each number is from
        #[default]
        Text = "text",
        /// Markdown for wikis and mails
        Markdown = "markdown",
        /// The storage format of Confluence
        Confluence = "confluence",
        /// JSON for programs
        Json = "json",
    }
}

/// Show the report of a track, or the report of the whole event
///
/// The report of an event draws those of its tracks together: people and first-timers, what the tracks asked and what passed, and issues by
/// specification and work group. As text it has everything, and says for each number which command shows what was counted. In other formats
/// numbers are shown as far as the event's results-visibility allows.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cxn report show patient\n  cxn report show --event 2026-09-rockville --format markdown"
)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event; default the event
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::tracks))]
    track: Option<String>,
    /// How to show it
    #[arg(long, value_parser = word::<Format>(), default_value_t, value_name = "FORMAT")]
    format: Format,
    #[command(flatten)]
    disclosure: Disclosure,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (event, track) = context.event_or_track(&workspace, self.track.as_deref())?;
        let facts = facts(&workspace, &event, context)?;
        let text = self.text(context, &facts, track.as_ref())?;
        context.print(&text)?;
        Ok(Exit::Clean)
    }

    fn text(
        &self,
        context: &mut Context,
        facts: &EventFacts<'_>,
        track: Option<&Slug>,
    ) -> Result<String> {
        let (folder, format) = (facts.folder, self.format);
        let event = folder.slug.as_str();
        let report = track.map(|track| record::find(folder, track)).transpose()?;
        note_unread(context, folder, &COUNTED);
        if report.is_none() {
            note_unread(context, folder, &[RecordKind::Report]);
        }
        if report.is_none() && folder.reports.is_empty() && !folder.has_unread(RecordKind::Report) {
            context.say(&format!(
                "note: no track has a report; run 'cxn report draft --all --event {event}'"
            ));
        }
        let level = self
            .disclosure
            .level(context, facts.event(), format == Format::Text);
        ensure_told(context, level, folder, track)?;
        let sources = if format == Format::Text {
            Sources::Shown
        } else {
            Sources::Left
        };
        let page = if let Some(report) = report {
            let view = view(facts, report, level);
            if format == Format::Json {
                return Ok(render::report::track(&view, event));
            }
            wiki::report(&view, sources)
        } else {
            let report = event_report(facts, Which::All, level);
            if format == Format::Json {
                return Ok(render::report::event(&report, event));
            }
            wiki::event_report(&report, sources)
        };
        Ok(match format {
            Format::Markdown => wiki::markdown(&page),
            Format::Confluence => wiki::confluence(&page),
            Format::Text | Format::Json => wiki::text(&page, context.style),
        })
    }
}
