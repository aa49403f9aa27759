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
    /// Whether people should see it also when it changes nothing.
    pub notable: bool,
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

/// Whether somebody may register at a moment, and whether that is late.
pub type Admit<'a> = dyn Fn(&Candidate, DateTime<FixedOffset>) -> Result<bool, String> + 'a;
/// Whether a row can be taken beside a record, or without one.
pub type Judge<'a> = dyn Fn(&Registration, Option<&Registration>) -> Result<(), String> + 'a;

/// What decides about rows beside the rows themselves.
pub struct Setting<'a> {
    /// The registrations that are there.
    pub records: &'a BTreeMap<Slug, Record<Registration>>,
    /// The moment of the import: nobody registers later.
    pub now: DateTime<FixedOffset>,
    /// Why somebody who is not registered yet cannot be, and whether they are late.
    pub admit: &'a Admit<'a>,
    /// Why a row cannot be taken beside a record, or without one.
    pub judge: &'a Judge<'a>,
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
        let keys: Vec<Vec<String>> = group
            .rows
            .iter()
            .map(|one| one.person.identity_keys().collect())
            .collect();
        let mut taken: Option<usize> = None;
        for candidate in group.rows.into_iter().rev() {
            let mut line = Line {
                row: candidate.row,
                name: Some(candidate.person.name.clone()).filter(|name| !name.contains('@')),
                outcome: Outcome::Repeated,
                why: candidate.remarks.clone(),
                slug: group.record.map(|record| record.slug.clone()),
                notable: false,
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
                        Settled::Beside(record, mut changes) => {
                            let touches = |change: &Change| {
                                let key = change.path.first_key();
                                key.is_some_and(|key| IDENTITY.contains(&key))
                            };
                            if changes.iter().any(touches)
                                && !leads_back(&keys, &candidate, &record.value)
                            {
                                changes.retain(|change| !touches(change));
                                line.why.push(
                                    "name, address and organization stay: other rows know the person by them".to_owned(),
                                );
                            }
                            line.outcome = if changes.is_empty() {
                                Outcome::Unchanged
                            } else {
                                Outcome::Changed
                            };
                            if record.value.status == RegistrationStatus::Cancelled {
                                line.notable = true;
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

/// Puts rows of one person together: by the address in any case, or by name and organization, also by way of another row or
/// a record. Where that leads to two records, each row goes to the one it names itself, by the address first.
fn groups<'a>(
    rows: Vec<Result<Candidate, Refused>>,
    records: &'a BTreeMap<Slug, Record<Registration>>,
    lines: &mut Vec<Line>,
) -> Vec<Group<'a>> {
    let mut refuse = |row, name, why| {
        lines.push(Line {
            row,
            name,
            outcome: Outcome::Refused,
            why: vec![why],
            slug: None,
            notable: false,
        });
    };
    let mut candidates = Vec::with_capacity(rows.len());
    for row in rows {
        match row {
            Ok(candidate) => candidates.push(candidate),
            Err(refused) => refuse(refused.row, refused.name, refused.why),
        }
    }
    let people = records.values().map(|record| &record.value);
    let people = people.chain(candidates.iter().map(|candidate| &candidate.person));
    let mut parents: Vec<usize> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (at, person) in people.enumerate() {
        parents.push(at);
        for key in person.identity_keys() {
            let other = *places.entry(key).or_insert(at);
            let (one, two) = (root(&mut parents, at), root(&mut parents, other));
            parents[one.max(two)] = one.min(two);
        }
    }
    let mut groups: Vec<Group<'a>> = records
        .values()
        .map(|record| Group {
            record: Some(record),
            rows: Vec::new(),
        })
        .collect();
    let mut known: HashMap<usize, Vec<usize>> = HashMap::new();
    for at in 0..records.len() {
        known.entry(root(&mut parents, at)).or_default().push(at);
    }
    for (at, candidate) in candidates.into_iter().enumerate() {
        let top = root(&mut parents, records.len() + at);
        let place = match known.get(&top).map(Vec::as_slice) {
            Some([one]) => Some(*one),
            Some(_) => candidate
                .person
                .identity_keys()
                .find_map(|key| places.get(&key).copied().filter(|at| *at < records.len())),
            None => {
                groups.push(Group::default());
                known.insert(top, vec![groups.len() - 1]);
                Some(groups.len() - 1)
            }
        };
        match place {
            Some(place) => groups[place].rows.push(candidate),
            None => refuse(
                candidate.row,
                Some(candidate.person.name).filter(|name| !name.contains('@')),
                "could be of two people who are registered, by way of other rows".to_owned(),
            ),
        }
    }
    groups.retain(|group| !group.rows.is_empty());
    groups
}

fn root(parents: &mut [usize], mut at: usize) -> usize {
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}

/// Keys whose change could hide a person from the rows that know them by what was there before.
const IDENTITY: [&str; 3] = ["name", "email", "organization"];

/// Whether every row still leads to the record after a change, by itself or by way of other rows: else the same file would
/// register somebody a second time.
fn leads_back(rows: &[Vec<String>], candidate: &Candidate, record: &Registration) -> bool {
    let mut changed = record.clone();
    let person = &candidate.person;
    changed.name.clone_from(&person.name);
    changed.email = person.email.clone().or(changed.email);
    changed.organization = person.organization.clone().or(changed.organization);
    let mut reached: std::collections::HashSet<String> = changed.identity_keys().collect();
    let mut waiting: Vec<&Vec<String>> = rows.iter().collect();
    loop {
        let before = waiting.len();
        waiting.retain(|keys| {
            let near = keys.iter().any(|key| reached.contains(key));
            if near {
                reached.extend(keys.iter().cloned());
            }
            !near
        });
        if waiting.is_empty() || waiting.len() == before {
            return waiting.is_empty();
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::File;
    use proptest::prelude::*;
    use serde_json::json;

    fn person(name: &str, email: &str, organization: &str) -> Registration {
        let value = json!({"name": name, "email": email, "organization": organization});
        serde_json::from_value(value).unwrap_or_else(|_| unreachable!())
    }

    /// Plans rows against records, and returns what is there afterwards.
    fn import(rows: &[Registration], people: &[Registration]) -> (Plan, Vec<Registration>) {
        let records: BTreeMap<Slug, Record<Registration>> = people
            .iter()
            .enumerate()
            .filter_map(|(at, person)| {
                let slug = Slug::parse(&format!("p{at:03}")).ok()?;
                let record = Record {
                    slug: slug.clone(),
                    file: File::new("x"),
                    value: person.clone(),
                    marks: crate::workspace::marks::Marks::default(),
                };
                Some((slug, record))
            })
            .collect();
        let candidates = rows.iter().enumerate().map(|(at, person)| {
            Ok(Candidate {
                row: at + 2,
                person: person.clone(),
                kind: None,
                submitted: None,
                remarks: Vec::new(),
            })
        });
        let setting = Setting {
            records: &records,
            now: DateTime::default(),
            admit: &|_, _| Ok(false),
            judge: &|_, _| Ok(()),
        };
        let plan = plan(candidates.collect(), &setting);
        let mut after = people.to_vec();
        for update in &plan.updates {
            let at = records
                .keys()
                .position(|slug| *slug == update.slug)
                .unwrap_or(0);
            for change in &update.changes {
                let text = change.value.as_str().map(str::to_owned);
                match change.path.first_key() {
                    Some("name") => after[at].name = text.unwrap_or_default(),
                    Some("email") => after[at].email = text,
                    _ => after[at].organization = text,
                }
            }
        }
        after.extend(
            plan.additions
                .iter()
                .map(|addition| addition.person.clone()),
        );
        (plan, after)
    }

    #[test]
    fn a_row_that_knows_the_old_address_still_finds_the_person() {
        let there = [person("Robin Example", "robin@example.org", "A")];
        let rows = [
            person("R. Example", "ROBIN@example.org", "A"),
            person("Robin Example", "new@example.org", "a"),
        ];
        let (plan, after) = import(&rows, &there);
        assert_eq!(after.len(), 1);
        assert_eq!(plan.lines[0].outcome, Outcome::Repeated);
        assert_eq!(plan.lines[1].outcome, Outcome::Unchanged);
        assert_eq!(after[0].email.as_deref(), Some("robin@example.org"));
    }

    proptest! {
        #[test]
        fn the_same_rows_a_second_time_change_nothing(
            rows in prop::collection::vec((0..4_u8, 0..4_u8, 0..2_u8), 0..7),
            there in prop::collection::vec((0..4_u8, 0..4_u8, 0..2_u8), 0..3),
        ) {
            let make = |list: &[(u8, u8, u8)]| -> Vec<Registration> {
                list.iter().map(|(n, e, o)| person(&format!("N{n}"), &format!("e{e}@example.org"), &format!("O{o}"))).collect()
            };
            let rows = make(&rows);
            // Records that are one person already are somebody's mistake before.
            let mut people: Vec<Registration> = Vec::new();
            for one in make(&there) {
                if !people.iter().any(|known| known.is_same_person(&one)) {
                    people.push(one);
                }
            }
            let (_, after) = import(&rows, &people);
            let (again, then) = import(&rows, &after);
            prop_assert_eq!(again.count(Outcome::New), 0, "{:?}", again.lines);
            if people.len() < 2 {
                prop_assert_eq!(again.count(Outcome::Changed), 0, "{:?}", again.lines);
                prop_assert_eq!(then, after);
            }
        }
    }
}
