//! What may become of a result after it was recorded: verified, corrected, withdrawn. Nothing is deleted.

use anyhow::Result;

use crate::error::Failure;
use crate::model::history::Entry;
use crate::model::result::ResultChange;
use crate::model::{Slug, TestResult};
use crate::process::recorded::{self, Named};
use crate::workspace::{EventFolder, Record, RecordKind, Root, Workspace};
use crate::yaml::Value;

/// The result of a name, or of the beginning of a name that no other has.
pub fn find<'a>(
    folder: &'a EventFolder,
    track: Option<&str>,
    name: &str,
) -> Result<(&'a Slug, &'a Record<TestResult>), Failure> {
    let all = folder
        .results
        .iter()
        .filter(|(slug, _)| track.is_none_or(|track| slug.as_str() == track))
        .flat_map(|(slug, results)| results.values().map(move |result| (slug, result)));
    let all: Vec<_> = all
        .map(|(track, result)| Named {
            shown: format!("{track}/{}", result.slug),
            slug: &result.slug,
            item: (track, result),
        })
        .collect();
    recorded::find(RecordKind::Result, folder, &all, name)
}

/// Changes a result in place and appends to its history. The caller holds the lock of the event.
pub fn apply(
    workspace: &Workspace,
    root: &Root,
    record: &Record<TestResult>,
    values: &[(&str, Value)],
    entry: &Entry<ResultChange>,
) -> Result<()> {
    recorded::append::<TestResult, _>(workspace, root, &record.file, values, entry)
}
