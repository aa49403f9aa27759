//! What a byte may be to the scan.

/// Bytes at which a run of text may end, one bit each.
pub const BREAK: u8 = 1;
pub const COLON: u8 = 1 << 1;
pub const HASH: u8 = 1 << 2;
pub const TAB: u8 = 1 << 3;
pub const SINGLE: u8 = 1 << 4;
/// A double quote, or the backslash of an escape.
pub const DOUBLE: u8 = 1 << 5;
/// What ends a plain text within brackets.
pub const FLOW: u8 = 1 << 6;
/// Bytes that are, or begin, what is looked at closely: see [`Scan::is_text`](super::scan::Scan::is_text).
pub const ODD: u8 = 1 << 7;

pub const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 32 {
        class[byte] = ODD;
        byte += 1;
    }
    class[0x7f] = ODD;
    class[0xc2] = ODD;
    class[0xe2] = ODD;
    class[0xef] = ODD;
    class[b'\n' as usize] = BREAK;
    class[b'\t' as usize] = TAB;
    class[b':' as usize] = COLON;
    class[b'#' as usize] = HASH;
    class[b'\'' as usize] = SINGLE;
    class[b'"' as usize] = DOUBLE;
    class[b'\\' as usize] = DOUBLE;
    let (flow, mut at) = (b",[]{}", 0);
    while at < flow.len() {
        class[flow[at] as usize] = FLOW;
        at += 1;
    }
    class
};

/// What is looked at closely where a text begins with it: what may be nothing, what other readers may take for something else, and
/// what may be a name of an earlier version.
pub const CLOSELY: [bool; 256] = {
    let mut closely = [false; 256];
    let (first, mut at) = (b"~nNyYoO=<0123456789+-.du", 0);
    while at < first.len() {
        closely[first[at] as usize] = true;
        at += 1;
    }
    closely
};

/// The bytes of a word that is a key.
pub const WORD: [bool; 256] = {
    let mut word = [false; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        word[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        byte += 1;
    }
    word
};
