//! From bytes to text: UTF-8 with and without a byte order mark, UTF-16 of both orders, and Windows-1252.
//!
//! The standard library decodes the former; the latter is a table of 32 characters. The tests compare both with `encoding_rs`, the
//! decoder of Firefox, which would bring the tables of all East Asian encodings into the binary. Only what decodes without a single
//! replacement is taken.

use crate::import::table::Unusable;

/// The encodings that forms and spreadsheets save in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1252,
}

/// The characters of the bytes 0x80 to 0x9F in Windows-1252, as browsers read them: bytes that stand for nothing are controls.
/// All other bytes are the characters of the same number.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

impl Encoding {
    fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// The encoding that a mark at the beginning says, and the mark's length.
    fn of_mark(bytes: &[u8]) -> Option<(Self, usize)> {
        match bytes {
            [0xef, 0xbb, 0xbf, ..] => Some((Self::Utf8, 3)),
            [0xff, 0xfe, ..] => Some((Self::Utf16Le, 2)),
            [0xfe, 0xff, ..] => Some((Self::Utf16Be, 2)),
            _ => None,
        }
    }

    /// The text, if every byte is part of a character.
    fn decode(self, bytes: &[u8]) -> Option<String> {
        match self {
            Self::Utf8 => std::str::from_utf8(bytes).ok().map(str::to_owned),
            Self::Utf16Le => utf16(bytes, u16::from_le_bytes),
            Self::Utf16Be => utf16(bytes, u16::from_be_bytes),
            Self::Windows1252 => {
                let character = |byte: u8| match byte {
                    0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
                    _ => char::from(byte),
                };
                Some(bytes.iter().copied().map(character).collect())
            }
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, []) = bytes.as_chunks::<2>() else {
        return None;
    };
    let units = pairs.iter().copied().map(unit);
    char::decode_utf16(units).collect::<Result<_, _>>().ok()
}

/// Decodes a file, and says what it is not when it does not.
///
/// # Errors
/// The bytes are no text in any of the encodings.
pub fn decode(bytes: &[u8]) -> Result<String, Unusable> {
    let (encoding, body) = match Encoding::of_mark(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (guess(bytes), bytes),
    };
    let text = encoding.decode(body).ok_or_else(|| {
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
    Ok(text)
}

fn refuse(message: &str) -> Unusable {
    Unusable::new(message).hint("save it as UTF-8; UTF-16 and Windows-1252 are read as well")
}

/// The encoding of bytes without a mark. Every second byte of Western text in UTF-16 is zero; text in UTF-8 is almost never
/// anything else; and what is left comes from a spreadsheet that saved in the code page of Western Windows.
fn guess(bytes: &[u8]) -> Encoding {
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
        return if even > odd {
            Encoding::Utf16Be
        } else {
            Encoding::Utf16Le
        };
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Encoding::Utf8;
    }
    Encoding::Windows1252
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

    /// What the decoder of Firefox makes of the bytes.
    fn reference(encoding: Encoding, bytes: &[u8]) -> Option<String> {
        let other = encoding_rs::Encoding::for_label(encoding.name().as_bytes())?;
        let text = other.decode_without_bom_handling_and_without_replacement(bytes)?;
        Some(text.into_owned())
    }

    #[test]
    fn every_byte_of_windows_1252_is_read_as_browsers_read_it() {
        for byte in 0..=u8::MAX {
            let ours = Encoding::Windows1252.decode(&[byte]);
            assert!(ours.is_some(), "{byte:#x}");
            assert_eq!(ours, reference(Encoding::Windows1252, &[byte]), "{byte:#x}");
        }
    }

    proptest! {
        #[test]
        fn every_encoding_decodes_as_in_firefox(bytes in prop::collection::vec(prop_oneof![any::<u8>(), 0xd7..=0xe0u8, Just(0)], 0..40)) {
            for encoding in [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Windows1252] {
                prop_assert_eq!(encoding.decode(&bytes), reference(encoding, &bytes));
            }
            let marked = encoding_rs::Encoding::for_bom(&bytes).map(|(encoding, length)| (encoding.name(), length));
            prop_assert_eq!(Encoding::of_mark(&bytes).map(|(encoding, length)| (encoding.name(), length)), marked);
        }

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
