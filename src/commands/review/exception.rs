//! `cxn review exception`: permits a proposal to be late.

use anyhow::Result;
use clap::Args;

use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::date::WHEN_FORM;
use crate::model::history::Entry;
use crate::model::timeline::{day_text, when_text};
use crate::model::track::TrackChange;
use crate::model::{Track, TrackStatus, When};
use crate::process::proposal;
use crate::process::retry::retry_on_conflict;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::{DiskError, File, edit};
use crate::yaml::{self, Value};

/// Permit a proposal to be submitted after the close, until a date
///
/// The deadline rules honor the permission and show it, with who gave it and why.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event
    #[arg(value_name = "TRACK")]
    track: String,
    /// Until when it holds, inclusive: a day in the event's zone, or a time
    #[arg(long, value_name = "DATE", value_parser = when)]
    until: When,
    /// Who grants it
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Why it is granted
    #[arg(long, alias = "note", value_name = "TEXT")]
    why: String,
}

fn when(text: &str) -> Result<When, String> {
    When::parse(text).ok_or_else(|| format!("expected {WHEN_FORM}"))
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let (by, why) = (self.by.trim(), self.why.trim());
        for (flag, text) in [("--by", by), ("--why", why)] {
            if text.is_empty() {
                return Err(Failure::usage(format!(
                    "{flag} is empty: a permission without who and why would be a loophole"
                ))
                .into());
            }
        }
        let root = context.root()?;
        let (event, track) = context.track(&context.proposals()?, &self.track)?;
        let file = File::track(&event, &track);
        let (entry, zone) = retry_on_conflict(context, Context::say, |context| {
            let _lock = edit::lock(&root, &file)?;
            let workspace = context.proposals()?;
            let event_record = proposal::event_record(&workspace, &event)?;
            let value = &proposal::track_record(&workspace, &event, &track)?.value;
            let zone = event_record.value.zone_or_utc();
            let refused = |why: String| Failure::refused(format!("{event}/{track} {why}"));
            if context.now.at(zone) >= event_record.value.closes() {
                let day = event_record.value.last_day();
                return Err(refused(format!(
                    "needs no exception: its event ended on {}",
                    day_text(day)
                ))
                .into());
            }
            if matches!(value.status, TrackStatus::Withdrawn | TrackStatus::Declined) {
                let status = value.status.label();
                return Err(
                    refused(format!("is {status}: there is nothing to be late with")).into(),
                );
            }
            let entry = Entry::new(
                context.now.moment(zone),
                TrackChange::LateException,
                Some(by.to_owned()),
                Some(format!("until {}: {why}", self.until)),
            );
            let written = proposal::entry_value(&entry)?;
            workspace.inside(&file)?;
            let before = value.history.len();
            edit::change_if::<Track, _, _>(
                &root,
                &file,
                |editor| {
                    for (key, text) in [
                        ("until", self.until.to_string()),
                        ("by", by.to_owned()),
                        ("why", why.to_owned()),
                        ("recorded", entry.when.to_string()),
                    ] {
                        let path = yaml::Path::from("late-exception").key(key);
                        editor.set(&path, &Value::from(text))?;
                    }
                    editor.append(&yaml::Path::from("history"), &written)
                },
                |changed| {
                    let same =
                        changed.status == value.status && changed.history.len() == before + 1;
                    same.then_some(()).ok_or_else(String::new)
                },
            )
            .map_err(|error| match error {
                edit::ChangeError::Refused(_) => DiskError::Conflict(file.on_disk(&root)).into(),
                other => anyhow::Error::from(other),
            })?;
            Ok((entry, zone))
        })?;
        let said = proposal::describe_entry(
            &format!(
                "granted a late exception until {} to",
                when_text(self.until, zone)
            ),
            &format!("{event}/{track}"),
            &entry,
            zone,
        );
        context.print(&format!("{}\n", line(&said, MESSAGE_LENGTH)))?;
        Ok(Exit::Clean)
    }
}
