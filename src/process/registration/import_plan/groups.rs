//! Which rows are of one person, and of which record. Who is not surely the same, and not surely another, is a doubt.

use std::collections::{BTreeMap, HashMap};

use crate::import::registration::row::{Candidate, Refused};
use crate::model::mapping::NEW;
use crate::model::one_or_many::Table;
use crate::model::person::fold;
use crate::model::same_person::{Sameness, are_similar, compare};
use crate::model::{Registration, Slug};
use crate::workspace::Record;

/// The rows of one person, and their record.
#[derive(Default)]
pub(super) struct Group<'a> {
    pub(super) record: Option<&'a Record<Registration>>,
    pub(super) rows: Vec<Candidate>,
    /// Whether somebody said that the rows are of the record, which may then be renamed.
    pub(super) is_said: bool,
}

/// A row that may be of a person who is registered: a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    pub row: usize,
    /// What an answer is kept under.
    pub key: String,
    pub name: String,
    pub email: Option<String>,
    pub record: Slug,
    pub record_name: String,
    pub record_email: Option<String>,
}

impl Doubt {
    /// Whether it would be another one, or none, if a record got the name and address of a row.
    pub(super) fn is_about(&self, record: &Record<Registration>, person: &Registration) -> bool {
        let is_same = |one: &Option<String>, other: &Option<String>| match (one, other) {
            (Some(one), Some(other)) => fold(one) == fold(other),
            _ => false,
        };
        self.record == record.slug
            || is_same(&self.email, &person.email)
            || fold(&self.name) == fold(&person.name)
    }
}

/// What the rows come to.
#[derive(Default)]
pub(super) struct Grouped<'a> {
    pub(super) groups: Vec<Group<'a>>,
    pub(super) refused: Vec<Refused>,
    pub(super) doubts: Vec<Doubt>,
}

type Records = BTreeMap<Slug, Record<Registration>>;

/// Who can be found by a name, an address or an account, in any case.
#[derive(Default)]
struct Index(HashMap<String, Vec<usize>>);

impl Index {
    fn keys(person: &Registration) -> impl Iterator<Item = String> {
        let text = |mark: char, text: &Option<String>| {
            let text = text.as_deref().map(fold).filter(|text| !text.is_empty())?;
            Some(format!("{mark}{text}"))
        };
        let name = Some(format!("n{}", fold(&person.name)));
        [name, text('e', &person.email), text('c', &person.chat)]
            .into_iter()
            .flatten()
    }

    fn insert(&mut self, person: &Registration, at: usize) {
        for key in Self::keys(person) {
            let places = self.0.entry(key).or_default();
            if places.last() != Some(&at) {
                places.push(at);
            }
        }
    }

    /// Everyone who shares a name, an address or an account, each once.
    fn near(&self, person: &Registration) -> Vec<usize> {
        let found = Self::keys(person).filter_map(|key| self.0.get(&key));
        let mut places: Vec<usize> = found.flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

struct Grouping<'a, 'p> {
    records: Vec<&'a Record<Registration>>,
    people: &'p Table<Option<String>>,
    known: Index,
    /// By the issue of a record, one that is not cancelled first.
    by_issue: HashMap<&'a str, usize>,
    /// One for each record, and those of people who are new behind them.
    groups: Vec<Group<'a>>,
    /// The rows that have their group.
    placed: Index,
    /// The records of which a row of this file surely is.
    present: Vec<bool>,
}

/// Puts rows of one person together, in the order of the file. `people` says who somebody is that cannot be told.
pub(super) fn groups<'a>(
    rows: Vec<Result<Candidate, Refused>>,
    records: &'a Records,
    people: &Table<Option<String>>,
) -> Grouped<'a> {
    let mut grouping = Grouping {
        records: records.values().collect(),
        people,
        known: Index::default(),
        by_issue: HashMap::new(),
        groups: Vec::new(),
        placed: Index::default(),
        present: vec![false; records.len()],
    };
    for (at, record) in grouping.records.iter().enumerate() {
        grouping.known.insert(&record.value, at);
        if let Some(issue) = issue_of(record) {
            let known = grouping.by_issue.entry(issue).or_insert(at);
            if record.value.stands() && !grouping.records[*known].value.stands() {
                *known = at;
            }
        }
        grouping.groups.push(Group {
            record: Some(record),
            ..Group::default()
        });
    }
    let mut grouped = Grouped::default();
    // Who surely is registered comes first, whatever the order of the file: others may be the same person by way of them.
    let (mut sure, mut others) = (Vec::new(), Vec::new());
    for row in rows {
        match row {
            Ok(candidate) => match grouping.record_of(&candidate) {
                Some(at) => {
                    grouping.present[at] = true;
                    sure.push((candidate, Some(at)));
                }
                None => others.push((candidate, None)),
            },
            Err(one) => grouped.refused.push(one),
        }
    }
    let mut in_doubt = Vec::new();
    for (candidate, record) in sure.into_iter().chain(others) {
        match grouping.place(&candidate, record, &mut grouped.doubts) {
            Ok(at) => {
                grouping.placed.insert(&candidate.person, at);
                grouping.groups[at].rows.push(candidate);
            }
            Err(why) => {
                grouped.refused.push(refused(&candidate, why));
                in_doubt.push(candidate);
            }
        }
    }
    // A new person is in doubt as a whole: else the same file would tell something else once a part of it is registered.
    while let Some(doubtful) = in_doubt.pop() {
        for at in grouping.placed.near(&doubtful.person) {
            let group = &mut grouping.groups[at];
            let is_one = |row: &Candidate| compare(&row.person, &doubtful.person) == Sameness::Same;
            if group.record.is_none() && group.rows.iter().any(is_one) {
                for row in group.rows.drain(..) {
                    let why = format!("is of the same person as row {}", doubtful.row);
                    grouped.refused.push(refused(&row, why));
                    in_doubt.push(row);
                }
            }
        }
    }
    grouped.groups = grouping.groups;
    grouped.groups.retain(|group| !group.rows.is_empty());
    for group in &mut grouped.groups {
        group.rows.sort_by_key(|candidate| candidate.row);
    }
    grouped
}

fn refused(candidate: &Candidate, why: String) -> Refused {
    let name = candidate.person.name.clone();
    Refused {
        row: candidate.row,
        name: Some(name).filter(|name| !name.contains('@')),
        why,
    }
}

impl Grouping<'_, '_> {
    /// The record of a row's issue, whatever the person has changed in it since.
    fn record_of_issue(&self, candidate: &Candidate) -> Option<usize> {
        let issue = candidate.issue.as_deref()?;
        self.by_issue.get(issue).copied()
    }

    /// The record that a row surely is of, one that is not cancelled first.
    fn record_of(&self, candidate: &Candidate) -> Option<usize> {
        let person = &candidate.person;
        if let Some(at) = self.record_of_issue(candidate)
            && self.sameness(person, at) == Sameness::Same
        {
            return Some(at);
        }
        let near = self.known.near(person);
        let mut same: Vec<usize> = near
            .into_iter()
            .filter(|at| self.sameness(person, *at) == Sameness::Same)
            .collect();
        same.sort_by_key(|at| !self.records[*at].value.stands());
        same.first().copied()
    }

    fn sameness(&self, person: &Registration, record: usize) -> Sameness {
        compare(person, &self.records[record].value)
    }

    /// The group of a row, or why that is not sure; with the record that its person surely is.
    fn place(
        &mut self,
        candidate: &Candidate,
        record: Option<usize>,
        doubts: &mut Vec<Doubt>,
    ) -> Result<usize, String> {
        let person = &candidate.person;
        let answer = answer(self.people, person).map(str::to_owned);
        if let Some(at) = self.record_of_issue(candidate)
            && answer.is_none()
            && self.sameness(person, at) != Sameness::Same
        {
            let slug = &self.records[at].slug;
            if self.sameness(person, at) == Sameness::Other {
                let (issue, key) = (candidate.issue.as_deref().unwrap_or_default(), key(person));
                return Err(format!(
                    "issue {issue} registered {slug}, and names another person now: if it is one person, pass --person \"{key}={slug}\", else --person \"{key}={NEW}\""
                ));
            }
            // The same issue with another name or another address is one person.
            self.groups[at].is_said = true;
            return self.joins(at, candidate);
        }
        if let Some(at) = record {
            let known = &self.records[at].value;
            // What a row adds to a record must not be another one's.
            let adds = (known.email.is_none() && person.email.is_some())
                || (known.chat.is_none() && person.chat.is_some());
            if adds && answer.is_none() {
                self.ensure_unknown(candidate, doubts)?;
            }
            return self.joins(at, candidate);
        }
        if let Some(slug) = answer.as_deref().filter(|answer| *answer != NEW) {
            let at = self
                .records
                .iter()
                .position(|record| record.slug.as_str() == slug);
            let at = at.ok_or_else(|| format!("is said to be '{slug}', who is not registered"))?;
            self.groups[at].is_said = true;
            return self.joins(at, candidate);
        }
        let near = self.placed.near(person);
        let is_one = |at: &&usize| {
            let mut rows = self.groups[**at].rows.iter();
            rows.any(|row| compare(&row.person, person) == Sameness::Same)
        };
        let joined = near.iter().find(is_one).copied();
        let is_registered = joined.is_some_and(|at| self.groups[at].record.is_some());
        if answer.is_none() && !is_registered {
            self.ensure_unknown(candidate, doubts)?;
        }
        if let Some(at) = joined {
            return self.joins(at, candidate);
        }
        if answer.is_none() {
            for at in near {
                self.ensure_other(at, candidate)?;
            }
        }
        self.groups.push(Group::default());
        Ok(self.groups.len() - 1)
    }

    /// Refuses a row that may be of somebody who is registered.
    fn ensure_unknown(&self, candidate: &Candidate, doubts: &mut Vec<Doubt>) -> Result<(), String> {
        let person = &candidate.person;
        let near = self.known.near(person);
        let with_address = near
            .iter()
            .filter(|at| self.sameness(person, **at) == Sameness::OtherName);
        // An address is shared where one of its people is in the file as well, or several have it.
        let is_shared =
            with_address.clone().count() > 1 || with_address.clone().any(|at| self.present[*at]);
        for at in near {
            let (record, value) = (self.records[at], &self.records[at].value);
            let why = match self.sameness(person, at) {
                Sameness::Same | Sameness::Other => continue,
                Sameness::OtherName if is_shared && !are_similar(&person.name, &value.name) => {
                    continue;
                }
                Sameness::OtherName => "the same address and the name",
                Sameness::OtherAddress => "another address and the name",
            };
            let key = key(person);
            doubts.push(Doubt {
                row: candidate.row,
                key: key.clone(),
                name: person.name.clone(),
                email: person.email.clone(),
                record: record.slug.clone(),
                record_name: value.name.clone(),
                record_email: value.email.clone(),
            });
            let slug = &record.slug;
            return Err(format!(
                "{slug} has {why} '{}': if it is one person, pass --person \"{key}={slug}\", else --person \"{key}={NEW}\"",
                value.name
            ));
        }
        Ok(())
    }

    /// Refuses a row that is of the person of a group by one row of it, and not by another.
    fn joins(&self, at: usize, candidate: &Candidate) -> Result<usize, String> {
        let group = &self.groups[at];
        let is_same = |row: &&Candidate| compare(&row.person, &candidate.person) == Sameness::Same;
        match group.rows.iter().find(|row| !is_same(row)) {
            Some(row) if !group.is_said => Err(in_doubt(row, candidate)),
            _ => Ok(at),
        }
    }

    /// Refuses a row that may be of the person of a group. Two attendees of one buyer have one address, and names of their own.
    fn ensure_other(&self, at: usize, candidate: &Candidate) -> Result<(), String> {
        let person = &candidate.person;
        let may_be = |row: &&Candidate| match compare(&row.person, person) {
            Sameness::OtherAddress => true,
            Sameness::OtherName => are_similar(&row.person.name, &person.name),
            Sameness::Same | Sameness::Other => false,
        };
        let row = self.groups[at].rows.iter().find(may_be);
        row.map_or(Ok(()), |row| Err(in_doubt(row, candidate)))
    }
}

/// The issue by which a person registered: `#12`.
pub(super) fn issue_of(record: &Record<Registration>) -> Option<&str> {
    record.value.source.as_deref()?.as_issue()
}

fn in_doubt(row: &Candidate, candidate: &Candidate) -> String {
    let (name, other) = (&candidate.person.name, &row.person.name);
    let what = if fold(name) == fold(other) {
        "another address"
    } else {
        "the same address"
    };
    format!(
        "may be '{other}' of row {}, with {what}: leave out one of the rows, or pass --person \"{name}={NEW}\"",
        row.row
    )
}

/// What the answer to a doubt is kept under: the name, as the file has it.
fn key(person: &Registration) -> String {
    person.name.clone()
}

/// What was said of a person: by name and address, else by name.
fn answer<'p>(people: &'p Table<Option<String>>, person: &Registration) -> Option<&'p str> {
    let full = format!(
        "{} <{}>",
        person.name,
        person.email.as_deref().unwrap_or_default()
    );
    let find = |wanted: &str| {
        let wanted = fold(wanted);
        let found = people.iter().find(|(name, _)| fold(name) == wanted);
        found.and_then(|(_, answer)| answer.as_deref())
    };
    find(&full).or_else(|| find(&person.name))
}

/// Whether every row still leads to the record after a change: else the same file would register somebody a second time.
pub(super) fn leads_back(
    rows: &[Registration],
    candidate: &Candidate,
    record: &Registration,
) -> bool {
    let mut changed = record.clone();
    let person = &candidate.person;
    changed.name.clone_from(&person.name);
    changed.email = person.email.clone().or(changed.email);
    changed.chat = person.chat.clone().or(changed.chat);
    changed.organization = person.organization.clone().or(changed.organization);
    rows.iter()
        .all(|row| compare(row, &changed) == Sameness::Same)
}

/// Keys whose change could hide a person from the rows that know them by what was there before.
pub(super) const IDENTITY: [&str; 4] = ["name", "email", "chat", "organization"];
