//! `cxn issue export`: issues for the tracker, for a ballot, or as a page.

use std::borrow::Cow;
use std::path::PathBuf;

use anyhow::Result;
use chrono::Datelike as _;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::disclosure::told_issue;
use crate::analysis::event_facts::EventFacts;
use crate::commands::issue::{facts, note_hidden, parse_target};
use crate::commands::publish::target::spare_workspace;
use crate::commands::result::Disclosure;
use crate::commands::unread::note_unread;
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Issue;
use crate::model::issue::Target;
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::out_of_cycle::YesNo;
use crate::model::plural::plural;
use crate::model::words::{Word as _, words};
use crate::publish::issues::{Field, Source, ballot, csv, markdown};
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::{RecordKind, save};

words! {
    /// How issues leave.
    #[derive(Default)]
    pub enum Sheet {
        /// CSV for the tracker's importer
        #[default]
        Csv = "csv",
        /// A sheet of ballot comments, in XLSX
        Ballot = "ballot",
        /// A page of Markdown
        Markdown = "markdown",
    }
}

/// Export issues: for the tracker, for a ballot, or as a page
///
/// The CSV has the fields of HL7's tracker, unless --column names others; a list has its heading as often as it has items, as Jira's importer
/// takes them. Without --against, only issues against the specification and open questions without a key are exported as CSV. Who found an issue
/// is in none of them.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cxn issue export -o issues.csv\n  cxn issue export --column Summary=title --column 'Custom field (Area)=tracks'\n  cxn issue export --format ballot -o comments.xlsx"
)]
pub struct Arguments {
    /// The track in which they came up: EVENT/TRACK, or TRACK of the current event; default all issues of the event
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::tracks))]
    track: Option<String>,
    /// How they are written
    #[arg(long, value_parser = word::<Sheet>(), default_value_t, value_name = "FORMAT")]
    format: Sheet,
    /// The file; default standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// A column of the CSV: its heading and what it holds
    #[arg(long = "column", value_name = "HEADING=FIELD", value_parser = parse_column)]
    columns: Vec<(String, Field)>,
    /// Only issues against one of these: specification, server, test-data, tool, open-question
    #[arg(long, value_name = "WHAT", value_parser = parse_target)]
    against: Vec<Target>,
    /// Issues that have a key as well
    #[arg(long)]
    with_key: bool,
    /// Closed issues as well
    #[arg(long)]
    closed: bool,
    #[command(flatten)]
    disclosure: Disclosure,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        if self.format == Sheet::Ballot && self.output.is_none() {
            return Err(Failure::usage("a sheet in XLSX goes to a file")
                .hint("pass -o FILE.xlsx")
                .into());
        }
        if self.format != Sheet::Csv && !self.columns.is_empty() {
            return Err(Failure::usage("--column is for CSV")
                .hint("leave --column or --format out")
                .into());
        }
        let workspace = context.workspace()?;
        if let Some(path) = &self.output {
            spare_workspace(workspace.root(), path)?;
        }
        let (event, track) = context.event_or_track(&workspace, self.track.as_deref())?;
        let facts = facts(&workspace, &event, context)?;
        let level = self.disclosure.level_of(context, facts.event(), false);
        let track = track.as_ref().map(crate::model::slug::Slug::as_str);
        let all = self.issues(&facts, track);
        let told: Vec<Cow<'_, Issue>> = all
            .iter()
            .filter_map(|issue| told_issue(level, facts.folder, issue))
            .collect();
        let issues: Vec<&Issue> = told.iter().map(AsRef::as_ref).collect();
        if issues.len() < all.len() {
            note_hidden(context);
        }
        note_unread(context, facts.folder, &[RecordKind::Issue]);
        if issues.is_empty() {
            context.say("note: no issue to export");
        }
        let source = Source {
            event: &facts.event().name,
            slug: event.as_str(),
            are_stu_comments: facts.event().comments_as_stu == Some(YesNo::Yes),
        };
        let text = match self.format {
            Sheet::Csv if self.columns.is_empty() => {
                let columns = csv::HL7.map(|(heading, field)| (heading.to_owned(), field));
                csv::render(&issues, &columns, source)
            }
            Sheet::Csv => csv::render(&issues, &self.columns, source),
            Sheet::Markdown => markdown::render(&issues, source),
            Sheet::Ballot => return self.ballot(context, &facts, &issues, source),
        };
        let Some(path) = &self.output else {
            context.print(&text)?;
            return Ok(Exit::Clean);
        };
        save::overwrite(path, &text)?;
        self.print_written(context, issues.len())
    }

    fn issues<'w>(&self, facts: &EventFacts<'w>, track: Option<&str>) -> Vec<&'w Issue> {
        let is_meant = |issue: &Issue| match &self.against[..] {
            [] if self.format == Sheet::Csv => {
                matches!(issue.against, Target::Specification | Target::OpenQuestion)
            }
            [] if self.format == Sheet::Ballot => issue.against == Target::Specification,
            [] => true,
            some => some.contains(&issue.against),
        };
        // What the tracker has already would be made a second time.
        let is_new =
            |issue: &Issue| self.with_key || self.format != Sheet::Csv || issue.key().is_none();
        let issues = facts.folder.issues.values().map(|record| &*record.value);
        issues
            .filter(|issue| {
                track.is_none_or(|track| issue.is_in(track))
                    && is_meant(issue)
                    && is_new(issue)
                    && (self.closed || !issue.is_closed())
            })
            .collect()
    }

    fn ballot(
        &self,
        context: &mut Context,
        facts: &EventFacts<'_>,
        issues: &[&Issue],
        source: Source<'_>,
    ) -> Result<Exit> {
        let day = facts.event().last_day();
        let part = |number: u32| u8::try_from(number).unwrap_or(1);
        let made = (
            u16::try_from(day.year()).unwrap_or(1970),
            part(day.month()),
            part(day.day()),
        );
        let bytes = ballot::render(issues, source, made).map_err(|error| {
            Failure::other(line(&format!("the sheet: {error}"), MESSAGE_LENGTH))
        })?;
        if let Some(path) = &self.output {
            save::overwrite_bytes(path, &bytes)?;
        }
        self.print_written(context, issues.len())
    }

    fn print_written(&self, context: &mut Context, count: usize) -> Result<Exit> {
        let file = self.output.as_ref().map(|path| path.display().to_string());
        let said = format!(
            "wrote {} to {}",
            plural(count, "issue"),
            file.unwrap_or_default()
        );
        context.print(&format!("{}\n", line(&said, MESSAGE_LENGTH)))?;
        Ok(Exit::Clean)
    }
}

fn parse_column(text: &str) -> Result<(String, Field), String> {
    let (heading, field) = text
        .rsplit_once('=')
        .ok_or_else(|| "expected HEADING=FIELD".to_owned())?;
    let names = || Field::ALL.iter().map(|field| field.as_str());
    let found = Field::from_word(field.trim()).ok_or_else(|| {
        let near = nearest(field.trim(), names());
        let all: Vec<&str> = names().collect();
        did_you_mean(&near).unwrap_or_else(|| format!("expected one of: {}", all.join(", ")))
    })?;
    Ok((heading.trim().to_owned(), found))
}
