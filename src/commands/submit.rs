//! `cxn submit`: hands a proposal in for review.

use std::sync::Arc;

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::check::{Report, engine};
use crate::commands::actor::actor;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Severity;
use crate::model::decision::Snapshot;
use crate::model::history::Entry;
use crate::model::plural::{one_or, plural};
use crate::model::review::transitions;
use crate::model::timeline::day_text;
use crate::model::track::TrackChange;
use crate::model::{Event, Slug, Track, TrackStatus};
use crate::process::proposal;
use crate::process::proposal::{Window, WindowCheck};
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::render::{contacts, findings_text};
use crate::workspace::{File, Record, Root, Workspace, edit};
use crate::yaml;
use crate::yaml::Value;

/// Submit a proposal for review
///
/// First runs the checks for a submitted proposal: if there are errors, they are printed and nothing changes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::tracks))]
    track: String,
    /// Who submits it; default: you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// What was changed, or why a requested change was not made
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

impl Arguments {
    /// Checks, then records that the proposal was submitted.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let root = context.root()?;
        let workspace = context.proposals()?;
        let (event, track) = context.track(&workspace, &self.track)?;
        may_submit(&event, proposal::track_record(&workspace, &event, &track)?)?;
        let by = actor(context, self.by.as_deref(), "Who submits it?")?;
        let file = File::track(&event, &track);
        let _lock = edit::lock(&root, &file)?;
        // What was read before the lock was held may have changed meanwhile.
        let workspace = context.workspace()?;
        let record = proposal::track_record(&workspace, &event, &track)?;
        let folder = proposal::event_record(&workspace, &event)?;
        may_submit(&event, record)?;
        if let Some(remark) = admit(context, folder, record)? {
            context.say(&remark);
        }
        let when = context.now.moment(folder.value.zone_or_utc());
        let note = self.note.filter(|note| !note.trim().is_empty());
        let mut entry = Entry::new(when, TrackChange::Submitted, by, note);
        entry.snapshot = proposal::event_template(&workspace, folder)
            .ok()
            .map(|template| Box::new(Snapshot::new(&record.value, template.kept_keys())));
        let mut report = as_submitted(context, &workspace, &event, record, &entry);
        contacts::cover_findings(&mut report);
        let errors = report.count(Severity::Error);
        if errors > 0 {
            context.print(&findings_text::render(&report, context.style))?;
            let them = one_or(errors, "it", "them");
            return Err(Failure::refused(format!(
                "{event}/{track} was not submitted because of {}; nothing was changed",
                plural(errors, "error")
            ))
            .hint(format!(
                "fix {them}, then run 'cxn submit {event}/{track}' again"
            ))
            .into());
        }
        entry.by = Some(proposal::require_name(entry.by)?);
        let file = workspace.inside(&file).map(|_| file)?;
        for change in unchanged(&record.value) {
            context.say(&line(&change, MESSAGE_LENGTH));
        }
        hand_in(&root, &file, &record.value, &entry)?;
        context.print(&describe_submission(
            context, folder, &track, &entry, &report,
        ))?;
        Ok(Exit::Clean)
    }
}

/// Only a draft, and a proposal that was sent back or deferred, can be submitted.
fn may_submit(event: &Slug, record: &Record<Track>) -> Result<()> {
    let status = record.value.status;
    if transitions(status).contains(&TrackChange::Submitted) {
        return Ok(());
    }
    let hint = (status == TrackStatus::Withdrawn)
        .then_some("propose it again under another name: cxn propose TITLE --slug NAME");
    Err(Failure::refused(format!(
        "{event}/{} is {}: only a draft, or a proposal with changes requested or deferred, can be submitted",
        record.slug,
        status.label()
    ))
    .maybe_hint(hint.map(str::to_owned))
    .into())
}

/// Fields that the reviewers wanted changed and that read as they did then, each in a line.
fn unchanged(track: &Track) -> Vec<String> {
    let Some((_, reviewed)) = track.reviewed() else {
        return Vec::new();
    };
    let changed = track.changed_since_review();
    let open = track.open_changes().into_iter();
    open.filter(|open| {
        let field = &open.change.field;
        reviewed.fields.contains_key(field) && !changed.contains(field)
    })
    .map(|open| {
        format!(
            "warning: '{}' is as it was when the reviewers asked: '{}'",
            open.change.field, open.change.text
        )
    })
    .collect()
}

/// Records the submission, which answers what the reviewers requested.
fn hand_in(root: &Root, file: &File, track: &Track, entry: &Entry<TrackChange>) -> Result<()> {
    let written = proposal::entry_value(entry)?;
    edit::change::<Track, _>(root, file, |editor| {
        editor.set(
            &yaml::Path::from("status"),
            &Value::from(TrackStatus::Submitted.to_string()),
        )?;
        for open in track.open_changes() {
            let path = format!(
                "history[{}].decision.changes[{}].answered",
                open.entry, open.item
            );
            editor.set(
                &yaml::Path::from(path.as_str()),
                &Value::from(entry.when.to_string()),
            )?;
        }
        editor.append(&yaml::Path::from("history"), &written)
    })?;
    Ok(())
}

/// Refuses an event that has begun and a window that is closed; returns what else is to be said.
fn admit(
    context: &Context,
    event: &Record<Event>,
    track: &Record<Track>,
) -> Result<Option<String>> {
    let window = Window::new(event, context.now);
    let (now, value) = (window.now(), &event.value);
    let over = [
        (value.closes(), "ended on", value.last_day()),
        (value.opens(), "began on", value.first_day()),
    ];
    if let Some((_, word, day)) = over.into_iter().find(|(at, ..)| now >= *at) {
        return Err(Failure::refused(format!(
            "event '{}' {word} {}: no more proposals can be submitted",
            event.slug,
            day_text(day)
        ))
        .into());
    }
    let excused = window.is_late()
        && track
            .value
            .late_exception
            .as_ref()
            .is_some_and(|late| late.covers(now));
    match window.check(excused) {
        WindowCheck::Open => Ok(None),
        // A later round with the reviewers is not late when the first one was in time.
        _ if window.is_late() && window.was_in_time(&track.value) => Ok(None),
        WindowCheck::Proceed(remark) => Ok(Some(remark)),
        WindowCheck::Refused(reason) => {
            let hint = if window.is_late() {
                format!(
                    "an organizer can grant an exception: cxn review exception {}/{} --until DATE --by NAME --why REASON",
                    event.slug, track.slug
                )
            } else {
                "submit once the window has opened".to_owned()
            };
            Err(Failure::refused(reason).hint(hint).into())
        }
    }
}

/// The findings on the track as if it were submitted.
fn as_submitted(
    context: &Context,
    workspace: &Workspace,
    event: &Slug,
    record: &Record<Track>,
    entry: &Entry<TrackChange>,
) -> Report {
    let mut changed = record.clone();
    let value = Arc::make_mut(&mut changed.value);
    value.status = TrackStatus::Submitted;
    for change in value
        .history
        .iter_mut()
        .filter_map(|past| past.decision.as_mut())
        .flat_map(|decision| decision.changes.iter_mut())
    {
        change.answered.get_or_insert(entry.when);
    }
    value.history.push(entry.clone());
    engine::run_with_track(workspace, context.now, event, changed)
}

/// What was done, by when it was due, and what is left to look at.
fn describe_submission(
    context: &Context,
    event: &Record<Event>,
    track: &Slug,
    entry: &Entry<TrackChange>,
    report: &Report,
) -> String {
    let name = format!("{}/{track}", event.slug);
    let mut lines = vec![proposal::describe_entry(
        "submitted",
        &name,
        entry,
        event.value.zone_or_utc(),
    )];
    if let Some(close) = Window::new(event, context.now).close() {
        lines.push(format!("{}: {}", close.label, close.with_origin()));
    }
    let warnings = report.count(Severity::Warning);
    if warnings > 0 {
        let left = plural(warnings, "warning");
        lines.push(format!("{left} left: cxn check {name}"));
    }
    lines
        .iter()
        .map(|text| line(text, MESSAGE_LENGTH) + "\n")
        .collect()
}
