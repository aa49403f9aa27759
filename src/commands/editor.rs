//! Opening a person's editor on a text, before the text becomes a record.

use std::process::Command;

use anyhow::Result;

use crate::context::Context;
use crate::error::Failure;
use crate::workspace::reason;

/// Lets the person edit a text in `$VISUAL` or `$EDITOR` and returns what they saved. The record is not touched.
pub fn edit(context: &Context, name: &str, text: &str) -> Result<String> {
    let Some(editor) = &context.editor else {
        return Err(
            Failure::other("there is no editor to open: neither VISUAL nor EDITOR is set")
                .hint("set EDITOR, or leave --edit out")
                .into(),
        );
    };
    let failed = |error: std::io::Error| {
        Failure::other(format!("cannot make a file for the editor: {error}"))
    };
    let folder = tempfile::tempdir().map_err(failed)?;
    let path = folder.path().join(name);
    std::fs::write(&path, text).map_err(failed)?;
    // EDITOR may hold arguments, such as `code --wait`.
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or(editor);
    let status = Command::new(program).args(words).arg(&path).status();
    let status = status.map_err(|error| {
        Failure::other(format!(
            "cannot run the editor '{editor}': {}",
            reason(&error)
        ))
        .hint("check EDITOR")
    })?;
    if !status.success() {
        return Err(Failure::other(format!(
            "the editor '{editor}' ended with {status}; nothing was written"
        ))
        .into());
    }
    Ok(std::fs::read_to_string(&path)
        .map_err(|error| Failure::other(format!("cannot read what the editor left: {error}")))?)
}
