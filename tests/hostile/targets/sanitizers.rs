//! What makes strangers' text safe to show: nothing of it acts any more, and nothing else is lost.

use cxn::model::contact;
use cxn::render::findings::github;
use cxn::render::markup::markdown;
use cxn::render::sanitize::{cover, is_hazard, json, line, lines, whole};

/// Passes the bytes, as text, through each of them.
pub fn target(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let text = text.as_ref();
    for limit in [0, 1, 7, 400] {
        let shown = line(text, limit);
        assert!(!shown.contains(is_hazard), "{shown:?}");
        let longest = limit.saturating_mul("\\u{10ffff}".len()) + 1;
        assert!(shown.chars().count() <= longest, "{}", shown.len());
    }
    assert!(!lines(text).contains(|c| c != '\n' && is_hazard(c)));
    assert!(!whole(text).contains(|c| c != '\n' && c != '\t' && is_hazard(c)));
    let document = serde_json::to_string_pretty(&[text]).expect("a text is JSON");
    let safe = json(&document);
    assert!(!safe.contains(|c| c != '\n' && is_hazard(c)), "{safe:?}");
    assert_eq!(
        serde_json::from_str::<[String; 1]>(&safe).expect("JSON"),
        [text]
    );
    let covered = cover(text);
    assert_eq!(covered.len(), text.len(), "places stay where they are");
    assert!(
        !covered
            .split_whitespace()
            .any(|word| word.contains('@') && word.len() > 1),
        "{covered}"
    );
    let escaped = markdown(&line(text, 400));
    assert!(!escaped.contains(['<', '>', '\n']) && !escaped.contains("://"));
    let mut before = ' ';
    for c in escaped.chars() {
        assert!(!"`*_[]|~!".contains(c) || before == '\\', "{escaped}");
        before = if before == '\\' && c == '\\' { ' ' } else { c };
    }
    assert!(!escaped.replace("@&#8203;", "").contains('@'), "{escaped}");
    assert!(!github::defuse(text).contains("##["));
    let _ = contact::redact(text);
}
