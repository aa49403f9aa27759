use crate::check::prelude::*;
use crate::model::{Slug, TestResult};
use crate::workspace::File;

rule! {
    /// Reporters of one run disagree.
    /// ## Why
    /// The latest reports of two reporters say different things of one scenario, the same systems and the same path.
    /// Until the lead or a monitor decides, the pair counts as not passed.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # the client's person says
    /// verdict: passed
    /// # and the server's person
    /// verdict: failed
    /// ```
    /// Good:
    /// ```yaml
    /// # the lead looked at both, and recorded
    /// verdict: passed
    /// reported-as: lead
    /// ```
    /// ## Source
    /// ConMan keeps the assertion of each side; Gazelle has a monitor decide.
    pub static RULE: Rule {
        name: "result-conflict",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Result(check),
    }
}

fn check(
    result: &Record<TestResult>,
    track: &Slug,
    facts: &EventFacts<'_>,
    found: &mut Findings<'_>,
) {
    let Some(standing) = facts.conflict(track, &result.slug) else {
        return;
    };
    let words: Vec<String> = standing
        .conflict
        .iter()
        .map(|one| format!("'{one}'"))
        .collect();
    let message = format!(
        "reports of the same systems disagree: {}",
        words.join(" and ")
    );
    let finding = found.add("verdict", message);
    let others = standing.records.iter().filter(|slug| **slug != result.slug);
    for slug in others {
        let file = File::result(&facts.folder.slug, track, slug);
        finding.related(&file, "verdict", "the other report is here");
    }
    finding.help(format!(
        "settle it as the lead or a monitor: 'cxn result verify {}/{track}/{}' for the report that is right",
        facts.folder.slug, result.slug
    ));
}
