//! The two ends between which messages pass: over standard input and output, or in memory.
//!
//! `lsp_server::Connection` takes whatever length a header names, and ends at the first message that is none. Its channels hold no
//! message either, so that every key would be checked by itself instead of all that were typed meanwhile.

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, JoinHandle};

use lsp_server::Message;

use crate::lsp::frames::{Frame, Frames, write};

/// One end.
pub struct Connection {
    pub receiver: Receiver<Frame>,
    pub sender: Sender<Frame>,
}

impl Connection {
    /// Two ends, each of which receives what the other sends.
    pub fn memory() -> (Self, Self) {
        let (to_server, at_server) = channel();
        let (to_client, at_client) = channel();
        let end = |receiver, sender| Self { receiver, sender };
        (end(at_server, to_client), end(at_client, to_server))
    }
}

pub struct Threads {
    reader: JoinHandle<io::Result<()>>,
    writer: JoinHandle<io::Result<()>>,
}

/// A connection over standard input and output; an error where there is no thread for either.
pub fn stdio() -> io::Result<(Connection, Threads)> {
    let (server, Connection { sender, receiver }) = Connection::memory();
    let writer = Builder::new().spawn(move || {
        let mut output = io::stdout().lock();
        let mut frames = receiver.into_iter();
        frames.try_for_each(|frame| write(frame, &mut output))
    })?;
    let reader = Builder::new().spawn(move || {
        let mut frames = Frames::new(io::stdin().lock());
        while let Some(frame) = frames.read()? {
            let is_last = matches!(&frame, Ok(Message::Notification(it)) if it.method == "exit");
            if sender.send(frame).is_err() || is_last {
                break;
            }
        }
        Ok(())
    })?;
    Ok((server, Threads { reader, writer }))
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
