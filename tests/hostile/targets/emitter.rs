//! The emitter: what is written reads back as what was meant, and no reader of YAML 1.1 takes it for something else.

use cxn::yaml::{misread, write};
use serde_yaml::{Mapping, Value};

/// The bytes are a text, which stands in every place a text can.
pub fn target(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let text = text.as_ref();
    let plain = write::scalar(text);
    if plain == text {
        assert!(
            !is_something_else(text),
            "'{text}' stands without quotes and is no text to a reader of YAML 1.1"
        );
        assert!(!text.contains(['\n', '\r']));
    }
    let mut map = Mapping::new();
    map.insert("k".into(), text.into());
    map.insert(text.into(), Value::from(1));
    let list = Value::Sequence(vec![text.into(), Value::Null, "a".into()]);
    let deep = Value::Sequence(vec![
        Value::Mapping([("x".into(), list.clone())].into_iter().collect()),
        Value::Mapping(map.clone()),
        Value::Sequence(vec![Value::Mapping(map.clone())]),
    ]);
    for value in [Value::from(text), list, Value::Mapping(map), deep] {
        let written = write::entry("key", &value, 0);
        let back: Value =
            serde_yaml::from_str(&written).unwrap_or_else(|error| panic!("{error}\n{written}"));
        assert_eq!(back["key"], value, "{written}");
        let hazard =
            |c: char| c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
        assert!(!written.contains(hazard), "{written:?}");
    }
    let quoted = write::quote(text);
    let back: Value = serde_yaml::from_str(&format!("[{quoted}]"))
        .unwrap_or_else(|error| panic!("{error}\n{quoted}"));
    assert_eq!(back[0], Value::from(text), "{quoted}");
    if misread::is_misread(text) {
        assert!(misread::needs_quotes(text), "{text}");
    }
}

/// The types of YAML 1.1 (yaml.org/type), after its own expressions and written apart from the crate's: a text that matches one is
/// not the text it looks like. Dates may stand: they are dates.
fn is_something_else(text: &str) -> bool {
    let lower = text.to_lowercase();
    let word = [
        "y", "n", "yes", "no", "true", "false", "on", "off", "null", "~", "", "=", "<<",
    ];
    if word.contains(&lower.as_str()) || lower.trim() != lower {
        return true;
    }
    let number = lower.strip_prefix(['-', '+']).unwrap_or(&lower);
    if [".inf", ".nan"].contains(&number) {
        return true;
    }
    let all = |text: &str, digits: &str| {
        !text.is_empty() && text.chars().all(|c| c == '_' || digits.contains(c))
    };
    let decimal = "0123456789";
    if let Some(rest) = number.strip_prefix("0b") {
        return all(rest, "01");
    }
    if let Some(rest) = number.strip_prefix("0x") {
        return all(rest, "0123456789abcdef");
    }
    if let Some(rest) = number.strip_prefix("0o") {
        return all(rest, "01234567");
    }
    let begins = number.starts_with(|c: char| c.is_ascii_digit());
    // Sexagesimal, whole or with a fraction.
    if begins && number.contains(':') {
        let mut parts = number.split(':');
        let first = parts.next().unwrap_or_default();
        let rest: Vec<&str> = parts.collect();
        let is_part = |part: &str| {
            let (whole, fraction) = part.split_once('.').unwrap_or((part, ""));
            (1..=2).contains(&whole.len())
                && whole.chars().all(|c| c.is_ascii_digit())
                && whole.parse::<u8>().is_ok_and(|value| value < 60)
                && (fraction.is_empty() || all(fraction, decimal))
        };
        return all(first, decimal) && rest.iter().all(|part| is_part(part));
    }
    if begins && all(number, decimal) {
        return true;
    }
    let (mantissa, exponent) = number.split_once('e').unwrap_or((number, "0"));
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    mantissa.chars().any(|c| c.is_ascii_digit())
        && (mantissa.contains('.') || number.contains('e'))
        && (whole.is_empty()
            || (whole.starts_with(|c: char| c.is_ascii_digit()) && all(whole, decimal)))
        && (fraction.is_empty() || all(fraction, decimal))
        && !exponent.is_empty()
        && exponent.chars().all(|c| c.is_ascii_digit())
}
