//! Reading the evidence of all workspaces: an event at a time, of which only what is found is kept.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::disclosure;
use crate::analysis::maturity::Evidence;
use crate::analysis::maturity::evidence::EventEvidence;
use crate::analysis::maturity::reader::Reader;
use crate::analysis::maturity::subject::{Kind, Subject, subjects};
use crate::model::names::Names;
use crate::model::{Now, Track};
use crate::workspace::others::Source;
use crate::workspace::{DiskError, EventFolder, Record};

/// What was found in all workspaces.
#[derive(Debug, Default)]
pub struct Gathered {
    titles: BTreeMap<Subject, String>,
    events: BTreeMap<Subject, Vec<EventEvidence>>,
    /// How many files of each workspace did not become records.
    pub unread: Vec<usize>,
}

/// How evidence is read.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'n> {
    pub names: &'n Names,
    pub now: Now,
    /// Whether everything may be told, whatever the events say.
    pub is_full: bool,
}

impl Reading<'_> {
    /// The tracks of an event that may be told of.
    fn shown<'f>(
        &self,
        folder: &'f EventFolder,
    ) -> impl Iterator<Item = &'f Record<Track>> + use<'f> {
        let is_full = self.is_full;
        let tracks = folder.tracks.values();
        tracks.filter(move |track| is_full || disclosure::is_published(track.value.status))
    }
}

/// What a name may mean: an artifact, or a specification.
pub fn meanings(name: &str, names: &Names) -> [Subject; 2] {
    let subject = |kind, key| Subject { kind, key };
    [
        subject(Kind::Artifact, names.artifact(name)),
        subject(Kind::Specification, names.specification(name)),
    ]
}

/// Reads the evidence of some subjects, or of all that tracks are about.
pub fn gather(
    sources: &[Source],
    reading: Reading<'_>,
    asked: Option<&[Subject]>,
) -> Result<Gathered, DiskError> {
    let mut gathered = Gathered::default();
    let names = reading.names;
    for source in sources {
        let reader = Reader {
            names,
            own: source.frame.names(),
            now: reading.now,
            is_full: reading.is_full,
            workspace: source.name.as_deref(),
        };
        let read = |folder: &EventFolder| {
            let mut titles = BTreeMap::new();
            for track in reading.shown(folder) {
                let all = subjects(&track.value, names).into_iter();
                let all = all.filter(|(one, _)| asked.is_none_or(|asked| asked.contains(one)));
                for (subject, title) in all {
                    titles.entry(subject).or_insert(title);
                }
            }
            let about: BTreeSet<Subject> = match asked {
                Some(asked) => asked.iter().cloned().collect(),
                None => titles.keys().cloned().collect(),
            };
            (titles, reader.read(folder, &about))
        };
        let events = source.each_event(
            |track| match asked {
                Some(asked) => asked.iter().any(|one| one.is_of(&track.value, names)),
                None => true,
            },
            read,
        )?;
        gathered.unread.push(events.unread);
        for (titles, evidence) in events.read {
            for (subject, title) in titles {
                gathered.titles.entry(subject).or_insert(title);
            }
            for (subject, event) in evidence {
                gathered.events.entry(subject).or_default().push(event);
            }
        }
    }
    Ok(gathered)
}

impl Gathered {
    /// The evidence of each subject, artifacts first.
    pub fn evidence(mut self) -> Vec<Evidence> {
        let titles = self.titles.into_iter();
        let evidence = titles.map(|(subject, title)| {
            let events = self.events.remove(&subject).unwrap_or_default();
            Evidence::new(subject, title, events)
        });
        evidence.collect()
    }
}

/// What all tracks that may be told of are about, as they write it: to offer what is near to a name that none has.
pub fn titles(sources: &[Source], reading: Reading<'_>) -> Result<BTreeSet<String>, DiskError> {
    let mut all = BTreeSet::new();
    for source in sources {
        let events = source.each_event(
            |_| false,
            |folder| {
                let tracks = reading.shown(folder);
                let titles =
                    tracks.flat_map(|track| subjects(&track.value, reading.names).into_values());
                let bare =
                    |title: String| title.split('(').next().map(|name| name.trim().to_owned());
                titles.filter_map(bare).collect::<BTreeSet<String>>()
            },
        )?;
        all.extend(events.read.into_iter().flatten());
    }
    Ok(all)
}
