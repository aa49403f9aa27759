//! Word documents: headings, lists, tables and links of the text. What was deleted with changes tracked is not read.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Read as _};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::import::proposal::document::{Builder, Container, Document, Leaf, NestedLists};
use crate::import::table::Unusable;

/// The most bytes that a part of a document may have: a few kilobytes can pack gigabytes.
pub const MAX_PART: u64 = 32 << 20;

/// Reads a document.
///
/// # Errors
/// It is no document of Word, is broken, or is beyond a bound.
pub fn read(bytes: &[u8]) -> Result<Document, Unusable> {
    let text = part(bytes, "word/document.xml")?.ok_or_else(|| {
        Unusable::new("is a ZIP file without a Word document")
            .hint("expected a .docx file, or the page as Markdown, HTML or plain text")
    })?;
    let headings = match part(bytes, "word/styles.xml")? {
        Some(styles) => headings(&styles)?,
        None => BTreeMap::new(),
    };
    let links = match part(bytes, "word/_rels/document.xml.rels")? {
        Some(links) => relations(&links)?,
        None => BTreeMap::new(),
    };
    let mut body = Body {
        builder: Builder::default(),
        headings,
        links,
        paragraph: None,
        lists: NestedLists::default(),
        hidden: 0,
        takes_text: false,
        link: None,
    };
    for event in Events::new(&text) {
        body.take(&event?)?;
    }
    body.builder.finish()
}

/// A part of the archive as text; none where it has no such part.
fn part(bytes: &[u8], name: &str) -> Result<Option<String>, Unusable> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let Ok(file) = archive.by_name(name) else {
        return Ok(None);
    };
    let mut unpacked = Vec::new();
    file.take(MAX_PART + 1)
        .read_to_end(&mut unpacked)
        .map_err(|_| broken())?;
    if unpacked.len() as u64 > MAX_PART {
        return Err(
            Unusable::new(format!("unpacks to more than {} MiB", MAX_PART >> 20))
                .hint("expected the page of a proposal: save its text alone"),
        );
    }
    String::from_utf8(unpacked).map(Some).map_err(|_| broken())
}

fn broken() -> Unusable {
    Unusable::new("cannot be parsed as a Word document")
        .hint("open and save it again, or paste its text into a plain file")
}

/// What the reader of XML tells us: names without their prefix.
enum Piece {
    Start(String, Vec<(String, String)>),
    End(String),
    Text(String),
}

struct Events<'t> {
    reader: Reader<&'t [u8]>,
    end: Option<String>,
}

impl<'t> Events<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            reader: Reader::from_str(text),
            end: None,
        }
    }
}

impl Iterator for Events<'_> {
    type Item = Result<Piece, Unusable>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(name) = self.end.take() {
            return Some(Ok(Piece::End(name)));
        }
        loop {
            let Ok(event) = self.reader.read_event() else {
                return Some(Err(broken()));
            };
            return Some(Ok(match event {
                Event::Start(tag) => start(&tag),
                Event::Empty(tag) => {
                    let piece = start(&tag);
                    if let Piece::Start(name, _) = &piece {
                        self.end = Some(name.clone());
                    }
                    piece
                }
                Event::End(tag) => Piece::End(tag.local_name().as_ref().to_owned()),
                Event::Text(text) => {
                    Piece::Text(text.xml_content(XmlVersion::Explicit1_0).into_owned())
                }
                Event::GeneralRef(entity) => Piece::Text(character(&entity)),
                Event::Eof => return None,
                _ => continue,
            }));
        }
    }
}

/// The character of an entity: one of the five of XML, or a number. No other is expanded.
fn character(entity: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return c.to_string();
    }
    quick_xml::escape::resolve_predefined_entity(entity)
        .unwrap_or_default()
        .to_owned()
}

fn start(tag: &BytesStart<'_>) -> Piece {
    let attributes = tag.attributes().flatten().map(|one| {
        let value = one.normalized_value(XmlVersion::Explicit1_0);
        (
            one.key.local_name().as_ref().to_owned(),
            value.map(std::borrow::Cow::into_owned).unwrap_or_default(),
        )
    });
    Piece::Start(tag.local_name().as_ref().to_owned(), attributes.collect())
}

fn attribute<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

/// Levels of the styles that are headings: their ids are in the language of the program, their names are not.
fn headings(styles: &str) -> Result<BTreeMap<String, u8>, Unusable> {
    let mut levels = BTreeMap::new();
    let mut id = String::new();
    for piece in Events::new(styles) {
        if let Piece::Start(name, attributes) = piece? {
            match name.as_str() {
                "style" => attribute(&attributes, "styleId")
                    .unwrap_or_default()
                    .clone_into(&mut id),
                "name" => {
                    let name = attribute(&attributes, "val")
                        .unwrap_or_default()
                        .to_lowercase();
                    let level = name
                        .strip_prefix("heading ")
                        .and_then(|level| level.parse().ok());
                    let level = level.or_else(|| (name == "title").then_some(1));
                    if let Some(level) = level {
                        levels.insert(id.clone(), level);
                    }
                }
                _ => {}
            }
        }
    }
    Ok(levels)
}

/// Where links lead, by the names that the text has for them.
fn relations(text: &str) -> Result<BTreeMap<String, String>, Unusable> {
    let mut links = BTreeMap::new();
    for piece in Events::new(text) {
        if let Piece::Start(name, attributes) = piece?
            && name == "Relationship"
            && attribute(&attributes, "TargetMode") == Some("External")
            && let (Some(id), Some(target)) = (
                attribute(&attributes, "Id"),
                attribute(&attributes, "Target"),
            )
        {
            links.insert(id.to_owned(), target.to_owned());
        }
    }
    Ok(links)
}

/// A paragraph that is open.
#[derive(Default)]
struct Paragraph {
    heading: Option<u8>,
    /// The level of its list.
    list: Option<usize>,
    text: String,
    /// Whether the run that is open is bold, and where the text of it began.
    bold: bool,
    run: usize,
}

struct Body {
    builder: Builder,
    headings: BTreeMap<String, u8>,
    links: BTreeMap<String, String>,
    paragraph: Option<Paragraph>,
    lists: NestedLists,
    /// How many elements are open whose text is not shown.
    hidden: usize,
    takes_text: bool,
    /// The link that is open: where it leads, and where its text begins.
    link: Option<(String, usize)>,
}

impl Body {
    fn take(&mut self, piece: &Piece) -> Result<(), Unusable> {
        match piece {
            Piece::Start(name, attributes) => self.start(name, attributes),
            Piece::End(name) => self.end(name),
            Piece::Text(text) => {
                if self.takes_text
                    && self.hidden == 0
                    && let Some(open) = &mut self.paragraph
                {
                    open.text.push_str(&text.replace(['\n', '\r'], " "));
                }
                Ok(())
            }
        }
    }

    fn start(&mut self, name: &str, attributes: &[(String, String)]) -> Result<(), Unusable> {
        let value = attribute(attributes, "val");
        let is_on = !matches!(value, Some("0" | "false" | "none" | "off"));
        match name {
            "p" => self.paragraph = Some(Paragraph::default()),
            "del" | "moveFrom" | "instrText" | "delText" => self.hidden += 1,
            "t" => self.takes_text = true,
            "tbl" => self.open(Container::Table)?,
            "tr" => self.open(Container::Row)?,
            "tc" => self.open(Container::Cell)?,
            _ => {
                let Some(open) = &mut self.paragraph else {
                    return Ok(());
                };
                match name {
                    "pStyle" => {
                        open.heading = value.and_then(|style| self.headings.get(style)).copied();
                    }
                    "outlineLvl" => {
                        let level = value
                            .and_then(|level| level.parse::<u8>().ok())
                            .filter(|level| *level < 9);
                        open.heading = open.heading.or(level.map(|level| level + 1));
                    }
                    "ilvl" => open.list = value.and_then(|level| level.parse().ok()),
                    "numId" if value == Some("0") => open.list = None,
                    "r" => {
                        open.bold = false;
                        open.run = open.text.len();
                    }
                    "b" => open.bold = is_on,
                    "tab" if self.hidden == 0 => open.text.push(' '),
                    "br" | "cr" => open.text.push('\n'),
                    "hyperlink" => {
                        let to = attribute(attributes, "id").and_then(|id| self.links.get(id));
                        self.link = to.map(|to| (to.clone(), open.text.len()));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Unusable> {
        match name {
            "del" | "moveFrom" | "instrText" | "delText" => {
                self.hidden = self.hidden.saturating_sub(1);
            }
            "t" => self.takes_text = false,
            "r" => self.end_run(),
            "hyperlink" => {
                if let (Some((to, start)), Some(open)) = (self.link.take(), &mut self.paragraph)
                    && let Some(text) = open.text.get(start..)
                    && !text.trim().is_empty()
                {
                    let text = text.trim().trim_matches('*').to_owned();
                    let plain = to.strip_prefix("mailto:").unwrap_or(&to);
                    let link = if plain == text {
                        text
                    } else {
                        format!("[{text}]({to})")
                    };
                    open.text.truncate(start);
                    open.text.push_str(&link);
                }
            }
            "p" => {
                if let Some(paragraph) = self.paragraph.take() {
                    self.end_paragraph(&paragraph)?;
                }
            }
            "tc" => self.close(Container::Cell),
            "tr" => self.close(Container::Row),
            "tbl" => self.close(Container::Table),
            _ => {}
        }
        Ok(())
    }

    /// Marks the text of a bold run; runs next to each other become one.
    fn end_run(&mut self) {
        let Some(open) = &mut self.paragraph else {
            return;
        };
        let Some(run) = open
            .text
            .get(open.run..)
            .filter(|run| open.bold && !run.trim().is_empty())
        else {
            return;
        };
        let run = run.to_owned();
        let trimmed = run.trim();
        let (lead, tail) = (
            &run[..run.len() - run.trim_start().len()],
            &run[run.trim_end().len()..],
        );
        open.text.truncate(open.run);
        if lead.is_empty() && open.text.ends_with("**") && open.text.len() > 2 {
            open.text.truncate(open.text.len() - 2);
            let _ = write!(open.text, "{trimmed}**{tail}");
        } else {
            let _ = write!(open.text, "{lead}**{trimmed}**{tail}");
        }
    }

    fn end_paragraph(&mut self, paragraph: &Paragraph) -> Result<(), Unusable> {
        let text = paragraph.text.trim();
        if text.is_empty() {
            return Ok(());
        }
        // A document of Word has no lines.
        let number = 0;
        if let Some(level) = paragraph.heading {
            self.close_lists();
            self.builder.begin(Leaf::Heading(level), number);
            self.builder.text(&text.replace("**", ""), number);
            self.builder.end();
            return Ok(());
        }
        let Some(level) = paragraph.list else {
            self.close_lists();
            self.builder.begin(Leaf::Paragraph, number);
            self.builder.text(text, number);
            self.builder.end();
            return Ok(());
        };
        self.lists.item(&mut self.builder, level, None, number)?;
        self.builder.text(text, number);
        self.builder.end();
        Ok(())
    }

    fn close_lists(&mut self) {
        self.lists.close(&mut self.builder);
    }

    fn open(&mut self, container: Container) -> Result<(), Unusable> {
        self.close_lists();
        self.builder.open(container, 0)
    }

    fn close(&mut self, container: Container) {
        self.close_lists();
        self.builder.close(container);
    }
}
