//! `cxn progress`: how far the tests are.

use std::time::Duration;

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::disclosure::Level;
use crate::analysis::event_facts::EventFacts;
use crate::analysis::progress::{Filter, progress};
use crate::commands::TableFormat;
use crate::commands::result::{Disclosure, ensure_told};
use crate::commands::unread::note_unread;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Slug;
use crate::render::progress_report;
use crate::render::table::Format;
use crate::workspace::RecordKind;

/// Show how far the tests of an event are
///
/// For each track: pairs that could test and those that did, conflicts and wrong tests to settle, what is blocked, newcomers without a
/// success, systems without a result, and how far the scenarios are from what the event's policy asks for.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event; default all tracks
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::tracks))]
    track: Option<String>,
    /// Only what concerns systems of this organization
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(complete::organizations))]
    organization: Option<String>,
    /// Show it again and again, on a terminal
    #[arg(long)]
    watch: bool,
    /// How long between two looks, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "30", requires = "watch", value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
    #[command(flatten)]
    disclosure: Disclosure,
    #[command(flatten)]
    format: TableFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        if !self.watch {
            let text = self.text(context, &mut None)?;
            context.print(&text)?;
            return Ok(Exit::Clean);
        }
        if !context.interactive {
            return Err(Failure::usage("--watch needs a terminal")
                .hint("run 'cxn progress' without it")
                .into());
        }
        let mut level = None;
        let clock = context.clock();
        loop {
            context.now = clock();
            let text = self.text(context, &mut level)?;
            // To the upper left, each line cleared to its end, then everything below.
            let text = text.replace('\n', "\u{1b}[K\n");
            context.print(&format!("\u{1b}[H{text}\u{1b}[J"))?;
            std::thread::sleep(Duration::from_secs(self.every));
        }
    }

    /// What is printed. What the output leaves out is said the first time only.
    fn text(&self, context: &mut Context, level: &mut Option<(Slug, Level)>) -> Result<String> {
        let workspace = context.workspace()?;
        let (event, track) = match (&self.track, &level) {
            (None, Some((event, _))) => (event.clone(), None),
            _ => context.event_or_track(&workspace, self.track.as_deref())?,
        };
        let folder = workspace
            .events
            .get(&event)
            .ok_or_else(|| Failure::not_found(format!("event '{event}' is gone")))?;
        let facts = EventFacts::new(&workspace, folder, context.now)
            .ok_or_else(|| Failure::event_unreadable(&event))?;
        let format = self.format.format;
        let shown = if let Some((_, level)) = level {
            *level
        } else {
            note_unread(
                context,
                folder,
                &[RecordKind::Registration, RecordKind::Result],
            );
            self.disclosure
                .level(context, facts.event(), format == Format::Table)
        };
        ensure_told(context, shown, folder, track.as_ref())?;
        *level = Some((event, shown));
        let filter = Filter {
            track,
            organization: self
                .organization
                .as_deref()
                .map(|name| facts.names().organization(name)),
        };
        if let Some(own) = &filter.organization {
            let is_known = facts
                .systems()
                .all
                .iter()
                .any(|one| one.organization_key == *own);
            if !is_known {
                context.say("note: no system of this organization is registered");
            }
        }
        let tracks = progress(&facts, shown, &filter);
        if tracks.is_empty() && !self.watch {
            context.say(&format!(
                "note: no track of event '{}' is approved or has a result yet; 'cxn track list' shows where they are",
                folder.slug
            ));
        }
        let for_people = matches!(format, Format::Table | Format::Markdown);
        let policy = facts.event().policy.as_ref();
        let document = progress_report::document(&tracks, policy, shown, for_people);
        let event = context.meant().map(Slug::as_str);
        Ok(document.render(format, event, context.style))
    }
}
