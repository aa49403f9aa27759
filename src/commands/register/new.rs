//! `cxn register NAME`: puts a person on the list of an event, or in line for a seat.

use std::path::Path;

use anyhow::Result;
use chrono::TimeDelta;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::commands::register::{article, form, sanitized};
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::history::{Entry, LateException};
use crate::model::registration::{
    Attendance, Experience, FhirFormat, Kind, RegistrationChange, RegistrationStatus,
};
use crate::model::{Moment, Registration, Slug};
use crate::process::registration::admission;
use crate::process::registration::file_names::free_name;
use crate::render::sanitize;
use crate::workspace::load::Scope;
use crate::workspace::lock::Lock;
use crate::workspace::seating::Seating;
use crate::workspace::{DiskError, File, Workspace, edit, save};
use crate::yaml::{self, Value};

/// What a new registration says.
#[derive(Debug, Args)]
pub struct New {
    /// The person's full name
    #[arg(value_name = "NAME")]
    pub(super) person: Option<String>,
    /// The person's full name, for somebody who is called like a subcommand
    #[arg(long, value_name = "NAME", conflicts_with = "person")]
    pub(super) name: Option<String>,
    /// Address for mail
    #[arg(long, value_name = "ADDRESS")]
    pub(super) email: Option<String>,
    /// The organization the person speaks for
    #[arg(long, value_name = "NAME")]
    pub(super) organization: Option<String>,
    /// A track to take part in; repeat it in order of preference
    #[arg(long = "track", value_name = "TRACK", add = ArgValueCompleter::new(complete::track_names))]
    pub(super) tracks: Vec<String>,
    /// A role to play in a track, by the system where one is given; can be repeated
    #[arg(long = "role", value_name = "TRACK/ROLE", add = ArgValueCompleter::new(complete::roles))]
    pub(super) roles: Vec<String>,
    /// The system the person brings
    #[arg(long, value_name = "NAME")]
    pub(super) system: Option<String>,
    /// Where the system's server answers
    #[arg(long, value_name = "URL", requires = "system")]
    pub(super) base_url: Option<String>,
    /// A FHIR version the system speaks; can be repeated
    #[arg(long = "fhir-version", value_name = "VERSION", requires = "system")]
    pub(super) fhir_versions: Vec<String>,
    /// A format the system speaks; can be repeated
    #[arg(
        long = "wire-format",
        value_name = "FORMAT",
        value_parser = word::<FhirFormat>(),
        requires = "system"
    )]
    pub(super) formats: Vec<FhirFormat>,
    /// In what capacity the person comes; participant when nothing is said
    #[arg(long, value_parser = word::<Kind>(), value_name = "KIND")]
    pub(super) kind: Option<Kind>,
    /// In the room or online
    #[arg(long, value_parser = word::<Attendance>(), value_name = "WHERE")]
    pub(super) attendance: Option<Attendance>,
    /// How much of Connectathons the person has seen
    #[arg(long, value_parser = word::<Experience>(), value_name = "HOW-MUCH")]
    pub(super) experience: Option<Experience>,
    /// What the person wants to achieve
    #[arg(long, value_name = "TEXT")]
    pub(super) objectives: Option<String>,
    /// The team the person belongs to
    #[arg(long, value_name = "NAME")]
    pub(super) team: Option<String>,
    /// Needs for meals on site
    #[arg(long, value_name = "TEXT")]
    pub(super) dietary: Option<String>,
    /// Anything else
    #[arg(long, value_name = "TEXT")]
    pub(super) notes: Option<String>,
    /// Fill from a registration in YAML or JSON, or from standard input with -; flags win
    #[arg(long, value_name = "FILE")]
    pub(super) from: Option<String>,
    /// Register after the close, and record why that was allowed
    #[arg(long, value_name = "REASON")]
    pub(super) late: Option<String>,
    /// Register a person who stands at the desk: after the close as well, and checked in at once
    #[arg(long, conflicts_with = "late")]
    pub(super) walk_in: bool,
    /// Who registers the person or allows the delay; default you
    #[arg(long, value_name = "NAME")]
    pub(super) by: Option<String>,
}

impl New {
    pub fn run(mut self, context: &mut Context) -> Result<Exit> {
        let root = context.root()?;
        let scope = |event| Scope {
            event,
            without_registrations: true,
            without_results: true,
        };
        let workspace = Workspace::load(&root, &scope(None))?;
        let slug = context.event(&workspace, None)?;
        // What cannot be mended by an answer is said before any question is asked.
        let policy = admission::RegistrationPolicy::of(&workspace, &slug, context.now)?;
        let walk_in = self.walk_in;
        if walk_in {
            self.late = Some(WALK_IN.to_owned());
        }
        policy.window(self.late.as_deref())?;

        let me = context.me()?.identity;
        let by = self
            .by
            .take()
            .or_else(|| me.name.clone())
            .filter(|by| !by.trim().is_empty());
        let late = self.late.take();
        judge_late(late.as_deref(), by.as_deref())?;
        let mut person = form::fill(self, me, &policy, context)?;
        policy.judge(&mut person)?;
        let name = Slug::from_title(&person.name).ok_or_else(|| {
            Failure::usage(format!("no file can be named after '{}'", person.name))
                .hint("expected a name with a letter or a digit")
        })?;
        if context.interactive {
            policy.ensure_not_registered(&root, &person, &name)?;
        }

        // From here on nobody else writes to the event; what was asked above may have changed while somebody typed.
        let lock = edit::lock(&root, &File::event(&slug))?;
        let workspace = Workspace::load(&root, &scope(Some(slug.clone())))?;
        // Who comes first is who holds the lock first, so the moment is taken now.
        let policy = admission::RegistrationPolicy::of(&workspace, &slug, context.clock()())?;
        for warning in policy
            .judge(&mut person)?
            .into_iter()
            .chain(policy.warnings())
        {
            context.say(&format!(
                "warning: {}",
                sanitize::line(&warning, usize::MAX)
            ));
        }
        let admission = Admission {
            workspace: &workspace,
            policy: &policy,
            event: &slug,
            lock: &lock,
            by,
            late,
            walk_in,
        };
        let admitted = admission.admit(context, person, &name)?;
        let said = admitted.enter(&root, &slug, &lock)?;
        context.print(&said)?;
        Ok(Exit::Clean)
    }
}

/// The way into an event for somebody who is not registered for it. The caller holds the event's lock.
pub(super) struct Admission<'a> {
    /// The workspace as it is under the lock.
    pub workspace: &'a Workspace,
    /// The event as the person meets it.
    pub policy: &'a admission::RegistrationPolicy<'a>,
    pub event: &'a Slug,
    pub lock: &'a Lock,
    pub by: Option<String>,
    /// Why the person may register after the close.
    pub late: Option<String>,
    /// Whether the person stands at the desk.
    pub walk_in: bool,
}

/// Why a person may register who stands at the desk.
const WALK_IN: &str = "walk-in";

/// Somebody who was let in, with what is to be written for it.
pub(super) struct AdmissionResult {
    /// What becomes of it, in a line.
    pub said: String,
    pub write: save::Write,
    seating: Seating,
    slug: Slug,
    /// What looking for the person saw in the folder of the record.
    temporary: Vec<String>,
}

impl AdmissionResult {
    /// Writes the record, leaves a note for the next one who registers, and returns what to say.
    fn enter(mut self, root: &Path, event: &Slug, lock: &Lock) -> Result<String, DiskError> {
        let temporary = std::mem::take(&mut self.temporary);
        self.write.apply_having_seen(temporary)?;
        let said = std::mem::take(&mut self.said);
        self.note(root, event, lock);
        Ok(said)
    }

    /// Leaves a note for the next one who registers, once the record is written.
    pub fn note(self, root: &Path, event: &Slug, lock: &Lock) {
        self.seating.note(root, event, lock, &self.slug);
    }
}

impl Admission<'_> {
    /// Gives the person a seat, or a place in line. Says what becomes of it, in a line, and how the record is written.
    pub fn admit(
        self,
        context: &mut Context,
        mut person: Registration,
        name: &Slug,
    ) -> Result<AdmissionResult> {
        let policy = self.policy;
        let is_late = policy.window(self.late.as_deref())?;
        let root = self.workspace.root();
        person.status = RegistrationStatus::Confirmed;
        let search = policy.ensure_not_registered(root, &person, name)?;
        let seating = policy.seating(context, root, self.lock, &person, &search)?;
        let moment = after(policy.moment(), seating.last);
        person.registered = Some(moment);
        person.late_exception = match self.late {
            Some(why) if is_late => Some(Box::new(LateException {
                until: None,
                by: self.by.clone(),
                why,
                recorded: Some(moment),
            })),
            Some(_) if self.walk_in => None,
            Some(_) => {
                context.say("note: registration is open, so no late exception was recorded");
                None
            }
            None => None,
        };
        let entry = |what, note| Entry {
            when: moment,
            what,
            by: self.by.clone(),
            note,
            decision: None,
        };
        person.history.0 = vec![entry(RegistrationChange::Registered, None)];
        let slug = free_name(root, self.event, name, &person, moment);
        let file = File::registration(self.event, &slug);
        let whom = sanitized(&person.name);
        let to = format!(
            "for {} as {}",
            sanitized(policy.event_name()),
            article(person.kind)
        );
        let said = if seating.waits {
            // Which of the seats are taken is not known on every way there; the list knows.
            let reason = format!("no free seat for {}", seating.needs);
            person.status = RegistrationStatus::Waitlisted;
            person
                .history
                .push(entry(RegistrationChange::Waitlisted, Some(reason.clone())));
            format!(
                "put {whom} on the waiting list {to}, because there is {reason}: {file}\nnext: cxn register waitlist {}  shows the place in line, and what is full\n",
                self.event
            )
        } else if self.walk_in {
            person.status = RegistrationStatus::CheckedIn;
            person.history.push(entry(
                RegistrationChange::CheckedIn,
                Some(WALK_IN.to_owned()),
            ));
            format!("registered {whom} {to}, and checked in: {file}\n")
        } else {
            format!("registered {whom} {to}: {file}\n")
        };
        Ok(AdmissionResult {
            said,
            write: new_record(self.workspace, &file, &person)?,
            seating,
            slug,
            temporary: search.temporary,
        })
    }
}

/// A permission to be late without who and why would be a loophole.
pub(super) fn judge_late(late: Option<&str>, by: Option<&str>) -> Result<()> {
    if late.is_some_and(|why| why.trim().is_empty()) {
        return Err(Failure::usage("--late gives no reason")
            .hint("expected one such as --late \"the invitation went out late\"")
            .into());
    }
    if late.is_some() && by.is_none() {
        return Err(Failure::usage("--late needs to know who allows it")
            .hint("pass --by NAME, or set your name in config.yaml (see 'cxn config')")
            .into());
    }
    Ok(())
}

pub(super) fn list<T: ToString>(obstacles: &[T]) -> String {
    let words: Vec<String> = obstacles.iter().map(ToString::to_string).collect();
    words.join(", ")
}

/// The moment of somebody who comes now: behind everybody who is in line already, where a clock too coarse or a
/// little wrong would put them before. A clock that is wrong by more than a minute is not followed.
pub(super) fn after(now: Moment, last: Option<Moment>) -> Moment {
    match last {
        Some(last) if last >= now && last.0 - now.0 <= TimeDelta::minutes(1) => {
            let next = last.0 + TimeDelta::microseconds(1);
            Moment(next.with_timezone(now.0.offset()))
        }
        _ => now,
    }
}

/// How a new record is written, without the keys that nobody answered.
fn new_record(workspace: &Workspace, file: &File, person: &Registration) -> Result<save::Write> {
    let folder = file
        .as_str()
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    workspace.inside(&File::new(folder))?;
    let value = yaml::to_value(person)
        .map_err(|error| Failure::other(format!("cannot write the registration: {error}")))?;
    let text = workspace.with_modeline(file, &yaml::write::block(&answered(value), 0));
    let path = file.on_disk(workspace.root());
    save::admit(&path, &text)?;
    Ok(save::Write {
        path,
        read: None,
        text,
        private: workspace.keeps_private(file),
    })
}

/// A value without what is empty.
pub(super) fn answered(value: Value) -> Value {
    let filled = |value: &Value| match value {
        Value::Null => false,
        Value::Sequence(list) => !list.is_empty(),
        _ => true,
    };
    match value {
        Value::Mapping(map) => map
            .into_iter()
            .filter(|(_, value)| filled(value))
            .map(|(key, value)| (key, answered(value)))
            .collect::<yaml::Mapping>()
            .into(),
        Value::Sequence(list) => Value::Sequence(list.into_iter().map(answered).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_later_stands_later_whatever_the_clock_says() {
        let moment = |text: &str| Moment::parse(text).unwrap_or_else(|| unreachable!());
        let now = moment("2026-08-06T12:00:00-04:00");
        let said = |last: &str| after(now, Some(moment(last))).to_string();
        assert_eq!(after(now, None), now);
        assert_eq!(said("2026-08-06T15:59:59.999999Z"), now.to_string());
        assert_eq!(
            said("2026-08-06T16:00:00Z"),
            "2026-08-06T12:00:00.000001-04:00"
        );
        assert_eq!(
            said("2026-08-06T16:01:00Z"),
            "2026-08-06T12:01:00.000001-04:00"
        );
        assert_eq!(said("2026-08-06T16:01:00.000001Z"), now.to_string());
    }
}
