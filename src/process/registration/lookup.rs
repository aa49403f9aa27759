//! Finding a person among an event's registrations without reading every record: the names of files decide which are opened.
//!
//! A new record is named after the person, with a mark of the address and the moment behind it. So whoever is wanted is in a file
//! whose mark is that of the address, in one that has the person's name before the mark, or in one without a mark, which
//! somebody named by hand. The others are not opened, so that the cost of one registration does not grow with the number there.
//!
//! What this does not see: a file keeps its name when the record in it gets another address and another name, by hand
//! or by an import. Who comes again with both of these is registered a second time, and `registered-twice` finds it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::model::person::fold;
use crate::model::registration::RegistrationStatus;
use crate::model::seats::{Claim, Queue, SeatLimits};
use crate::model::{Registration, Slug};
use crate::process::registration::file_names::{mark_of_address, marked, stem_of};
use crate::workspace::{DiskError, File, Record, disk, glance, save};
use crate::yaml;
use crate::yaml::guard;

/// What there is of a person among the registrations of an event.
#[derive(Debug)]
pub enum Found {
    Nobody,
    /// Their registration that stands, with its file.
    Record(File, Box<Registration>),
    /// A file that speaks of their address and does not read.
    Unreadable(File),
}

#[derive(Debug)]
pub struct Search {
    pub found: Found,
    /// How many records there are, whatever they say.
    pub files: usize,
    /// When the folder last changed, in nanoseconds; `None` when there is none, or when its disk does not say.
    pub changed: Option<u128>,
    /// Names of temporary files that lay among the records: what killed processes left, or what others write now.
    pub temporary: Vec<String>,
}

/// What one pass over an event's registrations tells.
#[derive(Debug)]
pub struct Survey {
    /// Everybody who holds a seat or waits.
    pub line: Queue,
    /// Files that do not read, so that nobody knows what they take.
    pub unread: usize,
}

pub fn folder(event: &Slug) -> File {
    File::new(&format!("events/{event}/registrations"))
}

/// When a folder last changed, in nanoseconds: also when a file in it is made, renamed or replaced, not when one is
/// written over in place.
pub fn changed(path: &Path) -> Option<u128> {
    let moment = fs::metadata(path)
        .and_then(|folder| folder.modified())
        .ok()?;
    let since = moment.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(since.as_nanos())
}

/// Looks for a person in an event: by address, and by name with organization. Only files whose names say that they
/// could be theirs are opened.
///
/// # Errors
/// The folder does not list, or a file in it does not read from the disk.
pub fn find(
    root: &Path,
    event: &Slug,
    wanted: &Registration,
    slug: &Slug,
) -> Result<Search, DiskError> {
    let folder = folder(event);
    let path = folder.on_disk(root);
    let changed = changed(&path);
    let (address, stem) = (mark_of_address(wanted), stem_of(slug));
    let mut files = 0;
    let (mut names, mut temporary) = (Vec::new(), Vec::new());
    each(&path, |entry| {
        let name = match entry {
            Entry::Record(name) => name,
            Entry::Temporary(name) => return temporary.push(name.to_owned()),
        };
        files += 1;
        let may_be_theirs = match marked(name) {
            Some((own, mark)) => own == stem || mark.starts_with(&address),
            None => true,
        };
        if may_be_theirs {
            names.push(name.to_owned());
        }
    })?;
    names.sort_unstable();
    let words = Words::of(wanted);
    let found: Result<Vec<Option<Found>>, DiskError> = names
        .par_iter()
        .map(|name| {
            let file = File::new(&format!("{folder}/{name}.yaml"));
            let bytes = disk::read_bounded(&file.on_disk(root))?;
            Ok(look(&bytes, &file, wanted, &words))
        })
        .collect();
    let found = found?.into_iter().flatten().next();
    Ok(Search {
        found: found.unwrap_or(Found::Nobody),
        files,
        changed,
        temporary,
    })
}

/// Says in one pass over all records who holds a seat and who waits. A record is only parsed when its bytes do not show at
/// a glance what it claims.
///
/// # Errors
/// The folder does not list, or a file in it does not read from the disk.
pub fn survey(root: &Path, event: &Slug, room: SeatLimits) -> Result<Survey, DiskError> {
    let folder = folder(event).on_disk(root);
    let mut slugs = Vec::new();
    // A name that is no slug is no record: the checks say so.
    each(&folder, |entry| {
        if let Entry::Record(name) = entry {
            slugs.extend(Slug::parse(name));
        }
    })?;
    let seen: Result<Vec<Seen>, DiskError> = slugs
        .into_par_iter()
        .map_init(Vec::new, |bytes, slug| {
            disk::read_into(&folder.join(format!("{slug}.yaml")), bytes)?;
            Ok(claim(bytes, slug, &room))
        })
        .collect();
    let (mut claims, mut unread) = (Vec::new(), 0);
    for one in seen? {
        match one {
            Seen::Claim(claim) => claims.push(claim),
            Seen::Nothing => {}
            Seen::Unread => unread += 1,
        }
    }
    Ok(Survey {
        line: Queue::new(room, claims),
        unread,
    })
}

/// A registration by the name of its record; `None` when it is not there or does not read.
pub fn record(root: &Path, event: &Slug, slug: &Slug) -> Option<Registration> {
    let file = File::registration(event, slug);
    parse(&disk::read_bounded(&file.on_disk(root)).ok()?)
}

/// The registrations that somebody may mean: by the name of the record, with or without its mark, by the full name, or by the address.
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
    // Somebody who cancelled and came back has two records; the one that stands is meant.
    if matches.iter().any(|record| record.value.stands()) {
        matches.retain(|record| record.value.stands());
    }
    matches
}

fn parse(bytes: &[u8]) -> Option<Registration> {
    yaml::read(guard::admit(bytes).ok()?).ok()
}

/// What one file says of a person. Who cancelled may come back: only a registration that stands is in the way.
fn look(bytes: &[u8], file: &File, wanted: &Registration, words: &Words) -> Option<Found> {
    let folded = folded(bytes);
    let by_address = words.address_in(&folded);
    if !by_address && !words.name_in(&folded) {
        return None;
    }
    match parse(bytes) {
        Some(record) if record.is_same_person(wanted) => (record.status
            != RegistrationStatus::Cancelled)
            .then(|| Found::Record(file.clone(), Box::new(record))),
        None if by_address => Some(Found::Unreadable(file.clone())),
        _ => None,
    }
}

enum Seen {
    Claim(Claim),
    Nothing,
    Unread,
}

fn claim(bytes: &[u8], slug: Slug, room: &SeatLimits) -> Seen {
    let claim = match glance::of(bytes).filter(|glance| glance.knows_tracks(room)) {
        Some(glance) => glance.claim(room, slug),
        None => match parse(bytes) {
            Some(record) => room.claim(&slug, &record),
            None => return Seen::Unread,
        },
    };
    claim.map_or(Seen::Nothing, Seen::Claim)
}

/// A file's text as words are looked for in it.
fn folded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => text.to_ascii_lowercase(),
        _ => String::from_utf8_lossy(bytes).to_lowercase(),
    }
}

/// What there is in a folder of records, as far as it matters.
enum Entry<'a> {
    /// The name of a record, without its ending.
    Record(&'a str),
    Temporary(&'a str),
}

/// Hands over each entry of a folder, in no order; a folder that is not there is empty.
fn each(path: &Path, mut take: impl FnMut(Entry<'_>)) -> Result<(), DiskError> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(DiskError::io("list", path)(error)),
    };
    for entry in entries {
        let name = entry.map_err(DiskError::io("list", path))?.file_name();
        // What is no text is no record's name either: the checks say so.
        let Some(name) = name.to_str() else { continue };
        if save::is_temporary(name) {
            take(Entry::Temporary(name));
        } else if let Some(name) = name.strip_suffix(".yaml")
            && !name.starts_with('.')
        {
            take(Entry::Record(name));
        }
    }
    Ok(())
}

/// The words a person's record must hold.
struct Words {
    address: Option<String>,
    name: Vec<String>,
}

impl Words {
    fn of(person: &Registration) -> Self {
        // Apart at everything that YAML could write another way, such as the apostrophe of a name in quotes.
        let name = fold(&person.name);
        let name = name
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        Self {
            address: person.email.as_deref().map(fold),
            name,
        }
    }

    fn address_in(&self, text: &str) -> bool {
        self.address
            .as_ref()
            .is_some_and(|address| text.contains(address.as_str()))
    }

    fn name_in(&self, text: &str) -> bool {
        self.name.iter().all(|word| text.contains(word.as_str()))
    }
}

#[cfg(test)]
mod tests;
