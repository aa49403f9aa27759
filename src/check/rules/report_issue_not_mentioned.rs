use crate::analysis::report::unmentioned;
use crate::check::prelude::*;
use crate::model::TrackReport;
use crate::model::plural::plural;

rule! {
    /// A report does not mention an issue that came up in its track.
    /// ## Why
    /// Issues are what a Connectathon is for. A work group reads the report, and looks for the keys in it.
    ///
    /// An issue is mentioned by its key in the tracker or by its title. One that the event's `results-visibility` keeps here, against a
    /// server for example, need not be.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # an issue of the track has the key FHIR-12345
    /// issues-found: None
    /// ```
    /// Good:
    /// ```yaml
    /// issues-found: "FHIR-12345: search by name does not say how to fold case."
    /// ```
    /// ## Source
    /// Report-outs: discovered issues.
    pub static RULE: Rule {
        name: "report-issue-not-mentioned",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Report(check),
    }
}

/// How many issues are named.
const NAMED: usize = 5;

fn check(report: &Record<TrackReport>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let missing = unmentioned(facts, report);
    if missing.is_empty() {
        return;
    }
    let named = missing.iter().take(NAMED).map(|issue| {
        let name = issue.value.key().unwrap_or(issue.value.title.trim());
        format!("'{name}'")
    });
    let named: Vec<String> = named.collect();
    let more = match missing.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let verb = crate::model::plural::one_or(missing.len(), "is", "are");
    let message = format!(
        "{} of the track {verb} not mentioned: {}{more}",
        plural(missing.len(), "issue"),
        named.join(", ")
    );
    let first = missing.iter().map(|issue| {
        let place = Place::new(&issue.file, "title");
        (place, "it is recorded here".to_owned())
    });
    found
        .add("issues-found", message)
        .related_all(first)
        .help("name each by its key or its title, or draft the section again: delete 'issues-found' and its mark under 'drafted'");
}
