//! Bounds on what is handed to the complete YAML parser: size, depth, and bytes that are not text.
//!
//! The parser is quadratic in nesting, so depth is bounded here. A [plain](super::plain) text keeps the
//! bounds already. For any other the count is deliberately coarse: it takes brackets in quotes as well. No record written by a
//! person comes near it, and a finer count would need the very parser it protects.

use crate::model::invisible::is_control;

use super::{expanded, plain};

pub use super::bounds::{MAX_BRACKETS, MAX_BYTES, MAX_DEPTH, MAX_EXPANDED};

/// Why a file was not handed to the parser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub kind: RefusalKind,
    pub offset: usize,
    pub found: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// A character that YAML forbids, such as NUL.
    Control,
    /// More than [`MAX_BYTES`].
    TooLarge,
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// Aliases that stand for more than [`MAX_EXPANDED`].
    Expanded,
}

/// Lets a file through as a text without its byte order mark, or says why not.
pub fn admit(bytes: &[u8]) -> Result<&str, Refusal> {
    let text = text(bytes)?;
    if !plain::is_plain(text) {
        check(bytes, text)?;
    }
    Ok(text)
}

/// The text of a file without its byte order mark, if it is a text and not too large.
pub fn text(bytes: &[u8]) -> Result<&str, Refusal> {
    if bytes.len() > MAX_BYTES {
        return Err(Refusal {
            kind: RefusalKind::TooLarge,
            offset: 0,
            found: format!("{} bytes", bytes.len()),
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        Refusal {
            kind: RefusalKind::NotUtf8,
            offset: at,
            found: format!("byte 0x{:02x}", bytes[at]),
        }
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Checks a text that is not plain: its characters and its nesting. `bytes` is its file, in which the places are.
pub fn check(bytes: &[u8], text: &str) -> Result<(), Refusal> {
    let mark = bytes.len() - text.len();
    let mut characters = text.char_indices();
    if let Some((at, c)) = characters.find(|(_, c)| is_control(*c)) {
        return Err(Refusal {
            kind: RefusalKind::Control,
            offset: mark + at,
            found: format!("character U+{:04X}", u32::from(c)),
        });
    }
    if let Some(at) = too_deep(bytes) {
        return Err(Refusal {
            kind: RefusalKind::TooDeep,
            offset: at,
            found: format!("more than {MAX_DEPTH} levels"),
        });
    }
    if let Some(at) = first_alias(bytes).filter(|_| expanded::is_too_much(text)) {
        return Err(Refusal {
            kind: RefusalKind::Expanded,
            offset: at,
            found: format!(
                "aliases that stand for more than {} MiB",
                MAX_EXPANDED >> 20
            ),
        });
    }
    Ok(())
}

/// Where the first alias may be: an asterisk that begins a word, in a text with an anchor.
fn first_alias(bytes: &[u8]) -> Option<usize> {
    let begins = |mark: u8| {
        memchr::memchr_iter(mark, bytes).find(|at| {
            let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
            let after = bytes.get(at + 1).copied().unwrap_or(b' ');
            b" \t\r\n[{,:-?".contains(&before) && after > b' '
        })
    };
    begins(b'&').and_then(|_| begins(b'*'))
}

fn too_deep(bytes: &[u8]) -> Option<usize> {
    let (mut depth, mut brackets) = (0_usize, 0_usize);
    let (mut dashes, mut leading) = (0_usize, true);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' => (dashes, leading) = (0, true),
            b'[' | b'{' => {
                (depth, brackets, leading) = (depth + 1, brackets + 1, false);
                if depth > MAX_DEPTH || brackets > MAX_BRACKETS {
                    return Some(at);
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'-' | b'?' | b':'
                if leading
                    && matches!(bytes.get(at + 1), Some(b' ' | b'\t' | b'\n' | b'\r') | None) =>
            {
                dashes += 1;
                if dashes > MAX_DEPTH {
                    return Some(at);
                }
            }
            b' ' | b'\t' => {}
            _ => leading = false,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(bytes: &[u8]) -> Option<RefusalKind> {
        admit(bytes).err().map(|refusal| refusal.kind)
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_place() {
        assert_eq!(kind(b"a: \xff"), Some(RefusalKind::NotUtf8));
        assert_eq!(
            admit(b"a: \x00").map_err(|r| (r.kind, r.offset)),
            Err((RefusalKind::Control, 3))
        );
        assert_eq!(
            admit("a: b\u{ffff}".as_bytes()).map_err(|r| r.found),
            Err("character U+FFFF".to_owned())
        );
        assert_eq!(
            kind(&vec![b'a'; MAX_BYTES + 1]),
            Some(RefusalKind::TooLarge)
        );
    }

    #[test]
    fn deep_nesting_is_refused_and_prose_is_not() {
        for one_level in ["[", "- ", "? "] {
            let deep = one_level.repeat(MAX_DEPTH + 1);
            assert_eq!(
                kind(deep.as_bytes()),
                Some(RefusalKind::TooDeep),
                "{one_level}"
            );
        }
        let many = "[ # ]\n".repeat(MAX_BRACKETS + 1);
        assert_eq!(kind(many.as_bytes()), Some(RefusalKind::TooDeep));
        let list = format!("success-criteria:\n{}", "- '[ ] done'\n".repeat(2_000));
        assert_eq!(admit(list.as_bytes()), Ok(list.as_str()));
        assert_eq!(kind(b"a: - - - - text\n- b: 1\n"), None);
    }

    #[test]
    fn a_byte_order_mark_is_taken_off() {
        assert_eq!(admit("\u{feff}a: 1\n".as_bytes()), Ok("a: 1\n"));
    }
}
