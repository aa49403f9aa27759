//! Registering one person: the same for flags, forms, files and those who move here from another event.

use std::path::Path;

use chrono::TimeDelta;

use crate::error::Failure;
use crate::model::history::{Entry, LateException};
use crate::model::plural::plural;
use crate::model::registration::{RegistrationChange, RegistrationStatus};
use crate::model::seats::Queue;
use crate::model::timeline::day_text;
use crate::model::{Moment, Registration, Slug};
use crate::process::registration::admission::{RegistrationPolicy, ensure_visible};
use crate::process::registration::file_names::FileNames;
use crate::process::registration::lookup::Lookup;
use crate::workspace::{File, Workspace, save};
use crate::yaml::{self, Value};

/// Who registers people, and what is recorded with it.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    pub by: Option<String>,
    /// Why a person may register after the close.
    pub late: Option<String>,
    /// What the history says of it.
    pub note: Option<String>,
}

impl Terms {
    /// A permission to be late without who and why would be a loophole.
    pub fn validate(&self) -> Result<(), Failure> {
        let Some(why) = &self.late else { return Ok(()) };
        if why.trim().is_empty() {
            return Err(Failure::usage("--late gives no reason")
                .hint("expected one such as --late \"the invitation went out late\""));
        }
        if self.by.is_none() {
            return Err(
                Failure::usage("who allows a registration after the close is not known")
                    .hint("pass --by NAME, or set your name in config.yaml (see 'cxn config')"),
            );
        }
        Ok(())
    }

    pub fn late_exception(&self, recorded: Moment) -> Option<Box<LateException>> {
        let why = self.late.clone()?;
        Some(Box::new(LateException {
            until: None,
            by: self.by.clone(),
            why,
            recorded: Some(recorded),
        }))
    }

    pub fn entry(
        &self,
        when: Moment,
        what: RegistrationChange,
        note: Option<&str>,
    ) -> Entry<RegistrationChange> {
        Entry::new(when, what, self.by.clone(), note.map(str::to_owned))
    }
}

/// The way into an event for people who are not registered for it. The caller holds the event's lock.
pub struct Admission<'a> {
    workspace: &'a Workspace,
    policy: &'a RegistrationPolicy<'a>,
    terms: Terms,
    lookup: Lookup<'a>,
    names: FileNames,
    queue: Queue,
}

/// A person who was admitted, with the record to be written for it.
#[derive(Debug, Clone)]
pub struct AdmissionResult {
    pub slug: Slug,
    pub file: File,
    pub person: Registration,
    /// What is full, when the person waits for a seat.
    pub waits: Option<String>,
}

impl<'a> Admission<'a> {
    pub fn new(
        workspace: &'a Workspace,
        policy: &'a RegistrationPolicy<'a>,
        terms: Terms,
    ) -> Result<Self, Failure> {
        Ok(Self {
            workspace,
            policy,
            terms,
            lookup: Lookup::new(workspace, policy.event())?,
            names: FileNames::new(workspace, policy.event()),
            queue: policy.queue(),
        })
    }

    pub fn lookup(&self) -> &Lookup<'a> {
        &self.lookup
    }

    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    pub fn policy(&self) -> &'a RegistrationPolicy<'a> {
        self.policy
    }

    /// Refuses a person who is registered, or who may be.
    pub fn ensure_not_registered(&self, person: &Registration) -> Result<(), Failure> {
        if let Some(record) = self.lookup.registered(person) {
            let since = record.value.registered.map_or_else(String::new, |moment| {
                let moment = moment.0.with_timezone(&self.policy.zone());
                format!(" since {}", day_text(moment.date_naive()))
            });
            let status = match record.value.status {
                RegistrationStatus::Confirmed => String::new(),
                other => format!(" ({})", other.label()),
            };
            return Err(Failure::refused(format!(
                "'{}' is already registered for '{}'{since}{status}: {}",
                record.value.name,
                self.policy.event_name(),
                self.workspace.root().shown(&record.file)
            ))
            .hint(format!(
                "change it instead: cxn register change {}",
                record.slug
            )));
        }
        match self.lookup.unparsed(person) {
            None => Ok(()),
            Some(file) => Err(Failure::other(format!(
                "{} has the same email address and cannot be parsed, so the person may already be registered",
                self.workspace.root().shown(file)
            ))
            .hint(format!("run 'cxn check {file}' to see what is wrong with it"))),
        }
    }

    /// Why the number of seats may be wrong for a person: some registrations cannot be parsed.
    pub fn seats_warning(&self, person: &Registration) -> Option<String> {
        let unparsed = self.lookup.count_unparsed();
        let needs_seat = !self.queue.limits().needs_of(person).is_empty();
        (needs_seat && unparsed > 0).then(|| {
            format!(
                "{} cannot be parsed, so the seats they take are not counted; run 'cxn check {}' to see why",
                plural(unparsed, "registration"),
                self.policy.event()
            )
        })
    }

    /// The moment of a person who comes now: after everybody who is there.
    pub fn next_moment(&self) -> Moment {
        moment_after(self.policy.moment(), self.queue.last_moment())
    }

    /// Gives a person who comes now a seat, or a place at the end of the queue.
    pub fn admit_now(&mut self, person: Registration) -> Result<AdmissionResult, Failure> {
        let now = self.next_moment();
        self.ensure_not_registered(&person)?;
        self.admit(person, now)
    }

    /// Gives a person who is not registered a seat, or a place in the queue by the moment of registration.
    pub fn admit(
        &mut self,
        person: Registration,
        moment: Moment,
    ) -> Result<AdmissionResult, Failure> {
        self.admit_or_hold(person, moment, None)
    }

    /// As [`admit`](Self::admit), but without a seat where something else than the seats holds the person on the waiting list.
    pub fn admit_or_hold(
        &mut self,
        mut person: Registration,
        moment: Moment,
        held: Option<String>,
    ) -> Result<AdmissionResult, Failure> {
        ensure_visible(&person)?;
        let is_late = self.policy.window_at(moment, self.terms.late.as_deref())?;
        let slug = self.names.take(&person, moment)?;
        let note = self.terms.note.as_deref();
        person.status = RegistrationStatus::Confirmed;
        person.registered = Some(moment);
        let recorded = self.policy.moment().max(moment);
        person.late_exception = self.terms.late_exception(recorded).filter(|_| is_late);
        let registered = RegistrationChange::Registered;
        person.history.0 = vec![self.terms.entry(moment, registered, note)];
        let claim = self.queue.limits().claim(&slug, &person);
        let full = || {
            let obstacles = self.queue.obstacles(&claim?);
            (!obstacles.is_empty()).then(|| comma_separated(&obstacles))
        };
        let waits = held.clone().or_else(full);
        person.on_hold = held;
        if let Some(reason) = &waits {
            person.status = RegistrationStatus::Waitlisted;
            let waitlisted = RegistrationChange::Waitlisted;
            let entry = self.terms.entry(moment, waitlisted, Some(reason));
            person.history.push(entry);
        }
        if let Some(claim) = self.queue.limits().claim(&slug, &person) {
            self.queue.push(claim);
        }
        Ok(AdmissionResult {
            file: File::registration(self.policy.event(), &slug),
            slug,
            person,
            waits,
        })
    }

    /// How the record is written, without the keys that have no value.
    pub fn write(&self, admitted: &AdmissionResult) -> Result<save::Write, Failure> {
        let AdmissionResult { file, person, .. } = admitted;
        let value = yaml::to_value(person)
            .map_err(|error| Failure::other(format!("cannot write the registration: {error}")))?;
        let text = yaml::write::block(&without_empty(value), 0);
        let text = self.workspace.with_modeline(file, &text);
        let path: &Path = &file.on_disk(self.workspace.root());
        save::admit_as::<Registration>(path, &text)
            .map_err(|error| Failure::other(error.to_string()))?;
        Ok(save::Write {
            path: path.to_path_buf(),
            read: None,
            text,
            private: self.workspace.keeps_private(file),
        })
    }
}

pub fn comma_separated<T: ToString>(items: &[T]) -> String {
    let words: Vec<String> = items.iter().map(ToString::to_string).collect();
    words.join(", ")
}

/// The moment of a person who comes now: a whole second, or a microsecond after all who are in the queue, where that second or a
/// clock that is a little wrong would put them before. A clock that is wrong by more than a minute is not followed.
pub fn moment_after(now: Moment, last: Option<Moment>) -> Moment {
    match last {
        Some(last) if last >= now && last.0 - now.0 <= TimeDelta::minutes(1) => {
            let next = last.0 + TimeDelta::microseconds(1);
            Moment(next.with_timezone(now.0.offset()))
        }
        _ => now,
    }
}

/// A value without what is empty.
pub fn without_empty(value: Value) -> Value {
    let filled = |value: &Value| match value {
        Value::Null => false,
        Value::Sequence(list) => !list.is_empty(),
        _ => true,
    };
    match value {
        Value::Mapping(map) => map
            .into_iter()
            .filter(|(_, value)| filled(value))
            .map(|(key, value)| (key, without_empty(value)))
            .collect::<yaml::Mapping>()
            .into(),
        Value::Sequence(list) => Value::Sequence(list.into_iter().map(without_empty).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_who_comes_later_is_later_in_the_queue_whatever_the_clock_shows() {
        let moment = |text: &str| Moment::parse(text).unwrap_or_else(|| unreachable!());
        let now = moment("2026-08-06T12:00:00-04:00");
        let after = |last: &str| moment_after(now, Some(moment(last))).to_string();
        assert_eq!(moment_after(now, None), now);
        assert_eq!(after("2026-08-06T15:59:59.999999Z"), now.to_string());
        assert_eq!(
            after("2026-08-06T16:00:00Z"),
            "2026-08-06T12:00:00.000001-04:00"
        );
        assert_eq!(
            after("2026-08-06T16:01:00Z"),
            "2026-08-06T12:01:00.000001-04:00"
        );
        assert_eq!(after("2026-08-06T16:01:00.000001Z"), now.to_string());
    }
}
