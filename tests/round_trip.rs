//! What is published of a track in Markdown and in Confluence's storage format is read back to the same record.

mod support;

use std::collections::BTreeMap;
use std::fs;

use cxn::analysis::event_facts::EventFacts;
use cxn::import::proposal::headings::Headings;
use cxn::import::proposal::{self, outline};
use cxn::model::participants::{Expected, ExpectedParticipant};
use cxn::model::placeholder::is_placeholder;
use cxn::model::{Now, Slug, Track};
use cxn::process::proposal::page;
use cxn::publish::wiki;
use cxn::workspace::load::Scope;
use cxn::workspace::{Root, Workspace};
use cxn::yaml;
use serde_json::Value;
use support::{NOW, Outcome, copied};

/// What a page has of a record: no address, no way into a call, nothing of its life.
fn as_published(track: &Track) -> Outcome<Value> {
    let mut track = track.clone();
    for lead in track.leads.iter_mut() {
        (lead.email, lead.chat, lead.role, lead.timezone) = (None, None, None, None);
    }
    track.leads.retain(|lead| {
        let name = lead.name.as_deref();
        name.is_some_and(|name| !is_placeholder(name)) || lead.organization.is_some()
    });
    if let Expected::List(list) = &mut track.expected_participants {
        for one in list.iter_mut() {
            *one = ExpectedParticipant {
                organization: one.organization.take(),
                ..ExpectedParticipant::default()
            };
        }
    }
    let mut value = serde_json::to_value(&track)?;
    let record = value.as_object_mut().ok_or("no record")?;
    for key in [
        "status",
        "orientation",
        "preparation-calls",
        "capacity",
        "carried-from",
        "source",
        "lessons-learned",
        "late-exception",
        "responsibilities",
        "history",
    ] {
        record.remove(key);
    }
    // A page says a start in the event's zone and with its offset, and its words are kept as notes.
    for call in calls(&mut value) {
        if let Some(Value::String(starts)) = call.get_mut("starts") {
            starts.truncate("2026-08-25T11:00".len());
        }
        call.remove("notes");
        call.remove("join");
    }
    clean(&mut value);
    Ok(value)
}

fn calls(record: &mut Value) -> Vec<&mut serde_json::Map<String, Value>> {
    match record.get_mut("kick-off") {
        Some(Value::Array(calls)) => calls.iter_mut().filter_map(Value::as_object_mut).collect(),
        Some(call) => call.as_object_mut().into_iter().collect(),
        None => Vec::new(),
    }
}

/// Takes out what says nothing, and the ends of texts, which a page has none of.
fn clean(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(clean);
            map.retain(|_, value| !is_nothing(value));
        }
        Value::Array(items) => {
            items.iter_mut().for_each(clean);
            items.retain(|value| !is_nothing(value));
        }
        Value::String(text) => *text = text.trim().to_owned(),
        _ => {}
    }
}

fn unwrap(value: &mut Value) {
    match value {
        Value::Object(map) => map.values_mut().for_each(unwrap),
        Value::Array(items) => items.iter_mut().for_each(unwrap),
        Value::String(text) => {
            *text = text
                .replace("\n\n", "\u{b6}")
                .replace('\n', " ")
                .replace('\u{b6}', "\n\n");
        }
        _ => {}
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty() || is_placeholder(text),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// The keys in which a record that was read back differs, with both values.
fn differences(before: &Value, after: &Value) -> Vec<String> {
    let empty = serde_json::Map::new();
    let map = |value: &Value| value.as_object().cloned().unwrap_or_else(|| empty.clone());
    let (before, after) = (map(before), map(after));
    let keys: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differs = keys
        .into_iter()
        .filter(|key| before.get(*key) != after.get(*key));
    let text = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), Value::to_string);
    differs
        .map(|key| {
            format!(
                "{key}: {} became {}",
                text(before.get(key)),
                text(after.get(key))
            )
        })
        .collect()
}

/// Publishes every track of a workspace in both formats, reads the pages back, and tells what differs.
fn lost(root: &std::path::Path) -> Outcome<BTreeMap<String, Vec<String>>> {
    let workspace = Workspace::load(&Root::whole(root), &Scope::default())?;
    let now = Now::Instant(NOW.parse()?);
    let mut found = BTreeMap::new();
    for folder in workspace.events.values() {
        let facts = EventFacts::new(&workspace, folder, now).ok_or("no event")?;
        let template = facts.template.ok_or("no template")?;
        let headings = Headings::new(template);
        for record in folder.tracks.values() {
            let before = as_published(&record.value)?;
            let page = wiki::track(&facts, record);
            for (format, text) in [
                ("markdown", wiki::markdown(&page)),
                ("confluence", wiki::confluence(&page)),
            ] {
                let document = proposal::read(text.as_bytes())?;
                let tracks = page::split(outline::outline(&document, &headings), &headings);
                assert_eq!(tracks.len(), 1, "{}", record.file);
                let draft = page::fill(&tracks[0], &headings);
                let track: Track = yaml::from_value(draft.values.into())?;
                let (mut before, mut after) = (before.clone(), as_published(&track)?);
                if format == "confluence" {
                    // In HTML the end of a line within a paragraph is a space.
                    unwrap(&mut before);
                    unwrap(&mut after);
                }
                let differences = differences(&before, &after);
                found.insert(format!("{} {format}", record.file), differences);
            }
        }
    }
    Ok(found)
}

fn ensure_nothing_is_lost(found: &BTreeMap<String, Vec<String>>) {
    let lost: Vec<String> = found
        .iter()
        .filter(|(_, differences)| !differences.is_empty())
        .map(|(name, differences)| format!("{name}\n  {}", differences.join("\n  ")))
        .collect();
    assert!(lost.is_empty(), "\n{}\n", lost.join("\n"));
}

#[test]
fn every_track_of_the_examples_is_read_back_from_its_page() -> Outcome {
    let found = lost(&support::repository("examples/connectathons"))?;
    assert!(found.len() > 30, "{}", found.len());
    ensure_nothing_is_lost(&found);
    Ok(())
}

/// A track that answers every field, with Markdown where people write it.
const EVERYTHING: &str = r#"
title: 'Orders & results: a "round" trip'
short-description: Orders from a clinic, and results back to it.
long-description: |
  What is tested:

  - orders, with `ServiceRequest`
  - results, as [DiagnosticReport](https://hl7.org/fhir/diagnosticreport.html)

  1. first
  2. second

  **Not** a promise.
background: It began at a clinic in 2019.
justification: Labs ask for it.
type: Test of an implementation guide
submitting-group: Orders and Observations
leads:
  - {name: Robin Example, organization: Example Health}
  - {name: Sam Sample}
fhir-versions: [R4, R5]
specifications:
  - US Core 7.0.0 https://hl7.org/fhir/us/core
  - SDC 3.0.0
artifacts: [ServiceRequest, 'Task $process', DiagnosticReport]
clinical-input: Is the order of steps true to life?
patient-input: Is the result easy to read?
related-tracks: [patient, subscriptions]
call-for-participants: Labs, and those who write to them.
prerequisites: A server that takes a `transaction`.
reference-implementations:
  - https://example.org/fhir
  - A client, on request
expected-participants:
  - organization: Example Health
  - organization: Probe Labs
roles:
  - {id: placer, name: Order placer, kind: client, description: Sends orders.}
  - id: filler
    name: Order filler
    kind: server
    description: |
      Takes orders:

      - by `POST`
      - by transaction
scenarios:
  - id: order
    title: Place an order
    description: One order, one test.
    artifacts: [ServiceRequest, 'Task $process']
    covers: |
      Every mandatory element:

      - of the order
      - of its `Task`
    preparatory: true
    roles: [placer, filler]
    action:
      - The placer posts a `ServiceRequest`.
      - The filler answers.
    precondition: A patient is known.
    success-criteria:
      - The answer is 201.
      - The order can be read.
    bonus: In XML as well.
  - id: s2
    title: Take the result back
    artifacts: DiagnosticReport
    covers: all must-support elements; no search
    roles: [filler]
    action: The filler posts a report.
    precondition: None
    success-criteria: It arrives.
    bonus: None
test-scripts: [https://example.org/scripts/1]
test-data: [Ten patients, https://example.org/data.json]
tutorials: ['Slides https://example.org/slides']
previous-reports: [https://example.org/report-2025]
chat-stream: https://chat.example.org/orders
kick-off: {starts: 2026-08-25T11:00, minutes: 45}
agenda: |
  Saturday: orders

  Sunday: results
signup-sheet: https://example.org/sheet
conman: https://conman.example.org/orders
"#;

#[test]
fn a_track_with_every_field_is_read_back_from_its_page() -> Outcome {
    let folder = copied("examples/connectathons")?;
    let track = "events/2026-09-rockville/tracks/everything.yaml";
    fs::write(folder.path().join(track), EVERYTHING)?;
    let workspace = Workspace::load(&Root::whole(folder.path()), &Scope::default())?;
    let event = Slug::parse("2026-09-rockville")?;
    let record = &workspace.events[&event].tracks["everything"];
    for (key, _) in cxn::model::field::FIELDS {
        let is_unpublished = matches!(key, "orientation" | "preparation-calls");
        let is_answered = record.value.answer(key) != cxn::model::field::Answer::Missing;
        assert_eq!(is_answered, !is_unpublished, "{key}");
    }
    let mut found = lost(folder.path())?;
    found.retain(|name, _| name.starts_with(track));
    assert_eq!(found.len(), 2);
    ensure_nothing_is_lost(&found);
    Ok(())
}
