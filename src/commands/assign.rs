//! `KEY=VALUE` arguments: dotted keys, and values as a person types them.

use anyhow::Result;
use serde::de::DeserializeOwned;

use crate::check::{Finding, schema, structure};
use crate::context::Context;
use crate::error::Failure;
use crate::model::nearest;
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::edit;
use crate::workspace::edit::ChangeError;
use crate::workspace::{File, RecordKind, Root, Workspace};
use crate::yaml;
pub use crate::yaml::edit::lookup;
use crate::yaml::edit::{EditError, Editor};
use crate::yaml::{Step, Value};

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

/// Refuses keys that commands of their own write; `hint` names the command of such a key.
pub fn ensure_by_hand(
    assignments: &[Assignment],
    hint: impl Fn(&str) -> Option<&'static str>,
) -> Result<(), Failure> {
    let mut keys = assignments.iter().filter_map(|one| one.path.first_key());
    match keys.find_map(|key| Some((key, hint(key)?))) {
        None => Ok(()),
        Some((key, hint)) => Err(Failure::usage(format!("'{key}' is not set by hand")).hint(hint)),
    }
}

/// Makes the assignments to a record that has no history of them, and says what was changed.
pub fn change<T: DeserializeOwned>(
    context: &mut Context,
    workspace: &Workspace,
    file: &File,
    assignments: &[Assignment],
    judge: impl Fn(&T) -> Result<(), String>,
) -> Result<()> {
    workspace.inside(file)?;
    let old = values(workspace, file);
    assign::<T>(workspace.root(), file, assignments, judge, |_, _| None)?;
    if old == values(workspace, file) {
        return context.print("nothing to change\n");
    }
    let shown = workspace.root().shown(file);
    print_changed(context, assignments.iter(), &shown)
}

/// Says which keys were changed.
pub fn print_changed<'a>(
    context: &mut Context,
    changed: impl Iterator<Item = &'a Assignment>,
    file: &str,
) -> Result<()> {
    let keys: Vec<String> = changed.map(|one| one.path.to_string()).collect();
    let said = format!("changed {} in {file}", keys.join(", "));
    context.print(&format!("{}\n", line(&said, MESSAGE_LENGTH)))
}

/// What a record says, to be compared with what it says after a change.
pub fn values(workspace: &Workspace, file: &File) -> Value {
    let text = workspace.text(file).unwrap_or_default();
    yaml::read(text.strip_prefix('\u{feff}').unwrap_or(&text)).unwrap_or_default()
}

/// Makes the assignments to a record in place, all or none. Keys that the record does not have are refused with the nearest ones.
///
/// `judge` is asked about what the record would say before it is written; a reason stops it. `entry` is handed what the record said
/// before and what it would say, and gives what its history says of the change.
pub fn assign<T: DeserializeOwned>(
    root: &Root,
    file: &File,
    assignments: &[Assignment],
    judge: impl Fn(&T) -> Result<(), String>,
    entry: impl Fn(&T, &T) -> Option<Value>,
) -> Result<T> {
    for assignment in assignments {
        known_key(file, assignment)?;
    }
    let _lock = edit::lock(root, file)?;
    // What could not be parsed before says nothing of what was changed.
    let before = edit::prepare::<T, _>(root, file, |_| Ok(())).ok();
    let entry = |after: &T| {
        let before = before.as_ref()?;
        entry(&before.value, after)
    };
    let mut choices: Vec<Vec<Value>> = assignments.iter().map(Assignment::readings).collect();
    loop {
        let edit = |editor: &mut Editor| {
            for (assignment, readings) in assignments.iter().zip(&choices) {
                match (&assignment.value, readings.first()) {
                    (value, Some(reading)) if !value.is_empty() => {
                        editor.put(&assignment.path, reading)?;
                    }
                    _ => editor.remove(&assignment.path)?,
                }
            }
            Ok(())
        };
        match edit::change_and_note(root, file, edit, &judge, entry) {
            // A text where a number has to be: take the next reading of what was misread, until there is none left.
            Err(ChangeError::Unreadable { text, .. })
                if next_readings(file, &text, assignments, &mut choices) => {}
            Err(ChangeError::Unreadable { reason, text, .. }) => {
                if let Some(failure) = structural(file, &text, assignments) {
                    return Err(failure.into());
                }
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
            Err(ChangeError::Edit {
                source: source @ (EditError::NoSuchItem { .. } | EditError::NoSuchPlace(_)),
                ..
            }) => {
                return Err(Failure::usage(format!("{file}: {source}"))
                    .hint("nothing was written")
                    .into());
            }
            Err(ChangeError::Refused(reason)) => {
                return Err(Failure::usage(reason).hint("nothing was written").into());
            }
            result => return Ok(result?),
        }
    }
}

/// Takes the next reading of those values that the structure check does not accept; false when none of them has one left.
fn next_readings(
    file: &File,
    text: &str,
    assignments: &[Assignment],
    choices: &mut [Vec<Value>],
) -> bool {
    let findings = structure::check_text(file, text);
    let mut moved = false;
    for (assignment, readings) in assignments.iter().zip(choices) {
        let misread = findings.iter().any(|finding| {
            let path = &finding.place.path;
            // Of a list and an item in it, the item is misread.
            let is_nearest = |one: &Assignment| {
                !touches(one, path) || one.path.0.len() <= assignment.path.0.len()
            };
            touches(assignment, path) && assignments.iter().all(is_nearest)
        });
        if misread && readings.len() > 1 {
            readings.remove(0);
            moved = true;
        }
    }
    moved
}

/// Whether a place is the one that is assigned to, or one below or above it.
fn touches(assignment: &Assignment, path: &yaml::Path) -> bool {
    let (one, other) = (&assignment.path.0, &path.0);
    !other.is_empty() && (one.starts_with(other) || other.starts_with(one))
}

/// What the structure check says of the changed text, where it is about one of the assignments.
fn structural(file: &File, text: &str, assignments: &[Assignment]) -> Option<Failure> {
    let speaks = |finding: &Finding| {
        assignments
            .iter()
            .any(|one| touches(one, &finding.place.path))
    };
    let findings = structure::check_text(file, text);
    // A key that was taken away is missed by the record as a whole.
    let finding = findings
        .iter()
        .find(|finding| speaks(finding))
        .or(findings.first())?;
    // One item of a list has a name of its own.
    let path = &finding.place.path;
    let item = matches!(&finding.expected[..], [one] if &**one == "a list")
        .then(|| format!("expected a list: '{path}[0]=VALUE' sets its first item"));
    let failure = finding_failure(finding).maybe_hint(finding.hint());
    Some(failure.maybe_hint(item))
}

/// A finding as the one line of an error: what is wrong and what was expected.
pub fn finding_failure(finding: &Finding) -> Failure {
    let hint = match &finding.expected[..] {
        [] => "nothing was written".to_owned(),
        [one] => format!("expected {one}"),
        several => format!("expected one of: {}", several.join(", ")),
    };
    Failure::usage(&*finding.message).hint(hint)
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
    let properties = schema::record_schema(kind)
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
    let near = nearest::nearest(key, names.iter().copied());
    let hint = nearest::did_you_mean(&near)
        .unwrap_or_else(|| format!("expected one of: {}", names.join(", ")));
    Err(
        Failure::usage(format!("unknown key '{key}' in {}", kind.with_article()))
            .hint(hint)
            .into(),
    )
}
