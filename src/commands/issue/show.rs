//! `cxn issue show`.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::commands::TableFormat;
use crate::commands::issue::{facts, issue_name, may_show};
use crate::commands::result::Disclosure;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::process::issue::record;
use crate::render::document::{Document, Section};
use crate::render::history;
use crate::render::table::{Cell, Format, Table, text};

/// Show an issue with its history
#[derive(Debug, Args)]
pub struct Arguments {
    /// The issue: its name, the beginning or the last letters of it, or its key in the tracker
    #[arg(value_name = "[EVENT/]ISSUE", add = ArgValueCompleter::new(complete::issues))]
    issue: String,
    /// Also show who found it and who changed it
    #[arg(long)]
    with_contacts: bool,
    #[command(flatten)]
    disclosure: Disclosure,
    #[command(flatten)]
    format: TableFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (event, name) = issue_name(context, &workspace, &self.issue)?;
        let record = record::find(&workspace.events[&event], name)?;
        let facts = facts(&workspace, &event, context)?;
        let is_text = self.format.format == Format::Table;
        let level = self.disclosure.level_of(context, facts.event(), is_text);
        let issue = &record.value;
        if !may_show(level, issue) {
            return Err(Failure::refused(format!(
                "an issue against {} is not shown in this format",
                issue.against.label()
            ))
            .hint("pass --with-results, or leave the format out")
            .into());
        }
        let people = |name: &Option<String>| name.clone().filter(|_| self.with_contacts);
        let columns = [text("key", "Key"), text("value", "Value").prose()];
        let mut head = Table::new(columns).with_contacts(self.with_contacts);
        let mut add = |key: &str, cell: Cell| head.field(key, cell);
        let results = Some(issue.results.0.clone()).filter(|_| level.shows_failures());
        let ticket = issue.tracker.as_ref();
        add("title", issue.title.as_str().into());
        add("against", issue.against.label().into());
        add("specification", issue.specification.clone().into());
        add("version", issue.version.clone().into());
        add("artifacts", Cell::List(issue.artifacts.0.clone()));
        add("pages", Cell::List(issue.pages.0.clone()));
        add("work group", issue.work_group.clone().into());
        add("tracks", Cell::List(issue.tracks.0.clone()));
        add("scenarios", Cell::List(issue.scenarios.0.clone()));
        add("results", Cell::List(results.unwrap_or_default()));
        add("description", issue.description.clone().into());
        add("proposed change", issue.proposed_change.clone().into());
        add("tracker", issue.key().into());
        add("status", ticket.and_then(|one| one.status.clone()).into());
        add(
            "resolution",
            ticket.and_then(|one| one.resolution.clone()).into(),
        );
        add(
            "as of",
            ticket
                .and_then(|one| one.as_of)
                .map(|when| when.to_string())
                .into(),
        );
        add(
            "closed",
            if issue.is_closed() { "yes" } else { "no" }.into(),
        );
        add("found by", people(&issue.found_by).into());
        add("file", workspace.root().shown(&record.file).into());
        let history = history::table(&issue.history, self.with_contacts, true)
            .with_contacts(self.with_contacts);
        let document = Document {
            sections: vec![
                Section::new("issue", record.slug.as_str(), head.without_heading()),
                Section::new("history", "History", history),
            ],
        };
        self.format.print_document(context, &document)?;
        Ok(Exit::Clean)
    }
}
