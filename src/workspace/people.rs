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

use super::{DiskError, File, Record, glance, load, save};
use crate::model::person::fold;
use crate::model::registration::RegistrationStatus;
use crate::model::seats::{Claim, Line, Room};
use crate::model::{Moment, Registration, Slug, slug};
use crate::yaml::{self, guard};

/// What there is of a person among the registrations of an event.
#[derive(Debug)]
pub enum Found {
    /// Nothing.
    Nobody,
    /// Their registration that stands, with its file.
    Record(File, Box<Registration>),
    /// A file that speaks of their address and does not read.
    Unreadable(File),
}

/// What looking for a person tells.
#[derive(Debug)]
pub struct Search {
    /// What there is of the person.
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
    pub line: Line,
    /// Files that do not read, so that nobody knows what they take.
    pub unread: usize,
}

/// The folder of an event's registrations.
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
            let bytes = load::read_bounded(&file.on_disk(root))?;
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
pub fn survey(root: &Path, event: &Slug, room: Room) -> Result<Survey, DiskError> {
    let folder = folder(event);
    let mut slugs = Vec::new();
    // A name that is no slug is no record: the checks say so.
    each(&folder.on_disk(root), |entry| {
        if let Entry::Record(name) = entry {
            slugs.extend(Slug::parse(name));
        }
    })?;
    let seen: Result<Vec<Seen>, DiskError> = slugs
        .into_par_iter()
        .map(|slug| {
            let file = File::registration(event, &slug);
            let bytes = load::read_bounded(&file.on_disk(root))?;
            Ok(claim(&bytes, slug, &room))
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
        line: Line::of(room, claims),
        unread,
    })
}

/// A registration by the name of its record; `None` when it is not there or does not read.
pub fn record(root: &Path, event: &Slug, slug: &Slug) -> Option<Registration> {
    let file = File::registration(event, slug);
    parse(&load::read_bounded(&file.on_disk(root)).ok()?)
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

/// What one file tells about seats.
enum Seen {
    Claim(Claim),
    Nothing,
    Unread,
}

fn claim(bytes: &[u8], slug: Slug, room: &Room) -> Seen {
    let names_one = || {
        let text = folded(bytes);
        room.tracks().any(|track| text.contains(track))
    };
    let claim = match glance::of(bytes) {
        Some(glance) if !names_one() => glance.claim(room, slug),
        _ => match parse(bytes) {
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

/// The name of a new record: the person's, and a mark of who and when, so that records that were made in two
/// clones never are one file, be they of one person or of two namesakes.
///
/// The first three letters of the mark stand for the address, the last three for the moment. One at least is a digit, so that
/// the surname in a name that somebody chose is not taken for a mark.
pub fn file_name(slug: &Slug, person: &Registration, moment: Moment) -> Slug {
    let address = fold(person.email.as_deref().unwrap_or_default());
    let when = format!("{address} {}", moment.0.to_utc());
    let mut mark = format!("{}{}", mark(&address), mark(&when));
    if !has_digit(&mark) {
        let last = mark.pop().map_or(0, |letter| letter as usize);
        mark.push(char::from(LETTERS[last % 8]));
    }
    Slug::parse(&format!("{}-{mark}", stem_of(slug))).unwrap_or_else(|_| slug.clone())
}

/// The name of a new record that no file has yet: see [`file_name`].
pub fn free_name(
    root: &Path,
    event: &Slug,
    slug: &Slug,
    person: &Registration,
    moment: Moment,
) -> Slug {
    let taken = |slug: &Slug| {
        let path = File::registration(event, slug).on_disk(root);
        path.symlink_metadata().is_ok()
    };
    let name = file_name(slug, person, moment);
    if taken(&name) {
        // The same mark by chance: the number that is free is as good.
        return free_of(slug, taken);
    }
    name
}

/// The characters of a mark, none of which is taken for another; digits first.
const LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz0";
/// How long a mark is: half of it for the address, half for the moment.
const MARK: usize = 6;

/// Three letters or digits out of 32 768.
fn mark(text: &str) -> String {
    use sha2::{Digest as _, Sha256};
    let digest = Sha256::digest(text.as_bytes());
    let letters = digest.iter().take(MARK / 2);
    letters
        .map(|byte| char::from(LETTERS[usize::from(byte & 31)]))
        .collect()
}

fn mark_of_address(person: &Registration) -> String {
    mark(&fold(person.email.as_deref().unwrap_or_default()))
}

fn has_digit(mark: &str) -> bool {
    mark.bytes().any(|b| b.is_ascii_digit())
}

/// A person's part of a record's name: cut where the mark would not fit.
fn stem_of(slug: &Slug) -> &str {
    let room = slug::MAX_LENGTH - MARK - 1;
    let stem = slug.as_str();
    stem[..room.min(stem.len())].trim_end_matches('-')
}

/// The name of a record taken apart: the person's, and the mark. `None` when it has no mark.
pub fn marked(name: &str) -> Option<(&str, &str)> {
    let (stem, mark) = name.rsplit_once('-')?;
    // As in LETTERS, put so that it is quick: it is asked of every name in a folder.
    let is_letter = |b: u8| matches!(b, b'0' | b'2'..=b'9' | b'a'..=b'h' | b'j' | b'k' | b'm' | b'n' | b'p'..=b'z');
    let is_mark = mark.len() == MARK && mark.bytes().all(is_letter) && has_digit(mark);
    is_mark.then_some((stem, mark))
}

/// What there is in a folder of records, as far as it matters.
enum Entry<'a> {
    /// The name of a record, without its ending.
    Record(&'a str),
    /// A temporary file.
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

/// The slug itself, or with the first number behind it that is not taken: `robin-example-2`.
pub fn free_of(slug: &Slug, taken: impl Fn(&Slug) -> bool) -> Slug {
    if !taken(slug) {
        return slug.clone();
    }
    (2..u32::MAX)
        .filter_map(|number| {
            let suffix = format!("-{number}");
            let room = slug.as_str().len().min(slug::MAX_LENGTH - suffix.len());
            let stem = slug.as_str()[..room].trim_end_matches('-');
            Slug::parse(&format!("{stem}{suffix}")).ok()
        })
        .find(|slug| !taken(slug))
        .unwrap_or_else(|| slug.clone())
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
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn person(text: &str) -> Registration {
        yaml::read(text).unwrap_or_else(|_| unreachable!())
    }

    #[test]
    fn a_person_is_found_by_the_names_of_files() -> Outcome {
        let root = tempfile::tempdir()?;
        let event = Slug::parse("e")?;
        let kim = "name: 'Kim O''Sample'\nemail: KIM@example.org\norganization: Probe Labs\n";
        let moment = Moment::parse("2026-08-06T16:00:00Z").ok_or("no moment")?;
        let marked = file_name(&Slug::parse("kim-osample")?, &person(kim), moment);
        let put = |files: &[(&str, &str)]| -> Outcome {
            let folder = folder(&event).on_disk(root.path());
            let _ = fs::remove_dir_all(&folder);
            fs::create_dir_all(&folder)?;
            for (name, text) in files {
                fs::write(folder.join(format!("{name}.yaml")), text)?;
            }
            Ok(())
        };
        let find = |text: &str| -> Result<String, Box<dyn std::error::Error>> {
            let wanted = person(text);
            let slug = Slug::from_title(&wanted.name).ok_or("no slug")?;
            let search = super::find(root.path(), &event, &wanted, &slug)?;
            Ok(match search.found {
                Found::Nobody => "nobody".to_owned(),
                Found::Record(file, _) => format!("record: {}", file.stem()),
                Found::Unreadable(file) => format!("unreadable: {}", file.stem()),
            })
        };
        let by_address = "{name: K. Sample, email: kim@EXAMPLE.org}";
        let by_name = "{name: Kim O'Sample, email: new@example.org, organization: probe labs}";
        let namesake = "{name: Kim O'Sample, email: third@example.org}";
        // Named by hand, the way a surname of six letters may look; named by the tool; and with another mark.
        for name in ["x", "robin-parker", marked.as_str()] {
            put(&[(name, kim)])?;
            assert_eq!(find(by_address)?, format!("record: {name}"));
            assert_eq!(find(by_name)?, format!("record: {name}"));
            assert_eq!(find(namesake)?, "nobody");
        }
        put(&[("kim-osample-zzz222", kim)])?;
        assert_eq!(find(by_name)?, "record: kim-osample-zzz222");
        // The name and the mark both speak of somebody else: that file is not opened.
        put(&[("lou-probe-zzz222", kim)])?;
        assert_eq!(find(by_address)?, "nobody");
        put(&[
            ("lou-probe-zzz222", "\t- ["),
            ("broken", "email: lou@example.org\n\t- [\n"),
        ])?;
        assert_eq!(
            find("{name: Lou Sample, email: lou@example.org}")?,
            "unreadable: broken"
        );
        assert_eq!(
            find("{name: Max Sample, email: max@example.org}")?,
            "nobody"
        );
        put(&[
            (marked.as_str(), &format!("{kim}status: cancelled\n")),
            ("y", kim),
        ])?;
        assert_eq!(find(by_address)?, "record: y");
        Ok(())
    }

    #[test]
    fn what_lies_among_the_records_is_told_apart() -> Outcome {
        let root = tempfile::tempdir()?;
        let event = Slug::parse("e")?;
        let folder = folder(&event).on_disk(root.path());
        fs::create_dir_all(&folder)?;
        for name in [
            "kim.yaml",
            "not a slug.yaml",
            ".hidden.yaml",
            "notes.md",
            ".cxn-a1b2c3.tmp",
            ".cxn.lock",
        ] {
            fs::write(folder.join(name), "")?;
        }
        let (kim, slug) = (person("{name: Kim}"), Slug::parse("kim")?);
        let search = find(root.path(), &event, &kim, &slug)?;
        assert_eq!(
            (search.files, search.temporary),
            (2, vec![".cxn-a1b2c3.tmp".to_owned()])
        );
        Ok(())
    }

    #[test]
    fn a_mark_is_told_from_a_surname() -> Outcome {
        for b in 0..=u8::MAX {
            let name = format!("kim-2222{}2", char::from(b));
            assert_eq!(marked(&name).is_some(), LETTERS.contains(&b), "{name}");
        }
        assert_eq!(marked("kim-sample-abc23x"), Some(("kim-sample", "abc23x")));
        for name in [
            "kim-parker",
            "kim",
            "abc23x",
            "kim-sample-2",
            "kim-abc231",
            "kim-abc23x-2",
        ] {
            assert_eq!(marked(name), None, "{name}");
        }
        let slug = Slug::parse("kim-sample")?;
        let moment = Moment::parse("2026-08-06T16:00:00Z").ok_or("no moment")?;
        for number in 0..500 {
            let person = person(&format!(
                "{{name: Kim Sample, email: k{number}@example.org}}"
            ));
            let name = file_name(&slug, &person, moment);
            let (stem, mark) = marked(name.as_str()).ok_or("no mark")?;
            assert_eq!(stem, "kim-sample");
            assert!(mark.starts_with(&mark_of_address(&person)), "{name}");
        }
        Ok(())
    }

    #[test]
    fn a_mark_that_is_taken_by_chance_leaves_the_free_name() -> Outcome {
        let root = tempfile::tempdir()?;
        let event = Slug::parse("e")?;
        let slug = Slug::parse("kim-sample")?;
        let kim = person("{name: Kim Sample, email: kim@example.org}");
        let moment = Moment::parse("2026-08-06T16:00:00Z").ok_or("no moment")?;
        let name = || free_name(root.path(), &event, &slug, &kim, moment);
        let put = |slug: &Slug| -> Outcome {
            let path = File::registration(&event, slug).on_disk(root.path());
            fs::create_dir_all(path.parent().ok_or("no folder")?)?;
            Ok(fs::write(path, "")?)
        };
        assert_eq!(name(), file_name(&slug, &kim, moment));
        put(&name())?;
        assert_eq!(name(), slug);
        put(&name())?;
        assert_eq!(name().as_str(), "kim-sample-2");
        Ok(())
    }

    #[test]
    fn a_record_is_named_after_the_person_with_a_mark_of_who_and_when() -> Outcome {
        let name = |email: &str, moment: &str| -> Result<String, Box<dyn std::error::Error>> {
            let person = person(&format!("{{name: Kim Sample, email: {email}}}"));
            let moment = Moment::parse(moment).ok_or("no moment")?;
            let slug = Slug::parse("kim-sample")?;
            Ok(file_name(&slug, &person, moment).to_string())
        };
        let first = name("kim@example.org", "2026-08-06T12:00:00.000001-04:00")?;
        // The same instant in another zone, and the same address in another case.
        let same = name("KIM@example.org", "2026-08-06T16:00:00.000001Z")?;
        assert_eq!(first, same);
        let later = name("kim@example.org", "2026-08-06T12:00:00.000002-04:00")?;
        assert_ne!(first, later);
        assert_eq!(
            first[..14],
            later[..14],
            "the mark of the address is the same"
        );
        assert_ne!(
            first,
            name("kim@example.net", "2026-08-06T12:00:00.000001-04:00")?
        );
        let long = Slug::parse(&"a".repeat(slug::MAX_LENGTH))?;
        let moment = Moment::parse("2026-08-06T16:00:00Z").ok_or("no moment")?;
        let long = file_name(&long, &person("{name: A}"), moment);
        assert_eq!(long.as_str().len(), slug::MAX_LENGTH);
        Ok(())
    }

    #[test]
    fn a_long_name_leaves_room_for_its_number() -> Outcome {
        let slug = Slug::parse(&"a".repeat(slug::MAX_LENGTH))?;
        let free = free_of(&slug, |one| *one == slug);
        assert_eq!(free.as_str().len(), slug::MAX_LENGTH);
        assert!(free.as_str().ends_with("a-2"));
        Ok(())
    }
}
