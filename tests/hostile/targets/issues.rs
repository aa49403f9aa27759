//! Issues and their bodies: whatever they hold, rows are as wide as their headings, and a page has all that is no comment.

use cxn::import::issue;
use cxn::import::registration::issues;
use cxn::import::result;

/// The bytes are a list of issues, or the body of one.
pub fn target(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(read) = issues::read(&text) {
        let width = read.sheet.header.len();
        for row in &read.sheet.rows {
            let cells = row.cells.as_ref().ok();
            assert!(cells.is_none_or(|cells| cells.len() == width));
        }
    }
    let _ = result::read(data);
    for answer in issue::answers(&text) {
        assert!(!answer.heading.contains('\n'), "{answer:?}");
        assert_eq!(answer.text.trim(), answer.text);
        let _ = (answer.ticked(), answer.key(), answer.line());
    }
    let page = issue::page(&text, |heading| heading == "Track Name");
    assert!(page.len() <= 2 * text.len() + 8, "{page}");
    // Read again it is the same page: nothing in it is a comment or a question any more.
    if !text.contains("<!--") && !text.contains("Track Name") {
        assert_eq!(issue::page(&page, |_| false), page);
    }
}
