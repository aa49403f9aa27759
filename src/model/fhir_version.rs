//! FHIR versions as people write them: `R4`, `FHIR 4.0.1`, `STU3`, `6.0.0-ballot2`, `Current build: R4, R5`.

use std::collections::BTreeSet;
use std::fmt;

use crate::model::person::fold;

/// A release of FHIR. Ballots, snapshots and technical corrections count as the release they lead to or correct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Release {
    /// DSTU1, 0.0.82.
    R1,
    /// DSTU2, 1.0.2.
    R2,
    /// STU3, 3.0.2.
    R3,
    /// 4.0.1.
    R4,
    /// 4.3.0.
    R4B,
    /// 5.0.0.
    R5,
    /// 6.0.0.
    R6,
    Build,
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::R1 => "R1",
            Self::R2 => "R2",
            Self::R3 => "R3",
            Self::R4 => "R4",
            Self::R4B => "R4B",
            Self::R5 => "R5",
            Self::R6 => "R6",
            Self::Build => "current build",
        })
    }
}

/// Names that are understood, one for each release, as messages list them.
pub static KNOWN: [&str; 8] = ["R2", "R3", "STU3", "R4", "R4B", "R5", "R6", "current build"];

/// The releases that a text names; none when it names no known one.
///
/// A name such as `R4` counts wherever it stands. A number such as `5.0.0` or a lone `STU 3` counts only where FHIR is spoken of,
/// so that the `6.0.0` of "R4 with Guide X 6.0.0" is not taken for R6.
pub fn releases(text: &str) -> BTreeSet<Release> {
    let words = split_words(text);
    let mut found = BTreeSet::new();
    let mut about_fhir = true;
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).map_or("", String::as_str);
        let before = at
            .checked_sub(1)
            .map_or("", |before| words[before].as_str());
        let split = format!("{word}{next}");
        if let Some(release) = named(word).or_else(|| pair(word, &split)) {
            found.insert(release);
            about_fhir = true;
        } else if about_fhir && let Some(release) = stu(word).or_else(|| stu(&split)) {
            found.insert(release);
        } else if about_fhir && let Some(release) = numbered(word, before) {
            found.insert(release);
        } else if word == "cibuild"
            || (word == "build"
                && matches!(before, "ci" | "current" | "continuous" | "latest" | "daily"))
            || (word == "integration" && next == "build")
            || word == "build.fhir.org"
        {
            found.insert(Release::Build);
        } else if word == "fhir" {
            about_fhir = true;
        } else {
            about_fhir &= is_connecting(word);
        }
    }
    found
}

/// The words of a text in lower case, without what stands before a version: `FHIRR4` is `r4`, `v4.0.1` is `4.0.1`.
fn split_words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric() && c != '.')
        .map(|word| word.trim_matches('.'))
        .filter(|word| !word.is_empty())
        .map(|word| {
            let bare = word
                .strip_prefix("fhir")
                .filter(|rest| !rest.is_empty() && !rest.starts_with('.'))
                .unwrap_or(word);
            let number = bare
                .strip_prefix(['v', 'r'])
                .filter(|rest| rest.contains('.') && rest.starts_with(|c: char| c.is_ascii_digit()))
                .unwrap_or(bare);
            number.to_owned()
        })
        .collect()
}

fn named(word: &str) -> Option<Release> {
    Some(match word {
        "r1" | "dstu1" => Release::R1,
        "r2" | "dstu2" => Release::R2,
        "r3" => Release::R3,
        "r4" => Release::R4,
        "r4b" => Release::R4B,
        "r5" => Release::R5,
        "r6" => Release::R6,
        _ => return None,
    })
}

/// `R 4`, `DSTU 2` and `Release 4B`: a name in two words.
fn pair(word: &str, joined: &str) -> Option<Release> {
    match word {
        "r" | "dstu" => named(joined),
        "release" => named(&joined.replacen("release", "r", 1)),
        _ => None,
    }
}

/// `STU3`: the name of a FHIR release, but also how guides number theirs.
fn stu(word: &str) -> Option<Release> {
    match word {
        "stu2" => Some(Release::R2),
        "stu3" => Some(Release::R3),
        _ => None,
    }
}

/// A version number: the published ones, and the ballots and snapshots that led to them.
fn numbered(word: &str, before: &str) -> Option<Release> {
    let mut parts = word.split('.');
    let major = parts.next()?;
    let Some(minor) = parts.next() else {
        // A number alone is a release when it is all there is, or when it stands behind the word: "FHIR 4".
        let lone = matches!(before, "" | "fhir" | "version" | "v" | "and" | "or");
        return lone
            .then(|| (major != "1").then(|| named(&format!("r{major}"))))
            .flatten()?;
    };
    Some(match (major, minor) {
        ("0", "0") => Release::R1,
        ("0", "4" | "5") | ("1", "0") => Release::R2,
        ("1", "1" | "2" | "4" | "6" | "8") | ("3", "0") => Release::R3,
        ("3", "2" | "3" | "5" | "5a") | ("4", "0") => Release::R4,
        ("4", "1" | "3") => Release::R4B,
        ("4", "2" | "4" | "5" | "6") | ("5", "0") => Release::R5,
        ("6", "0") => Release::R6,
        _ => return None,
    })
}

/// Words that may stand between FHIR and its version.
#[rustfmt::skip]
fn is_connecting(word: &str) -> bool {
    const WORDS: [&str; 30] = [
        "fhir", "hl7", "version", "versions", "v", "release", "releases", "and", "or", "plus", "the", "both", "current", "build",
        "ci", "continuous", "latest", "stu", "dstu", "r", "preview", "draft", "final", "published", "either", "also", "with", "on",
        "to", "integration",
    ];
    WORDS.contains(&word)
        || word.starts_with("ballot")
        || word.starts_with("snapshot")
        || word.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let names: Vec<String> = releases(text).iter().map(Release::to_string).collect();
        names.join(" ")
    }

    #[rustfmt::skip]
    #[test]
    fn versions_are_read_in_every_common_spelling() {
        for (text, expected) in [
            ("R4", "R4"), ("r4b", "R4B"), ("FHIR R4", "R4"), ("FHIR® R5", "R5"), ("FHIRR4", "R4"), ("FHIR-R4", "R4"), ("R 4", "R4"),
            ("HL7 FHIR Release 4B", "R4B"), ("4", "R4"), ("FHIR 4", "R4"), ("4.0", "R4"), ("4.0.1", "R4"), ("v4.0.1", "R4"),
            ("R4.0.1", "R4"), ("FHIR v4.3.0", "R4B"), ("1.0.2", "R2"), ("DSTU2", "R2"), ("DSTU 2", "R2"), ("0.0.82", "R1"),
            ("3.0.2", "R3"), ("STU3", "R3"), ("STU 3", "R3"), ("R3 (STU3)", "R3"), ("FHIR STU3 (3.0.1)", "R3"), ("5.0.0", "R5"),
            ("5.0.0-ballot", "R5"), ("4.6.0", "R5"), ("6.0.0-ballot2", "R6"), ("R6 ballot 3", "R6"), ("3.5a.0", "R4"),
            // One text may name several.
            ("R4/R5", "R4 R5"), ("R4, R4B and R5", "R4 R4B R5"), ("Current build: FHIR R4, R5", "R4 R5 current build"),
            ("FHIR 4.0.1 or 5.0.0", "R4 R5"), ("DSTU2 / STU3", "R2 R3"),
            // The continuous build is a version of its own.
            ("Current build", "current build"), ("CI build", "current build"), ("CI-Build", "current build"),
            ("cibuild", "current build"), ("the continuous integration build", "current build"),
            ("https://build.fhir.org/", "current build"),
            // The version of a guide is not one of FHIR.
            ("R4 with Sample Guide 6.0.0", "R4"), ("Sample Guide 5.0.0 on FHIR 4.0.1", "R4"), ("Sample Guide STU 3", ""),
            ("Sample Guide 4.0.0", ""),
            ("", ""), ("R7", ""), ("R44", ""), ("latest", ""), ("FHIR", ""), ("any", ""), ("7.0.0", ""), ("4.9.9", ""), ("2", "R2"),
            ("1", ""), ("ärzte", ""), ("V2.x", ""),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
