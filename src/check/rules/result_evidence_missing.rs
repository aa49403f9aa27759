use crate::check::prelude::*;
use crate::model::{Slug, TestResult};

rule! {
    /// The evidence of a result is not there.
    /// ## Why
    /// Evidence is a link, or a file of the workspace by its path from the root. One that is not there proves
    /// nothing when the work group asks for it months later.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// evidence: logs/run-1.txt   # no such file
    /// ```
    /// Good:
    /// ```yaml
    /// evidence: https://example.org/runs/1
    /// ```
    /// ## Source
    /// Maturity: results are accepted by a work group, after the event.
    pub static RULE: Rule {
        name: "result-evidence-missing",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Result(check),
    }
}

fn check(result: &Record<TestResult>, _: &Slug, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    for (at, text) in result.value.evidence.iter().enumerate() {
        let text = text.trim();
        if text.is_empty() || text.contains("://") || facts.workspace.is_there(text) {
            continue;
        }
        found
            .add(
                format!("evidence[{at}]"),
                format!("the workspace has no file '{text}'"),
            )
            .expected([
                "a link (https://…)",
                "a file by its path from the workspace's root",
            ])
            .help("add the file, or give a link");
    }
}
