//! `cxn report close`.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::commands::actor::actor;
use crate::commands::held::Held;
use crate::commands::judged;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::history::Entry;
use crate::model::report::{ReportChange, TrackReport};
use crate::model::timeline::{moment_text, when_text};
use crate::process::report::{close, record};

/// Close the report of a track: its lead is done with it, and it may leave
///
/// The site and pages for wikis show it from then on, with numbers as far as the event's results-visibility allows, and the next proposal of
/// the track starts from its next steps. It is refused while a section that the template requires has no answer.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::tracks))]
    track: String,
    /// What is to be said of it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Open it again
    #[arg(long)]
    undo: bool,
    /// Who closes it; default you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.proposals()?;
        let (event, track) = context.track(&workspace, &self.track)?;
        let Some(by) = actor(context, self.by.as_deref(), "Who closes it?")? else {
            return Err(Failure::usage("who closes the report is not known")
                .hint("pass --by NAME, or put your name into the file that 'cxn config' shows")
                .into());
        };
        let mut held = Held::open(context, event)?;
        let report = record::find(held.folder(), &track)?.clone();
        let (what, is) = if self.undo {
            (ReportChange::Reopened, "open")
        } else {
            (ReportChange::Closed, "closed")
        };
        let note = self.note.filter(|note| !note.trim().is_empty());
        let name = format!("{}/{track}", held.event);
        if report.value.closed().is_some() != self.undo {
            if note.is_some() {
                let failure = Failure::refused(format!(
                    "the report of {name} is {is} already, and the note was not recorded"
                ));
                return Err(if self.undo {
                    failure.into()
                } else {
                    failure
                        .hint(format!("run 'cxn report close {name} --undo' first"))
                        .into()
                });
            }
            context.print(&format!("the report of {name} is {is} already\n"))?;
            return Ok(Exit::Clean);
        }
        ensure_in_order(&held, &report.value, !self.undo)?;
        let entry = Entry::new(held.now, what, Some(by), note);
        let (event, root) = (held.event.clone(), held.root.clone());
        let closing = close::prepare(
            &mut held.workspace,
            &root,
            context.now,
            (&event, &report),
            &entry,
        )?;
        if !self.undo {
            judged::refuse(context, &closing.report)?;
            judged::warn(context, &closing.report, &[]);
        }
        closing.write()?;
        let shown = root.shown(&report.file);
        context.print(&format!("{what} the report of {event}/{track}: {shown}\n"))?;
        Ok(Exit::Clean)
    }
}

/// Refuses a closing while the event goes on, and an entry that would be older than the last one.
fn ensure_in_order(held: &Held, report: &TrackReport, is_closing: bool) -> Result<(), Failure> {
    let record = held.folder().event.as_ref();
    let event = record.ok_or_else(|| Failure::event_unreadable(&held.event))?;
    let (event, zone) = (&event.value, event.value.zone_or_utc());
    if is_closing && held.now.0 < event.closes() {
        return Err(Failure::usage(format!(
            "event '{}' ends on {}: a report is closed after that",
            held.event,
            when_text(event.ends, zone)
        )));
    }
    let changes = report.history.iter().map(|entry| entry.when);
    match changes.max_by_key(|when| when.0) {
        Some(last) if held.now.0 < last.0 => Err(Failure::usage(format!(
            "the report was last changed on {}, which is later than {}",
            moment_text(last, zone),
            moment_text(held.now, zone)
        ))),
        _ => Ok(()),
    }
}
