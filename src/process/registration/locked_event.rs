//! One event under its lock, for the commands that change a registration which is there.

use anyhow::Result;

use crate::error::Failure;
use crate::model::nearest;
use crate::model::registration::{RegistrationChange, RegistrationStatus};
use crate::model::seats::Queue;
use crate::model::{Moment, Now, Registration, Slug};
use crate::process::recorded;
use crate::process::registration::admission::RegistrationPolicy;
use crate::process::registration::admit::Terms;
use crate::process::registration::lookup::named;
use crate::workspace::load::Scope;
use crate::workspace::lock::Lock;
use crate::workspace::{File, Record, RecordKind, Root, Workspace, edit, save};
use crate::yaml::{self, Value};

/// One event, locked, with everybody who is registered for it.
pub struct LockedEvent {
    pub root: Root,
    pub event: Slug,
    /// The event's records as they are under the lock.
    pub workspace: Workspace,
    pub now: Now,
    /// Who changes registrations.
    pub terms: Terms,
    _locks: Vec<Lock>,
}

/// Seats that people get who waited: what is to be written for it, and what to tell.
#[derive(Debug, Default)]
pub struct Promotion {
    pub promoted: Vec<Promoted>,
    pub writes: Vec<save::Write>,
}

#[derive(Debug)]
pub struct Promoted {
    pub slug: Slug,
    pub name: String,
    pub file: File,
    /// Whether the seat is held for this person instead of given.
    pub held: bool,
}

impl LockedEvent {
    /// Locks an event and loads it; another one is locked as well when a person moves there.
    ///
    /// Who comes first is who holds the lock first, so the clock is read then.
    pub fn open(
        root: Root,
        event: Slug,
        other: Option<&Slug>,
        terms: Terms,
        clock: impl Fn() -> Now,
    ) -> Result<Self> {
        let mut events: Vec<&Slug> = other.into_iter().chain([&event]).collect();
        // Always in the same order, so that two who move people both ways do not wait for each other.
        events.sort();
        events.dedup();
        let mut locks = Vec::with_capacity(events.len());
        for event in events {
            locks.push(edit::lock(&root, &File::registrations(event))?);
        }
        Ok(Self {
            workspace: Workspace::load(&root, &Scope::event(&event))?,
            now: clock(),
            root,
            event,
            terms,
            _locks: locks,
        })
    }

    pub fn policy(&self) -> Result<RegistrationPolicy<'_>, Failure> {
        RegistrationPolicy::new(&self.workspace, &self.event, self.now)
    }

    /// The registration of a person: by the name of the record, with or without its mark, by the full name, or by the email.
    pub fn person(&self, name: &str) -> Result<&Record<Registration>, Failure> {
        let people = &self.workspace.events[&self.event].registrations;
        let matches = named(people, name);
        match matches[..] {
            [one] => Ok(one),
            [] => Err(self.not_found(name)),
            _ => {
                let slugs: Vec<&str> = matches.iter().map(|one| one.slug.as_str()).collect();
                Err(Failure::usage(format!(
                    "'{name}' is the name of {} registrations for event '{}'",
                    slugs.len(),
                    self.event
                ))
                .hint(format!("expected one of: {}", slugs.join(", "))))
            }
        }
    }

    fn not_found(&self, name: &str) -> Failure {
        let hint = "run 'cxn registrations list' to see the people";
        // An address is not repeated, and no other is offered.
        if name.contains('@') {
            return Failure::not_found(format!(
                "no registration with this email address in event '{}'",
                self.event
            ))
            .hint(hint);
        }
        let folder = &self.workspace.events[&self.event];
        let file = Slug::parse(name).map(|name| File::registration(&self.event, &name));
        if let Some(file) = file.ok().filter(|file| folder.unread.contains(file)) {
            return recorded::unparsed(RecordKind::Registration, &self.event, &file);
        }
        let people = &folder.registrations;
        let slugs = people.keys().map(Slug::as_str);
        let names = people.values().map(|one| one.value.name.as_str());
        let near = nearest::nearest_of_many(name, slugs.chain(names));
        Failure::not_found(format!(
            "no registration '{name}' in event '{}'",
            self.event
        ))
        .hint(nearest::did_you_mean(&near).unwrap_or_else(|| hint.to_owned()))
    }

    /// Works out a registration with changed values, null for a key to remove, and more entries in its history.
    pub fn prepare(
        &self,
        file: &File,
        values: &[(&str, Value)],
        entries: &[(Moment, RegistrationChange, Option<&str>)],
    ) -> Result<save::Write> {
        self.workspace.inside(file)?;
        let entries = entries.iter().map(|(when, what, note)| {
            yaml::to_value(self.terms.entry(*when, *what, *note))
                .map_err(|error| Failure::other(format!("cannot write the entry: {error}")))
        });
        let entries = entries.collect::<Result<Vec<_>, _>>()?;
        let prepared = edit::prepare::<Registration, _>(&self.root, file, |editor| {
            for (key, value) in values {
                let path = yaml::Path::from(*key);
                match value {
                    Value::Null => editor.remove(&path)?,
                    value => editor.set(&path, value)?,
                }
            }
            for entry in &entries {
                editor.append(&yaml::Path::from("history"), entry)?;
            }
            Ok(())
        })?;
        Ok(prepared.into_write())
    }

    /// As [`prepare`](Self::prepare), for a registration that gets another status.
    pub fn prepare_status(
        &self,
        file: &File,
        status: RegistrationStatus,
        entry: (Moment, RegistrationChange, Option<&str>),
    ) -> Result<save::Write> {
        let status = Value::from(status.to_string());
        // Whoever decides about the seat of a person ends the hold.
        let values = [("status", status), ("on-hold", Value::Null)];
        self.prepare(file, &values, &[entry])
    }

    /// Works out how a registration is cancelled, and its seat given to the next in the queue or held.
    pub fn cancel(
        &self,
        record: &Record<Registration>,
        why: &str,
        hold: bool,
    ) -> Result<Promotion> {
        let policy = self.policy()?;
        let before = policy.queue();
        let mut promotion = Promotion::default();
        if let Some(claim) = before.get(&record.slug).filter(|claim| claim.seated) {
            let after = before.without(&record.slug);
            promotion = self.promote_next(&before, &after, &claim.needs, hold)?;
        }
        promotion.writes.push(self.prepare_status(
            &record.file,
            RegistrationStatus::Cancelled,
            (policy.moment(), RegistrationChange::Cancelled, Some(why)),
        )?);
        Ok(promotion)
    }

    /// Works out how people who wait get seats.
    pub fn promote(&self, people: &[Slug], note: Option<&str>) -> Result<Promotion> {
        let policy = self.policy()?;
        policy.ensure_seats_matter()?;
        let moment = policy.moment();
        let mut promotion = Promotion::default();
        for record in self.records(people) {
            promotion.writes.push(self.prepare_status(
                &record.file,
                RegistrationStatus::Confirmed,
                (moment, RegistrationChange::Promoted, note),
            )?);
            promotion.promoted.push(Promoted::new(record, false));
        }
        Ok(promotion)
    }

    /// Works out how the seats that become free go to the head of the queue, or are held for it.
    ///
    /// A person who gets a seat is written before the one who gives it up: who is stopped in between gives up a seat that is
    /// given away already when they run the command again, and no third one gets it. Once the event is over, no one gets one.
    pub fn promote_next(
        &self,
        before: &Queue,
        after: &Queue,
        freed: &[usize],
        hold: bool,
    ) -> Result<Promotion> {
        if self.policy()?.is_over() {
            return Ok(Promotion::default());
        }
        let next = newly_offered(before, after, freed);
        if !hold {
            return self.promote(&next, None);
        }
        let held = self.records(&next);
        Ok(Promotion {
            promoted: held.map(|record| Promoted::new(record, true)).collect(),
            writes: Vec::new(),
        })
    }

    fn records(&self, slugs: &[Slug]) -> impl Iterator<Item = &Record<Registration>> {
        let people = &self.workspace.events[&self.event].registrations;
        slugs.iter().filter_map(|slug| people.get(slug))
    }
}

impl Promoted {
    fn new(record: &Record<Registration>, held: bool) -> Self {
        Self {
            slug: record.slug.clone(),
            name: record.value.name.clone(),
            file: record.file.clone(),
            held,
        }
    }
}

/// Who is next, once seats of these pools became free: as many as there are more to be offered than before, so that a seat that
/// is held on purpose stays held.
fn newly_offered(before: &Queue, after: &Queue, freed: &[usize]) -> Vec<Slug> {
    let concerned = |queue: &Queue| -> Vec<Slug> {
        let next = queue.next().into_iter();
        next.filter(|claim| claim.needs.iter().any(|pool| freed.contains(pool)))
            .map(|claim| claim.slug.clone())
            .collect()
    };
    let mut next = concerned(after);
    next.truncate(next.len().saturating_sub(concerned(before).len()));
    next
}
