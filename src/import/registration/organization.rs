//! One file for each organization, as a Connectathon that is run from a git repository keeps them: contacts and components.
//!
//! ```json
//! {"organization": "Example Health", "contacts": [{"name": "Robin Example", "email": "robin@example.org"}],
//!  "components": [{"id": "ehr", "role": "patient/server", "status": "up", "url": "https://fhir.example.org/r4"}]}
//! ```
//!
//! Every contact is a registration. The systems belong to the organization, so they stand once: with its first contact that has an address.

use serde_json::{Map, Value, json};

/// The keys that people write for one thing.
type Names = &'static [&'static str];

const CONTACTS: Names = &["contacts", "contact"];
const COMPONENTS: Names = &["components", "systems"];

/// Whether an object is an organization's file: it has contacts.
pub fn is_one(map: &Map<String, Value>) -> bool {
    get(map, CONTACTS).is_some_and(|contacts| contacts.is_array() || contacts.is_object())
}

/// The people of an organization, with the keys of a registration.
pub fn people(map: &Map<String, Value>) -> Vec<Result<Map<String, Value>, String>> {
    let organization = get(map, &["organization", "organisation", "name", "id"]);
    let organization = organization.map(|value| {
        let named = value
            .as_object()
            .and_then(|inner| get(inner, &["name", "id"]));
        named.unwrap_or(value).clone()
    });
    let tracks = get(map, &["tracks", "track"]);
    let systems: Vec<Value> = items(get(map, COMPONENTS))
        .map(|one| system(one, tracks))
        .collect();
    let mut systems = Some(systems).filter(|systems| !systems.is_empty());
    items(get(map, CONTACTS))
        .map(|contact| {
            let Value::Object(contact) = contact else {
                return Err("is not a contact: expected keys such as name and email".to_owned());
            };
            let mut person = Map::new();
            for (key, names) in [
                ("name", &["name"] as Names),
                ("email", &["email", "e-mail", "mail"]),
                ("chat", &["chat", "zulip", "github"]),
                ("kind", &["kind"]),
                ("attendance", &["attendance"]),
                ("notes", &["notes"]),
            ] {
                if let Some(value) = get(contact, names) {
                    person.insert(key.to_owned(), value.clone());
                }
            }
            if let Some(organization) = &organization {
                person.insert("organization".to_owned(), organization.clone());
            }
            if let Some(tracks) = get(contact, &["tracks", "track"]).or(tracks) {
                person.insert("tracks".to_owned(), tracks.clone());
            }
            // Who cannot be reached is not registered, and would take the systems along.
            let is_reached = person.contains_key("email") || person.contains_key("chat");
            let with = systems.take_if(|_| is_reached);
            if let Some(systems) = with {
                person.insert("systems".to_owned(), Value::Array(systems));
            }
            Ok(person)
        })
        .collect()
}

/// A component as a system: the same keys as in a registration's record.
fn system(component: &Value, tracks: Option<&Value>) -> Value {
    let Value::Object(component) = component else {
        return component.clone();
    };
    let mut system = Map::new();
    for (key, names) in [
        ("name", &["name", "title", "id"] as Names),
        ("id", &["id"]),
        ("base-url", &["url", "base-url", "baseUrl", "endpoint"]),
        ("status", &["status"]),
        (
            "fhir-versions",
            &["fhir-versions", "fhir-version", "fhirVersion", "fhir"],
        ),
        ("formats", &["formats", "format"]),
    ] {
        if let Some(value) = get(component, names) {
            system.insert(key.to_owned(), value.clone());
        }
    }
    let track = get(component, &["track"]).or(match tracks {
        Some(Value::Array(list)) if list.len() == 1 => list.first(),
        Some(Value::String(_)) => tracks,
        _ => None,
    });
    let roles: Vec<Value> = items(get(component, &["roles", "role"]))
        .map(
            |role| match (role.as_str(), track.and_then(Value::as_str)) {
                (Some(role), Some(track)) if !role.contains('/') => {
                    json!(format!("{track}/{role}"))
                }
                _ => role.clone(),
            },
        )
        .collect();
    if !roles.is_empty() {
        system.insert("roles".to_owned(), Value::Array(roles));
    }
    Value::Object(system)
}

fn get<'a>(map: &'a Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    names
        .iter()
        .find_map(|name| map.get(*name))
        .filter(|value| !value.is_null())
}

/// The items of a list, or a single one.
fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let (list, one) = match value {
        Some(Value::Array(list)) => (list.as_slice(), None),
        other => (&[] as &[Value], other),
    };
    list.iter().chain(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_become_people_and_components_the_systems_of_the_first() {
        let file = json!({
            "organization": {"name": "Example Health"},
            "contacts": [{"name": "Ann"}, {"name": "Robin", "email": "r@example.org", "chat": "robin"}, {"name": "Sam"}, 7],
            "components": [{"id": "ehr", "role": "server", "track": "patient", "status": "up", "url": "https://x.example.org"}],
        });
        let people = file.as_object().map(people).unwrap_or_default();
        let people: Vec<_> = people
            .into_iter()
            .map(|one| one.map(Value::Object))
            .collect();
        assert_eq!(
            people,
            [
                Ok(json!({"name": "Ann", "organization": "Example Health"})),
                Ok(
                    json!({"name": "Robin", "email": "r@example.org", "chat": "robin", "organization": "Example Health", "systems": [
                        {"name": "ehr", "id": "ehr", "base-url": "https://x.example.org", "status": "up", "roles": ["patient/server"]}
                    ]})
                ),
                Ok(json!({"name": "Sam", "organization": "Example Health"})),
                Err("is not a contact: expected keys such as name and email".to_owned()),
            ]
        );
    }
}
