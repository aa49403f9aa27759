//! Documents of Word: whatever is in the parts of one, it is a page like any other.

use super::{archive, pages};

/// The bytes are the text, the styles and the links, between bytes that no text has.
pub fn target(data: &[u8]) {
    let parts = [
        "word/document.xml",
        "word/styles.xml",
        "word/_rels/document.xml.rels",
    ];
    let parts = parts.into_iter().zip(data.split(|byte| *byte == 0xff));
    pages::target(&archive(parts.filter(|(_, part)| !part.is_empty())));
}
