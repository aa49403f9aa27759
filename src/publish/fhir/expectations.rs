//! What a system in a role has to be able to do, as a statement of requirements.

use serde_json::{Value, json};

use super::{Version, date, id, name, publisher, status};
use crate::analysis::event_facts::EventFacts;
use crate::model::Track;
use crate::model::placeholder::filled;
use crate::model::track::{Role, RoleKind};
use crate::publish::html::{line, plain};
use crate::workspace::Record;

/// A statement for each role that is a side of an exchange.
pub fn of_track(facts: &EventFacts<'_>, record: &Record<Track>, version: Version) -> Vec<Value> {
    let roles = record.value.roles.iter();
    roles
        .filter_map(|role| statement(facts, record, role, version))
        .collect()
}

fn statement(
    facts: &EventFacts<'_>,
    record: &Record<Track>,
    role: &Role,
    version: Version,
) -> Option<Value> {
    let track = &record.value;
    let called = line(filled(role.name.as_deref()).unwrap_or(&role.id));
    let title = format!("{}: {called}", line(&track.title));
    let about = filled(role.description.as_deref()).map_or_else(|| title.clone(), plain);
    let sides = [(RoleKind::Client, "client"), (RoleKind::Server, "server")];
    let sides = sides.into_iter().filter(|(side, _)| role.is_on(*side));
    let rest = sides.map(|(_, mode)| json!({"mode": mode, "documentation": about}));
    let rest: Vec<Value> = rest.collect();
    if rest.is_empty() {
        return None;
    }
    let id = id(facts, &format!("role/{}/{}", record.slug, role.id));
    Some(json!({
        "resourceType": "CapabilityStatement",
        "id": id,
        "url": format!("urn:uuid:{id}"),
        "name": name(&title),
        "title": title,
        "status": status(track),
        "date": date(facts, track),
        "publisher": publisher(facts),
        "description": about,
        "kind": "requirements",
        "fhirVersion": version.number(),
        "format": ["application/fhir+json"],
        "rest": rest,
    }))
}
