//! Writing a new report, and bringing one that is there up to date: its numbers, and the texts that no one edited.

use anyhow::Result;

use crate::analysis::event_facts::EventFacts;
use crate::error::Failure;
use crate::model::report::{TrackReport, mark_of};
use crate::model::{Moment, Slug, Track};
use crate::process::recorded;
use crate::process::report::draft::{self, Draft};
use crate::workspace::{EventFolder, File, Record, RecordKind, Root, Workspace, edit, save};
use crate::yaml::edit::Editor;
use crate::yaml::{Path, Value};

/// What drafting did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drafted {
    /// There was none.
    New,
    /// Nothing that the records say is new.
    Unchanged,
    /// Numbers by name, with what they were and are; the sections that were drafted again, and those that were edited and stay.
    Changed {
        numbers: Vec<(String, Option<usize>, usize)>,
        texts: Vec<String>,
        kept: Vec<String>,
    },
}

/// The report of a track.
pub fn find<'a>(folder: &'a EventFolder, track: &Slug) -> Result<&'a Record<TrackReport>, Failure> {
    folder.reports.get(track).ok_or_else(|| {
        let event = &folder.slug;
        let file = File::report(event, track);
        if folder.unread.contains(&file) {
            return recorded::unparsed(RecordKind::Report, event, &file);
        }
        Failure::not_found(format!("track '{event}/{track}' has no report"))
            .hint(format!("run 'cxn report draft {event}/{track}'"))
    })
}

/// Refuses to change a report that is closed.
pub fn ensure_open(report: &TrackReport, name: &str) -> Result<(), Failure> {
    if report.closed().is_none() {
        return Ok(());
    }
    Err(
        Failure::refused(format!("the report of '{name}' is closed"))
            .hint(format!("run 'cxn report close {name} --undo' first")),
    )
}

/// Drafts the report of a track, or brings the one that is there up to date. The caller holds the lock of the event.
pub fn write(
    facts: &EventFacts<'_>,
    root: &Root,
    track: &Record<Track>,
    when: Moment,
    by: Option<String>,
) -> Result<Drafted> {
    let workspace: &Workspace = facts.workspace;
    let draft = draft::draft(facts, track);
    let event = &facts.folder.slug;
    let file = File::report(event, &track.slug);
    let Some(record) = facts.folder.reports.get(&track.slug) else {
        // One that cannot be parsed is not drafted over.
        if facts.folder.unread.contains(&file) {
            return Err(recorded::unparsed(RecordKind::Report, event, &file).into());
        }
        let text = draft::text(facts, track, &draft, when, by)?;
        let text = workspace.with_modeline(&file, &text);
        save::write_together(&[recorded::write::<TrackReport>(workspace, &file, &text)?])?;
        return Ok(Drafted::New);
    };
    ensure_open(&record.value, &format!("{event}/{}", track.slug))?;
    workspace.inside(&file)?;
    let change = Change::new(&record.value, &draft);
    if change.numbers.is_empty() && change.texts.is_empty() && change.emptied.is_empty() {
        return Ok(Drafted::Unchanged);
    }
    let note = change.note();
    let entry = recorded::entry(&draft::entry(when, by, note))?;
    edit::change::<TrackReport, _>(root, &file, |editor: &mut Editor| {
        for (name, _, count) in &change.numbers {
            let path = Path::root().key("numbers").key(name.as_str());
            editor.put(&path, &Value::from(*count))?;
        }
        for (key, text) in &change.texts {
            editor.put(&Path::from(key.as_str()), &Value::from(text.as_str()))?;
            let mark = Path::root().key("drafted").key(key.as_str());
            editor.put(&mark, &Value::from(mark_of(text)))?;
        }
        for key in &change.emptied {
            editor.put(&Path::from(key.as_str()), &Value::from(""))?;
            editor.remove(&Path::root().key("drafted").key(key.as_str()))?;
        }
        editor.append(&Path::from("history"), &entry)
    })?;
    let texts = change.texts.into_iter().map(|(key, _)| key);
    Ok(Drafted::Changed {
        numbers: change.numbers,
        texts: texts.chain(change.emptied).collect(),
        kept: change.kept,
    })
}

struct Change {
    numbers: Vec<(String, Option<usize>, usize)>,
    texts: Vec<(String, String)>,
    /// Sections that no one edited, and for which there is nothing to say any more: what they say may not leave now.
    emptied: Vec<String>,
    kept: Vec<String>,
}

impl Change {
    fn new(report: &TrackReport, draft: &Draft) -> Self {
        let numbers = draft.numbers.iter().filter_map(|(name, count)| {
            let before = report.numbers.get(name).copied();
            (before != Some(*count)).then(|| (name.clone(), before, *count))
        });
        let numbers = numbers.collect();
        let (mut texts, mut kept) = (Vec::new(), Vec::new());
        for (key, text) in &draft.texts {
            // A section that was never drafted and is empty gets its first draft; one that was emptied stays empty.
            let is_new = report.section(key).is_none() && !report.drafted.contains_key(key);
            if !is_new && !report.is_as_drafted(key) {
                kept.push(key.clone());
            } else if report.section(key) != Some(text.trim()) {
                texts.push((key.clone(), text.clone()));
            }
        }
        let is_drawn = |key: &String| draft.texts.iter().any(|(drawn, _)| drawn == key);
        let stale = report.drafted.keys().filter(|key| !is_drawn(key));
        let stale = stale.filter(|key| report.section(key).is_some());
        let emptied = stale.filter(|key| report.is_as_drafted(key)).cloned();
        Self {
            numbers,
            texts,
            emptied: emptied.collect(),
            kept,
        }
    }

    /// What the numbers were.
    fn note(&self) -> Option<String> {
        let said = self.numbers.iter().map(|(name, before, count)| {
            let before = before.map_or_else(|| "none".to_owned(), |before| before.to_string());
            format!("{name}: {before} → {count}")
        });
        let said: Vec<String> = said.collect();
        (!said.is_empty()).then(|| said.join(", "))
    }
}
