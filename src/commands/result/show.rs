//! `cxn result show`.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::disclosure::Level;
use crate::analysis::event_facts::EventFacts;
use crate::analysis::standings::reporter;
use crate::commands::TableFormat;
use crate::commands::result::{Disclosure, result_name};
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::process::result::change;
use crate::render::document::{Document, Section};
use crate::render::history;
use crate::render::table::{Cell, Format, Table, text};

/// Show a result with its history
#[derive(Debug, Args)]
pub struct Arguments {
    /// The result: [[EVENT/]TRACK/]NAME, or the last letters of its name
    #[arg(value_name = "RESULT", add = ArgValueCompleter::new(complete::recorded))]
    result: String,
    #[command(flatten)]
    disclosure: Disclosure,
    #[command(flatten)]
    format: TableFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let (event, track, name) = result_name(context, &workspace, &self.result)?;
        let folder = &workspace.events[&event];
        let (track, record) = change::find(folder, track, name)?;
        let facts = EventFacts::new(&workspace, folder, context.now)
            .ok_or_else(|| Failure::event_unreadable(&event))?;
        let level =
            self.disclosure
                .level(context, facts.event(), self.format.format == Format::Table);
        if level < Level::All {
            return Err(
                Failure::refused("a single result is not shown in this format")
                    .hint("pass --with-results, or leave the format out")
                    .into(),
            );
        }
        let full = level == Level::Full;
        let value = &record.value;
        let standing = facts
            .standings(track)
            .iter()
            .find(|one| one.records.contains(&record.slug));
        let conflict: Vec<String> = standing
            .map(|one| one.conflict.iter().map(ToString::to_string).collect())
            .unwrap_or_default();
        let mut head = Table::new([text("key", "Key"), text("value", "Value").prose()]);
        let mut add = |key: &str, cell: Cell| head.field(key, cell);
        add("track", format!("{event}/{track}").into());
        add("scenario", value.scenario.as_str().into());
        for (role, system) in value.systems.iter() {
            add(role, system.as_str().into());
        }
        add("path", value.path.clone().into());
        add("verdict", value.verdict.as_str().into());
        add("conflict", Cell::List(conflict));
        add("when", value.when.to_string().into());
        add("reported by", Some(reporter(value)).filter(|_| full).into());
        let verified =
            value
                .verified
                .as_ref()
                .map(|one| match one.by.as_deref().filter(|_| full) {
                    Some(by) => format!("{} by {by}", one.when),
                    None => one.when.to_string(),
                });
        add("verified", verified.into());
        add("note", value.note.clone().filter(|_| full).into());
        add("evidence", Cell::List(value.evidence.0.clone()));
        add("issues", Cell::List(value.issues.0.clone()));
        if let Some(source) = &value.source {
            let parts = [
                Some(&source.tool),
                source.version.as_ref(),
                source.suite.as_ref(),
                source.test.as_ref(),
            ];
            let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
            add("source", parts.join(", ").into());
        }
        add("file", workspace.root().shown(&record.file).into());
        let history = history::table(&value.history, full, full);
        let document = Document {
            sections: vec![
                Section::new("result", record.slug.as_str(), head.without_heading()),
                Section::new("history", "History", history),
            ],
        };
        self.format.print_document(context, &document)?;
        Ok(Exit::Clean)
    }
}
