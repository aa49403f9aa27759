//! Identifiers that stay: made of names alone, so that the same thing has the same one in every file and at every time.

use std::collections::BTreeSet;

use crate::model::digest::sha256;

/// A UUID (version 8, RFC 9562) of a text.
pub fn uuid(name: &str) -> String {
    let digest = sha256(format!("cxn {name}").as_bytes());
    let variant = match digest.as_bytes()[16] {
        b'0' | b'4' | b'8' | b'c' => '8',
        b'1' | b'5' | b'9' | b'd' => '9',
        b'2' | b'6' | b'a' | b'e' => 'a',
        _ => 'b',
    };
    let part = |from: usize, to: usize| &digest[from..to];
    format!(
        "{}-{}-8{}-{variant}{}-{}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}

/// A name that no other has: the stem, or the stem with a number.
pub fn unique(stem: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name = stem.to_owned();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{stem}-{number}");
        number += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_uuid() {
        let one = uuid("2026-09-rockville/event");
        assert_eq!(one, uuid("2026-09-rockville/event"));
        assert_ne!(one, uuid("2026-09-rockville/events"));
        let parts: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
        assert_eq!(one.as_bytes()[14], b'8');
        assert!("89ab".contains(char::from(one.as_bytes()[19])));
    }
}
