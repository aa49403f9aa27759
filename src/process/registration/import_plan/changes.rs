//! What a row changes in the record of its person.

use crate::import::registration::row::Candidate;
use crate::model::Registration;
use crate::model::person::fold;
use crate::model::registration::System;
use crate::model::result::Source;
use crate::yaml::{self, Path, Value};

#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub path: Path,
    pub value: Value,
    /// Whether the value is one more item of the list there.
    pub append: bool,
}

/// What a row says that its record does not. What the row leaves open stays as it is: somebody may have asked the person since.
/// A name that is only written in another way stays; another one is taken where it was said that they are one person.
pub(super) fn changes(
    candidate: &Candidate,
    record: &Registration,
    is_said: bool,
) -> Result<Vec<Change>, String> {
    let person = &candidate.person;
    let mut changes = Vec::new();
    let mut set = |key: &str, value: Value| {
        changes.push(Change {
            path: Path::root().key(key),
            value,
            append: false,
        });
    };
    if is_said && fold(&person.name) != fold(&record.name) {
        set("name", person.name.as_str().into());
    }
    let same_address =
        |a: &String, b: &Option<String>| b.as_ref().is_some_and(|b| fold(a) == fold(b));
    if let Some(email) = person
        .email
        .as_ref()
        .filter(|email| !same_address(email, &record.email))
    {
        set("email", email.as_str().into());
    }
    for (key, new, old) in [
        ("chat", &person.chat, &record.chat),
        ("organization", &person.organization, &record.organization),
        ("objectives", &person.objectives, &record.objectives),
        ("team", &person.team, &record.team),
        ("dietary", &person.dietary, &record.dietary),
    ] {
        if let Some(new) = new.as_ref().filter(|new| Some(*new) != old.as_ref()) {
            set(key, new.as_str().into());
        }
    }
    let notes = notes(
        person.notes.as_deref(),
        &candidate.open,
        record.notes.as_deref(),
    );
    if let Some(notes) = notes.filter(|notes| Some(notes) != record.notes.as_ref()) {
        set("notes", notes.as_str().into());
    }
    if let Some(kind) = candidate.kind.filter(|kind| *kind != record.kind) {
        set("kind", kind.to_string().into());
    }
    if let Some(attendance) = person
        .attendance
        .filter(|_| person.attendance != record.attendance)
    {
        set("attendance", attendance.to_string().into());
    }
    if let Some(experience) = person
        .experience
        .filter(|_| person.experience != record.experience)
    {
        set("experience", experience.to_string().into());
    }
    for (key, new, old) in [
        ("tracks", &person.tracks, &record.tracks),
        ("roles", &person.roles, &record.roles),
    ] {
        if !new.is_empty() && new != old {
            set(
                key,
                Value::Sequence(new.iter().map(|text| text.as_str().into()).collect()),
            );
        }
    }
    if let Some(issue) = candidate
        .issue
        .as_deref()
        .filter(|_| record.source.is_none())
    {
        let source = yaml::to_value(Source::issue(issue)).map_err(|error| error.to_string())?;
        changes.push(Change {
            path: Path::root().key("source"),
            value: source,
            append: false,
        });
    }
    for system in person.systems.iter() {
        changes.extend(system_changes(system, record)?);
    }
    Ok(changes)
}

/// What a row says of a system that the record does not: of the system of that name, or as one more.
fn system_changes(system: &System, record: &Registration) -> Result<Vec<Change>, String> {
    let said = filled_keys(system)?;
    let known = record.systems.iter().enumerate();
    let known = known
        .into_iter()
        .find(|(_, known)| is_same_system(known, system));
    let path = Path::root().key("systems");
    let Some((at, known)) = known else {
        return Ok(vec![Change {
            path,
            value: Value::Mapping(said),
            append: true,
        }]);
    };
    let old = filled_keys(known)?;
    let is_same_name = fold(&known.name) == fold(&system.name);
    let differs = |(key, value): &(Value, Value)| {
        !(is_same_name && key.as_str() == Some("name")) && old.get(key) != Some(value)
    };
    let changed = said.into_iter().filter(differs).map(|(key, value)| Change {
        path: path.clone().index(at).key(key.as_str().unwrap_or_default()),
        value,
        append: false,
    });
    Ok(changed.collect())
}

/// The keys of a system that say something.
fn filled_keys(system: &System) -> Result<yaml::Mapping, String> {
    let value = yaml::to_value(system).map_err(|error| error.to_string())?;
    let Value::Mapping(map) = value else {
        return Ok(yaml::Mapping::new());
    };
    let says = |value: &Value| match value {
        Value::Null => false,
        Value::Sequence(list) => !list.is_empty(),
        _ => true,
    };
    Ok(map.into_iter().filter(|(_, value)| says(value)).collect())
}

/// Whether two systems are one: by the id, which stays when a system is renamed, else by the name.
fn is_same_system(one: &System, other: &System) -> bool {
    match (&one.id, &other.id) {
        (Some(one), Some(other)) => fold(one) == fold(other),
        _ => fold(&one.name) == fold(&other.name),
    }
}

/// The systems of a record that a file with its systems by id does not have any more.
pub(super) fn gone_systems(candidate: &Candidate, record: &Registration) -> Vec<String> {
    let systems = &candidate.person.systems;
    if systems.iter().all(|system| system.id.is_none()) {
        return Vec::new();
    }
    let is_gone = |known: &&System| !systems.iter().any(|system| is_same_system(known, system));
    let gone = record.systems.iter().filter(is_gone);
    gone.map(|system| system.name.clone()).collect()
}

/// Notes with what a row adds to them: nothing that people wrote is replaced.
pub(super) fn notes(new: Option<&str>, open: &[String], old: Option<&str>) -> Option<String> {
    let mut notes = old.map(str::to_owned).unwrap_or_default();
    for text in new.into_iter().chain(open.iter().map(String::as_str)) {
        if notes.contains(text) {
            continue;
        }
        if !notes.is_empty() && !notes.ends_with('\n') {
            notes.push('\n');
        }
        notes.push_str(text);
    }
    (!notes.is_empty()).then_some(notes)
}

/// The keys that change, without what stands behind them; of a name, also what it was.
pub(super) fn fields(changes: &[Change], record: &Registration) -> String {
    let mut names: Vec<String> = changes
        .iter()
        .filter_map(|change| match change.path.first_key()? {
            "name" => Some(format!("name (was '{}')", record.name)),
            key => Some(key.to_owned()),
        })
        .collect();
    names.dedup();
    names.join(", ")
}
