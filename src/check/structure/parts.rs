//! What is written after a key, taken apart and written again.

use crate::check::structure::outline::Region;
use crate::yaml::write;

/// What was written after a key, apart.
pub(super) struct Parts<'t> {
    /// The mark of a block, and a comment after it.
    pub(super) header: Option<&'t str>,
    /// The lines of the text, the first without its indentation.
    pub(super) lines: Vec<&'t str>,
    /// Whether the first line is the key's own.
    pub(super) is_inline: bool,
}

impl<'t> Parts<'t> {
    pub(super) fn new(raw: &'t str) -> Self {
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

    pub(super) fn all(&self) -> String {
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
    pub(super) fn written(&self, region: &Region, end: &str) -> String {
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
    pub(super) fn items(&self) -> Option<Vec<String>> {
        if self.header.is_some() || self.is_inline {
            return None;
        }
        let mut items: Vec<String> = Vec::new();
        let lines = self.lines.iter().map(|line| line.trim());
        for line in lines.filter(|line| !line.is_empty()) {
            if let Some(item) = line.strip_prefix("- ") {
                items.push(item.trim().to_owned());
            } else {
                let last = items.last_mut()?;
                last.push(' ');
                last.push_str(line);
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
