//! Loading: every record of a workspace, each parsed once, straight into its type.

pub(in crate::workspace) mod event;
mod halves;
mod listing;
mod loaded;
mod parts;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use serde::de::DeserializeOwned;

use crate::model::criteria::CriteriaSet;
use crate::model::mapping::Mapping;
use crate::model::names::Names;
use crate::model::responsibility::ResponsibilityList;
use crate::model::settings::Visibility;
use crate::model::{Settings, Slug, Template};
use crate::workspace::base::Base;
use crate::workspace::memory::Memory;
use crate::workspace::tracker_vocabulary::Checkout;
use crate::workspace::{DiskError, File, Root, disk, threads};
use crate::yaml;
use crate::yaml::Unreadable;
use crate::yaml::marks::Marks;
use event::Depth;
pub use halves::LeftInPublic;
use listing::{Entries, Listed};
pub use parts::{EventFolder, Record, Scope, Unread, UnreadCause};

#[derive(Debug, Clone)]
pub struct Workspace {
    root: Root,
    pub settings: Option<Record<Settings>>,
    pub templates: BTreeMap<Slug, Record<Template>>,
    /// Names of templates whose files do not read.
    pub unread_templates: BTreeSet<Slug>,
    /// The workspace's own responsibility lists, by name.
    pub responsibilities: BTreeMap<Slug, Record<ResponsibilityList>>,
    /// The mappings of other tools' names, by name.
    pub mappings: BTreeMap<Slug, Record<Mapping>>,
    /// Names of responsibility lists whose files do not read.
    pub unread_responsibilities: BTreeSet<Slug>,
    /// The workspace's own maturity criteria, by name.
    pub criteria: BTreeMap<Slug, Record<CriteriaSet>>,
    /// Names of maturity criteria whose files cannot be parsed.
    pub unread_criteria: BTreeSet<Slug>,
    pub events: BTreeMap<Slug, EventFolder>,
    /// Files that did not become records, by file.
    pub unread: Vec<Unread>,
    /// Texts that stand in for files: standard input, an editor's unsaved text.
    pub overlay: BTreeMap<File, String>,
    left_in_public: OnceLock<LeftInPublic>,
    names: OnceLock<Names>,
    /// While it is loaded again: what was read before.
    pub(in crate::workspace) memory: Option<Arc<Memory>>,
    vocabulary: Checkout,
    /// Who can read the repository as the server says that runs a check; it knows better than the settings.
    pub served: Option<Visibility>,
    /// What the settings and templates were before a change that alters them.
    pub base: Base,
}

/// The most records that are read of a folder.
pub const MAX_FILES: usize = 200_000;

impl Workspace {
    /// Loads a workspace, or the part of it that a scope names.
    pub fn load(root: &Root, scope: &Scope) -> Result<Self, DiskError> {
        Self::load_with(root, scope, BTreeMap::new())
    }

    /// Loads a workspace with texts that stand in for files, or beside them.
    pub fn load_with(
        root: &Root,
        scope: &Scope,
        overlay: BTreeMap<File, String>,
    ) -> Result<Self, DiskError> {
        Self::load_parts(root, scope, None, overlay, None)
    }

    /// Loads a workspace, and takes from a memory what did not change since; the memory is in it afterwards.
    pub(in crate::workspace) fn load_remembering(
        root: &Root,
        overlay: BTreeMap<File, String>,
        memory: Memory,
    ) -> Result<Self, DiskError> {
        let memory = Some(Arc::new(memory));
        Self::load_parts(root, &Scope::default(), None, overlay, memory)
    }

    /// Loads the events whose folders have these names, and of the others what events know of each other: their own records, and
    /// the names of their tracks. [`Workspace::load_track`] reads one of those.
    pub fn load_events(
        root: &Root,
        whole: &BTreeSet<String>,
        overlay: BTreeMap<File, String>,
    ) -> Result<Self, DiskError> {
        Self::load_parts(root, &Scope::default(), Some(whole), overlay, None)
    }

    /// A workspace without its events, and the names of the events' folders: for a reader of one event after the other.
    pub(in crate::workspace) fn load_frame(
        root: &Root,
        overlay: BTreeMap<File, String>,
        memory: Option<Arc<Memory>>,
    ) -> Result<(Self, Vec<String>), DiskError> {
        threads::prepare();
        let mut workspace = Self {
            root: root.clone(),
            settings: None,
            base: Base::default(),
            templates: BTreeMap::new(),
            unread_templates: BTreeSet::new(),
            mappings: BTreeMap::new(),
            responsibilities: BTreeMap::new(),
            unread_responsibilities: BTreeSet::new(),
            criteria: BTreeMap::new(),
            unread_criteria: BTreeSet::new(),
            events: BTreeMap::new(),
            unread: Vec::new(),
            overlay,
            left_in_public: OnceLock::new(),
            names: OnceLock::new(),
            memory,
            vocabulary: Checkout::default(),
            served: None,
        };
        let mut aside = Vec::new();
        workspace.load_settings(&mut aside);
        (workspace.templates, workspace.unread_templates) =
            workspace.load_folder("templates", &mut aside)?;
        // The former folder first: where both hold a list of one name, the current one counts.
        for folder in ["duties", "responsibilities"] {
            let (lists, unread) = workspace.load_folder(folder, &mut aside)?;
            workspace.responsibilities.extend(lists);
            workspace.unread_responsibilities.extend(unread);
        }
        (workspace.criteria, workspace.unread_criteria) =
            workspace.load_folder("criteria", &mut aside)?;
        let mut beside = Vec::new();
        (workspace.mappings, _) = workspace.load_folder("imports", &mut beside)?;
        // What is imported may lie beside its mapping: sheets and results of tools are no records.
        beside.retain(|unread| {
            [".yaml", ".yml"]
                .iter()
                .any(|end| unread.file.as_str().ends_with(end))
        });
        aside.append(&mut beside);
        let folders = workspace.list("events", Entries::Folders, &mut aside)?;
        workspace.unread = aside;
        Ok((
            workspace,
            folders.into_iter().map(|entry| entry.name).collect(),
        ))
    }

    fn load_parts(
        root: &Root,
        scope: &Scope,
        whole: Option<&BTreeSet<String>>,
        overlay: BTreeMap<File, String>,
        memory: Option<Arc<Memory>>,
    ) -> Result<Self, DiskError> {
        let (mut workspace, mut folders) = Self::load_frame(root, overlay, memory)?;
        for file in workspace.overlay.keys() {
            if let Some(event) = file
                .event_slug()
                .filter(|event| !folders.iter().any(|folder| folder == event))
            {
                folders.push(event.to_owned());
            }
        }
        if let Some(only) = &scope.event {
            folders.retain(|folder| folder == only.as_str());
        }
        let folders = folders.par_iter();
        let loaded: Vec<_> = folders
            .map(|folder| {
                let depth = match whole {
                    Some(whole) if !whole.contains(folder) => Depth::Outline,
                    _ => Depth::Records {
                        registrations: !scope.without_registrations,
                        results: !scope.without_results,
                    },
                };
                workspace.load_event(folder, depth)
            })
            .collect();
        let mut aside = std::mem::take(&mut workspace.unread);
        for one in loaded {
            let (folder, unread) = one?;
            aside.extend(unread);
            let named = folder.map(|folder| (folder.slug.clone(), folder));
            workspace.events.extend(named);
        }
        aside.extend(workspace.events_of_private_half_alone());
        aside.sort_by(|a, b| a.file.cmp(&b.file));
        workspace.unread = aside;
        Ok(workspace)
    }

    pub fn root(&self) -> &Root {
        &self.root
    }

    fn load_settings(&mut self, aside: &mut Vec<Unread>) {
        let file = File::settings();
        let slug = Slug::from_title("cxn");
        match (self.read_one(&file, false), slug) {
            (Ok(record), Some(slug)) => self.settings = Some(record.named(slug)),
            (Err(unread), _) => aside.push(unread),
            (Ok(_), None) => {}
        }
    }

    /// Reads all records of a folder, in parallel; files that do not read are put aside.
    #[allow(
        clippy::type_complexity,
        reason = "a record's two ends, read once and taken apart at once"
    )]
    fn load_folder<T: DeserializeOwned + Send + Sync + 'static>(
        &self,
        folder: &str,
        aside: &mut Vec<Unread>,
    ) -> Result<(BTreeMap<Slug, Record<T>>, BTreeSet<Slug>), DiskError> {
        let entries = self.list_with_overlay(folder, aside)?;
        let results: Vec<(Option<Slug>, Result<Record<T>, Unread>)> = entries
            .into_par_iter()
            .map(|Listed { name, is_plain }| {
                let file = File::new(&format!("{folder}/{name}"));
                let kind = file.kind();
                let unread = |cause| Unread {
                    file: file.clone(),
                    kind,
                    cause,
                };
                let Some(stem) = name.strip_suffix(".yaml") else {
                    return (
                        None,
                        Err(unread(UnreadCause::Stray("files that end in .yaml"))),
                    );
                };
                let Ok(slug) = Slug::parse(stem) else {
                    return (None, Err(unread(UnreadCause::Name(Slug::from_title(stem)))));
                };
                (
                    Some(slug.clone()),
                    self.read_one(&file, is_plain)
                        .map(|loose| loose.named(slug)),
                )
            })
            .collect();
        let mut broken = BTreeSet::new();
        // Collected at once, a map fills its nodes; filled one by one in order, it leaves every second place empty.
        let records = results.into_iter().filter_map(|(slug, result)| {
            let record = result.map_err(|unread| {
                broken.extend(slug.clone());
                aside.push(unread);
            });
            slug.zip(record.ok())
        });
        let records = records.collect();
        Ok((records, broken))
    }

    /// The files of a folder, and those that only the overlay has.
    fn list_with_overlay(
        &self,
        folder: &str,
        aside: &mut Vec<Unread>,
    ) -> Result<Vec<Listed>, DiskError> {
        let mut entries = self.list(folder, Entries::Files, aside)?;
        let prefix = format!("{folder}/");
        for file in self.overlay.keys() {
            if let Some(name) = file
                .as_str()
                .strip_prefix(&prefix)
                .filter(|name| !entries.iter().any(|known| known.name == *name))
            {
                entries.push(Listed {
                    name: name.to_owned(),
                    is_plain: false,
                });
            }
        }
        Ok(entries)
    }

    /// Reads a record, or takes it as it was read before; `is_plain` when its folder was listed and says that it is a plain file.
    fn read_one<T: DeserializeOwned + Send + Sync + 'static>(
        &self,
        file: &File,
        is_plain: bool,
    ) -> Result<Loose<T>, Unread> {
        let from_disk = self
            .memory
            .as_ref()
            .filter(|_| !self.overlay.contains_key(file));
        // What a link leads to is asked of the disk each time.
        let path = from_disk.and_then(|_| {
            if is_plain {
                Some(file.on_disk(&self.root))
            } else {
                self.inside(file).ok()
            }
        });
        let read = || self.parse_one(file, is_plain);
        let (value, marks) = match from_disk.zip(path) {
            Some((memory, path)) => memory.record(file, &path, read),
            None => read(),
        }?;
        Ok(Loose {
            file: file.clone(),
            value,
            marks,
        })
    }

    fn parse_one<T: DeserializeOwned>(
        &self,
        file: &File,
        is_plain: bool,
    ) -> Result<(Arc<T>, Marks), Unread> {
        let unread = |cause| Unread {
            file: file.clone(),
            kind: file.kind(),
            cause,
        };
        let read = match self.overlay.get(file) {
            Some(text) => Ok(yaml::read_file(text.as_bytes())),
            None if is_plain => {
                disk::with_bounded(&file.on_disk(&self.root), |bytes| yaml::read_file(bytes))
            }
            None => self.bytes(file).map(|bytes| yaml::read_file(&bytes)),
        };
        let read = read.map_err(|error| unread(UnreadCause::Disk(self.words(&error))))?;
        let (value, marks) = read.map_err(|error| {
            unread(match error {
                Unreadable::Refused(refusal) => UnreadCause::Refused(refusal),
                Unreadable::Malformed(error, place) => {
                    UnreadCause::Malformed(error.to_string(), place)
                }
            })
        })?;
        Ok((Arc::new(value), marks))
    }

    /// What an error says, with paths as findings name them: from the workspace's root.
    fn words(&self, error: &DiskError) -> String {
        let root = self.root.public().display().to_string();
        let below = format!("{root}{}", std::path::MAIN_SEPARATOR);
        let mut text = error.to_string().replace(&below, "");
        if let Some(private) = self.root.private() {
            let below = format!("{}{}", private.display(), std::path::MAIN_SEPARATOR);
            text = text.replace(&below, self.root.private_prefix());
        }
        text.replace(&format!("workspace {root}"), "workspace")
    }

    /// The bytes of a file that is inside the workspace and not absurdly large.
    fn bytes(&self, file: &File) -> Result<Vec<u8>, DiskError> {
        let path = self.inside(file)?;
        // Opening a pipe would wait for its other end.
        let metadata = fs::metadata(&path).map_err(DiskError::io("read", &path))?;
        if !metadata.is_file() {
            return Err(DiskError::io("read", &path)(io::Error::other(
                "not a regular file",
            )));
        }
        disk::read_bounded(&path)
    }

    /// The path of a file on disk, which need not be there yet, once it is sure that no link leads it out of the workspace.
    pub fn inside(&self, file: &File) -> Result<PathBuf, DiskError> {
        self.root.inside(file)
    }
}

/// A record without its name.
struct Loose<T> {
    file: File,
    value: Arc<T>,
    marks: Marks,
}

impl<T> Loose<T> {
    fn named(self, slug: Slug) -> Record<T> {
        Record {
            slug,
            file: self.file,
            value: self.value,
            marks: self.marks,
        }
    }
}
