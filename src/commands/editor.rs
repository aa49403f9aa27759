//! Opening a person's editor on a text, before the text becomes a record.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::context::Context;
use crate::error::Failure;
use crate::workspace::disk::{self, Scratch};
use crate::workspace::reason;
use crate::yaml::guard;

/// What a person wrote in their editor. The file they wrote it in goes with it, unless it is kept.
pub struct Edited {
    pub text: String,
    file: Scratch,
}

impl Edited {
    /// Keeps the file, for a text that came to nothing must not be lost; and says where it is.
    pub fn keep(self, context: &mut Context) {
        let kept = self.file.keep();
        context.say(&format!(
            "note: what you wrote is kept in {}",
            kept.display()
        ));
    }
}

/// Lets the person edit a text in `$VISUAL` or `$EDITOR` and returns what they saved. The record is not touched.
/// The file they edit is beside the record that it is going to be.
pub fn edit(context: &Context, record: &Path, name: &str, text: &str) -> Result<Edited> {
    let Some(editor) = &context.editor else {
        return Err(
            Failure::other("no editor is set: neither VISUAL nor EDITOR")
                .hint("set EDITOR to the command of your editor, such as nano")
                .into(),
        );
    };
    let file = Scratch::create(record.parent().unwrap_or(record), name, text).map_err(|error| {
        let reason = reason(&error);
        Failure::other(format!("cannot create a file for the editor: {reason}"))
    })?;
    // EDITOR may hold arguments, such as `code --wait`.
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or(editor);
    let status = Command::new(program).args(words).arg(file.path()).status();
    let status = status.map_err(|error| {
        Failure::other(format!(
            "cannot run the editor '{editor}': {}",
            reason(&error)
        ))
        .hint("check EDITOR")
    })?;
    if !status.success() {
        // An editor that crashed may hold an hour of work.
        let typed = disk::read_bounded(file.path()).is_ok_and(|bytes| bytes != text.as_bytes());
        let hint = typed.then(|| format!("what you wrote is kept in {}", file.keep().display()));
        return Err(Failure::other(format!(
            "the editor '{editor}' ended with {status}; nothing was written"
        ))
        .maybe_hint(hint)
        .into());
    }
    let unreadable =
        |reason: String| Failure::other(format!("cannot read what the editor left: {reason}"));
    let bytes = disk::read_bounded(file.path()).map_err(|error| unreadable(error.to_string()))?;
    let text = match String::from_utf8(bytes) {
        Ok(text) if text.len() <= guard::MAX_BYTES => text,
        wrong => {
            let what = if wrong.is_ok() {
                "is larger than 1 MiB"
            } else {
                "is not UTF-8"
            };
            return Err(Failure::other(format!(
                "what the editor left {what}; nothing was written"
            ))
            .hint(format!("it is kept in {}", file.keep().display()))
            .into());
        }
    };
    Ok(Edited { text, file })
}
