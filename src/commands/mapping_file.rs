//! `imports/NAME.yaml`: what was said of another tool's names, kept for the next file of the kind.

use std::fmt::Write as _;

use anyhow::Result;

use crate::context::Context;
use crate::error::Failure;
use crate::model::Slug;
use crate::model::mapping::Mapping;
use crate::workspace::{File, Workspace, edit, save};
use crate::yaml::{self, Path, Value};

/// A value of a mapping: the table it is in, its name there, and what it is; null where somebody has to complete it.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub table: &'static str,
    /// `None` for a key of the mapping itself.
    pub name: Option<String>,
    pub value: Value,
}

impl Line {
    /// A name that somebody has to complete.
    pub fn open(table: &'static str, name: &str) -> Self {
        Self {
            table,
            name: Some(name.to_owned()),
            value: Value::Null,
        }
    }
}

/// The name of a mapping, as an argument has it.
pub fn name(name: &str) -> Result<Slug> {
    Ok(Slug::parse(name).map_err(|error| Failure::usage(error.to_string()))?)
}

/// The mapping of a name; an empty one where there is none yet.
pub fn load(workspace: &Workspace, name: &Slug) -> Result<Mapping> {
    if let Some(record) = workspace.mappings.get(name.as_str()) {
        return Ok(Mapping::clone(&record.value));
    }
    let file = File::mapping(name);
    if workspace.has_file(&file) {
        return Err(Failure::other(format!("{file} cannot be parsed"))
            .hint(format!(
                "run 'cxn check {file}' to see what is wrong with it"
            ))
            .into());
    }
    Ok(Mapping::default())
}

/// Writes lines into a mapping, which is made with a comment on what it is where there is none. The rest of it stays as it is.
pub fn write(workspace: &Workspace, name: &Slug, comment: &str, lines: &[Line]) -> Result<()> {
    let file = File::mapping(name);
    workspace.inside(&file)?;
    let root = workspace.root();
    let _lock = edit::lock(root, &file)?;
    if workspace.mappings.contains_key(name.as_str()) {
        edit::change::<Mapping, _>(root, &file, |editor| {
            for line in lines {
                let path = match &line.name {
                    Some(name) => Path::from(line.table).key(name),
                    None => Path::from(line.table),
                };
                editor.put(&path, &line.value)?;
            }
            Ok(())
        })?;
        return Ok(());
    }
    let path = file.on_disk(root);
    let text = workspace.with_modeline(&file, &new_text(comment, lines));
    save::admit(&path, &text)?;
    save::create(&path, &text)?;
    Ok(())
}

fn new_text(comment: &str, lines: &[Line]) -> String {
    let mut text = format!("# {comment}\n");
    let mut table = "";
    for line in lines {
        let value = match &line.value {
            Value::Null => String::new(),
            value => format!(
                " {}",
                yaml::write::scalar(value.as_str().unwrap_or_default())
            ),
        };
        let Some(name) = &line.name else {
            let _ = writeln!(text, "{}:{value}", line.table);
            continue;
        };
        if table != line.table {
            table = line.table;
            let _ = writeln!(text, "{table}:");
        }
        let _ = writeln!(text, "  {}:{value}", yaml::write::scalar(name));
    }
    text
}

/// Says that there is something to complete, or that there would be.
pub fn say_incomplete(context: &mut Context, workspace: &Workspace, name: &Slug, is_dry: bool) {
    let file = File::mapping(name);
    let shown = workspace.root().shown(&file);
    context.say(&if is_dry {
        format!("note: {shown} would get the names that it lacks, for you to complete")
    } else {
        format!("note: complete {shown}, and run the import again")
    });
}
