//! Finding a person among an event's registrations without reading every record: the names of files, and a search in their bytes.

use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::{DiskError, File, glance, load};
use crate::model::person::fold;
use crate::model::registration::RegistrationStatus;
use crate::model::seats::{Claim, Line, Room};
use crate::model::{Moment, Registration, Slug, slug};
use crate::yaml::{self, guard};

/// What there is of a person among the registrations of an event.
#[derive(Debug)]
pub enum Found {
    /// Nothing: the slug their record can have.
    Nobody(Slug),
    /// Their registration that stands, with its file.
    Record(File, Box<Registration>),
    /// A file that speaks of their address and does not read.
    Unreadable(File),
}

/// What one pass over an event's registrations tells.
#[derive(Debug)]
pub struct Survey {
    /// What there is of the person.
    pub found: Found,
    /// Everybody who holds a seat or waits; empty when the event has a seat for everybody.
    pub line: Line,
    /// Files that do not read, so that nobody knows what they take.
    pub unread: usize,
}

/// Looks for a person in an event: by address and by name with organization. Only files that hold these words are read as records.
///
/// # Errors
/// The folder does not list, or a file in it does not read from the disk.
pub fn find(
    root: &Path,
    event: &Slug,
    wanted: &Registration,
    slug: &Slug,
) -> Result<Found, DiskError> {
    Ok(survey(root, event, wanted, slug, Room::default())?.found)
}

/// As [`find`], and says in the same pass who holds a seat and who waits. A record is only parsed when its
/// bytes do not show at a glance what it claims.
///
/// # Errors
/// The folder does not list, or a file in it does not read from the disk.
pub fn survey(
    root: &Path,
    event: &Slug,
    wanted: &Registration,
    slug: &Slug,
    room: Room,
) -> Result<Survey, DiskError> {
    let folder = format!("events/{event}/registrations");
    let names = list(&File::new(&folder).on_disk(root))?;
    let words = Words::of(wanted);
    let seen: Result<Vec<Seen>, DiskError> = names
        .par_iter()
        .filter_map(|name| Some((name, name.strip_suffix(".yaml")?)))
        .map(|(name, stem)| {
            let file = File::new(&format!("{folder}/{name}"));
            let bytes = load::read_bounded(&file.on_disk(root))?;
            Ok(look(&bytes, &file, stem, wanted, &words, &room))
        })
        .collect();
    let seen = seen?;
    let unread = seen.iter().filter(|one| one.unread).count();
    let (mut found, mut claims) = (None, Vec::with_capacity(seen.len()));
    for one in seen {
        // Who cancelled may come back: only a registration that stands is in the way.
        let cancelled = matches!(&one.found, Some(Found::Record(_, record)) if record.status == RegistrationStatus::Cancelled);
        if !cancelled {
            found = found.or(one.found);
        }
        claims.extend(one.claim);
    }
    Ok(Survey {
        found: found.unwrap_or_else(|| Found::Nobody(free(slug, &names))),
        line: Line::of(room, claims),
        unread,
    })
}

/// What one file tells.
struct Seen {
    found: Option<Found>,
    claim: Option<Claim>,
    unread: bool,
}

fn look(
    bytes: &[u8],
    file: &File,
    stem: &str,
    wanted: &Registration,
    words: &Words,
    room: &Room,
) -> Seen {
    let parse = || {
        let text = guard::admit(bytes).ok()?;
        yaml::read::<Registration>(text).ok()
    };
    let folded = folded(bytes);
    let by_address = words.address_in(&folded);
    let same = if by_address || words.name_in(&folded) {
        match parse() {
            Some(record) if record.is_same_person(wanted) => {
                Some(Found::Record(file.clone(), Box::new(record)))
            }
            None if by_address => Some(Found::Unreadable(file.clone())),
            _ => None,
        }
    } else {
        None
    };
    let mut seen = Seen {
        found: same,
        claim: None,
        unread: false,
    };
    // A name that is no slug is no record: the checks say so.
    let Some(slug) = Slug::parse(stem).ok().filter(|_| !room.is_unlimited()) else {
        return seen;
    };
    let mut tracks = room.tracks();
    let glance = glance::of(bytes).filter(|_| !tracks.any(|track| folded.contains(track)));
    match glance {
        Some(glance) => seen.claim = glance.claim(room, slug),
        None => match parse() {
            Some(record) => seen.claim = room.claim(&slug, &record),
            None => seen.unread = true,
        },
    }
    seen
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
/// The first three letters of the mark stand for the address, the last three for the moment.
pub fn file_name(slug: &Slug, person: &Registration, moment: Moment) -> Slug {
    let address = fold(person.email.as_deref().unwrap_or_default());
    let when = format!("{address} {}", moment.0.to_utc());
    let mark = format!("{}{}", mark(&address), mark(&when));
    let room = slug::MAX_LENGTH - mark.len() - 1;
    let stem = slug.as_str();
    let stem = stem[..room.min(stem.len())].trim_end_matches('-');
    Slug::parse(&format!("{stem}-{mark}")).unwrap_or_else(|_| slug.clone())
}

/// Three letters or digits out of 32 768, none of which is taken for another.
fn mark(text: &str) -> String {
    use sha2::{Digest as _, Sha256};
    const LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz0";
    let digest = Sha256::digest(text.as_bytes());
    let letters = digest.iter().take(3);
    letters
        .map(|byte| char::from(LETTERS[usize::from(byte & 31)]))
        .collect()
}

/// The names in a folder, sorted; a folder that is not there is empty.
fn list(path: &Path) -> Result<Vec<String>, DiskError> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(DiskError::io("list", path)(error)),
    };
    let names: Result<Vec<String>, io::Error> = entries
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect();
    let mut names = names.map_err(DiskError::io("list", path))?;
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    Ok(names)
}

/// The slug itself, or with the first number behind it that no file has: `robin-example-2`.
fn free(slug: &Slug, names: &[String]) -> Slug {
    free_of(slug, |slug| {
        names.binary_search(&format!("{slug}.yaml")).is_ok()
    })
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
    fn a_person_is_found_under_any_file_name() -> Outcome {
        let root = tempfile::tempdir()?;
        let folder = root.path().join("events/e/registrations");
        fs::create_dir_all(&folder)?;
        fs::write(
            folder.join("x.yaml"),
            "name: 'Kim O''Sample'\nemail: KIM@example.org\norganization: Probe Labs\n",
        )?;
        fs::write(
            folder.join("kim-osample.yaml"),
            "name: Kim O'Sample\nemail: other@example.org\n",
        )?;
        fs::write(
            folder.join("broken.yaml"),
            "email: lou@example.org\n\t- [\n",
        )?;
        let event = Slug::parse("e")?;
        let find = |text: &str| -> Result<String, Box<dyn std::error::Error>> {
            let wanted = person(text);
            let slug = Slug::from_title(&wanted.name).ok_or("no slug")?;
            Ok(match super::find(root.path(), &event, &wanted, &slug)? {
                Found::Nobody(slug) => format!("nobody: {slug}"),
                Found::Record(file, _) => format!("record: {}", file.stem()),
                Found::Unreadable(file) => format!("unreadable: {}", file.stem()),
            })
        };
        assert_eq!(
            find("{name: K. Sample, email: kim@EXAMPLE.org}")?,
            "record: x"
        );
        assert_eq!(
            find("{name: Kim O'Sample, email: new@example.org, organization: probe labs}")?,
            "record: x"
        );
        assert_eq!(
            find("{name: Kim O'Sample, email: third@example.org}")?,
            "nobody: kim-osample-2"
        );
        assert_eq!(
            find("{name: Lou Sample, email: lou@example.org}")?,
            "unreadable: broken"
        );
        assert_eq!(
            find("{name: Max Sample, email: max@example.org}")?,
            "nobody: max-sample"
        );
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
        let free = free(&slug, &[format!("{slug}.yaml")]);
        assert_eq!(free.as_str().len(), slug::MAX_LENGTH);
        assert!(free.as_str().ends_with("a-2"));
        Ok(())
    }
}
