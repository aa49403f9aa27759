use crate::check::prelude::*;
use crate::model::placeholder::is_unanswered;
use crate::model::result::{Capacity, Verdict};
use crate::model::{Slug, TestResult};

rule! {
    /// A failure does not say what was seen.
    /// ## Why
    /// The two sides, the lead and the authors of the specification learn from what was seen: a request, an answer, an
    /// error. An hour later no one remembers.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// verdict: failed
    /// ```
    /// Good:
    /// ```yaml
    /// verdict: failed
    /// note: The server answers 400 to a search with two names.
    /// ```
    /// ## Source
    /// Track reports: the issues that were found are what a Connectathon is for.
    pub static RULE: Rule {
        name: "result-failed-without-note",
        since: "0.1.0",
        severity: NOTE,
        check: Check::Result(check),
    }
}

fn check(result: &Record<TestResult>, _: &Slug, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &result.value;
    let says_nothing = is_unanswered(value.note.as_deref())
        && value.issues.is_unanswered()
        && value.evidence.is_unanswered();
    let is_import = value.reported_as == Capacity::Import;
    if matches!(value.verdict, Verdict::Failed | Verdict::PartlyPassed)
        && says_nothing
        && !is_import
    {
        found
            .add(
                "verdict",
                format!(
                    "the result is '{}' and does not say what was seen",
                    value.verdict
                ),
            )
            .help("add a note, an issue or evidence: 'cxn result correct RESULT --note TEXT'");
    }
}
