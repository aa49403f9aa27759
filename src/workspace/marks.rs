//! What a text shows at a glance: one pass over its lines, so that only files with something to see are looked at closely.

use memchr::memchr_iter;

use crate::model::former_names;
use crate::workspace::load::IGNORE_MARK;
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
    /// A name that an earlier version used, perhaps.
    pub outdated: bool,
}

impl Marks {
    pub fn of(text: &str) -> Self {
        Self {
            ignores: text.contains(IGNORE_MARK),
            commented: commented(text).is_some(),
            misread: is_misread_somewhere(text),
            outdated: former_names::may_hold_one(text),
            blanks: ends_in_blanks(text.as_bytes()),
        }
    }

    /// Whether the writing itself has to be looked at.
    pub fn any_writing(self) -> bool {
        self.misread || self.blanks || self.commented || self.outdated
    }
}

/// Where a comment begins behind a colon, in the place of a value, with a word right behind its hash.
pub fn commented(text: &str) -> Option<usize> {
    memchr_iter(b'#', text.as_bytes()).find(|at| {
        let begins = text[at + 1..]
            .chars()
            .next()
            .is_some_and(|c| !c.is_whitespace());
        let before = &text[..*at];
        let gap = before.trim_end_matches([' ', '\t']);
        begins && gap.len() < before.len() && gap.ends_with(':')
    })
}

/// Whether a blank stands before the end of a line.
fn ends_in_blanks(bytes: &[u8]) -> bool {
    memchr_iter(b'\n', bytes).chain([bytes.len()]).any(|end| {
        let line = &bytes[..end];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        matches!(line.last(), Some(b' ' | b'\t'))
    })
}

/// Whether a line has a key or a value that is misread, seen in one pass over the bytes: only lines with something that begins as
/// one of those does are taken apart, and few have.
fn is_misread_somewhere(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b' ' | b'\t' | b'\n' | b'\r' | b',' | b'[' | b']' | b'{' | b'}' | b':' => at += 1,
            b'-' | b'?' if bytes.get(at + 1) == Some(&b' ') => at += 2,
            _ if is_suspect(&bytes[at..]) => {
                let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
                let line = text[start..].split('\n').next().unwrap_or("");
                if may_be_misread(line.strip_suffix('\r').unwrap_or(line)) {
                    return true;
                }
                at = start + line.len();
            }
            _ => {
                let rest = &bytes[at..];
                let next = rest.iter().position(|byte| ENDS[usize::from(*byte)]);
                at += next.unwrap_or(rest.len());
            }
        }
    }
    false
}

/// The bytes behind which a key or a value may begin.
const ENDS: [bool; 256] = {
    let mut ends = [false; 256];
    let (bytes, mut at) = (b",[]{}:\n", 0);
    while at < bytes.len() {
        ends[bytes[at] as usize] = true;
        at += 1;
    }
    ends
};

/// Whether what begins here may be misread: a word such as `yes`, or what begins as a number does.
fn is_suspect(bytes: &[u8]) -> bool {
    let run = |is: fn(&u8) -> bool| bytes.iter().take(5).take_while(|byte| is(byte)).count();
    match bytes[0] {
        b'y' | b'Y' | b'n' | b'N' | b'o' | b'O' => {
            let word = &bytes[..run(u8::is_ascii_alphabetic)];
            let is = |known: &[u8]| word.eq_ignore_ascii_case(known);
            is(b"no") || is(b"yes") || is(b"on") || is(b"off") || word.len() == 1
        }
        // A year with a dash behind it begins a date.
        b'0'..=b'9' => run(u8::is_ascii_digit) != 4 || bytes.get(4) != Some(&b'-'),
        // A blank of another script may stand before a value.
        byte => b"+-.=<".contains(&byte) || byte < b' ' || matches!(byte, 0xc2 | 0xe1..=0xe3),
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
        fn the_quick_look_leaves_nothing_out(text in "([ \t\r\n\u{a0}\u{3000},:?\\[\\]{}#'\"-]|\r\n|- |yes|no|Off|on|y|=|<<|12:30|1_0|\\+1|\\.5|012|2026-|2026|nose|or|x){0,12}") {
            let mut lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
            prop_assert_eq!(Marks::of(&text).misread, lines.clone().any(may_be_misread), "{:?}", text);
            prop_assert!(Marks::of(&text).blanks || !lines.any(|line| line.ends_with([' ', '\t'])), "{:?}", text);
        }
    }
}
