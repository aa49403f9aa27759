//! A document as sections under headings, also where bold lines, labels or a table are its headings.

use crate::import::proposal::document::{Block, Document, Kind, List, line_after};
use crate::import::proposal::headings::{Headings, words};
use crate::import::proposal::inline;

/// Deeper than any heading of a page: what a bold line or a label begins.
pub const LABEL: u8 = 7;

/// A heading with what is under it.
#[derive(Debug, Clone, Default)]
pub struct Section {
    pub line: usize,
    /// The heading as Markdown; empty for the page as a whole.
    pub heading: String,
    pub level: u8,
    /// What comes before the first heading below it.
    pub body: Vec<Block>,
    pub sections: Vec<Section>,
}

impl Section {
    /// The links of the heading, a paragraph each.
    pub fn heading_links(&self) -> Vec<Block> {
        let links = inline::links(&self.heading).into_iter();
        links
            .filter(|link| !link.address.is_empty())
            .map(|link| {
                let text = format!("[{}]({})", link.text, link.address);
                Block::paragraph(self.line, text)
            })
            .collect()
    }

    /// Whether there is no text under the heading.
    pub fn is_empty(&self) -> bool {
        self.body.is_empty() && self.sections.is_empty()
    }

    /// Everything under the heading, with the headings below it.
    pub fn blocks(&self) -> Vec<Block> {
        let mut blocks = self.body.clone();
        for section in &self.sections {
            blocks.push(section.own_heading());
            blocks.extend(section.blocks());
        }
        blocks
    }

    /// The heading as a block.
    pub fn own_heading(&self) -> Block {
        if self.level >= LABEL {
            let plain = inline::plain(&self.heading);
            return Block::paragraph(self.line, format!("**{}**", plain.trim_end_matches(':')));
        }
        Block {
            line: self.line,
            kind: Kind::Heading {
                level: self.level,
                text: self.heading.clone(),
            },
        }
    }
}

/// The sections of a page.
pub fn outline(document: &Document, headings: &Headings<'_>) -> Section {
    let mut promoter = Promoter {
        headings,
        is_plain: document.is_plain,
        context: Vec::new(),
        promoted: Vec::new(),
    };
    for block in unwrapped(&document.blocks) {
        promoter.take(block);
    }
    nested(promoter.promoted)
}

/// Blocks without the tables that only lay them out.
fn unwrapped(blocks: &[Block]) -> Vec<Block> {
    let mut all = Vec::new();
    for block in blocks {
        match &block.kind {
            Kind::Table(rows) if rows.iter().all(|row| row.len() == 1) || holds_headings(rows) => {
                rows.iter()
                    .flatten()
                    .for_each(|cell| all.extend(unwrapped(cell)));
            }
            _ => all.push(block.clone()),
        }
    }
    all
}

fn holds_headings(rows: &[Vec<Vec<Block>>]) -> bool {
    let is_heading = |block: &Block| matches!(block.kind, Kind::Heading { .. });
    rows.iter()
        .flatten()
        .any(|cell| cell.iter().any(is_heading) && cell.len() > 1)
}

struct Promoter<'h, 't> {
    headings: &'h Headings<'t>,
    is_plain: bool,
    /// The headings that are open, each with the key of its field.
    context: Vec<(u8, Option<String>)>,
    promoted: Vec<Block>,
}

impl Promoter<'_, '_> {
    fn take(&mut self, block: Block) {
        match &block.kind {
            Kind::Heading { level, text } => {
                let (level, text) = (*level, text.clone());
                self.enter(level, &text, block.line);
            }
            Kind::Paragraph(text) => {
                let text = text.clone();
                self.paragraph(block.line, &text);
            }
            Kind::Table(rows) if self.field_table(rows) => self.rows(block.line, rows.clone()),
            Kind::List(list) if self.is_field_list(list) => {
                for item in list.items.clone() {
                    for block in item {
                        self.take(block);
                    }
                }
            }
            _ => self.promoted.push(block),
        }
    }

    fn enter(&mut self, level: u8, heading: &str, line: usize) {
        self.context.retain(|(open, _)| *open < level);
        let key = self
            .headings
            .find(heading)
            .map(|found| found.field.key.clone());
        self.context.push((level, key));
        self.promoted.push(Block {
            line,
            kind: Kind::Heading {
                level,
                text: heading.to_owned(),
            },
        });
    }

    /// Whether we are within roles or scenarios, whose parts have labels of their own.
    fn within(&self) -> Option<&str> {
        let keys = self.context.iter().filter_map(|(_, key)| key.as_deref());
        keys.rev().find(|key| matches!(*key, "scenarios" | "roles"))
    }

    fn paragraph(&mut self, line: usize, text: &str) {
        let mut rest: Vec<&str> = Vec::new();
        let mut start = line;
        for (at, one) in text.lines().enumerate() {
            let number = line_after(line, at);
            if let Some((label, value)) = self.label(one) {
                self.end_paragraph(start, &mut rest);
                self.enter(LABEL, label, number);
                start = number;
                rest.extend(Some(value).filter(|value| !value.is_empty()));
            } else {
                if rest.is_empty() {
                    start = number;
                }
                rest.push(one);
            }
        }
        self.end_paragraph(start, &mut rest);
    }

    fn end_paragraph(&mut self, line: usize, rest: &mut Vec<&str>) {
        if !rest.is_empty() {
            self.promoted.push(Block::paragraph(line, rest.join("\n")));
            rest.clear();
        }
    }

    /// A line's label that is a field, and what follows it.
    fn label<'l>(&self, line: &'l str) -> Option<(&'l str, &'l str)> {
        let is_field = |label: &str| {
            let field = self.headings.certain(label)?;
            let is_part = self.within().is_some() && is_part(label, &field.key);
            (!is_part).then_some(())
        };
        let whole = line.trim();
        if whole.is_empty() || whole.len() > 200 {
            return None;
        }
        let shown = whole.trim_start_matches(':').trim();
        if (self.is_plain || inline::is_bold(whole) || shown.ends_with(':'))
            && is_field(shown).is_some()
        {
            return Some((shown, ""));
        }
        let (label, value) = labeled(shown)?;
        is_field(label)?;
        Some((label, value))
    }

    /// Whether most rows of a table of two columns have a field and what is said to it.
    fn field_table(&self, rows: &[Vec<Vec<Block>>]) -> bool {
        let is_field = |row: &&Vec<Vec<Block>>| {
            let label = row.first().map(|cell| text_of(cell)).unwrap_or_default();
            self.headings.certain(&label).is_some()
        };
        rows.iter().all(|row| row.len() <= 2)
            && self.within().is_none()
            && rows.iter().filter(is_field).count() * 2 >= rows.len().max(2)
    }

    fn rows(&mut self, line: usize, rows: Vec<Vec<Vec<Block>>>) {
        for mut row in rows {
            let label = row.first().map(|cell| text_of(cell)).unwrap_or_default();
            let at = row
                .first()
                .and_then(|cell| cell.first())
                .map_or(line, |block| block.line);
            let value = if row.len() > 1 {
                row.swap_remove(1)
            } else {
                Vec::new()
            };
            if label.trim().is_empty() {
                self.promoted.extend(value);
                continue;
            }
            self.enter(LABEL, &label, at);
            self.promoted.extend(value);
        }
        // What follows the table belongs to what is around it.
        self.context.retain(|(level, _)| *level < LABEL);
    }

    /// Whether every item of a list begins with a field's label.
    fn is_field_list(&self, list: &List) -> bool {
        let label = |item: &Vec<Block>| match item.first().map(|block| &block.kind) {
            Some(Kind::Paragraph(text)) => text
                .lines()
                .next()
                .is_some_and(|line| self.label(line).is_some()),
            _ => false,
        };
        list.items.len() > 1 && self.within().is_none() && list.items.iter().all(label)
    }
}

/// Whether a label is also one of a part of a scenario or a role.
fn is_part(label: &str, key: &str) -> bool {
    // `Roles:` of a scenario, `Description:` of a role, `Goal:` of either.
    let is_shared = matches!(
        key,
        "roles"
            | "long-description"
            | "short-description"
            | "prerequisites"
            | "justification"
            | "title"
            | "type"
            | "expected-participants"
            | "background"
            | "test-data"
            | "call-for-participants"
    );
    is_shared && words(label).len() < 3
}

/// A label and what is said to it: `**Goal:** text`, `**Goal**: text`, `Goal: text`.
pub fn labeled(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    for mark in ["**", "__", "*", "_"] {
        let Some(inner) = line.strip_prefix(mark) else {
            continue;
        };
        let Some((label, rest)) = inner.split_once(mark) else {
            continue;
        };
        let rest = rest.trim_start();
        if label.trim_end().ends_with(':') {
            return Some((label, rest));
        }
        if let Some(value) = rest.strip_prefix(':') {
            return Some((label, value.trim()));
        }
        return None;
    }
    let (label, value) = line.split_once(':')?;
    // An address has a colon as well, and a sentence is no label.
    let is_label =
        label.len() <= 80 && !value.starts_with("//") && !label.contains(['.', '[', '`', ';']);
    is_label.then(|| (label.trim(), value.trim()))
}

/// The text of a cell in one line.
fn text_of(blocks: &[Block]) -> String {
    let texts = blocks.iter().filter_map(|block| match &block.kind {
        Kind::Paragraph(text) | Kind::Heading { text, .. } => Some(text.replace('\n', " ")),
        _ => None,
    });
    let texts: Vec<String> = texts.collect();
    if texts.len() == blocks.len() {
        texts.join(" ")
    } else {
        String::new()
    }
}

fn nested(blocks: Vec<Block>) -> Section {
    let mut open = vec![Section::default()];
    for block in blocks {
        match block.kind {
            Kind::Heading { level, text } => {
                close(&mut open, level);
                open.push(Section {
                    line: block.line,
                    heading: text,
                    level,
                    ..Section::default()
                });
            }
            _ => {
                if let Some(section) = open.last_mut() {
                    section.body.push(block);
                }
            }
        }
    }
    close(&mut open, 1);
    open.pop().unwrap_or_default()
}

/// Ends the sections that a heading of a level ends.
pub fn close(open: &mut Vec<Section>, level: u8) {
    while open.len() > 1 && open.last().is_some_and(|section| section.level >= level) {
        if let Some(section) = open.pop()
            && let Some(parent) = open.last_mut()
        {
            parent.sections.push(section);
        }
    }
}

/// `**Name** text`.
pub fn bold_lead(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.strip_prefix("**")?.split_once("**")?;
    let rest = rest
        .trim_start()
        .trim_start_matches(['-', '–', '—', ':'])
        .trim();
    Some((name, rest))
}
