//! Texts that stand in for files that did not read, so that the rest of what they say can be judged.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use super::load::Record;
use super::marks::Marks;
use super::{File, RecordKind, Workspace};
use crate::model::Slug;
use crate::yaml::{self, guard};

impl Workspace {
    /// Takes another text for a file that did not read, and has its record then; whether that reads. The settings never do:
    /// they decide how all others are judged. Places in the file stay those of the text that it has.
    pub fn stand_in(&mut self, file: &File, text: &str) -> bool {
        self.insert(file, text).is_some()
    }

    fn insert(&mut self, file: &File, text: &str) -> Option<()> {
        let event = file.event_slug();
        match file.kind()? {
            RecordKind::Settings => return None,
            RecordKind::Template => {
                let record = self.record(file, file.stem(), text)?;
                now_reads(&mut self.unread_templates, &record);
                self.templates.insert(record.slug.clone(), record);
            }
            RecordKind::Duties => {
                let record = self.record(file, file.stem(), text)?;
                now_reads(&mut self.unread_duties, &record);
                self.duties.insert(record.slug.clone(), record);
            }
            RecordKind::Event => {
                let record = self.record(file, event?, text)?;
                self.events.get_mut(event?)?.event = Some(record);
            }
            RecordKind::Track => {
                let record = self.record(file, file.stem(), text)?;
                let folder = self.events.get_mut(event?)?;
                now_reads(&mut folder.unread_tracks, &record);
                folder.tracks.insert(record.slug.clone(), record);
            }
            RecordKind::Registration => {
                let record = self.record(file, file.stem(), text)?;
                let folder = self.events.get_mut(event?)?;
                folder.registrations.insert(record.slug.clone(), record);
            }
        }
        self.unread.retain(|unread| unread.file != *file);
        Some(())
    }

    fn record<T: DeserializeOwned>(
        &self,
        file: &File,
        name: &str,
        text: &str,
    ) -> Option<Record<T>> {
        let text = guard::admit(text.as_bytes()).ok()?;
        let written = self.text(file)?;
        Some(Record {
            slug: Slug::parse(name).ok()?,
            file: file.clone(),
            value: yaml::read(text).ok()?,
            marks: Marks::of(&written),
        })
    }
}

fn now_reads<T>(unread: &mut BTreeSet<Slug>, record: &Record<T>) {
    unread.remove(&record.slug);
}
