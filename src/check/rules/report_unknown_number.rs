use crate::analysis::report_numbers::{Number, references};
use crate::check::prelude::*;
use crate::model::TrackReport;
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::words::Word as _;

rule! {
    /// A report names a number that there is not.
    /// ## Why
    /// A name in braces that is one letter off stays in the text as it is, and readers see it.
    ///
    /// Braces that are near no number are text.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// summary: "{pair-tested} met."
    /// ```
    /// Good:
    /// ```yaml
    /// summary: "{pairs-tested} met."
    /// ```
    /// ## Source
    /// Design choice: numbers in a report are names, so that they stay right.
    pub static RULE: Rule {
        name: "report-unknown-number",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Report(check),
    }
}

fn check(report: &Record<TrackReport>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let names = || Number::ALL.iter().map(|number| number.as_str());
    for name in report.value.numbers.keys() {
        if Number::from_word(name).is_none() {
            let near = nearest(name, names());
            let help = did_you_mean(&near).unwrap_or_else(|| {
                "delete it: 'cxn report draft' writes all that there are".to_owned()
            });
            found
                .add(
                    Path::root().key("numbers").key(name.as_str()),
                    format!("no number is called '{name}'"),
                )
                .on_key()
                .help(help);
        }
    }
    for (path, text) in report.value.texts() {
        for name in references(text).filter(|name| Number::from_word(name).is_none()) {
            let near = nearest(name, names());
            if let Some(help) = did_you_mean(&near) {
                found
                    .add(path.as_str(), format!("no number is called '{name}'"))
                    .help(help);
            }
        }
    }
}
