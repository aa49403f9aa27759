//! The names of registrations' files: the person's name, with a mark that keeps two clones from making one file.

use std::collections::HashSet;

use crate::error::Failure;
use crate::model::person::fold;
use crate::model::{Moment, Registration, Slug, digest, slug};
use crate::workspace::Workspace;

/// The names that records of an event have, or are about to get.
pub struct FileNames {
    taken: HashSet<String>,
}

impl FileNames {
    pub fn new(workspace: &Workspace, event: &Slug) -> Self {
        let records = workspace.events[event].registrations.keys();
        let folder = format!("events/{event}/registrations/");
        let others = workspace.unread.iter().filter_map(|unread| {
            unread.file.as_str().strip_prefix(&folder)?;
            // Where a folder does not tell case apart, a name in capitals is taken as well.
            Some(unread.file.stem().to_lowercase())
        });
        Self {
            taken: records.map(ToString::to_string).chain(others).collect(),
        }
    }

    /// Takes a name that no record has for the one of a person.
    pub fn take(&mut self, person: &Registration, moment: Moment) -> Result<Slug, Failure> {
        let wanted = Slug::from_title(&person.name).ok_or_else(|| {
            Failure::usage(format!("no file can be named after '{}'", person.name))
                .hint("expected a name with a letter or a digit")
        })?;
        let is_taken = |slug: &Slug| self.taken.contains(slug.as_str());
        let name = file_name(&wanted, person, moment);
        // The same mark by chance: the number that is free is as good.
        let slug = if is_taken(&name) {
            free_of(&wanted, is_taken)
        } else {
            name
        };
        self.taken.insert(slug.to_string());
        Ok(slug)
    }
}

/// The name of a new record: the person's, and a mark of who and when, so that records that were made in two
/// clones never are one file, be they of one person or of two namesakes.
///
/// One letter at least is a digit, so that the surname in a name that was chosen by hand is not taken for a mark.
pub fn file_name(slug: &Slug, person: &Registration, moment: Moment) -> Slug {
    let address = person.email.as_deref().or(person.chat.as_deref());
    let address = fold(address.unwrap_or_default());
    let when = format!("{address} {}", moment.0.to_utc());
    // Each half is one of 32 768.
    let mut mark = format!(
        "{}{}",
        digest::mark(&address, MARK / 2),
        digest::mark(&when, MARK / 2)
    );
    if !has_digit(&mark) {
        let last = mark.pop().map_or(0, |letter| letter as usize);
        mark.push(char::from(digest::LETTERS[last % 8]));
    }
    Slug::parse(&format!("{}-{mark}", stem_of(slug))).unwrap_or_else(|_| slug.clone())
}

const MARK: usize = 6;

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
    let is_letter = |letter: u8| digest::LETTERS.contains(&letter);
    let is_mark = mark.len() == MARK && mark.bytes().all(is_letter) && has_digit(mark);
    is_mark.then_some((stem, mark))
}

/// The slug itself, or with the first number behind it that is not taken: `robin-example-2`.
fn free_of(slug: &Slug, taken: impl Fn(&Slug) -> bool) -> Slug {
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
    use super::*;
    use crate::yaml;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn kim(email: &str) -> Registration {
        let text = format!("{{name: Kim Sample, email: {email}}}");
        yaml::read(&text).unwrap_or_else(|_| unreachable!())
    }

    fn at(text: &str) -> Moment {
        Moment::parse(text).unwrap_or_else(|| unreachable!())
    }

    #[test]
    fn a_mark_is_told_from_a_surname() -> Outcome {
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
        for number in 0..500 {
            let person = kim(&format!("k{number}@example.org"));
            let name = file_name(&slug, &person, at("2026-08-06T16:00:00Z"));
            assert_eq!(
                marked(name.as_str()).map(|(stem, _)| stem),
                Some("kim-sample")
            );
        }
        Ok(())
    }

    #[test]
    fn a_mark_that_is_taken_by_chance_leaves_the_free_name() -> Outcome {
        let mut names = FileNames {
            taken: HashSet::new(),
        };
        let (kim, moment) = (kim("kim@example.org"), at("2026-08-06T16:00:00Z"));
        let mut take = || names.take(&kim, moment).map(|slug| slug.to_string());
        assert_eq!(marked(&take()?).map(|(stem, _)| stem), Some("kim-sample"));
        assert_eq!([take()?, take()?], ["kim-sample", "kim-sample-2"]);
        Ok(())
    }

    #[test]
    fn the_mark_is_of_the_email_and_the_moment() -> Outcome {
        let slug = Slug::parse("kim-sample")?;
        let name = |email: &str, moment: &str| file_name(&slug, &kim(email), at(moment));
        let first = name("kim@example.org", "2026-08-06T12:00:00.000001-04:00");
        // The same instant in another zone, and the same address in another case.
        assert_eq!(
            first,
            name("KIM@example.org", "2026-08-06T16:00:00.000001Z")
        );
        assert_ne!(
            first,
            name("kim@example.org", "2026-08-06T12:00:00.000002-04:00")
        );
        assert_ne!(
            first,
            name("kim@example.net", "2026-08-06T12:00:00.000001-04:00")
        );
        Ok(())
    }

    #[test]
    fn a_long_name_leaves_room_for_its_mark_and_its_number() -> Outcome {
        let slug = Slug::parse(&"a".repeat(slug::MAX_LENGTH))?;
        let free = free_of(&slug, |one| *one == slug);
        assert_eq!(free.as_str().len(), slug::MAX_LENGTH);
        assert!(free.as_str().ends_with("a-2"));
        let marked = file_name(&slug, &kim("kim@example.org"), at("2026-08-06T16:00:00Z"));
        assert_eq!(marked.as_str().len(), slug::MAX_LENGTH);
        Ok(())
    }
}
