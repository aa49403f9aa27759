use memchr::{memchr, memchr2_iter};

use crate::check::prelude::*;
use crate::check::track_texts;
use crate::model::person::fold;
use crate::model::placeholder::is_placeholder;

rule! {
    /// An answer still holds the guidance of the template.
    /// ## Why
    /// Guidance tells the author what to write. Left in, it hides that no one answered, and it is published with the proposal.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// submitting-group: <!-- Name of the work group -->
    /// ```
    /// Good:
    /// ```yaml
    /// submitting-group: Patient Administration
    /// ```
    /// ## Source
    /// Track proposal template: guidance is in comments, and real pages kept it. Design choice for the severity.
    pub static RULE: Rule {
        name: "guidance-left",
        since: "0.1.0",
        severity: DRAFT_MAY,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, event: &EventFacts<'_>, found: &mut Findings<'_>) {
    for (spot, text) in track_texts::texts(&track.value) {
        let what = if has_comment(text) {
            "a comment of the template ('<!-- … -->')"
        } else if is_filler(text) && !is_placeholder(text) {
            "filler text ('lorem ipsum')"
        } else if repeats(text, event.guidance(&spot.field_key())) {
            "the guidance of the template"
        } else {
            continue;
        };
        let path = spot.path();
        let name = path.to_string();
        found
            .add(path, format!("'{name}' still holds {what}"))
            .help("replace it with your own answer");
    }
}

fn has_comment(text: &str) -> bool {
    memchr(b'<', text.as_bytes()).is_some()
        && text
            .split_once("<!--")
            .is_some_and(|(_, rest)| rest.contains("-->"))
}

/// Whether a text holds printer's filler. Alone it is a placeholder, which another rule reports.
fn is_filler(text: &str) -> bool {
    // Only a text with "psu" in it is folded.
    let bytes = text.as_bytes();
    let is_psu = |at| {
        let three = bytes.get(at..at + 3);
        three.is_some_and(|three| three.eq_ignore_ascii_case(b"psu"))
    };
    memchr2_iter(b'p', b'P', bytes).any(is_psu) && fold(text).contains("lorem ipsum")
}

/// Whether an answer holds a whole sentence of the guidance.
fn repeats(text: &str, guidance: &[String]) -> bool {
    // Lower case may take more bytes, but never twice as many.
    let fits = |sentence: &&String| text.len() * 2 >= sentence.len();
    let mut sentences = guidance.iter().filter(fits);
    // Few answers have to be folded for it.
    sentences.any(|sentence| may_hold(text, sentence) && fold(text).contains(sentence))
}

/// Whether a text may hold a folded sentence: whether it has the first letters of it, in any case and with any space between words.
fn may_hold(text: &str, sentence: &str) -> bool {
    let (bytes, sentence) = (text.as_bytes(), sentence.as_bytes());
    let head = sentence.get(..16).unwrap_or(sentence);
    let Some(first) = head.first() else {
        return true;
    };
    let begins = |mut at: usize| {
        head.iter().all(|wanted| {
            let rest = bytes.get(at..).unwrap_or_default();
            if *wanted == b' ' {
                let gap = rest.iter().take_while(|byte| **byte <= b' ').count();
                at += gap;
                return gap > 0;
            }
            at += 1;
            rest.first().map(u8::to_ascii_lowercase) == Some(*wanted)
        })
    };
    !text.is_ascii() || memchr2_iter(*first, first.to_ascii_uppercase(), bytes).any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::event_facts::sentences;

    #[test]
    fn a_sentence_of_the_guidance_is_found_however_it_is_wrapped() {
        let guidance = sentences("What the track tests and whom it is for. Be brief.");
        let repeats = |text| repeats(text, &guidance);
        assert!(repeats("What the track tests\n  and WHOM it is for"));
        assert!(repeats("é: WHAT\nthe  track tests and whom it is for"));
        assert!(repeats("What? What the track tests and whom it is for"));
        assert!(!repeats("This track tests what is brief. Be brief."));
        assert!(!has_comment("a <!-- b"));
        assert!(has_comment("a <!-- b -->"));
    }

    #[test]
    fn filler_is_found_however_it_is_written() {
        for text in ["Lorem ipsum dolor", "x LOREM\n  IpSuM", "é lorem ipsum"] {
            assert!(is_filler(text), "{text}");
        }
        for text in ["", "ps", "psu", "lorem", "a lorem of ipsum"] {
            assert!(!is_filler(text), "{text}");
        }
    }
}
