//! People and how to reach them.

use std::fmt;

use schemars::{JsonSchema, Schema};
use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::model::invisible::is_invisible;

/// A person with a role at an event or in a track. Only the name and the organization are ever shown unasked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(transform = or_text)]
pub struct Person {
    /// Full name, as the person writes it.
    pub name: Option<String>,
    /// Email address. Personal: never shown without `--with-contacts`.
    pub email: Option<String>,
    /// The person's organization.
    pub organization: Option<String>,
    /// Name in the community's chat. Personal: never shown without `--with-contacts`.
    pub chat: Option<String>,
    /// What the person does, for contacts of an event: coordinator, registration, …
    pub role: Option<String>,
    /// IANA name of the zone the person works in, for calls.
    pub timezone: Option<String>,
}

/// The schema of a person also takes `Name <email>`.
fn or_text(schema: &mut Schema) {
    schema.insert("type".to_owned(), serde_json::json!(["object", "string"]));
}

impl<'de> Deserialize<'de> for Person {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// The long form.
        #[derive(Deserialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        struct Keys {
            name: Option<String>,
            email: Option<String>,
            organization: Option<String>,
            chat: Option<String>,
            role: Option<String>,
            timezone: Option<String>,
        }
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Person;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a person: name, email and organization, or 'Name <email>'")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Person, E> {
                Ok(Person::parse(text))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Person, A::Error> {
                let keys = Keys::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Person {
                    name: keys.name,
                    email: keys.email,
                    organization: keys.organization,
                    chat: keys.chat,
                    role: keys.role,
                    timezone: keys.timezone,
                })
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl Person {
    /// Reads `Name <address>`, or a name alone.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let (name, email) = match text
            .strip_suffix('>')
            .and_then(|rest| rest.rsplit_once('<'))
        {
            Some((name, email)) => (name.trim(), Some(email.trim())),
            None if is_email(text) => ("", Some(text)),
            None => (text, None),
        };
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self {
            name: filled(name),
            email: email.and_then(filled),
            ..Self::default()
        }
    }

    /// The name as it may be shown to anybody: an address that was written in its place is no name.
    pub fn display_name(&self) -> Option<String> {
        let name = Self::parse(self.name.as_deref()?).name?;
        (!name.contains('@')).then_some(name)
    }

    /// Whether both describe one person: the same address, else the same name.
    pub fn is(&self, other: &Self) -> bool {
        match (&self.email, &other.email) {
            (Some(one), Some(two)) => fold(one) == fold(two),
            _ => match (&self.name, &other.name) {
                (Some(one), Some(two)) => fold(one) == fold(two),
                _ => false,
            },
        }
    }
}

/// A text as it is compared, whatever it is the name of: without case, extra white space and invisible characters, an accent
/// as one character with its letter, and the wide forms of ASCII as ASCII.
#[allow(
    clippy::needless_bitwise_bool,
    reason = "an early end would keep the machine from looking at many bytes at once"
)]
pub fn fold(text: &str) -> String {
    if !text.is_ascii() {
        let seen = text.chars().filter(|c| !is_invisible(*c));
        // Below U+0300 nothing is composed of several characters, and nothing is wide: the letters of most names.
        let folded: String = if text.bytes().all(|byte| byte < 0xcc) {
            seen.flat_map(char::to_lowercase).collect()
        } else {
            let seen = seen.nfc().map(narrow);
            seen.flat_map(char::to_lowercase).collect()
        };
        let words: Vec<&str> = folded.split_whitespace().collect();
        return words.join(" ");
    }
    // Every name, title and answer of every record comes by here, and most need no more than lower case.
    let mut folded = text.trim().to_ascii_lowercase();
    let bytes = folded.as_bytes();
    // A blank is the first byte that is no control.
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let has_gap = pairs.fold(false, |any, (one, next)| {
        any | (*one < b' ') | ((*one == b' ') & (*next <= b' '))
    });
    if has_gap {
        let words: Vec<&str> = folded.split_whitespace().collect();
        folded = words.join(" ");
    }
    folded
}

/// The ASCII character that a wide form stands for.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// Whether a text can be an email address: one `@` between a local part and a domain with a dot, and no white space.
///
/// Deliberately shallow: only sending mail proves an address, and a strict grammar refuses real ones.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let clean = |part: &str| {
        !part.is_empty()
            && !part.contains(|c: char| {
                c.is_whitespace() || c.is_control() || is_invisible(c) || "<>(),;:\"@".contains(c)
            })
    };
    clean(local)
        && clean(domain)
        && domain.contains('.')
        && domain
            .split('.')
            .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_an_address_is_read_apart() {
        let lead = Person::parse("Robin Example <robin@example.org>");
        assert_eq!(lead.name.as_deref(), Some("Robin Example"));
        assert_eq!(lead.email.as_deref(), Some("robin@example.org"));
        assert_eq!(Person::parse("Robin Example").email, None);
        assert_eq!(Person::parse("robin@example.org").name, None);
    }

    #[test]
    fn an_address_in_the_place_of_a_name_is_not_shown() {
        let shown = |name: &str| {
            let person = Person {
                name: Some(name.to_owned()),
                ..Person::default()
            };
            person.display_name()
        };
        assert_eq!(shown("Robin Example").as_deref(), Some("Robin Example"));
        assert_eq!(
            shown("Robin Example <robin@example.org>").as_deref(),
            Some("Robin Example")
        );
        assert_eq!(shown("robin@example.org"), None);
        assert_eq!(shown(" "), None);
    }

    #[test]
    fn plain_texts_fold_as_all_others_do() {
        for text in [
            "",
            " ",
            "A",
            "  Robin \t\r\n\u{b}EXAMPLE\u{c} ",
            "a b",
            "A-1!",
        ] {
            let all = fold(&format!("{text} É"));
            assert_eq!(fold(text), all.trim_end_matches('é').trim_end(), "{text:?}");
        }
    }

    #[test]
    fn addresses_are_judged_by_their_shape() {
        for good in ["a@example.org", "a.b+c@mail.example.org", "ü@example.org"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "a",
            "a@",
            "@example.org",
            "a@example",
            "a b@example.org",
            "a@example..org",
            "a@b@example.org",
            "a@-x.org",
            "TBD",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn names_that_look_the_same_are_the_same() {
        for (one, other) in [
            ("José Ejemplo", "Jose\u{301} EJEMPLO"),
            ("Ann\u{200b} Example\u{feff}", "Ann Example"),
            ("Ann\u{a0}Example", "ann  example"),
            ("ＡＮＮ　Ｅｘａｍｐｌｅ", "Ann Example"),
            ("ann@example.org\u{2060}", "Ann@Example.org"),
            ("İpek Örnek", "i\u{307}pek o\u{308}rnek"),
        ] {
            assert_eq!(fold(one), fold(other));
        }
        for (one, other) in [("Anna Example", "Ann Example"), ("Jose", "José")] {
            assert_ne!(fold(one), fold(other));
        }
        assert!(!is_email("ann@example.org\u{200b}"));
    }
}
