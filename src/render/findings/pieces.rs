//! A JSON document with a long list, made item by item: the document is never in memory as a whole.

use serde::Serialize;

use crate::render::sanitize;

/// The pieces of a document, each of whole lines. `frame` is the document without the items, and `list` is how it writes the empty
/// list that they belong in.
pub fn document<'a, T: Serialize + 'a>(
    frame: impl Serialize,
    list: &str,
    items: impl Iterator<Item = T> + 'a,
) -> impl Iterator<Item = String> + 'a {
    let mut items = items.peekable();
    let frame = pretty(&frame, 0);
    let inside = frame.find(list).map(|at| at + list.len() - "]".len());
    let (head, tail, depth) = match inside.filter(|_| items.peek().is_some()) {
        Some(at) => {
            let (head, tail) = frame.split_at(at);
            let line = head.rsplit('\n').next().unwrap_or_default();
            let depth = line.len() - line.trim_start_matches(' ').len();
            let tail = format!("{:depth$}{tail}", "");
            (head.to_owned(), tail, depth)
        }
        None => (frame, String::new(), 0),
    };
    let items = std::iter::from_fn(move || {
        let item = pretty(&items.next()?, depth + 2);
        let end = if items.peek().is_some() { ",\n" } else { "\n" };
        Some(item + end)
    });
    std::iter::once(head + "\n")
        .chain(items)
        .chain((!tail.is_empty()).then(|| tail + "\n"))
}

/// A value on several lines, each indented; a line end within a text is escaped, so that every line is one of the document's own.
fn pretty(value: &impl Serialize, depth: usize) -> String {
    let text = sanitize::json(&serde_json::to_string_pretty(value).unwrap_or_default());
    let lines = text.split('\n').map(|line| format!("{:depth$}{line}", ""));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_document_in_pieces_is_the_document() {
        let items = [
            json!({"a": [1, {}], "b": "x\ny \"list\": []"}),
            json!([]),
            json!("c\u{202e}"),
        ];
        for count in 0..=items.len() {
            let document_of = |items: &[Value]| json!({"x": {"a": "\"list\": []", "list": items, "b": []}, "y": 1});
            for (list, frame, whole) in [
                (
                    "\"list\": []",
                    document_of(&[]),
                    document_of(&items[..count]),
                ),
                ("[]", json!([]), json!(items[..count])),
            ] {
                let pieces: Vec<String> = document(frame, list, items[..count].iter()).collect();
                assert!(pieces.iter().all(|piece| piece.ends_with('\n')));
                assert_eq!(pieces.concat(), crate::render::table::pretty(&whole));
            }
        }
    }
}
