//! Closing a report: the rules are asked about it as it would be.

use anyhow::Result;

use crate::check::engine;
use crate::check::report::Report;
use crate::model::history::Entry;
use crate::model::report::{ReportChange, TrackReport};
use crate::model::{Now, Slug};
use crate::process::recorded;
use crate::workspace::edit::{self, Prepared};
use crate::workspace::{Record, Root, Selection, Workspace, save};
use crate::yaml::Path;

/// A report as it would be once an entry is in its history, and what the rules say of it.
pub struct Closing {
    prepared: Prepared<TrackReport>,
    pub report: Report,
}

/// Works out what closing or opening a report would do. The caller holds the lock of the event.
pub fn prepare(
    workspace: &mut Workspace,
    root: &Root,
    now: Now,
    (event, record): (&Slug, &Record<TrackReport>),
    entry: &Entry<ReportChange>,
) -> Result<Closing> {
    workspace.inside(&record.file)?;
    let entry = recorded::entry(entry)?;
    let prepared = edit::prepare::<TrackReport, _>(root, &record.file, |editor| {
        editor.append(&Path::from("history"), &entry)
    })?;
    let file = &record.file;
    workspace
        .overlay
        .insert(file.clone(), prepared.text.clone());
    if let Some(folder) = workspace.events.get_mut(event)
        && let Some(record) = folder.reports.get_mut(&record.slug)
    {
        record.value = prepared.value.clone().into();
    }
    let report = engine::run(workspace, now, &Selection::file(file));
    workspace.overlay.remove(file);
    Ok(Closing { prepared, report })
}

impl Closing {
    /// Writes it.
    pub fn write(self) -> Result<()> {
        save::replace(
            &self.prepared.path,
            &self.prepared.read,
            &self.prepared.text,
        )?;
        Ok(())
    }
}
