//! `cxn report draft`.

use std::fmt::Write as _;

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::disclosure::Level;
use crate::analysis::event_facts::EventFacts;
use crate::analysis::report::is_closed;
use crate::analysis::report_numbers::{Number, Numbers, numbers};
use crate::commands::actor::configured;
use crate::commands::held::Held;
use crate::commands::report::{COUNTED, facts};
use crate::commands::result::Disclosure;
use crate::commands::unread::note_unread;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::timeline::day_text;
use crate::model::words::Word as _;
use crate::model::{Slug, Track};
use crate::process::report::record::{self, Drafted};
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::{File, Record};

/// Draft the report of a track from its records, or bring its numbers up to date
///
/// A draft has the people and organizations, the systems, what was tested and with what result, the issues, and the scenarios that were not
/// reached and why: as far as the event's results-visibility allows, for a report is written to leave. Again, it takes new numbers over,
/// drafts again what no one edited, and keeps everything else.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event
    #[arg(value_name = "TRACK", required_unless_present = "all", add = ArgValueCompleter::new(complete::tracks))]
    track: Option<String>,
    /// Every track of the event that was approved or has results; reports that are closed stay
    #[arg(long, conflicts_with = "track")]
    all: bool,
    /// Who drafts it; default you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.proposals()?;
        let (event, track) = context.event_or_track(&workspace, self.track.as_deref())?;
        let by = configured(context, self.by.as_deref())?;
        let held = Held::open(context, event)?;
        let facts = facts(&held.workspace, &held.event, context)?;
        if !facts.has_started() {
            return Err(Failure::usage(format!(
                "event '{}' starts on {}: a report is drafted after that",
                held.event,
                day_text(facts.event().first_day())
            ))
            .hint("name the event, as EVENT/TRACK, if another one is meant")
            .into());
        }
        let tracks = tracks(&facts, track.as_ref())?;
        note_unread(context, facts.folder, &COUNTED);
        let level = Disclosure::default().level_of(context, facts.event(), true);
        let mut exit = Exit::Clean;
        for track in tracks {
            let done = match record::write(&facts, &held.root, track, held.now, by.clone()) {
                Err(error) if self.all => {
                    // One report that cannot be drafted keeps no other from it.
                    let failure = error.downcast::<Failure>()?;
                    let hint = failure
                        .hint
                        .map_or_else(String::new, |hint| format!("; {hint}"));
                    let said = format!("error: {}{hint}", failure.message);
                    context.say(&line(&said, MESSAGE_LENGTH));
                    exit = Exit::Findings;
                    continue;
                }
                done => done?,
            };
            let file = File::report(&held.event, &track.slug);
            let shown = held.root.shown(&file);
            // What is written is said at once, whatever becomes of the next.
            let may_be_told = told(&facts, &track.slug, level);
            context.print(&describe(&done, &shown, level, &may_be_told))?;
        }
        Ok(exit)
    }
}

/// The track that was named, else every one that took place and has no closed report.
fn tracks<'f>(facts: &EventFacts<'f>, named: Option<&Slug>) -> Result<Vec<&'f Record<Track>>> {
    let folder = facts.folder;
    if let Some(named) = named {
        let track = facts.track(named.as_str());
        return Ok(vec![track.ok_or_else(|| {
            Failure::not_found(format!("no track '{}/{named}'", folder.slug))
        })?]);
    }
    let took_place = folder
        .tracks
        .values()
        .filter(|track| facts.takes_place(track));
    let tracks: Vec<_> = took_place
        .filter(|track| !is_closed(facts, &track.slug))
        .collect();
    if tracks.is_empty() {
        return Err(Failure::not_found(format!(
            "event '{}' has no track whose report is open",
            folder.slug
        ))
        .hint("run 'cxn report list' to see the reports")
        .into());
    }
    Ok(tracks)
}

/// The numbers of a track that a level tells whole.
fn told(facts: &EventFacts<'_>, track: &Slug, level: Level) -> Numbers {
    let mut told = numbers(facts, Some(track), level);
    told.retain(|number, _| !number.is_partial(level, Some(track)));
    told
}

/// What was done. Below the full level of a number only what it is now, and only where a report tells it as well: a log may be public.
fn describe(done: &Drafted, shown: &str, level: Level, may_be_told: &Numbers) -> String {
    let mut text = String::new();
    match done {
        Drafted::New => {
            let _ = writeln!(text, "drafted {shown}");
        }
        Drafted::Unchanged => {
            let _ = writeln!(text, "nothing new in the records: {shown}");
        }
        Drafted::Changed {
            numbers,
            texts,
            kept,
        } => {
            let _ = writeln!(text, "updated {shown}");
            let mut has_more = false;
            for (name, before, count) in numbers {
                let number = Number::from_word(name);
                let told = number.and_then(|number| may_be_told.get(&number).copied().flatten());
                let said = match before {
                    _ if level < Level::Full && told != Some(*count) => {
                        has_more = true;
                        continue;
                    }
                    _ if level < Level::Full => format!("{name}: {count}"),
                    Some(before) => format!("{name}: {before} → {count}"),
                    None => format!("{name}: none → {count}"),
                };
                let _ = writeln!(text, "  {}", line(&said, MESSAGE_LENGTH));
            }
            if has_more {
                let _ = writeln!(
                    text,
                    "  numbers that are not shown here (results-visibility: {})",
                    level.name()
                );
            }
            for (verb, keys) in [("drafted again", texts), ("kept as edited", kept)] {
                if !keys.is_empty() {
                    let _ = writeln!(text, "  {verb}: {}", keys.join(", "));
                }
            }
        }
    }
    text
}
