//! `cxn lsp`: a language server for editors.

use anyhow::Result;
use clap::Args;

use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::lsp;
use crate::lsp::ServeError;
use crate::workspace::reason;

/// Serve an editor over standard input and output: findings as you type, quick fixes, hover, completion and definitions
///
/// Editors start this themselves; examples/editors.md shows the lines for Neovim, Helix and VS Code.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Taken for editors that always pass it: standard input and output are used anyway
    #[arg(long, hide = true)]
    stdio: bool,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let (connection, threads) = lsp::stdio().map_err(|error| {
            let why = reason(&error);
            Failure::other(format!(
                "cannot start a thread for the language client: {why}"
            ))
        })?;
        let clocks = lsp::Clocks {
            judged: &context.clock(),
            real: &crate::context::real_time,
        };
        let served = lsp::serve(&connection, &clocks, crate::context::private_half());
        // The threads end only when no one can send to them any more.
        drop(connection);
        let reading_is_over = matches!(served, Ok(()) | Err(ServeError::Gone));
        let finished = threads.finish(reading_is_over);
        finished
            .map_err(|error| Failure::other(format!("the language client broke off: {error}")))?;
        served.map_err(|error| Failure::other(error.to_string()))?;
        Ok(Exit::Clean)
    }
}
