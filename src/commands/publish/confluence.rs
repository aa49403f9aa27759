//! `cxn publish confluence`: pages for a wiki.

use anyhow::Result;
use clap::Args;

use super::page::PageOf;
use crate::context::Context;
use crate::error::Exit;
use crate::publish::wiki;

/// Write an event, its tracks or a report in the storage format of Confluence
///
/// Paste it into the source editor of a page, or upload it. Texts are whole and sanitized, and the headings of a track are those of its template.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cxn publish confluence patient\n  cxn publish confluence --tracks -o tracks.xml\n  cxn publish confluence patient --report"
)]
pub struct Arguments {
    #[command(flatten)]
    page: PageOf,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        self.page.write(context, wiki::confluence)
    }
}
