//! How much a text is once each of its aliases is written out: a few bytes may stand for many, each time they are read.

use std::cell::Cell;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::bounds::MAX_EXPANDED;

/// Whether a text is more than [`MAX_EXPANDED`]. It is read no further than shows it, and nothing is kept; one that cannot be read is
/// left to whoever reads it.
pub fn is_too_much(text: &str) -> bool {
    let left = Cell::new(Some(MAX_EXPANDED));
    for document in serde_yaml::Deserializer::from_str(text) {
        if Measure(&left).deserialize(document).is_err() {
            break;
        }
    }
    left.get().is_none()
}

/// How much may still come; `None` once it was more.
#[derive(Clone, Copy)]
struct Measure<'a>(&'a Cell<Option<usize>>);

impl Measure<'_> {
    /// A value counts as well as its bytes: many small ones are much, too.
    fn take<E: Error>(self, bytes: usize) -> Result<(), E> {
        let left = self.0.get().and_then(|left| left.checked_sub(bytes + 1));
        self.0.set(left);
        left.map(|_| ()).ok_or_else(|| E::custom("too much"))
    }
}

impl<'de> DeserializeSeed<'de> for Measure<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Values that are not measured by their bytes.
macro_rules! small {
    ($($visit:ident: $value:ty,)*) => {
        $(fn $visit<E: Error>(self, _: $value) -> Result<(), E> {
            self.take(0)
        })*
    };
}

impl<'de> Visitor<'de> for Measure<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }
    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.take(0)
    }
    small! {
        visit_bool: bool,
        visit_i64: i64,
        visit_i128: i128,
        visit_u64: u64,
        visit_u128: u128,
        visit_f64: f64,
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.take(text.len())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.take(0)?;
        while items.next_element_seed(self)?.is_some() {}
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.take(0)?;
        while entries.next_key_seed(self)?.is_some() {
            entries.next_value_seed(self)?;
        }
        Ok(())
    }
    /// A value with a tag of its own.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        let ((), value) = tagged.variant_seed(self)?;
        value.newtype_variant_seed(self)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// A list of a text that is written once and named a number of times.
    fn named(length: usize, times: usize) -> String {
        let mut text = format!("a: &a {}\nb:\n", "x".repeat(length));
        for _ in 0..times {
            let _ = writeln!(text, "  - *a");
        }
        text
    }

    #[test]
    fn a_text_is_as_long_as_what_it_stands_for() {
        let length = 1 << 10;
        let times = MAX_EXPANDED / length;
        assert!(!is_too_much(&named(length, times - 8)));
        assert!(is_too_much(&named(length, times + 1)));
        assert!(!is_too_much(
            "a: !t [1, 2.5, ~, true, {b: c}]\n---\nb: 'x'\n"
        ));
        assert!(!is_too_much("a: [\n"));
        assert!(!is_too_much("a: *nothing\n"));
    }
}
