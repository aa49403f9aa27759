//! The matrix of a scenario in every format: a mark and a word in each cell, never color alone.

mod cells;
mod data;
mod page;
mod text;

pub use cells::{TrackMatrices, describe, name, standing, systems};
pub use data::{csv, document};
pub use page::class;

use crate::analysis::disclosure::Level;
use crate::model::Slug;
use crate::model::words::words;
use crate::render::sanitize;
use crate::render::table::pretty;

words! {
    /// The formats of a matrix.
    #[derive(Default)]
    pub enum Format {
        /// A grid for people
        #[default]
        Text = "table",
        /// A table for wikis
        Markdown = "markdown",
        /// A fragment for a web page
        Html = "html",
        /// A row for each pair
        Csv = "csv",
        /// JSON for programs
        Json = "json",
    }
}

pub fn render(
    event: &Slug,
    tracks: &[TrackMatrices<'_>],
    level: Level,
    format: Format,
    width: Option<u16>,
) -> String {
    match format {
        Format::Text => text::text(tracks, level, width),
        Format::Markdown => page::markdown_page(tracks, level),
        Format::Html => page::html(tracks, level),
        Format::Csv => data::csv(event, tracks, level),
        Format::Json => pretty(&data::document(event, tracks, level)),
    }
}

/// Below a grid: what the marks mean.
pub fn legend(level: Level) -> String {
    if !level.names_systems() {
        return "withheld: fewer than 3 organizations, or too few to hide in\n".to_owned();
    }
    sanitize::whole(
        "· no result yet   - cannot meet   = same organization, counts for nothing   ≠ conflict to settle   ×N runs\n",
    )
}
