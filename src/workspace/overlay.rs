//! Texts that stand in for files that did not read, so that the rest of what they say can be judged.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;
use serde::de::DeserializeOwned;

use crate::model::criteria::CriteriaSet;
use crate::model::mapping::Mapping;
use crate::model::responsibility::ResponsibilityList;
use crate::model::{Event, Issue, Registration, Slug, Template, TestResult, Track, TrackReport};
use crate::workspace::load::Record;
use crate::workspace::{File, RecordKind, Workspace};
use crate::yaml;
use crate::yaml::guard;

/// A record of any kind that can stand in.
enum Read {
    Template(Record<Template>),
    Responsibilities(Record<ResponsibilityList>),
    Criteria(Record<CriteriaSet>),
    Event(Record<Event>),
    Track(Record<Track>),
    Registration(Record<Registration>),
    Result(Record<TestResult>),
    Issue(Record<Issue>),
    Report(Record<TrackReport>),
    Mapping(Record<Mapping>),
}

impl Workspace {
    /// Takes other texts for files that did not read, and has their records then; which of them read. The settings never do: they
    /// decide how all others are judged. Places in a file stay those of the text that it has.
    pub fn replace_unread(&mut self, texts: &[(&File, &str)]) -> BTreeSet<File> {
        let read: Vec<(&File, Option<Read>)> = texts
            .par_iter()
            .map(|(file, text)| (*file, self.parsed(file, text)))
            .collect();
        let mut files = BTreeSet::new();
        for (file, record) in read {
            if record.is_some_and(|record| self.insert(file, record).is_some()) {
                files.insert(file.clone());
            }
        }
        self.unread.retain(|unread| !files.contains(&unread.file));
        files
    }

    fn parsed(&self, file: &File, text: &str) -> Option<Read> {
        let name = file.stem();
        Some(match file.kind()? {
            RecordKind::Settings => return None,
            RecordKind::Template => Read::Template(self.record(file, name, text)?),
            RecordKind::Responsibilities => Read::Responsibilities(self.record(file, name, text)?),
            RecordKind::Criteria => Read::Criteria(self.record(file, name, text)?),
            RecordKind::Event => Read::Event(self.record(file, file.event_slug()?, text)?),
            RecordKind::Track => Read::Track(self.record(file, name, text)?),
            RecordKind::Registration => Read::Registration(self.record(file, name, text)?),
            RecordKind::Result => Read::Result(self.record(file, name, text)?),
            RecordKind::Issue => Read::Issue(self.record(file, name, text)?),
            RecordKind::Report => Read::Report(self.record(file, name, text)?),
            RecordKind::Mapping => Read::Mapping(self.record(file, name, text)?),
        })
    }

    /// Puts a record where it would be had its file been read; nothing where there is no such event.
    fn insert(&mut self, file: &File, record: Read) -> Option<()> {
        let event = file.event_slug();
        if let Some(folder) = event.and_then(|event| self.events.get_mut(event)) {
            folder.unread.remove(file);
        }
        match record {
            Read::Template(record) => {
                self.unread_templates.remove(&record.slug);
                self.templates.insert(record.slug.clone(), record);
            }
            Read::Responsibilities(record) => {
                self.unread_responsibilities.remove(&record.slug);
                self.responsibilities.insert(record.slug.clone(), record);
            }
            Read::Criteria(record) => {
                self.unread_criteria.remove(&record.slug);
                self.criteria.insert(record.slug.clone(), record);
            }
            Read::Event(record) => self.events.get_mut(event?)?.event = Some(record),
            Read::Track(record) => {
                let folder = self.events.get_mut(event?)?;
                folder.unread_tracks.remove(&record.slug);
                folder.tracks.insert(record.slug.clone(), record);
            }
            Read::Registration(record) => {
                let folder = self.events.get_mut(event?)?;
                folder.registrations.insert(record.slug.clone(), record);
            }
            Read::Result(record) => {
                let track = Slug::parse(file.result_track()?).ok()?;
                let folder = self.events.get_mut(event?)?;
                let results = folder.results.entry(track).or_default();
                results.insert(record.slug.clone(), record);
            }
            Read::Issue(record) => {
                let folder = self.events.get_mut(event?)?;
                folder.issues.insert(record.slug.clone(), record);
            }
            Read::Report(record) => {
                let folder = self.events.get_mut(event?)?;
                folder.reports.insert(record.slug.clone(), record);
            }
            Read::Mapping(record) => {
                self.mappings.insert(record.slug.clone(), record);
            }
        }
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
            value: Arc::new(yaml::read(text).ok()?),
            marks: yaml::marks(&written),
        })
    }
}
