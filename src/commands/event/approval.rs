//! `cxn event approval`: the request for approval of an out-of-cycle event, as the deciding body reads it.

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::model::event::EventKind;
use crate::render::approval_request;
use crate::render::table::Format;

/// Show the request for approval of an out-of-cycle event: each criterion, the answer, and what is missing
#[derive(Debug, Args)]
pub struct Arguments {
    /// The event
    #[arg(value_name = "EVENT")]
    slug: String,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Shape,
}

/// The formats of an approval request.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Shape {
    /// For people at a terminal.
    #[default]
    Text,
    /// For wikis, mails and minutes.
    Markdown,
    /// For programs.
    Json,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let workspace = context.workspace()?;
        let slug = context.event_named(&workspace, &self.slug)?;
        let record = workspace.events[&slug].event.as_ref();
        let event = &record
            .ok_or_else(|| Failure::event_unreadable(&slug))?
            .value;
        if event.kind == EventKind::Main {
            return Err(Failure::refused(
                "a main event needs no approval, so there is no approval request",
            )
            .into());
        }
        let now = context.now.at(event.zone_or_utc());
        let format = match self.format {
            Shape::Text => Format::Table,
            Shape::Markdown => Format::Markdown,
            Shape::Json => Format::Json,
        };
        let document = approval_request::document(&slug, event, now);
        context.print(&document.render(format, Some(slug.as_str()), context.style))?;
        Ok(Exit::Clean)
    }
}
