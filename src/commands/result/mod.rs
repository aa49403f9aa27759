//! `cxn result`: who tested what with whom, and how it went.

mod add;
mod ask;
mod change;
mod import;
mod list;
mod show;

use anyhow::Result;
use clap::Args;
use serde_json::{Value, json};

use crate::analysis::disclosure::{Level, tells_of, told, withholds_owner};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::standings::Partner;
use crate::commands::group::listing;
use crate::context::Context;
use crate::error::Failure;
use crate::model::result::{Capacity, Verdict};
use crate::model::words::Word as _;
use crate::model::{Event, Slug, TestResult};
use crate::process::result::resolve;
use crate::render::table::Cell;
use crate::workspace::{EventFolder, Workspace};

listing! {
    /// Record and show results of tests
    ///
    /// One run of one scenario is one file in events/EVENT/results/TRACK/. Nothing is ever deleted: what was wrong is corrected or
    /// withdrawn, and its history says so.
    pub struct Arguments lists list::Arguments {
        Add(Box<add::Arguments>),
        Correct(Box<change::Correct>),
        Import(import::Arguments),
        List(list::Arguments),
        Show(show::Arguments),
        Verify(change::Verify),
        Withdraw(change::Withdraw),
    }
}

/// Whether results leave whole.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct Disclosure {
    /// Show results whole in every format, whatever the event's results-visibility says
    #[arg(long)]
    pub with_results: bool,
}

impl Disclosure {
    /// Whether everything is shown, whatever an event says: to a person at a terminal, and to whoever asks for it.
    pub fn is_full(self, context: &Context, is_text: bool) -> bool {
        self.with_results || is_text && !context.ci
    }

    /// What may be shown, for a command that says by itself what it leaves out.
    pub fn level_of(self, context: &Context, event: &Event, is_text: bool) -> Level {
        Level::new(event, self.is_full(context, is_text))
    }

    /// Says of an output over several events that it does not have everything.
    pub fn note_limits(context: &mut Context) {
        context.say(
            "note: this output has what each event's results-visibility allows; pass --with-results for everything",
        );
    }

    /// As [`level_of`](Self::level_of), of an event that may not be parsed: then nothing is known to be allowed.
    pub fn level_of_folder(self, context: &Context, folder: &EventFolder, is_text: bool) -> Level {
        match &folder.event {
            Some(event) => self.level_of(context, &event.value, is_text),
            None if self.is_full(context, is_text) => Level::Full,
            None => Level::Aggregates,
        }
    }

    /// What may be shown: everything to a person, and what the event allows in a format for programs and in CI. It is said once.
    pub fn level(self, context: &mut Context, event: &Event, is_text: bool) -> Level {
        let level = self.level_of(context, event, is_text);
        let what = match level {
            Level::Full => return level,
            Level::Aggregates => "counts only, of at least 3 organizations each",
            Level::Passed => "only what passed",
            Level::All => "everything but notes and people",
        };
        context.say(&format!(
            "note: this output has {what} (results-visibility: {}); pass --with-results for everything",
            level.name()
        ));
        level
    }
}

/// That a level tells of a track that is named: below full it does of those that everyone can see.
pub fn ensure_told(
    context: &Context,
    level: Level,
    folder: &EventFolder,
    track: Option<&Slug>,
) -> Result<()> {
    match track {
        Some(track) if !tells_of(level, folder, track.as_str()) => {
            let what = format!(
                "track '{}/{track}', which not everyone can see,",
                folder.slug
            );
            Err(not_shown(context, &what).into())
        }
        _ => Ok(()),
    }
}

/// Refuses to show what a level does not let out.
pub fn not_shown(context: &Context, what: &str) -> Failure {
    if context.ci {
        let failure =
            Failure::refused(format!("{what} is not shown in CI, whose logs others read"));
        return failure.hint("pass --with-results");
    }
    Failure::refused(format!("{what} is not shown in this format"))
        .hint("pass --with-results, or leave the format out")
}

/// The systems of a run with their roles: as the result writes them and as they are known, without people below full.
fn systems(result: &TestResult, facts: &EventFacts<'_>, level: Level) -> Vec<(String, Value)> {
    let systems = result.systems.iter().map(|(role, text)| {
        let partner = told(level, Partner::new(text, facts.systems()));
        let text = if withholds_owner(level, &partner) {
            format!("{}/{}", partner.organization, partner.system)
        } else {
            text.clone()
        };
        let data =
            json!({"role": role, "organization": partner.organization, "system": partner.system});
        (format!("{role} {text}"), data)
    });
    systems.collect()
}

fn systems_cell(systems: Vec<(String, Value)>) -> Cell {
    let (words, data): (Vec<String>, Vec<Value>) = systems.into_iter().unzip();
    Cell::Data(words.join(", "), Value::Array(data))
}

/// The event, the track and the scenario of `[EVENT/]TRACK/SCENARIO`.
fn scenario_name(
    context: &mut Context,
    workspace: &Workspace,
    name: &str,
) -> Result<(Slug, String)> {
    if name.matches('/').count() >= 2
        && let Some((event, rest)) = name.split_once('/')
        && workspace.events.contains_key(event)
    {
        return Ok((context.event_named(workspace, event)?, rest.to_owned()));
    }
    Ok((context.event(workspace, None)?, name.to_owned()))
}

/// The event, the track where one is named, and the name of `[[EVENT/]TRACK/]RESULT`.
fn result_name<'n>(
    context: &mut Context,
    workspace: &Workspace,
    name: &'n str,
) -> Result<(Slug, Option<&'n str>, &'n str)> {
    let name = name.strip_prefix("events/").map_or(name, |_| name);
    let parts: Vec<&str> = name.split('/').collect();
    match parts[..] {
        ["events", event, "results", track, result] | [event, track, result] => {
            Ok((context.event_named(workspace, event)?, Some(track), result))
        }
        [track, result] => Ok((context.event(workspace, None)?, Some(track), result)),
        [result] => Ok((context.event(workspace, None)?, None, result)),
        _ => Err(Failure::usage(format!("'{name}' does not name a result"))
            .hint("expected TRACK/RESULT, as 'cxn result list' shows it")
            .into()),
    }
}

fn parse_verdict(word: &str) -> Result<Verdict, String> {
    resolve::verdict(word).map_err(|failure| match failure.hint {
        Some(hint) => format!("{}; {hint}", failure.message),
        None => failure.message,
    })
}

fn parse_capacity(word: &str) -> Result<Capacity, String> {
    Capacity::from_word(word)
        .filter(|capacity| *capacity != Capacity::Import)
        .ok_or_else(|| "expected party, lead or monitor".to_owned())
}

fn parse_pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(role, system)| (role.trim().to_owned(), system.trim().to_owned()))
        .filter(|(role, system)| !role.is_empty() && !system.is_empty())
        .ok_or_else(|| "expected ROLE=SYSTEM".to_owned())
}
