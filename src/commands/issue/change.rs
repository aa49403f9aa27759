//! `cxn issue set`, `link` and `close`.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::commands::actor::configured;
use crate::commands::assign::{self, Assignment};
use crate::commands::held::Held;
use crate::commands::issue::issue_name;
use crate::complete;
use crate::context::Context;
use crate::error::Exit;
use crate::model::Issue;
use crate::model::history::Entry;
use crate::model::issue::IssueChange;
use crate::process::issue::{links, record};
use crate::process::recorded;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::edit;
use crate::yaml::{Path, Value};

/// Change an issue in place, with its comments kept
///
/// Keys are those of the file, such as description, work-group, artifacts[0] or tracker.key; an empty value removes the key.
#[derive(Debug, Args)]
#[allow(
    rustdoc::broken_intra_doc_links,
    reason = "the comment is the help, where brackets are brackets"
)]
pub struct Set {
    /// The issue: its name, the beginning or the last letters of it, or its key in the tracker; also EVENT/ISSUE
    #[arg(value_name = "ISSUE", add = ArgValueCompleter::new(complete::issues))]
    issue: String,
    /// What to change, such as tracker.key=FHIR-12345
    #[arg(value_name = "KEY=VALUE", required = true)]
    assignments: Vec<Assignment>,
}

/// Say where an issue came up: tracks, scenarios, results
#[derive(Debug, Args)]
pub struct Link {
    /// The issue: its name, the beginning or the last letters of it, or its key in the tracker; also EVENT/ISSUE
    #[arg(value_name = "ISSUE", add = ArgValueCompleter::new(complete::issues))]
    issue: String,
    /// Where it came up
    #[arg(value_name = "TRACK[/SCENARIO|/RESULT]", required = true, add = ArgValueCompleter::new(complete::results))]
    places: Vec<String>,
}

/// Close an issue: there is nothing more to do about it
#[derive(Debug, Args)]
pub struct Close {
    /// The issue: its name, the beginning or the last letters of it, or its key in the tracker; also EVENT/ISSUE
    #[arg(value_name = "ISSUE", add = ArgValueCompleter::new(complete::issues))]
    issue: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Open it again
    #[arg(long)]
    undo: bool,
    /// Who closes it; default you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Set {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        assign::ensure_by_hand(&self.assignments, |key| {
            let hint = "use 'cxn issue close', which records who did it and when";
            (key == "history").then_some(hint)
        })?;
        let workspace = context.workspace()?;
        let (event, name) = issue_name(context, &workspace, &self.issue)?;
        let record = record::find(&workspace.events[&event], name)?;
        let judge = |_: &Issue| Ok(());
        assign::change(context, &workspace, &record.file, &self.assignments, judge)?;
        Ok(Exit::Clean)
    }
}

impl Link {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.proposals()?;
        let (event, name) = issue_name(context, &workspace, &self.issue)?;
        let held = Held::open(context, event)?;
        let record = held.issue(name)?;
        let folder = &held.workspace.events[&held.event];
        let mut issue = Issue::clone(&record.value);
        let mut added = Vec::new();
        for place in &self.places {
            if links::Link::parse(folder, place)?.add_to(&mut issue) {
                added.push(place.as_str());
            }
        }
        if added.is_empty() {
            context.print("nothing to change\n")?;
            return Ok(Exit::Clean);
        }
        let old = &record.value;
        held.workspace.inside(&record.file)?;
        edit::change::<Issue, _>(&held.root, &record.file, |editor| {
            for (key, old, new) in [
                ("tracks", &old.tracks, &issue.tracks),
                ("scenarios", &old.scenarios, &issue.scenarios),
                ("results", &old.results, &issue.results),
            ] {
                if old != new {
                    let texts = new.iter().map(|text| Value::from(text.as_str()));
                    editor.put(&Path::from(key), &Value::Sequence(texts.collect()))?;
                }
            }
            Ok(())
        })?;
        context.print(&format!(
            "linked {} to {}\n",
            record.slug,
            line(&added.join(", "), MESSAGE_LENGTH)
        ))?;
        Ok(Exit::Clean)
    }
}

impl Close {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.proposals()?;
        let (event, name) = issue_name(context, &workspace, &self.issue)?;
        let by = configured(context, self.by.as_deref())?;
        let held = Held::open(context, event)?;
        let record = held.issue(name)?;
        let (what, done) = if self.undo {
            (IssueChange::Reopened, "open")
        } else {
            (IssueChange::Closed, "closed")
        };
        if record.value.is_closed() != self.undo {
            context.print(&format!("{} is {done} already\n", record.slug))?;
            return Ok(Exit::Clean);
        }
        let entry = Entry::new(
            held.now,
            what,
            by,
            self.note.filter(|note| !note.trim().is_empty()),
        );
        recorded::append::<Issue, _>(&held.workspace, &held.root, &record.file, &[], &entry)?;
        context.print(&format!(
            "{what} {}: {}\n",
            record.slug,
            held.root.shown(&record.file)
        ))?;
        Ok(Exit::Clean)
    }
}
