//! `cxn review diff`: what was decided on, and what is there now.

use anyhow::Result;
use clap::Args;

use crate::commands::TableFormat;
use crate::commands::words::word;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Track;
use crate::model::decision::Snapshot;
use crate::model::plural::plural;
use crate::model::timeline::moment_text;
use crate::model::words::words;
use crate::model::zone::UTC;
use crate::process::proposal;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::render::table::Format;
use crate::render::track_diff;
use crate::render::track_diff::Changed;

words! {
    /// What a proposal is compared with.
    pub enum Since {
        /// The last decision that kept a text.
        Decision = "decision",
        /// The last submission.
        Submission = "submission",
    }
}

/// Show field by field what the reviewers saw when they last decided, and what is there now
///
/// Where nothing was decided yet, the text that was submitted is compared.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event
    #[arg(value_name = "TRACK")]
    track: String,
    /// What to compare with; default: the last decision, where there is one
    #[arg(long, value_name = "WHAT", value_parser = word::<Since>())]
    since: Option<Since>,
    /// Also show personal data
    #[arg(long)]
    with_contacts: bool,
    #[command(flatten)]
    format: TableFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.proposals()?;
        let (event, slug) = context.track(&workspace, &self.track)?;
        let track = &proposal::track_record(&workspace, &event, &slug)?.value;
        let record = proposal::event_record(&workspace, &event);
        let event_zone = record
            .as_ref()
            .map_or(UTC, |event| event.value.zone_or_utc());
        let template = record
            .and_then(|event| proposal::event_template(&workspace, event))
            .ok();
        let (at, kept) = kept(track, self.since, &format!("{event}/{slug}"))?;
        let changed: Vec<Changed> = kept
            .differences(track)
            .into_iter()
            .map(|(key, then, now)| {
                let title = template
                    .and_then(|template| template.field(key))
                    .map_or(key, |field| field.title.as_str());
                Changed::new(key, title, then, now, self.with_contacts)
            })
            .collect();
        let entry = &track.history[at];
        match self.format.format {
            Format::Table => {
                let said = match changed.len() {
                    0 => "nothing has changed".to_owned(),
                    count => format!("{} changed", plural(count, "field")),
                };
                let head = format!(
                    "{event}/{slug}: {said} since {} on {}",
                    entry.what.label(),
                    moment_text(entry.when, event_zone)
                );
                let head = line(&head, MESSAGE_LENGTH);
                context.print(&format!(
                    "{head}\n{}",
                    track_diff::render(&changed, context.style)
                ))?;
            }
            _ => self
                .format
                .print(context, &track_diff::table(&changed).named("changes"))?,
        }
        Ok(Exit::Clean)
    }
}

/// The text to compare with, and its place in the history.
fn kept<'t>(
    track: &'t Track,
    since: Option<Since>,
    name: &str,
) -> Result<(usize, &'t Snapshot), Failure> {
    let (found, nothing) = match since {
        Some(Since::Decision) => (track.reviewed(), "no decision about"),
        Some(Since::Submission) => (track.submitted_text(), "no submission of"),
        None => (
            track.reviewed().or_else(|| track.submitted_text()),
            "neither a decision about nor a submission of",
        ),
    };
    found.ok_or_else(|| {
        Failure::not_found(format!("{nothing} {name} kept a text to compare with")).hint(
            "'cxn submit', approvals and requests for changes by 'cxn review' keep the fields that the template marks as frozen",
        )
    })
}
