//! What lies in the folders of a workspace: the names of records, and what is among them that is none.

use std::fs;
use std::io;
use std::path::Path;

use crate::workspace::load::{MAX_FILES, Unread, UnreadCause, Workspace};
use crate::workspace::{DiskError, File, reason, save};

/// What a folder's listing says of an entry.
pub struct Listed {
    pub name: String,
    /// Whether it is a plain file: no link that could lead out, and nothing that reading would wait for.
    pub is_plain: bool,
}

/// Whether files or folders are wanted of a listing.
#[derive(Clone, Copy)]
pub enum Entries {
    Files,
    Folders,
    ResultFolders,
}

impl Workspace {
    /// What is in a folder, by name; hidden entries (locks, temporary files, `.gitkeep`) are nobody's records.
    pub fn list(
        &self,
        folder: &str,
        wanted: Entries,
        aside: &mut Vec<Unread>,
    ) -> Result<Vec<Listed>, DiskError> {
        self.list_at_most(folder, wanted, aside, MAX_FILES)
    }

    fn list_at_most(
        &self,
        folder: &str,
        wanted: Entries,
        aside: &mut Vec<Unread>,
        limit: usize,
    ) -> Result<Vec<Listed>, DiskError> {
        let path = match self.inside(&File::new(folder)) {
            // Not even the names of what is outside are read; and a folder that is gone is not one that is empty.
            Err(error @ (DiskError::Outside { .. } | DiskError::Dangling(_))) => {
                let cause = UnreadCause::Disk(self.words(&error));
                aside.push(Unread {
                    kind: None,
                    file: File::new(folder),
                    cause,
                });
                return Ok(Vec::new());
            }
            _ => File::new(folder).on_disk(&self.root),
        };
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                // Not the end of everything: the rest is judged all the same.
                let cause = UnreadCause::Disk(self.words(&DiskError::io("list", &path)(error)));
                aside.push(Unread {
                    kind: None,
                    file: File::new(folder),
                    cause,
                });
                return Ok(Vec::new());
            }
            Err(error) => return Err(DiskError::io("list", &path)(error)),
        };
        let mut listed = Vec::new();
        for entry in entries {
            let entry = entry.map_err(DiskError::io("list", &path))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                aside.extend(left_over(folder, &name, &entry.path()));
                continue;
            }
            let kind = entry.file_type().map_err(DiskError::io("list", &path))?;
            let is_folder = if kind.is_symlink() {
                entry.path().is_dir()
            } else {
                kind.is_dir()
            };
            let expected = match wanted {
                Entries::Files if !is_folder => None,
                Entries::Folders | Entries::ResultFolders if is_folder => None,
                Entries::Files => Some("files that end in .yaml"),
                Entries::Folders => Some("one folder for each event"),
                Entries::ResultFolders => Some("one folder for each track"),
            };
            match expected {
                None if listed.len() == limit => {
                    let cause =
                        format!("'{folder}' holds more than {limit} files; not all are read");
                    aside.push(Unread {
                        kind: None,
                        file: File::new(folder),
                        cause: UnreadCause::Disk(cause),
                    });
                    break;
                }
                None => listed.push(Listed {
                    name,
                    is_plain: kind.is_file(),
                }),
                Some(expected) => {
                    let file = File::new(&format!("{folder}/{name}"));
                    let cause = match self.inside(&file) {
                        Err(error @ DiskError::Dangling(_)) => {
                            UnreadCause::Disk(self.words(&error))
                        }
                        _ => UnreadCause::Stray(expected),
                    };
                    aside.push(Unread {
                        kind: None,
                        file,
                        cause,
                    });
                }
            }
        }
        listed.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(listed)
    }

    /// Notes the YAML in an event's folder that nothing reads.
    pub fn note_strays(
        &self,
        folder: &str,
        known: &[&str],
        aside: &mut Vec<Unread>,
    ) -> Result<(), DiskError> {
        let Ok(path) = self.inside(&File::new(folder)) else {
            return Ok(());
        };
        let Ok(entries) = fs::read_dir(&path) else {
            return Ok(());
        };
        for entry in entries {
            let entry = entry.map_err(DiskError::io("list", &path))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            aside.extend(left_over(folder, &name, &entry.path()));
            // Prose and data beside the records are nobody's mistake; YAML that is not read is.
            let is_yaml = Path::new(&name)
                .extension()
                .is_some_and(|ending| ending == "yaml" || ending == "yml");
            if is_yaml && !name.starts_with('.') && !known.contains(&name.as_str()) {
                let file = File::new(&format!("{folder}/{name}"));
                aside.push(Unread {
                    file,
                    kind: None,
                    cause: UnreadCause::Stray("event.yaml, tracks/, registrations/ and results/"),
                });
            }
        }
        Ok(())
    }
}

/// Sweeps away what a command that was stopped has left; one that cannot be removed may name people, and is told.
fn left_over(folder: &str, name: &str, path: &Path) -> Option<Unread> {
    if !save::is_temporary(name) {
        return None;
    }
    let error = save::sweep(path).err()?;
    let file = File::new(&format!("{folder}/{name}"));
    let cause = format!(
        "{file} was left by a command that was stopped, and cannot be removed: {}",
        reason(&error)
    );
    Some(Unread {
        kind: None,
        file,
        cause: UnreadCause::Disk(cause),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Root;
    use crate::workspace::load::Scope;

    #[test]
    fn a_folder_is_read_as_far_as_its_bound() -> Result<(), Box<dyn std::error::Error>> {
        let root = tempfile::tempdir()?;
        fs::create_dir(root.path().join("responsibilities"))?;
        for name in ["a.yaml", "b.yaml", "c.yaml", ".hidden"] {
            fs::write(root.path().join("responsibilities").join(name), "")?;
        }
        let workspace = Workspace::load(&Root::whole(root.path()), &Scope::default())?;
        let mut aside = Vec::new();
        let names = workspace.list_at_most("responsibilities", Entries::Files, &mut aside, 3)?;
        assert_eq!((names.len(), aside.len()), (3, 0));
        let names = workspace.list_at_most("responsibilities", Entries::Files, &mut aside, 2)?;
        assert_eq!((names.len(), aside.len()), (2, 1));
        Ok(())
    }

    #[test]
    #[cfg(unix)]
    fn a_folder_that_is_a_link_to_nothing_is_not_an_empty_one()
    -> Result<(), Box<dyn std::error::Error>> {
        use std::os::unix::fs::symlink;
        let root = tempfile::tempdir()?;
        fs::create_dir_all(root.path().join("events/e/tracks"))?;
        fs::write(root.path().join("cxn.yaml"), "")?;
        for name in [
            "templates",
            "events/e/registrations",
            "events/f",
            "events/e/tracks/t.yaml",
        ] {
            symlink("nowhere", root.path().join(name))?;
        }
        let workspace = Workspace::load(&Root::whole(root.path()), &Scope::default())?;
        let said: Vec<String> = workspace
            .unread
            .iter()
            .filter_map(|unread| match &unread.cause {
                UnreadCause::Disk(words) => Some(words.clone()),
                _ => None,
            })
            .filter(|words| words.ends_with(" is a link that leads nowhere"))
            .collect();
        assert_eq!(
            said,
            [
                "events/e/registrations is a link that leads nowhere",
                "events/e/tracks/t.yaml is a link that leads nowhere",
                "events/f is a link that leads nowhere",
                "templates is a link that leads nowhere",
            ]
        );
        Ok(())
    }
}
