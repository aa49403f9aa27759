//! Positions as the protocol counts them: lines from 0, columns in UTF-16 units from 0.

use line_index::{LineIndex, TextSize, WideEncoding, WideLineCol};
use lsp_types::{Position, Range};

/// The lines of a text.
pub struct Positions(LineIndex);

impl Positions {
    pub fn new(text: &str) -> Self {
        Self(LineIndex::new(text))
    }

    pub fn range(&self, bytes: &std::ops::Range<usize>) -> Range {
        Range::new(self.position(bytes.start), self.position(bytes.end))
    }

    fn position(&self, byte: usize) -> Position {
        let end = self.0.len();
        let byte = TextSize::try_from(byte).map_or(end, |byte| byte.min(end));
        let found = self.0.try_line_col(byte);
        let wide = found.and_then(|found| self.0.to_wide(WideEncoding::Utf16, found));
        wide.map_or_else(Position::default, |wide| Position::new(wide.line, wide.col))
    }

    /// The byte of a position; one after the end of its line is that end.
    pub fn offset(&self, text: &str, position: Position) -> usize {
        let Some(line) = self.0.line(position.line) else {
            return text.len();
        };
        let (start, end) = (usize::from(line.start()), usize::from(line.end()));
        let wide = WideLineCol {
            line: position.line,
            col: position.character,
        };
        let found = self.0.to_utf8(WideEncoding::Utf16, wide);
        let column = found.map_or(0, |found| found.col as usize);
        start + column.min(text[start..end].trim_end_matches(['\r', '\n']).len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_utf_16_units() {
        let text = "a\n𝔘é: x\r\nb";
        let positions = Positions::new(text);
        let at = text.find(": x").unwrap_or(0);
        assert_eq!(positions.position(at), Position::new(1, 3));
        assert_eq!(positions.position(text.len()), Position::new(2, 1));
        let offset = |line, character| positions.offset(text, Position::new(line, character));
        assert_eq!(offset(1, 3), at);
        assert_eq!(Some(offset(1, 99)), text.find('\r'));
        assert_eq!(offset(99, 0), text.len());
        assert_eq!(Positions::new("").offset("", Position::new(0, 3)), 0);
    }
}
