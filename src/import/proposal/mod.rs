//! Pages that hold a proposal: bytes in, one [`Document`] out, a file a format. A page is known by its content, never by its name.
//!
//! - [`headings`]: which field of a proposal a heading is.
//! - [`outline`]: blocks become sections, also where a page has no headings but bold lines, labels or a table.

pub mod document;
pub mod docx;
pub mod headings;
pub mod html;
pub mod inline;
pub mod markdown;
pub mod mhtml;
pub mod outline;
pub mod text;
mod translations;
pub mod wiki_table;
pub mod words;

pub use document::Document;

use std::collections::BTreeSet;

use crate::import::issue;
use crate::import::proposal::headings::Headings;
use crate::import::table::{Unusable, encoding};

/// The largest page that is read, in bytes: exports hold pictures.
pub const MAX_BYTES: usize = 16 << 20;

/// Reads a page of any of the formats.
///
/// # Errors
/// It is none of them, or is beyond a bound.
pub fn read(bytes: &[u8]) -> Result<Document, Unusable> {
    if bytes.len() > MAX_BYTES {
        return Err(
            Unusable::new(format!("is larger than {} MiB", MAX_BYTES >> 20))
                .hint("expected the page of a proposal; save it without its pictures"),
        );
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return filled(docx::read(bytes)?);
    }
    if mhtml::is_one(bytes) {
        return filled(html::read(&mhtml::page(bytes)?)?);
    }
    let text = encoding::decode(bytes)?;
    let text = text
        .trim_start_matches('\u{feff}')
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let document = match Format::guess(&text) {
        Format::Html => html::read(&text)?,
        Format::Markdown => markdown::read(&text)?,
        Format::Text => text::read(&text)?,
    };
    filled(document)
}

/// How many questions of a template a form asks at least: forms of other things share a heading or two with it.
const QUESTIONS: usize = 3;

/// Whether a text is the body of an issue that a proposal form made: headings of the third level, some of which are fields.
pub fn is_form(body: &str, headings: &Headings<'_>) -> bool {
    if !issue::is_body(body) {
        return false;
    }
    let answers = issue::answers(body);
    let asked = answers
        .iter()
        .filter_map(|answer| headings.certain(&answer.heading));
    let keys: BTreeSet<&str> = asked.map(|field| field.key.as_str()).collect();
    keys.len() >= QUESTIONS
}

fn filled(document: Document) -> Result<Document, Unusable> {
    if document.blocks.is_empty() {
        return Err(Unusable::new("has no text")
            .hint("expected the page of a proposal: Markdown, HTML, Word or plain text"));
    }
    Ok(document)
}

enum Format {
    Html,
    Markdown,
    Text,
}

impl Format {
    fn guess(text: &str) -> Self {
        let start = text.trim_start();
        if start.starts_with('<') && !start.starts_with("<http") && has_blocks(start) {
            return Self::Html;
        }
        let is_markdown = text.lines().any(|line| {
            let line = line.trim_start();
            let heading = line.trim_start_matches('#');
            let marks = line.len() - heading.len();
            ((1..=6).contains(&marks) && heading.starts_with(' '))
                || line.starts_with("```")
                || line.starts_with("---|")
                || line.replace([' ', ':'], "").starts_with("|---")
                || line.contains("](")
                || line.matches("**").count() > 1
        });
        let is_wiki = text::is_wiki(text);
        if is_markdown && !is_wiki {
            Self::Markdown
        } else {
            Self::Text
        }
    }
}

/// Whether a text that begins with a tag has one that HTML and Confluence have: Markdown may begin with a picture's.
fn has_blocks(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let has_tags = [
        "<html",
        "<!doctype",
        "<h1",
        "<h2",
        "<h3",
        "<p>",
        "<p ",
        "<table",
        "<ac:",
        "<ul>",
    ]
    .iter()
    .any(|tag| text.contains(tag));
    let is_markdown = text.lines().any(|line| {
        let rest = line.trim_start_matches('#');
        rest.len() < line.len() && rest.starts_with(' ')
    });
    has_tags && !is_markdown
}
