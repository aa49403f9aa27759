//! What a text shows at a glance: one pass over its lines, so that only files with something to see are looked at closely.

use super::load::IGNORE_MARK;
use crate::yaml::write::is_misread;

/// What the text of a record may hold besides its values. A mark may be wrong in what it promises, never in what it leaves out.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a mark by itself, and any of them may be there"
)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// A comment that begins `cxn: ignore`.
    pub ignores: bool,
    /// A text without quotes that readers of YAML 1.1 take for something else.
    pub misread: bool,
    /// Blanks at the end of a line.
    pub blanks: bool,
    /// A comment that begins where a value would, with a word right behind its hash.
    pub commented: bool,
}

impl Marks {
    /// The marks of a text.
    pub fn of(text: &str) -> Self {
        let mut marks = Self {
            ignores: text.contains(IGNORE_MARK),
            commented: commented(text).is_some(),
            ..Self::default()
        };
        for line in text.split('\n') {
            let line = line.strip_suffix('\r').unwrap_or(line);
            marks.blanks |= line.as_bytes().last().is_some_and(|b| b" \t".contains(b));
            marks.misread = marks.misread || has_suspect(line) && may_be_misread(line);
        }
        marks
    }

    /// Whether the writing itself has to be looked at.
    pub fn any_writing(self) -> bool {
        self.misread || self.blanks || self.commented
    }
}

/// Where a comment begins behind a colon, in the place of a value, with a word right behind its hash.
pub fn commented(text: &str) -> Option<usize> {
    let mut hashes = text.match_indices('#').map(|(at, _)| at);
    hashes.find(|at| {
        let begins = text[at + 1..]
            .chars()
            .next()
            .is_some_and(|c| !c.is_whitespace());
        let before = &text[..*at];
        let gap = before.trim_end_matches([' ', '\t']);
        begins && gap.len() < before.len() && gap.ends_with(':')
    })
}

/// Whether a line may have a key or a value that is misread, seen in one pass over its bytes: one that begins as a number does, or a
/// word as short as `yes`, `no` and `off`. Few lines have, and only those are taken apart.
fn has_suspect(line: &str) -> bool {
    let bytes = line.as_bytes();
    let mut begins = true;
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b' ' | b'\t' => false,
        b',' | b'[' | b']' | b'{' | b'}' | b':' => {
            begins = true;
            false
        }
        b'-' | b'?' if begins && bytes.get(at + 1) == Some(&b' ') => false,
        _ if !begins => false,
        b'a'..=b'z' | b'A'..=b'Z' => {
            begins = false;
            let word = &bytes[at..bytes.len().min(at + 4)];
            b"yYnNoO".contains(byte)
                && (word.len() < 4 || !word.iter().all(u8::is_ascii_alphabetic))
        }
        byte => {
            begins = false;
            // A blank of another script may stand before a value.
            byte.is_ascii_digit() || b"+-.=<".contains(byte) || !byte.is_ascii() || *byte < b' '
        }
    })
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
    use proptest::prelude::*;

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
        for text in ["a: #b", "a: b # c\nl:\n  - k:\t #b\n", "# x\r\na:  ##\r\n"] {
            assert!(Marks::of(text).commented, "{text:?}");
        }
        for text in [
            "a: # b",
            "a: '#b'",
            "#a: b",
            "a:#b",
            "a: b #c",
            "a:\n  #b\n",
        ] {
            assert!(!Marks::of(text).commented, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn the_quick_look_leaves_nothing_out(line in "([ \t\u{a0},:?\\[\\]{}#'\"-]|yes|no|Off|on|y|=|<<|12:30|1_0|\\+1|\\.5|012|nose|x){0,8}") {
            prop_assert!(has_suspect(&line) || !may_be_misread(&line), "{:?}", line);
        }
    }
}
