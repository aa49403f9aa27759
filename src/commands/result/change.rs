//! `cxn result verify`, `correct` and `withdraw`.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::systems::Systems;
use crate::commands::result::{parse_pair, parse_verdict, result_name};
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::history::Entry;
use crate::model::result::{Capacity, ResultChange, Verdict};
use crate::model::timeline::moment_text;
use crate::model::zone::Tz;
use crate::model::{Moment, Slug, TestResult, When};
use crate::process::result::{change, resolve};
use crate::render::sanitize;
use crate::workspace::load::Scope;
use crate::workspace::lock::Lock;
use crate::workspace::{File, Record, Root, Workspace, edit};
use crate::yaml::{self, Value};

/// Confirm a result as the track lead or a monitor
///
/// Where reports disagree, the verified one decides, until a later run is reported.
#[derive(Debug, Args)]
pub struct Verify {
    /// The result: [[EVENT/]TRACK/]NAME, or the last letters of its name
    #[arg(value_name = "RESULT", add = ArgValueCompleter::new(complete::recorded))]
    result: String,
    /// Who verifies it; default you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// What was looked at
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

/// Correct a result; its history keeps what it was
#[derive(Debug, Args)]
pub struct Correct {
    /// The result: [[EVENT/]TRACK/]NAME, or the last letters of its name
    #[arg(value_name = "RESULT", add = ArgValueCompleter::new(complete::recorded))]
    result: String,
    /// The right verdict
    #[arg(long, value_name = "VERDICT", value_parser = parse_verdict)]
    verdict: Option<Verdict>,
    /// The right system in a role
    #[arg(long = "system", value_name = "ROLE=SYSTEM", value_parser = parse_pair)]
    systems: Vec<(String, String)>,
    /// The way that was tested
    #[arg(long, value_name = "TEXT")]
    path: Option<String>,
    /// When the run ended
    #[arg(long, value_name = "WHEN")]
    when: Option<String>,
    /// What was seen
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// One more link, or file of the workspace
    #[arg(long, value_name = "LINK")]
    evidence: Vec<String>,
    /// One more issue
    #[arg(long = "issue", value_name = "KEY")]
    issues: Vec<String>,
    /// Who corrects it; default you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

/// Take a result back; it stays on record and counts for nothing
#[derive(Debug, Args)]
pub struct Withdraw {
    /// The result: [[EVENT/]TRACK/]NAME, or the last letters of its name
    #[arg(value_name = "RESULT", add = ArgValueCompleter::new(complete::recorded))]
    result: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Who takes it back; default you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

/// A result under the lock of its event.
struct Held {
    root: Root,
    workspace: Workspace,
    event: Slug,
    track: Slug,
    record: Record<TestResult>,
    now: Moment,
    zone: Tz,
    by: Option<String>,
    _lock: Lock,
}

impl Held {
    fn open(context: &mut Context, name: &str, by: Option<String>) -> Result<Self> {
        let root = context.root()?;
        let light = Scope::without_registrations();
        let workspace = Workspace::load(&root, &light)?;
        let (event, track, name) = result_name(context, &workspace, name)?;
        let lock = edit::lock(&root, &File::results(&event))?;
        let scope = Scope::whole_event(&event);
        let workspace = Workspace::load(&root, &scope)?;
        let folder = &workspace.events[&event];
        let (track, record) = change::find(folder, track, name)?;
        let (track, record) = (track.clone(), record.clone());
        let zone = folder
            .event
            .as_ref()
            .ok_or_else(|| Failure::event_unreadable(&event))?
            .value
            .zone_or_utc();
        let by = by.or(context.me()?.identity.name);
        Ok(Self {
            now: context.clock()().moment(zone),
            zone,
            by: by.filter(|by| !by.trim().is_empty()),
            _lock: lock,
            root,
            workspace,
            event,
            track,
            record,
        })
    }

    fn entry(&self, what: ResultChange, note: Option<String>) -> Entry<ResultChange> {
        Entry::new(
            self.now,
            what,
            self.by.clone(),
            note.filter(|note| !note.trim().is_empty()),
        )
    }

    fn apply(
        &self,
        context: &mut Context,
        values: &[(&str, Value)],
        entry: &Entry<ResultChange>,
    ) -> Result<Exit> {
        change::apply(&self.workspace, &self.root, &self.record, values, entry)?;
        context.print(&format!(
            "{} {}/{}: {}\n",
            entry.what, self.track, self.record.slug, self.record.file
        ))?;
        Ok(Exit::Clean)
    }
}

impl Verify {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let held = Held::open(context, &self.result, self.by)?;
        if held.record.value.is_withdrawn() {
            return Err(Failure::refused(format!(
                "{}/{} is withdrawn",
                held.track, held.record.slug
            ))
            .hint("correct it first, or record the run again")
            .into());
        }
        let Some(by) = held.by.clone() else {
            return Err(Failure::usage("a verification needs to know who verifies")
                .hint("pass --by NAME, or set your name in config.yaml (see 'cxn config')")
                .into());
        };
        if let Some(verified) = &held.record.value.verified
            && verified.by.as_deref() == Some(by.as_str())
        {
            context.print(&format!(
                "{}/{} is already verified by {}, since {}\n",
                held.track,
                held.record.slug,
                sanitize::message(&by),
                moment_text(verified.when, held.zone)
            ))?;
            return Ok(Exit::Clean);
        }
        let is_own = held.record.value.reported_as == Capacity::Party
            && held.record.value.reported_by.as_deref() == Some(by.as_str());
        if is_own {
            context.say(&format!(
                "warning: {by} reported this result, and verifies it"
            ));
        }
        let mut verified = yaml::Mapping::new();
        verified.insert("by".into(), by.into());
        verified.insert("when".into(), held.now.to_string().into());
        let entry = held.entry(ResultChange::Verified, self.note);
        held.apply(context, &[("verified", Value::Mapping(verified))], &entry)
    }
}

impl Withdraw {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let held = Held::open(context, &self.result, self.by)?;
        if held.record.value.is_withdrawn() {
            return Err(Failure::refused(format!(
                "{}/{} is withdrawn already",
                held.track, held.record.slug
            ))
            .into());
        }
        let entry = held.entry(ResultChange::Withdrawn, self.note);
        held.apply(context, &[], &entry)
    }
}

impl Correct {
    const fn is_empty(&self) -> bool {
        self.verdict.is_none()
            && self.systems.is_empty()
            && self.path.is_none()
            && self.when.is_none()
            && self.note.is_none()
            && self.evidence.is_empty()
            && self.issues.is_empty()
    }

    /// Writes what differs, and says in the history what it was.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        if self.is_empty() {
            return Err(Failure::usage("nothing to correct is given")
                .hint("pass --verdict, --system, --path, --when, --note, --evidence or --issue")
                .into());
        }
        let held = Held::open(context, &self.result, self.by.clone())?;
        let old = &held.record.value;
        let folder = &held.workspace.events[&held.event];
        let mut values: Vec<(&str, Value)> = Vec::new();
        let mut was = Vec::new();
        if let Some(verdict) = self.verdict.filter(|verdict| *verdict != old.verdict) {
            was.push(format!("verdict was {}", old.verdict));
            values.push(("verdict", verdict.as_str().into()));
        }
        if let Some(path) = self
            .path
            .as_ref()
            .filter(|path| old.path.as_ref() != Some(*path))
        {
            was.push(format!(
                "path was {}",
                old.path.as_deref().unwrap_or("none")
            ));
            values.push(("path", path.as_str().into()));
        }
        if let Some(text) = &self.when {
            let event = folder.event.as_ref().map(|event| event.value.zone_or_utc());
            let when = When::parse(text.trim())
                .zip(event)
                .map(|(when, zone)| Moment(when.start(zone).fixed_offset()));
            let Some(when) = when else {
                return Err(Failure::usage(format!("'{text}' is not a time"))
                    .hint("expected 2026-09-19T10:30, or an instant with its offset")
                    .into());
            };
            if when != old.when {
                was.push(format!("when was {}", old.when));
                values.push(("when", when.to_string().into()));
            }
        }
        if let Some(systems) = self.corrected_systems(&held, &mut was)? {
            values.push(("systems", systems));
        }
        if let Some(note) = self
            .note
            .as_ref()
            .filter(|note| old.note.as_ref() != Some(*note))
        {
            was.push(match &old.note {
                Some(old) => format!("note was '{old}'"),
                None => "note was none".to_owned(),
            });
            values.push(("note", note.as_str().into()));
        }
        for (key, list, more) in [
            ("evidence", &old.evidence, &self.evidence),
            ("issues", &old.issues, &self.issues),
        ] {
            let new: Vec<&String> = more.iter().filter(|one| !list.contains(one)).collect();
            if !new.is_empty() {
                was.push(format!("{key} were added"));
                let all = list.iter().chain(new).map(|one| Value::from(one.as_str()));
                values.push((key, Value::Sequence(all.collect())));
            }
        }
        if values.is_empty() && !old.is_withdrawn() {
            context.print("nothing to change\n")?;
            return Ok(Exit::Clean);
        }
        // Whoever verified it looked at another run than it is now.
        let tells = |(key, _): &(&str, Value)| matches!(*key, "verdict" | "systems" | "path");
        if let Some(verified) = &old.verified
            && values.iter().any(tells)
        {
            was.push(format!(
                "verified was by {}",
                verified.by.as_deref().unwrap_or("someone")
            ));
            values.push(("verified", Value::Null));
        }
        if was.is_empty() {
            was.push("withdrawn before".to_owned());
        }
        let entry = held.entry(ResultChange::Corrected, Some(was.join(", ")));
        if old.is_withdrawn() {
            context.say("note: the result was withdrawn, and counts again");
        }
        held.apply(context, &values, &entry)
    }

    /// The systems as they are to be, unless they are so already.
    fn corrected_systems(&self, held: &Held, was: &mut Vec<String>) -> Result<Option<Value>> {
        if self.systems.is_empty() {
            return Ok(None);
        }
        let folder = &held.workspace.events[&held.event];
        let old = &held.record.value;
        let target =
            resolve::scenario(resolve::track(folder, held.track.as_str())?, &old.scenario)?;
        let found = resolve::systems_in_roles(
            &target,
            &Systems::new(folder, held.workspace.names()),
            &[],
            &self.systems,
        )?;
        let mut systems = yaml::Mapping::new();
        for (role, system) in old.systems.iter() {
            systems.insert(role.as_str().into(), system.as_str().into());
        }
        let before = systems.clone();
        for (role, system) in found {
            let old = systems.insert(role.as_str().into(), system.as_str().into());
            let old = old.as_ref().and_then(Value::as_str);
            if old != Some(system.as_str()) {
                was.push(format!("{role} was {}", old.unwrap_or("none")));
            }
        }
        Ok((systems != before).then_some(Value::Mapping(systems)))
    }
}
