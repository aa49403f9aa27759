use crate::analysis::report::differing;
use crate::check::prelude::*;
use crate::model::TrackReport;

rule! {
    /// A number of a report is not what the records say.
    /// ## Why
    /// Results are corrected and added after a report was drafted. A work group that counts again should find the number that it read.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # 'cxn progress TRACK' says 9
    /// numbers:
    ///   pairs-tested: 8
    /// ```
    /// Good:
    /// ```yaml
    /// numbers:
    ///   pairs-tested: 9
    /// ```
    /// ## Source
    /// Design choice: every number of a report can be traced with one command.
    pub static RULE: Rule {
        name: "report-number-differs",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Report(check),
    }
}

fn check(report: &Record<TrackReport>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let name = format!("{}/{}", facts.folder.slug, report.slug);
    for (number, _, now) in differing(facts, report) {
        // A name that no number has is for another rule.
        if now.is_none() {
            continue;
        }
        let next = if report.value.closed().is_some() {
            format!("run 'cxn report close {name} --undo', and draft it again")
        } else {
            format!("run 'cxn report draft {name}' to take the number over; what you wrote stays")
        };
        // A finding leaves with every format, and in every log: neither number is in it.
        found
            .add(
                Path::root().key("numbers").key(number),
                format!("'{number}' in the report is not what the records say"),
            )
            .help(format!("'cxn report show {name}' has both; {next}"));
    }
}
