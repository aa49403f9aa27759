mod texts;

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, DeserializeOwned, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use texts::{Random, composed, mutated, records};

use super::*;
use crate::model::responsibility::ResponsibilityList;
use crate::model::{Event, Registration, Settings, Template, Track};
use crate::yaml::tree::{Entry, NodeKind};

/// What a deserializer gives to a visitor that takes anything, call by call.
#[derive(Debug, Clone, PartialEq)]
enum Seen {
    Unit,
    Bool(bool),
    U64(u64),
    I64(i64),
    U128(u128),
    I128(i128),
    F64(u64),
    Text(String),
    List(Vec<Seen>),
    Map(Vec<(Seen, Seen)>),
}

impl<'de> Deserialize<'de> for Seen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        macro_rules! visit {
            ($($method:ident($type:ty) $to:expr;)*) => { $(
                fn $method<E: de::Error>(self, value: $type) -> Result<Seen, E> { Ok($to(value)) }
            )* };
        }
        impl<'de> Visitor<'de> for Any {
            type Value = Seen;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }
            visit! {
                visit_bool(bool) Seen::Bool;
                visit_u64(u64) Seen::U64;
                visit_i64(i64) Seen::I64;
                visit_u128(u128) Seen::U128;
                visit_i128(i128) Seen::I128;
                visit_f64(f64) |value: f64| Seen::F64(value.to_bits());
                visit_str(&str) |value: &str| Seen::Text(value.to_owned());
            }
            fn visit_unit<E: de::Error>(self) -> Result<Seen, E> {
                Ok(Seen::Unit)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Seen, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(item);
                }
                Ok(Seen::List(items))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Seen, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Seen::Map(entries))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// A type with every way to ask for a value.
#[derive(Debug, PartialEq, Deserialize)]
#[allow(dead_code, reason = "the fields are compared, as a whole")]
struct Asking {
    #[serde(default)]
    a: Option<String>,
    #[serde(default)]
    b: Option<Number>,
    #[serde(default)]
    c: Vec<Choice>,
    #[serde(default)]
    d: Option<Loose>,
    #[serde(default)]
    e: Option<(i8, u8, f32)>,
    #[serde(flatten)]
    rest: BTreeMap<String, Seen>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Number(i64);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Choice {
    A,
    B,
    No,
    True,
    Null,
    #[serde(rename = "1")]
    One,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
#[allow(dead_code, reason = "the fields are compared, as a whole")]
enum Loose {
    Truth(bool),
    Small(u8),
    Real(f64),
    Chosen(Choice),
    Text(String),
    Texts(Vec<String>),
    Named { a: String, b: Option<u64> },
}

fn plain<T: DeserializeOwned>(text: &str) -> Option<T> {
    with_tape(text, |tape| tape.read(text)).flatten()
}

fn same<T: DeserializeOwned + PartialEq + fmt::Debug>(text: &str) -> Result<bool, String> {
    let Some(fast) = plain::<T>(text) else {
        return Ok(false);
    };
    match serde_yaml::from_str::<T>(text) {
        // What is no number is never equal to itself.
        Ok(slow) if slow == fast || format!("{slow:?}") == format!("{fast:?}") => Ok(true),
        Ok(slow) => Err(format!("{fast:?}\n{slow:?}")),
        Err(error) => Err(format!("{fast:?}\n{error}")),
    }
}

/// How a text is read: declined, with values only, or with places that the tree of the complete parser confirms as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    Declined,
    Values,
    Places,
}

/// Holds the reader against both complete parsers; an error says how they differ.
fn judge(text: &str) -> Result<How, String> {
    let Some((tree, marks)) = with_tape(text, |tape| (tape.tree(text), tape.marks())) else {
        return Ok(How::Declined);
    };
    let seen = plain::<Seen>(text).ok_or("a plain text that has no value")?;
    same::<Seen>(text)?;
    if !has_texts(&tree, &seen, text) {
        return Err(format!("texts:\n{tree:?}\n{seen:?}"));
    }
    same::<Asking>(text)?;
    same::<serde_yaml::Value>(text)?;
    same::<BTreeMap<String, BTreeMap<Choice, String>>>(text)?;
    same::<BTreeMap<Choice, Loose>>(text)?;
    same::<BTreeMap<String, Option<f64>>>(text)?;
    same::<BTreeMap<String, u128>>(text)?;
    same::<BTreeMap<i128, Option<()>>>(text)?;
    same::<BTreeMap<String, (bool, String)>>(text)?;
    same::<Event>(text)?;
    same::<Track>(text)?;
    same::<Registration>(text)?;
    same::<Settings>(text)?;
    same::<Template>(text)?;
    same::<ResponsibilityList>(text)?;
    let guess = Marks::guess(text);
    let within = |seen: bool, guessed: bool| !seen || guessed;
    if !(within(marks.ignores, guess.ignores)
        && within(marks.misread, guess.misread)
        && within(marks.commented, guess.commented)
        && within(marks.outdated, guess.outdated)
        && within(marks.invisible, guess.invisible)
        && marks.blanks == guess.blanks)
    {
        return Err(format!("{marks:?}\n{guess:?}"));
    }
    match Node::parse(text) {
        None => Ok(How::Values),
        Some(whole) if bare(&whole) == bare(&tree) => Ok(How::Places),
        Some(whole) => Err(format!("places:\n{tree:?}\n{whole:?}")),
    }
}

/// Whether a tree has the texts that are read.
fn has_texts(node: &Node, seen: &Seen, source: &str) -> bool {
    match (&node.kind, seen) {
        (NodeKind::Scalar { .. }, Seen::Text(text)) => node.text(source) == text.as_str(),
        (NodeKind::List(nodes), Seen::List(items)) => {
            let mut pairs = nodes.iter().zip(items);
            nodes.len() == items.len() && pairs.all(|(node, item)| has_texts(node, item, source))
        }
        (NodeKind::Map(nodes), Seen::Map(entries)) => {
            let has_key = |node: &Entry, key: &Seen| match key {
                Seen::Text(key) => node.key == *key,
                _ => source.get(node.key_span.clone()) == Some(&node.key),
            };
            let same = |node: &Entry, (key, value): &(Seen, Seen)| {
                has_key(node, key) && has_texts(&node.value, value, source)
            };
            let mut pairs = nodes.iter().zip(entries);
            nodes.len() == entries.len() && pairs.all(|(node, entry)| same(node, entry))
        }
        (kind, Seen::Unit) => *kind == NodeKind::Null,
        (kind, _) => matches!(kind, NodeKind::Scalar { plain: true, .. }),
    }
}

/// A tree without its texts, and without the places of values that are not there: a comment may come before one.
fn bare(node: &Node) -> Node {
    let kind = match &node.kind {
        NodeKind::Scalar { plain, .. } => NodeKind::Scalar {
            text: None,
            plain: *plain,
        },
        NodeKind::List(items) => NodeKind::List(items.iter().map(bare).collect()),
        NodeKind::Map(entries) => {
            let entry = |entry: &Entry| Entry {
                value: bare(&entry.value),
                ..entry.clone()
            };
            NodeKind::Map(entries.iter().map(entry).collect())
        }
        kind => kind.clone(),
    };
    let span = if node.span.is_empty() {
        0..0
    } else {
        node.span.clone()
    };
    Node { kind, span }
}

/// A text with fewer lines and characters that still fails.
fn least(text: &str) -> String {
    let fails = |text: &str| judge(text).is_err();
    let mut text = text.to_owned();
    for parts in [true, false] {
        let mut at = 0;
        loop {
            let pieces: Vec<&str> = if parts {
                text.split_inclusive('\n').collect()
            } else {
                text.split_inclusive(|_| true).collect()
            };
            if at >= pieces.len() {
                break;
            }
            let mut fewer = pieces.clone();
            fewer.remove(at);
            let fewer = fewer.concat();
            if fails(&fewer) { text = fewer } else { at += 1 }
        }
    }
    text
}

/// How many texts are tried: with `CXN_LONG` set, as many as take half an hour.
fn texts() -> usize {
    match std::env::var_os("CXN_LONG") {
        Some(_) => 10_000_000,
        None => 6_000,
    }
}

/// Judges many texts and counts how they were read.
fn judge_all(mut next: impl FnMut(usize) -> String) -> [usize; 3] {
    let mut counts = [0; 3];
    for at in 0..texts() {
        let text = next(at);
        if let Ok(how) = judge(&text) {
            counts[how as usize] += 1;
            continue;
        }
        let least = least(&text);
        let how = judge(&least);
        assert!(
            how.is_ok(),
            "{least:?}\n{least}\n{}",
            how.err().unwrap_or_default()
        );
    }
    counts
}

#[test]
fn records_that_are_changed_at_random_read_as_the_complete_parser_reads_them() {
    let records = records();
    let mut random = Random(0x0dd0_5eed);
    let [declined, values, places] = judge_all(|_| mutated(&mut random, &records));
    assert!(
        (values + places) * 3 > declined,
        "{declined} {values} {places}"
    );
    assert!(values * 10 < places, "{values} {places}");
}

#[test]
fn texts_of_every_chapter_of_yaml_read_as_the_complete_parser_reads_them() {
    let mut random = Random(0x0dd0_f00d);
    let [declined, values, places] = judge_all(|_| composed(&mut random));
    assert!(
        (values + places) * 20 > declined,
        "{declined} {values} {places}"
    );
}

#[test]
fn the_records_of_the_examples_are_plain() {
    let records = records();
    let mut counts = [0; 3];
    for text in &records {
        let how = judge(text);
        assert!(how.is_ok(), "{text}\n{}", how.err().unwrap_or_default());
        counts[how.unwrap_or(How::Declined) as usize] += 1;
    }
    assert!(
        counts[How::Places as usize] * 10 > records.len() * 9,
        "{counts:?}"
    );
}

#[test]
fn no_bytes_make_the_reader_panic() {
    let mut random = Random(0x0dd0_b17e);
    let records = records();
    for at in 0..600 {
        let mut bytes = if at % 2 == 0 {
            composed(&mut random).into_bytes()
        } else {
            mutated(&mut random, &records).into_bytes()
        };
        for _ in 0..random.below(6) {
            let place = random.below(bytes.len() + 1);
            let byte = u8::try_from(random.below(256)).unwrap_or(0);
            match bytes.get_mut(place) {
                Some(there) => *there = byte,
                None => bytes.push(byte),
            }
        }
        let read = crate::yaml::read_file::<Track>(&bytes);
        let text = String::from_utf8_lossy(&bytes);
        for comment in crate::yaml::comments(&text) {
            assert!(text[comment].starts_with('#'), "{text:?}");
        }
        assert!(
            read.is_ok() <= crate::yaml::guard::admit(&bytes).is_ok(),
            "{text:?}"
        );
    }
}

#[test]
fn what_is_not_plain_is_declined() {
    for text in [
        "",
        "a",
        "- a\n",
        "a: &x b\n",
        "a: *x\n",
        "a: !t b\n",
        "? a\n: b\n",
        "a:\tb\n",
        "a: b: c\n",
        "a: [b\n",
        "a: 'b\n",
        "a: 'b' c\n",
        "a: b\n c: d\n",
        "a: |+\n\nb: c\n",
        "<<: a\n",
        "---\na: b\n",
        "a: b\r",
        "a: b\n---\nc: d\n",
        "a: b\nc\n",
        "a: {b, c}\n",
        "a: @b\n",
        "a: b\u{7}\n",
        "a: \"b\\n\"\n",
        "a: |+-\n  b\n",
        "a: |22\n  b\n",
        "a: b\u{85}\n",
        "a: \u{2028}\n",
        "--- a: b\n",
        "a:\n  |\n b\n",
        "... a: b\n",
        " a: b\n",
    ] {
        assert!(!is_plain(text), "{text:?}");
    }
    let key = |length| format!("{}: b\n", "a".repeat(length));
    assert!(is_plain(&key(999)) && !is_plain(&key(1024)));
    let deep = |depth| (0..depth).fold(String::new(), |text, at| text + &" ".repeat(at) + "a:\n");
    assert!(is_plain(&deep(60)) && !is_plain(&deep(70)));
    assert!(!is_plain(&format!("a:\n{}b\n", "- ".repeat(70))));
    assert!(!is_plain(&format!(
        "a: {}{}\n",
        "[".repeat(70),
        "]".repeat(70)
    )));
    let many = |lists| format!("a: [{}[]]\n", "[], ".repeat(lists));
    assert!(is_plain(&many(4000)) && !is_plain(&many(4100)));
    let large = |bytes| format!("a: {}\n", "b".repeat(bytes));
    assert!(is_plain(&large(MAX_BYTES - 4)) && !is_plain(&large(MAX_BYTES)));
}
