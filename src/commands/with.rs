//! Other workspaces that a command reads as well.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::context::Context;
use crate::error::Failure;
use crate::model::plural::{one_or, plural};
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::Workspace;
use crate::workspace::load::Scope;
use crate::workspace::others::{self, Source};

/// The workspaces that are read next to the current one.
#[derive(Debug, Clone, Args)]
pub struct With {
    /// Another workspace to read as well, such as a checkout of an affiliate's; repeatable, after those of 'with' in cxn.yaml
    #[arg(long, value_name = "PATH")]
    with: Vec<PathBuf>,
}

impl With {
    /// The current workspace and the others, ready to be read. Says once which of them has no private half here.
    pub fn sources(&self, context: &mut Context) -> Result<Vec<Source>> {
        let sources = others::sources(&context.root()?, &self.with).map_err(|failed| {
            let hint = if failed.is_in_settings {
                "clone it there, or change 'with' in cxn.yaml"
            } else {
                "check the folder given with --with"
            };
            Failure::not_found(failed.to_string()).hint(hint)
        })?;
        for source in &sources {
            if let (Some(name), Some(missing)) = (&source.name, source.missing()) {
                context.say(&line(
                    &format!("note: {name}: the private half {missing} is not here: its results are left out"),
                    MESSAGE_LENGTH,
                ));
            }
        }
        Ok(sources)
    }

    /// Whether other workspaces were named on the command line.
    pub fn is_given(&self) -> bool {
        !self.with.is_empty()
    }

    /// The others, with all their records.
    pub fn others(&self, context: &mut Context) -> Result<Vec<Workspace>> {
        let sources = self.sources(context)?;
        let others = sources.iter().skip(1);
        let others = others.map(|one| Workspace::load(one.frame.root(), &Scope::default()));
        Ok(others.collect::<Result<_, _>>()?)
    }
}

/// Says how many files of a workspace did not become records, and are missing in what is shown.
pub fn note_unread(context: &mut Context, source: &Source, unread: usize) {
    if unread == 0 {
        return;
    }
    let of = source.name.as_deref().map(|name| format!(" of {name}"));
    context.say(&line(
        &format!(
            "note: {}{} cannot be parsed and {} left out; run 'cxn check' there",
            plural(unread, "file"),
            of.unwrap_or_default(),
            one_or(unread, "is", "are")
        ),
        MESSAGE_LENGTH,
    ));
}
