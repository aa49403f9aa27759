//! Texts as they are pasted, where YAML takes them for something else: written again so that every word is kept.

use std::ops::Range;

use crate::check::structure::explain::{explain, is_left_open};
use crate::check::structure::outline::{Outline, Region, outline};
use crate::check::structure::parts::Parts;
use crate::workspace::RecordKind;
use crate::yaml::marks::{IGNORE_MARK, begins_item, reads_as_text, says_word_at_once};
use crate::yaml::tree::{Node, NodeKind};
use crate::yaml::write::line_end;
use crate::yaml::{self, Path, Value, guard};

/// A text that YAML does not take as it is written, and how it is written so that it does.
#[derive(Debug, Clone)]
pub(super) struct Mend {
    pub path: Path,
    pub bytes: Range<usize>,
    pub with: String,
    /// What to point at.
    pub at: Range<usize>,
    pub message: String,
    pub help: String,
    /// Whether there is no other way to read it.
    pub is_certain: bool,
}

/// A text of a record without what keeps it from being YAML.
#[derive(Debug)]
pub struct Salvage {
    pub text: String,
    /// Keys that were left out with everything below them, because no one can tell what their lines mean.
    pub dropped: Vec<Dropped>,
    pub(super) mends: Vec<Mend>,
    edits: Vec<Edit>,
}

/// A key that was left out.
#[derive(Debug)]
pub struct Dropped {
    pub key: String,
    /// The byte that its lines cannot be parsed at.
    pub at: usize,
    /// Its lines.
    pub bytes: Range<usize>,
}

/// The most keys, texts to be written again, and lines with tabs of a file that is salvaged: no record written by a person comes near.
const MOST_KEYS: usize = 1000;
const MOST_MENDS: usize = 200;
const MOST_TABS: usize = 20_000;

impl Salvage {
    /// Takes a text that is not YAML, without its byte order mark; `None` where nothing can be made of it.
    pub fn new(kind: RecordKind, body: &str) -> Option<Self> {
        if body.len() > guard::MAX_BYTES || has_conflict(body) {
            return None;
        }
        let outline = outline(kind, body);
        if outline.chunks.len() > MOST_KEYS {
            return None;
        }
        let mut mends = mends(&outline, body);
        if mends.len() > MOST_MENDS || outline.tabs.len() > MOST_TABS {
            return None;
        }
        mends.extend(outline.tabs.iter().map(|(bytes, width)| Mend {
            path: Path::root(),
            bytes: bytes.clone(),
            with: " ".repeat(*width),
            at: bytes.clone(),
            message: "a tab indents this line".to_owned(),
            help: "indent with spaces: YAML allows no tabs there".to_owned(),
            is_certain: true,
        }));
        mends.sort_by_key(|mend| mend.bytes.start);
        let mut edits: Vec<(Range<usize>, &str)> = mends
            .iter()
            .map(|mend| (mend.bytes.clone(), mend.with.as_str()))
            .collect();
        let mut dropped = Vec::new();
        if !is_yaml(&splice(body, 0..body.len(), &edits)) {
            for (key, range) in &outline.chunks {
                let chunk = splice(body, range.clone(), &edits);
                if let Some(at) = broken_at(&chunk, key) {
                    let at = back(&placed(range.start, &edits), range.start, at);
                    let bytes = range.clone();
                    dropped.push(Dropped {
                        key: key.clone(),
                        at: at.clamp(range.start, range.end),
                        bytes,
                    });
                }
            }
            if dropped.is_empty() || dropped.len() == outline.chunks.len() {
                return None;
            }
            edits.retain(|(range, _)| !is_within(&dropped, range));
            edits.extend(dropped.iter().map(|one| (one.bytes.clone(), "")));
            edits.sort_by_key(|(range, _)| range.start);
        }
        let text = splice(body, 0..body.len(), &edits);
        let edits = placed(0, &edits);
        mends.retain(|mend| !is_within(&dropped, &mend.bytes));
        is_yaml(&text).then_some(Self {
            text,
            dropped,
            mends,
            edits,
        })
    }

    /// Where a byte of the salvaged text is in the one it was made of.
    pub fn original(&self, at: usize) -> usize {
        back(&self.edits, 0, at)
    }

    /// The values of the salvaged text with their places in the original.
    pub fn tree(&self) -> Option<Node> {
        let mut tree = yaml::places(&self.text)?;
        self.move_back(&mut tree);
        Some(tree)
    }

    fn move_back(&self, node: &mut Node) {
        // A text that was not copied as it is would be read from the wrong bytes.
        if let NodeKind::Scalar { text, .. } = &node.kind
            && text.is_none()
        {
            let read = node.text(&self.text).into_owned();
            if let NodeKind::Scalar { text, .. } = &mut node.kind {
                *text = Some(read);
            }
        }
        node.span = self.original(node.span.start)..self.original(node.span.end);
        match &mut node.kind {
            NodeKind::List(items) => items.iter_mut().for_each(|item| self.move_back(item)),
            NodeKind::Map(entries) => {
                for entry in entries {
                    entry.key_span =
                        self.original(entry.key_span.start)..self.original(entry.key_span.end);
                    self.move_back(&mut entry.value);
                }
            }
            _ => {}
        }
    }
}

/// Whether a range begins in what was left out.
fn is_within(dropped: &[Dropped], range: &Range<usize>) -> bool {
    dropped.iter().any(|one| one.bytes.contains(&range.start))
}

/// The texts of a file that is YAML, or is not, that are not read as the texts they are.
pub(super) fn misread(kind: RecordKind, body: &str) -> Vec<Mend> {
    mends(&outline(kind, body), body)
}

/// A text of a file that is YAML whose words or lines are not read as they are written.
#[derive(Debug)]
pub struct Altered {
    pub path: Path,
    /// What is lost, or the lines that are joined.
    pub at: Range<usize>,
    pub bytes: Range<usize>,
    /// How the text is written so that nothing is.
    pub with: String,
}

/// Texts that YAML cuts: what follows a hash, and a first word that it takes for a mark of its own.
pub fn cut(kind: RecordKind, body: &str) -> Vec<Altered> {
    let outline = outline(kind, body);
    let comments = yaml::comments(body);
    let cut = outline.regions.iter().filter_map(|region| {
        let raw = &body[region.bytes.clone()];
        let text = raw.trim_start();
        let value = without_comments(text);
        if value.starts_with(['\'', '"', '|', '>', '[', '{', '-']) && !value.starts_with("--") {
            return None;
        }
        let text_at = region.bytes.end - text.len();
        let mark = text.starts_with(['&', '!']).then(|| {
            let word = text.split_whitespace().next().unwrap_or(text);
            text_at..text_at + word.len()
        });
        let at = mark.or_else(|| {
            let first = comments.partition_point(|one| one.start < region.bytes.start);
            let mut inside = comments[first..]
                .iter()
                .take_while(|one| one.start < region.bytes.end);
            inside.find(|one| is_lost(region, body, one)).cloned()
        })?;
        altered(region, raw, body, at)
    });
    cut.collect()
}

/// A text from its first line on that is no comment.
fn without_comments(text: &str) -> &str {
    let mut rest = text;
    while rest.starts_with('#') {
        rest = rest
            .split_once('\n')
            .map_or("", |(_, rest)| rest)
            .trim_start();
    }
    rest
}

/// Whether a comment among the lines of a text is more likely a part of it.
fn is_lost(region: &Region, body: &str, comment: &Range<usize>) -> bool {
    let said = &body[comment.clone()];
    if said.contains(IGNORE_MARK) {
        return false;
    }
    let row = body[..comment.start].rfind('\n').map_or(0, |at| at + 1);
    let is_own_line = row > region.bytes.start && body[row..comment.start].trim().is_empty();
    let deeper = comment.start - row > region.column;
    if is_own_line {
        deeper || says_word_at_once(said)
    } else {
        let is_empty = body[region.bytes.start..comment.start].trim().is_empty();
        !is_empty && reads_as_text(said)
    }
}

/// Texts whose lines look like those of a list or a table, and are read as one line.
pub fn joined(kind: RecordKind, body: &str) -> Vec<Altered> {
    let outline = outline(kind, body);
    let joined = outline.regions.iter().filter_map(|region| {
        let raw = &body[region.bytes.clone()];
        let text = raw.trim_start();
        if text.starts_with(['\'', '"', '|', '[', '{']) {
            return None;
        }
        let Some(Value::String(value)) = read(region, raw) else {
            return None;
        };
        let parts = Parts::new(raw);
        let is_filled = |line: &&&str| !line.trim().is_empty();
        let lines = parts.lines.iter().filter(is_filled);
        let at = parts
            .lines
            .iter()
            .skip(1)
            .find(|line| begins_item(line.trim_start()))?;
        if value.lines().filter(|line| !line.trim().is_empty()).count() >= lines.count() {
            return None;
        }
        let at = at.trim();
        let start = region.bytes.start + raw.find(at)?;
        altered(region, raw, body, start..start + at.len())
    });
    joined.collect()
}

fn altered(region: &Region, raw: &str, body: &str, at: Range<usize>) -> Option<Altered> {
    let end = line_end(body);
    let mut parts = Parts::new(raw);
    parts.header = parts.header.map(|_| "|");
    let with = parts.written(region, end);
    let value = read(region, &with)?;
    let read = texts(&value)?.join(" ");
    words(&read).eq(words(&parts.all())).then(|| Altered {
        path: region.path.clone(),
        at,
        bytes: region.bytes.clone(),
        with,
    })
}

fn mends(outline: &Outline, body: &str) -> Vec<Mend> {
    let regions = outline.regions.iter();
    regions.filter_map(|region| mend(region, body)).collect()
}

fn has_conflict(body: &str) -> bool {
    let marks = ["<<<<<<< ", ">>>>>>> ", "||||||| "];
    let is_mark = |line: &str| marks.iter().any(|mark| line.starts_with(mark));
    body.lines().any(is_mark)
}

fn is_yaml(text: &str) -> bool {
    guard::admit(text.as_bytes())
        .is_ok_and(|text| yaml::read::<serde::de::IgnoredAny>(text).is_ok())
}

/// Where the lines of one key cannot be parsed by themselves.
fn broken_at(chunk: &str, key: &str) -> Option<usize> {
    let Ok(text) = guard::admit(chunk.as_bytes()) else {
        return Some(0);
    };
    match yaml::read::<Value>(text) {
        Ok(value) => {
            let map = value.as_mapping();
            // An alias or a mark of documents reaches beyond it.
            let is_own = map.is_some_and(|map| map.keys().next().is_some_and(|one| one == key));
            (!is_own).then_some(0)
        }
        Err(error) => Some(error.location().map_or(0, |location| location.index())),
    }
}

/// A part of a text with edits.
fn splice(body: &str, part: Range<usize>, edits: &[(Range<usize>, &str)]) -> String {
    let (mut text, mut at) = (String::with_capacity(part.len()), part.start);
    for (range, with) in edits {
        if range.start < part.start || range.end > part.end || range.start < at {
            continue;
        }
        text.push_str(&body[at..range.start]);
        text.push_str(with);
        at = range.end;
    }
    text.push_str(&body[at..part.end]);
    text
}

/// A part of a text that another one took the place of.
#[derive(Debug)]
struct Edit {
    was: Range<usize>,
    /// Where the other one is now.
    is: Range<usize>,
}

/// Edits of what follows a byte, which are in order, with where they are in the text that they make of it.
fn placed(start: usize, edits: &[(Range<usize>, &str)]) -> Vec<Edit> {
    let (mut new, mut old) = (0, start);
    let edits = edits.iter().filter(|(was, _)| was.start >= start);
    let placed = edits.map(|(was, with)| {
        let begin = new + was.start - old;
        (new, old) = (begin + with.len(), was.end);
        let is = begin..new;
        let was = was.clone();
        Edit { was, is }
    });
    placed.collect()
}

/// A byte of the text that edits made of what follows a byte, counted in the text without them.
fn back(edits: &[Edit], start: usize, at: usize) -> usize {
    let before = edits.partition_point(|edit| edit.is.start <= at);
    match before.checked_sub(1).map(|last| &edits[last]) {
        None => start + at,
        Some(edit) if at < edit.is.end => edit.was.start,
        Some(edit) => edit.was.end + (at - edit.is.end),
    }
}

/// What is wrong with a text, and its one right form; nothing where it is read as it is.
pub(super) fn mend(region: &Region, body: &str) -> Option<Mend> {
    let raw = &body[region.bytes.clone()];
    let first = raw.lines().next().unwrap_or("").trim();
    if first.is_empty() && raw.trim().is_empty() || is_read(region, raw) {
        return None;
    }
    let end = line_end(body);
    let parts = Parts::new(raw);
    let with = parts.written(region, end);
    let items = parts.items().filter(|_| region.is_list);
    let told = items.map_or_else(|| parts.all(), |items| items.join(" "));
    let value = read(region, &with)?;
    let read: String = texts(&value)?.join(" ");
    if words(&read).ne(words(&told)) {
        return None;
    }
    let (at, message, help) = explain(region, body, &parts);
    let is_certain = !is_left_open(raw);
    Some(Mend {
        is_certain,
        path: region.path.clone(),
        bytes: region.bytes.clone(),
        with,
        at,
        message,
        help: help.to_owned(),
    })
}

pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
}

/// What the key of a region reads as, with this after its colon.
fn read(region: &Region, raw: &str) -> Option<Value> {
    let snippet = format!("{}{}:{raw}\n", " ".repeat(region.column), region.key);
    let text = guard::admit(snippet.as_bytes()).ok()?;
    let value: Value = yaml::read(text).ok()?;
    let map = value.as_mapping()?;
    (map.len() == 1).then(|| map.get(region.key.as_str()).cloned())?
}

fn is_read(region: &Region, raw: &str) -> bool {
    match read(region, raw) {
        Some(Value::Sequence(_)) if !region.is_list => false,
        Some(value) => texts(&value).is_some() || value.is_null(),
        None => false,
    }
}

/// The texts of a value that holds nothing else.
fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Number(number) => Some(vec![number.to_string()]),
        Value::Bool(value) => Some(vec![value.to_string()]),
        Value::Sequence(items) => {
            let items = items.iter().map(|item| match item {
                Value::Null => Some(Vec::new()),
                Value::Sequence(_) => None,
                other => texts(other),
            });
            Some(items.collect::<Option<Vec<_>>>()?.concat())
        }
        _ => None,
    }
}
