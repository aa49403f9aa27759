//! What the commands share that change a registration which is there: the event under its lock, the person, the line, the entry.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;

use crate::commands::register::sanitized;
use crate::context::Context;
use crate::error::Failure;
use crate::model::history::Entry;
use crate::model::nearest;
use crate::model::registration::{RegistrationChange, RegistrationStatus};
use crate::model::seats::Queue;
use crate::model::{Moment, Now, Registration, Slug};
use crate::process::registration::admission::RegistrationPolicy;
use crate::process::registration::lookup::named as named_in;
use crate::workspace::load::Scope;
use crate::workspace::lock::Lock;
use crate::workspace::{EventFolder, File, Record, Workspace, edit, save};
use crate::yaml::{self, Value};

/// One event, locked, with everybody who is registered for it.
pub struct LockedEvent {
    pub root: PathBuf,
    pub event: Slug,
    /// The event's records as they are under the lock.
    pub workspace: Workspace,
    pub now: Now,
    by: Option<String>,
    locks: BTreeMap<Slug, Lock>,
}

/// Seats that are handed on: what is to be written for it, and what is said once it is.
#[derive(Debug, Default)]
pub struct Promotion {
    pub said: String,
    pub writes: Vec<save::Write>,
}

impl Promotion {
    pub fn add(&mut self, other: Self) {
        self.said += &other.said;
        self.writes.extend(other.writes);
    }
}

impl LockedEvent {
    /// Locks the event in force and loads it; another event as well, when a person moves there.
    pub fn open(context: &mut Context, by: Option<&str>, other: Option<&str>) -> Result<Self> {
        let root = context.root()?;
        let light = Scope {
            event: None,
            without_registrations: true,
            without_results: true,
        };
        let workspace = Workspace::load(&root, &light)?;
        let event = context.event(&workspace, None)?;
        let mut events = vec![event.clone()];
        if let Some(other) = other {
            events.push(crate::context::find_event(&workspace, other)?);
        }
        // Always in the same order, so that two who move people both ways do not wait for each other.
        events.sort();
        events.dedup();
        let mut locks = BTreeMap::new();
        for event in events {
            let lock = edit::lock(&root, &File::event(&event))?;
            // What registering left for the next one may not be true any more.
            lock.leave("");
            locks.insert(event, lock);
        }
        let scope = Scope {
            event: Some(event.clone()),
            without_registrations: false,
            without_results: true,
        };
        let workspace = Workspace::load(&root, &scope)?;
        let me = context.me()?.identity.name;
        let by = by.map(str::to_owned).or(me);
        Ok(Self {
            workspace,
            root,
            event,
            now: context.clock()(),
            by: by.filter(|name| !name.trim().is_empty()),
            locks,
        })
    }

    /// The lock of an event that was locked with the locked.
    pub fn lock(&self, event: &Slug) -> Option<&Lock> {
        self.locks.get(event)
    }

    /// The event as a person meets it.
    pub fn policy(&self) -> Result<RegistrationPolicy<'_>> {
        RegistrationPolicy::of(&self.workspace, &self.event, self.now)
    }

    pub fn by(&self) -> Option<String> {
        self.by.clone()
    }

    fn folder(&self) -> &EventFolder {
        &self.workspace.events[&self.event]
    }

    /// The registration of a person: by the name of the record, with or without its mark, by the full name, or by the address.
    pub fn person(&self, named: &str) -> Result<Record<Registration>> {
        let matches = named_in(&self.folder().registrations, named);
        match matches[..] {
            [one] => Ok(one.clone()),
            [] => Err(self.nobody(named).into()),
            _ => {
                let slugs: Vec<&str> = matches.iter().map(|one| one.slug.as_str()).collect();
                Err(Failure::usage(format!(
                    "'{}' is the name of {} registrations for event '{}'",
                    sanitized(named),
                    slugs.len(),
                    self.event
                ))
                .hint(format!("expected one of: {}", slugs.join(", ")))
                .into())
            }
        }
    }

    fn nobody(&self, named: &str) -> Failure {
        let people = &self.folder().registrations;
        // An address is not repeated, and no other is offered.
        if named.contains('@') {
            return Failure::not_found(format!(
                "nobody with this address is registered for event '{}'",
                self.event
            ))
            .hint("run 'cxn registrations list' to see the people");
        }
        let slugs = people.keys().map(Slug::as_str);
        let names = people.values().map(|one| one.value.name.as_str());
        let near = nearest::nearest(named, slugs.chain(names));
        let hint = nearest::did_you_mean(&near)
            .unwrap_or_else(|| "run 'cxn registrations list' to see the people".to_owned());
        Failure::not_found(format!(
            "no registration '{}' in event '{}'",
            sanitized(named),
            self.event
        ))
        .hint(hint)
    }

    /// Everybody who holds a seat or waits, with one registration as it is going to be.
    pub fn line_with(&self, changed: Option<(&Slug, &Registration)>) -> Result<Queue> {
        let room = self.policy()?.room();
        let people = self.folder().registrations.values();
        let claims = people.filter_map(|record| match changed {
            Some((slug, value)) if *slug == record.slug => room.claim(slug, value),
            _ => room.claim(&record.slug, &record.value),
        });
        let claims = claims.collect();
        Ok(Queue::new(room, claims))
    }

    pub fn entry(
        &self,
        when: Moment,
        what: RegistrationChange,
        note: Option<&str>,
    ) -> Entry<RegistrationChange> {
        Entry {
            when,
            what,
            by: self.by.clone(),
            note: note.map(str::to_owned),
            decision: None,
        }
    }

    /// Works out a registration with changed values and more entries in its history; nothing is written.
    pub fn prepare(
        &self,
        file: &File,
        values: &[(&str, Value)],
        entries: &[Entry<RegistrationChange>],
    ) -> Result<save::Write> {
        self.workspace.inside(file)?;
        let mut written = Vec::new();
        for entry in entries {
            written.push(
                yaml::to_value(entry)
                    .map_err(|error| Failure::other(format!("cannot write the entry: {error}")))?,
            );
        }
        let prepared = edit::prepare::<Registration, _>(&self.root, file, |editor| {
            for (key, value) in values {
                let path = yaml::Path::from(*key);
                match value {
                    Value::Null => editor.remove(&path)?,
                    value => editor.set(&path, value)?,
                }
            }
            for entry in &written {
                editor.append(&yaml::Path::from("history"), entry)?;
            }
            Ok(())
        })?;
        Ok(prepared.into_write())
    }

    /// Works out how somebody who waits gets a seat, and says so.
    pub fn seat(&self, slug: &Slug, when: Moment, note: Option<&str>) -> Result<Promotion> {
        let Some(record) = self.folder().registrations.get(slug) else {
            return Ok(Promotion::default());
        };
        let entry = self.entry(when, RegistrationChange::Promoted, note);
        let status = RegistrationStatus::Confirmed.to_string();
        let write = self.prepare(&record.file, &[("status", Value::from(status))], &[entry])?;
        Ok(Promotion {
            said: format!(
                "promoted {} to a seat: {}\n",
                sanitized(&record.value.name),
                record.file
            ),
            writes: vec![write],
        })
    }

    /// Works out how the seats that become free go to the head of the line; or says who is next, when they are held.
    ///
    /// Who gets a seat is written before who gives it up: whoever is stopped in between gives up a seat that is handed on already
    /// when they run the command again, and nobody else gets one.
    pub fn promote_next(
        &self,
        before: &Queue,
        after: &Queue,
        freed: &[usize],
        hold: bool,
    ) -> Result<Promotion> {
        let next = newly_offered(before, after, freed);
        let moment = self.policy()?.moment();
        let mut all = Promotion::default();
        for slug in next {
            if hold {
                let record = self.folder().registrations.get(&slug);
                let name = record.map_or("", |record| record.value.name.as_str());
                let name = sanitized(name);
                let _ = writeln!(
                    all.said,
                    "the seat is held; next in line is {name}: cxn register promote {slug}"
                );
            } else {
                let one = self.seat(&slug, moment, None)?;
                all.add(one);
            }
        }
        Ok(all)
    }
}

/// Who is next, once seats of these pools became free: as many as there are more to be offered than before, so that a seat that
/// is held on purpose stays held.
fn newly_offered(before: &Queue, after: &Queue, freed: &[usize]) -> Vec<Slug> {
    let concerned = |line: &Queue| -> Vec<Slug> {
        let next = line.next().into_iter();
        next.filter(|claim| claim.needs.iter().any(|pool| freed.contains(pool)))
            .map(|claim| claim.slug.clone())
            .collect()
    };
    let mut next = concerned(after);
    next.truncate(next.len().saturating_sub(concerned(before).len()));
    next
}
