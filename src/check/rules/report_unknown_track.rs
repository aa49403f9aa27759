use crate::check::prelude::*;
use crate::model::TrackReport;
use crate::model::nearest::{did_you_mean, nearest};

rule! {
    /// A report is of a track that the event does not have.
    /// ## Why
    /// A report is found by its track, whose name its file has. Under another name no page shows it, and the track counts as one without.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # events/2026-09-rockville/reports/pateint.yaml
    /// summary: Clients and servers that had never met exchanged patients.
    /// ```
    /// Good:
    /// ```yaml
    /// # events/2026-09-rockville/reports/patient.yaml
    /// summary: Clients and servers that had never met exchanged patients.
    /// ```
    /// ## Source
    /// Design choice: every reference leads to a record.
    pub static RULE: Rule {
        name: "report-unknown-track",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Report(check),
    }
}

fn check(report: &Record<TrackReport>, facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let name = report.slug.as_str();
    if facts.folder.has_track(name) {
        return;
    }
    let near = nearest(name, facts.track_names());
    let help = did_you_mean(&near)
        .unwrap_or_else(|| "give the file the name of its track, or delete it".to_owned());
    found
        .add(Path::root(), format!("the event has no track '{name}'"))
        .help(help);
}
