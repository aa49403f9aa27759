//! Tags within a line: those that mark their text become Markdown.

use crate::import::proposal::html::State;

/// The most inline marks that are open at a time: the end of each writes the text after its start again. Of more, only the text is kept.
pub const MAX_MARKS: usize = 64;

/// An inline mark that is open: its tag, and where its text begins.
pub(super) struct Mark {
    pub(super) name: String,
    pub(super) start: usize,
    pub(super) href: String,
}

impl State {
    /// Ends every inline mark that is open: blocks end them.
    pub(super) fn finish_inline(&mut self) {
        while let Some(mark) = self.marks.last() {
            let name = mark.name.clone();
            self.end_mark(&name);
        }
    }

    pub(super) fn end_mark(&mut self, name: &str) {
        let Some(at) = self.marks.iter().rposition(|mark| mark.name == name) else {
            return;
        };
        let mark = self.marks.remove(at);
        let Some(text) = self.builder.open_text() else {
            return;
        };
        let Some(inner) = text.get(mark.start..) else {
            return;
        };
        let trimmed = inner.trim();
        if trimmed.is_empty() {
            return;
        }
        let (lead, tail) = (
            &inner[..inner.len() - inner.trim_start().len()],
            &inner[inner.trim_end().len()..],
        );
        let wrapped = match name {
            "b" | "strong" if !trimmed.contains("**") => trimmed
                .split('\n')
                .map(|part| {
                    if part.trim().is_empty() {
                        String::new()
                    } else {
                        format!("**{}**", part.trim())
                    }
                })
                .collect::<Vec<_>>()
                .join("\n"),
            "i" | "em" if !trimmed.contains(['*', '\n']) => format!("*{trimmed}*"),
            "code" | "tt" | "kbd" if !trimmed.contains(['`', '\n']) => {
                format!(
                    "`{}`",
                    trimmed
                        .replace("\\*", "*")
                        .replace("\\<", "<")
                        .replace("\\\\", "\\")
                )
            }
            "a" if !self.in_title => linked(trimmed, mark.href.trim()),
            _ => trimmed.to_owned(),
        };
        let written = format!("{lead}{wrapped}{tail}");
        text.truncate(mark.start);
        text.push_str(&written);
    }
}

/// A link as Markdown: an address that shows itself is left as it is.
fn linked(text: &str, to: &str) -> String {
    let shown = text.replace("\\*", "*").replace("\\<", "<");
    let plain = to.strip_prefix("mailto:").unwrap_or(to);
    // A heading's link to itself, and a script, lead nowhere.
    if to.is_empty() || to.starts_with("javascript:") || (to.starts_with('#') && to.len() < 2) {
        return text.to_owned();
    }
    if shown.trim_matches('*') == plain {
        return shown;
    }
    if to.contains([' ', ')', '(']) {
        return format!("[{text}](<{to}>)");
    }
    format!("[{text}]({to})")
}

/// Tags that mark their text and have a form in Markdown.
pub(super) fn is_mark(name: &str) -> bool {
    matches!(
        name,
        "a" | "b" | "strong" | "i" | "em" | "code" | "tt" | "kbd"
    )
}

/// Tags within a line.
pub(super) fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "span"
            | "font"
            | "u"
            | "s"
            | "strike"
            | "del"
            | "ins"
            | "small"
            | "big"
            | "sub"
            | "sup"
            | "mark"
            | "abbr"
            | "acronym"
            | "cite"
            | "q"
            | "label"
            | "wbr"
            | "bdi"
            | "bdo"
            | "samp"
            | "var"
            | "dfn"
            | "time"
            | "button"
            | "ac:link"
            | "ac:link-body"
            | "ac:plain-text-link-body"
            | "ac:inline-comment-marker"
            | "ac:emoticon"
            | "ac:image"
            | "ac:structured-macro"
            | "ac:parameter"
            | "ri:user"
            | "ri:page"
            | "ri:attachment"
            | "ri:url"
            | "input"
            | "img"
    ) || name.starts_with("o:")
        || name.starts_with("w:")
        || name.starts_with("st1:")
}
