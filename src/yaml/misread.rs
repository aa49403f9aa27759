//! Which texts without quotes a reader of YAML takes for something else.

use crate::model::invisible::is_control;

/// Whether a text without quotes is one thing to YAML 1.2 and another to readers of YAML 1.1, or comes back from a reader of either
/// with other characters: `no`, `12:30`, `1_000`, `012`, `4.10`.
///
/// Narrower than [`needs_quotes`], which takes no chances with what it writes: whole numbers, `true` and dates come back as they were.
pub fn is_misread(text: &str) -> bool {
    match text.as_bytes().first() {
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => is_misread_number(text),
        Some(b'y' | b'Y' | b'n' | b'N' | b'o' | b'O' | b'=' | b'<') => matches!(
            text,
            "y" | "Y"
                | "yes"
                | "Yes"
                | "YES"
                | "n"
                | "N"
                | "no"
                | "No"
                | "NO"
                | "on"
                | "On"
                | "ON"
                | "off"
                | "Off"
                | "OFF"
                | "="
                | "<<"
        ),
        _ => false,
    }
}

fn is_misread_number(text: &str) -> bool {
    let body = text.strip_prefix(['+', '-']).unwrap_or(text);
    let word = body.to_ascii_lowercase();
    if matches!(word.as_str(), ".inf" | ".nan") {
        return true;
    }
    let all = |text: &str, digit: fn(&u8) -> bool| {
        text.bytes().any(|b| digit(&b)) && text.bytes().all(|b| b == b'_' || digit(&b))
    };
    let decimal = |text: &str| all(text, u8::is_ascii_digit);
    let radix = |prefix, digit: fn(&u8) -> bool| {
        word.strip_prefix(prefix)
            .is_some_and(|rest| all(rest, digit))
    };
    if !body.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return false;
    }
    if decimal(body) {
        return text.starts_with('+')
            || body.contains('_')
            || (body.starts_with('0') && body != "0");
    }
    if radix("0x", u8::is_ascii_hexdigit)
        || radix("0b", u8::is_ascii_digit)
        || radix("0o", u8::is_ascii_digit)
    {
        return true;
    }
    if let Some((hours, rest)) = body.split_once(':') {
        let (rest, fraction) = rest.split_once('.').unwrap_or((rest, ""));
        return decimal(hours)
            && (fraction.is_empty() || decimal(fraction))
            && rest
                .split(':')
                .all(|part| part.len() <= 2 && part.parse::<u8>().is_ok_and(|part| part < 60));
    }
    let (number, exponent) = word.split_once('e').unwrap_or((&word, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    decimal(exponent) && decimal(&format!("{whole}{part}")) && (part.is_empty() || decimal(part))
}

/// Whether a text without quotes could be read as anything but itself, by YAML 1.1 or 1.2. A date may stand: it is one.
pub fn needs_quotes(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return true;
    };
    // Every key and every value that is written comes here, so the bytes are looked at once.
    let bytes = text.as_bytes();
    let mut is_ascii = true;
    let mut before = 0;
    for b in bytes {
        match b {
            b' ' if before == b':' => return true,
            b'#' if before == b' ' => return true,
            0..=0x1f | 0x7f => return true,
            0x80.. => is_ascii = false,
            _ => {}
        }
        before = *b;
    }
    if first == ' ' || matches!(before, b' ' | b':') || text.starts_with("...") {
        return true;
    }
    if !is_ascii && (text != text.trim() || !text.chars().all(is_printable)) {
        return true;
    }
    let numeric = (first.is_ascii_digit() || "+-.".contains(first))
        && bytes.iter().any(u8::is_ascii_digit)
        && bytes
            .iter()
            .all(|b| b.is_ascii_hexdigit() || b"_:.+-xobXOB,".contains(b))
        && crate::model::When::parse(text).is_none();
    numeric
        || "!&*-?|>@`\"'%#{}[],:".contains(first) && !is_plain_dash(text)
        || is_special_word(text)
}

/// Whether a text is a word that some reader takes for a truth value, nothing, a number or a key of its own, in any case.
fn is_special_word(text: &str) -> bool {
    const WORDS: [&str; 16] = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<", ".inf",
        "-.inf", "+.inf", ".nan",
    ];
    text.len() <= 5 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// `-12w` may stand without quotes: a dash is an indicator only before a blank.
pub(super) fn is_plain_dash(text: &str) -> bool {
    text.starts_with('-') && text.len() > 1 && !text.starts_with("- ") && !text.starts_with("---")
}

pub(super) fn is_printable(c: char) -> bool {
    // Bidi and zero-width characters are printable to YAML; escaped, a reviewer can see them.
    !c.is_control()
        && !is_control(c)
        && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{2028}' | '\u{2029}')
}
