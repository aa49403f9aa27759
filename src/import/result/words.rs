//! What people call a verdict, in a form or in the cell of a sheet.

use crate::import::NO_RESPONSE;
use crate::model::person::fold;
use crate::model::result::Verdict;

/// A cell that holds a verdict, an issue beside it, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// The verdict, when the word means one.
    pub verdict: Option<Verdict>,
    /// What is left of the cell without its issues: the word as it is written.
    pub word: String,
    /// Issues, such as `FHIR-12345`.
    pub issues: Vec<String>,
}

/// Takes a cell apart. `x` has no meaning by itself: it is a tick in one sheet and a cross in the next.
pub fn cell(text: &str) -> Cell {
    let (issues, words): (Vec<&str>, Vec<&str>) = text
        .split([' ', '\n', '\t', ',', ';', '(', ')', '[', ']'])
        .filter(|word| !word.is_empty())
        .partition(|word| is_issue(word));
    let word = words.join(" ");
    Cell {
        verdict: verdict(&word),
        word,
        issues: issues.into_iter().map(str::to_owned).collect(),
    }
}

/// The verdict of a word or a mark.
pub fn verdict(word: &str) -> Option<Verdict> {
    let folded = fold(word).replace(['-', '_'], " ");
    let folded = folded.trim_end_matches(['!', '.', '\u{fe0f}']);
    let verdict = match folded {
        "✓" | "✔" | "☑" | "✅" | "🟢" | "pass" | "passed" | "passes" | "ok" | "okay" | "yes"
        | "y" | "success" | "successful" | "succeeded" | "works" | "done" | "true" => {
            Verdict::Passed
        }
        "~" | "◐" | "🟡" | "partial" | "partly" | "partially" | "partial pass"
        | "partly passed" | "partially passed" => Verdict::PartlyPassed,
        "✗" | "✘" | "❌" | "✖" | "🔴" | "fail" | "failed" | "fails" | "failure" | "no" | "n"
        | "ko" | "error" | "false" => Verdict::Failed,
        "blocked" | "⛔" | "🚫" => Verdict::Blocked,
        "no partner" | "no peer" | "missing partner" => Verdict::NoPartner,
        "not attempted" | "not tested" | "not run" | "untested" | "skipped" | "skip" | "n/a"
        | "na" | "not applicable" | "unsupported" | "not supported" => Verdict::NotAttempted,
        "test defect" | "defect of the test" | "test bug" => Verdict::TestDefect,
        _ => return None,
    };
    Some(verdict)
}

/// The verdict of a word beside other words, where a single letter may be anything.
pub fn spelled_out(word: &str) -> Option<Verdict> {
    let is_letter = word.chars().count() == 1 && word.chars().all(char::is_alphanumeric);
    verdict(word).filter(|_| !is_letter)
}

/// Whether a cell says nothing.
pub fn is_blank(text: &str) -> bool {
    matches!(text.trim(), "" | "-" | "–" | "—" | NO_RESPONSE | "?")
}

/// Whether a word is an issue's key, such as `FHIR-12345`, or a number behind `#`.
fn is_issue(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if let Some(number) = word.strip_prefix('#') {
        return digits(number);
    }
    word.rsplit_once('-').is_some_and(|(key, number)| {
        digits(number)
            && key.starts_with(|c: char| c.is_ascii_uppercase())
            && key
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::words::Word as _;

    #[test]
    fn a_cell_holds_a_mark_and_an_issue() {
        let short = |text: &str| {
            let cell = cell(text);
            (cell.verdict, cell.issues.join(" "))
        };
        assert_eq!(
            short("✓ FHIR-12345"),
            (Some(Verdict::Passed), "FHIR-12345".into())
        );
        assert_eq!(short("❌ (#7)"), (Some(Verdict::Failed), "#7".into()));
        assert_eq!(
            short("Partially passed"),
            (Some(Verdict::PartlyPassed), String::new())
        );
        assert_eq!(
            short("NO PARTNER"),
            (Some(Verdict::NoPartner), String::new())
        );
        assert_eq!(short("☑\u{fe0f}"), (Some(Verdict::Passed), String::new()));
        assert_eq!(short("x"), (None, String::new()));
        assert_eq!(short("see R4-1a"), (None, String::new()));
        for verdict in Verdict::ALL {
            assert_eq!(super::verdict(verdict.as_str()), Some(*verdict));
        }
    }
}
