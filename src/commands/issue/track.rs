//! `cxn issue track`: takes over what the tracker says.

use std::fmt::Write as _;

use anyhow::Result;
use clap::Args;

use crate::commands::actor::configured;
use crate::commands::held::Held;
use crate::context::Context;
use crate::error::Exit;
use crate::import::table::MAX_BYTES;
use crate::model::Issue;
use crate::model::history::Entry;
use crate::model::issue::{IssueChange, Ticket};
use crate::model::plural::plural;
use crate::process::issue::tracker::{self, Outcome, Row};
use crate::process::recorded;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::yaml::Value;

/// Take over keys, statuses and resolutions from the tracker
///
/// FILE is what the tracker exported as CSV, with the columns Summary, Issue key, Status and Resolution. An issue is known by its key, and
/// one without a key by its whole title. Nothing else is changed, and the same file again changes nothing.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The tracker's CSV; - for standard input
    #[arg(value_name = "FILE")]
    file: String,
    /// Only say what would change
    #[arg(long)]
    dry_run: bool,
    /// Who takes it over; default you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let bytes = context.bytes(&self.file, MAX_BYTES)?;
        let rows = tracker::read(&bytes)?;
        let event = context
            .proposals()
            .and_then(|workspace| context.event(&workspace, None))?;
        let by = configured(context, self.by.as_deref())?;
        let held = Held::open(context, event)?;
        let folder = &held.workspace.events[&held.event];
        let outcomes = tracker::plan(folder, &rows, held.now);
        let mut text = String::new();
        let (mut unchanged, mut unknown, mut refused) = (0, 0, 0);
        for (row, outcome) in rows.iter().zip(&outcomes) {
            match outcome {
                Outcome::Taken {
                    issue,
                    ticket,
                    before,
                } => {
                    if !self.dry_run {
                        let file = &folder.issues[issue].file;
                        let entry = Entry::new(
                            held.now,
                            IssueChange::Tracked,
                            by.clone(),
                            Some(format!("was {before}")),
                        );
                        let values = values(ticket);
                        recorded::append::<Issue, _>(
                            &held.workspace,
                            &held.root,
                            file,
                            &values,
                            &entry,
                        )?;
                    }
                    let said = format!("{issue}: {}, was {before}", now(ticket));
                    let _ = writeln!(text, "{}", line(&said, MESSAGE_LENGTH));
                }
                Outcome::Unchanged { .. } => unchanged += 1,
                Outcome::Ambiguous { issues } => {
                    let names: Vec<&str> = issues
                        .iter()
                        .map(crate::model::slug::Slug::as_str)
                        .collect();
                    context.say(&line(&ambiguous(row, &names), MESSAGE_LENGTH));
                }
                Outcome::Unknown => unknown += 1,
                Outcome::Refused(why) => {
                    refused += 1;
                    let said = format!("row {}: {why}; nothing of it was taken over", row.number);
                    context.say(&line(&said, MESSAGE_LENGTH));
                }
            }
        }
        let changed = outcomes
            .iter()
            .filter(|outcome| matches!(outcome, Outcome::Taken { .. }))
            .count();
        let verb = if self.dry_run {
            "would change"
        } else {
            "changed"
        };
        let _ = writeln!(
            text,
            "{} {verb}, {unchanged} unchanged, {} of the file not of this event",
            plural(changed, "issue"),
            plural(unknown, "row")
        );
        context.print(&text)?;
        Ok(if refused > 0 {
            Exit::Findings
        } else {
            Exit::Clean
        })
    }
}

fn ambiguous(row: &Row, names: &[&str]) -> String {
    format!(
        "row {}: {} has the title of several issues: {}; give one its key with 'cxn issue set ISSUE tracker.key={}'",
        row.number,
        row.key,
        names.join(", "),
        row.key
    )
}

/// What the tracker says now, in words.
fn now(ticket: &Ticket) -> String {
    let parts = [
        Some(ticket.key.as_str()),
        ticket.status.as_deref(),
        ticket.resolution.as_deref(),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

fn values(ticket: &Ticket) -> Vec<(&'static str, Value)> {
    let text = |text: &Option<String>| text.clone().map_or(Value::Null, Value::from);
    let as_of = ticket
        .as_of
        .map_or(Value::Null, |when| when.to_string().into());
    let values = [
        ("tracker.key", Value::from(ticket.key.as_str())),
        ("tracker.status", text(&ticket.status)),
        ("tracker.resolution", text(&ticket.resolution)),
        ("tracker.as-of", as_of),
    ];
    let is_value = |(_, value): &(&str, Value)| !value.is_null();
    values.into_iter().filter(is_value).collect()
}
