//! What an import would do: each candidate beside the record that is there, and the outcome of every row.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, FixedOffset, TimeDelta};

use super::row::{Candidate, Refused};
use crate::model::person::fold;
use crate::model::registration::{RegistrationStatus, System};
use crate::model::{Registration, Slug};
use crate::workspace::Record;
use crate::yaml::{Path, Value};

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A record is made.
    New,
    /// A record is changed.
    Changed,
    /// Its record says all of it already.
    Unchanged,
    /// A later row speaks of the same person, and counts.
    Repeated,
    /// It cannot be taken.
    Refused,
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Repeated => "repeated",
            Self::Refused => "refused",
        })
    }
}

/// A row with what becomes of it.
#[derive(Debug, Clone)]
pub struct Line {
    /// The row's number.
    pub row: usize,
    /// Whom it speaks of, as far as that can be shown.
    pub name: Option<String>,
    /// What becomes of it.
    pub outcome: Outcome,
    /// Why, or what is to be known of it.
    pub why: Vec<String>,
    /// The record that it makes or changes.
    pub slug: Option<Slug>,
}

impl Line {
    /// Turns the row away after all.
    pub fn refuse(&mut self, why: String) {
        self.outcome = Outcome::Refused;
        self.why = vec![why];
    }
}

/// A record to be made.
#[derive(Debug, Clone)]
pub struct Addition {
    /// Where its line is.
    pub line: usize,
    /// What it says; its name, status and history are for the caller to decide.
    pub person: Registration,
    /// When the person registered.
    pub moment: DateTime<FixedOffset>,
    /// Whether that was after the close.
    pub late: bool,
}

/// A record to be changed.
#[derive(Debug, Clone)]
pub struct Update {
    /// Where its line is.
    pub line: usize,
    /// The record.
    pub slug: Slug,
    /// What to change in it.
    pub changes: Vec<Change>,
}

/// One change of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Where.
    pub path: Path,
    /// To what.
    pub value: Value,
    /// Whether the value is one more item of the list there.
    pub append: bool,
}

/// Everything that an import would do.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// All rows, in order.
    pub lines: Vec<Line>,
    /// Records to be made, in the order of registration.
    pub additions: Vec<Addition>,
    /// Records to be changed.
    pub updates: Vec<Update>,
}

impl Plan {
    /// How many rows have an outcome.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.lines
            .iter()
            .filter(|line| line.outcome == outcome)
            .count()
    }
}

/// What decides about rows beside the rows themselves.
pub struct Setting<'a> {
    /// The registrations that are there.
    pub records: &'a BTreeMap<Slug, Record<Registration>>,
    /// The moment of the import: nobody registers later.
    pub now: DateTime<FixedOffset>,
    /// Why somebody who is not registered yet cannot be, and whether they are late.
    pub admit: &'a dyn Fn(&Candidate, DateTime<FixedOffset>) -> Result<bool, String>,
    /// Why a row cannot be taken beside a record, or without one.
    pub judge: &'a dyn Fn(&Registration, Option<&Registration>) -> Result<(), String>,
}

/// The rows of one person, and their record.
#[derive(Default)]
struct Group<'a> {
    record: Option<&'a Record<Registration>>,
    rows: Vec<Candidate>,
}

/// Works out what becomes of each row. Of several rows of one person the last that can be taken counts, with the moment of the first.
pub fn plan(rows: Vec<Result<Candidate, Refused>>, setting: &Setting<'_>) -> Plan {
    let mut plan = Plan::default();
    for group in groups(rows, setting.records, &mut plan.lines) {
        let first = group.rows.iter().map(|one| moment(one, setting.now)).min();
        let mut taken: Option<usize> = None;
        for candidate in group.rows.into_iter().rev() {
            let mut line = Line {
                row: candidate.row,
                name: Some(candidate.person.name.clone()).filter(|name| !name.contains('@')),
                outcome: Outcome::Repeated,
                why: candidate.remarks.clone(),
                slug: group.record.map(|record| record.slug.clone()),
            };
            let at = plan.lines.len();
            if let Some(row) = taken {
                line.why = vec![format!("row {row} speaks of the same person and counts")];
                plan.lines.push(line);
                continue;
            }
            let moment = first.unwrap_or(setting.now);
            match settle(&candidate, group.record, moment, setting) {
                Err(why) => line.refuse(why),
                Ok(settled) => {
                    taken = Some(candidate.row);
                    line.outcome = Outcome::New;
                    if candidate
                        .submitted
                        .is_some_and(|submitted| submitted > setting.now)
                    {
                        line.why
                            .push("its moment lies ahead, so now was taken".to_owned());
                    }
                    match settled {
                        Settled::Late(late) => plan.additions.push(Addition {
                            line: at,
                            person: candidate.person,
                            moment,
                            late,
                        }),
                        Settled::Beside(record, changes) => {
                            line.outcome = if changes.is_empty() {
                                Outcome::Unchanged
                            } else {
                                Outcome::Changed
                            };
                            if record.value.status == RegistrationStatus::Cancelled {
                                line.why
                                    .push("the registration is cancelled, and stays so".to_owned());
                            }
                            if !changes.is_empty() {
                                line.why.insert(0, fields(&changes));
                                plan.updates.push(Update {
                                    line: at,
                                    slug: record.slug.clone(),
                                    changes,
                                });
                            }
                        }
                    }
                }
            }
            plan.lines.push(line);
        }
    }
    put_in_order(&mut plan);
    plan
}

enum Settled<'a> {
    Late(bool),
    Beside(&'a Record<Registration>, Vec<Change>),
}

fn settle<'a>(
    candidate: &Candidate,
    record: Option<&'a Record<Registration>>,
    moment: DateTime<FixedOffset>,
    setting: &Setting<'_>,
) -> Result<Settled<'a>, String> {
    (setting.judge)(&candidate.person, record.map(|record| &record.value))?;
    Ok(match record {
        Some(record) => Settled::Beside(record, changes(candidate, &record.value)?),
        None => Settled::Late((setting.admit)(candidate, moment)?),
    })
}

/// When somebody registered: as the row says, else now; never later, and in the microseconds that records have.
fn moment(candidate: &Candidate, now: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    let submitted = candidate.submitted.unwrap_or(now).min(now);
    chrono::SubsecRound::trunc_subsecs(submitted, 6)
}

/// Puts rows of one person together: by the address in any case, else by name and organization.
fn groups<'a>(
    rows: Vec<Result<Candidate, Refused>>,
    records: &'a BTreeMap<Slug, Record<Registration>>,
    lines: &mut Vec<Line>,
) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for record in records.values() {
        for key in record.value.identity_keys() {
            places.entry(key).or_insert(groups.len());
        }
        groups.push(Group {
            record: Some(record),
            rows: Vec::new(),
        });
    }
    for row in rows {
        let candidate = match row {
            Ok(candidate) => candidate,
            Err(refused) => {
                lines.push(Line {
                    row: refused.row,
                    name: refused.name,
                    outcome: Outcome::Refused,
                    why: vec![refused.why],
                    slug: None,
                });
                continue;
            }
        };
        let keys: Vec<String> = candidate.person.identity_keys().collect();
        let known = keys.iter().find_map(|key| places.get(key).copied());
        let at = known.unwrap_or_else(|| {
            groups.push(Group::default());
            groups.len() - 1
        });
        for key in keys {
            places.entry(key).or_insert(at);
        }
        groups[at].rows.push(candidate);
    }
    groups.retain(|group| !group.rows.is_empty());
    groups
}

/// Lines by row; additions by moment and row, with moments apart so that the order of the rows is kept in the records.
fn put_in_order(plan: &mut Plan) {
    let mut order: Vec<usize> = (0..plan.lines.len()).collect();
    order.sort_by_key(|at| plan.lines[*at].row);
    let mut place = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = new;
    }
    plan.lines.sort_by_key(|line| line.row);
    for addition in &mut plan.additions {
        addition.line = place[addition.line];
    }
    for update in &mut plan.updates {
        update.line = place[update.line];
    }
    plan.updates.sort_by_key(|update| update.line);
    plan.additions
        .sort_by_key(|addition| (addition.moment, addition.line));
    let mut last: Option<DateTime<FixedOffset>> = None;
    for addition in &mut plan.additions {
        if let Some(last) = last.filter(|last| addition.moment <= *last) {
            addition.moment =
                (last + TimeDelta::microseconds(1)).with_timezone(addition.moment.offset());
        }
        last = Some(addition.moment);
    }
}

/// What a row says that its record does not. What the row leaves open stays as it is: somebody may have asked the person since.
fn changes(candidate: &Candidate, record: &Registration) -> Result<Vec<Change>, String> {
    let person = &candidate.person;
    let mut changes = Vec::new();
    let mut set = |key: &str, value: Value| {
        changes.push(Change {
            path: Path::root().key(key),
            value,
            append: false,
        });
    };
    if person.name != record.name {
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
        ("organization", &person.organization, &record.organization),
        ("objectives", &person.objectives, &record.objectives),
        ("team", &person.team, &record.team),
        ("dietary", &person.dietary, &record.dietary),
        ("notes", &person.notes, &record.notes),
    ] {
        if let Some(new) = new.as_ref().filter(|new| Some(*new) != old.as_ref()) {
            set(key, new.as_str().into());
        }
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
    for system in person.systems.iter() {
        changes.extend(system_changes(system, record)?);
    }
    Ok(changes)
}

/// What a row says of a system that the record does not: of the system of that name, or as one more.
fn system_changes(system: &System, record: &Registration) -> Result<Vec<Change>, String> {
    let said = said(system)?;
    let known = record.systems.iter().enumerate();
    let known = known
        .into_iter()
        .find(|(_, known)| fold(&known.name) == fold(&system.name));
    let path = Path::root().key("systems");
    let Some((at, known)) = known else {
        return Ok(vec![Change {
            path,
            value: Value::Mapping(said),
            append: true,
        }]);
    };
    let old = self::said(known)?;
    let differs =
        |(key, value): &(Value, Value)| key.as_str() != Some("name") && old.get(key) != Some(value);
    let changed = said.into_iter().filter(differs).map(|(key, value)| Change {
        path: path.clone().index(at).key(key.as_str().unwrap_or_default()),
        value,
        append: false,
    });
    Ok(changed.collect())
}

/// The keys of a system that say something.
fn said(system: &System) -> Result<serde_yaml::Mapping, String> {
    let value = serde_yaml::to_value(system).map_err(|error| error.to_string())?;
    let Value::Mapping(map) = value else {
        return Ok(serde_yaml::Mapping::new());
    };
    let says = |value: &Value| match value {
        Value::Null => false,
        Value::Sequence(list) => !list.is_empty(),
        _ => true,
    };
    Ok(map.into_iter().filter(|(_, value)| says(value)).collect())
}

/// The keys that change, without what stands behind them.
fn fields(changes: &[Change]) -> String {
    let mut names: Vec<&str> = changes
        .iter()
        .filter_map(|change| change.path.first_key())
        .collect();
    names.dedup();
    names.join(", ")
}
