//! Frames of the language server's protocol: any bytes are messages, the end, or an error; never more memory than a message may have.

use cxn::lsp;

/// Reads the bytes to their end.
pub fn target(data: &[u8]) {
    let mut input = data;
    let mut messages = 0;
    while let Ok(Some(_)) = lsp::message(&mut input) {
        messages += 1;
        assert!(messages <= data.len());
    }
}
