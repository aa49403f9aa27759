//! Several workspaces read together: the one that a command is run in, and checkouts of others. None is written to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::model::{Settings, Track};
use crate::workspace::load::event::Depth;
use crate::workspace::root::without_dots;
use crate::workspace::{
    DiskError, EventFolder, Record, Root, Unread, UnreadCause, Workspace, disk, find,
};

/// A workspace that is read one event after the other.
pub struct Source {
    /// What it is told by where there are several: the name of its folder, and as much of the path before it as tells it from
    /// another one. `None` for the workspace that a command is run in.
    pub name: Option<String>,
    /// Everything but its events.
    pub frame: Workspace,
    events: Vec<String>,
}

/// What was read of a workspace.
#[derive(Debug)]
pub struct Events<T> {
    /// What was made of each event, in the order of their names.
    pub read: Vec<T>,
    /// How many files did not become records, and are missing in it.
    pub unread: usize,
}

/// A workspace that cannot be read along.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct NotReadable {
    pub error: DiskError,
    /// Whether the settings name it, and not the command line.
    pub is_in_settings: bool,
}

/// The workspace itself, then those that its settings name, then those that were named, each once. What they name in turn is
/// not followed.
pub fn sources(own: &Root, named: &[PathBuf]) -> Result<Vec<Source>, NotReadable> {
    let failed = |is_in_settings| {
        move |error| NotReadable {
            error,
            is_in_settings,
        }
    };
    let first = Source::open(own).map_err(failed(false))?;
    let in_settings: Vec<(PathBuf, bool)> =
        in_settings(&first.frame).map(|path| (path, true)).collect();
    let named = named.iter().map(|path| (path.clone(), false));
    let mut seen: BTreeSet<PathBuf> = place(own.public()).into_iter().collect();
    let mut sources = vec![first];
    let mut paths = vec![own.public().to_path_buf()];
    for (path, is_in_settings) in in_settings.into_iter().chain(named) {
        let failed = failed(is_in_settings);
        let public = find::named(&path).map_err(failed)?;
        let place = place(&public).unwrap_or_else(|| public.clone());
        if !seen.insert(place.clone()) {
            continue;
        }
        // What the environment names as the private half is that of the workspace the command is run in.
        let root = Root::open(public, None).map_err(failed)?;
        sources.push(Source::open(&root).map_err(failed)?);
        paths.push(place);
    }
    for (source, name) in sources.iter_mut().zip(names(&paths)).skip(1) {
        source.name = Some(name);
    }
    Ok(sources)
}

/// The folders of the other workspaces that the settings name.
fn in_settings(own: &Workspace) -> impl Iterator<Item = PathBuf> {
    let settings = own.settings.as_ref();
    let paths = settings.map_or(&[][..], |it| &it.value.with[..]);
    let public = own.root().public();
    paths
        .iter()
        .map(move |path| without_dots(&public.join(path.trim())))
}

impl Workspace {
    /// Which of the other workspaces that the settings name are not there, by their place in the list. The errors name them as the
    /// settings do.
    pub fn missing_others(&self) -> Vec<(usize, DiskError)> {
        let settings = self.settings.as_ref();
        let written = settings.map_or(&[][..], |it| &it.value.with[..]);
        let missing = in_settings(self).zip(written).enumerate();
        let missing = missing.filter_map(|(at, (path, written))| {
            let error = find::named(&path).err()?;
            Some((at, error.naming(Path::new(written.trim()))))
        });
        missing.collect()
    }
}

fn place(folder: &Path) -> Option<PathBuf> {
    disk::canonical(folder)
}

/// The shortest ends of paths that tell them from each other.
fn names(paths: &[PathBuf]) -> Vec<String> {
    let end = |path: &Path, parts: usize| {
        let all: Vec<String> = path
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        all[all.len().saturating_sub(parts)..].join("/")
    };
    let longest = paths.iter().map(|path| path.components().count()).max();
    let name = |path: &PathBuf| {
        let same = |parts: usize| {
            let mut others = paths.iter().filter(|other| *other != path);
            others.any(|other| end(other, parts) == end(path, parts))
        };
        let parts = (1..=longest.unwrap_or(1)).find(|parts| !same(*parts));
        end(path, parts.unwrap_or(1))
    };
    paths.iter().map(name).collect()
}

/// How many events are in memory at once, for each thread: two, so that none waits while the last one of a few is read.
const AT_ONCE: usize = 2;

impl Source {
    fn open(root: &Root) -> Result<Self, DiskError> {
        let (frame, events) = Workspace::load_frame(root, BTreeMap::new(), None)?;
        Ok(Self {
            name: None,
            frame,
            events,
        })
    }

    /// Its settings, where they can be parsed.
    pub fn settings(&self) -> Option<&Settings> {
        self.frame.settings.as_ref().map(|record| &*record.value)
    }

    /// The private half as the settings name it, when it is not here: registrations, results and issues are missing then.
    pub fn missing(&self) -> Option<&str> {
        self.frame.root().missing()
    }

    /// Hands every event to a reader and forgets it: memory holds a few events at a time, however many there are.
    ///
    /// An event comes with its tracks and issues, with the results of the tracks that are wanted, and with its people where there
    /// are any of those.
    pub fn each_event<T: Send>(
        &self,
        wants: impl Fn(&Record<Track>) -> bool + Sync,
        read: impl Fn(&EventFolder) -> T + Sync,
    ) -> Result<Events<T>, DiskError> {
        let depth = Depth::Records {
            registrations: false,
            results: false,
        };
        let load = |name: &str| {
            let (mut folder, mut aside) = self.frame.load_event(name, depth)?;
            if let Some(folder) = &mut folder {
                self.frame.add_outcome(folder, &wants, &mut aside)?;
                folder.note_unread(&aside);
            }
            Ok((folder, aside))
        };
        self.each(load, read)
    }

    /// As [`each_event`](Self::each_event), with all people and all results.
    pub fn each_whole_event<T: Send>(
        &self,
        read: impl Fn(&EventFolder) -> T + Sync,
    ) -> Result<Events<T>, DiskError> {
        let depth = Depth::Records {
            registrations: true,
            results: true,
        };
        self.each(|name| self.frame.load_event(name, depth), read)
    }

    fn each<T: Send>(
        &self,
        load: impl Fn(&str) -> Result<(Option<EventFolder>, Vec<Unread>), DiskError> + Sync,
        read: impl Fn(&EventFolder) -> T + Sync,
    ) -> Result<Events<T>, DiskError> {
        let mut all = Events {
            read: Vec::new(),
            unread: unread(&self.frame.unread),
        };
        let one = |name: &String| -> Result<(Option<T>, usize), DiskError> {
            let (folder, aside) = load(name)?;
            Ok((folder.map(|folder| read(&folder)), unread(&aside)))
        };
        for few in self.events.chunks(AT_ONCE * rayon::current_num_threads()) {
            let few: Vec<_> = few.par_iter().map(one).collect();
            for result in few {
                let (made, missing) = result?;
                all.read.extend(made);
                all.unread += missing;
            }
        }
        Ok(all)
    }
}

/// How many files should have become records. What has no business where it is would have been none.
fn unread(aside: &[Unread]) -> usize {
    let is_record = |one: &&Unread| !matches!(one.cause, UnreadCause::Stray(_));
    aside.iter().filter(is_record).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Slug;

    #[test]
    fn workspaces_are_told_apart_by_the_ends_of_their_paths() {
        let told = |paths: &[&str]| {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            names(&paths)
        };
        assert_eq!(told(&["/a/own", "/a/au", "/b/uk"]), ["own", "au", "uk"]);
        assert_eq!(
            told(&["/a/own", "/a/au/events", "/a/uk/events"]),
            ["own", "au/events", "uk/events"]
        );
    }

    #[test]
    fn each_workspace_is_read_once_and_only_what_is_wanted_of_it()
    -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap_or(folder.path()))?;
            std::fs::write(path, text)
        };
        let event = "name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\n";
        let result = "scenario: s\nverdict: passed\nwhen: 2026-09-19T10:00:00Z\n";
        write("own/cxn.yaml", "with: [../au, ../own]\n")?;
        // What it names in turn is not followed.
        write("au/cxn.yaml", "with: ../uk\n")?;
        for name in ["own", "au"] {
            write(&format!("{name}/events/e/event.yaml"), event)?;
            for track in ["patient", "imaging"] {
                write(
                    &format!("{name}/events/e/tracks/{track}.yaml"),
                    "title: T\n",
                )?;
                write(
                    &format!("{name}/events/e/results/{track}/r-0123456.yaml"),
                    result,
                )?;
            }
        }
        write("au/events/e/tracks/broken.yaml", "title: [\n")?;
        let root = Root::whole(&folder.path().join("own"));
        let sources = sources(&root, &[folder.path().join("au")])?;
        let names: Vec<_> = sources.iter().map(|it| it.name.as_deref()).collect();
        assert_eq!(names, [None, Some("au")]);
        let read = |source: &Source| {
            let patient = |track: &Record<Track>| track.slug.as_str() == "patient";
            source.each_event(patient, |event| {
                let tracks = event.results.keys().map(Slug::to_string);
                (event.tracks.len(), tracks.collect::<Vec<_>>())
            })
        };
        let own = read(&sources[0])?;
        assert_eq!(own.read, [(2, vec!["patient".to_owned()])]);
        assert_eq!(own.unread, 0);
        assert_eq!(read(&sources[1])?.unread, 1);
        let gone = super::sources(&root, &[folder.path().join("gone")]);
        let gone = gone.err().map(|it| (it.is_in_settings, it.to_string()));
        assert!(
            gone.is_some_and(|(is, said)| !is && said.ends_with("does not exist")),
            "a folder that is not there"
        );
        Ok(())
    }
}
