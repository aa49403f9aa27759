//! `cxn review apply`: the decisions of a meeting, all or none.

use std::collections::BTreeSet;

use anyhow::Result;
use clap::Args;

use crate::commands::TableFormat;
use crate::commands::actor::configured;
use crate::commands::review::decision_table;
use crate::commands::review::decision_table::Row;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Slug;
use crate::model::plural::plural;
use crate::model::timeline::moment_text;
use crate::process::decision;
use crate::process::decision::{DecisionRequest, PlannedDecision};
use crate::process::retry::retry_on_conflict;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::render::table::{Cell, Format, Table, number, text};
use crate::workspace::{File, Workspace, edit};
use crate::yaml::guard;

/// Record the decisions of a meeting from a CSV or YAML file, all or none
///
/// A row has track, decision (approve, request-changes, defer, decline or confirm), note, condition, body, moved-by, seconded-by,
/// votes, abstained, change (FIELD=TEXT), despite and by. A CSV has commas, semicolons or tabs between its cells, as for 'cxn register
/// import'; several conditions, names or changes in a cell have semicolons between them.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The file, or - for standard input
    #[arg(value_name = "FILE")]
    file: String,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Who records them, where a row does not say; default: you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    format: TableFormat,
}

impl Arguments {
    /// Judges every row, then writes them all; a row whose decision is recorded already is left as it is.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let root = context.root()?;
        let rows = decision_table::read(&self.file, &context.bytes(&self.file, guard::MAX_BYTES)?)?;
        let targets = targets(context, &rows)?;
        let events: BTreeSet<&Slug> = targets.iter().map(|(event, _)| event).collect();
        let planned = retry_on_conflict(context, Context::say, |context| {
            let mut locks = Vec::new();
            if !self.dry_run {
                // In the order of their names, so that two meetings never wait for each other.
                for event in &events {
                    locks.push(edit::lock(&root, &File::event(event))?);
                }
            }
            let workspace = context.workspace()?;
            let (planned, recorded) =
                judge(context, &workspace, &rows, &targets, self.by.as_deref())?;
            if self.dry_run {
                // What cannot be edited in place is worth knowing before the day.
                for (_, one) in &planned {
                    decision::prepare(&root, one)?;
                }
            } else {
                decision::write(&workspace, planned.iter().map(|(_, one)| one))?;
            }
            Ok((planned, recorded))
        })?;
        let (planned, recorded) = planned;
        for said in &recorded {
            context.say(&line(said, MESSAGE_LENGTH));
        }
        for (row, one) in &planned {
            for remark in &one.remarks {
                let said = format!("{remark} (row {row}, {}/{})", one.event, one.track);
                context.say(&line(&said, MESSAGE_LENGTH));
            }
        }
        let table = table(&planned);
        if self.format.format != Format::Table || !table.is_empty() {
            self.format.print(context, &table.named("decisions"))?;
        }
        context.say(&if self.dry_run {
            "nothing was changed: this was a dry run".to_owned()
        } else {
            format!("recorded {}", plural(planned.len(), "decision"))
        });
        Ok(Exit::Clean)
    }
}

/// The track of each row; only one of two rows about a track could be meant.
fn targets(context: &mut Context, rows: &[Row]) -> Result<Vec<(Slug, Slug)>> {
    let workspace = context.proposals()?;
    // Rows that name no event all mean the one in force, which is guessed and said once.
    let is_bare = |row: &Row| row.track().is_ok_and(|track| !track.contains('/'));
    let in_force = if rows.iter().any(is_bare) {
        Some(context.event(&workspace, None)?)
    } else {
        None
    };
    let mut targets: Vec<(Slug, Slug)> = Vec::new();
    let mut bad = Bad::default();
    for row in rows {
        let named = row.track().map_err(anyhow::Error::from).and_then(|track| {
            match in_force.as_ref().filter(|_| !track.contains('/')) {
                Some(event) => context.track(&workspace, &format!("{event}/{track}")),
                None => context.track(&workspace, track),
            }
        });
        match named {
            Ok(target) => {
                if let Some(first) = targets.iter().position(|one| *one == target) {
                    let (event, track) = &target;
                    let first = rows.get(first).map_or(0, |first| first.number);
                    let said = format!("{event}/{track} is already in row {first}");
                    bad.add(row.number, Failure::usage(said).into())?;
                }
                targets.push(target);
            }
            Err(error) => {
                bad.add(row.number, error)?;
                // Holds the row's place; with a bad row nothing is judged any further.
                if let Some(last) = targets.last().cloned() {
                    targets.push(last);
                }
            }
        }
    }
    bad.end(context, rows.len())?;
    Ok(targets)
}

/// The decisions to write, each with its row, and what is to be said of those that are recorded already.
#[allow(clippy::type_complexity, reason = "taken apart at once")]
fn judge(
    context: &mut Context,
    workspace: &Workspace,
    rows: &[Row],
    targets: &[(Slug, Slug)],
    by: Option<&str>,
) -> Result<(Vec<(usize, PlannedDecision)>, Vec<String>)> {
    let (mut planned, mut recorded) = (Vec::new(), Vec::new());
    let mut bad = Bad::default();
    for (row, (event, track)) in rows.iter().zip(targets) {
        let at = row.number;
        let wanted = match row.wanted() {
            Ok(wanted) => DecisionRequest {
                by: configured(context, wanted.by.as_deref().or(by))?,
                ..wanted
            },
            Err(failure) => {
                bad.add(at, failure.into())?;
                continue;
            }
        };
        // Whoever was stopped while the file was applied applies it again.
        if let Some(when) = decision::already_recorded(workspace, (event, track), &wanted)? {
            recorded.push(format!(
                "note: row {at}: the decision on {event}/{track} is already recorded, since {}",
                moment_text(when, workspace.events[event].zone())
            ));
            continue;
        }
        match decision::plan(context.now, workspace, (event, track), &wanted)? {
            Ok(one) => planned.push((at, one)),
            Err(refusal) => bad.add(at, refusal.failure.into())?,
        }
    }
    bad.end(context, rows.len())?;
    Ok((planned, recorded))
}

#[derive(Default)]
struct Bad(Vec<(usize, Failure)>);

impl Bad {
    /// Keeps what is wrong with a row; what is wrong with the workspace ends the command.
    fn add(&mut self, at: usize, error: anyhow::Error) -> Result<()> {
        self.0.push((at, error.downcast::<Failure>()?));
        Ok(())
    }

    /// Says what is wrong with each row, when anything is.
    fn end(self, context: &mut Context, rows: usize) -> Result<()> {
        let count = self.0.len();
        let Some(exit) = self
            .0
            .iter()
            .map(|(_, failure)| failure.exit)
            .max_by_key(|exit| *exit as u8)
        else {
            return Ok(());
        };
        let mut lines: Vec<String> = self
            .0
            .into_iter()
            .map(|(at, failure)| {
                let hint = failure
                    .hint
                    .map_or_else(String::new, |hint| format!(" ({hint})"));
                format!("row {at}: {}{hint}", failure.message)
            })
            .collect();
        let failure = |message: String| Failure {
            exit,
            message,
            hint: None,
        };
        if lines.len() == 1
            && let Some(only) = lines.pop()
        {
            return Err(failure(only)
                .hint("nothing was changed; correct the row and apply the file again")
                .into());
        }
        for said in &lines {
            context.say(&line(said, 2 * MESSAGE_LENGTH));
        }
        Err(failure(format!(
            "{count} of {rows} rows cannot be applied; nothing was changed"
        ))
        .into())
    }
}

fn table(planned: &[(usize, PlannedDecision)]) -> Table {
    let mut table = Table::new([
        number("row", "Row"),
        text("event", "Event").for_programs(),
        text("track", "Track"),
        text("from", "From"),
        text("decision", "Decision"),
        text("votes", "Votes"),
        number("conditions", "Conditions"),
        number("changes", "Changes"),
        text("note", "Note"),
    ]);
    for (row, one) in planned {
        let decision = one.entry.decision.as_ref();
        let count = |count: Option<usize>| {
            count
                .filter(|count| *count > 0)
                .map_or(Cell::Empty, Cell::from)
        };
        table.row([
            Cell::from(*row),
            one.event.as_str().into(),
            Cell::track(&one.event, &one.track),
            Cell::word(one.from.as_str()),
            Cell::word(one.entry.what.as_str()),
            decision
                .and_then(|decision| decision.votes)
                .map(|votes| votes.to_string())
                .into(),
            count(decision.map(|decision| decision.conditions.len())),
            count(decision.map(|decision| decision.changes.len())),
            one.entry.note.clone().into(),
        ]);
    }
    table
}
