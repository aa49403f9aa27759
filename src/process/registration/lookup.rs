//! Finding a person among the registrations of an event.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use crate::error::Failure;
use crate::model::person::fold;
use crate::model::{Registration, Slug};
use crate::process::registration::file_names::marked;
use crate::workspace::{File, Record, UnreadCause, Workspace};

/// Who is registered for an event, by what makes two registrations one person.
pub struct Lookup<'a> {
    people: HashMap<String, &'a Record<Registration>>,
    unparsed: Vec<(File, String)>,
}

impl<'a> Lookup<'a> {
    /// Reads the registrations that cannot be parsed once more, as text: any of them may be the person's.
    ///
    /// # Errors
    /// A file cannot be read from the disk, so nobody knows whose it is.
    pub fn new(workspace: &'a Workspace, event: &Slug) -> Result<Self, Failure> {
        let folder = format!("events/{event}/registrations");
        let mut unparsed = Vec::new();
        for unread in &workspace.unread {
            if !unread.file.as_str().starts_with(&folder) {
                continue;
            }
            match &unread.cause {
                UnreadCause::Disk(reason) => return Err(Failure::other(reason)),
                UnreadCause::Stray(_) => {}
                _ => {
                    let text = workspace.text(&unread.file).unwrap_or_default();
                    unparsed.push((unread.file.clone(), fold(&text)));
                }
            }
        }
        let records = workspace.events[event].registrations.par_iter();
        let records = records.filter(|(_, record)| record.value.stands());
        let keys = records.flat_map_iter(|(_, record)| {
            let keys = record.value.identity_keys();
            keys.map(move |key| (key, record))
        });
        let keys: Vec<(String, &Record<Registration>)> = keys.collect();
        // In the order of the files, of which the first counts.
        let people = keys.into_iter().rev().collect();
        Ok(Self { people, unparsed })
    }

    /// The registration of the same person that is not cancelled.
    pub fn registered(&self, person: &Registration) -> Option<&'a Record<Registration>> {
        let mut keys = person.identity_keys();
        keys.find_map(|key| self.people.get(&key).copied())
    }

    /// A file with the person's email address that cannot be parsed.
    pub fn unparsed(&self, person: &Registration) -> Option<&File> {
        let email = fold(person.email.as_deref()?);
        let mut files = self.unparsed.iter();
        let found = files.find(|(_, text)| !email.is_empty() && text.contains(&email));
        found.map(|(file, _)| file)
    }

    /// How many registrations cannot be parsed, so that nobody knows what seats they take.
    pub fn count_unparsed(&self) -> usize {
        self.unparsed.len()
    }
}

/// The registrations that may be meant: by the name of the record, with or without its mark, by the full name, or by the email.
pub fn named<'a>(
    people: &'a BTreeMap<Slug, Record<Registration>>,
    named: &str,
) -> Vec<&'a Record<Registration>> {
    if let Some(record) = people.get(named) {
        return vec![record];
    }
    let folded = fold(named);
    let is = |record: &&Record<Registration>| {
        let email = record.value.email.as_deref();
        marked(record.slug.as_str()).is_some_and(|(stem, _)| stem == named)
            || fold(&record.value.name) == folded
            || email.is_some_and(|email| fold(email) == folded)
    };
    let mut matches: Vec<&Record<Registration>> = people.values().filter(is).collect();
    // A person who cancelled and came back has two records; the one that is not cancelled is meant.
    if matches.iter().any(|record| record.value.stands()) {
        matches.retain(|record| record.value.stands());
    }
    matches
}
