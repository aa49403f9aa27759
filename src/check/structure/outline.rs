//! The keys of a record, found line by line: also in a text that is not YAML, where a pasted paragraph broke it.
//!
//! A line is a key where its kind of record has that key at that column. Everything else after the key of a text is text.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::ptr;

use serde_json::Value as Schema;

use crate::check::schema::{allowed_words, alternatives, record_schema};
use crate::model::nearest::nearest;
use crate::workspace::RecordKind;
use crate::yaml::Path;

/// What a key holds, as far as lines are concerned.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// One text.
    Text,
    /// One text, or a list of texts.
    Texts,
    /// Keys of its own.
    Keys(&'static Schema),
    /// Any keys, each with a value of this schema.
    Table(&'static Schema),
    /// A list of items with keys.
    Items(&'static Schema),
    /// Keys of its own, or a list of items with such keys.
    KeysOrItems(&'static Schema),
    Other,
}

thread_local! {
    /// What was worked out already, by the schema: those of records are there once, and are asked about for every line of every file.
    static KNOWN: RefCell<HashMap<*const Schema, Shape>> = RefCell::default();
}

impl Shape {
    fn known(kind: RecordKind, schema: &'static Schema) -> Self {
        KNOWN.with_borrow_mut(|known| {
            let shape = known.entry(ptr::from_ref(schema));
            *shape.or_insert_with(|| Self::new(kind, schema))
        })
    }

    fn new(kind: RecordKind, schema: &'static Schema) -> Self {
        let all = alternatives(kind, schema);
        let has = |name: &str| {
            all.iter().any(|schema| match schema.get("type") {
                Some(Schema::String(one)) => one == name,
                Some(Schema::Array(several)) => several.iter().any(|one| one == name),
                _ => false,
            })
        };
        let below = |key: &str| all.iter().copied().find(|schema| schema.get(key).is_some());
        if all
            .iter()
            .any(|one| allowed_words(one).is_some() || one.get("format").is_some())
        {
            return Self::Other;
        }
        let items = below("items").and_then(|schema| schema.get("items"));
        let item = items.and_then(|items| {
            let mut items = alternatives(kind, items).into_iter();
            items.find(|schema| schema.get("properties").is_some())
        });
        let table = below("additionalProperties").and_then(|one| one.get("additionalProperties"));
        let keys = below("properties");
        match (has("string"), has("array")) {
            (true, false) if keys.is_none() && !has("integer") && !has("boolean") => Self::Text,
            (true, true) if item.is_none() && keys.is_none() => Self::Texts,
            (false, true) => match (item, keys) {
                (Some(item), Some(_)) => Self::KeysOrItems(item),
                (Some(item), None) => Self::Items(item),
                (None, _) => Self::Other,
            },
            (false, false) => match (keys, table) {
                (Some(keys), _) => Self::Keys(keys),
                (None, Some(value)) if value.is_object() => Self::Table(value),
                _ => Self::Other,
            },
            _ => Self::Other,
        }
    }

    fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Texts)
    }
}

/// A key of one text or several, with the lines that seem to be its value.
#[derive(Debug, Clone)]
pub(super) struct Region {
    pub path: Path,
    pub key: String,
    pub column: usize,
    pub is_list: bool,
    /// From after the colon to the end of the last line.
    pub bytes: Range<usize>,
    /// The first line that is indented no deeper than the key.
    pub loose: Option<Range<usize>>,
    /// Whether nothing but the mark of a block follows the key so far.
    pub is_open_block: bool,
}

#[derive(Debug, Default)]
pub(super) struct Outline {
    pub regions: Vec<Region>,
    /// The keys of the record itself, each with its lines.
    pub chunks: Vec<(String, Range<usize>)>,
    /// Tabs and spaces that indent a key, each with the spaces to write.
    pub tabs: Vec<(Range<usize>, usize)>,
}

struct Level {
    column: usize,
    holds: Shape,
    path: Path,
    /// Of an item: the column of its dash, the path of its list, and its place there.
    item: Option<(usize, Path, usize)>,
}

#[derive(Clone)]
struct Open {
    shape: Shape,
    region: Region,
}

struct Head<'t> {
    dash: Option<usize>,
    column: usize,
    key: &'t str,
    /// After the colon, within the line.
    after: usize,
}

/// Takes a text apart, without its byte order mark.
pub(super) fn outline(kind: RecordKind, body: &str) -> Outline {
    let root = record_schema(kind);
    let mut scan = Scan {
        kind,
        keys: keys(body),
        looks: MOST_LOOKS,
        levels: vec![Level {
            column: 0,
            holds: Shape::Keys(root),
            path: Path::root(),
            item: None,
        }],
        open: None,
        paused: None,
        outline: Outline::default(),
    };
    let lines: Vec<(usize, &str)> = lines(body).collect();
    for (at, (start, line)) in lines.iter().enumerate() {
        let next = lines[at + 1..].iter().map(|(_, line)| *line);
        scan.line(*start, line, next);
    }
    scan.close();
    let starts: Vec<usize> = scan
        .outline
        .chunks
        .iter()
        .map(|(_, range)| range.start)
        .collect();
    for (at, (_, range)) in scan.outline.chunks.iter_mut().enumerate() {
        range.end = starts.get(at + 1).copied().unwrap_or(body.len());
    }
    scan.outline
}

/// So many lines are looked at for a misspelled key: the comparison with every name takes its time.
const MOST_LOOKS: usize = 1000;

/// The words with a colon after them at the beginning of a line or after a dash.
fn keys(body: &str) -> HashSet<&str> {
    let words = body.lines().filter_map(|line| {
        let line = line.trim_start_matches([' ', '\t', '-']);
        line.split_once(':').map(|(word, _)| word)
    });
    words.collect()
}

/// The lines of a text without their ends, each with its first byte.
fn lines(body: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    body.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len();
        (at, line.trim_end_matches(['\r', '\n']))
    })
}

struct Scan<'t> {
    kind: RecordKind,
    /// The words with a colon after them at the beginning of some line.
    keys: HashSet<&'t str>,
    /// How many more lines are looked at for a misspelled key.
    looks: usize,
    levels: Vec<Level>,
    open: Option<Open>,
    /// A text that a word with a colon seemed to end: what is neither text nor key after that shows that it did not.
    paused: Option<(Open, Range<usize>)>,
    outline: Outline,
}

impl Scan<'_> {
    fn line<'t>(&mut self, start: usize, line: &str, mut next: impl Iterator<Item = &'t str>) {
        let content = line.trim_start_matches([' ', '\t']);
        if content.trim().is_empty() || content.starts_with('#') {
            self.see_hash(start, line, next.next());
            return;
        }
        let indent = &line[..line.len() - content.len()];
        let column: usize = indent.chars().map(|c| if c == '\t' { 2 } else { 1 }).sum();
        let inside = self.open.as_ref().is_some_and(|open| {
            let region = &open.region;
            let is_item = matches!(open.shape, Shape::Texts) && content.starts_with("- ");
            !matches!(
                open.shape,
                Shape::Keys(_) | Shape::Table(_) | Shape::Items(_) | Shape::KeysOrItems(_)
            ) && (column > region.column || is_item && column == region.column)
        });
        if inside {
            self.extend(start, line, false);
            return;
        }
        if let Some(head) = head(content, column)
            && self.key(&head, start, line, indent)
        {
            return;
        }
        let separates = column == 0 && matches!(line.trim_end(), "---" | "...");
        let is_word = |head: &Head<'_>| head.key.starts_with(|c: char| c.is_ascii_lowercase());
        if self.open.is_none() && !head(content, column).as_ref().is_some_and(is_word) {
            self.reopen();
        }
        let is_text = self.open.as_ref().is_some_and(|open| open.shape.is_text());
        if !is_text || separates && self.begins_record(next) {
            self.close();
            return;
        }
        if let Some(is_near) = self.may_be_key(content, column) {
            let content = start + indent.len()..start + line.trim_end().len();
            self.paused = self
                .open
                .clone()
                .map(|open| (open, content))
                .filter(|_| !is_near);
            self.close();
            return;
        }
        self.extend(start, line, true);
    }

    /// Takes a text up again that was thought to have ended.
    fn reopen(&mut self) {
        let Some((mut open, lines)) = self.paused.take() else {
            return;
        };
        open.region.loose.get_or_insert(lines.clone());
        open.region.bytes.end = lines.end;
        self.outline.regions.pop();
        self.open = Some(open);
    }

    /// A line that begins with a hash right below loose text, with nothing after it, is more of that text.
    fn see_hash(&mut self, start: usize, line: &str, next: Option<&str>) {
        let is_end = next.is_none_or(|next| next.trim().is_empty());
        let Some(open) = &mut self.open else { return };
        let touches = start.saturating_sub(open.region.bytes.end) <= 2;
        if open.region.loose.is_some() && !line.trim().is_empty() && touches && is_end {
            open.region.bytes.end = start + line.trim_end().len();
        }
    }

    fn extend(&mut self, start: usize, line: &str, is_loose: bool) {
        let Some(open) = &mut self.open else { return };
        let end = start + line.trim_end().len();
        open.region.bytes.end = end;
        open.region.is_open_block = false;
        if is_loose {
            let content = start + line.len() - line.trim_start().len();
            open.region.loose.get_or_insert(content..end);
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take().filter(|open| open.shape.is_text()) {
            self.outline.regions.push(open.region);
        }
    }

    /// Whether the next content is a key that was there before: then a mark before it separates documents.
    fn begins_record<'l>(&self, mut next: impl Iterator<Item = &'l str>) -> bool {
        let content = next.find(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let Some(content) = content else { return true };
        let key = head(content, 0).map(|head| head.key);
        let mut chunks = self.outline.chunks.iter();
        key.is_some_and(|key| chunks.any(|(known, _)| known == key))
    }

    /// Whether a line may be a key that no record has: then it is not swallowed by the text before it. Says whether it is near to one
    /// that a record has.
    fn may_be_key(&mut self, content: &str, column: usize) -> Option<bool> {
        let head = head(content, column).filter(|head| head.dash.is_none())?;
        let level = self.levels.iter().rev();
        let level = level.into_iter().find(|level| level.column == column)?;
        let is_name = head.key.starts_with(|c: char| c.is_ascii_lowercase());
        let near = match self.looks {
            0 => Vec::new(),
            _ => nearest(head.key, level.names()),
        };
        // In lower case it is written as keys are, and not as the words of a text.
        let is_near = near
            .iter()
            .any(|name| is_name || !self.keys.contains(name.as_str()));
        self.looks = self.looks.saturating_sub(1);
        let region = &self.open.as_ref()?.region;
        // After text that is loose already, or in the place for it, a word with a colon is more of it.
        let is_place = region.loose.is_some() || region.is_open_block;
        (is_near || is_name && !is_place).then_some(is_near)
    }

    /// Takes a line as a key where it can be one.
    fn key(&mut self, head: &Head<'_>, start: usize, line: &str, indent: &str) -> bool {
        let found = self.levels.iter().rposition(|level| {
            let at = match (head.dash, &level.item) {
                (None, _) => level.column == head.column,
                (Some(dash), Some((column, ..))) => *column == dash,
                _ => false,
            };
            at && level.shape_of(self.kind, head.key).is_some()
        });
        self.paused = self.paused.take().filter(|_| found.is_none());
        if let Some(found) = found {
            self.close();
            self.levels.truncate(found + 1);
            let level = &mut self.levels[found];
            if let (Some(_), Some((_, list, at))) = (head.dash, &mut level.item) {
                *at += 1;
                level.path = list.clone().index(*at);
                level.column = head.column;
            }
        } else {
            let Some(open) = &self.open else { return false };
            let (column, path) = (open.region.column, open.region.path.clone());
            let (holds, item) = match (open.shape, head.dash) {
                (shape @ (Shape::Keys(_) | Shape::Table(_)), None) if head.column > column => {
                    (shape, None)
                }
                (Shape::KeysOrItems(schema), None) if head.column > column => {
                    (Shape::Keys(schema), None)
                }
                (Shape::Items(schema) | Shape::KeysOrItems(schema), Some(dash))
                    if dash >= column =>
                {
                    (Shape::Keys(schema), Some((dash, path.clone(), 0)))
                }
                _ => return false,
            };
            let path = if item.is_some() { path.index(0) } else { path };
            let level = Level {
                column: head.column,
                holds,
                path,
                item,
            };
            if level.shape_of(self.kind, head.key).is_none() {
                return false;
            }
            self.open = None;
            self.levels.push(level);
        }
        let Some(level) = self.levels.last() else {
            return false;
        };
        let Some(shape) = level.shape_of(self.kind, head.key) else {
            return false;
        };
        if self.levels.len() == 1 {
            self.outline
                .chunks
                .push((head.key.to_owned(), start..start));
        }
        if indent.contains('\t') {
            let width = head.dash.unwrap_or(head.column);
            self.outline.tabs.push((start..start + indent.len(), width));
        }
        let after = start + indent.len() + head.after;
        self.open = Some(Open {
            shape,
            region: Region {
                path: level.path.clone().key(head.key),
                key: head.key.to_owned(),
                column: head.column,
                is_list: matches!(shape, Shape::Texts),
                bytes: after..(start + line.trim_end().len()).max(after),
                loose: None,
                is_open_block: line[line.len().min(indent.len() + head.after)..].trim() == "|",
            },
        });
        true
    }
}

impl Level {
    fn shape_of(&self, kind: RecordKind, key: &str) -> Option<Shape> {
        match self.holds {
            Shape::Keys(schema) => {
                let known = schema.get("properties")?.get(key)?;
                Some(Shape::known(kind, known))
            }
            Shape::Table(value) => {
                let is_name = key.starts_with(|c: char| c.is_ascii_lowercase());
                is_name.then(|| Shape::known(kind, value))
            }
            _ => None,
        }
    }

    fn names(&self) -> Vec<&str> {
        let Shape::Keys(schema) = self.holds else {
            return Vec::new();
        };
        let known = schema.get("properties").and_then(Schema::as_object);
        known
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect()
    }
}

/// A word with a colon after it at the beginning of a line, or after one dash.
fn head(content: &str, column: usize) -> Option<Head<'_>> {
    let (mut rest, mut dash, mut at) = (content, None, column);
    if let Some(item) = content.strip_prefix("- ") {
        rest = item.trim_start_matches(' ');
        dash = Some(column);
        at = column + content.len() - rest.len();
    }
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'))?;
    let is_key = end > 0
        && rest[end..].starts_with(':')
        && rest[end + 1..].starts_with([' ', '\t']) | rest[end + 1..].is_empty();
    is_key.then(|| Head {
        dash,
        column: at,
        key: &rest[..end],
        after: content.len() - rest.len() + end + 1,
    })
}
