//! `cxn publish markdown`: pages for a wiki.

use anyhow::Result;
use clap::Args;

use super::page::PageOf;
use crate::context::Context;
use crate::error::Exit;
use crate::publish::wiki;

/// Write an event, its tracks or a report as Markdown
///
/// Texts are whole, and the headings of a track are those of its template. HTML in them is text, and pictures are links.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cxn publish markdown patient\n  cxn publish markdown --tracks -o tracks.md\n  cxn publish markdown patient --report"
)]
pub struct Arguments {
    #[command(flatten)]
    page: PageOf,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        self.page.write(context, wiki::markdown)
    }
}
