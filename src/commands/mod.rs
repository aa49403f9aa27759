//! The commands, one a file; groups are folders. The comment of a command's arguments is its help.

pub mod actor;
pub mod assign;
pub mod check;
pub mod completions;
pub mod config;
pub mod due;
pub mod editor;
pub mod event;
pub mod explain;
pub mod fix;
mod group;
pub mod grouped;
pub mod guessed;
mod held;
pub mod help;
pub mod init;
pub mod issue;
mod judged;
pub mod log;
pub mod lsp;
pub mod man;
mod mapping_file;
pub mod match_systems;
pub mod matrix;
pub mod maturity;
mod owing;
pub mod progress;
pub mod propose;
pub mod publish;
pub mod readiness;
pub mod register;
pub mod registrations;
pub mod report;
pub mod responsibilities;
pub mod result;
pub mod review;
pub mod rules;
mod run_filter;
pub mod schema;
pub mod series;
pub mod status;
pub mod submit;
pub mod sync;
pub mod systems;
pub mod template;
pub mod track;
mod unread;
pub mod visible;
pub mod with;
pub mod withdraw;
pub mod words;

use clap::Args;

use crate::commands::group::commands;
use crate::commands::words::word;
use crate::context::Context;
use crate::error::Failure;
use crate::model::{Slug, Track, nearest};
use crate::render::document::Document;
use crate::render::table::{Format, SortKey, Table, UnknownColumn};
use crate::workspace::{EventFolder, Record};
use anyhow::Result;

commands! {
    /// What the tool can do. Each variant's help is the comment of its arguments.
    pub enum Command {
        Init(init::Arguments),
        Config(config::Arguments),
        #[command(visible_alias = "events")]
        Event(event::Arguments),
        Due(due::Arguments),
        #[command(alias = "duties")]
        Responsibilities(responsibilities::Arguments),
        #[command(alias = "templates")]
        Template(template::Arguments),
        Propose(Box<propose::Arguments>),
        Submit(submit::Arguments),
        Withdraw(withdraw::Arguments),
        #[command(visible_alias = "tracks")]
        Track(track::Arguments),
        Check(check::Arguments),
        Explain(explain::Arguments),
        Register(Box<register::Arguments>),
        Registrations(registrations::Arguments),
        Systems(systems::Arguments),
        Readiness(readiness::Arguments),
        Match(match_systems::Arguments),
        Matrix(matrix::Arguments),
        Progress(progress::Arguments),
        #[command(visible_alias = "results")]
        Result(result::Arguments),
        #[command(visible_alias = "issues")]
        Issue(issue::Arguments),
        Maturity(maturity::Arguments),
        Series(series::Arguments),
        #[command(visible_alias = "reports")]
        Report(report::Arguments),
        Review(Box<review::Arguments>),
        #[command(subcommand)]
        Publish(publish::Command),
        Rules(rules::Arguments),
        Schema(schema::Arguments),
        Completions(completions::Arguments),
        Man(man::Arguments),
        Lsp(lsp::Arguments),
        Status(status::Arguments),
        Sync(sync::Arguments),
        Log(log::Arguments),
        Help(help::Arguments),
    }
}

/// The format of a command that prints tables.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct TableFormat {
    /// How to print the table
    #[arg(long, value_parser = word::<Format>(), default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

impl TableFormat {
    pub fn print(self, context: &mut Context, table: &Table) -> Result<()> {
        let event = context.meant().map(Slug::as_str);
        let text = table.render(self.format, event, context.style);
        context.print(&text)
    }

    /// Says what a command did: where a program reads standard output, that is for the table alone.
    pub fn tell(self, context: &mut Context, text: &str) -> Result<()> {
        if self.format != Format::Table {
            text.trim().lines().for_each(|line| context.say(line));
            return Ok(());
        }
        context.print(text)
    }

    pub fn print_document(self, context: &mut Context, document: &Document) -> Result<()> {
        let event = context.meant().map(Slug::as_str);
        let text = document.render(self.format, event, context.style);
        context.print(&text)
    }
}

/// The format and the order of a command that prints a list.
#[derive(Debug, Clone, Default, Args)]
pub struct ListFormat {
    /// Sort by these columns, as JSON names them: status,-days; a hyphen reverses the order
    #[arg(
        long,
        value_name = "COLUMN",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    sort: Vec<SortKey>,
    #[command(flatten)]
    format: TableFormat,
}

impl ListFormat {
    pub fn format(&self) -> Format {
        self.format.format
    }

    /// Prints a list in the order that was asked for.
    pub fn print(&self, context: &mut Context, mut table: Table) -> Result<()> {
        table
            .sort(&self.sort)
            .map_err(|unknown| unknown_column(&unknown))?;
        self.format.print(context, &table)
    }

    /// Prints a document, whose lists that have the columns are in the order that was asked for.
    pub fn print_document(&self, context: &mut Context, mut document: Document) -> Result<()> {
        document
            .sort(&self.sort)
            .map_err(|unknown| unknown_column(&unknown))?;
        self.format.print_document(context, &document)
    }
}

fn unknown_column(unknown: &UnknownColumn) -> Failure {
    let near = nearest::nearest(&unknown.name, unknown.known.iter().copied());
    let hint = nearest::did_you_mean(&near)
        .unwrap_or_else(|| format!("expected one of: {}", unknown.known.join(", ")));
    Failure::usage(format!("no column '{}' to sort by", unknown.name)).hint(hint)
}

/// The track that was named, else every open one of the event.
fn named_or_open<'f>(
    folder: &'f EventFolder,
    named: Option<&Slug>,
) -> impl Iterator<Item = &'f Record<Track>> {
    folder.tracks.values().filter(move |track| match named {
        Some(named) => track.slug == *named,
        None => track.value.status.is_open(),
    })
}
