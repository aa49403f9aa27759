//! Changing a registration: what it says then, and what becomes of the person's seat.

use crate::error::Failure;
use crate::model::person::fold;
use crate::model::registration::{
    Attendance, Experience, FhirFormat, Kind, System, SystemStatus, role_reference,
};
use crate::model::seats::{Claim, Queue};
use crate::model::{Registration, url};
use crate::process::registration::admission::RegistrationPolicy;
use crate::process::registration::admit::{comma_separated, without_empty};
use crate::workspace::Record;
use crate::yaml::{self, Value};

/// What is to be changed in a registration. An empty text takes an answer away that may be open.
#[derive(Debug, Default)]
pub struct Correction {
    pub name: Option<String>,
    pub email: Option<String>,
    pub chat: Option<String>,
    pub organization: Option<String>,
    pub experience: Option<Experience>,
    pub objectives: Option<String>,
    pub team: Option<String>,
    pub dietary: Option<String>,
    pub notes: Option<String>,
    pub tracks: Vec<String>,
    pub roles: Vec<String>,
    pub kind: Option<Kind>,
    pub attendance: Option<Attendance>,
    pub system: Option<SystemCorrection>,
}

/// What is to be changed in one system, which is added where the person has none of that name.
#[derive(Debug, Default)]
pub struct SystemCorrection {
    /// Its name or its id.
    pub system: String,
    pub name: Option<String>,
    pub base_url: Option<String>,
    pub fhir_versions: Vec<String>,
    pub formats: Vec<FhirFormat>,
    pub roles: Vec<String>,
    pub status: Option<SystemStatus>,
    pub remove: bool,
}

impl Correction {
    /// The registration as it is to be.
    pub fn apply(&self, old: &Registration) -> Result<Registration, Failure> {
        let mut new = old.clone();
        if let Some(name) = &self.name {
            if name.trim().is_empty() {
                return Err(Failure::usage("--name needs a name"));
            }
            name.trim().clone_into(&mut new.name);
        }
        for (given, answer) in [
            (&self.email, &mut new.email),
            (&self.chat, &mut new.chat),
            (&self.organization, &mut new.organization),
            (&self.objectives, &mut new.objectives),
            (&self.team, &mut new.team),
            (&self.dietary, &mut new.dietary),
            (&self.notes, &mut new.notes),
        ] {
            if let Some(given) = given {
                let given = given.trim();
                *answer = (!given.is_empty()).then(|| given.to_owned());
            }
        }
        new.experience = self.experience.or(new.experience);
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
        if let Some(system) = &self.system {
            system.apply(&mut new)?;
        }
        Ok(new)
    }
}

impl SystemCorrection {
    fn apply(&self, person: &mut Registration) -> Result<(), Failure> {
        let named = self.system.trim();
        if named.is_empty() {
            return Err(Failure::usage("--system needs a name"));
        }
        let is = |text: &str| fold(text) == fold(named);
        let known = person
            .systems
            .iter()
            .position(|one| one.id.as_deref().is_some_and(is) || is(&one.name));
        if self.remove {
            let at = known.ok_or_else(|| {
                Failure::not_found(format!("'{}' brings no system '{named}'", person.name))
            })?;
            person.systems.remove(at);
            return Ok(());
        }
        let organization = person.organization.clone();
        let system = match known {
            Some(at) => &mut person.systems[at],
            None if self.name.is_some() => {
                return Err(Failure::not_found(format!(
                    "'{}' brings no system '{named}' to rename",
                    person.name
                )));
            }
            None => {
                person.systems.push(System {
                    name: named.to_owned(),
                    ..System::default()
                });
                let last = person.systems.len() - 1;
                &mut person.systems[last]
            }
        };
        if let Some(name) = self
            .name
            .as_deref()
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            // Results that name the system by its old name still mean it.
            if system.id.is_none() {
                let old = match organization {
                    Some(organization) => format!("{organization}/{}", system.name),
                    None => system.name.clone(),
                };
                system.id = Some(old);
            }
            name.clone_into(&mut system.name);
        }
        if let Some(address) = self.base_url.as_deref().map(str::trim) {
            if address.is_empty() {
                system.base_url = None;
            } else {
                url::parse_base(address).map_err(|fault| {
                    Failure::usage(format!("invalid base URL, {}", fault.describe()))
                })?;
                system.base_url = Some(address.to_owned());
            }
        }
        if !self.fhir_versions.is_empty() {
            system.fhir_versions.0.clone_from(&self.fhir_versions);
        }
        if !self.formats.is_empty() {
            system.formats.0.clone_from(&self.formats);
        }
        if !self.roles.is_empty() {
            system.roles.0.clone_from(&self.roles);
        }
        system.status = self.status.or(system.status);
        Ok(())
    }
}

/// A key that changes. What a person wrote of themselves is not repeated in the history.
pub struct Difference {
    pub key: &'static str,
    /// What it is now and was, in words.
    pub words: String,
}

/// The keys that change, each with what it is now, in words.
pub fn differences(old: &Registration, new: &Registration) -> Vec<Difference> {
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
            let words = format!("{key} {} (was {})", none(now), none(before));
            changes.push(Difference { key, words });
        }
    };
    let attendance =
        |one: &Registration| one.attendance.map_or_else(String::new, |it| it.to_string());
    let experience =
        |one: &Registration| one.experience.map_or_else(String::new, |it| it.to_string());
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    add("name", old.name.clone(), new.name.clone());
    add(
        "organization",
        text(&old.organization),
        text(&new.organization),
    );
    add("kind", old.kind.to_string(), new.kind.to_string());
    add("attendance", attendance(old), attendance(new));
    add("experience", experience(old), experience(new));
    add("tracks", old.tracks.join(", "), new.tracks.join(", "));
    add("roles", old.roles.join(", "), new.roles.join(", "));
    for (key, before, now) in [
        ("email", &old.email, &new.email),
        ("chat", &old.chat, &new.chat),
        ("objectives", &old.objectives, &new.objectives),
        ("team", &old.team, &new.team),
        ("dietary", &old.dietary, &new.dietary),
        ("notes", &old.notes, &new.notes),
    ] {
        if before != now {
            let words = match now {
                Some(_) => format!("{key} changed"),
                None => format!("{key} taken away"),
            };
            changes.push(Difference { key, words });
        }
    }
    if old.systems != new.systems {
        let words = system_words(old, new);
        changes.push(Difference {
            key: "systems",
            words,
        });
    }
    changes
}

/// What changes in the systems, by their names.
fn system_words(old: &Registration, new: &Registration) -> String {
    let names = |one: &Registration| -> Vec<String> {
        one.systems
            .iter()
            .map(|system| system.name.clone())
            .collect()
    };
    let (before, now) = (names(old), names(new));
    let added: Vec<&str> = now
        .iter()
        .filter(|name| !before.contains(name))
        .map(String::as_str)
        .collect();
    let gone: Vec<&str> = before
        .iter()
        .filter(|name| !now.contains(name))
        .map(String::as_str)
        .collect();
    match (&added[..], &gone[..]) {
        ([added], []) => format!("system {added} added"),
        ([], [gone]) => format!("system {gone} taken away"),
        _ => {
            let pairs = old.systems.iter().zip(new.systems.iter());
            let changed = pairs
                .filter(|(before, now)| before != now)
                .map(|(before, now)| {
                    let mut keys = Vec::new();
                    if before.base_url != now.base_url {
                        keys.push("base URL".to_owned());
                    }
                    if before.fhir_versions != now.fhir_versions {
                        keys.push(format!("FHIR versions {}", now.fhir_versions.join(", ")));
                    }
                    if before.formats != now.formats {
                        let formats = now.formats.iter().map(ToString::to_string);
                        keys.push(format!(
                            "formats {}",
                            formats.collect::<Vec<_>>().join(", ")
                        ));
                    }
                    if before.roles != now.roles {
                        keys.push(format!("roles {}", now.roles.join(", ")));
                    }
                    if before.status != now.status {
                        let status = now
                            .status
                            .map_or_else(|| "none".to_owned(), |it| it.to_string());
                        keys.push(format!("status {status}"));
                    }
                    let named = if before.name == now.name {
                        format!("system {}", now.name)
                    } else {
                        format!("system {} (was {})", now.name, before.name)
                    };
                    if keys.is_empty() {
                        named
                    } else {
                        format!("{named}: {}", keys.join(", "))
                    }
                });
            changed.collect::<Vec<_>>().join("; ")
        }
    }
}

/// Refuses a change after which two registrations would be of one person.
pub fn ensure_own(
    policy: &RegistrationPolicy<'_>,
    record: &Record<Registration>,
    new: &Registration,
) -> Result<(), Failure> {
    let others = policy.registrations().values();
    let mut others = others.filter(|other| other.slug != record.slug && other.value.stands());
    let same = others.find(|other| {
        other.value.is_same_person(new) && !other.value.is_same_person(&record.value)
    });
    same.map_or(Ok(()), |other| {
        Err(Failure::refused(format!(
            "'{}' is registered with this email address, or this name and organization: {}",
            other.value.name, other.file
        ))
        .hint("cancel one of the two registrations, or leave the change out"))
    })
}

/// What becomes of a person's seat or place.
#[derive(Debug, PartialEq, Eq)]
pub enum Place {
    Kept,
    Seat,
    /// A place in line, with what is full.
    Queue(String, usize),
}

/// What becomes of the seat or place of a person whose registration changes.
pub fn place(
    record: &Record<Registration>,
    new: &Registration,
    before: &Queue,
    others: &Queue,
    gives_up_seat: bool,
) -> Result<Place, Failure> {
    let slug = &record.slug;
    let (Some(old), Some(claim)) = (before.get(slug), before.limits().claim(slug, new)) else {
        return Ok(Place::Kept);
    };
    if claim.on_hold {
        return Ok(Place::Kept);
    }
    if !old.seated {
        let requeued = old.kind != claim.kind;
        if !requeued {
            // In their old place: only a seat that is free for them there is theirs.
            let line = others.with(claim.clone());
            let had = before.next().iter().any(|one| one.slug == *slug);
            let has = line.next().iter().any(|one| one.slug == *slug);
            return Ok(if !had && has {
                Place::Seat
            } else {
                Place::Kept
            });
        }
        let obstacles = others.obstacles(&claim);
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
    if !gives_up_seat {
        return Err(Failure::refused(format!(
            "there is no seat for the change: {reason}; '{}' keeps the seat, and nothing was changed",
            record.value.name
        ))
        .hint(format!("pass --give-up-seat to wait for it instead, at place {place}")));
    }
    Ok(Place::Queue(reason, place))
}

/// The pools that a person gives a seat back in.
pub fn freed(before: &Queue, record: &Record<Registration>, new: &Registration) -> Vec<usize> {
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

/// The values of keys as they are to be written, without what is empty; null takes a key away.
pub fn values<'a>(new: &Registration, keys: &[&'a str]) -> Result<Vec<(&'a str, Value)>, Failure> {
    let failed = |error| Failure::other(format!("cannot write the registration: {error}"));
    let all = yaml::to_value(new).map_err(failed)?;
    let value = |key: &str| match all.get(key) {
        Some(Value::Sequence(list)) if list.is_empty() => Value::Null,
        Some(value) => without_empty(value.clone()),
        None => Value::Null,
    };
    Ok(keys.iter().map(|key| (*key, value(key))).collect())
}
