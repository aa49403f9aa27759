//! `cxn result add`: records runs, one on the command line or many from a file.

use std::fmt::Write as _;

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use super::ask;
use crate::analysis::disclosure::Level;
use crate::analysis::systems::Systems;
use crate::commands::actor::actor;
use crate::commands::judged;
use crate::commands::result::{Disclosure, parse_capacity, parse_pair, scenario_name};
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::plural::plural;
use crate::model::result::{Capacity, Verdict};
use crate::model::{Event, Moment, Slug, When};
use crate::process::result::record::{self, New, Run};
use crate::process::result::resolve;
use crate::process::result::scribe::{self, Entry};
use crate::render::sanitize::{CELL_LENGTH, line};
use crate::workspace::load::Scope;
use crate::workspace::{EventFolder, File, Root, Workspace, edit, save};

/// Record how a run of a scenario went
///
/// Name the scenario, the systems in the order of its roles, and the verdict: passed, partly-passed, failed, blocked, no-partner,
/// not-attempted or test-defect. A system is named by its name, or ORGANIZATION/NAME where two share it. On a terminal it asks for what is
/// missing.
///
/// With --from, a file or standard input has one result a line, as on the command line (in quotation marks what has a blank
/// in it; what follows the verdict is the note), or a list in YAML or JSON.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cxn result add patient/create 'Ward App' 'Open Server' passed\n  cxn result add patient/create 'Ward App' 'Open Server' failed --note 'The answer has no id.'\n  cxn result add patient/create --system client='Ward App' no-partner\n  cxn result add --from saturday.txt --as monitor"
)]
pub struct Arguments {
    /// The scenario, the systems in the order of its roles, and the verdict
    #[arg(value_name = "TRACK/SCENARIO SYSTEM... VERDICT", num_args = 0.., add = ArgValueCompleter::new(complete::results))]
    words: Vec<String>,
    /// A system in its role, for a run without a partner
    #[arg(long = "system", value_name = "ROLE=SYSTEM", value_parser = parse_pair)]
    systems: Vec<(String, String)>,
    /// The way that was tested, such as xml or a version
    #[arg(long, value_name = "TEXT")]
    path: Option<String>,
    /// When the run ended; default now
    #[arg(long, value_name = "WHEN")]
    when: Option<String>,
    /// What was seen
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// A link, or a file of the workspace
    #[arg(long, value_name = "LINK")]
    evidence: Vec<String>,
    /// An issue that it led to, such as FHIR-12345
    #[arg(long = "issue", value_name = "KEY")]
    issues: Vec<String>,
    /// Who reports it; default you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// What the reporter is to the run: party, lead or monitor
    #[arg(long = "as", value_name = "CAPACITY", value_parser = parse_capacity, default_value = "party")]
    capacity: Capacity,
    /// Read results from a file, or from standard input with -
    #[arg(long, value_name = "FILE", conflicts_with_all = ["words", "systems", "path", "when", "note", "evidence", "issues"])]
    from: Option<String>,
}

impl Arguments {
    pub fn run(mut self, context: &mut Context) -> Result<Exit> {
        let root = context.root()?;
        let light = Workspace::load(&root, &Scope::without_registrations())?;
        let mut entries = match &self.from {
            Some(from) => {
                let text = context.input(from)?;
                scribe::read(&text).map_err(|reason| {
                    Failure::usage(reason)
                        .hint("nothing was written; correct the line and run it again")
                })?
            }
            None => vec![(String::new(), self.entry(context)?)],
        };
        let Some((_, first)) = entries.first() else {
            context.say("note: no results to record");
            return Ok(Exit::Clean);
        };
        let by = actor(context, self.by.as_deref(), "Who reports it?")?;
        let is_unnamed = by.is_none() && entries.iter().any(|(_, one)| one.reported_by.is_none());
        let (event, _) = scenario_name(context, &light, &first.scenario)?;
        let _lock = edit::lock(&root, &File::results(&event))?;
        let mut workspace = Workspace::load(&root, &Scope::event(&event))?;
        let folder = &workspace.events[&event];
        let record = folder
            .event
            .as_ref()
            .ok_or_else(|| Failure::event_unreadable(&event))?;
        let now = context.clock()().moment(record.value.zone_or_utc());
        let systems = Systems::new(folder, workspace.names());
        let mut runs = Vec::new();
        for (place, entry) in &mut entries {
            if let Some(rest) = entry.scenario.strip_prefix(&format!("{event}/")) {
                entry.scenario = rest.to_owned();
            }
            let run = run(
                folder,
                &systems,
                &record.value,
                entry,
                by.as_deref(),
                self.capacity,
            );
            runs.push(run.map_err(|failure| at(place, failure))?);
        }
        let mut new = Vec::new();
        let mut known = 0;
        for (track, run) in runs {
            match record::new(&workspace, &event, &track, record::result(run, now)?)? {
                Some(one) => new.push(one),
                None => known += 1,
            }
        }
        let report = record::judge(&mut workspace, context.now, &event, &new);
        judged::refuse(context, &report)?;
        judged::warn(context, &report, &names(&new));
        let writes = record::writes(&workspace, &new)?;
        save::write_all(&writes, &|| ())?;
        if known > 0 {
            context.say(&match known {
                1 => "note: 1 result is already recorded".to_owned(),
                more => format!("note: {more} results are already recorded"),
            });
        }
        let level = Disclosure::default().level_of_folder(context, &workspace.events[&event], true);
        context.print(&recorded_lines(&root, &new, level))?;
        if is_unnamed {
            context.say("note: no one is named as the reporter; pass --by NAME, or set your name in config.yaml (see 'cxn config')");
        }
        Ok(Exit::Clean)
    }

    /// The entry of the words on the command line; a person at a terminal is asked for what is missing.
    fn entry(&mut self, context: &mut Context) -> Result<Entry> {
        let mut words = std::mem::take(&mut self.words);
        let wanted = "expected TRACK/SCENARIO SYSTEM... VERDICT";
        if words.is_empty() {
            if !context.interactive {
                return Err(Failure::usage("no result is given").hint(wanted).into());
            }
            words.extend(ask::scenario(context)?);
            if words.is_empty() {
                return Err(Failure::usage("no scenario is given").hint(wanted).into());
            }
        }
        let mut scenario = words.remove(0);
        let last = words.last().and_then(|word| resolve::verdict(word).ok());
        let mut verdict = last.inspect(|_| {
            words.pop();
        });
        if words.is_empty() && self.systems.is_empty() && context.interactive {
            (scenario, self.systems) = ask::systems(context, &scenario)?;
        }
        if verdict.is_none() && context.interactive {
            verdict = context.ask_until(
                "Verdict (passed, partly-passed, failed, blocked, …)?",
                |answer| resolve::verdict(answer).map_err(|failure| failure.message),
            )?;
        }
        let Some(verdict) = verdict else {
            let failure = match words.last() {
                Some(word) => resolve::verdict(word).err(),
                None => None,
            };
            return Err(failure
                .unwrap_or_else(|| Failure::usage("no verdict is given").hint(wanted))
                .into());
        };
        let systems = if self.systems.is_empty() {
            scribe::Systems::InOrder(words)
        } else if words.is_empty() {
            scribe::Systems::ByRole(self.systems.drain(..).collect())
        } else {
            return Err(
                Failure::usage("systems are named in order and with --system")
                    .hint("expected one of the two")
                    .into(),
            );
        };
        Ok(Entry {
            scenario,
            systems,
            verdict: verdict.as_str().to_owned(),
            path: self.path.take(),
            when: self.when.take(),
            note: self.note.take(),
            evidence: std::mem::take(&mut self.evidence).into_iter().collect(),
            issues: std::mem::take(&mut self.issues).into_iter().collect(),
            ..Entry::default()
        })
    }
}

fn at(place: &str, failure: Failure) -> Failure {
    if place.is_empty() {
        return failure;
    }
    Failure {
        message: format!("{place}: {}; nothing was written", failure.message),
        ..failure
    }
}

/// The track and the run of an entry.
fn run(
    folder: &EventFolder,
    systems: &Systems<'_>,
    event: &Event,
    entry: &Entry,
    by: Option<&str>,
    capacity: Capacity,
) -> Result<(Slug, Run), Failure> {
    let name = match &entry.track {
        Some(track) if !entry.scenario.contains('/') => format!("{track}/{}", entry.scenario),
        _ => entry.scenario.clone(),
    };
    let target = resolve::target(folder, &name)?;
    let (in_order, by_role): (&[String], Vec<(String, String)>) = match &entry.systems {
        scribe::Systems::InOrder(names) => (names, Vec::new()),
        scribe::Systems::ByRole(map) => (
            &[],
            map.iter()
                .map(|(role, one)| (role.clone(), one.clone()))
                .collect(),
        ),
    };
    let systems = resolve::systems_in_roles(&target, systems, in_order, &by_role)?;
    let verdict: Verdict = resolve::verdict(&entry.verdict)?;
    let zone = event.zone_or_utc();
    let when = match &entry.when {
        None => None,
        Some(text) => match When::parse(text.trim()) {
            Some(when) => Some(Moment(when.start(zone).fixed_offset())),
            None => {
                return Err(Failure::usage(format!("'{text}' is not a time"))
                    .hint("expected 2026-09-19T10:30, or an instant with its offset"));
            }
        },
    };
    let track = target.track.slug.clone();
    Ok((
        track,
        Run {
            scenario: target.scenario.id.clone(),
            systems,
            verdict: Some(verdict),
            path: entry.path.clone(),
            when,
            by: entry.reported_by.clone().or_else(|| by.map(str::to_owned)),
            capacity: entry
                .reported_as
                .filter(|one| *one != Capacity::Import)
                .unwrap_or(capacity),
            note: entry.note.clone(),
            evidence: entry.evidence.0.clone(),
            issues: entry.issues.0.clone(),
            source: None,
        },
    ))
}

/// What each of several results is called where a warning is about it.
pub(super) fn names(new: &[New]) -> Vec<(File, String)> {
    let named = |one: &New| {
        let name = format!("{}/{}", one.track, one.file.stem());
        (one.file.clone(), name)
    };
    let several = new.iter().filter(|_| new.len() > 1);
    several.map(named).collect()
}

/// A line for each new result; where results may not be told, how many there are.
pub(super) fn recorded_lines(root: &Root, new: &[New], level: Level) -> String {
    let mut text = String::new();
    if !level.shows_failures() {
        // A pair that met is a result as well, and the names of files hold it.
        let _ = writeln!(text, "recorded {}", plural(new.len(), "result"));
        return text;
    }
    for one in new {
        let systems: Vec<String> = one
            .result
            .systems
            .iter()
            .map(|(role, system)| format!("{role} {system}"))
            .collect();
        let head = format!(
            "recorded {}/{}: {}: {}",
            one.track,
            one.result.scenario,
            systems.join(", "),
            one.result.verdict
        );
        let _ = writeln!(
            text,
            "{}\n  {}",
            line(&head, 2 * CELL_LENGTH),
            root.shown(&one.file)
        );
    }
    text
}
