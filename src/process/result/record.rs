//! Writing new results.

use std::collections::BTreeSet;

use crate::check::engine;
use crate::check::report::Report;
use crate::error::Failure;
use crate::model::history::Entry;
use crate::model::one_or_many::{List, Table, Texts};
use crate::model::result::{Capacity, ResultChange, Source, Verdict};
use crate::model::{Moment, Now, Slug, TestResult};
use crate::process::recorded;
use crate::process::result::names;
use crate::workspace::{File, Record, Selection, Workspace, save};
use crate::yaml;

/// A run as it is going to be recorded.
#[derive(Debug, Clone, Default)]
pub struct Run {
    pub scenario: String,
    /// The systems by role.
    pub systems: Vec<(String, String)>,
    pub verdict: Option<Verdict>,
    pub path: Option<String>,
    /// When it ended; now, unless it says.
    pub when: Option<Moment>,
    pub by: Option<String>,
    pub capacity: Capacity,
    pub note: Option<String>,
    pub evidence: Vec<String>,
    pub issues: Vec<String>,
    pub source: Option<Source>,
}

/// A new result, ready to be written.
#[derive(Debug, Clone)]
pub struct New {
    pub track: Slug,
    pub file: File,
    pub result: TestResult,
    pub text: String,
}

/// The result of a run. What a person records has its history; what is imported is the same in every clone.
pub fn result(run: Run, now: Moment) -> Result<TestResult, Failure> {
    let verdict = run
        .verdict
        .ok_or_else(|| Failure::usage("no verdict is given"))?;
    let some = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let recorded = Entry::new(now, ResultChange::Recorded, some(run.by.clone()), None);
    let is_import = run.capacity == Capacity::Import;
    Ok(TestResult {
        scenario: run.scenario,
        systems: Table(run.systems.into_iter().collect()),
        verdict,
        path: some(run.path),
        when: run.when.unwrap_or(now),
        reported_by: some(run.by),
        reported_as: run.capacity,
        verified: None,
        note: some(run.note),
        evidence: Texts(run.evidence),
        issues: Texts(run.issues),
        source: run.source.map(Box::new),
        history: List(if is_import {
            Vec::new()
        } else {
            vec![recorded]
        }),
    })
}

/// How a new result is written, and where; `None` where the very same is recorded already.
pub fn new(
    workspace: &Workspace,
    event: &Slug,
    track: &Slug,
    result: TestResult,
) -> Result<Option<New>, Failure> {
    let fault = |error: yaml::Error| Failure::other(format!("cannot write the result: {error}"));
    let text = yaml::write::block(&yaml::to_value(&result).map_err(fault)?, 0);
    let Some(name) = names::file_name(&result, &text) else {
        return Err(Failure::other("no file can be named after this result"));
    };
    let Some(file) = names::free_file(workspace.root(), event, track, &name) else {
        return Ok(None);
    };
    let text = workspace.with_modeline(&file, &text);
    Ok(Some(New {
        track: track.clone(),
        file,
        result,
        text,
    }))
}

/// What the checks say of new results.
pub fn judge(workspace: &mut Workspace, now: Now, event: &Slug, new: &[New]) -> Report {
    let mut files = BTreeSet::new();
    for one in new {
        files.insert(one.file.as_str().to_owned());
        workspace.overlay.insert(one.file.clone(), one.text.clone());
        let Some(folder) = workspace.events.get_mut(event) else {
            continue;
        };
        let Ok(slug) = Slug::parse(one.file.stem()) else {
            continue;
        };
        let record = Record {
            slug: slug.clone(),
            file: one.file.clone(),
            value: one.result.clone().into(),
            marks: yaml::marks(&one.text),
        };
        let results = folder.results.entry(one.track.clone()).or_default();
        results.insert(slug, record);
    }
    let report = engine::run(workspace, now, &Selection::Paths(files));
    for one in new {
        workspace.overlay.remove(&one.file);
    }
    report
}

/// The writes that make new results.
pub fn writes(workspace: &Workspace, new: &[New]) -> anyhow::Result<Vec<save::Write>> {
    let writes = new.iter();
    writes
        .map(|one| recorded::write::<TestResult>(workspace, &one.file, &one.text))
        .collect()
}
