//! The lines of a text, indexed once for many places in it.

use line_index::{LineIndex, TextSize, WideEncoding};

pub struct Lines {
    index: LineIndex,
    length: usize,
}

impl Lines {
    pub fn new(text: &str) -> Self {
        Self {
            index: LineIndex::new(text),
            length: text.len(),
        }
    }

    /// Line and column of a byte, both from 1; columns count characters.
    pub fn position(&self, byte: usize) -> (usize, usize) {
        let at = TextSize::try_from(byte.min(self.length)).unwrap_or_default();
        let found = self.index.try_line_col(at);
        let wide = found.and_then(|found| self.index.to_wide(WideEncoding::Utf32, found));
        wide.map_or((1, 1), |wide| {
            (wide.line as usize + 1, wide.col as usize + 1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_from_one_in_characters() {
        let lines = Lines::new("aé\nbü");
        let at = [0, 4, 5, 99].map(|byte| lines.position(byte));
        assert_eq!(at, [(1, 1), (2, 1), (2, 2), (2, 3)]);
    }
}
