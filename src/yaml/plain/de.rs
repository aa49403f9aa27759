//! From the tape into a type. A mismatch declines without a word: the complete parser says what is wrong.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};

use super::number;
use super::text::text;
use super::{Kind, Token};

/// Reads a type from the tape of a text.
pub fn read<T: DeserializeOwned>(source: &str, tokens: &[Token]) -> Option<T> {
    let mut reader = Reader {
        source,
        tokens,
        at: 0,
    };
    let value = T::deserialize(&mut reader).ok()?;
    (reader.at == tokens.len()).then_some(value)
}

/// The text does not fit the type.
#[derive(Debug)]
pub struct Declined;

impl fmt::Display for Declined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text does not fit the type")
    }
}

impl std::error::Error for Declined {}

// Each says nothing, so that no message is made that nobody reads.
impl de::Error for Declined {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
    fn invalid_type(_: Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }
    fn invalid_value(_: Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }
    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn missing_field(_: &'static str) -> Self {
        Self
    }
    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

struct Reader<'t> {
    source: &'t str,
    tokens: &'t [Token],
    at: usize,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Result<Token, Declined> {
        self.tokens.get(self.at).copied().ok_or(Declined)
    }

    fn next(&mut self) -> Result<Token, Declined> {
        let token = self.peek()?;
        self.at += 1;
        Ok(token)
    }

    /// The bytes of a scalar without quotes on one line: what a number or a truth value is read from.
    fn plain(&mut self) -> Result<&'t str, Declined> {
        let token = self.next()?;
        match token.kind {
            Kind::Plain => self.source.get(token.range()).ok_or(Declined),
            _ => Err(Declined),
        }
    }

    /// How many items the list or mapping has that begins with a token.
    fn count(&self, token: Token) -> usize {
        let end = self.tokens.get(token.end as usize);
        end.map_or(0, |end| end.end as usize)
    }

    fn list<V: Visitor<'t>>(&mut self, token: Token, visitor: V) -> Result<V::Value, Declined> {
        let left = self.count(token);
        let value = visitor.visit_seq(Inside { reader: self, left })?;
        self.end(value)
    }

    fn map<V: Visitor<'t>>(&mut self, token: Token, visitor: V) -> Result<V::Value, Declined> {
        let left = self.count(token);
        let value = visitor.visit_map(Inside { reader: self, left })?;
        self.end(value)
    }

    fn end<T>(&mut self, value: T) -> Result<T, Declined> {
        match self.next()?.kind {
            Kind::End => Ok(value),
            _ => Err(Declined),
        }
    }
}

fn visit_text<'t, V: Visitor<'t>>(text: Cow<'t, str>, visitor: V) -> Result<V::Value, Declined> {
    match text {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

/// The items of a list or mapping.
struct Inside<'r, 't> {
    reader: &'r mut Reader<'t>,
    left: usize,
}

impl<'t> SeqAccess<'t> for Inside<'_, 't> {
    type Error = Declined;

    fn next_element_seed<S: DeserializeSeed<'t>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Declined> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

impl<'t> MapAccess<'t> for Inside<'_, 't> {
    type Error = Declined;

    fn next_key_seed<S: DeserializeSeed<'t>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Declined> {
        self.next_element_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<S::Value, Declined> {
        seed.deserialize(&mut *self.reader)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

/// A variant without data: one with data has a tag, which is not plain.
struct Unit<'r, 't>(&'r mut Reader<'t>);

impl<'t> EnumAccess<'t> for Unit<'_, 't> {
    type Error = Declined;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'t>>(self, seed: S) -> Result<(S::Value, Self), Declined> {
        let value = seed.deserialize(&mut *self.0)?;
        Ok((value, self))
    }
}

impl<'t> VariantAccess<'t> for Unit<'_, 't> {
    type Error = Declined;

    fn unit_variant(self) -> Result<(), Declined> {
        Ok(())
    }
    fn newtype_variant_seed<S: DeserializeSeed<'t>>(self, _: S) -> Result<S::Value, Declined> {
        Err(Declined)
    }
    fn tuple_variant<V: Visitor<'t>>(self, _: usize, _: V) -> Result<V::Value, Declined> {
        Err(Declined)
    }
    fn struct_variant<V: Visitor<'t>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Declined> {
        Err(Declined)
    }
}

/// Methods of a deserializer that read a number, each with the function that takes it from a text.
macro_rules! numbers {
    ($($($method:ident)* => $parse:expr, $visit:ident;)*) => { $($(
        fn $method<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Declined> {
            visitor.$visit($parse(self.plain()?).ok_or(Declined)?)
        }
    )*)* };
}

/// Methods of a deserializer that do the same as another one.
macro_rules! same {
    ($($method:ident($($argument:ty),*) => $other:ident;)*) => { $(
        fn $method<V: Visitor<'t>>(self, $(_: $argument,)* visitor: V) -> Result<V::Value, Declined> {
            self.$other(visitor)
        }
    )* };
}

impl<'t> de::Deserializer<'t> for &mut Reader<'t> {
    type Error = Declined;

    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Declined> {
        let token = self.next()?;
        match token.kind {
            Kind::Empty | Kind::Null => visitor.visit_unit(),
            Kind::Plain => {
                let text = self.source.get(token.range()).ok_or(Declined)?;
                number::visit(text, visitor)
            }
            Kind::List => self.list(token, visitor),
            Kind::Map => self.map(token, visitor),
            Kind::End => Err(Declined),
            _ => visit_text(text(self.source, token), visitor),
        }
    }

    fn deserialize_str<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Declined> {
        let token = self.next()?;
        match token.kind {
            Kind::Plain => {
                visitor.visit_borrowed_str(self.source.get(token.range()).ok_or(Declined)?)
            }
            Kind::List | Kind::Map | Kind::End => Err(Declined),
            _ => visit_text(text(self.source, token), visitor),
        }
    }

    numbers! {
        deserialize_bool => number::truth, visit_bool;
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
            => |text| number::signed(text, i64::from_str_radix), visit_i64;
        deserialize_i128 => |text| number::signed(text, i128::from_str_radix), visit_i128;
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
            => |text| number::unsigned(text, u64::from_str_radix), visit_u64;
        deserialize_u128 => |text| number::unsigned(text, u128::from_str_radix), visit_u128;
        deserialize_f32 deserialize_f64 => number::float, visit_f64;
    }

    same! {
        deserialize_string() => deserialize_str;
        deserialize_char() => deserialize_str;
        deserialize_identifier() => deserialize_str;
        deserialize_unit_struct(&'static str) => deserialize_unit;
        deserialize_tuple(usize) => deserialize_seq;
        deserialize_tuple_struct(&'static str, usize) => deserialize_seq;
        deserialize_struct(&'static str, &'static [&'static str]) => deserialize_map;
    }

    // YAML's bytes are a tag.
    fn deserialize_bytes<V: Visitor<'t>>(self, _: V) -> Result<V::Value, Declined> {
        Err(Declined)
    }

    fn deserialize_byte_buf<V: Visitor<'t>>(self, _: V) -> Result<V::Value, Declined> {
        Err(Declined)
    }

    fn deserialize_option<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Declined> {
        if matches!(self.peek()?.kind, Kind::Empty | Kind::Null) {
            self.at += 1;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Declined> {
        match self.next()?.kind {
            Kind::Empty | Kind::Null => visitor.visit_unit(),
            _ => Err(Declined),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'t>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Declined> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Declined> {
        let token = self.next()?;
        match token.kind {
            Kind::List => self.list(token, visitor),
            _ => Err(Declined),
        }
    }

    fn deserialize_map<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Declined> {
        let token = self.next()?;
        match token.kind {
            Kind::Map => self.map(token, visitor),
            _ => Err(Declined),
        }
    }

    fn deserialize_enum<V: Visitor<'t>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Declined> {
        match self.peek()?.kind {
            Kind::List | Kind::Map | Kind::End => Err(Declined),
            _ => visitor.visit_enum(Unit(self)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Declined> {
        let token = self.next()?;
        if matches!(token.kind, Kind::List | Kind::Map) {
            self.at = token.end as usize + 1;
        }
        visitor.visit_unit()
    }
}
