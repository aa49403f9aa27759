//! The comments of a text.

use std::ops::Range;

use super::plain;
use super::tree::{Node, NodeKind};

/// The comments of a text, each from its hash to the end of its line. Where the text is not YAML, a hash in a quoted text may be
/// taken for one.
pub fn comments(text: &str) -> Vec<Range<usize>> {
    plain::with_tape(text, |tape| tape.comments().collect()).unwrap_or_else(|| {
        let mut texts = Vec::new();
        if let Some(tree) = super::places(text) {
            collect(&tree, text, &mut texts);
        }
        guess(text, &texts)
    })
}

/// The places of all texts in a tree; of a block, without its header.
fn collect(node: &Node, source: &str, texts: &mut Vec<Range<usize>>) {
    match &node.kind {
        NodeKind::List(items) => items.iter().for_each(|item| collect(item, source, texts)),
        NodeKind::Map(entries) => {
            for entry in entries {
                texts.push(entry.key_span.clone());
                collect(&entry.value, source, texts);
            }
        }
        _ => {
            let mut span = node.span.clone();
            let inner = source.get(span.clone()).unwrap_or("");
            if inner.starts_with(['|', '>']) {
                span.start += inner.find('\n').unwrap_or(0);
            }
            texts.push(span);
        }
    }
}

/// The column of the key of a line, or of its last dash where it has none.
fn key_column(line: &str) -> usize {
    let mut rest = line.trim_start_matches(' ');
    while let Some(item) = rest.strip_prefix("- ").map(str::trim_start) {
        if item.starts_with(['|', '>']) {
            break;
        }
        rest = item;
    }
    line.len() - rest.len()
}

/// Whether a line ends in the mark of a block of text.
fn opens_block(line: &str) -> bool {
    let code = line.find(" #").map_or(line, |at| &line[..at]).trim_end();
    let code = code.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
    let before = code.strip_suffix(['|', '>']).map(str::trim_end);
    before.is_some_and(|before| before.ends_with(':') || before.trim_start() == "-")
}

/// The first hash of each line that begins a word and is not in one of some texts, which stand in the order of the file and not in
/// each other.
fn guess(text: &str, texts: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut texts = texts.iter().peekable();
    let mut is_in_a_text = |at: usize| {
        while texts.next_if(|text| text.end <= at).is_some() {}
        texts.peek().is_some_and(|text| text.contains(&at))
    };
    let mut found = Vec::new();
    let mut start = 0;
    // How far the key of a block is indented, while its lines go on.
    let mut block = None;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\r', '\n']);
        let indent = body.len() - body.trim_start_matches(' ').len();
        if block.is_some_and(|key| indent > key || body.trim().is_empty()) {
            start += line.len();
            continue;
        }
        block = opens_block(body).then(|| key_column(body));
        let hash = body.match_indices('#').map(|(at, _)| at).find(|at| {
            let begins = *at == 0 || body[..*at].ends_with([' ', '\t']);
            begins && !is_in_a_text(start + at)
        });
        found.extend(hash.map(|at| start + at..start + body.len()));
        start += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        comments(text)
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn a_hash_within_a_text_begins_no_comment() {
        let text = "# one\na: 'x # no'  # two\r\nb: |  # three\n  # no\nc: x#no\n  # four\n";
        let expected = ["# one", "# two", "# three", "# four"];
        assert_eq!(found(text), expected);
        // With an anchor, the text is not plain.
        assert_eq!(found(&text.replace("a: ", "a: &x ")), expected);
        // With an open bracket, it is not YAML.
        assert_eq!(found("a: [ # one\nb: 'x # two'\n"), ["# one", "# two'"]);
        let broken = "a: b: c # one\nd:\n  - e: |- # two\n      # no\n\n      # no\n    f: x # three\n# four\n";
        assert_eq!(found(broken), ["# one", "# two", "# three", "# four"]);
    }
}
