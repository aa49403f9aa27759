//! Which rows are of one person, and of which record. Who is not surely the same, and not surely another, is a doubt.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::import::registration::row::{Candidate, Refused};
use crate::model::mapping::NEW;
use crate::model::one_or_many::Table;
use crate::model::person::fold;
use crate::model::placeholder::is_unanswered;
use crate::model::same_person::{Sameness, are_similar, compare};
use crate::model::{Registration, Slug};
use crate::workspace::Record;

/// The rows of one person, and their record.
#[derive(Default)]
pub(super) struct Group<'a> {
    pub(super) record: Option<&'a Record<Registration>>,
    pub(super) rows: Vec<Candidate>,
    /// Where in the rows those are that differ by what people are compared by, while the rows are put together.
    distinct: Vec<usize>,
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

/// Who may be another one, or none, if a record got the name and address of a row.
#[derive(Default)]
pub(super) struct Doubted<'a> {
    records: HashSet<&'a Slug>,
    names: HashSet<String>,
    emails: HashSet<String>,
}

impl<'a> Doubted<'a> {
    pub(super) fn new(doubts: &'a [Doubt]) -> Self {
        let emails = doubts.iter().filter_map(|doubt| doubt.email.as_deref());
        Self {
            records: doubts.iter().map(|doubt| &doubt.record).collect(),
            names: doubts.iter().map(|doubt| fold(&doubt.name)).collect(),
            emails: emails.map(fold).collect(),
        }
    }

    pub(super) fn holds(&self, record: &Record<Registration>, person: &Registration) -> bool {
        let email = person.email.as_deref().map(fold);
        self.records.contains(&record.slug)
            || email.is_some_and(|email| self.emails.contains(&email))
            || self.names.contains(&fold(&person.name))
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

/// How many different rows of a file, or how many records, may share a name, an address or an account: each is compared with all of them.
/// The buyer of a whole delegation's tickets has a hundred.
pub const MAX_SHARED: usize = 300;

/// Who can be found by a name, an address or an account, in any case.
struct Index<P>(HashMap<String, Vec<P>>);

impl<P> Default for Index<P> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<P: Copy + Ord> Index<P> {
    /// What people are found by, each with what it is. An answer that is open is nothing that two share.
    fn keys(person: &Registration) -> impl Iterator<Item = (&'static str, String)> {
        let text = |what: &'static str, text: &Option<String>| {
            let text = text.as_deref().filter(|text| !is_unanswered(Some(text)));
            let text = text.map(fold).filter(|text| !text.is_empty())?;
            Some((what, format!("{what} {text}")))
        };
        let name = Some(("name", format!("name {}", fold(&person.name))));
        [
            name,
            text("address", &person.email),
            text("account", &person.chat),
        ]
        .into_iter()
        .flatten()
    }

    fn insert(&mut self, person: &Registration, place: P) {
        for (_, key) in Self::keys(person) {
            self.0.entry(key).or_default().push(place);
        }
    }

    /// Everyone who shares a name, an address or an account, each once.
    fn near(&self, person: &Registration) -> Vec<P> {
        let found = Self::keys(person).filter_map(|(_, key)| self.0.get(&key));
        let mut places: Vec<P> = found.flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Refuses a person who shares something with more than there may be: they are not compared.
    fn ensure_few(&self, person: &Registration, most: usize, of: &str) -> Result<(), String> {
        let mut keys = Self::keys(person);
        let is_full = |key: &String| self.0.get(key).is_some_and(|places| places.len() >= most);
        match keys.find(|(_, key)| is_full(key)) {
            Some((what, _)) => Err(format!(
                "has the same {what} as {most} {of}: expected a name and an address of the person's own"
            )),
            None => Ok(()),
        }
    }
}

/// What two rows are compared by: of rows in which it is the same, one is enough to compare with.
fn identity(person: &Registration) -> String {
    let optional = [&person.email, &person.chat, &person.organization];
    let optional = optional.map(|text| text.as_deref().map(fold));
    // No folded text has a line end.
    let mut identity = fold(&person.name);
    for text in optional {
        identity.push('\n');
        identity.push_str(&text.unwrap_or_default());
    }
    identity
}

/// A row that has its group: the number of the group, and its place in it.
type Place = (usize, usize);

struct Grouping<'a, 'p> {
    records: Vec<&'a Record<Registration>>,
    /// What was said of people, by name and address, or by name.
    answers: HashMap<String, Option<&'p str>>,
    known: Index<usize>,
    /// By the issue of a record, one that is not cancelled first.
    by_issue: HashMap<&'a str, usize>,
    /// One for each record, and those of people who are new behind them.
    groups: Vec<Group<'a>>,
    /// The rows that have their group, without those that repeat a row of it.
    placed: Index<Place>,
    /// Of each group and what its rows are compared by.
    identities: HashSet<(usize, String)>,
    /// The records of which a row of this file surely is.
    present: Vec<bool>,
}

/// Puts rows of one person together, in the order of the file. `people` says who somebody is that cannot be told.
pub(super) fn groups<'a>(
    rows: Vec<Result<Candidate, Refused>>,
    records: &'a Records,
    people: &Table<Option<String>>,
) -> Grouped<'a> {
    let mut answers = HashMap::new();
    for (name, answer) in people.iter() {
        answers.entry(fold(name)).or_insert(answer.as_deref());
    }
    let mut grouping = Grouping {
        records: records.values().collect(),
        answers,
        known: Index::default(),
        by_issue: HashMap::new(),
        groups: Vec::new(),
        placed: Index::default(),
        identities: HashSet::new(),
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
            Ok(candidate) => {
                let few = grouping
                    .known
                    .ensure_few(&candidate.person, MAX_SHARED, "registrations");
                if let Err(why) = few {
                    grouped.refused.push(refused(&candidate, why));
                    continue;
                }
                match grouping.record_of(&candidate) {
                    Some(at) => {
                        grouping.present[at] = true;
                        sure.push((candidate, Some(at)));
                    }
                    None => others.push((candidate, None)),
                }
            }
            Err(one) => grouped.refused.push(one),
        }
    }
    let mut in_doubt = Vec::new();
    for (candidate, record) in sure.into_iter().chain(others) {
        match grouping.place(&candidate, record, &mut grouped.doubts) {
            Ok(at) => grouping.put(at, candidate),
            Err(why) => {
                grouped.refused.push(refused(&candidate, why));
                in_doubt.push(candidate);
            }
        }
    }
    // A new person is in doubt as a whole: else the same file would tell something else once a part of it is registered.
    while let Some(doubtful) = in_doubt.pop() {
        for (at, row) in grouping.placed.near(&doubtful.person) {
            let group = &mut grouping.groups[at];
            let is_one = |row: &Candidate| compare(&row.person, &doubtful.person) == Sameness::Same;
            if group.record.is_none() && group.rows.get(row).is_some_and(is_one) {
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
    /// Puts a row into its group.
    fn put(&mut self, at: usize, candidate: Candidate) {
        let group = &mut self.groups[at];
        if self.identities.insert((at, identity(&candidate.person))) {
            group.distinct.push(group.rows.len());
            self.placed
                .insert(&candidate.person, (at, group.rows.len()));
        }
        group.rows.push(candidate);
    }

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
        let answer = self.answer(person).map(str::to_owned);
        self.ensure_comparable(person)?;
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
                .binary_search_by(|record| record.slug.as_str().cmp(slug));
            let at = at.map_err(|_| format!("is said to be '{slug}', who is not registered"))?;
            self.groups[at].is_said = true;
            return self.joins(at, candidate);
        }
        let near = self.placed.near(person);
        let is_one = |place: &&Place| compare(self.person(**place), person) == Sameness::Same;
        let joined = near.iter().find(is_one).map(|(at, _)| *at);
        let is_registered = joined.is_some_and(|at| self.groups[at].record.is_some());
        if answer.is_none() && !is_registered {
            self.ensure_unknown(candidate, doubts)?;
        }
        if let Some(at) = joined {
            return self.joins(at, candidate);
        }
        if answer.is_none() {
            for place in near {
                self.ensure_other(place, candidate)?;
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

    fn person(&self, (at, row): Place) -> &Registration {
        &self.groups[at].rows[row].person
    }

    /// Refuses a row that shares something with too many rows that are not the same; one that repeats a row of them is no more to compare.
    fn ensure_comparable(&self, person: &Registration) -> Result<(), String> {
        let few = self.placed.ensure_few(person, MAX_SHARED, "other rows");
        let is_repeated = |(at, _): &Place| self.identities.contains(&(*at, identity(person)));
        match few {
            Err(_) if self.placed.near(person).iter().any(is_repeated) => Ok(()),
            few => few,
        }
    }

    /// Refuses a row that is of the person of a group by one row of it, and not by another.
    fn joins(&self, at: usize, candidate: &Candidate) -> Result<usize, String> {
        let group = &self.groups[at];
        if group.is_said {
            return Ok(at);
        }
        let is_same = |row: &&Candidate| compare(&row.person, &candidate.person) == Sameness::Same;
        let mut rows = group.distinct.iter().map(|row| &group.rows[*row]);
        match rows.find(|row| !is_same(row)) {
            Some(row) => Err(in_doubt(row, candidate)),
            None => Ok(at),
        }
    }

    /// Refuses a row that may be of the person of another row. Two attendees of one buyer have one address, and names of their own.
    fn ensure_other(&self, (at, row): Place, candidate: &Candidate) -> Result<(), String> {
        let person = &candidate.person;
        let row = &self.groups[at].rows[row];
        let may_be = match compare(&row.person, person) {
            Sameness::OtherAddress => true,
            Sameness::OtherName => are_similar(&row.person.name, &person.name),
            Sameness::Same | Sameness::Other => false,
        };
        if may_be {
            return Err(in_doubt(row, candidate));
        }
        Ok(())
    }

    /// What was said of a person: by name and address, else by name.
    fn answer(&self, person: &Registration) -> Option<&str> {
        if self.answers.is_empty() {
            return None;
        }
        let email = person.email.as_deref().unwrap_or_default();
        let full = format!("{} <{email}>", person.name);
        let find = |wanted: &str| self.answers.get(&fold(wanted)).copied().flatten();
        find(&full).or_else(|| find(&person.name))
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
