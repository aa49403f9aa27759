//! Which rows are of one person, and of which record.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::import::registration::row::{Candidate, Refused};
use crate::model::{Registration, Slug};
use crate::workspace::Record;

/// The rows of one person, and their record.
#[derive(Default)]
pub(super) struct Group<'a> {
    pub(super) record: Option<&'a Record<Registration>>,
    pub(super) rows: Vec<Candidate>,
}

/// Puts rows of one person together: by the address in any case, or by name and organization, also by way of another row or
/// a record. Where that leads to two records, each row goes to the one it names itself, by the address first.
pub(super) fn groups<'a>(
    rows: Vec<Result<Candidate, Refused>>,
    records: &'a BTreeMap<Slug, Record<Registration>>,
) -> (Vec<Group<'a>>, Vec<Refused>) {
    let (mut candidates, mut refused) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        match row {
            Ok(candidate) => candidates.push(candidate),
            Err(one) => refused.push(one),
        }
    }
    let people = records.values().map(|record| &*record.value);
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
            None => refused.push(Refused {
                row: candidate.row,
                name: Some(candidate.person.name).filter(|name| !name.contains('@')),
                why: "could be of two people who are registered, by way of other rows".to_owned(),
            }),
        }
    }
    groups.retain(|group| !group.rows.is_empty());
    (groups, refused)
}

fn root(parents: &mut [usize], mut at: usize) -> usize {
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}

/// Keys whose change could hide a person from the rows that know them by what was there before.
pub(super) const IDENTITY: [&str; 3] = ["name", "email", "organization"];

/// Whether every row still leads to the record after a change, by itself or by way of other rows: else the same file would
/// register somebody a second time.
pub(super) fn leads_back(
    rows: &[Vec<String>],
    candidate: &Candidate,
    record: &Registration,
) -> bool {
    let mut changed = record.clone();
    let person = &candidate.person;
    changed.name.clone_from(&person.name);
    changed.email = person.email.clone().or(changed.email);
    changed.organization = person.organization.clone().or(changed.organization);
    let mut reached: HashSet<String> = changed.identity_keys().collect();
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
