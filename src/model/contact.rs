//! What looks like an email address or a phone number in a text that anybody may have written, and the text without it.

use std::ops::Range;

use crate::model::person::is_email;

/// Words that a phone number stands after, whatever it looks like.
const CALLS: [&str; 8] = [
    "tel",
    "telephone",
    "phone",
    "mobile",
    "mob",
    "fax",
    "whatsapp",
    "sms",
];
/// The most digits that a phone number has, by ITU-T E.164.
const MOST_DIGITS: usize = 15;

/// Whether a text may hold an address or a number: a quick look, which may be wrong in what it promises and never in what it leaves out.
fn may_hold_one(text: &str) -> bool {
    text.contains('@') || text.bytes().filter(u8::is_ascii_digit).nth(5).is_some()
}

/// A text with every email address in it replaced by `(address)`, and every phone number by `(phone)`.
pub fn redact(text: &str) -> String {
    if !may_hold_one(text) {
        return text.to_owned();
    }
    let text = redact_emails(text);
    let (mut shown, mut at) = (String::with_capacity(text.len()), 0);
    for Range { start, end } in phones(&text) {
        shown.push_str(&text[at..start]);
        shown.push_str("(phone)");
        at = end;
    }
    shown.push_str(&text[at..]);
    shown
}

/// As [`redact`], in place: most texts hold none, and stay as they are.
pub fn cover(text: &mut String) {
    if let Some(covered) = covered(text) {
        *text = covered;
    }
}

/// As [`redact`], where the text holds one.
pub fn covered(text: &str) -> Option<String> {
    let covered = may_hold_one(text).then(|| redact(text));
    covered.filter(|covered| covered != text)
}

fn redact_emails(text: &str) -> String {
    let parts = |c: char| c.is_whitespace() || "<>(),;:\"'[]|".contains(c);
    let mut shown = String::with_capacity(text.len());
    for piece in text.split_inclusive(parts) {
        let word = piece.trim_end_matches(parts);
        // A slash makes it a place on the web, such as `https://example.org/guide@1.2.0`.
        if !word.contains('/') && is_email(word.trim_end_matches(['.', '!', '?'])) {
            shown.push_str("(address)");
            shown.push_str(&piece[word.len()..]);
        } else {
            shown.push_str(piece);
        }
    }
    shown
}

/// Where phone numbers are in a text. Dates, times, versions, issue keys, OIDs and places on the web are none.
pub fn phones(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find(|c: char| c.is_ascii_digit() || "+(".contains(c)) {
        let start = at + offset;
        let end = start + run(&text[start..]);
        // Brackets around a number, not around its area code.
        let inner = text[start..].strip_prefix('(');
        let is_area = |inner: &str| {
            inner.starts_with(|c: char| c.is_ascii_digit()) && text[start..end].contains(')')
        };
        if inner.is_some_and(|inner| !is_area(inner)) {
            at = start + 1;
            continue;
        }
        at = end.max(start + 1);
        // What is part of a longer word is no number of its own, and neither is what ends in one.
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let goes_on = before.is_some_and(|c| is_word(c) || "-./:#@=&%".contains(c))
            && !follows_call(&text[..start]);
        if goes_on || after.is_some_and(|c| is_word(c) || c == ':' || c == '@') {
            continue;
        }
        if is_phone(&text[start..end], follows_call(&text[..start])) {
            found.push(start..end);
        }
    }
    found
}

/// How many bytes of a text are digits with what stands between those of a phone number.
fn run(text: &str) -> usize {
    let (mut end, mut gap) = (0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '0'..='9' => (end, gap) = (at + 1, 0),
            '+' if at == 0 => {}
            ' ' | '\u{a0}' | '-' | '\u{2011}' | '.' | '/' | '(' | ')' if gap < 2 => gap += 1,
            _ => break,
        }
    }
    end
}

/// Whether the words before a number say that it is one to call.
fn follows_call(before: &str) -> bool {
    let before = before.trim_end_matches([' ', ':', '.', '=', '#']);
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next();
    word.is_some_and(|word| CALLS.iter().any(|call| word.eq_ignore_ascii_case(call)))
}

fn is_phone(run: &str, is_called: bool) -> bool {
    let groups: Vec<&str> = run
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let digits: usize = lengths.iter().sum();
    let first = groups.first().copied().unwrap_or_default();
    if digits > MOST_DIGITS || is_date(&lengths) {
        return false;
    }
    if is_called {
        return digits >= 6;
    }
    if run.starts_with('+') {
        return digits >= 8;
    }
    let north_american = match lengths[..] {
        [3, 3, 4] => !first.starts_with(['0', '1']),
        [1, 3, 3, 4] => first == "1",
        _ => false,
    };
    let from_abroad = first.starts_with("00") && !first.starts_with("000") && digits >= 10;
    let national = first.starts_with('0')
        && !first.starts_with("00")
        && first.len() >= 2
        && groups.len() >= 2
        && (9..=12).contains(&digits);
    north_american || from_abroad || national
}

/// Whether groups of digits are a date, perhaps with a time after it.
fn is_date(lengths: &[usize]) -> bool {
    matches!(lengths, [1 | 2, 1 | 2, 4, ..] | [4, 1 | 2, 1 | 2, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_covered_and_places_on_the_web_are_not() {
        assert_eq!(
            redact("a@b at https://x.org/y@1.2.0\n mailto:me@example.org.\nend"),
            "a@b at https://x.org/y@1.2.0\n mailto:(address)\nend"
        );
    }

    #[test]
    fn phone_numbers_are_covered() {
        for number in [
            "+1 (555) 010-1234",
            "+31 20 555 0123",
            "+15550101234",
            "(555) 010-1234",
            "555-010-1234",
            "555.010.1234",
            "1-555-010-1234",
            "0031 20 555 0123",
            "020 555 01234",
            "0171-5550123",
            "06 12 34 56 78",
        ] {
            let text = format!("Robin ({number}), or later");
            assert_eq!(redact(&text), "Robin ((phone)), or later", "{number}");
        }
        assert_eq!(
            redact("Tel.: 5550101 or Phone 555 0102"),
            "Tel.: (phone) or Phone (phone)"
        );
        assert_eq!(redact("tel:+15550101234"), "tel:(phone)");
    }

    #[test]
    fn what_is_no_phone_number_stays() {
        for text in [
            "FHIR-12345 and FHIR-1234567890",
            "2026-09-05",
            "2026-09-05T16:30:00-04:00, 2026-09-05 16:30",
            "05/09/2026 14:00, 05-09-2026 14",
            "09:00-10:30 and 0800 - 1700",
            "version 4.0.1, 5.0.0-ballot, 2026.0.1234567",
            "urn:oid:2.16.840.1.113883.4.642.40.0.1",
            "2.16.840.1.113883.6.1",
            "https://example.org/j/0201234567 and https://example.org/?id=+15550101234",
            "123e4567-e89b-12d3-a456-426614174000",
            "0000-0002-1825-0097",
            "UTC+02:00, +0200",
            "300 participants, 12 tracks, 5 scenarios, 1 000 000 rows",
            "10.5281/zenodo.1234567",
            "192.168.100.200",
        ] {
            assert_eq!(redact(text), text);
        }
    }
}
