//! From bytes to text: UTF-8 with and without a byte order mark, UTF-16 of both orders, and Windows-1252.
//!
//! The tables are `encoding_rs`', the decoder of Firefox: small, without dependencies, and it follows the standard that
//! spreadsheets and browsers follow. Only what decodes without a single replacement is taken.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Unusable;

/// Decodes a file, and says what it is not when it does not.
///
/// # Errors
/// The bytes are no text in any of the encodings.
pub fn decode(bytes: &[u8]) -> Result<String, Unusable> {
    let (encoding, body) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (guess(bytes), bytes),
    };
    let text = encoding
        .decode_without_bom_handling_and_without_replacement(body)
        .ok_or_else(|| {
            let lead = if body.len() == bytes.len() {
                ""
            } else {
                ", as its first bytes say"
            };
            refuse(&format!("does not decode as {}{lead}", encoding.name()))
        })?;
    let control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}');
    if let Some(at) = text.find(control) {
        let line = text[..at].matches('\n').count() + 1;
        let code = text[at..].chars().next().map_or(0, u32::from);
        let found = format!("holds the control character U+{code:04X} in line {line}");
        return Err(refuse(&format!("is no text: it {found}")));
    }
    Ok(text.into_owned())
}

fn refuse(message: &str) -> Unusable {
    Unusable::new(message).hint("save it as UTF-8; UTF-16 and Windows-1252 are read as well")
}

/// The encoding of bytes without a mark. Every second byte of Western text in UTF-16 is zero; text in UTF-8 is almost never
/// anything else; and what is left comes from a spreadsheet that saved in the code page of Western Windows.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = |parity: usize| {
        let found = head
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|byte| **byte == 0);
        found.count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    if bytes.len().is_multiple_of(2) && (even + odd) * 4 > head.len() {
        return if even > odd { UTF_16BE } else { UTF_16LE };
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    WINDOWS_1252
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
        let mark = mark.then_some(0xfeff);
        mark.into_iter()
            .chain(text.encode_utf16())
            .flat_map(bytes)
            .collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "Name;Größe\nZoë Müller;São Paulo\n";
        let windows: Vec<u8> = text
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
            .collect();
        for bytes in [
            text.as_bytes().to_vec(),
            format!("\u{feff}{text}").into_bytes(),
            utf16(text, u16::to_le_bytes, true),
            utf16(text, u16::to_be_bytes, true),
            utf16(text, u16::to_le_bytes, false),
            utf16(text, u16::to_be_bytes, false),
            windows,
        ] {
            assert_eq!(decode(&bytes).as_deref(), Ok(text));
        }
        assert_eq!(decode(b"\x93quoted\x94 \x80").as_deref(), Ok("“quoted” €"));
    }

    #[test]
    fn what_is_no_text_is_refused_in_one_line() {
        let said = |bytes: &[u8]| decode(bytes).err().map(|error| error.message);
        assert_eq!(
            said(b"name\n\x81\xff"),
            Some("is no text: it holds the control character U+0081 in line 2".to_owned())
        );
        assert_eq!(
            said(b"\xef\xbb\xbfname\n\xff"),
            Some("does not decode as UTF-8, as its first bytes say".to_owned())
        );
        assert_eq!(
            said(b"\xff\xfea"),
            Some("does not decode as UTF-16LE, as its first bytes say".to_owned())
        );
        assert_eq!(
            said(b"PK\x03\x04"),
            Some("is no text: it holds the control character U+0003 in line 1".to_owned())
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fail(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
        }

        #[test]
        fn utf16_with_its_mark_comes_back(text in "\\PC{0,60}") {
            for order in [u16::to_le_bytes, u16::to_be_bytes] {
                let back = decode(&utf16(&text, order, true));
                prop_assert_eq!(back.as_deref(), Ok(text.as_str()));
            }
        }
    }
}
