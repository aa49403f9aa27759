//! What the text of a record shows besides its values, so that only files with something to see are looked at closely.

use memchr::memchr_iter;

use crate::model::{former_names, invisible};

use super::misread::is_misread;

/// The comment that switches a rule off for a line.
pub const IGNORE_MARK: &str = "cxn: ignore";

/// What a text may hold besides its values. A mark may be wrong in what it promises, never in what it leaves out.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a mark by itself, and any of them may be there"
)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// A comment that holds `cxn: ignore`.
    pub ignores: bool,
    /// A text without quotes that readers of YAML 1.1 take for something else.
    pub misread: bool,
    /// Spaces at the end of a line.
    pub blanks: bool,
    /// A comment that begins where a value would, with a word right after its hash.
    pub commented: bool,
    /// A name that an earlier version used, perhaps.
    pub outdated: bool,
    /// An invisible character.
    pub invisible: bool,
    /// A text that may be read as other words or lines than it is written: a comment that reads as more of it, or lines of a list that
    /// are joined.
    pub altered: bool,
}

impl Marks {
    /// No mark.
    pub const NONE: Self = Self {
        ignores: false,
        misread: false,
        blanks: false,
        commented: false,
        outdated: false,
        invisible: false,
        altered: false,
    };

    /// The marks of a text that is not plain: what each line may hold.
    pub fn guess(text: &str) -> Self {
        Self {
            ignores: text.contains(IGNORE_MARK),
            commented: commented(text).is_some(),
            outdated: former_names::may_hold_one(text),
            misread: text.lines().any(is_misread_line),
            // In quotes it may be written as an escape.
            invisible: invisible::holds_one(text) || text.contains('\\'),
            altered: text.contains(['#', '&', '!', '>']) || text.contains("\n  "),
            blanks: text.lines().any(|line| line.ends_with([' ', '\t'])),
        }
    }

    /// Whether the writing itself has to be looked at.
    pub fn any_writing(self) -> bool {
        self.misread
            || self.blanks
            || self.commented
            || self.outdated
            || self.invisible
            || self.altered
    }
}

/// Where a comment begins after a colon, in the place of a value, with a word right after its hash.
pub fn commented(text: &str) -> Option<usize> {
    memchr_iter(b'#', text.as_bytes()).find(|at| {
        let next = text.as_bytes().get(at + 1);
        let begins = next.is_some_and(|b| !matches!(b, b' ' | b'\t' | b'\r' | b'\n'));
        let before = &text[..*at];
        let gap = before.trim_end_matches([' ', '\t']);
        begins && gap.len() < before.len() && gap.ends_with(':')
    })
}

/// Whether a comment on the line of a text is more likely a part of that: `#12`, `#patient`, `# 3 of them`.
pub fn reads_as_text(comment: &str) -> bool {
    let said = comment.trim_start_matches('#');
    let first = said.trim_start().chars().next();
    !comment.contains(IGNORE_MARK)
        && (says_word_at_once(comment) || first.is_some_and(|c| c.is_ascii_digit()))
}

/// Whether a word follows the hashes of a comment without a space.
pub fn says_word_at_once(comment: &str) -> bool {
    let next = comment.trim_start_matches('#').chars().next();
    next.is_some_and(|c| !c.is_whitespace())
}

/// Whether a line begins as one of a list or a table does.
pub fn begins_item(line: &str) -> bool {
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number =
        digits.len() < line.len() && digits.starts_with([')', '.']) && digits[1..].starts_with(' ');
    is_number
        || ["- ", "* ", "+ ", "\u{2022} ", "|"]
            .iter()
            .any(|mark| line.starts_with(mark))
}

/// A quick look whether a text may be one that is misread, by its first bytes.
pub fn may_be_misread(text: &str) -> bool {
    match text.as_bytes() {
        [b'y' | b'Y' | b'n' | b'N' | b'o' | b'O' | b'=' | b'<', ..] => text.len() <= 3,
        // A year with a dash after it begins a date.
        [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'-', ..] => false,
        [b'0'..=b'9' | b'+' | b'-' | b'.', ..] => true,
        _ => false,
    }
}

/// Whether a line has a key or a value, of a block or in brackets, that a reader could take for something else.
fn is_misread_line(line: &str) -> bool {
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
