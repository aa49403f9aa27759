//! What a text without quotes is: nothing, a truth value, a number or a text, as the complete parser takes it.

use serde::de::{Error, Visitor};

/// Gives a text without quotes to a visitor as what it is.
pub fn visit<'t, V: Visitor<'t>, E: Error>(text: &'t str, visitor: V) -> Result<V::Value, E> {
    if let Some(value) = truth(text) {
        return visitor.visit_bool(value);
    }
    if !may_be_number(text) {
        return visitor.visit_borrowed_str(text);
    }
    if let Some(number) = unsigned(text, u64::from_str_radix) {
        visitor.visit_u64(number)
    } else if let Some(number) = negative(text, i64::from_str_radix) {
        visitor.visit_i64(number)
    } else if let Some(number) = unsigned(text, u128::from_str_radix) {
        visitor.visit_u128(number)
    } else if let Some(number) = negative(text, i128::from_str_radix) {
        visitor.visit_i128(number)
    } else if let Some(number) = float(text).filter(|_| !is_padded(text)) {
        visitor.visit_f64(number)
    } else {
        visitor.visit_borrowed_str(text)
    }
}

/// A truth value.
pub fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// A quick look that spares dates and words the whole one. It may be wrong in what it promises, never in what it leaves out.
fn may_be_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = matches!(bytes.first(), Some(b'0'..=b'9' | b'+' | b'-' | b'.'));
    // A sign is first, or in an exponent; a point is alone.
    let (mut before, mut points) = (b'e', 0);
    begins
        && bytes.iter().all(|byte| {
            let is_exponent = matches!(before, b'e' | b'E' | b'+' | b'-');
            before = *byte;
            points += usize::from(*byte == b'.');
            match byte {
                b'+' | b'-' => is_exponent,
                b':' | b' ' | b'/' | b',' => false,
                _ => points < 2,
            }
        })
}

type FromRadix<T> = fn(&str, u32) -> Result<T, std::num::ParseIntError>;

/// A number with `0x`, `0o` or `0b` before it. Nothing else is a number that begins so.
fn in_base<T>(text: &str, sign: &str, parse: FromRadix<T>) -> Option<T> {
    let bases = [("0x", 16), ("0o", 8), ("0b", 2)].into_iter();
    let mut found = bases.filter_map(|(prefix, base)| Some((text.strip_prefix(prefix)?, base)));
    let (digits, base) = found.next()?;
    if digits.starts_with(['+', '-']) {
        return None;
    }
    parse(&format!("{sign}{digits}"), base).ok()
}

/// A whole number of a type without a sign.
pub fn unsigned<T>(text: &str, parse: FromRadix<T>) -> Option<T> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    in_base(digits, "", parse).or_else(|| decimal(digits, parse))
}

/// A whole number that is negative; one without a sign is taken as well.
fn negative<T>(text: &str, parse: FromRadix<T>) -> Option<T> {
    let below = text.strip_prefix('-');
    let number = below.and_then(|digits| in_base(digits, "-", parse));
    number.or_else(|| (!is_padded(text)).then(|| parse(text, 10).ok()).flatten())
}

/// A whole number of a type with a sign.
pub fn signed<T>(text: &str, parse: FromRadix<T>) -> Option<T> {
    match text.strip_prefix('+') {
        Some(digits) => unsigned(digits, parse),
        None => in_base(text, "", parse).or_else(|| negative(text, parse)),
    }
}

/// A number of digits alone.
fn decimal<T>(digits: &str, parse: FromRadix<T>) -> Option<T> {
    let is_number = !digits.starts_with(['+', '-']) && !is_padded(digits);
    is_number.then(|| parse(digits, 10).ok()).flatten()
}

/// A number with a fraction or an exponent; a whole one is taken as well.
pub fn float(text: &str) -> Option<f64> {
    let digits = match text.strip_prefix('+') {
        Some(digits) if digits.starts_with(['+', '-']) => return None,
        Some(digits) => digits,
        None => text,
    };
    match (digits, text) {
        (".inf" | ".Inf" | ".INF", _) => return Some(f64::INFINITY),
        (_, "-.inf" | "-.Inf" | "-.INF") => return Some(f64::NEG_INFINITY),
        (_, ".nan" | ".NaN" | ".NAN") => return Some(f64::NAN.copysign(1.0)),
        _ => {}
    }
    let number = digits.parse::<f64>().ok();
    number.filter(|number| number.is_finite())
}

/// Whether a number has zeros before it: it is a text then.
fn is_padded(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit())
}
