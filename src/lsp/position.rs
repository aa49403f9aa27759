//! Positions as the protocol counts them: lines from 0, columns in UTF-16 units from 0.

use lsp_types::{Position, Range};

pub fn position(text: &str, offset: usize) -> Position {
    let offset = crate::yaml::tree::boundary(text, offset);
    let before = &text[..offset];
    let line = before.bytes().filter(|byte| *byte == b'\n').count();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before[start..]
        .trim_start_matches('\u{feff}')
        .encode_utf16()
        .count();
    Position {
        line: u32::try_from(line).unwrap_or(u32::MAX),
        character: u32::try_from(column).unwrap_or(u32::MAX),
    }
}

pub fn range(text: &str, bytes: &std::ops::Range<usize>) -> Range {
    Range {
        start: position(text, bytes.start),
        end: position(text, bytes.end),
    }
}

/// The byte of a position; one behind the end of its line is that end.
pub fn offset(text: &str, position: Position) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(position.line as usize)
        .map(str::len)
        .sum();
    let line = text[start..].split(['\n', '\r']).next().unwrap_or("");
    let mut units = 0;
    for (at, c) in line.char_indices() {
        if units >= position.character as usize {
            return start + at;
        }
        units += c.len_utf16();
    }
    start + line.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_utf_16_units() {
        let text = "a\n𝔘é: x\r\nb";
        let at = text.find(": x").unwrap_or(0);
        assert_eq!(
            position(text, at),
            Position {
                line: 1,
                character: 3
            }
        );
        assert_eq!(
            offset(
                text,
                Position {
                    line: 1,
                    character: 3
                }
            ),
            at
        );
        assert_eq!(
            offset(
                text,
                Position {
                    line: 1,
                    character: 99
                }
            ),
            text.find('\r').unwrap_or(0)
        );
        assert_eq!(
            offset(
                text,
                Position {
                    line: 99,
                    character: 0
                }
            ),
            text.len()
        );
    }
}
