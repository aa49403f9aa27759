//! Pages for wikis: a track, the list of tracks, and the event, ready to paste or to upload. What is on a page is decided once; how it
//! is written is a file a format. The headings of a track are those of its template, so that an import of the page finds every field.

mod confluence;
mod event;
mod markdown;
mod report;
mod text;
mod track;

pub use confluence::render as confluence;
pub use event::{event, tracks};
pub use markdown::render as markdown;
pub use report::{Sources, event_report, report};
pub use text::render as text;
pub use track::track;

/// A page, block by block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page(pub Vec<Block>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading and its level, from 1.
    Heading(u8, String),
    /// A text in Markdown, as people write it in their records.
    Text(String),
    /// Texts in Markdown.
    Items {
        is_ordered: bool,
        items: Vec<String>,
    },
    /// Headings of columns, and rows of texts without markup.
    Table(Vec<&'static str>, Vec<Vec<Cell>>),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    pub text: String,
    /// A web address that the text leads to.
    pub link: Option<String>,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, link: None }
    }
}

impl Page {
    fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.0.push(Block::Heading(level, text.into()));
    }

    fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.0.push(Block::Text(text.to_owned()));
        }
    }

    fn items(&mut self, is_ordered: bool, items: Vec<String>) {
        if !items.is_empty() {
            self.0.push(Block::Items { is_ordered, items });
        }
    }
}

#[cfg(test)]
mod tests;
