use std::collections::BTreeSet;

use crate::check::prelude::*;
use crate::model::fhir_version::{Release, releases};
use crate::model::one_or_many::Texts;

rule! {
    /// The track tests none of the FHIR versions of the event.
    /// ## Why
    /// A track may do so, and people who plan by the event's page are glad to be told.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # The event has R4 and R5.
    /// fhir-versions: [STU3]
    /// ```
    /// Good:
    /// ```yaml
    /// # The event has R4 and R5.
    /// fhir-versions: [R4]
    /// ```
    /// ## Source
    /// HL7: the event's FHIR version holds unless a track's proposal states otherwise. Worth knowing, never wrong.
    pub static RULE: Rule {
        name: "fhir-version-differs",
        since: "0.1.0",
        severity: NOTE,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, event: &EventFacts<'_>, found: &mut Findings<'_>) {
    let (own, events) = (
        all(&track.value.fhir_versions),
        all(&event.event().fhir_versions),
    );
    if own.is_empty() || events.is_empty() || !own.is_disjoint(&events) {
        return;
    }
    let message = format!(
        "the track tests {} and none of the event's FHIR versions ({})",
        words(&own),
        words(&events)
    );
    found
        .add("fhir-versions", message)
        .related(
            &event.record.file,
            "fhir-versions",
            "the event's FHIR versions",
        )
        .help("say in the description why, so that participants bring the right system");
}

fn all(texts: &Texts) -> BTreeSet<Release> {
    texts.iter().flat_map(|text| releases(text)).collect()
}

fn words(releases: &BTreeSet<Release>) -> String {
    let names: Vec<String> = releases.iter().map(Release::to_string).collect();
    names.join(", ")
}
