//! Messages over standard input and output, framed as the protocol frames them.
//!
//! `lsp_server::Connection::stdio` takes whatever length a header names, and has no bound on it. Its channels hold no message either, so
//! that every key would be checked by itself instead of all that were typed meanwhile.

use std::io::{self, BufRead, Read, Write};
use std::thread::{self, JoinHandle};

use lsp_server::{Connection, Message};

pub const MAX_HEADER: u64 = 4096;
/// The longest message, in bytes: many times the largest file that is read at all.
pub const MAX_MESSAGE: u64 = 64 * 1024 * 1024;

pub struct Threads {
    reader: JoinHandle<io::Result<()>>,
    writer: JoinHandle<io::Result<()>>,
}

/// A connection over standard input and output.
pub fn stdio() -> (Connection, Threads) {
    let (server, client) = Connection::memory();
    let Connection { sender, receiver } = client;
    let reader = thread::spawn(move || {
        let mut input = io::stdin().lock();
        while let Some(message) = message(&mut input)? {
            let last = matches!(&message, Message::Notification(n) if n.method == "exit");
            if sender.send(message).is_err() || last {
                break;
            }
        }
        Ok(())
    });
    let writer = thread::spawn(move || {
        let mut output = io::stdout().lock();
        receiver.into_iter().try_for_each(|message| {
            message.write(&mut output)?;
            output.flush()
        })
    });
    (server, Threads { reader, writer })
}

impl Threads {
    /// Waits until all answers are written, and says what ended the reading when it had to end. The connection is gone by now;
    /// a client that goes on talking is not waited for.
    pub fn finish(self, reading_is_over: bool) -> io::Result<()> {
        let broken = |_| io::Error::other("a thread of the server ended early");
        let read = if reading_is_over {
            self.reader.join().map_err(broken)?
        } else {
            Ok(())
        };
        let written = self.writer.join().map_err(broken)?;
        read.and(written)
    }
}

/// The next message; `None` at the end of the input.
pub fn message(input: &mut impl BufRead) -> io::Result<Option<Message>> {
    let mut length = None;
    let mut begun = false;
    loop {
        let mut line = Vec::new();
        input.take(MAX_HEADER).read_until(b'\n', &mut line)?;
        if line.is_empty() && !begun {
            return Ok(None);
        }
        let line = line
            .strip_suffix(b"\n")
            .map(|line| String::from_utf8_lossy(line).trim().to_owned())
            .ok_or_else(|| wrong("expected a header that ends in a line end"))?;
        begun = true;
        if line.is_empty() {
            break;
        }
        let (name, value) = line
            .split_once(':')
            .ok_or_else(|| wrong(&format!("expected a header, found '{line}'")))?;
        if name.eq_ignore_ascii_case("content-length") {
            let value = value.trim();
            let bytes: u64 = value.parse().map_err(|_| {
                wrong(&format!(
                    "expected a number as Content-Length, found '{value}'"
                ))
            })?;
            length = Some(bytes);
        }
    }
    let length = length.ok_or_else(|| wrong("expected a Content-Length header, found none"))?;
    if length > MAX_MESSAGE {
        return Err(wrong(&format!(
            "expected a message of at most {MAX_MESSAGE} bytes, found {length}"
        )));
    }
    let mut body = Vec::new();
    let read = input.take(length).read_to_end(&mut body)? as u64;
    if read < length {
        return Err(wrong(&format!(
            "a message ends after {read} of {length} bytes"
        )));
    }
    serde_json::from_slice(&body)
        .map(Some)
        .map_err(|error| wrong(&format!("expected a message in JSON: {error}")))
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
