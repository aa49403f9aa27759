//! What may become of a result after it was recorded: verified, corrected, withdrawn. Nothing is deleted.

use anyhow::Result;

use crate::error::Failure;
use crate::model::history::Entry;
use crate::model::nearest::{did_you_mean, nearest_of_many};
use crate::model::result::ResultChange;
use crate::model::{Slug, TestResult};
use crate::workspace::{EventFolder, Record, Root, Workspace, edit};
use crate::yaml::{self, Value};

/// The result of a name, or of the beginning of a name that no other has.
pub fn find<'a>(
    folder: &'a EventFolder,
    track: Option<&str>,
    name: &str,
) -> Result<(&'a Slug, &'a Record<TestResult>), Failure> {
    let name = name.strip_suffix(".yaml").unwrap_or(name);
    let all: Vec<(&Slug, &Record<TestResult>)> = folder
        .results
        .iter()
        .filter(|(slug, _)| track.is_none_or(|track| slug.as_str() == track))
        .flat_map(|(slug, results)| results.values().map(move |result| (slug, result)))
        .collect();
    if let Some(one) = all.iter().find(|(_, result)| result.slug.as_str() == name) {
        return Ok(*one);
    }
    // The mark alone is enough, and so is a beginning.
    let is_meant = |slug: &str| slug.starts_with(name) || slug.rsplit('-').next() == Some(name);
    let meant: Vec<_> = all
        .iter()
        .filter(|(_, result)| is_meant(result.slug.as_str()))
        .collect();
    match meant[..] {
        [one] => Ok(*one),
        [] => {
            let near = nearest_of_many(name, all.iter().map(|(_, result)| result.slug.as_str()));
            let hint = did_you_mean(&near)
                .unwrap_or_else(|| "run 'cxn result list' to see the results".to_owned());
            Err(
                Failure::not_found(format!("no result '{name}' in event '{}'", folder.slug))
                    .hint(hint),
            )
        }
        _ => {
            let names: Vec<String> = meant
                .iter()
                .take(8)
                .map(|(track, one)| format!("{track}/{}", one.slug))
                .collect();
            Err(Failure::usage(format!(
                "'{name}' is the beginning of {} results",
                meant.len()
            ))
            .hint(format!("expected one of: {}", names.join(", "))))
        }
    }
}

/// Changes a result in place and appends to its history. The caller holds the lock of the event.
pub fn apply(
    workspace: &Workspace,
    root: &Root,
    record: &Record<TestResult>,
    values: &[(&str, Value)],
    entry: &Entry<ResultChange>,
) -> Result<()> {
    workspace.inside(&record.file)?;
    let written = yaml::to_value(entry)
        .map_err(|error| Failure::other(format!("cannot write the entry: {error}")))?;
    edit::change::<TestResult, _>(root, &record.file, |editor| {
        for (key, value) in values {
            let path = yaml::Path::from(*key);
            match value {
                Value::Null => editor.remove(&path)?,
                value => editor.set(&path, value)?,
            }
        }
        editor.append(&yaml::Path::from("history"), &written)
    })?;
    Ok(())
}
