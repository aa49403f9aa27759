//! Messages as the protocol frames them: headers, an empty line, and a text in JSON of as many bytes as a header says.
//!
//! What is no message is answered and passed over, up to the next header that says how long a message is: a client with one fault
//! keeps its server.

use std::io::{self, BufRead, Read, Write};

use lsp_server::{ErrorCode, Message};
use serde::Deserialize as _;
use serde_json::{Value, json};

pub const MAX_HEADER: u64 = 4096;
/// The longest message, in bytes: many times the largest file that is read at all.
pub const MAX_MESSAGE: u64 = 64 * 1024 * 1024;

/// How much of a line that is no header is shown.
const SHOWN: usize = 60;

/// A message, or what is wrong with something that is none.
pub type Frame = Result<Message, Malformed>;

/// What the client is answered that sent no message.
#[derive(Debug, Clone, PartialEq)]
pub struct Malformed {
    /// The `id` of the request, as far as there is one; else null, as JSON-RPC says.
    id: Value,
    code: i32,
    pub message: String,
}

impl Malformed {
    fn new(code: ErrorCode, message: String) -> Self {
        Self {
            id: Value::Null,
            code: code as i32,
            message,
        }
    }
}

/// Writes a message, or the answer to what was none.
pub fn write(frame: Frame, output: &mut impl Write) -> io::Result<()> {
    match frame {
        Ok(message) => message.write(output)?,
        Err(Malformed { id, code, message }) => {
            let error = json!({ "code": code, "message": message });
            let body = json!({ "jsonrpc": "2.0", "id": id, "error": error }).to_string();
            write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())?;
        }
    }
    output.flush()
}

/// Takes messages from an input.
pub struct Frames<R> {
    input: R,
    /// A length that was found in the line that the last answer was about.
    length: Option<u64>,
    /// How many bytes of a message that is too long are still to come.
    skip: u64,
    /// Whether what comes is no message until the next length.
    is_lost: bool,
}

impl<R: BufRead> Frames<R> {
    pub fn new(input: R) -> Self {
        Self {
            input,
            length: None,
            skip: 0,
            is_lost: false,
        }
    }

    /// The next message; `None` at the end of the input. An error is the end as well.
    pub fn read(&mut self) -> io::Result<Option<Frame>> {
        let skip = std::mem::take(&mut self.skip);
        io::copy(&mut self.input.by_ref().take(skip), &mut io::sink())?;
        let length = match self.header()? {
            Header::End => return Ok(None),
            Header::Wrong(what) => {
                return Ok(Some(Err(Malformed::new(ErrorCode::InvalidRequest, what))));
            }
            Header::Length(length) => length,
        };
        if length > MAX_MESSAGE {
            self.skip = length;
            let what = format!("expected a message of at most {MAX_MESSAGE} bytes, found {length}");
            return Ok(Some(Err(Malformed::new(ErrorCode::InvalidRequest, what))));
        }
        let mut body = Vec::new();
        let read = self.input.by_ref().take(length).read_to_end(&mut body)? as u64;
        if read < length {
            let what = format!("a message ends after {read} of {length} bytes");
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, what));
        }
        Ok(Some(parse(&body)))
    }

    /// Reads the headers of a message.
    fn header(&mut self) -> io::Result<Header> {
        let mut is_begun = false;
        loop {
            let mut bytes = Vec::new();
            let mut line = self.input.by_ref().take(MAX_HEADER);
            line.read_until(b'\n', &mut bytes)?;
            if bytes.is_empty() {
                return Ok(Header::End);
            }
            let is_whole = bytes.ends_with(b"\n");
            let line = String::from_utf8_lossy(&bytes);
            let line = line.trim();
            if line.is_empty() {
                match self.length.take() {
                    Some(length) => return Ok(Header::Length(length)),
                    // A line end after a message is nothing.
                    None if !is_begun => continue,
                    None => {}
                }
                if let Some(wrong) = self.lose("expected a Content-Length header, found none") {
                    return Ok(wrong);
                }
                continue;
            }
            is_begun = true;
            match field(line).filter(|_| is_whole) {
                Some(Field::Length(length)) => {
                    self.length = Some(length);
                    self.is_lost = false;
                }
                Some(Field::Other) => {}
                Some(Field::NoNumber(value)) => {
                    let what = format!("expected a number as Content-Length, found '{value}'");
                    if let Some(wrong) = self.lose(&what) {
                        return Ok(wrong);
                    }
                }
                None => {
                    let shown: String = line.chars().take(SHOWN).collect();
                    let wrong = self.lose(&if is_whole {
                        format!("expected a header, found '{shown}'")
                    } else {
                        "expected a header that ends in a line end".to_owned()
                    });
                    // The next message often begins where one without a length ends.
                    let rest = line
                        .char_indices()
                        .find_map(|(at, _)| match field(&line[at..]) {
                            Some(Field::Length(length)) => Some(length),
                            _ => None,
                        });
                    if let Some(length) = rest.filter(|_| is_whole) {
                        self.length = Some(length);
                        self.is_lost = false;
                    }
                    if let Some(wrong) = wrong {
                        return Ok(wrong);
                    }
                }
            }
        }
    }

    /// Notes that this is no message; what to answer, unless that was said already.
    fn lose(&mut self, what: &str) -> Option<Header> {
        self.length = None;
        let was_lost = std::mem::replace(&mut self.is_lost, true);
        (!was_lost).then(|| Header::Wrong(what.to_owned()))
    }
}

enum Header {
    Length(u64),
    Wrong(String),
    End,
}

enum Field<'a> {
    Length(u64),
    NoNumber(&'a str),
    Other,
}

/// A header field; `None` when a line is none.
fn field(line: &str) -> Option<Field<'_>> {
    let (name, value) = line.split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-');
    let value = value.trim();
    is_name.then(|| {
        if name.eq_ignore_ascii_case("content-length") {
            value.parse().map_or(Field::NoNumber(value), Field::Length)
        } else {
            Field::Other
        }
    })
}

fn parse(body: &[u8]) -> Frame {
    let text = std::str::from_utf8(body).map_err(|error| {
        let what = format!(
            "expected a message in UTF-8, found other bytes after byte {}",
            error.valid_up_to()
        );
        Malformed::new(ErrorCode::ParseError, what)
    })?;
    let value: Value = serde_json::from_str(text).map_err(|error| {
        Malformed::new(
            ErrorCode::ParseError,
            format!("expected a message in JSON: {error}"),
        )
    })?;
    Message::deserialize(&value).map_err(|_| {
        let id = value
            .get("id")
            .filter(|id| id.is_number() || id.is_string());
        Malformed {
            id: id.cloned().unwrap_or_default(),
            ..Malformed::new(
                ErrorCode::InvalidRequest,
                "expected a request, a notification or a response of JSON-RPC 2.0".to_owned(),
            )
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    /// What is read: methods of messages, and what is said of the rest.
    fn read(input: &[u8]) -> Vec<String> {
        let mut frames = Frames::new(input);
        let mut found = Vec::new();
        loop {
            match frames.read() {
                Ok(None) => return found,
                Ok(Some(Ok(Message::Notification(note)))) => found.push(note.method),
                Ok(Some(Ok(other))) => found.push(format!("{other:?}")),
                Ok(Some(Err(Malformed { id, code, message }))) => {
                    found.push(format!("{id} {code} {message}"));
                }
                Err(error) => {
                    found.push(error.to_string());
                    return found;
                }
            }
        }
    }

    #[test]
    fn what_is_no_message_is_answered_and_the_next_one_is_read() {
        let good = framed(r#"{"jsonrpc":"2.0","method":"good"}"#);
        let header = |found: &str| format!("null -32600 expected a header, found '{found}'");
        for (bad, said) in [
            ("hello\n".to_owned(), header("hello")),
            ("hello\nyou there\n\n".to_owned(), header("hello")),
            ("hello ".to_owned(), header(&format!("hello {}", &good[..18]))),
            ("x".repeat(5000) + "\n", "null -32600 expected a header that ends in a line end".to_owned()),
            (
                "Content-Length: -1\r\n\r\n{}".to_owned(),
                "null -32600 expected a number as Content-Length, found '-1'".to_owned(),
            ),
            (
                "Content-Type: x\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"lost\"}".to_owned(),
                "null -32600 expected a Content-Length header, found none".to_owned(),
            ),
            (
                framed("[1"),
                "null -32700 expected a message in JSON: EOF while parsing a list at line 1 column 2".to_owned(),
            ),
            (
                framed("[]"),
                "null -32600 expected a request, a notification or a response of JSON-RPC 2.0".to_owned(),
            ),
            (
                framed(r#"{"id":7,"method":7}"#),
                "7 -32600 expected a request, a notification or a response of JSON-RPC 2.0".to_owned(),
            ),
        ] {
            let input = good.clone() + &bad + &good;
            assert_eq!(read(input.as_bytes()), ["good", &said, "good"], "{bad}");
        }
        let mut input = b"Content-Length: 3\r\n\r\n\"\xff\"".to_vec();
        input.extend(good.as_bytes());
        let said = "null -32700 expected a message in UTF-8, found other bytes after byte 1";
        assert_eq!(read(&input), [said, "good"]);
    }

    #[test]
    fn headers_are_read_as_the_protocol_writes_them_and_a_message_that_is_cut_is_the_end() {
        let body = r#"{"jsonrpc":"2.0","method":"good"}"#;
        let length = body.len();
        for head in [
            format!("Content-Length: {length}\r\n\r\n"),
            format!("content-length:{length}\n\n"),
            format!(
                "\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: {length}\r\n\r\n"
            ),
        ] {
            assert_eq!(read((head.clone() + body).as_bytes()), ["good"], "{head}");
        }
        let cut = "Content-Length: 50\r\n\r\n{\"jsonrpc\"";
        assert_eq!(
            read(cut.as_bytes()),
            ["a message ends after 10 of 50 bytes"]
        );
        assert_eq!(read(b""), Vec::<String>::new());
    }
}
