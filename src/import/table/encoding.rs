//! From bytes to text, in the encodings that forms and spreadsheets save in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::import::table::Unusable;
use crate::model::invisible::is_control;

/// Decodes a file, and says what it is not when it does not.
///
/// # Errors
/// The bytes are no text in the encoding that they are in.
pub fn decode(bytes: &[u8]) -> Result<String, Unusable> {
    let (encoding, body, lead) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..], ", as its first bytes say"),
        None => (guess(bytes), bytes, ""),
    };
    let text = encoding
        .decode_without_bom_handling_and_without_replacement(body)
        .ok_or_else(|| refuse(&format!("does not decode as {}{lead}", encoding.name())))?;
    if let Some(at) = text.find(is_control) {
        let line = text[..at].matches('\n').count() + 1;
        let code = text[at..].chars().next().map_or(0, u32::from);
        let found = format!("holds the control character U+{code:04X} in line {line}");
        return Err(refuse(&format!("is not a text: it {found}")));
    }
    Ok(text.into_owned())
}

fn refuse(message: &str) -> Unusable {
    Unusable::new(message).hint("save it as UTF-8; UTF-16 and Windows-1252 are read as well")
}

/// The encoding of bytes without a mark. The detector does not know UTF-16, in which every second byte of Western text is zero.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = |parity: usize| {
        let every_second = head.iter().skip(parity).step_by(2);
        every_second.filter(|byte| **byte == 0).count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    if bytes.len().is_multiple_of(2) && (even + odd) * 4 > head.len() {
        return if even > odd { UTF_16BE } else { UTF_16LE };
    }
    // What is UTF-8 is nothing else; weighing all the others takes longer than the rest of the reading.
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
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
        let (windows, ..) = encoding_rs::WINDOWS_1252.encode(text);
        for bytes in [
            text.as_bytes().to_vec(),
            format!("\u{feff}{text}").into_bytes(),
            utf16(text, u16::to_le_bytes, true),
            utf16(text, u16::to_be_bytes, true),
            utf16(text, u16::to_le_bytes, false),
            utf16(text, u16::to_be_bytes, false),
            windows.into_owned(),
        ] {
            assert_eq!(decode(&bytes).as_deref(), Ok(text));
        }
        assert_eq!(decode(b"\x93quoted\x94 \x80").as_deref(), Ok("“quoted” €"));
    }

    #[test]
    fn names_in_other_code_pages_are_read_by_what_they_say() {
        for (encoding, text) in [
            (
                encoding_rs::WINDOWS_1250,
                "Jméno;E-mail\nŽaneta Příkladová;zaneta@example.org\nŘehoř Ukázka;rehor@example.org\n",
            ),
            (
                encoding_rs::WINDOWS_1251,
                "Имя;Адрес\nАнна Примерова;anna@example.org\nБорис Образцов;boris@example.org\n",
            ),
            (
                encoding_rs::SHIFT_JIS,
                "氏名,メール\n山田太郎,taro@example.org\n",
            ),
        ] {
            assert_eq!(
                decode(&encoding.encode(text).0).as_deref(),
                Ok(text),
                "{}",
                encoding.name()
            );
        }
    }

    #[test]
    fn what_is_no_text_is_refused_in_one_line() {
        let said = |bytes: &[u8]| decode(bytes).err().map(|error| error.message);
        for (bytes, why) in [
            (
                b"\xef\xbb\xbfname\n\xff".as_slice(),
                "does not decode as UTF-8, as its first bytes say",
            ),
            (
                b"\xff\xfea",
                "does not decode as UTF-16LE, as its first bytes say",
            ),
            (
                b"PK\x03\x04",
                "is not a text: it holds the control character U+0003 in line 1",
            ),
        ] {
            assert_eq!(said(bytes).as_deref(), Some(why));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fail(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
        }
    }
}
