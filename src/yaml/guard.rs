//! Bounds on what is handed to the YAML parser: size, depth, and bytes that are no text.
//!
//! The parser is quadratic in nesting (100 KB of `[` take it 12 s), so depth is bounded here, in one pass over the bytes.
//! The bound is deliberately coarse: it counts brackets without asking whether they stand in quotes. No record written
//! by a person comes near it, and a finer count would need the very parser it protects.

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;
/// The deepest nesting of brackets or dashes.
pub const MAX_DEPTH: usize = 64;
/// The most opening brackets in a file: bounds the parser's quadratic share to some milliseconds.
pub const MAX_BRACKETS: usize = 4096;

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
}

/// Lets a text through, without its byte order mark, or says why not.
pub fn admit(bytes: &[u8]) -> Result<&str, Refusal> {
    let refuse = |kind, offset, found| {
        Err(Refusal {
            kind,
            offset,
            found,
        })
    };
    if bytes.len() > MAX_BYTES {
        return refuse(RefusalKind::TooLarge, 0, format!("{} bytes", bytes.len()));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            return refuse(
                RefusalKind::NotUtf8,
                at,
                format!("byte 0x{:02x}", bytes[at]),
            );
        }
    };
    let (may_hold_control, may_be_deep) = quick_look(bytes);
    let mut controls = text
        .char_indices()
        .filter(|(_, c)| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}'));
    if may_hold_control && let Some((at, c)) = controls.next() {
        return refuse(
            RefusalKind::Control,
            at,
            format!("character U+{:04X}", u32::from(c)),
        );
    }
    if may_be_deep && let Some(at) = too_deep(bytes) {
        return refuse(
            RefusalKind::TooDeep,
            at,
            format!("more than {MAX_DEPTH} levels"),
        );
    }
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// What a byte may be, one bit for each.
const CONTROL: u8 = 1;
const OPENING: u8 = 1 << 1;
const INDICATOR: u8 = 1 << 2;
const BLANK: u8 = 1 << 3;
const GOES_ON: u8 = 1 << 4;

/// What each byte is. A control character may begin with 0xc2; blanks, indicators and closing brackets may go on a nesting.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = u8::MAX;
    while byte > 0 {
        kinds[byte as usize] = match byte {
            b' ' | b'\t' => BLANK | GOES_ON,
            b'\n' | b'\r' => 0,
            1..b' ' | 0x7f | 0xc2 => CONTROL,
            b'[' | b'{' => OPENING,
            b']' | b'}' => GOES_ON,
            b'-' | b'?' | b':' => INDICATOR | GOES_ON,
            _ => 0,
        };
        byte -= 1;
    }
    kinds[0] = CONTROL;
    kinds
};

/// The quick look at a text: whether any byte is, or begins, a control character but for line ends; and whether there are enough
/// brackets in all, or an indicator with a blank and more of its kind behind it, for [`too_deep`] to refuse.
fn quick_look(bytes: &[u8]) -> (bool, bool) {
    let (mut any, mut brackets, mut nested) = (0, 0, 0);
    let (mut before, mut last) = (0, 0);
    for byte in bytes {
        let kind = KINDS[usize::from(*byte)];
        any |= kind;
        brackets += usize::from(kind & OPENING);
        nested |= (before & INDICATOR) << 2 & (last & BLANK) << 1 & kind;
        (before, last) = (last, kind);
    }
    let brackets = brackets / usize::from(OPENING);
    (any & CONTROL != 0, nested != 0 || brackets > MAX_DEPTH)
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
    use proptest::prelude::*;

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
            kind(&vec![b'a'; MAX_BYTES + 1]),
            Some(RefusalKind::TooLarge)
        );
    }

    #[test]
    fn deep_nesting_is_refused_and_prose_is_not() {
        assert_eq!(
            kind("[".repeat(100_000).as_bytes()),
            Some(RefusalKind::TooDeep)
        );
        assert_eq!(
            kind("- ".repeat(10_000).as_bytes()),
            Some(RefusalKind::TooDeep)
        );
        assert_eq!(
            kind("? ".repeat(10_000).as_bytes()),
            Some(RefusalKind::TooDeep)
        );
        assert_eq!(
            kind("[ # ]\n".repeat(5_000).as_bytes()),
            Some(RefusalKind::TooDeep)
        );
        let list = format!("success-criteria:\n{}", "- '[ ] done'\n".repeat(2_000));
        assert_eq!(admit(list.as_bytes()), Ok(list.as_str()));
        assert_eq!(kind(b"a: - - - - text\n- b: 1\n"), None);
    }

    #[test]
    fn a_byte_order_mark_is_taken_off() {
        assert_eq!(admit("\u{feff}a: 1\n".as_bytes()), Ok("a: 1\n"));
    }

    proptest! {
        #[test]
        fn the_quick_looks_leave_nothing_out(text in "([\u{0}-\u{a0}]|- |\\? |[\\[\\]{}\n:]|x){0,300}") {
            prop_assert!(quick_look(text.as_bytes()).1 || too_deep(text.as_bytes()).is_none());
            let forbidden = |c: char| c.is_control() && !"\t\n\r\u{85}".contains(c);
            prop_assert!(quick_look(text.as_bytes()).0 || !text.contains(forbidden));
        }
    }
}
