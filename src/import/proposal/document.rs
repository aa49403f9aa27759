//! The one model that every format of page becomes: blocks, whose texts are Markdown.

use std::fmt::Write as _;

use crate::import::table::Unusable;

/// The most containers (lists, quotes, tables) within each other.
pub const MAX_DEPTH: usize = 32;
/// The most blocks of a page, with the cells that rows of a table lack to be as wide as its widest.
pub const MAX_BLOCKS: usize = 50_000;

/// What a page says, from top to bottom.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    pub blocks: Vec<Block>,
    /// Whether a line is a unit of its own, as in text without markup.
    pub is_plain: bool,
}

/// A block and the line of the page that it begins on; 0 where the format has no lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    pub line: usize,
    pub kind: Kind,
}

/// Texts are Markdown within a line or a few.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Heading {
        level: u8,
        text: String,
    },
    Paragraph(String),
    List(List),
    /// Rows of cells, the first of them the head.
    Table(Vec<Vec<Vec<Block>>>),
    Code {
        info: String,
        text: String,
    },
    Quote(Vec<Block>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// The first number, where the items have numbers.
    pub start: Option<u64>,
    pub items: Vec<Vec<Block>>,
}

/// The line that comes some lines after another; 0 where the format has no lines.
pub fn line_after(line: usize, count: usize) -> usize {
    if line == 0 { 0 } else { line + count }
}

impl Block {
    pub fn paragraph(line: usize, text: impl Into<String>) -> Self {
        Self {
            line,
            kind: Kind::Paragraph(text.into()),
        }
    }
}

/// Blocks as Markdown, without a line end at the end.
pub fn markdown(blocks: &[Block]) -> String {
    let texts: Vec<String> = blocks.iter().map(block).collect();
    let mut all = String::new();
    for text in texts.iter().filter(|text| !text.is_empty()) {
        if !all.is_empty() {
            all.push_str("\n\n");
        }
        all.push_str(text);
    }
    all
}

fn block(block: &Block) -> String {
    match &block.kind {
        Kind::Heading { level, text } => {
            format!("{} {text}", "#".repeat(usize::from(*level).clamp(1, 6)))
        }
        Kind::Paragraph(text) => text.trim().to_owned(),
        Kind::List(list) => items(list),
        Kind::Table(rows) => table(rows),
        Kind::Code { info, text } => {
            let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
            let fence = "`".repeat(longest.max(2) + 1);
            format!("{fence}{info}\n{}\n{fence}", text.trim_end_matches('\n'))
        }
        Kind::Quote(blocks) => prefixed(&markdown(blocks), "> ", "> "),
    }
}

fn items(list: &List) -> String {
    let is_loose = list.items.iter().any(|item| {
        let texts = item
            .iter()
            .filter(|block| matches!(block.kind, Kind::Paragraph(_)));
        texts.count() > 1
    });
    let texts = list.items.iter().enumerate().map(|(at, item)| {
        let mark = match list.start {
            Some(start) => format!("{}. ", start.saturating_add(at as u64)),
            None => "- ".to_owned(),
        };
        let body = markdown(item);
        let body = if is_loose { body } else { tight(item, body) };
        prefixed(&body, &mark, &" ".repeat(mark.len()))
    });
    let texts: Vec<String> = texts.collect();
    texts.join(if is_loose { "\n\n" } else { "\n" })
}

/// An item whose list follows its line at once.
fn tight(item: &[Block], body: String) -> String {
    match item {
        [first, second] if matches!(second.kind, Kind::List(_)) => {
            format!("{}\n{}", block(first), block(second))
        }
        _ => body,
    }
}

fn prefixed(text: &str, first: &str, others: &str) -> String {
    let mut all = String::new();
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            all.push('\n');
        }
        let prefix = if at == 0 { first } else { others };
        if line.is_empty() {
            all.push_str(prefix.trim_end());
        } else {
            all.push_str(prefix);
            all.push_str(line);
        }
    }
    all
}

fn table(rows: &[Vec<Vec<Block>>]) -> String {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        let cells =
            (0..width).map(|column| row.get(column).map_or_else(String::new, |one| cell(one)));
        let cells: Vec<String> = cells.collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
        if at == 0 {
            let _ = writeln!(text, "|{}", " --- |".repeat(width));
        }
    }
    text.trim_end().to_owned()
}

/// The content of a cell in one line.
pub fn cell(blocks: &[Block]) -> String {
    let text = markdown(blocks).replace("\n\n", "\n");
    let text = text.trim().replace('\n', "<br>");
    // A mark that was escaped in the source is so still.
    text.replace("\\|", "|").replace('|', "\\|")
}

/// Builds a document from what a reader meets, in order; an end without its start does no harm.
pub struct Builder {
    frames: Vec<Frame>,
    leaf: Option<(usize, Leaf, String)>,
    count: usize,
}

/// A block with text of its own.
#[derive(Clone, Copy, PartialEq)]
pub enum Leaf {
    Paragraph,
    Heading(u8),
}

/// What holds blocks.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Container {
    Root,
    Quote,
    List(Option<u64>),
    Item,
    Table,
    Row,
    Cell,
}

impl Container {
    fn is(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

struct Frame {
    container: Container,
    line: usize,
    blocks: Vec<Block>,
    /// Items of a list, cells of a row.
    parts: Vec<Vec<Block>>,
    rows: Vec<Vec<Vec<Block>>>,
}

impl Frame {
    fn new(container: Container, line: usize) -> Self {
        Self {
            container,
            line,
            blocks: Vec::new(),
            parts: Vec::new(),
            rows: Vec::new(),
        }
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            frames: vec![Frame::new(Container::Root, 0)],
            leaf: None,
            count: 0,
        }
    }
}

impl Builder {
    /// Begins a block of text; the one before ends.
    pub fn begin(&mut self, leaf: Leaf, line: usize) {
        self.end();
        self.leaf = Some((line, leaf, String::new()));
    }

    /// Adds text to the block that is open, else to a new paragraph.
    pub fn text(&mut self, text: &str, line: usize) {
        let leaf = self
            .leaf
            .get_or_insert_with(|| (line, Leaf::Paragraph, String::new()));
        leaf.2.push_str(text);
    }

    /// The text of the block that is open.
    pub fn open_text(&mut self) -> Option<&mut String> {
        self.leaf.as_mut().map(|(_, _, text)| text)
    }

    /// Ends the block of text that is open.
    pub fn end(&mut self) {
        if let Some((line, leaf, text)) = self.leaf.take()
            && !text.trim().is_empty()
        {
            // What is at the end of a line only makes a record hard to read.
            let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
            let text = lines.join("\n");
            self.push(Block {
                line,
                kind: match leaf {
                    Leaf::Paragraph => Kind::Paragraph(text),
                    Leaf::Heading(level) => Kind::Heading {
                        level,
                        text: text.split_whitespace().collect::<Vec<_>>().join(" "),
                    },
                },
            });
        }
    }

    pub fn push(&mut self, block: Block) {
        self.count += 1;
        if let Some(frame) = self.frames.last_mut() {
            frame.blocks.push(block);
        }
    }

    fn ensure_bounded(&self) -> Result<(), Unusable> {
        if self.count > MAX_BLOCKS {
            return Err(
                Unusable::new(format!("holds more than {MAX_BLOCKS} blocks of text"))
                    .hint("expected the page of a proposal: leave out what does not belong to it"),
            );
        }
        Ok(())
    }

    /// Opens a container, with those it has to be in.
    pub fn open(&mut self, container: Container, line: usize) -> Result<(), Unusable> {
        self.end();
        let needs = match container {
            Container::Item => Some(Container::List(None)),
            Container::Row => Some(Container::Table),
            Container::Cell => Some(Container::Row),
            _ => None,
        };
        if let Some(needs) = needs {
            let last = |one: Container| {
                self.frames
                    .iter()
                    .rposition(|frame| frame.container.is(one))
            };
            let wall = if needs.is(Container::Row) {
                Container::Table
            } else {
                Container::Cell
            };
            match last(needs) {
                // Ends that HTML lets people leave out.
                Some(at)
                    if needs.is(Container::Table) || last(wall).is_none_or(|wall| wall < at) =>
                {
                    while self.frames.len() > at + 1 {
                        self.close_top();
                    }
                }
                _ => self.open(needs, line)?,
            }
        }
        self.count += 1;
        self.ensure_bounded()?;
        if self.frames.len() > MAX_DEPTH {
            return Err(Unusable::new(format!(
                "nests lists, quotes or tables more than {MAX_DEPTH} levels deep, in line {line}"
            ))
            .hint("take out levels, or copy the text of the proposal into a plain file"));
        }
        self.frames.push(Frame::new(container, line));
        Ok(())
    }

    /// Closes a container and what is open within it.
    pub fn close(&mut self, container: Container) {
        self.end();
        let Some(at) = self
            .frames
            .iter()
            .rposition(|frame| frame.container.is(container))
        else {
            return;
        };
        // A cell's end does not end the table around that cell, nor an item's end the list.
        let wall = |frame: &Frame| matches!(frame.container, Container::Cell);
        if self.frames[at + 1..].iter().any(wall)
            && !container.is(Container::Table)
            && !container.is(Container::Row)
        {
            return;
        }
        while self.frames.len() > at.max(1) {
            self.close_top();
        }
    }

    fn close_top(&mut self) {
        self.end();
        if self.frames.len() < 2 {
            return;
        }
        let (Some(frame), line) = (self.frames.pop(), 0) else {
            return;
        };
        let line = line.max(frame.line);
        let Some(parent) = self.frames.last_mut() else {
            return;
        };
        match frame.container {
            Container::Root => parent.blocks.extend(frame.blocks),
            Container::Quote => parent.blocks.push(Block {
                line,
                kind: Kind::Quote(frame.blocks),
            }),
            Container::Item | Container::Cell => parent.parts.push(frame.blocks),
            Container::Row => {
                parent.rows.push(frame.parts);
                parent.blocks.extend(frame.blocks);
            }
            Container::List(start) => {
                // Text in a list beside its items is before it.
                parent.blocks.extend(frame.blocks);
                if !frame.parts.is_empty() {
                    let kind = Kind::List(List {
                        start,
                        items: frame.parts,
                    });
                    parent.blocks.push(Block { line, kind });
                }
            }
            Container::Table => {
                parent.blocks.extend(frame.blocks);
                let mut rows = frame.rows;
                rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
                let width = rows.iter().map(Vec::len).max().unwrap_or(0);
                let lacking = rows.iter().map(|row| width - row.len());
                self.count += lacking.sum::<usize>();
                if !rows.is_empty() {
                    parent.blocks.push(Block {
                        line,
                        kind: Kind::Table(rows),
                    });
                }
            }
        }
    }

    pub fn finish(mut self) -> Result<Document, Unusable> {
        while self.frames.len() > 1 {
            self.close_top();
        }
        self.end();
        self.ensure_bounded()?;
        let blocks = self
            .frames
            .pop()
            .map_or_else(Vec::new, |frame| frame.blocks);
        Ok(Document {
            blocks,
            is_plain: false,
        })
    }
}

/// Lists within each other, where a page says of each item only how deep it is.
#[derive(Default)]
pub struct NestedLists {
    /// The depth of each open list, and whether its items have numbers.
    open: Vec<(usize, bool)>,
}

impl NestedLists {
    /// Opens an item of the list at a depth, with the lists it takes.
    ///
    /// # Errors
    /// The page is beyond a bound.
    pub fn item(
        &mut self,
        builder: &mut Builder,
        depth: usize,
        start: Option<u64>,
        line: usize,
    ) -> Result<(), Unusable> {
        let wanted = (depth, start.is_some());
        let is_over = |open: &(usize, bool)| open.0 > depth || open.0 == depth && *open != wanted;
        while self.open.last().is_some_and(is_over) {
            self.open.pop();
            builder.close(Container::List(None));
        }
        if self.open.last() != Some(&wanted) {
            self.open.push(wanted);
            builder.open(Container::List(start), line)?;
        }
        builder.open(Container::Item, line)
    }

    /// Whether a text this deep goes on with the item that is open.
    pub fn holds(&self, depth: usize) -> bool {
        self.open.last().is_some_and(|(open, _)| depth > *open)
    }

    pub fn close(&mut self, builder: &mut Builder) {
        for _ in self.open.drain(..) {
            builder.close(Container::List(None));
        }
    }
}
