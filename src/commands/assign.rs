//! `KEY=VALUE` arguments: dotted keys, and values as a person types them.

use std::path::Path;

use anyhow::Result;
use serde::de::DeserializeOwned;

use crate::check::near;
use crate::check::structure;
use crate::error::Failure;
use crate::workspace::edit::{self, ChangeError};
use crate::workspace::{File, RecordKind};
use crate::yaml::{self, Step, Value};

/// One `KEY=VALUE`.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// The dotted key, such as `timeline.proposals-close` or `leads[0].email`.
    pub path: yaml::Path,
    /// The value as it was typed; empty removes the key.
    pub value: String,
}

impl std::str::FromStr for Assignment {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (key, value) = text
            .split_once('=')
            .ok_or_else(|| "expected KEY=VALUE".to_owned())?;
        let path = yaml::Path::from(key.trim());
        if path.first_key().is_none() {
            return Err("expected a key before '='".to_owned());
        }
        Ok(Self {
            path,
            value: value.trim().to_owned(),
        })
    }
}

impl Assignment {
    /// What the value could mean, likeliest first: a list or table in brackets, the plain text, and a number or truth value.
    pub fn readings(&self) -> Vec<Value> {
        let parsed: Option<Value> = yaml::read(&self.value).ok();
        let text = Value::from(self.value.as_str());
        match parsed {
            Some(parsed) if self.value.starts_with(['[', '{']) => vec![parsed, text],
            Some(parsed) if !parsed.is_string() && !parsed.is_null() => vec![text, parsed],
            _ => vec![text],
        }
    }
}

/// Makes the assignments to a record in place, all or none. Keys that the record does not have are refused with the nearest ones.
pub fn assign<T: DeserializeOwned>(
    root: &Path,
    file: &File,
    assignments: &[Assignment],
) -> Result<T> {
    for assignment in assignments {
        known_key(file, assignment)?;
    }
    let _lock = edit::lock(root, file)?;
    let mut choices: Vec<Vec<Value>> = assignments.iter().map(Assignment::readings).collect();
    loop {
        let result = edit::change(root, file, |editor| {
            for (assignment, readings) in assignments.iter().zip(&choices) {
                match (&assignment.value, readings.first()) {
                    (value, Some(reading)) if !value.is_empty() => {
                        editor.set(&assignment.path, reading)?;
                    }
                    _ => editor.remove(&assignment.path)?,
                }
            }
            Ok(())
        });
        match result {
            // A text where a number has to be: take the next reading of one value, until there is none left.
            Err(ChangeError::Unreadable { .. })
                if choices.iter().any(|readings| readings.len() > 1) =>
            {
                if let Some(readings) = choices.iter_mut().find(|readings| readings.len() > 1) {
                    readings.remove(0);
                }
            }
            Err(ChangeError::Unreadable { reason, .. }) => {
                let given: Vec<String> = assignments
                    .iter()
                    .map(|one| format!("{}={}", one.path, one.value))
                    .collect();
                return Err(Failure::usage(format!(
                    "{file} does not take {}: {reason}",
                    given.join(" ")
                ))
                .hint("nothing was written")
                .into());
            }
            result => return Ok(result?),
        }
    }
}

/// Refuses a first key that the kind of record does not have.
fn known_key(file: &File, assignment: &Assignment) -> Result<()> {
    match file.kind().zip(assignment.path.0.first()) {
        Some((kind, Step::Key(key))) => require_key(kind, key),
        _ => Ok(()),
    }
}

/// Refuses a key that a kind of record does not have, with the nearest ones.
pub fn require_key(kind: RecordKind, key: &str) -> Result<()> {
    let properties = structure::schema(kind)
        .get("properties")
        .and_then(serde_json::Value::as_object);
    let names: Vec<&str> = properties
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
        .collect();
    if names.contains(&key) {
        return Ok(());
    }
    let near = near::nearest(key, names.iter().copied());
    let hint = near::did_you_mean(&near)
        .unwrap_or_else(|| format!("expected one of: {}", names.join(", ")));
    Err(
        Failure::usage(format!("'{key}' is no key of {}", kind.with_article()))
            .hint(hint)
            .into(),
    )
}
