//! Frames of the language server's protocol: any bytes are messages, something that is answered with an error, or the end; never more memory than a message may have.

use cxn::lsp;

/// Reads the bytes to their end.
pub fn target(data: &[u8]) {
    let mut frames = lsp::Frames::new(data);
    let mut messages = 0;
    while let Ok(Some(_)) = frames.read() {
        messages += 1;
        assert!(messages <= data.len());
    }
}
