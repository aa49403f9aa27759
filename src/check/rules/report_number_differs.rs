use crate::analysis::disclosure::Level;
use crate::analysis::report::differing;
use crate::analysis::report_numbers::{Number, numbers};
use crate::check::prelude::*;
use crate::model::TrackReport;
use crate::model::words::Word as _;

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
    let level = Level::new(facts.event(), false);
    let told = numbers(facts, Some(&report.slug), level);
    for (number, count, now) in differing(facts, report) {
        // A name that no number has is for another rule.
        let Some(now) = now else { continue };
        let help = if report.value.closed().is_some() {
            format!("run 'cxn report close {name} --undo', and draft it again")
        } else {
            format!("run 'cxn report draft {name}' to take the number over; what you wrote stays")
        };
        // A finding leaves with every format, and in every log: it tells no more than the event does.
        let is_told = Number::from_word(number).is_some_and(|number| {
            let is_partial = number.is_partial(level, Some(&report.slug));
            !is_partial && told.get(&number).copied().flatten() == Some(now)
        });
        let now = if is_told {
            now.to_string()
        } else {
            "otherwise".to_owned()
        };
        found
            .add(
                Path::root().key("numbers").key(number),
                format!("'{number}' is {count} in the report, and the records say {now}"),
            )
            .help(help);
    }
}
