//! `cxn track edit`: one text of a track, opened as plain text and written back in place.

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::check::schema;
use crate::commands::{assign, editor};
use crate::complete;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::Track;
use crate::model::one_or_many::Texts;
use crate::workspace::edit;
use crate::workspace::edit::ChangeError;
use crate::workspace::{File, RecordKind, Workspace};
use crate::yaml::{self, Path, Value};

/// Edit one text of a track as plain text, in $VISUAL or $EDITOR
///
/// What you write there is the text itself: colons, dashes, quotes and hashes need no care, and the file keeps its comments.
/// FIELD is a key such as long-description, scenarios[0].action or custom.room; an empty text leaves the field open.
#[derive(Debug, Args)]
#[allow(
    rustdoc::broken_intra_doc_links,
    reason = "the comment is the help, where brackets are brackets"
)]
pub struct Arguments {
    /// The track: EVENT/TRACK, or TRACK of the current event
    #[arg(value_name = "TRACK", add = ArgValueCompleter::new(complete::tracks))]
    track: String,
    /// The field; default: long-description
    #[arg(value_name = "FIELD", default_value = "long-description")]
    field: String,
}

impl Arguments {
    /// Opens the text, and writes it back unless it changed in the record meanwhile.
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let path = Path::from(self.field.trim());
        let name = path.to_string();
        require_text(&path)?;
        let workspace = context.proposals()?;
        let (event, track) = context.track(&workspace, &self.track)?;
        let file = File::track(&event, &track);
        workspace.inside(&file)?;
        let before = text_at(&workspace, &file, &path)?;
        // No lock is held while a person writes: that may take an hour.
        let stem = name.replace(['.', '[', ']'], "-");
        let place = file.on_disk(workspace.root());
        let edited = editor::edit(context, &place, &format!("{track}-{stem}.txt"), &before)?;
        let after = edited.text.replace("\r\n", "\n");
        let after = without_end(&after);
        if after == without_end(&before) {
            context.print("nothing to change\n")?;
            return Ok(Exit::Clean);
        }
        match write(&workspace, &file, &path, &before, after) {
            Ok(()) => {
                context.print(&format!("changed {name} in {file}\n"))?;
                Ok(Exit::Clean)
            }
            Err(error) => {
                edited.keep(context);
                Err(error)
            }
        }
    }
}

/// Writes the text under the lock of the event, if the record still has the text that was opened.
fn write(workspace: &Workspace, file: &File, path: &Path, before: &str, after: &str) -> Result<()> {
    let _lock = edit::lock(workspace.root(), file)?;
    if text_at(workspace, file, path)? != before {
        return Err(Failure::refused(format!(
            "'{path}' in {file} was changed meanwhile; nothing was written"
        ))
        .hint("compare what you wrote with what is there now, and edit it again")
        .into());
    }
    let is_item = matches!(path.0.last(), Some(yaml::Step::Index(_)));
    let several = after.trim().contains('\n');
    let value = if several {
        format!("{after}\n")
    } else {
        after.trim().to_owned()
    };
    let changed = edit::change::<Track, _>(workspace.root(), file, |editor| {
        if value.is_empty() && is_item {
            editor.remove(path)
        } else if value.is_empty() {
            editor.set(path, &Value::Null)
        } else {
            editor.put(path, &Value::from(value.as_str()))
        }
    });
    match changed {
        Ok(_) => Ok(()),
        Err(ChangeError::Unreadable { reason, .. }) => Err(Failure::usage(format!(
            "{file} does not take this text for '{path}': {reason}"
        ))
        .hint("nothing was written")
        .into()),
        Err(error) => Err(error.into()),
    }
}

/// Refuses a place that no text can have.
fn require_text(path: &Path) -> Result<()> {
    if let Some(first) = path.first_key() {
        assign::require_key(RecordKind::Track, first)?;
    }
    let takes_text = schema::schemas_at(RecordKind::Track, path)
        .into_iter()
        .any(|schema| {
            let kind = schema.get("type");
            let is_plain =
                schema.get("format").is_none() && schema::allowed_words(schema).is_none();
            is_plain
                && kind.is_some_and(|kind| {
                    kind == "string"
                        || kind
                            .as_array()
                            .is_some_and(|all| all.contains(&"string".into()))
                })
        });
    if takes_text
        && !matches!(
            path.first_key(),
            Some("history" | "carried-from" | "source" | "late-exception")
        )
    {
        return Ok(());
    }
    Err(Failure::usage(format!("'{path}' is not a text of a track"))
        .hint("expected a field such as long-description, agenda or scenarios[0].action")
        .into())
}

/// The text that a record has at a place; a list of several is edited in the file.
fn text_at(workspace: &Workspace, file: &File, path: &Path) -> Result<String> {
    let values = assign::values(workspace, file);
    let Some(value) = assign::lookup(&values, path) else {
        return Ok(String::new());
    };
    let texts: Texts = yaml::from_value(value.clone())
        .map_err(|_| Failure::usage(format!("'{path}' in {file} is not a text")))?;
    match &texts[..] {
        [] => Ok(String::new()),
        [one] => Ok(one.clone()),
        several => Err(Failure::usage(format!(
            "'{path}' in {file} is a list of {} texts",
            several.len()
        ))
        .hint(format!("name one of them, such as {path}[0]"))
        .into()),
    }
}

/// A text without the line ends and spaces at its end.
fn without_end(text: &str) -> &str {
    text.trim_end()
}
