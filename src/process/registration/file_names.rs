//! The names of registrations' files: each says whose record it is, as far as that finds it again without opening it.

use std::path::Path;

use crate::model::person::fold;
use crate::model::{Moment, Registration, Slug, slug};
use crate::workspace::{File, disk};

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
        disk::exists(&path)
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

/// The first half of a mark, which stands for the address.
pub(super) fn mark_of_address(person: &Registration) -> String {
    mark(&fold(person.email.as_deref().unwrap_or_default()))
}

fn has_digit(mark: &str) -> bool {
    mark.bytes().any(|b| b.is_ascii_digit())
}

/// A person's part of a record's name: cut where the mark would not fit.
pub(super) fn stem_of(slug: &Slug) -> &str {
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::yaml;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn person(text: &str) -> Registration {
        yaml::read(text).unwrap_or_else(|_| unreachable!())
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
