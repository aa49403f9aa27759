//! How answers are said: a file a format. Knows findings and the model; never the disk.

pub mod approval_request;
pub mod conflict;
pub mod contacts;
pub mod contract;
pub mod diff;
pub mod document;
pub mod event;
pub mod findings;
pub mod history;
pub mod markup;
pub mod matrix;
pub mod maturity;
pub mod meeting_sheet;
pub mod minutes;
pub mod placements;
pub mod progress_report;
pub mod report;
pub mod rule;
pub mod sanitize;
pub mod series;
pub mod status;
pub mod table;
pub mod timeline;
pub mod track_diff;
pub mod track_text;

pub use findings::text as findings_text;

/// How output is laid out: decided once, from the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    pub color: bool,
    /// Columns to fit into; `None` for output that is not a terminal, which is never wrapped.
    pub width: Option<u16>,
}

impl Style {
    /// A text in bold, where color is on.
    pub fn bold(&self, text: &str) -> String {
        if self.color {
            format!("\u{1b}[1m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}
