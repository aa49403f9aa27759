//! `cxn log`: what happened to one record.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::disclosure::{Level, told_issue};
use crate::analysis::record_change::short_name;
use crate::analysis::record_log::{Version, log};
use crate::commands::ListFormat;
use crate::commands::result::{Disclosure, not_shown};
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::process::registration::lookup::named;
use crate::process::sync;
use crate::render::table::{Cell, Format, Table, text};
use crate::render::timeline::moment;
use crate::workspace::git::GitError;
use crate::workspace::git::ask::Repository;
use crate::workspace::{EventFolder, File, RecordKind, Workspace};

/// Show what happened to a record: who did what, and when
///
/// It tells what the record's history says, and what the commits of its file changed. What is not committed yet comes last. In CI, and in
/// other formats than text, results, reports and issues are refused as far as the event's results-visibility does not let them out.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The record: EVENT/TRACK, TRACK or PERSON of the current event, an event, or the path of a file
    #[arg(value_name = "RECORD", add = ArgValueCompleter::new(complete::tracks))]
    record: String,
    #[command(flatten)]
    disclosure: Disclosure,
    #[command(flatten)]
    list: ListFormat,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let file = find(context, &workspace, &self.record)?;
        let event = file.event_slug();
        let event = event.filter(|event| workspace.events.contains_key(*event));
        let zone = match event {
            Some(event) => workspace.events[&context.event_named(&workspace, event)?].zone(),
            None => crate::model::zone::UTC,
        };
        if let Some(event) = event {
            self.ensure_shown(context, &workspace.events[event], &file)?;
        }
        let now = workspace.text(&file).map(String::into_bytes);
        let versions = match versions(context, &workspace, &file, now.as_deref()) {
            Ok(versions) => versions,
            Err(GitError::NoRepository(_)) => {
                context.say("note: the workspace is in no git repository: only the record's own history is shown");
                Vec::new()
            }
            Err(error) => return Err(sync::failure(error).into()),
        };
        let happened = log(&versions, now.as_deref());
        if happened.is_empty() && self.list.format() == Format::Table {
            context.print(&format!("nothing is recorded of {}\n", short_name(&file)))?;
            return Ok(Exit::Clean);
        }
        let mut table = Table::new([
            text("when", "When"),
            text("who", "Who"),
            text("what", "What"),
            text("why", "Why"),
            text("commit", "Commit").for_programs(),
        ]);
        for one in &happened {
            let when = one
                .when
                .map_or_else(|| Cell::from("not committed"), |when| moment(when, zone));
            table.row([
                when,
                one.who.as_deref().into(),
                one.what.as_str().into(),
                one.why.as_deref().into(),
                one.commit.as_deref().into(),
            ]);
        }
        self.list.print(context, table.named("log"))?;
        Ok(Exit::Clean)
    }
}

impl Arguments {
    /// What is told of a record is told of what it holds: numbers of reports, verdicts, and what was wrong with a server.
    fn ensure_shown(&self, context: &Context, folder: &EventFolder, file: &File) -> Result<()> {
        let is_text = self.list.format() == Format::Table;
        let level = self.disclosure.level_of_folder(context, folder, is_text);
        let what = match file.kind() {
            Some(RecordKind::Result) => "the history of a result",
            Some(RecordKind::Report) => "the history of a report",
            Some(RecordKind::Issue) => {
                let issue = folder.issues.get(file.stem());
                if issue.is_some_and(|issue| told_issue(level, folder, &issue.value).is_some()) {
                    return Ok(());
                }
                "the history of this issue"
            }
            _ => return Ok(()),
        };
        if level < Level::All {
            return Err(not_shown(context, what).into());
        }
        Ok(())
    }
}

/// The file of a record: an event, a track, a person, or the path itself.
fn find(context: &mut Context, workspace: &Workspace, name: &str) -> Result<File> {
    let path = File::new(name);
    if workspace.has_file(&path) {
        return Ok(path);
    }
    if let Some((event, _)) = workspace.events.get_key_value(name) {
        return Ok(File::event(event));
    }
    let error = match context.track(workspace, name) {
        Ok((event, track)) => return Ok(File::track(&event, &track)),
        Err(error) => error,
    };
    // Looking for the track has settled the event already, and said which one where there are several.
    let Some(event) = context.meant().cloned() else {
        return Err(error);
    };
    let person = name.split_once('/').map_or(name, |(_, person)| person);
    let people = named(&workspace.events[&event].registrations, person);
    match people[..] {
        [one] => Ok(one.file.clone()),
        [] => Err(error),
        _ => Err(Failure::usage(format!(
            "'{person}' is the name of {} registrations for event '{event}'",
            people.len()
        ))
        .hint("name the file of one: run 'cxn registrations list' to see them")
        .into()),
    }
}

/// The versions of a file that git has, newest first, with the one that is not committed yet before them.
fn versions(
    context: &Context,
    workspace: &Workspace,
    file: &File,
    now: Option<&[u8]>,
) -> Result<Vec<Version>, GitError> {
    let root = workspace.root();
    let git = Repository::find(root.base(file), &context.git)?;
    let path = format!("{}{file}", git.prefix);
    let commits = git.commits_of("HEAD", &path).or_else(|error| match error {
        // A repository without a commit.
        GitError::Failed { .. } => Ok(Vec::new()),
        other => Err(other),
    })?;
    let names: Vec<String> = commits
        .iter()
        .map(|commit| format!("{}:{path}", commit.id))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let contents = git.contents(&names)?;
    let mut versions: Vec<Version> = Vec::new();
    if contents
        .first()
        .is_none_or(|newest| newest.as_deref() != now)
    {
        versions.push((None, now.map(<[u8]>::to_vec)));
    }
    versions.extend(commits.into_iter().map(Some).zip(contents));
    Ok(versions)
}
