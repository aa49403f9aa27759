//! Texts as they are pasted, where YAML takes them for something else: written again so that every word is kept.

use std::ops::Range;

use crate::check::structure::outline::{Outline, Region, outline};
use crate::workspace::RecordKind;
use crate::yaml::tree::{Node, NodeKind};
use crate::yaml::{self, Path, Value, guard, write};

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
    edits: Vec<(Range<usize>, usize)>,
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

/// The most keys, and the most texts to be written again, of a file that is salvaged: no record written by a person comes near.
const MOST_KEYS: usize = 1000;
const MOST_MENDS: usize = 200;

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
        if mends.len() > MOST_MENDS {
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
                    let at = back(&edits, range.start, at);
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
            let is_gone = |range: &Range<usize>| {
                let mut gone = dropped.iter();
                gone.any(|one| one.bytes.contains(&range.start))
            };
            edits.retain(|(range, _)| !is_gone(range));
            edits.extend(dropped.iter().map(|one| (one.bytes.clone(), "")));
            edits.sort_by_key(|(range, _)| range.start);
        }
        let text = splice(body, 0..body.len(), &edits);
        let edits = edits.into_iter().map(|(range, with)| (range, with.len()));
        let edits = edits.collect();
        let is_gone = |mend: &Mend| {
            let mut gone = dropped.iter();
            gone.any(|one| one.bytes.contains(&mend.bytes.start))
        };
        mends.retain(|mend| !is_gone(mend));
        is_yaml(&text).then_some(Self {
            text,
            dropped,
            mends,
            edits,
        })
    }

    /// Where a byte of the salvaged text is in the one it was made of.
    pub fn original(&self, at: usize) -> usize {
        let (mut new, mut old) = (0, 0);
        for (range, length) in &self.edits {
            let gap = range.start - old;
            if at < new + gap {
                break;
            }
            new += gap;
            if at < new + length {
                return range.start;
            }
            new += length;
            old = range.end;
        }
        old + (at - new)
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
        if text.starts_with(['\'', '"', '|', '>', '[', '{', '-']) && !text.starts_with("--") {
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

/// Whether a comment among the lines of a text is more likely a part of it.
fn is_lost(region: &Region, body: &str, comment: &Range<usize>) -> bool {
    let said = &body[comment.clone()];
    if said.contains(yaml::marks::IGNORE_MARK) {
        return false;
    }
    let row = body[..comment.start].rfind('\n').map_or(0, |at| at + 1);
    let is_own_line = row > region.bytes.start && body[row..comment.start].trim().is_empty();
    let deeper = comment.start - row > region.column;
    let next = said.trim_start_matches('#').chars().next();
    let is_word = next.is_some_and(|c| !c.is_whitespace());
    let first = said.trim_start_matches('#').trim_start().chars().next();
    if is_own_line {
        deeper || is_word
    } else {
        let is_empty = body[region.bytes.start..comment.start].trim().is_empty();
        !is_empty && (is_word || first.is_some_and(|c| c.is_ascii_digit()))
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
            .find(|line| is_item(line.trim_start()))?;
        if value.lines().filter(|line| !line.trim().is_empty()).count() >= lines.count() {
            return None;
        }
        let at = at.trim();
        let start = region.bytes.start + raw.find(at)?;
        altered(region, raw, body, start..start + at.len())
    });
    joined.collect()
}

/// Whether a line begins as one of a list or a table does.
fn is_item(line: &str) -> bool {
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number =
        digits.len() < line.len() && digits.starts_with([')', '.']) && digits[1..].starts_with(' ');
    is_number
        || ["- ", "* ", "+ ", "\u{2022} ", "|"]
            .iter()
            .any(|mark| line.starts_with(mark))
}

fn altered(region: &Region, raw: &str, body: &str, at: Range<usize>) -> Option<Altered> {
    let end = if body.contains("\r\n") { "\r\n" } else { "\n" };
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

/// A byte of a part with edits, counted in the text without them.
fn back(edits: &[(Range<usize>, &str)], start: usize, at: usize) -> usize {
    let (mut new, mut old) = (0, start);
    for (range, with) in edits.iter().filter(|(range, _)| range.start >= start) {
        let gap = range.start - old;
        if at < new + gap {
            break;
        }
        new += gap;
        if at < new + with.len() {
            return range.start;
        }
        new += with.len();
        old = range.end;
    }
    old + at.saturating_sub(new)
}

/// What is wrong with a text, and its one right form; nothing where it is read as it is.
fn mend(region: &Region, body: &str) -> Option<Mend> {
    let raw = &body[region.bytes.clone()];
    let first = raw.lines().next().unwrap_or("").trim();
    if first.is_empty() && raw.trim().is_empty() || is_read(region, raw) {
        return None;
    }
    let end = if body.contains("\r\n") { "\r\n" } else { "\n" };
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

/// Whether a text begins with a quotation mark that is never closed.
fn is_left_open(raw: &str) -> bool {
    let text = raw.trim();
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'));
    quote.is_some_and(|quote| !text[1..].contains(quote))
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

/// What was written after a key, apart.
struct Parts<'t> {
    /// The mark of a block, and a comment after it.
    header: Option<&'t str>,
    /// The lines of the text, the first without its indentation.
    lines: Vec<&'t str>,
    /// Whether the first line is the key's own.
    is_inline: bool,
}

impl<'t> Parts<'t> {
    fn new(raw: &'t str) -> Self {
        let mut lines: Vec<&str> = raw
            .split(['\n', '\u{85}', '\u{2028}', '\u{2029}'])
            .map(|line| line.strip_suffix('\r').unwrap_or(line))
            .collect();
        let first = lines.remove(0).trim();
        let mut header = None;
        let mut inline = (!first.is_empty()).then_some(first);
        // After the mark of a block that is read as it is, a hash begins a comment; in one that is not, it is more likely text.
        if is_header(first) && !first.contains('#') {
            (header, inline) = (Some(first), None);
        } else if let Some(rest) = first.strip_prefix('|').map(str::trim_start) {
            // The first bar is the mark of the block, unless the line is a row of a table.
            let is_row = rest.ends_with('|') && !rest.starts_with('|');
            if !is_row {
                (header, inline) = (Some("|"), Some(rest).filter(|rest| !rest.is_empty()));
            }
        }
        let is_inline = inline.is_some();
        let mut text: Vec<&str> = inline.into_iter().chain(lines).collect();
        let is_blank = |line: &&&str| line.trim().is_empty();
        let before = text.iter().take_while(is_blank).count();
        text.drain(..before);
        Self {
            header,
            lines: text,
            is_inline,
        }
    }

    fn all(&self) -> String {
        match self.unquoted() {
            Some(text) => text.to_owned(),
            None => self.lines.join(" "),
        }
    }

    /// The one line of the text without the quotes around it.
    fn unquoted(&self) -> Option<&'t str> {
        let [only] = self.lines[..] else { return None };
        let only = only.trim();
        let quote = only.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        let inner = only[1..].strip_suffix(quote)?;
        // Of two pairs no one can tell which belong together.
        let is_one = inner.matches(quote).count() == 1;
        (is_one && !inner.contains('\\')).then_some(inner)
    }

    /// What is to be written after the colon.
    fn written(&self, region: &Region, end: &str) -> String {
        let pad = " ".repeat(region.column + 2);
        if let ([only], None) = (&self.lines[..], self.header) {
            let only = self.unquoted().unwrap_or(only.trim());
            return format!(" {}", write::quote(only));
        }
        if let Some(items) = self.items().filter(|_| region.is_list) {
            let items = items
                .iter()
                .map(|item| format!("{end}{pad}- {}", write::scalar(item)));
            return items.collect();
        }
        let header = self.header.unwrap_or("|");
        // An indentation that is given in figures is another one now.
        let header: String = match header.split_once('#') {
            Some(_) => header.to_owned(),
            None => header.chars().filter(|c| !c.is_ascii_digit()).collect(),
        };
        let mut text = format!(" {header}");
        let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
        let rest = self
            .lines
            .iter()
            .skip(1)
            .filter(|line| !line.trim().is_empty());
        let least = rest.map(|line| indent(line)).min().unwrap_or(0);
        // Where all lines are indented alike, the first is no deeper than the rest.
        for (at, line) in self.lines.iter().enumerate() {
            text.push_str(end);
            let line = if at == 0 {
                line.trim_start()
            } else {
                line.get(least..).unwrap_or("")
            };
            if !line.trim().is_empty() {
                text.push_str(&pad);
                text.push_str(line.trim_end_matches('\r'));
            }
        }
        text
    }

    /// The items of a list with a dash before each; nothing where a line is none of them.
    fn items(&self) -> Option<Vec<String>> {
        if self.header.is_some() || self.is_inline {
            return None;
        }
        let mut items: Vec<String> = Vec::new();
        let lines = self.lines.iter().map(|line| line.trim());
        for line in lines.filter(|line| !line.is_empty()) {
            match line.strip_prefix("- ") {
                Some(item) => items.push(item.trim().to_owned()),
                None => {
                    let last = items.last_mut()?;
                    last.push(' ');
                    last.push_str(line);
                }
            }
        }
        Some(items)
    }
}

/// The mark of a block with nothing but a comment after it.
fn is_header(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['|', '>']) else {
        return false;
    };
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
    rest.is_empty() || rest.starts_with(' ') && rest.trim_start().starts_with('#')
}

/// Where to look, what is wrong there, and what to do, in the words of people who do not know YAML.
fn explain(region: &Region, body: &str, parts: &Parts<'_>) -> (Range<usize>, String, &'static str) {
    const BLOCK: &str = "put '|' after the key, and the text on the lines below it, indented by two spaces more than the key";
    const QUOTES: &str = "put the text in quotes, or put '|' after the key and the text, indented, on the lines below it";
    let name = region.path.to_string();
    let start = region.bytes.start;
    let raw = &body[region.bytes.clone()];
    let content = |at: usize| {
        let rest = &body[at..region.bytes.end];
        let line = rest.lines().next().unwrap_or("").trim_end();
        at..at + line.len().max(1)
    };
    let help = if parts.lines.len() == 1 {
        QUOTES
    } else {
        BLOCK
    };
    let first_line = raw.lines().next().unwrap_or("");
    let first = start + first_line.len() - first_line.trim_start().len();
    if let Some(loose) = &region.loose {
        let message =
            format!("this line is not indented, so it is not part of the text of '{name}'");
        let help = if parts.header.is_some() {
            "indent the lines of the text by two spaces more than the key"
        } else {
            BLOCK
        };
        return (loose.clone(), message, help);
    }
    if parts.header.is_some() {
        if parts.is_inline {
            let message = format!("the text of '{name}' begins on the line of '|'");
            return (
                content(first),
                message,
                "begin the text on the line below, indented by two spaces more than the key",
            );
        }
        let tab = raw.find("\n\t").map(|at| start + at + 1);
        let at = tab.unwrap_or(first);
        let message = if tab.is_some() {
            "a tab indents this line".to_owned()
        } else {
            format!("the lines of the text of '{name}' are indented in different ways")
        };
        return (
            at..at + 1,
            message,
            "indent every line of the text with the same spaces, two more than the key",
        );
    }
    let text = raw.trim_start();
    let mark = text.chars().next().unwrap_or(' ');
    let text_at = start + raw.len() - text.len();
    match mark {
        '"' | '\'' if is_left_open(raw) => {
            let message = "a quoted text that begins here does not end".to_owned();
            (
                text_at..text_at + 1,
                message,
                "close the quotes, or take the mark away",
            )
        }
        '"' | '\'' => {
            let message =
                format!("the quotes around the text of '{name}' end before the text does");
            (
                text_at..text_at + 1,
                message,
                "double each quotation mark within the text, or put '|' after the key and the text without quotes around it on the lines below, indented",
            )
        }
        '@' | '`' | '%' | '*' | '&' | '!' | '[' | '{' | ']' | '}' | ',' | '>' | '|' => {
            let message = format!(
                "the text of '{name}' begins with '{mark}', which means something else to YAML"
            );
            (text_at..text_at + 1, message, help)
        }
        _ => {
            let colon = colon(raw).map(|at| start + at);
            if let Some(at) = colon {
                let message = format!(
                    "the text of '{name}' has ': ' in it, which YAML takes for the end of a key"
                );
                return (at..at + 1, message, help);
            }
            if let Some(at) = raw.find('\t').map(|at| start + at) {
                return (
                    at..at + 1,
                    format!("a tab is in the text of '{name}' where YAML allows none"),
                    help,
                );
            }
            if !parts.is_inline && text.starts_with("- ") {
                return (
                    content(text_at),
                    format!("'{name}' takes one text, and this is a list"),
                    BLOCK,
                );
            }
            (
                content(text_at),
                format!("the text of '{name}' is not one that YAML takes as it is"),
                help,
            )
        }
    }
}

/// The first colon that ends a word.
fn colon(text: &str) -> Option<usize> {
    text.match_indices(':').map(|(at, _)| at).find(|at| {
        let next = text[at + 1..].chars().next();
        next.is_none_or(char::is_whitespace)
    })
}
