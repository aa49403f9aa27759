//! `cxn review diff`: what was decided on, and what is there now.

use anyhow::Result;
use clap::Args;

use crate::commands::TableFormat;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::plural::plural;
use crate::model::timeline::moment_text;
use crate::model::zone::UTC;
use crate::process::proposal;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::render::table::Format;
use crate::render::track_diff;
use crate::render::track_diff::Changed;

/// Show field by field what the reviewers saw when they last decided, and what is there now
#[derive(Debug, Args)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event
    #[arg(value_name = "TRACK")]
    track: String,
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
        let Some((at, reviewed)) = track.reviewed() else {
            return Err(Failure::not_found(format!(
                "no decision about {event}/{slug} kept a text to compare with"
            ))
            .hint("approvals and requests for changes by 'cxn review' keep the fields that the template marks as frozen")
            .into());
        };
        let changed: Vec<Changed> = reviewed
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
