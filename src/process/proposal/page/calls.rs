//! Kick-off calls from a page: one, or several in a list or line by line.

use chrono::{NaiveTime, Timelike as _};

use crate::import::proposal::document::{Block, markdown};
use crate::import::proposal::inline;
use crate::model::When;
use crate::process::proposal::page::values::items;
use crate::yaml::{Mapping, Value};

/// Adds the calls that a text names: each with its start and its length where they can only be read in one way, and with its text as
/// notes. Says what there is to doubt.
pub fn add(values: &mut Mapping, key: &str, blocks: &[Block]) -> Option<String> {
    let mut has_starts = true;
    for text in texts(blocks) {
        let mut call = Mapping::new();
        match starts(&inline::plain(&text)) {
            Some(starts) => {
                call.insert("starts".into(), starts.into());
            }
            None => has_starts = false,
        }
        if let Some(minutes) = minutes(&inline::plain(&text)) {
            call.insert("minutes".into(), minutes.into());
        }
        if let Some(address) = join(&text) {
            call.insert("join".into(), address.into());
        }
        call.insert("notes".into(), text.into());
        push(values, key, Value::Mapping(call));
    }
    (!has_starts).then(|| "no date that can be read in one way only: it is in the notes".to_owned())
}

/// The only address of a text.
fn join(text: &str) -> Option<String> {
    let links = inline::links(text).into_iter().map(|link| link.address);
    let links: Vec<String> = links.filter(|link| link.contains("://")).collect();
    let is_address = |word: &&str| word.starts_with("https://") || word.starts_with("http://");
    let mut bare = text.split_whitespace().map(bare).filter(is_address);
    match (&links[..], bare.next(), bare.next()) {
        ([link], None, _) => Some(link.clone()),
        ([], Some(word), None) => Some(word.to_owned()),
        _ => None,
    }
}

/// The length of a call, where a text has one: `45 minutes`.
fn minutes(text: &str) -> Option<u32> {
    let words: Vec<&str> = text.split_whitespace().map(bare).collect();
    let mut lengths = words.windows(2).filter_map(|pair| match pair {
        [number, "minutes" | "min"] => number.parse().ok(),
        _ => None,
    });
    lengths.next().filter(|_| lengths.next().is_none())
}

fn push(values: &mut Mapping, key: &str, call: Value) {
    match values.get_mut(key) {
        Some(Value::Sequence(calls)) => calls.push(call),
        Some(before @ Value::Mapping(_)) => *before = vec![before.clone(), call].into(),
        _ => {
            values.insert(key.into(), call);
        }
    }
}

/// The text of each call: where several lines or items have a date each, a call begins with each of them.
fn texts(blocks: &[Block]) -> Vec<String> {
    let lines = items(blocks);
    let has_date = |line: &String| dates(&inline::plain(line)) > 0;
    if lines.iter().filter(|line| has_date(line)).count() < 2 {
        return vec![markdown(blocks)];
    }
    let mut texts: Vec<(String, bool)> = Vec::new();
    for line in lines {
        let begins = has_date(&line);
        match texts.last_mut() {
            Some((text, is_dated)) if !(begins && *is_dated) => {
                text.push('\n');
                text.push_str(&line);
                *is_dated |= begins;
            }
            _ => texts.push((line, begins)),
        }
    }
    texts.into_iter().map(|(text, _)| text).collect()
}

fn bare(word: &str) -> &str {
    word.trim_matches([',', ';', '.', '(', ')', ':'])
}

fn dates(text: &str) -> usize {
    let words = text.split_whitespace().map(bare);
    words.filter(|word| When::parse(word).is_some()).count()
}

/// The start of the one call of a text: its date is written as a date is, and its time of day cannot mean two.
fn starts(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().map(bare).collect();
    let is_date = |word: &&str| When::parse(word).is_some();
    let at = words.iter().position(is_date)?;
    if words[at + 1..].iter().any(is_date) {
        return None;
    }
    let (date, rest) = (words[at], &words[at + 1..]);
    if date.len() > "2026-09-01".len() {
        return Some(date.to_owned());
    }
    let rest = rest.strip_prefix(&["at"]).unwrap_or(rest);
    let Some((clock, rest)) = rest.split_first() else {
        return Some(date.to_owned());
    };
    let (face, half) = split_half(clock, rest.first().copied());
    let Some(time) = time(face) else {
        // A word that begins like a time and is none, such as `11:00-12:00`, may be more than this.
        let is_clock = clock.contains(':') && clock.starts_with(|c: char| c.is_ascii_digit());
        return (!is_clock).then(|| date.to_owned());
    };
    let time = match half {
        Some(half) => in_half(time, half)?,
        // `2:00` with nothing more may be in the afternoon.
        None if face.len() < "02:00".len() => return None,
        None => time,
    };
    let is_apart = half.is_some() && face == *clock;
    let next = rest.get(usize::from(is_apart)).copied().unwrap_or_default();
    let zone = match next.to_ascii_uppercase().as_str() {
        "UTC" | "GMT" | "Z" => "Z",
        // Which zone letters are depends on more than the page.
        _ if is_zone(next) => return None,
        _ => "",
    };
    Some(format!("{date}T{}{zone}", time.format("%H:%M")))
}

fn time(face: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(face, "%H:%M").ok()
}

/// A clock's face and whether it is in the afternoon: `2:00pm`, `2:00 p.m.`.
fn split_half<'t>(clock: &'t str, next: Option<&str>) -> (&'t str, Option<bool>) {
    let half = |word: &str| match word.to_ascii_lowercase().replace('.', "").as_str() {
        "am" => Some(false),
        "pm" => Some(true),
        _ => None,
    };
    let end = clock.find(|c: char| c.is_ascii_alphabetic());
    if let Some((face, word)) = end.and_then(|end| clock.split_at_checked(end))
        && let Some(half) = half(word)
    {
        return (face, Some(half));
    }
    (clock, next.and_then(half))
}

fn in_half(time: NaiveTime, is_afternoon: bool) -> Option<NaiveTime> {
    let hour = time.hour();
    if hour == 0 || hour > 12 {
        return None;
    }
    time.with_hour(hour % 12 + if is_afternoon { 12 } else { 0 })
}

/// Whether a word after a time may be a zone: `EDT`, `CET`, `Eastern`, `America/New_York`, `+02:00`.
fn is_zone(word: &str) -> bool {
    let is_letters = word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase());
    let named = ["eastern", "central", "mountain", "pacific"];
    is_letters
        || word.contains('/') && !word.contains("://")
        || word.starts_with(['+', '-', '\u{2212}'])
        || named.contains(&word.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_read_where_it_can_mean_one_thing() {
        for (text, expected) in [
            ("On 2026-08-27, all welcome", Some("2026-08-27")),
            ("2026-08-27 11:00", Some("2026-08-27T11:00")),
            ("2026-08-27 at 11:00 (bring tea)", Some("2026-08-27T11:00")),
            ("2026-08-27 2:00 PM, room 1", Some("2026-08-27T14:00")),
            ("2026-08-27 12:30pm", Some("2026-08-27T12:30")),
            ("2026-08-27 11:00 UTC", Some("2026-08-27T11:00Z")),
            (
                "2026-08-27T11:00-04:00 by video",
                Some("2026-08-27T11:00-04:00"),
            ),
            ("2026-08-27 2:00", None),
            ("2026-08-27 11:00-12:00", None),
            ("2026-08-27 11:00 AM ET", None),
            ("2026-08-27 15:00 CET", None),
            ("2026-08-27 13:00 PM", None),
            ("2026-08-27 and 2026-08-28", None),
            ("next week", None),
        ] {
            assert_eq!(starts(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn each_line_with_a_date_is_a_call() {
        let block = |text: &str| vec![Block::paragraph(1, text)];
        let calls = |text: &str| {
            let mut values = Mapping::new();
            let doubt = add(&mut values, "kick-off", &block(text));
            (serde_json::to_string(&values).unwrap_or_default(), doubt)
        };
        assert_eq!(
            calls("Two calls:\nAmericas: 2026-08-27 11:00 https://meet.example.org/a\nEurope: 2026-08-28 15:00\nask Ann"),
            (
                r#"{"kick-off":[{"starts":"2026-08-27T11:00","join":"https://meet.example.org/a","notes":"Two calls:\nAmericas: 2026-08-27 11:00 https://meet.example.org/a"},{"starts":"2026-08-28T15:00","notes":"Europe: 2026-08-28 15:00\nask Ann"}]}"#.to_owned(),
                None
            )
        );
        let (published, doubt) =
            calls("Wed 26 Aug 2026, 11:00 EDT (2026-08-26T11:00-04:00), 45 minutes");
        assert_eq!(
            (published.as_str(), doubt),
            (
                r#"{"kick-off":{"starts":"2026-08-26T11:00-04:00","minutes":45,"notes":"Wed 26 Aug 2026, 11:00 EDT (2026-08-26T11:00-04:00), 45 minutes"}}"#,
                None
            )
        );
        let (either, _) = calls("2026-08-26 11:00, 45 minutes, or 60 minutes");
        assert!(!either.contains("minutes\":"), "{either}");
        let (one, doubt) = calls("Some day.");
        assert_eq!(one, r#"{"kick-off":{"notes":"Some day."}}"#);
        assert!(doubt.is_some());
    }
}
