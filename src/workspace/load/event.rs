//! Reading an event's folder: all of it, or as much as others ask of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use crate::model::{Slug, TestResult, Track};
use crate::workspace::load::listing::Entries;
use crate::workspace::load::{EventFolder, Record, Unread, UnreadCause, Workspace};
use crate::workspace::{DiskError, File, RecordKind};

/// How much of an event is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Its own record, and the names of its tracks.
    Outline,
    /// Also its tracks, and of the rest what is asked for.
    Records { registrations: bool, results: bool },
}

impl Workspace {
    /// Reads an event's folder, unless it holds nothing; with the files in it that did not become records.
    pub fn load_event(
        &self,
        name: &str,
        depth: Depth,
    ) -> Result<(Option<EventFolder>, Vec<Unread>), DiskError> {
        let mut aside = Vec::new();
        let Ok(slug) = Slug::parse(name) else {
            let file = File::new(&format!("events/{name}"));
            aside.push(Unread {
                file,
                kind: Some(RecordKind::Event),
                cause: UnreadCause::Name(Slug::from_title(name)),
            });
            return Ok((None, aside));
        };
        if self.is_bare(name) {
            return Ok((None, aside));
        }
        let file = File::event(&slug);
        let event = match self.read_one(&file, false) {
            Ok(record) => Some(record.named(slug.clone())),
            Err(unread) => {
                aside.push(unread);
                None
            }
        };
        let tracks_folder = format!("events/{name}/tracks");
        let Depth::Records {
            registrations,
            results: with_results,
        } = depth
        else {
            let folder = EventFolder {
                event,
                unread_tracks: self.stems(&tracks_folder)?,
                ..EventFolder::new(slug)
            };
            return Ok((Some(folder), aside));
        };
        self.note_strays(
            &format!("events/{name}"),
            &[
                "event.yaml",
                "tracks",
                "registrations",
                "results",
                "issues",
                "reports",
            ],
            &mut aside,
        )?;
        let (tracks, unread_tracks) = self.load_folder(&tracks_folder, &mut aside)?;
        let mut folder = EventFolder {
            event,
            tracks,
            unread_tracks,
            ..EventFolder::new(slug)
        };
        // One a track at most, and what is due asks for them.
        folder.reports = self
            .load_folder(&format!("events/{name}/reports"), &mut aside)?
            .0;
        if registrations {
            folder.registrations = self
                .load_folder(File::registrations(&folder.slug).as_str(), &mut aside)?
                .0;
        }
        // Issues are loaded where results are: they are what results led to.
        if with_results {
            folder.results = self.load_results(name, |_| true, &mut aside)?;
            folder.issues = self
                .load_folder(File::issues(&folder.slug).as_str(), &mut aside)?
                .0;
        }
        folder.note_unread(&aside);
        Ok((Some(folder), aside))
    }

    /// Reads of an event that has its tracks the rest: the results of the wanted tracks, with the people where there are any
    /// results, and the issues.
    pub(in crate::workspace) fn add_outcome(
        &self,
        folder: &mut EventFolder,
        wants: impl Fn(&Record<Track>) -> bool,
        aside: &mut Vec<Unread>,
    ) -> Result<(), DiskError> {
        let is_wanted = |track: &Slug| folder.tracks.get(track).is_some_and(&wants);
        let results = self.load_results(folder.slug.as_str(), is_wanted, aside)?;
        folder.results = results;
        if !folder.results.is_empty() {
            folder.registrations = self
                .load_folder(File::registrations(&folder.slug).as_str(), aside)?
                .0;
        }
        folder.issues = self
            .load_folder(File::issues(&folder.slug).as_str(), aside)?
            .0;
        Ok(())
    }

    /// Reads an event's folder again in the place of what was read of it.
    pub(in crate::workspace) fn reload_event(&mut self, name: &str) -> Result<(), DiskError> {
        let depth = Depth::Records {
            registrations: true,
            results: true,
        };
        let (folder, unread) = self.load_event(name, depth)?;
        self.events.remove(name);
        let named = folder.map(|folder| (folder.slug.clone(), folder));
        self.events.extend(named);
        let inside = format!("events/{name}/");
        self.unread
            .retain(|unread| !unread.file.as_str().starts_with(&inside));
        self.unread.extend(unread);
        self.unread.sort_by(|a, b| a.file.cmp(&b.file));
        Ok(())
    }

    /// Reads the results of an event: a folder for each track that is wanted.
    fn load_results(
        &self,
        event: &str,
        is_wanted: impl Fn(&Slug) -> bool,
        aside: &mut Vec<Unread>,
    ) -> Result<BTreeMap<Slug, BTreeMap<Slug, Record<TestResult>>>, DiskError> {
        let folder = format!("events/{event}/results");
        let mut names: BTreeSet<String> = self
            .list(&folder, Entries::ResultFolders, aside)?
            .into_iter()
            .map(|entry| entry.name)
            .collect();
        names.extend(self.overlay.keys().filter_map(|file| {
            let rest = file.as_str().strip_prefix(&folder)?.strip_prefix('/')?;
            rest.split_once('/').map(|(track, _)| track.to_owned())
        }));
        let mut results = BTreeMap::new();
        for name in names {
            let Ok(track) = Slug::parse(&name) else {
                aside.push(Unread {
                    file: File::new(&format!("{folder}/{name}")),
                    kind: None,
                    cause: UnreadCause::Stray("a folder named as its track"),
                });
                continue;
            };
            if !is_wanted(&track) {
                continue;
            }
            let (records, _) = self.load_folder(&format!("{folder}/{name}"), aside)?;
            if !records.is_empty() {
                results.insert(track, records);
            }
        }
        Ok(results)
    }

    /// The names of the records in a folder, which are not read.
    fn stems(&self, folder: &str) -> Result<BTreeSet<Slug>, DiskError> {
        let entries = self.list_with_overlay(folder, &mut Vec::new())?.into_iter();
        let stems = entries.filter_map(|entry| {
            let stem = entry.name.strip_suffix(".yaml")?;
            Slug::parse(stem).ok()
        });
        Ok(stems.collect())
    }

    /// Reads a track of an event of which only the names were read. One that cannot be parsed joins the files that did not become
    /// records; then, and where there is none of that name, nothing changes.
    pub fn load_track(&mut self, event: &str, track: &str) {
        let Some((slug, name)) = self.events.get(event).and_then(|folder| {
            let name = folder.unread_tracks.get(track)?;
            Some((folder.slug.clone(), name.clone()))
        }) else {
            return;
        };
        let file = File::track(&slug, &name);
        if self.unread.iter().any(|unread| unread.file == file) {
            return;
        }
        match self.read_one(&file, false) {
            Ok(record) => {
                if let Some(folder) = self.events.get_mut(event) {
                    folder.unread_tracks.remove(track);
                    folder.tracks.insert(name.clone(), record.named(name));
                }
            }
            Err(unread) => {
                let at = self.unread.partition_point(|other| other.file < file);
                self.unread.insert(at, unread);
            }
        }
    }

    /// Whether an event's folder holds nothing: what is left of one that was never made, or was taken away by git.
    fn is_bare(&self, name: &str) -> bool {
        let folder = File::new(&format!("events/{name}")).on_disk(&self.root);
        let names = |folder: &Path| -> Option<Vec<String>> {
            let entries = fs::read_dir(folder).ok()?;
            let names = entries.map(|entry| entry.map(|entry| entry.file_name()));
            let names: io::Result<Vec<_>> = names.collect();
            let shown = names.ok()?.into_iter();
            let shown = shown.map(|name| name.to_string_lossy().into_owned());
            Some(shown.filter(|name| !name.starts_with('.')).collect())
        };
        let is_empty = |inner: &String| {
            matches!(
                inner.as_str(),
                "tracks" | "registrations" | "results" | "issues" | "reports"
            ) && names(&folder.join(inner)).is_some_and(|names| names.is_empty())
        };
        let is_drawn = |file: &File| file.event_slug() == Some(name);
        folder.join("event.yaml").symlink_metadata().is_err()
            && names(&folder).is_some_and(|names| names.iter().all(is_empty))
            && !self.overlay.keys().any(is_drawn)
    }
}
