//! `cxn review approve`, `request-changes`, `defer`, `decline` and `confirm`: one decision on one track.

use anyhow::Result;
use clap::Args;

use crate::commands::actor::configured;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::decision::Votes;
use crate::model::track::TrackChange;
use crate::process::decision;
use crate::process::decision::{DecisionRequest, PlannedDecision};
use crate::process::proposal;
use crate::process::retry::retry_on_conflict;
use crate::render::contacts;
use crate::render::findings_text;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::{File, edit};

/// Approve a track: it becomes part of the event
///
/// A track with errors is approved only with --despite and the reason. The frozen fields of the template are kept in the record, so
/// that a change after the approval shows.
#[derive(Debug, Args)]
pub struct Approve {
    #[command(flatten)]
    how: How,
    /// What the approval depends on, or suggests; repeatable
    #[arg(long = "condition", value_name = "TEXT")]
    conditions: Vec<String>,
    /// Why it is approved although the checks find errors
    #[arg(long, value_name = "REASON")]
    despite: Option<String>,
}

/// Send a proposal back to its lead
#[derive(Debug, Args)]
pub struct RequestChanges {
    #[command(flatten)]
    how: How,
    /// What is asked for, by the key of the field it is about; repeatable
    #[arg(long = "change", value_name = "FIELD=TEXT", value_parser = change)]
    changes: Vec<(String, String)>,
}

/// Defer a proposal to a later event
#[derive(Debug, Args)]
pub struct Defer {
    #[command(flatten)]
    how: How,
}

/// Decline a proposal
#[derive(Debug, Args)]
pub struct Decline {
    #[command(flatten)]
    how: How,
}

/// Accept what was changed after a track was approved
#[derive(Debug, Args)]
pub struct Confirm {
    #[command(flatten)]
    how: How,
}

/// What every decision has.
#[derive(Debug, Args)]
struct How {
    /// The track: EVENT/TRACK, or TRACK of the current event
    #[arg(value_name = "TRACK")]
    track: String,
    /// Why, or what was said
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// The body that decided; default: review.body of cxn.yaml
    #[arg(long, value_name = "NAME")]
    body: Option<String>,
    /// Who moved it
    #[arg(long, value_name = "NAME")]
    moved_by: Option<String>,
    /// Who seconded it
    #[arg(long, value_name = "NAME")]
    seconded_by: Option<String>,
    /// How the votes went: for-against-abstain, such as 4-0-0
    #[arg(long, value_name = "VOTES")]
    votes: Option<Votes>,
    /// Who abstained; repeatable
    #[arg(long, value_name = "NAME")]
    abstained: Vec<String>,
    /// Put the last decision on the track right, which was recorded wrongly: minutes and status show this one instead
    #[arg(long)]
    correct: bool,
    /// Who records it; default: you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl How {
    fn wanted(self, what: TrackChange) -> (String, DecisionRequest) {
        let wanted = DecisionRequest {
            what,
            note: self.note,
            conditions: Vec::new(),
            body: self.body,
            moved_by: self.moved_by,
            seconded_by: self.seconded_by,
            votes: self.votes,
            abstained: self.abstained,
            changes: Vec::new(),
            despite: None,
            by: self.by,
            corrects: self.correct,
        };
        (self.track, wanted)
    }
}

impl Approve {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let (track, mut wanted) = self.how.wanted(TrackChange::Approved);
        wanted.conditions = self.conditions;
        wanted.despite = self.despite;
        decide(context, &track, wanted)
    }
}

impl RequestChanges {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let (track, mut wanted) = self.how.wanted(TrackChange::ChangesRequested);
        wanted.changes = self.changes;
        decide(context, &track, wanted)
    }
}

impl Defer {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let (track, wanted) = self.how.wanted(TrackChange::Deferred);
        decide(context, &track, wanted)
    }
}

impl Decline {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let (track, wanted) = self.how.wanted(TrackChange::Declined);
        decide(context, &track, wanted)
    }
}

impl Confirm {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let (track, wanted) = self.how.wanted(TrackChange::Confirmed);
        decide(context, &track, wanted)
    }
}

fn decide(context: &mut Context, name: &str, mut wanted: DecisionRequest) -> Result<Exit> {
    wanted.by = configured(context, wanted.by.as_deref())?;
    let root = context.root()?;
    let (event, track) = context.track(&context.proposals()?, name)?;
    let planned = retry_on_conflict(context, Context::say, |context| {
        let _lock = edit::lock(&root, &File::track(&event, &track))?;
        // What was read before the lock was held may have changed meanwhile.
        let workspace = context.workspace()?;
        match decision::plan(context.now, &workspace, (&event, &track), &wanted)? {
            Ok(planned) => {
                decision::write(&workspace, [&planned])?;
                Ok(planned)
            }
            Err(refusal) => {
                if let Some(mut report) = refusal.report {
                    contacts::cover_findings(&mut report);
                    context.print(&findings_text::render(&report, context.style))?;
                }
                Err(refusal.failure.into())
            }
        }
    })?;
    for remark in &planned.remarks {
        context.say(&line(remark, MESSAGE_LENGTH));
    }
    context.print(&describe_decision(&planned))?;
    Ok(Exit::Clean)
}

fn describe_decision(planned: &PlannedDecision) -> String {
    let verb = match planned.entry.what {
        TrackChange::ChangesRequested => "requested changes of",
        TrackChange::Deferred => "deferred",
        TrackChange::Declined => "declined",
        TrackChange::Confirmed => "confirmed the changes of",
        _ => "approved",
    };
    let corrects = planned.entry.decision.as_ref().and_then(|one| one.corrects);
    let verb = match corrects {
        Some(_) => format!("corrected the last decision: {verb}"),
        None => verb.to_owned(),
    };
    let name = format!("{}/{}", planned.event, planned.track);
    let done = proposal::describe_entry(&verb, &name, &planned.entry, planned.zone);
    format!("{}\n", line(&done, MESSAGE_LENGTH))
}

/// `FIELD=TEXT`.
pub fn change(text: &str) -> Result<(String, String), String> {
    let (field, asked) = text
        .split_once('=')
        .ok_or_else(|| "expected FIELD=TEXT, such as 'scenarios=Say who sends first'".to_owned())?;
    Ok((field.trim().to_owned(), asked.trim().to_owned()))
}

/// A [`change`] with an error that a command shows as it is.
pub fn change_or_failure(text: &str) -> Result<(String, String), Failure> {
    change(text).map_err(|expected| Failure::usage(format!("invalid change '{text}': {expected}")))
}
