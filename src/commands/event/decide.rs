//! `cxn event submit`, `approve` and `decline`: the request for approval of an out-of-cycle event, and what became of it.

use anyhow::Result;
use clap::Args;

use crate::analysis::{approval_criteria, votes};
use crate::commands::actor::{actor, configured};
use crate::commands::event::messages::note_errors;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::approval::Approval;
use crate::model::decision::{Decision, Votes};
use crate::model::event::EventKind;
use crate::model::history::Entry;
use crate::model::out_of_cycle::EventChange;
use crate::model::person::fold;
use crate::model::plural::one_or;
use crate::model::timeline::{day_text, moment_text};
use crate::model::{Event, Slug};
use crate::process::decision::require_author;
use crate::process::proposal;
use crate::process::retry::retry_on_conflict;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::{DiskError, File, Workspace, edit, save};
use crate::yaml::{self, Value};

/// Request approval of an out-of-cycle event
///
/// Lists the criteria that are still open; 'cxn event approval' shows the request as its readers see it.
#[derive(Debug, Args)]
pub struct Submit {
    /// The event; default: the current event
    #[arg(value_name = "EVENT")]
    slug: Option<String>,
    /// Who requests it; default: you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Submit {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let slug = self.slug;
        let by = actor(context, self.by.as_deref(), "Who requests approval?")?;
        record(context, slug.as_deref(), |context, slug, event| {
            let approval = event.approval();
            if matches!(approval, Approval::Submitted | Approval::Approved) {
                return Err(Failure::refused(match approval {
                    Approval::Approved => format!("'{slug}' is already approved"),
                    _ => format!("approval of '{slug}' is already requested"),
                })
                .into());
            }
            if context.now.at(event.zone_or_utc()) >= event.closes() {
                return Err(Failure::refused(format!(
                    "event '{slug}' ended on {}: there is nothing left to approve",
                    day_text(event.last_day())
                ))
                .into());
            }
            Ok(Entry::new(
                context.now.moment(event.zone_or_utc()),
                EventChange::Submitted,
                Some(proposal::require_name(by.clone())?),
                None,
            ))
        })
    }
}

/// What a body decided, as the flags of a decision give it.
#[derive(Debug, Args)]
pub struct Decide {
    /// The event
    #[arg(value_name = "EVENT")]
    slug: String,
    /// Why: the judgment in a sentence or two
    #[arg(long, value_name = "TEXT")]
    note: String,
    /// Who records it; default: you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// The body that decided, such as FMG
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
    /// Who abstained (repeatable)
    #[arg(long, value_name = "NAME")]
    abstained: Vec<String>,
}

/// Record that an out-of-cycle event was approved
///
/// Approval stays a judgment call, so it needs a note. With open criteria it is refused, unless --despite says why it was approved anyway.
#[derive(Debug, Args)]
pub struct Approve {
    #[command(flatten)]
    decide: Decide,
    /// Why it was approved although criteria are open
    #[arg(long, value_name = "REASON")]
    despite: Option<String>,
}

/// Record that an out-of-cycle event was declined
#[derive(Debug, Args)]
pub struct Decline {
    #[command(flatten)]
    decide: Decide,
}

impl Approve {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        self.decide
            .run(context, EventChange::Approved, self.despite.as_deref())
    }
}

impl Decline {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        self.decide.run(context, EventChange::Declined, None)
    }
}

impl Decide {
    fn run(self, context: &mut Context, what: EventChange, despite: Option<&str>) -> Result<Exit> {
        let note = filled(&self.note).ok_or_else(|| {
            Failure::usage("--note is empty").hint("say in a sentence why it was decided so")
        })?;
        let despite = match despite.map(filled) {
            Some(None) => return Err(Failure::usage("--despite needs a reason").into()),
            Some(reason) => reason,
            None => None,
        };
        let decision = self.decision(what == EventChange::Approved)?;
        let (slug, by) = (self.slug, self.by);
        record(context, Some(&slug), |context, slug, event| {
            may_decide(slug, event)?;
            let mut decision = decision.clone();
            if what == EventChange::Approved {
                decision.despite = admit(slug, event, despite.clone())?;
            }
            let by = configured(context, by.as_deref())?;
            require_author(by.as_ref(), &decision, "pass --body NAME, such as FMG")?;
            Ok(Entry {
                decision: (decision != Decision::default()).then(|| Box::new(decision)),
                ..Entry::new(
                    context.now.moment(event.zone_or_utc()),
                    what,
                    by,
                    Some(note.clone()),
                )
            })
        })
    }

    /// The decision, once its names and votes agree.
    fn decision(&self, is_approval: bool) -> Result<Decision, Failure> {
        let text = |text: &Option<String>| text.as_deref().and_then(filled);
        let abstained: Vec<String> = self
            .abstained
            .iter()
            .filter_map(|name| filled(name))
            .collect();
        let (moved_by, seconded_by) = (text(&self.moved_by), text(&self.seconded_by));
        if let (Some(mover), Some(seconder)) = (&moved_by, &seconded_by)
            && fold(mover) == fold(seconder)
        {
            return Err(Failure::usage(format!(
                "'{mover}' cannot move and second the same motion"
            ))
            .hint("name two people"));
        }
        let decision = Decision {
            body: text(&self.body),
            moved_by,
            seconded_by,
            votes: self.votes,
            abstained: abstained.into_iter().collect(),
            ..Decision::default()
        };
        let mismatch = votes::mismatches(is_approval, &decision).into_iter().next();
        if let Some((_, said)) = mismatch {
            return Err(Failure::usage(said).hint("votes are for-against-abstain, such as 4-0-1"));
        }
        Ok(decision)
    }
}

/// Only a request that waits can be decided.
fn may_decide(slug: &Slug, event: &Event) -> Result<()> {
    let failure = match event.approval() {
        Approval::Submitted | Approval::NotNeeded => return Ok(()),
        Approval::NotAsked => {
            Failure::refused(format!("approval of '{slug}' has not been requested"))
                .hint(format!("run 'cxn event submit {slug}' first"))
        }
        Approval::Approved => Failure::refused(format!("'{slug}' is already approved")),
        Approval::Declined => Failure::refused(format!("'{slug}' is already declined")).hint(
            format!("run 'cxn event submit {slug}' to request approval again"),
        ),
    };
    Err(failure.into())
}

/// Refuses an approval with open criteria unless there is a reason; without open criteria a reason is not recorded.
fn admit(slug: &Slug, event: &Event, despite: Option<String>) -> Result<Option<String>> {
    let open = approval_criteria::open_criteria(event);
    if open.is_empty() {
        return Ok(None);
    }
    if despite.is_none() {
        let keys: Vec<&str> = open.iter().map(|criterion| criterion.key()).collect();
        return Err(Failure::refused(format!(
            "{} of {} criteria {} open for '{slug}': {}",
            open.len(),
            approval_criteria::CRITERIA.len(),
            one_or(open.len(), "is", "are"),
            keys.join(", ")
        ))
        .hint(format!(
            "run 'cxn event approval {slug}' to see what is missing, or pass --despite \"reason\""
        ))
        .into());
    }
    Ok(despite)
}

/// Asks for the entry under the event's lock, appends it to the event's history in place, and says what was done.
fn record(
    context: &mut Context,
    named: Option<&str>,
    decide: impl Fn(&Context, &Slug, &Event) -> Result<Entry<EventChange>>,
) -> Result<Exit> {
    retry_on_conflict(context, Context::say, |context| {
        attempt(context, named, &decide)
    })
}

fn attempt(
    context: &mut Context,
    named: Option<&str>,
    decide: &impl Fn(&Context, &Slug, &Event) -> Result<Entry<EventChange>>,
) -> Result<Exit> {
    let workspace = context.proposals()?;
    let slug = match named {
        Some(name) => context.event_named(&workspace, name)?,
        None => context.event(&workspace, None)?,
    };
    let file = File::event(&slug);
    let _lock = edit::lock(workspace.root(), &file)?;
    // What was read before the lock was held may have changed meanwhile.
    let workspace = context.workspace()?;
    let event = out_of_cycle(&workspace, &slug)?;
    let entry = decide(context, &slug, event)?;
    workspace.inside(&file)?;
    let written: Value = yaml::to_value(&entry)?;
    let prepared = edit::prepare::<Event, _>(workspace.root(), &file, |editor| {
        editor.append(&yaml::Path::from("history"), &written)
    })?;
    let mut changed = event.clone();
    changed.history.push(entry.clone());
    // What was judged has to be what the entry is written to.
    if prepared.value != changed {
        return Err(DiskError::Conflict(prepared.path).into());
    }
    save::replace(&prepared.path, &prepared.read, &prepared.text)?;
    let by = entry.by.as_deref();
    let by = by.map_or_else(String::new, |by| format!(" by {by}"));
    let votes = entry.decision.as_ref().and_then(|decision| decision.votes);
    let votes = votes.map_or_else(String::new, |votes| format!(" ({votes})"));
    let when = moment_text(entry.when, changed.zone_or_utc());
    let said = match entry.what {
        EventChange::Submitted => format!("requested approval of {slug} on {when}{by}"),
        EventChange::Approved => format!("approved {slug} on {when}{by}{votes}"),
        EventChange::Declined => format!("declined {slug} on {when}{by}{votes}"),
        EventChange::Rescheduled => format!("rescheduled {slug} on {when}{by}"),
    };
    context.print(&format!("{}\n", line(&said, MESSAGE_LENGTH)))?;
    let open = approval_criteria::open_criteria(&changed).len();
    if open > 0 {
        context.print(&format!(
            "{open} of {} criteria {} open: cxn event approval {slug}\n",
            approval_criteria::CRITERIA.len(),
            one_or(open, "is", "are")
        ))?;
    }
    note_errors(context, &context.workspace()?, &slug);
    Ok(Exit::Clean)
}

/// The event, unless it cannot be parsed or needs no approval.
fn out_of_cycle<'a>(workspace: &'a Workspace, slug: &Slug) -> Result<&'a Event> {
    let record = workspace
        .events
        .get(slug)
        .and_then(|folder| folder.event.as_ref());
    let event = &record.ok_or_else(|| Failure::event_unreadable(slug))?.value;
    if event.kind == EventKind::Main {
        return Err(Failure::refused("a main event needs no approval").into());
    }
    Ok(event)
}

fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
