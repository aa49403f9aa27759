//! Where one published file goes, for every format: standard output, a file, or nowhere.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use crate::commands::check::spare_records;
use crate::context::Context;
use crate::error::Exit;
use crate::render::sanitize;
use crate::workspace::{disk, save};

/// A published file is not larger than this: one that is was not written by cxn.
const MAX_BYTES: usize = 64 << 20;

/// Where to write, and whether to.
#[derive(Debug, Args)]
pub struct Output {
    /// Write to FILE instead of standard output
    #[arg(short, long = "output", value_name = "FILE")]
    file: Option<PathBuf>,
    /// Write nothing; exit code 1 when FILE would change
    #[arg(long, requires = "file")]
    check: bool,
}

impl Output {
    /// Writes a text to the file, or prints it. A file that holds the text already is left alone, with its date.
    pub fn write(&self, context: &mut Context, text: &str) -> Result<Exit> {
        let Some(file) = &self.file else {
            context.print(text)?;
            return Ok(Exit::Clean);
        };
        let change = Change::of(file, text)?;
        let shown = sanitize::line(&file.display().to_string(), sanitize::MESSAGE_LENGTH);
        if self.check {
            return Ok(match change {
                Change::None => Exit::Clean,
                Change::Create => {
                    context.print(&format!("would create {shown}\n"))?;
                    Exit::Findings
                }
                Change::Replace => {
                    context.print(&format!("would change {shown}\n"))?;
                    Exit::Findings
                }
            });
        }
        let done = match change {
            Change::None => "unchanged",
            Change::Create => "created",
            Change::Replace => "changed",
        };
        if change != Change::None {
            if let Ok(root) = context.root() {
                spare_records(&root, file)?;
            }
            save::overwrite(file, text)?;
        }
        context.print(&format!("{done} {shown}\n"))?;
        Ok(Exit::Clean)
    }
}

/// What writing a text to a file would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    None,
    Create,
    Replace,
}

impl Change {
    fn of(file: &Path, text: &str) -> Result<Self> {
        if !disk::exists(file) {
            return Ok(Self::Create);
        }
        // A pipe or a terminal is written to, not read from.
        if !disk::is_plain_file(file) {
            return Ok(Self::Replace);
        }
        let old = disk::read_at_most(file, MAX_BYTES)?;
        Ok(if old == text.as_bytes() {
            Self::None
        } else {
            Self::Replace
        })
    }
}
