//! `cxn result show`.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;
use serde_json::json;

use crate::analysis::disclosure::Level;
use crate::analysis::event_facts::EventFacts;
use crate::analysis::standings::reporter;
use crate::commands::TableFormat;
use crate::commands::result::{
    Disclosure, ensure_told, not_shown, result_name, systems, systems_cell,
};
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::result::Source;
use crate::model::{Slug, TestResult};
use crate::process::result::change;
use crate::render::document::{Document, Section};
use crate::render::history;
use crate::render::table::{Cell, Column, Format, text};
use crate::workspace::Record;

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
            return Err(not_shown(context, "a single result").into());
        }
        ensure_told(context, level, folder, Some(track))?;
        let full = level == Level::Full;
        let standing = facts
            .standings(track)
            .iter()
            .find(|one| one.records.contains(&record.slug));
        let conflict: Vec<String> = standing
            .map(|one| one.conflict.iter().map(ToString::to_string).collect())
            .unwrap_or_default();
        let fields = fields(&facts, record, track, &conflict, level);
        let history = history::table(&record.value.history, full, full);
        let document = Document {
            sections: vec![
                Section::record("result", record.slug.as_str(), fields, true),
                Section::new("history", "History", history),
            ],
        };
        self.format.print_document(context, &document)?;
        Ok(Exit::Clean)
    }
}

fn fields(
    facts: &EventFacts<'_>,
    record: &Record<TestResult>,
    track: &Slug,
    conflict: &[String],
    level: Level,
) -> Vec<(Column, Cell)> {
    let value = &record.value;
    let full = level == Level::Full;
    let systems = systems(value, facts, level);
    let lines = systems
        .iter()
        .map(|(words, _)| words.replacen(' ', ": ", 1));
    let verified = value.verified.as_ref();
    let verifier = verified.and_then(|one| one.by.as_deref().filter(|_| full));
    let said = verified.map(|one| match verifier {
        Some(by) => format!("{} by {by}", one.when),
        None => one.when.to_string(),
    });
    vec![
        (
            text("result", "Result").for_programs(),
            record.slug.as_str().into(),
        ),
        (
            text("track", "Track"),
            format!("{}/{track}", facts.folder.slug).into(),
        ),
        (text("scenario", "Scenario"), value.scenario.as_str().into()),
        (
            text("systems", "Systems").for_people(),
            Cell::Lines(lines.collect()),
        ),
        (
            text("systems", "Systems").for_programs(),
            systems_cell(systems.clone()),
        ),
        (text("path", "Path"), value.path.clone().into()),
        (text("verdict", "Verdict"), value.verdict.as_str().into()),
        (text("conflict", "Conflict"), Cell::List(conflict.to_vec())),
        (text("when", "When"), value.when.to_string().into()),
        (
            text("reported-by", "Reported by"),
            Some(reporter(value)).filter(|_| full).into(),
        ),
        (text("verified", "Verified").for_people(), said.into()),
        (
            text("verified", "Verified").for_programs(),
            Cell::Flag(value.decides().is_some()),
        ),
        (
            text("verified-by", "Verified by").for_programs(),
            verifier.into(),
        ),
        (
            text("verified-when", "Verified").for_programs(),
            verified.map(|one| one.when.to_string()).into(),
        ),
        (
            text("note", "Note"),
            value.note.clone().filter(|_| full).into(),
        ),
        (
            text("evidence", "Evidence"),
            Cell::List(value.evidence.0.clone()),
        ),
        (text("issues", "Issues"), Cell::List(value.issues.0.clone())),
        (
            text("source", "Source"),
            value.source.as_deref().map_or(Cell::Empty, source),
        ),
        (
            text("withdrawn", "Withdrawn").for_programs(),
            Cell::Flag(value.is_withdrawn()),
        ),
        (
            text("file", "File"),
            facts.workspace.root().shown(&record.file).into(),
        ),
    ]
}

/// The tool that a result is from, and what it ran.
fn source(source: &Source) -> Cell {
    let parts = [
        Some(&source.tool),
        source.version.as_ref(),
        source.suite.as_ref(),
        source.test.as_ref(),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    let data = json!({
        "tool": source.tool,
        "version": source.version,
        "suite": source.suite,
        "test": source.test,
    });
    Cell::Data(parts.join(", "), data)
}
