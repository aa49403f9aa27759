use crate::check::prelude::*;
use crate::check::track_texts;
use crate::model::fhir_version::{KNOWN, releases};
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::person::fold;
use crate::model::placeholder::is_placeholder;

rule! {
    /// A FHIR version of the track cannot be recognized.
    /// ## Why
    /// Participants bring systems of a version, and a typing slip sends them to the wrong one. Free text is fine as long as a known version
    /// is in it.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// fhir-versions: [R44]
    /// ```
    /// Good:
    /// ```yaml
    /// fhir-versions: ["R4 (4.0.1)", 6.0.0-ballot2]
    /// ```
    /// ## Source
    /// Track proposal template: FHIR version, free text and often several. HL7's list of published FHIR versions. Design choice: advice,
    /// never an error.
    pub static RULE: Rule {
        name: "unknown-fhir-version",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let versions = &track.value.fhir_versions;
    for (at, text) in versions.iter().enumerate() {
        let version = text.trim();
        let says_none = matches!(fold(version).as_str(), "" | "none" | "n/a");
        if says_none || is_placeholder(version) || !releases(version).is_empty() {
            continue;
        }
        let near = nearest(version, KNOWN);
        let finding = found.add(
            track_texts::place(&Path::root(), "fhir-versions", versions, at),
            format!("no known FHIR version can be found in '{version}'"),
        );
        match did_you_mean(&near) {
            Some(help) => finding.help(help).offer_nearest(&near).expected(near),
            None => finding
                .help("leave the field empty to go with the event's versions")
                .expected(KNOWN),
        };
    }
}
