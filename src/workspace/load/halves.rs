//! Records that are in the wrong half: nothing reads them, so they are named.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::model::Slug;
use crate::workspace::load::{Unread, UnreadCause, Workspace};
use crate::workspace::root::{PRIVATE_FOLDERS, PRIVATE_IMPORTS};
use crate::workspace::{File, disk};

/// How many records of each folder are in the public half though there is a private one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftInPublic {
    /// By event and folder: `registrations`, `results` and so on.
    pub events: BTreeMap<Slug, BTreeMap<&'static str, usize>>,
    pub mappings: usize,
}

impl Workspace {
    /// What is in the public half though it belongs in the private one: looked for when a check asks.
    pub fn left_in_public(&self) -> &LeftInPublic {
        self.left_in_public.get_or_init(|| self.look_in_public())
    }

    /// Whether what another load found apart from records is what this one did.
    pub(in crate::workspace) fn has_the_files_of(&self, other: &Self) -> bool {
        self.unread == other.unread
            && self.events.keys().eq(other.events.keys())
            && self.left_in_public() == other.left_in_public()
    }

    fn look_in_public(&self) -> LeftInPublic {
        if !self.root.has_private_half() {
            return LeftInPublic::default();
        }
        let public = self.root.public();
        let mut left = LeftInPublic {
            mappings: records_below(&public.join(PRIVATE_IMPORTS), 0),
            ..LeftInPublic::default()
        };
        for event in self.events.keys() {
            let folder = File::new(&format!("events/{event}")).below(public);
            let counts = PRIVATE_FOLDERS.map(|name| (name, records_below(&folder.join(name), 1)));
            let counts: BTreeMap<_, _> = counts.into_iter().filter(|(_, n)| *n > 0).collect();
            if !counts.is_empty() {
                left.events.insert(event.clone(), counts);
            }
        }
        left
    }

    /// What is in the private half though it belongs in the public one, and is not read there: paths from its folder.
    pub fn left_in_private(&self) -> Vec<String> {
        let Some(private) = self.root.private() else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let mut look = |folder: String| {
            let is_yaml =
                |name: &String| Path::new(name).extension().is_some_and(|end| end == "yaml");
            let path = private.join(&folder);
            if disk::is_link(&path) {
                return;
            }
            let files = names(&path).into_iter().filter(is_yaml);
            let files = files.filter(|name| disk::is_plain_file(&path.join(name)));
            found.extend(files.map(|name| format!("{folder}/{name}")));
        };
        look("templates".to_owned());
        look("responsibilities".to_owned());
        look("criteria".to_owned());
        for event in names(&private.join("events")) {
            look(format!("events/{event}"));
            look(format!("events/{event}/tracks"));
        }
        found.sort();
        found
    }

    /// Events that only the private half has: their records are not read either.
    pub(super) fn events_of_private_half_alone(&self) -> Vec<Unread> {
        let Some(private) = self.root.private() else {
            return Vec::new();
        };
        let events = names(&private.join("events")).into_iter();
        let alone = events.filter(|name| {
            let is_known = disk::exists(&self.root.public().join("events").join(name));
            !is_known && records_below(&private.join("events").join(name), 2) > 0
        });
        alone
            .map(|name| Unread {
                file: File::new(&format!("events/{name}/registrations")),
                kind: None,
                cause: UnreadCause::Stray("an event of this name in the public half"),
            })
            .collect()
    }
}

/// The names in a folder, hidden ones left out.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| !name.starts_with('.')).collect()
}

/// How many YAML files there are in a folder and, `depth` steps down, in those below it. No link is followed.
fn records_below(folder: &Path, depth: usize) -> usize {
    if disk::is_link(folder) {
        return 0;
    }
    let count = |name: String| {
        let path = folder.join(&name);
        if disk::is_plain_file(&path) {
            usize::from(path.extension().is_some_and(|end| end == "yaml"))
        } else if depth > 0 && disk::is_folder(&path) {
            records_below(&path, depth - 1)
        } else {
            0
        }
    };
    names(folder).into_iter().map(count).sum()
}
