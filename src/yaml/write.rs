//! Values as YAML text: block style, and quotes wherever any reader, also one of YAML 1.1, could misread.

use std::fmt::Write as _;

use serde_yaml::Value;

use super::misread::{is_printable, needs_quotes};

/// The line end of a text: that of Windows where there is one.
pub fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// A key with its value, as lines at an indentation, with a line end behind the last.
pub fn entry(key: &str, value: &Value, indent: usize) -> String {
    let mut text = String::new();
    put_entry(&mut text, key, value, indent);
    text
}

/// A mapping or a list as lines at an indentation.
pub fn block(value: &Value, indent: usize) -> String {
    let mut text = String::new();
    put_block(&mut text, value, indent);
    text
}

fn put_entry(text: &mut String, key: &str, value: &Value, indent: usize) {
    put_pad(text, indent);
    if put_key(text, key, put_scalar) {
        text.push('\n');
        put_pad(text, indent);
    }
    match value {
        Value::Mapping(map) if map.is_empty() => text.push_str(": {}\n"),
        Value::Sequence(list) if list.is_empty() => text.push_str(": []\n"),
        Value::Mapping(_) | Value::Sequence(_) => {
            text.push_str(":\n");
            put_block(text, value, indent + 2);
        }
        Value::Null => text.push_str(":\n"),
        _ => {
            text.push_str(": ");
            put_inline(text, value, indent);
            text.push('\n');
        }
    }
}

/// The most bytes of a key that stands before its colon alone; YAML allows 1,024 characters.
const LONGEST_SIMPLE_KEY: usize = 1000;

/// A key, behind a question mark where it is too long to stand alone; whether it is.
fn put_key(text: &mut String, key: &str, put: fn(&mut String, &str)) -> bool {
    let start = text.len();
    put(text, key);
    let is_long = text.len() - start > LONGEST_SIMPLE_KEY;
    if is_long {
        text.insert_str(start, "? ");
    }
    is_long
}

fn put_block(text: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Mapping(map) => {
            for (key, value) in map {
                match key {
                    Value::String(key) => put_entry(text, key, value, indent),
                    _ => put_entry(text, &plain(key), value, indent),
                }
            }
        }
        Value::Sequence(list) => {
            for item in list {
                match item {
                    Value::Mapping(map) if !map.is_empty() => {
                        let dash = text.len() + indent;
                        put_block(text, item, indent + 2);
                        text.replace_range(dash..=dash, "-");
                    }
                    // An item that is left open: `null` would not read where keys are expected.
                    Value::Null => {
                        put_pad(text, indent);
                        text.push_str("-\n");
                    }
                    _ => {
                        put_pad(text, indent);
                        text.push_str("- ");
                        put_inline(text, item, indent);
                        text.push('\n');
                    }
                }
            }
        }
        _ => {
            put_pad(text, indent);
            put_inline(text, value, indent);
            text.push('\n');
        }
    }
}

fn put_pad(text: &mut String, indent: usize) {
    text.extend(std::iter::repeat_n(' ', indent));
}

/// A value as it stands behind a key or a dash; texts of several lines become literal blocks.
fn put_inline(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::String(text) if is_literal(text) => {
            out.push_str(if text.ends_with('\n') { "|" } else { "|-" });
            for line in text.trim_end_matches('\n').split('\n') {
                out.push('\n');
                if !line.is_empty() {
                    put_pad(out, indent + 2);
                    out.push_str(line);
                }
            }
        }
        Value::String(text) => put_scalar(out, text),
        Value::Sequence(items) => {
            let items: Vec<String> = items.iter().map(inline_flow).collect();
            let _ = write!(out, "[{}]", items.join(", "));
        }
        Value::Mapping(map) => {
            let entries = map.iter().map(|(key, value)| {
                let mut entry = String::new();
                put_key(&mut entry, &plain(key), put_flow_scalar);
                let _ = write!(entry, ": {}", inline_flow(value));
                entry
            });
            let _ = write!(out, "{{{}}}", entries.collect::<Vec<_>>().join(", "));
        }
        Value::Null => out.push_str("null"),
        other => out.push_str(&plain(other)),
    }
}

fn inline_flow(value: &Value) -> String {
    match value {
        Value::String(text) => flow_scalar(text),
        other => {
            let mut text = String::new();
            put_inline(&mut text, other, 0);
            text
        }
    }
}

/// A text can stand as a literal block when it has several lines, no trailing blanks and nothing unprintable.
fn is_literal(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    body.contains('\n')
        && !body.ends_with('\n')
        && !text.starts_with([' ', '\n', '\t'])
        && !text.contains(|c: char| c != '\n' && !is_printable(c))
        && body.split('\n').all(|line| !line.ends_with([' ', '\t']))
}

/// A value that is no list or mapping, as text without quotes.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// A text as a scalar on one line, in quotes where any reader could misread it.
pub fn scalar(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    put_scalar(&mut out, text);
    out
}

/// The same within brackets, where more characters would end it.
pub fn flow_scalar(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    put_flow_scalar(&mut out, text);
    out
}

fn put_scalar(out: &mut String, text: &str) {
    if needs_quotes(text) {
        out.push_str(&quote(text));
    } else {
        out.push_str(text);
    }
}

fn put_flow_scalar(out: &mut String, text: &str) {
    if text.contains([',', '[', ']', '{', '}', '?']) || text.contains("::") {
        out.push_str(&quote(text));
    } else {
        put_scalar(out, text);
    }
}

/// A text in quotes on one line.
pub fn quote(text: &str) -> String {
    if text.chars().all(is_printable) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if is_printable(c) => quoted.push(c),
            c => {
                let code = u32::from(c);
                let _ = if code <= 0xffff {
                    write!(quoted, "\\u{code:04X}")
                } else {
                    write!(quoted, "\\U{code:08X}")
                };
            }
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::misread::{is_misread, is_plain_dash};
    use proptest::prelude::*;

    #[test]
    fn what_readers_misread_is_quoted() {
        for text in [
            "no",
            "y",
            "On",
            "12:30",
            "1_000",
            "0x1F",
            "1e3",
            "null",
            "",
            "a: b",
            "x #y",
            "- a",
            "@x",
            "a:",
            "[a",
            "1:2:3",
            ".5",
            "012",
            "=",
            "trailing ",
        ] {
            assert!(scalar(text).starts_with('\''), "{text}: {}", scalar(text));
        }
        for text in [
            "2026-09-05",
            "-12w",
            "Robin Example <robin@example.org>",
            "https://example.org/a#b",
            "R4",
            "a-b",
            "2026-09-05T17:00:00-04:00",
            "it's",
            "4 systems",
        ] {
            assert_eq!(scalar(text), text);
        }
    }

    #[test]
    fn what_no_reader_takes_and_what_is_invisible_is_escaped() {
        for (text, written) in [
            ("a\u{202e}b", "\"a\\u202Eb\""),
            ("a\u{feff}b", "\"a\\uFEFFb\""),
            ("a\u{fffe}b", "\"a\\uFFFEb\""),
            ("\u{ffff}", "\"\\uFFFF\""),
            ("\u{80}\u{85}\u{9f}", "\"\\u0080\\u0085\\u009F\""),
            ("\u{2028}\u{2029}", "\"\\u2028\\u2029\""),
            ("\u{fffd}\u{10ffff}", "\u{fffd}\u{10ffff}"),
        ] {
            assert_eq!(scalar(text), written);
            let lines = Value::from(format!("{text}\n{text}\n"));
            assert_eq!(block(&lines, 0).contains("|\n"), written == text);
        }
    }

    #[test]
    fn what_comes_back_otherwise_is_told_from_what_does_not() {
        for text in [
            "no", "Yes", "ON", "y", "12:30", "9:05:00", "09:00", "1_000", "012", "0x1F", "0b11",
            "+5", "1e3", "4.0", "4.10", ".5", "5.", "-1.5", "1.5e-3", "-.inf", "=",
        ] {
            assert!(is_misread(text) && needs_quotes(text), "{text}");
        }
        for text in [
            "0",
            "12",
            "-12",
            "2026",
            "true",
            "null",
            "2026-09-05",
            "2026-09-05T17:00",
            "4.0.1",
            "R4",
            "yEs",
            "none",
            "12:30-13:00",
            "12:75",
            "-12w",
            "1 000",
            "once",
            "e3",
            ".",
            "-",
            "a:1",
            "1.2.3e4",
            "192.0.2.1",
        ] {
            assert!(!is_misread(text), "{text}");
        }
    }

    #[test]
    fn blocks_are_laid_out_for_people() {
        let value: Value = serde_yaml::from_str("leads: [{name: A, email: a@example.org}]\ntext: \"one\\ntwo\\n\"\nempty: []\nnested: {k: {x: 1}}\nlist: [a, 'no']\n").unwrap_or_default();
        assert_eq!(
            block(&value, 0),
            "leads:\n  - name: A\n    email: a@example.org\ntext: |\n  one\n  two\nempty: []\nnested:\n  k:\n    x: 1\nlist:\n  - a\n  - 'no'\n"
        );
    }

    #[test]
    fn a_key_that_is_too_long_to_stand_alone_is_marked() {
        let long = |length| "k".repeat(length);
        let map = |key: String| Value::Mapping([(key.into(), "v".into())].into_iter().collect());
        let longest = long(LONGEST_SIMPLE_KEY);
        assert_eq!(block(&map(longest.clone()), 0), format!("{longest}: v\n"));
        let longer = long(LONGEST_SIMPLE_KEY + 1);
        let list = Value::Sequence(vec![map(longer.clone())]);
        assert_eq!(block(&list, 2), format!("  - ? {longer}\n    : v\n"));
        let lists = Value::Sequence(vec![list]);
        assert_eq!(block(&lists, 0), format!("- [{{? {longer}: v}}]\n"));
        let bracket = Value::Sequence(vec![Value::Sequence(vec![map("a]".to_owned())])]);
        assert_eq!(block(&bracket, 0), "- [{'a]': v}]\n");
        assert_eq!(flow_scalar("https://a:1"), "https://a:1");
        assert_eq!(
            [flow_scalar("a:?"), flow_scalar("a::b")],
            ["'a:?'", "'a::b'"]
        );
    }

    fn values() -> impl Strategy<Value = Value> {
        let text = prop_oneof![
            "\\PC{0,20}",
            any::<String>(),
            "[a-z \n:#'\"-]{0,30}",
            Just("yes".to_owned()),
            Just("a\n\nb\n".to_owned())
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            text.prop_map(Value::from)
        ];
        // A simple key has a longest length, and not all of them may be within brackets.
        let key = prop_oneof![15 => "[a-z]{1,6}", 4 => "[a, {}\\[\\]:#'?]{0,4}", 1 => "[a-z: ]{990,1030}"];
        let key = key.boxed();
        leaf.prop_recursive(3, 24, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Sequence),
                prop::collection::hash_map(key.clone(), inner, 0..4).prop_map(|map| {
                    Value::Mapping(map.into_iter().map(|(k, v)| (Value::from(k), v)).collect())
                }),
            ]
        })
    }

    /// What [`needs_quotes`] answers in one look, said one thing after the other.
    fn needs_quotes_plainly(text: &str) -> bool {
        let word = text.to_ascii_lowercase();
        let misread = "y n yes no on off true false null ~ = << .inf -.inf +.inf .nan";
        let numeric = text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
            && text.contains(|c: char| c.is_ascii_digit())
            && text
                .bytes()
                .all(|b| b.is_ascii_hexdigit() || b"_:.+-xobXOB,".contains(&b))
            && crate::model::When::parse(text).is_none();
        text.is_empty()
            || misread.split(' ').any(|known| known == word)
            || numeric
            || text != text.trim()
            || text.starts_with(|c| "!&*-?|>@`\"'%#{}[],:".contains(c)) && !is_plain_dash(text)
            || text.contains(": ")
            || text.contains(" #")
            || text.ends_with(':')
            || !text.chars().all(is_printable)
            || text.starts_with("...")
    }

    proptest! {
        #[test]
        fn one_look_tells_what_needs_quotes(
            text in "[-a-fnoy0-9+.:# ~=<'\\[{é\u{a0}\u{85}\u{200b}\u{fffe}\u{0}\n\t\u{7f}]{0,7}",
            word in "(?i)(y|n|yes|no|on|off|true|false|null|~|=|<<|[-+]?\\.inf|\\.nan|\\.\\.\\.|---|2026-09-05)[ :#a]?",
        ) {
            for text in [text, word] {
                prop_assert_eq!(needs_quotes(&text), needs_quotes_plainly(&text), "{:?}", text);
            }
        }

        #[test]
        fn what_is_written_reads_back(value in values()) {
            let text = entry("k", &value, 0);
            let back: Result<Value, _> = serde_yaml::from_str(&text);
            let back = back.map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
            prop_assert_eq!(&back["k"], &value, "{}", text);
        }
    }
}
