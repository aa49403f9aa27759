//! A workspace that stays loaded while its files and the open texts of an editor change.
//!
//! It is loaded by the same lines as any other; files that the disk says are the same are not read again. So it is always what a
//! load from nothing would be.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::SystemTime;

use crate::workspace::memory::{Entries, Memory, Outcome};
use crate::workspace::{DiskError, File, Root, Workspace, disk};

#[derive(Debug)]
pub struct Live {
    workspace: Workspace,
    entries: Entries,
}

impl Live {
    /// Loads a workspace with texts in the place of files. `now` is the moment by the clock, here as below.
    pub fn load(
        root: &Root,
        texts: BTreeMap<File, String>,
        now: SystemTime,
    ) -> Result<Self, DiskError> {
        let memory = Memory::new(Entries::new(), now, false);
        let (workspace, outcome) = load(root, texts, memory)?;
        Ok(Self {
            workspace,
            entries: outcome.after,
        })
    }

    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// Looks at every file, and reads those that changed; whether something is different. After an error it has to be loaded again.
    pub fn look(&mut self, now: SystemTime) -> Result<bool, DiskError> {
        let texts = std::mem::take(&mut self.workspace.overlay);
        self.load_again(texts, now)
    }

    /// Takes these open texts in the place of those there were; whether something is different. Where records of an event were
    /// typed in, no other file is looked at. After an error it has to be loaded again.
    pub fn set_texts(
        &mut self,
        texts: BTreeMap<File, String>,
        now: SystemTime,
    ) -> Result<bool, DiskError> {
        let files = texts.keys().chain(self.workspace.overlay.keys());
        let changed = files.filter(|file| texts.get(file) != self.workspace.overlay.get(file));
        let changed: BTreeSet<File> = changed.cloned().collect();
        if changed.is_empty() {
            return Ok(false);
        }
        for file in &changed {
            self.entries.remove(file);
        }
        let events: Option<BTreeSet<String>> =
            changed.iter().map(|file| self.event(file)).collect();
        let Some(events) = events else {
            return self.load_again(texts, now).map(|_| true);
        };
        self.workspace.overlay = texts;
        let memory = Memory::new(std::mem::take(&mut self.entries), now, true);
        self.workspace.memory = Some(Arc::new(memory));
        let mut events = events.iter();
        let reloaded = events.try_for_each(|event| self.workspace.reload_event(event));
        let outcome = outcome(&mut self.workspace);
        self.entries = outcome.before;
        self.entries.extend(outcome.after);
        reloaded.map(|()| true)
    }

    /// The event that a file is of, when nothing outside of that event's folder depends on whether the file is there.
    fn event(&self, file: &File) -> Option<String> {
        let event = file.event_slug()?;
        let folder = File::new(&format!("events/{event}")).below(self.workspace.root().public());
        let is_known = self.workspace.events.contains_key(event) && disk::is_folder(&folder);
        is_known.then(|| event.to_owned())
    }

    fn load_again(
        &mut self,
        texts: BTreeMap<File, String>,
        now: SystemTime,
    ) -> Result<bool, DiskError> {
        let memory = Memory::new(std::mem::take(&mut self.entries), now, false);
        let (workspace, outcome) = load(self.workspace.root(), texts, memory)?;
        let is_same = outcome.is_same && self.workspace.has_the_files_of(&workspace);
        self.entries = outcome.after;
        self.workspace = workspace;
        Ok(!is_same)
    }
}

fn load(
    root: &Root,
    texts: BTreeMap<File, String>,
    memory: Memory,
) -> Result<(Workspace, Outcome), DiskError> {
    let mut workspace = Workspace::load_remembering(root, texts, memory)?;
    let outcome = outcome(&mut workspace);
    Ok((workspace, outcome))
}

/// Takes what a load leaves to the next one.
fn outcome(workspace: &mut Workspace) -> Outcome {
    let memory = workspace.memory.take().and_then(Arc::into_inner);
    memory.map(Memory::finish).unwrap_or_default()
}
