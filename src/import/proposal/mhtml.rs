//! Pages in one file with their pictures, as browsers save them and Confluence exports them "to Word".

use encoding_rs::{Encoding, UTF_8};

use crate::import::table::Unusable;

/// Whether a file is one: it begins with the headers of a message that has parts.
pub fn is_one(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8192)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let first = head
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let is_header = first.split_once(':').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    });
    is_header && head.contains("mime-version:") && head.contains("multipart/related")
}

/// The page: the first part that is HTML.
///
/// # Errors
/// There is none, or it is encoded in another way than pages are.
pub fn page(bytes: &[u8]) -> Result<String, Unusable> {
    let (head, body) = headers(bytes);
    let kind = header(&head, "content-type").unwrap_or_default();
    let boundary = parameter(&kind, "boundary").ok_or_else(no_page)?;
    let mark = format!("--{boundary}");
    for part in parts(body, mark.as_bytes()) {
        let (head, body) = headers(part);
        let kind = header(&head, "content-type").unwrap_or_default();
        if !kind.to_ascii_lowercase().starts_with("text/html") {
            continue;
        }
        let encoding = header(&head, "content-transfer-encoding").unwrap_or_default();
        let bytes = match encoding.trim().to_ascii_lowercase().as_str() {
            "quoted-printable" => quoted_printable(body),
            "" | "7bit" | "8bit" | "binary" => body.to_vec(),
            other => {
                return Err(
                    Unusable::new(format!("has its page in the encoding '{other}'"))
                        .hint("expected quoted-printable or plain text: save the page as HTML"),
                );
            }
        };
        let charset =
            parameter(&kind, "charset").and_then(|name| Encoding::for_label(name.as_bytes()));
        let (text, ..) = charset.unwrap_or(UTF_8).decode(&bytes);
        return Ok(text.into_owned());
    }
    Err(no_page())
}

fn no_page() -> Unusable {
    Unusable::new("is a message without a page of HTML")
        .hint("expected a page as a browser or Confluence saves it")
}

/// The headers of a message or a part, each in one line, and what comes after them.
fn headers(bytes: &[u8]) -> (Vec<String>, &[u8]) {
    let mut lines: Vec<String> = Vec::new();
    let mut rest = bytes;
    while let Some(end) = memchr::memchr(b'\n', rest) {
        let line = String::from_utf8_lossy(&rest[..end]);
        rest = &rest[end + 1..];
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            if lines.is_empty() {
                continue;
            }
            break;
        }
        match lines.last_mut().filter(|_| line.starts_with([' ', '\t'])) {
            Some(last) => last.push_str(line),
            None => lines.push(line.to_owned()),
        }
    }
    (lines, rest)
}

fn header(lines: &[String], name: &str) -> Option<String> {
    lines.iter().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim().to_owned())
    })
}

/// A parameter of a header: `boundary="x"`.
fn parameter(header: &str, name: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        let value = value.trim().trim_matches('"');
        (key.trim().eq_ignore_ascii_case(name) && !value.is_empty()).then(|| value.to_owned())
    })
}

/// What is between the lines that part a message.
fn parts<'b>(body: &'b [u8], mark: &[u8]) -> Vec<&'b [u8]> {
    let starts: Vec<usize> = memchr::memmem::find_iter(body, mark)
        .filter(|at| *at == 0 || body[at - 1] == b'\n')
        .collect();
    let ends = starts.iter().skip(1).copied().chain([body.len()]);
    starts
        .iter()
        .zip(ends)
        .filter_map(|(start, end)| {
            let part = body.get(*start + mark.len()..end)?;
            let line = memchr::memchr(b'\n', part)?;
            part.get(line + 1..)
        })
        .collect()
}

/// Bytes of quoted-printable text; what is no code stays as it is.
fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'=', rest) {
        bytes.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        match rest {
            [b'\r', b'\n', after @ ..] | [b'\n', after @ ..] => rest = after,
            [high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or(0);
                bytes.push(u8::try_from(digit(*high) * 16 + digit(*low)).unwrap_or(b'?'));
                rest = after;
            }
            _ => bytes.push(b'='),
        }
    }
    bytes.extend_from_slice(rest);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_a_message_is_decoded() -> Result<(), Unusable> {
        let message = "Date: Mon, 3 Aug 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary=\"----=_Part\"\r\n\r\n\
            ------=_Part\r\nContent-Type: image/png\r\n\r\nx\r\n\
            ------=_Part\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<h1 class=3D\"a\">Caf=C3=A9 =\r\ntrack</h1>\r\n------=_Part--\r\n";
        assert!(is_one(message.as_bytes()));
        assert_eq!(
            page(message.as_bytes())?.trim(),
            "<h1 class=\"a\">Café track</h1>"
        );
        assert!(!is_one(b"Title: a page\nwith text\n"));
        let base64 = message.replace("quoted-printable", "base64");
        assert_eq!(
            page(base64.as_bytes()).map_err(|error| error.message),
            Err("has its page in the encoding 'base64'".to_owned())
        );
        Ok(())
    }
}
