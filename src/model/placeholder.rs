//! What counts as an answer: "None" does, a blank or a placeholder does not.

use crate::model::person::fold;

/// Whether a text stands where an answer is still to come: `TBD`, `to be announced`, `???`, `<your text>`.
pub fn is_placeholder(text: &str) -> bool {
    const WORDS: [&str; 11] = [
        "tbd",
        "tba",
        "tbc",
        "todo",
        "fixme",
        "xxx",
        "to be determined",
        "to be announced",
        "to be confirmed",
        "to be decided",
        "lorem ipsum",
    ];
    let text = text.trim();
    let word = text.trim_matches(|c: char| !c.is_alphanumeric());
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
        || (!text.is_empty() && text.chars().all(|c| "?.…-_".contains(c)))
        || (text.starts_with('<')
            && text.ends_with('>')
            && !text.contains("://")
            && !text.contains('@'))
        || (text.starts_with('[')
            && text.ends_with(']')
            && text.contains(' ')
            && !text.contains("](")
            && !text.starts_with("[ ]")
            && !text.starts_with("[x]"))
}

/// A text without the blanks around it, when anything is left.
pub fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// Whether nothing is there, or nothing but blanks or a placeholder. "None" and "N/A" are answers.
pub fn is_unanswered(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty() || is_placeholder(text))
}

/// Whether an answer says that there is nothing to name: `None`, `N/A`, `unknown, because …`.
pub fn says_none(text: &str) -> bool {
    let text = fold(text);
    let word = text.trim_end_matches(['.', '!']);
    matches!(
        word,
        "none" | "n/a" | "na" | "no" | "nothing" | "not applicable" | "none yet"
    ) || word.starts_with("none,")
        || word.starts_with("unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_an_answer_and_a_placeholder_is_not() {
        for text in [
            "None",
            "N/A",
            "none.",
            "Unknown, because this is new",
            "Not applicable",
        ] {
            assert!(says_none(text), "{text}");
            assert!(!is_unanswered(Some(text)), "{text}");
        }
        for text in ["", "  ", "TBD", "???"] {
            assert!(!says_none(text), "{text}");
            assert!(is_unanswered(Some(text)), "{text}");
        }
        assert!(is_unanswered(None));
        assert_eq!(filled(Some(" TBD\n")), Some("TBD"));
        assert_eq!((filled(Some(" \n")), filled(None)), (None, None));
        assert!(!says_none("Nonesuch"));
    }
}
