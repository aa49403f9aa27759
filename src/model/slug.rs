//! Slugs: the names of records, made of `[a-z0-9-]` and never a path.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// The longest slug: leaves room for `.yaml` and a lock's suffix within every file system's limit for a name.
pub const MAX_LENGTH: usize = 80;

/// The name of a record: lower-case letters, digits and single inner hyphens. Copies share one text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(Arc<str>);

/// Why a text is not a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{0}' is not a name for a record: expected lower-case letters, digits and inner hyphens, at most {MAX_LENGTH} characters"
)]
pub struct NotASlug(pub String);

impl Slug {
    /// Reads a slug as it stands; nothing is corrected.
    pub fn parse(text: &str) -> Result<Self, NotASlug> {
        let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let fits = !text.is_empty()
            && text.len() <= MAX_LENGTH
            && text.bytes().all(inner)
            && !text.starts_with('-')
            && !text.ends_with('-')
            && !text.contains("--")
            && !is_device_name(text);
        if fits {
            Ok(Self(text.into()))
        } else {
            Err(NotASlug(text.to_owned()))
        }
    }

    /// Makes a slug from a title in any language, transliterated; `None` when no letter or digit is left.
    pub fn from_title(title: &str) -> Option<Self> {
        let mut slug = String::new();
        // Marks of registered names are no letters.
        let title = title.replace(['®', '™', '©', '℠'], "");
        for c in deunicode::deunicode(&title).chars() {
            if c.is_ascii_alphanumeric() {
                slug.push(c.to_ascii_lowercase());
            } else if c != '\'' && !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        if slug.len() > MAX_LENGTH {
            let cut = slug[..=MAX_LENGTH]
                .rfind('-')
                .filter(|at| *at > MAX_LENGTH / 2);
            slug.truncate(cut.unwrap_or(MAX_LENGTH));
        }
        let slug = slug.trim_end_matches('-');
        Self::parse(slug)
            .or_else(|_| Self::parse(&format!("{slug}-1")))
            .ok()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Names that Windows keeps for devices, whatever follows the dot.
fn is_device_name(text: &str) -> bool {
    matches!(text, "con" | "prn" | "aux" | "nul")
        || (text.len() == 4
            && (text.starts_with("com") || text.starts_with("lpt"))
            && text.ends_with(|c: char| c.is_ascii_digit()))
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for Slug {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Slug {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Slug {
    type Err = NotASlug;
    fn from_str(text: &str) -> Result<Self, NotASlug> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn titles_in_any_language_become_slugs() {
        let slug = |title: &str| Slug::from_title(title).map(|s| s.to_string());
        assert_eq!(
            slug("Clinical Reasoning").as_deref(),
            Some("clinical-reasoning")
        );
        assert_eq!(
            slug("  Café — Überweisung / R4 ").as_deref(),
            Some("cafe-uberweisung-r4")
        );
        assert_eq!(slug("患者").as_deref(), Some("huan-zhe"));
        assert_eq!(slug("Пациент").as_deref(), Some("patsient"));
        assert_eq!(slug("Payer's view").as_deref(), Some("payers-view"));
        assert_eq!(slug("CON").as_deref(), Some("con-1"));
        assert_eq!(slug("…"), None);
    }

    #[test]
    fn an_accent_is_no_part_of_a_slug_as_one_character_or_as_two() {
        for title in ["\u{c9}t\u{e9} 2027", "E\u{301}te\u{301} 2027"] {
            assert!(Slug::parse(&title.to_lowercase().replace(' ', "-")).is_err());
            let slug = Slug::from_title(title);
            assert_eq!(slug.as_ref().map(Slug::as_str), Some("ete-2027"));
        }
    }

    #[test]
    fn paths_are_not_slugs() {
        for text in [
            "../x", "/etc", "a/b", "a\\b", "", ".", "A", "a--b", "-a", "a-", "con", "lpt1",
            "a.yaml",
        ] {
            assert!(Slug::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_slug_made_from_a_title_is_a_slug(title in "\\PC{0,200}") {
            if let Some(slug) = Slug::from_title(&title) {
                prop_assert_eq!(Slug::parse(slug.as_str()), Ok(slug.clone()));
                prop_assert_eq!(Slug::from_title(slug.as_str()), Some(slug));
            }
        }
    }
}
