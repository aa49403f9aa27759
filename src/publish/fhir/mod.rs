//! FHIR resources of an event: a bundle of what its tracks test, what systems have to be able to do, where to test, and what passed.
//!
//! R4 and R4B have no TestPlan, and R5 writes some elements otherwise: see [`Version`]. Written are only the few elements that are
//! known, none of them empty, for readers refuse what is.

mod expectations;
mod report;

use serde_json::{Value, json};

use super::html::{line, plain, web_address};
use super::identifier::uuid;
use crate::analysis::disclosure::{Level, published_tracks};
use crate::analysis::event_facts::EventFacts;
use crate::model::one_or_many::Texts;
use crate::model::placeholder::filled;
use crate::model::track::Scenario;
use crate::model::words::words;
use crate::model::{Slug, Track, TrackStatus};
use crate::render::table::pretty;
use crate::workspace::Record;

words! {
    /// The release of FHIR that resources are written in.
    #[derive(Default)]
    pub enum Version {
        /// FHIR R4 (4.0.1)
        #[default]
        R4 = "R4",
        /// FHIR R4B (4.3.0)
        R4B = "R4B",
        /// FHIR R5 (5.0.0), which has TestPlan
        R5 = "R5",
    }
}

impl Version {
    fn number(self) -> &'static str {
        match self {
            Self::R4 => "4.0.1",
            Self::R4B => "4.3.0",
            Self::R5 => "5.0.0",
        }
    }
}

/// The bundle of an event, or of one of its tracks.
pub fn render(facts: &EventFacts<'_>, track: Option<&Slug>, version: Version) -> String {
    let level = Level::new(facts.event(), false);
    let mut resources: Vec<Value> = Vec::new();
    let tracks =
        published_tracks(facts.folder).filter(|one| track.is_none_or(|track| one.slug == *track));
    for record in tracks {
        if version == Version::R5 && !record.value.scenarios.is_empty() {
            resources.push(plan(facts, record));
        }
        resources.extend(expectations::of_track(facts, record, version));
        resources.extend(report::of_track(facts, record, level, version));
    }
    if track.is_none() {
        let servers = facts.event().test_servers.iter();
        let servers = servers.filter_map(|server| web_address(server));
        resources.extend(servers.map(|server| endpoint(facts, server, version)));
    }
    let entries = resources.into_iter().map(|resource| {
        let id = resource["id"].as_str().unwrap_or_default().to_owned();
        json!({"fullUrl": format!("urn:uuid:{id}"), "resource": resource})
    });
    let entries: Vec<Value> = entries.collect();
    let mut bundle = json!({"resourceType": "Bundle", "type": "collection"});
    if let (Some(bundle), false) = (bundle.as_object_mut(), entries.is_empty()) {
        bundle.insert("entry".to_owned(), entries.into());
    }
    pretty(&bundle)
}

/// An identifier within the event.
fn id(facts: &EventFacts<'_>, what: &str) -> String {
    uuid(&format!("fhir {}/{what}", facts.folder.slug))
}

/// What a canonical resource is called by machines: a letter, then letters, digits and underscores.
fn name(text: &str) -> String {
    let kept: String = deunicode::deunicode(text)
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("_");
    format!("Track_{kept}")
}

fn status(track: &Track) -> &'static str {
    if track.status == TrackStatus::Approved {
        "active"
    } else {
        "draft"
    }
}

/// Who publishes: the event, for people are not named.
fn publisher(facts: &EventFacts<'_>) -> String {
    line(&facts.event().name)
}

/// The day that a track was submitted, else the first of the event: readers want one.
fn date(facts: &EventFacts<'_>, track: &Track) -> String {
    let day = track
        .submitted()
        .map_or(facts.event().first_day(), |at| facts.local(at).date_naive());
    day.format("%Y-%m-%d").to_string()
}

/// The scenarios of a track as a plan of tests.
fn plan(facts: &EventFacts<'_>, record: &Record<Track>) -> Value {
    let track = &record.value;
    let title = line(&track.title);
    let cases = track.scenarios.iter().enumerate().map(|(at, scenario)| {
        json!({
            "sequence": at + 1,
            "testRun": [{"narrative": narrative(scenario)}],
        })
    });
    let id = id(facts, &format!("plan/{}", record.slug));
    json!({
        "resourceType": "TestPlan",
        "id": id,
        "url": format!("urn:uuid:{id}"),
        "name": name(&track.title),
        "title": title,
        "status": status(track),
        "date": date(facts, track),
        "publisher": publisher(facts),
        "description": filled(track.short_description.as_deref()).map_or(title, plain),
        "testCase": cases.collect::<Vec<_>>(),
    })
}

/// A scenario in words, in Markdown.
fn narrative(scenario: &Scenario) -> String {
    let mut parts: Vec<String> = Vec::new();
    let title = filled(scenario.title.as_deref()).unwrap_or(&scenario.id);
    parts.push(format!("**{}**", line(title)));
    parts.extend(filled(scenario.description.as_deref()).map(plain));
    let covers = Texts(scenario.covers.iter().cloned().collect());
    for (label, texts) in [
        ("Artifacts", &scenario.artifacts),
        ("Covers", &covers),
        ("Precondition", &scenario.precondition),
        ("Action", &scenario.action),
        ("Success criteria", &scenario.success_criteria),
        ("Bonus point", &scenario.bonus),
    ] {
        let texts = texts.iter().filter_map(|text| filled(Some(text)));
        let texts: Vec<String> = texts.map(plain).collect();
        if !texts.is_empty() {
            parts.push(format!("{label}: {}", texts.join("\n\n")));
        }
    }
    parts.join("\n\n")
}

/// A server to test against.
fn endpoint(facts: &EventFacts<'_>, address: &str, version: Version) -> Value {
    let rest = json!({
        "system": "http://terminology.hl7.org/CodeSystem/endpoint-connection-type",
        "code": "hl7-fhir-rest",
    });
    let mut endpoint = json!({
        "resourceType": "Endpoint",
        "id": id(facts, &format!("endpoint/{address}")),
        "status": "active",
        "name": address,
    });
    let any = json!({"coding": [{
        "system": "http://terminology.hl7.org/CodeSystem/endpoint-payload-type",
        "code": "any",
    }]});
    let more = if version == Version::R5 {
        json!({"connectionType": [{"coding": [rest]}], "payload": [{"type": [any], "mimeType": ["application/fhir+json"]}]})
    } else {
        json!({"connectionType": rest, "payloadType": [any], "payloadMimeType": ["application/fhir+json"]})
    };
    if let (Some(endpoint), Value::Object(more)) = (endpoint.as_object_mut(), more) {
        endpoint.extend(more);
        endpoint.insert("address".to_owned(), json!(address));
    }
    endpoint
}
