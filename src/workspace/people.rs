//! Finding a person among an event's registrations without reading every record: the names of files, and a search in their bytes.

use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::{DiskError, File, load};
use crate::model::person::fold;
use crate::model::{Registration, Slug, slug};
use crate::yaml::{self, guard};

/// What there is of a person among the registrations of an event.
#[derive(Debug)]
pub enum Found {
    /// Nothing: the slug their record can have.
    Nobody(Slug),
    /// Their registration, with its file.
    Record(File, Box<Registration>),
    /// A file that speaks of their address and does not read.
    Unreadable(File),
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
    let folder = format!("events/{event}/registrations");
    let names = list(&File::new(&folder).on_disk(root))?;
    let words = Words::of(wanted);
    let matches: Result<Vec<Option<Found>>, DiskError> = names
        .par_iter()
        .filter(|name| {
            Path::new(name)
                .extension()
                .is_some_and(|ending| ending == "yaml")
        })
        .map(|name| {
            let file = File::new(&format!("{folder}/{name}"));
            let bytes = load::read_bounded(&file.on_disk(root))?;
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            let by_address = words.address_in(&text);
            if !by_address && !words.name_in(&text) {
                return Ok(None);
            }
            let record = guard::admit(&bytes)
                .ok()
                .and_then(|text| yaml::read::<Registration>(text).ok());
            Ok(match record {
                Some(record) if record.is_same_person(wanted) => {
                    Some(Found::Record(file, Box::new(record)))
                }
                None if by_address => Some(Found::Unreadable(file)),
                _ => None,
            })
        })
        .collect();
    let found = matches?.into_iter().flatten().next();
    Ok(found.unwrap_or_else(|| Found::Nobody(free(slug, &names))))
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
    fn a_long_name_leaves_room_for_its_number() -> Outcome {
        let slug = Slug::parse(&"a".repeat(slug::MAX_LENGTH))?;
        let free = free(&slug, &[format!("{slug}.yaml")]);
        assert_eq!(free.as_str().len(), slug::MAX_LENGTH);
        assert!(free.as_str().ends_with("a-2"));
        Ok(())
    }
}
