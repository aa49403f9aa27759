//! `cxn publish reminders`: drafts of messages to track leads.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::folder;
use super::subject::{facts_of, is_person};
use super::target::spare_workspace;
use crate::analysis::agenda::Task;
use crate::analysis::lead_tasks::lead_tasks;
use crate::commands::due::span;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::person::Person;
use crate::publish::reminders::reminders;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::disk;
use crate::workspace::published::{Holds, Plan};

/// Write a draft of an email to each track lead who has something to do
///
/// Each draft (.eml) lists what is due for the lead's tracks, as 'cxn due' does, with their dates as an attached calendar. Nothing is
/// sent: open a draft in a mail program, look at it and send it. Without --with-contacts no draft has an email address in it.
///
/// Only files that cxn wrote are replaced or removed; DIR/cxn-manifest.json lists them. A draft that you changed stays as it is.
/// With --lead, the drafts of others stay as well.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cxn publish reminders drafts --within 2w\n  cxn publish reminders ../private/drafts --with-contacts"
)]
pub struct Arguments {
    /// The folder; created when it does not exist
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Only what is overdue or due within this time: 14d, 2w
    #[arg(long, value_name = "TIME", value_parser = span)]
    within: Option<i64>,
    /// Only to this lead, by name or email address
    #[arg(long, value_name = "NAME")]
    lead: Option<String>,
    /// Address the drafts; without it they have no email address
    #[arg(long)]
    with_contacts: bool,
    /// Write nothing; exit code 1 when a file would change
    #[arg(long)]
    check: bool,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        spare_workspace(workspace.root(), &self.folder)?;
        let event = context.event(&workspace, None)?;
        let facts = facts_of(context, &workspace, &event)?;
        let today = facts.today();
        let is_near = |task: &Task| {
            let away = (task.when.day(facts.zone) - today).num_days();
            task.overdue || self.within.is_none_or(|days| away <= days)
        };
        let people = lead_tasks(&facts, is_near);
        let is_meant = |person: &Person| {
            let lead = self.lead.as_deref();
            lead.is_none_or(|lead| is_person(person, lead))
        };
        if self.lead.is_some() && !people.iter().any(|one| is_meant(one.person)) {
            return Err(Failure::not_found(format!(
                "nothing is due for a lead of that name in event '{event}'"
            ))
            .hint("run 'cxn due' to see what is due")
            .into());
        }
        let made = reminders(&facts, &people, is_meant, self.with_contacts);
        for name in &made.without_address {
            let name = line(name, MESSAGE_LENGTH);
            context.say(&format!(
                "note: no email address of {name}; the draft has none"
            ));
        }
        if made.drafts.is_empty() && !disk::exists(&self.folder) {
            context.print("nothing is due for a track lead\n")?;
            return Ok(Exit::Clean);
        }
        let holds = if self.lead.is_some() {
            Holds::SomeDrafts
        } else {
            Holds::Drafts
        };
        let plan = Plan::new("reminders", &self.folder, &made.drafts, holds)?;
        folder::finish(context, &plan, self.check)
    }
}
