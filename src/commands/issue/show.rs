//! `cxn issue show`.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;
use serde_json::json;

use crate::analysis::disclosure::{shows_issues_against, told_issue};
use crate::commands::TableFormat;
use crate::commands::issue::{facts, issue_name};
use crate::commands::result::{Disclosure, not_shown};
use crate::complete;
use crate::context::Context;
use crate::error::Exit;
use crate::model::Issue;
use crate::model::one_or_many::Texts;
use crate::process::issue::record;
use crate::render::document::{Document, Section};
use crate::render::history;
use crate::render::table::{Cell, Column, Format, text};

/// Show an issue with its history
#[derive(Debug, Args)]
pub struct Arguments {
    /// The issue: its name, the beginning or the last letters of it, or its key in the tracker; also EVENT/ISSUE
    #[arg(value_name = "ISSUE", add = ArgValueCompleter::new(complete::issues))]
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
        if !shows_issues_against(level, issue.against) {
            let what = format!("an issue against {}", issue.against.label());
            return Err(not_shown(context, &what).into());
        }
        let Some(issue) = told_issue(level, facts.folder, issue) else {
            let what = "an issue of a track that not everyone can see";
            return Err(not_shown(context, what).into());
        };
        let results = Some(issue.results.0.clone()).filter(|_| level.shows_failures());
        let file = workspace.root().shown(&record.file);
        let fields = self.fields(record.slug.as_str(), &issue, results, file);
        let history = history::table(&issue.history, self.with_contacts, true)
            .with_contacts(self.with_contacts);
        let document = Document {
            sections: vec![
                Section::record("issue", record.slug.as_str(), fields, self.with_contacts),
                Section::new("history", "History", history),
            ],
        };
        self.format.print_document(context, &document)?;
        Ok(Exit::Clean)
    }

    fn fields(
        &self,
        slug: &str,
        issue: &Issue,
        results: Option<Vec<String>>,
        file: String,
    ) -> Vec<(Column, Cell)> {
        let people = |name: &Option<String>| name.clone().filter(|_| self.with_contacts);
        let ticket = issue.tracker.as_ref();
        let list = |texts: &Texts| Cell::List(texts.0.clone());
        let against = issue.against;
        let as_of = ticket.and_then(|one| one.as_of);
        vec![
            (text("issue", "Issue").for_programs(), Cell::from(slug)),
            (text("title", "Title"), issue.title.as_str().into()),
            (
                text("against", "Against"),
                Cell::Data(against.label(), json!(against.as_str())),
            ),
            (
                text("specification", "Specification"),
                issue.specification.clone().into(),
            ),
            (text("version", "Version"), issue.version.clone().into()),
            (text("artifacts", "Artifacts"), list(&issue.artifacts)),
            (text("pages", "Pages"), list(&issue.pages)),
            (
                text("work-group", "Work group"),
                issue.work_group.clone().into(),
            ),
            (text("tracks", "Tracks"), list(&issue.tracks)),
            (text("scenarios", "Scenarios"), list(&issue.scenarios)),
            (
                text("results", "Results"),
                results.map_or(Cell::Empty, Cell::List),
            ),
            (
                text("description", "Description"),
                issue.description.clone().into(),
            ),
            (
                text("proposed-change", "Proposed change"),
                issue.proposed_change.clone().into(),
            ),
            (text("key", "Key"), issue.key().into()),
            (
                text("tracker-status", "Tracker"),
                ticket.and_then(|one| one.status.clone()).into(),
            ),
            (
                text("resolution", "Resolution"),
                ticket.and_then(|one| one.resolution.clone()).into(),
            ),
            (
                text("as-of", "As of"),
                as_of.map(|when| when.to_string()).into(),
            ),
            (text("closed", "Closed"), Cell::Flag(issue.is_closed())),
            (text("found-by", "Found by"), people(&issue.found_by).into()),
            (text("file", "File"), file.into()),
        ]
    }
}
