//! What a text shows at a glance: one pass over its lines, so that only files with something to see are looked at closely.

use super::load::IGNORE_MARK;
use crate::yaml::write::is_misread;

/// What the text of a record may hold besides its values. A mark may be wrong in what it promises, never in what it leaves out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// A comment that begins `cxn: ignore`.
    pub ignores: bool,
    /// A text without quotes that readers of YAML 1.1 take for something else.
    pub misread: bool,
    /// Blanks at the end of a line.
    pub blanks: bool,
}

impl Marks {
    /// The marks of a text.
    pub fn of(text: &str) -> Self {
        let mut marks = Self {
            ignores: text.contains(IGNORE_MARK),
            ..Self::default()
        };
        for line in text.split('\n') {
            let line = line.strip_suffix('\r').unwrap_or(line);
            marks.blanks |= line.ends_with([' ', '\t']);
            marks.misread = marks.misread || may_be_misread(line);
        }
        marks
    }

    /// Whether the writing itself has to be looked at.
    pub fn any_writing(self) -> bool {
        self.misread || self.blanks
    }
}

/// Whether a line has a key or a value, of a block or of a flow, that a reader could take for something else.
fn may_be_misread(line: &str) -> bool {
    line.split([',', '[', ']', '{', '}']).any(|piece| {
        let mut piece = piece.split(" #").next().unwrap_or("").trim();
        while let Some(rest) = piece.strip_prefix("- ").or(piece.strip_prefix("? ")) {
            piece = rest.trim_start();
        }
        match piece.split_once(": ") {
            Some((key, value)) => is_misread(key.trim()) || is_misread(value.trim()),
            None => is_misread(piece.strip_suffix(':').unwrap_or(piece)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_text_has_no_marks() {
        let text = "# depends on no one\ntitle: A track on 12:30 calls\nleads:\n  - name: Robin\n  - {name: No One}\n";
        assert_eq!(Marks::of(text), Marks::default());
        assert_eq!(Marks::of(&text.replace('\n', "\r\n")), Marks::default());
    }

    #[test]
    fn every_place_of_a_value_is_seen() {
        for text in [
            "a: no",
            "a: no # why",
            "- on\r\n",
            "  - - k: 12:30\r\n",
            "a: [x, yes]",
            "{k: x, off: 1}",
            "no: x",
            "no:",
            "a:\n  12:30\n",
            "? y\n: x",
        ] {
            assert!(Marks::of(text).misread, "{text:?}");
        }
        for text in ["a: b \n", "a: b\t\r\nb: c\n", "a: b "] {
            assert!(Marks::of(text).blanks, "{text:?}");
        }
    }
}
