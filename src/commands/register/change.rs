//! `cxn register change`: other tracks, roles, another capacity, the room instead of online.

use std::fmt::Write as _;

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::commands::register::{describe_promotion, lock, sanitized, terms};
use crate::commands::words::word;
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Registration;
use crate::model::placeholder::filled;
use crate::model::registration::{
    Attendance, Kind, RegistrationChange, RegistrationStatus, role_reference,
};
use crate::model::seats::{Claim, Queue};
use crate::process::registration::admit::{comma_separated, moment_after};
use crate::process::registration::locked_event::Promotion;
use crate::render::sanitize;
use crate::workspace::{Record, save};
use crate::yaml::{self, Value};

/// Change a person's registration
///
/// The person keeps the place in line, unless the kind changes: then the person goes to the end of the line, as if they registered now.
/// A change for which there is no seat is refused to a person who has one.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The person: the record's name, the full name, or the email address
    #[arg(value_name = "PERSON")]
    person: String,
    /// The tracks to take part in, instead of those before; repeat it in order of preference
    #[arg(long = "track", value_name = "TRACK", add = ArgValueCompleter::new(complete::track_names))]
    tracks: Vec<String>,
    /// The roles to play, instead of those before; repeatable
    #[arg(long = "role", value_name = "TRACK/ROLE", add = ArgValueCompleter::new(complete::roles))]
    roles: Vec<String>,
    /// Registration type
    #[arg(long, value_parser = word::<Kind>(), value_name = "KIND")]
    kind: Option<Kind>,
    /// In person or online
    #[arg(long, value_parser = word::<Attendance>(), value_name = "WHERE")]
    attendance: Option<Attendance>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    /// Wait in line where there is no seat for the change, and give the seat back
    #[arg(long)]
    give_up_seat: bool,
    /// Hold a seat that becomes free instead of giving it to the next in line
    #[arg(long)]
    no_promote: bool,
    /// Change the kind after the close, and record why that was allowed
    #[arg(long, value_name = "REASON")]
    late: Option<String>,
    /// Who changes it; default you, from the configuration
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Arguments {
    /// Judges the change, finds a seat for it, and writes it.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        if self.tracks.is_empty()
            && self.roles.is_empty()
            && self.kind.is_none()
            && self.attendance.is_none()
        {
            return Err(Failure::usage("nothing to change was given")
                .hint("pass --track, --role, --kind or --attendance")
                .into());
        }
        let terms = terms(context, self.by.clone(), self.late.clone())?;
        let locked = lock(context, terms, None)?;
        let record = locked.person(&self.person)?;
        let old = &record.value;
        if old.status == RegistrationStatus::Cancelled {
            return Err(Failure::refused(format!("'{}' cancelled", old.name))
                .hint("register them again: cxn register NAME --email ADDRESS")
                .into());
        }
        let policy = locked.policy()?;
        let mut new = self.changed(old);
        for warning in policy.judge(&mut new)? {
            context.say(&format!(
                "warning: {}",
                sanitize::line(&warning, usize::MAX)
            ));
        }
        let what = differences(old, &new);
        if what.is_empty() {
            context.print(&format!(
                "nothing to change: {} already says so\n",
                record.file
            ))?;
            return Ok(Exit::Clean);
        }
        let before = policy.queue();
        let others = before.without(&record.slug);
        let mut moment = policy.moment();
        let mut keys = what.iter().map(|(key, _)| *key).collect::<Vec<_>>();
        if new.kind != old.kind {
            // Another kind is another line: whoever changes stands at its end, and inside its window.
            let is_late = policy.window(self.late.as_deref())?;
            if let Some(exception) = locked.terms.late_exception(moment).filter(|_| is_late) {
                new.late_exception = Some(exception);
                keys.push("late-exception");
            }
            moment = moment_after(moment, others.last_moment());
            new.registered = Some(moment);
            keys.push("registered");
        }
        let place = self.place(record, &new, &before, &others)?;
        let note: Vec<&str> = what.iter().map(|(_, words)| words.as_str()).collect();
        let mut note = note.join(", ");
        if let Some(why) = filled(self.why.as_deref()) {
            note = format!("{note}: {why}");
        }
        let mut entries = vec![(moment, RegistrationChange::Changed, Some(note.as_str()))];
        let mut said = format!(
            "changed {}: {note}: {}\n",
            sanitized(&old.name),
            record.file
        );
        match &place {
            Place::Kept => {}
            Place::Seat => {
                new.status = RegistrationStatus::Confirmed;
                entries.push((moment, RegistrationChange::Promoted, None));
                said += "there is a seat for that: the person no longer waits\n";
            }
            Place::Queue(reason, place) => {
                new.status = RegistrationStatus::Waitlisted;
                entries.push((moment, RegistrationChange::Waitlisted, Some(reason)));
                let _ = writeln!(said, "the person waits for a seat, place {place}: {reason}");
            }
        }
        if new.status != old.status {
            keys.push("status");
        }
        let own = locked.prepare(&record.file, &values(&new, &keys)?, &entries)?;
        let mut promotion = Promotion::default();
        let freed = freed(&before, record, &new);
        if !freed.is_empty() {
            let now = policy.queue_with(Some((&record.slug, &new)));
            promotion = locked.promote_next(&before, &now, &freed, self.no_promote)?;
        }
        said += &describe_promotion(&locked.root, &promotion);
        promotion.writes.push(own);
        save::write_together(&promotion.writes)?;
        context.print(&said)?;
        Ok(Exit::Clean)
    }

    fn changed(&self, old: &Registration) -> Registration {
        let mut new = old.clone();
        if !self.tracks.is_empty() {
            new.tracks.0.clone_from(&self.tracks);
            // A role in a track that was given up would bring the track back.
            let named = |role: &String| {
                role_reference(role)
                    .is_none_or(|(track, _)| self.tracks.iter().any(|one| one == track))
            };
            new.roles.0.retain(named);
        }
        if !self.roles.is_empty() {
            new.roles.0.clone_from(&self.roles);
        }
        new.kind = self.kind.unwrap_or(new.kind);
        new.attendance = self.attendance.or(new.attendance);
        new
    }

    /// What becomes of the person's seat or place.
    fn place(
        &self,
        record: &Record<Registration>,
        new: &Registration,
        before: &Queue,
        others: &Queue,
    ) -> Result<Place> {
        let slug = &record.slug;
        let (Some(old), Some(claim)) = (before.get(slug), before.limits().claim(slug, new)) else {
            return Ok(Place::Kept);
        };
        if !old.seated {
            let requeued = old.kind != claim.kind;
            let obstacles = if requeued {
                others.obstacles(&claim)
            } else {
                // In their old place: only a seat that is free for them there is theirs.
                let line = others.with(claim.clone());
                let had = before.next().iter().any(|one| one.slug == *slug);
                if !had && line.next().iter().any(|one| one.slug == *slug) {
                    return Ok(Place::Seat);
                }
                return Ok(Place::Kept);
            };
            return Ok(if obstacles.is_empty() {
                Place::Seat
            } else {
                Place::Queue(comma_separated(&obstacles), others.place(&claim))
            });
        }
        // What they hold they keep; only what is new has to be free.
        let wanted = claim.needs.iter().filter(|pool| !old.needs.contains(pool));
        let wanted = Claim {
            needs: wanted.copied().collect(),
            ..claim.clone()
        };
        let obstacles = before.obstacles(&wanted);
        if obstacles.is_empty() {
            return Ok(Place::Kept);
        }
        let (reason, place) = (comma_separated(&obstacles), others.place(&claim));
        if !self.give_up_seat {
            return Err(Failure::refused(format!(
                "there is no seat for the change: {reason}; '{}' keeps the seat, and nothing was changed",
                record.value.name
            ))
            .hint(format!("pass --give-up-seat to wait for it instead, at place {place}"))
            .into());
        }
        Ok(Place::Queue(reason, place))
    }
}

/// What becomes of a person's seat or place.
enum Place {
    Kept,
    Seat,
    /// A place in line, with what is full.
    Queue(String, usize),
}

/// The keys that change, each with what it is now, in words.
fn differences(old: &Registration, new: &Registration) -> Vec<(&'static str, String)> {
    let mut changes = Vec::new();
    let mut add = |key, before: String, now: String| {
        if before != now {
            let none = |text: String| {
                if text.is_empty() {
                    "none".to_owned()
                } else {
                    text
                }
            };
            changes.push((key, format!("{key} {} (was {})", none(now), none(before))));
        }
    };
    let attendance =
        |one: &Registration| one.attendance.map_or_else(String::new, |it| it.to_string());
    add("kind", old.kind.to_string(), new.kind.to_string());
    add("attendance", attendance(old), attendance(new));
    add("tracks", old.tracks.join(", "), new.tracks.join(", "));
    add("roles", old.roles.join(", "), new.roles.join(", "));
    changes
}

/// The values of keys as they are to be written.
fn values<'a>(new: &Registration, keys: &[&'a str]) -> Result<Vec<(&'a str, Value)>> {
    let all = yaml::to_value(new)
        .map_err(|error| Failure::other(format!("cannot write the registration: {error}")))?;
    let value = |key: &str| match all.get(key) {
        Some(Value::Sequence(list)) if list.is_empty() => Value::Null,
        Some(value) => value.clone(),
        None => Value::Null,
    };
    Ok(keys.iter().map(|key| (*key, value(key))).collect())
}

/// The pools that a person gives a seat back in.
fn freed(before: &Queue, record: &Record<Registration>, new: &Registration) -> Vec<usize> {
    let old = before.get(&record.slug).filter(|claim| claim.seated);
    let kept = before
        .limits()
        .claim(&record.slug, new)
        .filter(|claim| claim.seated);
    let kept = kept.map(|claim| claim.needs).unwrap_or_default();
    old.map_or_else(Vec::new, |old| {
        let given = old.needs.iter().filter(|pool| !kept.contains(pool));
        given.copied().collect()
    })
}
