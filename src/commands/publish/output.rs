//! Where a published file goes: to standard output, or to a file that changes in one step.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::target::spare_workspace;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::{Root, disk, save};

/// The largest file that is compared.
const MAX_BYTES: usize = 64 << 20;

#[derive(Debug, Args)]
pub struct Output {
    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write nothing; exit code 1 when FILE would change
    #[arg(long, requires = "output")]
    check: bool,
}

impl Output {
    /// Writes a text, or says what writing it would change.
    pub fn write(&self, context: &mut Context, root: &Root, text: &str) -> Result<Exit> {
        let Some(file) = &self.output else {
            context.print(text)?;
            return Ok(Exit::Clean);
        };
        spare_workspace(root, file)?;
        let shown = line(&file.display().to_string(), MESSAGE_LENGTH);
        if disk::is_folder(file) {
            let failure = Failure::usage(format!("{shown} is a folder"));
            return Err(failure.hint("name a file in it").into());
        }
        let state = match disk::read_if_there(file, MAX_BYTES)? {
            Some(bytes) if bytes == text.as_bytes() => {
                context.print(&format!("{shown}: up to date\n"))?;
                return Ok(Exit::Clean);
            }
            Some(_) => "change",
            None => "create",
        };
        if self.check {
            context.print(&format!("would {state} {shown}\n"))?;
            return Ok(Exit::Findings);
        }
        save::overwrite(file, text)?;
        context.print(&format!("{state}d {shown}\n"))?;
        Ok(Exit::Clean)
    }
}
