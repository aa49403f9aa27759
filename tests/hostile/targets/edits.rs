//! Edits in place: what was meant is in the text afterwards, and everything else is as it was, byte for byte.

use cxn::yaml::edit::{Editor, place};
use cxn::yaml::tree::Node;
use cxn::yaml::{Path, guard};
use serde_yaml::Value;

/// The bytes are a text, an order (`s`et, `a`ppend or `r`emove), a path and a value, between bytes that no text has.
pub fn target(data: &[u8]) {
    let mut parts = data.split(|byte| *byte == 0xff);
    let mut next = || parts.next().unwrap_or_default();
    let (text, order, path, value) = (next(), next(), next(), next());
    let Ok(body) = guard::admit(text) else {
        return;
    };
    let text = std::str::from_utf8(text).expect("admitted");
    let path = Path::from(String::from_utf8_lossy(path));
    let value: Value = serde_yaml::from_slice(value)
        .unwrap_or_else(|_| Value::from(String::from_utf8_lossy(value).as_ref()));
    if path.0.is_empty() {
        return;
    }
    let Ok(mut editor) = Editor::open(text) else {
        return;
    };
    let order = order.first().copied().unwrap_or(b's');
    let result = match order {
        b'a' => editor.append(&path, &value),
        b'r' => editor.remove(&path),
        _ => editor.set(&path, &value),
    };
    let edited = match result.and_then(|()| editor.finish()) {
        Ok(edited) => edited,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let said = || format!("{} '{path}' {value:?}\n{text:?}\n{edited:?}", order as char);
    // The value is there, and every other one is what it was.
    let before: Value = serde_yaml::from_str(body).expect("it opened");
    let after: Value = serde_yaml::from_str(edited.strip_prefix('\u{feff}').unwrap_or(&edited))
        .unwrap_or_else(|error| panic!("{error}: {}", said()));
    let mut meant = before.clone();
    if order == b's' {
        *place(&mut meant, &path).expect("it was set") = value.clone();
        assert_eq!(after, meant, "{}", said());
    }
    let first = path.first_key().unwrap_or_default();
    for (key, value) in before.as_mapping().expect("it opened") {
        if key.as_str() != Some(first) {
            assert_eq!(after.get(key), Some(value), "{}", said());
        }
    }
    // The text around is there. Line ends of a text with both kinds become those of Windows, and blank lines after the mark that ends
    // a document are no part of it.
    let plain = |text: &str| {
        let text = text.replace("\r\n", "\n");
        let has_end = text.contains("\n...");
        if has_end {
            text.trim_end().to_owned()
        } else {
            text
        }
    };
    let (old, new) = (
        plain(body),
        plain(edited.strip_prefix('\u{feff}').unwrap_or(&edited)),
    );
    if old == new {
        return;
    }
    around(order, &path, &old, &new, &said());
}

/// What a change may touch: the value and its line, or nothing that was there.
fn around(order: u8, path: &Path, old: &str, new: &str, said: &str) {
    let Some(tree) = Node::parse(old) else {
        return;
    };
    let head = old
        .bytes()
        .zip(new.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let tail = old.as_bytes()[head..]
        .iter()
        .rev()
        .zip(new.as_bytes()[head.min(new.len())..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let gone = String::from_utf8_lossy(&old.as_bytes()[head..old.len() - tail]).into_owned();
    match (order, tree.at(path)) {
        (b'a', Some(_)) | (b's', None) => {
            let nothing = [
                "", "{}", "[]", "null", "Null", "NULL", "~", "{", "}", "[", "]",
            ];
            assert!(nothing.contains(&gone.trim()), "took {gone:?} away: {said}");
        }
        (_, Some(_)) => {
            let extent = tree.extent(path);
            let lead = old[..extent.start].trim_end_matches([' ', '-', ',', '\n', '?']);
            let line = old[extent.end..]
                .find('\n')
                .map_or("", |at| &old[extent.end + at + 1..]);
            assert!(new.starts_with(lead), "changed what stands before: {said}");
            assert!(new.ends_with(line), "changed what stands behind: {said}");
            assert!(
                new.len() >= lead.len() + line.len(),
                "lost something: {said}"
            );
        }
        (_, None) => assert!(gone.trim().is_empty(), "took {gone:?} away: {said}"),
    }
}
