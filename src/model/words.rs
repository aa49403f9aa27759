//! Enums that are one word in a file, in an argument and in output: the words stand in one place, the type's declaration.

/// A closed set of words, such as the statuses of a track.
pub trait Word: Copy + Send + Sync + 'static {
    const ALL: &'static [Self];

    /// The word as files have it.
    fn as_str(self) -> &'static str;

    /// What the word means, for the help of a command; empty where the word says it all.
    fn help(self) -> &'static str;

    fn from_word(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.as_str() == text)
    }
}

/// Declares an enum with a word for each of its variants, and all that follows from them. The comment of a variant is its help and
/// its description in the schema.
macro_rules! words {
    (
        $(#[$($about:tt)*])*
        pub enum $name:ident {
            $( $(#[$($attribute:tt)*])* $variant:ident = $word:literal, )*
        }
    ) => {
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
        )]
        $(#[$($about)*])*
        pub enum $name {
            $( $(#[$($attribute)*])* #[serde(rename = $word)] $variant, )*
        }

        impl $name {
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $word, )* }
            }

            /// The word in a sentence, without hyphens.
            #[allow(dead_code)]
            pub fn label(self) -> String {
                self.as_str().replace('-', " ")
            }
        }

        impl $crate::model::words::Word for $name {
            const ALL: &'static [Self] = &[ $( Self::$variant ),* ];

            fn as_str(self) -> &'static str {
                self.as_str()
            }

            fn help(self) -> &'static str {
                match self {
                    $( Self::$variant => concat!($( $crate::model::words::words!(@doc $($attribute)*) ),*), )*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
    (@doc doc = $text:literal) => { $text };
    (@doc $($other:tt)*) => { "" };
}
pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;

    words! {
        /// How it went.
        #[derive(Default)]
        pub enum Outcome {
            /// It went
            /// well.
            #[default]
            Well = "well",
            NotSo = "not-so",
        }
    }

    #[test]
    fn a_word_is_the_same_in_files_and_in_output() -> Result<(), serde_json::Error> {
        for one in Outcome::ALL {
            assert_eq!(serde_json::to_value(one)?, one.to_string());
            assert_eq!(Outcome::from_word(one.as_str()), Some(*one));
        }
        assert_eq!(Outcome::from_word("Well"), None);
        assert_eq!(Outcome::default().help(), " It went well.");
        assert_eq!(
            (Outcome::NotSo.help(), &*Outcome::NotSo.label()),
            ("", "not so")
        );
        Ok(())
    }
}
