//! `cxn sync`: commits records, takes over what others pushed, and pushes.

use anyhow::Result;
use clap::Args;

use crate::analysis::record_change::{record_name, sentence, short_name};
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Slug;
use crate::model::plural::{one_or, plural};
use crate::model::zone::{Tz, UTC};
use crate::process::sync;
use crate::process::sync::conflict::{Conflict, Settled};
use crate::process::sync::pull::{Pulled, Tip};
use crate::process::sync::push::Pushed;
use crate::process::sync::{Shared, Work};
use crate::render::conflict;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::git::standing::{Busy, Upstream};
use crate::workspace::load::Scope;
use crate::workspace::{File, Workspace};
use crate::yaml::merge::Side;

/// Share records with others through git: commit them, take over what others pushed, and push
///
/// Only records are committed, with a message that says what was done to them; other files are left alone. What others pushed
/// meanwhile comes first, and your commits go on top of it. Where you and another person changed the same value of a record, both
/// are shown, and you choose; without a terminal use --take. Nothing is ever pushed by force. Without a connection the records are
/// committed, and the next sync pushes them. A private half is a repository of its own, and comes second.
///
/// Git runs as you would run it: with your settings, hooks, merge drivers and credentials.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The message of the commit, in place of one that says what was done to the records
    #[arg(short, long, value_name = "MESSAGE")]
    message: Option<String>,
    /// Whose value to take where both changed it: mine, theirs, or RECORD=mine for one record
    #[arg(long, value_name = "SIDE", value_parser = take)]
    take: Vec<Take>,
    /// Show what would be committed and what waits, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Show email addresses and other personal values of records that both sides changed
    #[arg(long)]
    with_contacts: bool,
}

/// A side, for one record or for all.
#[derive(Debug, Clone)]
struct Take {
    record: Option<String>,
    side: Side,
}

fn take(text: &str) -> Result<Take, String> {
    let (record, side) = match text.rsplit_once('=') {
        Some((record, side)) => (Some(record.to_owned()), side),
        None => (None, text),
    };
    let side = answer(side).map_err(|_| "expected mine, theirs or RECORD=mine".to_owned())?;
    Ok(Take { record, side })
}

fn answer(text: &str) -> Result<Side, String> {
    match text.to_lowercase().as_str() {
        "m" | "mine" => Ok(Side::Mine),
        "t" | "theirs" => Ok(Side::Theirs),
        _ => Err("expected m for mine or t for theirs".to_owned()),
    }
}

/// How often what others pushed meanwhile is taken over before a person is told.
const TRIES: usize = 3;

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let root = context.root()?;
        if self
            .message
            .as_deref()
            .is_some_and(|message| message.trim().is_empty())
        {
            return Err(Failure::usage("the message is empty")
                .hint("leave --message out for one that says what was done")
                .into());
        }
        let environment = context.git.clone();
        let (repositories, outside) = sync::repositories(&root, &environment)?;
        if repositories.is_empty() {
            return Err(Failure::not_found(format!(
                "{} is in no git repository",
                root.public().display()
            ))
            .hint("clone the repository of your event, or run 'git init' here")
            .into());
        }
        for folder in outside {
            context.say(&format!(
                "note: {folder} is in no git repository and is left out"
            ));
        }
        let several = repositories.len() > 1;
        let mut failed: Option<anyhow::Error> = None;
        for shared in &repositories {
            if several {
                context.print(&format!("{}:\n", line(&shared.name(), MESSAGE_LENGTH)))?;
            }
            // What stops one half does not stop the other.
            if let Err(error) = self.sync(context, shared)
                && let Some(first) = failed.replace(error)
            {
                context.say(&format!("error: {first}"));
            }
        }
        failed.map_or(Ok(Exit::Clean), Err)
    }

    fn sync(&self, context: &mut Context, shared: &Shared<'_>) -> Result<()> {
        let mut work = shared.work()?;
        shared.is_ready(&work.standing)?;
        if self.dry_run {
            return show(context, shared, &work);
        }
        if work.standing.busy == Some(Busy::Rebase) {
            shared.resume(&mut |conflict| self.judge(context, conflict))?;
            context.print("finished what an earlier sync had begun\n")?;
            work = shared.work()?;
        }
        self.commit(context, shared, &work)?;
        let Some(upstream) = &work.standing.upstream else {
            context.print(
                "this repository has no server to push to: what is committed stays here\n",
            )?;
            return Ok(());
        };
        let mut tip = match shared.fetch(upstream) {
            Ok(tip) => tip,
            Err(failure) => return Err(waits(shared, upstream, failure)?.into()),
        };
        for _ in 0..TRIES {
            let pulled = shared.pull(&tip, &mut |conflict| self.judge(context, conflict))?;
            tell_pulled(context, upstream, &pulled)?;
            match shared.push(upstream, &tip)? {
                Pushed::Behind => tip = shared.fetch(upstream)?,
                Pushed::Commits(0) => {
                    context.print(&line(
                        &format!("nothing to push to {}", upstream.name()),
                        MESSAGE_LENGTH,
                    ))?;
                    context.print("\n")?;
                    return Ok(());
                }
                Pushed::Commits(count) => {
                    let said = format!("pushed {} to {}", plural(count, "commit"), upstream.name());
                    context.print(&format!("{}\n", line(&said, MESSAGE_LENGTH)))?;
                    return Ok(());
                }
            }
        }
        Err(Failure::other(format!(
            "others pushed to {} {TRIES} times meanwhile",
            upstream.name()
        ))
        .hint("your commits stay here; run 'cxn sync' again")
        .into())
    }

    fn commit(&self, context: &mut Context, shared: &Shared<'_>, work: &Work) -> Result<()> {
        note_others(context, work);
        if work.records.is_empty() {
            context.print("nothing to commit\n")?;
            return Ok(());
        }
        let lines = work.lines();
        let said = sentence(&lines);
        let message = self.message.clone().unwrap_or_else(|| message(&lines));
        shared.commit(work, &message)?;
        context.print(&format!("committed: {}\n", line(&said, MESSAGE_LENGTH)))?;
        Ok(())
    }

    /// Explains a conflict, and asks whose values are taken unless the command line says so.
    fn judge(&self, context: &mut Context, conflict: &Conflict) -> Result<Settled, Failure> {
        let clashes = conflict.clashes();
        let sides = conflict::Sides {
            mine: conflict.mine_by.as_ref(),
            theirs: conflict.theirs_by.as_ref(),
        };
        let zone = zone(context, &conflict.file);
        let name = record_name(&conflict.file);
        let text = conflict::render(&name, &clashes, &sides, zone, self.with_contacts);
        let failed = |error: anyhow::Error| Failure::other(error.to_string());
        context.print(&text).map_err(failed)?;
        if let Some(side) = self.taken(&conflict.file) {
            let whose = if side == Side::Mine { "mine" } else { "theirs" };
            let values = one_or(clashes.len(), "value", "values");
            context
                .print(&format!("took {whose} for the {values} of {name}\n"))
                .map_err(failed)?;
            return Ok(Settled::Sides(vec![side; clashes.len()]));
        }
        if !context.interactive {
            return Ok(Settled::Open);
        }
        let mut sides = Vec::new();
        for clash in &clashes {
            let question = match clash.path.to_string() {
                key if key.is_empty() => "whose record, mine or theirs (m/t)?".to_owned(),
                key => format!("{}: mine or theirs (m/t)?", line(&key, MESSAGE_LENGTH)),
            };
            match context.ask_until(&question, answer).map_err(failed)? {
                Some(side) => sides.push(side),
                None => return Ok(Settled::Open),
            }
        }
        Ok(Settled::Sides(sides))
    }

    /// What the command line says of a record; what it says of one comes before what it says of all.
    fn taken(&self, file: &File) -> Option<Side> {
        let names = [short_name(file), file.to_string(), file.stem().to_owned()];
        let of_it = |take: &&Take| {
            take.record
                .as_ref()
                .is_some_and(|record| names.contains(record))
        };
        let of_all = |take: &&Take| take.record.is_none();
        let found = self
            .take
            .iter()
            .find(of_it)
            .or_else(|| self.take.iter().find(of_all));
        found.map(|take| take.side)
    }
}

/// A message as git likes it: a short line, and the rest below it.
fn message(lines: &[String]) -> String {
    const SUBJECT: usize = 72;
    let whole = sentence(lines);
    if whole.chars().count() <= SUBJECT {
        return whole;
    }
    let mut first = String::new();
    let mut taken = 0;
    for one in lines {
        let longer = if taken == 0 {
            one.clone()
        } else {
            format!("{first}; {one}")
        };
        let rest = lines.len() - taken - 1;
        if taken > 0 && longer.chars().count() + format!("; {rest} more").len() > SUBJECT {
            break;
        }
        (first, taken) = (longer, taken + 1);
    }
    let rest = lines.len() - taken;
    let subject = if rest == 0 {
        first
    } else {
        format!("{first}; {rest} more")
    };
    format!("{subject}\n\n{}", lines.join("\n"))
}

/// The zone of the record's event.
fn zone(context: &Context, file: &File) -> Tz {
    let event = file.event_slug();
    let event = event.and_then(|event| Slug::parse(event).ok());
    let scope = event.map(|event| Scope {
        event: Some(event),
        ..Scope::without_registrations()
    });
    let workspace = scope.and_then(|scope| Workspace::load(&context.root().ok()?, &scope).ok());
    let folder = workspace.and_then(|workspace| workspace.events.into_values().next());
    folder.map_or(UTC, |folder| folder.zone())
}

fn note_others(context: &mut Context, work: &Work) {
    const SHOWN: usize = 3;
    let count = work.others.len();
    if count == 0 {
        return;
    }
    let mut names = work.others[..count.min(SHOWN)].join(", ");
    if count > SHOWN {
        names.push_str(", …");
    }
    context.say(&format!(
        "note: {} {} left alone: {names}",
        plural(count, "other file"),
        one_or(count, "is", "are"),
    ));
}

/// What a sync would do, as far as it is known without asking the server.
fn show(context: &mut Context, shared: &Shared<'_>, work: &Work) -> Result<()> {
    if work.standing.busy == Some(Busy::Rebase) {
        context.print("a rebase was interrupted: sync would finish it first\n")?;
        return Ok(());
    }
    note_others(context, work);
    let said = match sentence(&work.lines()) {
        said if said.is_empty() => "nothing to commit".to_owned(),
        said => format!("would commit: {said}"),
    };
    context.print(&format!("{}\n", line(&said, MESSAGE_LENGTH)))?;
    if let Some(upstream) = &work.standing.upstream {
        let said = waiting(shared, &shared.tip(upstream)?)?
            .unwrap_or_else(|| "no commit waits".to_owned());
        let said = format!("{said} to be pushed to {}", upstream.name());
        context.print(&format!("{}\n", line(&said, MESSAGE_LENGTH)))?;
    }
    Ok(())
}

/// The commits that wait, in words.
fn waiting(shared: &Shared<'_>, tip: &Tip) -> Result<Option<String>, Failure> {
    let (count, lines) = shared.waiting(tip)?;
    if count == 0 {
        return Ok(None);
    }
    let what = if lines.is_empty() {
        String::new()
    } else {
        format!(" ({})", sentence(&lines))
    };
    let verb = one_or(count, "waits", "wait");
    Ok(Some(format!("{}{what} {verb}", plural(count, "commit"))))
}

/// The server was not reached: what is committed waits for the next time.
fn waits(shared: &Shared<'_>, upstream: &Upstream, failure: Failure) -> Result<Failure, Failure> {
    let hint = match waiting(shared, &shared.tip(upstream)?)? {
        Some(said) => format!("{said}; run 'cxn sync' again when there is a connection"),
        None => {
            "nothing waits to be pushed; run 'cxn sync' again when there is a connection".to_owned()
        }
    };
    Ok(failure.hint(hint))
}

fn tell_pulled(context: &mut Context, upstream: &Upstream, pulled: &Pulled) -> Result<()> {
    if pulled.commits == 0 {
        return Ok(());
    }
    let mut said = format!(
        "took over {} from {}",
        plural(pulled.commits, "commit"),
        upstream.name()
    );
    if !pulled.lines.is_empty() {
        said = format!("{said}: {}", sentence(&pulled.lines));
    }
    context.print(&format!("{}\n", line(&said, MESSAGE_LENGTH)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_or_a_short_one_with_the_rest_below() {
        let lines = |count: usize| -> Vec<String> {
            (0..count)
                .map(|at| format!("{} results in track-number-{at}", at + 2))
                .collect()
        };
        assert_eq!(message(&lines(1)), "2 results in track-number-0");
        let long = message(&lines(5));
        let all: Vec<&str> = long.lines().collect();
        assert_eq!(
            all[0],
            "2 results in track-number-0; 3 results in track-number-1; 3 more"
        );
        assert_eq!(all.len(), 7);
        assert!(all[1].is_empty());
    }
}
