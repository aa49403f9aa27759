//! `cxn systems probe`: asks servers what they are, and records what they say.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ::url::Url;
use anyhow::Result;
use clap::Args;

use crate::analysis::probe_mismatches::differences;
use crate::analysis::systems::takes_part;
use crate::commands::TableFormat;
use crate::commands::systems::{shown_url, summary};
use crate::commands::unread::note_unread;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::placeholder::{is_unanswered, says_none};
use crate::model::registration::{Probe, System};
use crate::model::{Moment, Registration, Slug, url};
use crate::probe::{Answer, Limits, Refusal, ask};
use crate::render::table::{Cell, Table, text};
use crate::workspace::edit::ChangeError;
use crate::workspace::{File, RecordKind, Workspace, disk, edit};
use crate::yaml;
use crate::yaml::{Path, Value};

/// Ask each server for its capability statement, and record what it says
///
/// Asks <base URL>/metadata, and <base URL>/4_0_0/metadata where no statement is there, without credentials, follows no redirect,
/// reads at most 1 MiB, and uses no proxy. Addresses of this machine and its network are not asked unless --allow-local is given. The
/// answer is written into the system's record, with its moment. Nothing else in this tool ever asks a server.
///
/// Exits with 1 when a server did not answer, was not asked, or contradicts its registration.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event; default all systems
    #[arg(value_name = "TRACK")]
    track: Option<String>,
    /// How long one answer may take, such as 5s or 800ms
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time)]
    timeout: Duration,
    /// How many servers to ask at once
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    jobs: u8,
    /// Ask addresses of this machine and its network as well
    #[arg(long)]
    allow_local: bool,
    /// Ask even in CI (where the variable CI is set)
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    format: TableFormat,
}

struct Target<'w> {
    person: &'w Slug,
    organization: Option<&'w str>,
    system: &'w System,
    url: Result<Url, url::Fault>,
}

type Reply = Result<(Answer, Moment), Refusal>;

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        if context.ci && !self.force {
            return Err(Failure::refused(
                "servers are not asked in CI, and the variable CI is set",
            )
            .hint("pass --force to ask them anyway")
            .into());
        }
        let workspace = context.workspace()?;
        let (event, track) = context.event_or_track(&workspace, self.track.as_deref())?;
        let targets = targets(&workspace, &event, track.as_ref());
        note_unread(
            context,
            &workspace.events[&event],
            &[RecordKind::Registration],
        );
        if targets.is_empty() {
            context.say("note: no system has a base URL");
        }
        let replies = self.ask_all(context, &workspace, &event, &targets);
        let changed = record(&workspace, &event, &targets, &replies)?;
        for name in changed {
            context.say(&format!(
                "warning: the record of system '{name}' was changed meanwhile; its answer is not recorded"
            ));
        }
        let (table, all_well) = report(&targets, &replies);
        self.format.print(context, &table.named("systems"))?;
        Ok(if all_well {
            Exit::Clean
        } else {
            Exit::Findings
        })
    }

    /// Asks every address once, a bounded number at a time, without holding any lock.
    fn ask_all(
        &self,
        context: &Context,
        workspace: &Workspace,
        event: &Slug,
        targets: &[Target<'_>],
    ) -> BTreeMap<String, Reply> {
        let mut urls: Vec<&Url> = targets
            .iter()
            .filter_map(|target| target.url.as_ref().ok())
            .collect();
        urls.sort();
        urls.dedup();
        let limits = Limits {
            timeout: self.timeout,
            allow_local: self.allow_local,
        };
        let zone = workspace.events[event]
            .event
            .as_ref()
            .map_or(crate::model::zone::UTC, |record| record.value.zone_or_utc());
        let clock = context.clock();
        let (next, replies) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
        let work = || {
            while let Some(url) = urls.get(next.fetch_add(1, Ordering::Relaxed)) {
                let reply = ask(url, limits).map(|answer| (answer, clock().moment(zone)));
                if let Ok(mut replies) = replies.lock() {
                    replies.insert(url.to_string(), reply);
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..usize::from(self.jobs).min(urls.len()) {
                let thread = std::thread::Builder::new().spawn_scoped(scope, work);
                if thread.is_err() {
                    // With fewer threads it takes longer.
                    work();
                }
            }
        });
        replies.into_inner().unwrap_or_default()
    }
}

fn targets<'w>(workspace: &'w Workspace, event: &Slug, track: Option<&Slug>) -> Vec<Target<'w>> {
    let mut targets = Vec::new();
    for person in workspace.events[event].registrations.values() {
        if !person.value.stands() {
            continue;
        }
        for system in person.value.systems.iter() {
            let Some(text) = system.base_url.as_deref().map(str::trim) else {
                continue;
            };
            let wanted =
                track.is_none_or(|track| takes_part(&person.value, system, track.as_str()));
            if wanted && !is_unanswered(Some(text)) && !says_none(text) {
                targets.push(Target {
                    person: &person.slug,
                    organization: person.value.organization.as_deref(),
                    system,
                    url: url::parse_base(text),
                });
            }
        }
    }
    targets
}

fn reply<'r>(target: &Target<'_>, replies: &'r BTreeMap<String, Reply>) -> Option<&'r Reply> {
    replies.get(target.url.as_ref().ok()?.as_str())
}

fn probe_of(answer: &Answer, at: Moment) -> Probe {
    Probe {
        at,
        outcome: answer.outcome,
        fhir_version: answer.statement.fhir_version.clone(),
        software: answer.statement.software.clone(),
    }
}

/// Writes the answers into the records, one change a file. Returns the systems that are not as they were when they were asked.
fn record(
    workspace: &Workspace,
    event: &Slug,
    targets: &[Target<'_>],
    replies: &BTreeMap<String, Reply>,
) -> Result<Vec<String>> {
    let mut by_person = BTreeMap::<&Slug, Vec<(&Target<'_>, Probe)>>::new();
    for target in targets {
        if let Some(Ok((answer, at))) = reply(target, replies) {
            let probe = probe_of(answer, *at);
            by_person
                .entry(target.person)
                .or_default()
                .push((target, probe));
        }
    }
    let root = workspace.root();
    let mut changed = Vec::new();
    if by_person.is_empty() {
        return Ok(changed);
    }
    let _lock = edit::lock(root, &File::registrations(event))?;
    for (person, answers) in by_person {
        let file = File::registration(event, person);
        workspace.inside(&file)?;
        // While the servers were asked, no one held the lock: the record may say something else now.
        let current = disk::read_bounded(&file.on_disk(root))
            .ok()
            .and_then(|bytes| yaml::read_file::<Registration>(&bytes).ok())
            .map(|(record, _)| record);
        let mut entries = Vec::new();
        for (target, probe) in answers {
            let at = current.as_ref().and_then(|current| {
                current.systems.iter().position(|system| {
                    system.name == target.system.name && system.base_url == target.system.base_url
                })
            });
            match at {
                Some(at) => {
                    let path = Path::from("systems").index(at).key("probe");
                    entries.push((path, value(&probe)));
                }
                None => changed.push(target.system.name.clone()),
            }
        }
        if entries.is_empty() {
            continue;
        }
        edit::change::<Registration, _>(root, &file, |editor| {
            entries
                .iter()
                .try_for_each(|(path, value)| editor.set(path, value))
        })
        .map_err(|error: ChangeError| anyhow::Error::from(error))?;
    }
    Ok(changed)
}

/// A probe as it is written, without empty answers.
fn value(probe: &Probe) -> Value {
    let entries = [
        ("at", Some(probe.at.to_string())),
        ("outcome", Some(probe.outcome.to_string())),
        ("fhir-version", probe.fhir_version.clone()),
        ("software", probe.software.clone()),
    ];
    let known = entries
        .into_iter()
        .filter_map(|(key, value)| Some((Value::from(key), Value::from(value?))));
    Value::Mapping(known.collect())
}

/// What became of each system, and whether all is well.
fn report(targets: &[Target<'_>], replies: &BTreeMap<String, Reply>) -> (Table, bool) {
    let mut table = Table::new([
        text("system", "System"),
        text("organization", "Organization"),
        text("base-url", "Base URL"),
        text("outcome", "Outcome").for_programs(),
        text("fhir-version", "FHIR version").for_programs(),
        text("software", "Software").for_programs(),
        text("found", "Found").prose(),
        text("differs", "Differs from the registration").prose(),
    ]);
    let mut all_well = true;
    for target in targets {
        let mut row = vec![
            Cell::from(target.system.name.as_str()),
            target.organization.into(),
            shown_url(target.system).into(),
        ];
        let asked = match (&target.url, reply(target, replies)) {
            (Err(fault), _) => Err(format!("not asked: an address {}", fault.describe())),
            (Ok(_), Some(Ok((answer, at)))) => Ok((answer, probe_of(answer, *at))),
            (Ok(_), Some(Err(refusal))) => Err(format!(
                "not asked: {refusal}; --allow-local asks it anyway"
            )),
            (Ok(_), None) => Err("not asked".to_owned()),
        };
        match asked {
            Ok((answer, probe)) => {
                let differences = differences(target.system, &probe);
                let below = answer
                    .below
                    .map(|part| format!("answers only below {part}, which its base URL lacks"));
                let differences: Vec<String> = differences
                    .into_iter()
                    .map(|one| one.message)
                    .chain(below)
                    .collect();
                all_well &= differences.is_empty()
                    && probe.outcome == crate::model::registration::ProbeOutcome::Answered;
                row.extend([
                    Cell::from(probe.outcome.to_string()),
                    probe.fhir_version.clone().into(),
                    probe.software.clone().into(),
                    summary(&probe, answer.detail.as_deref()).into(),
                    Cell::List(differences),
                ]);
            }
            Err(why) => {
                all_well = false;
                row.extend([
                    Cell::from("not-asked"),
                    Cell::Empty,
                    Cell::Empty,
                    why.into(),
                    Cell::Empty,
                ]);
            }
        }
        table.row(row);
    }
    (table, all_well)
}

/// A time such as `5s`, `800ms` or `5`, up to a minute.
fn time(text: &str) -> Result<Duration, String> {
    let (digits, unit) = text.split_at(
        text.find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len()),
    );
    let millis = match unit {
        "s" | "" => Some(1000),
        "ms" => Some(1),
        _ => None,
    };
    let number: Option<u64> = digits.parse().ok();
    number
        .zip(millis)
        .and_then(|(number, millis)| number.checked_mul(millis))
        .filter(|millis| (1..=60_000).contains(millis))
        .map(Duration::from_millis)
        .ok_or_else(|| {
            "expected seconds or milliseconds up to a minute, such as 5s or 800ms".to_owned()
        })
}

#[cfg(test)]
mod tests {
    use super::time;
    use std::time::Duration;

    #[test]
    fn times_are_seconds_or_milliseconds() {
        assert_eq!(time("5s"), Ok(Duration::from_secs(5)));
        assert_eq!(time("5"), Ok(Duration::from_secs(5)));
        assert_eq!(time("800ms"), Ok(Duration::from_millis(800)));
        for bad in [
            "",
            "s",
            "0",
            "0ms",
            "61s",
            "-1s",
            "1m",
            "1.5s",
            "5 s",
            "99999999999999999999s",
        ] {
            assert!(time(bad).is_err(), "{bad}");
        }
    }
}
