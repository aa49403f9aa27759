//! One file for each organization, as a Connectathon that is run from a git repository keeps them: contacts and components.
//!
//! ```json
//! {"organization": "Example Health", "contacts": [{"name": "Robin Example", "email": "robin@example.org"}],
//!  "components": [{"id": "ehr", "role": "patient/server", "status": "up", "url": "https://fhir.example.org/r4"}]}
//! ```
//!
//! Every contact is a registration. The systems belong to the organization, so they stand once: with its first contact that has an address.

use serde_json::{Map, Value, json};

use crate::import::table::MAX_BYTES;

/// The keys that people write for one thing.
type Names = &'static [&'static str];

const CONTACTS: Names = &["contacts", "contact"];
const ORGANIZATION: Names = &["organization", "organisation", "name", "id"];
const TRACKS: Names = &["tracks", "track"];
const ROLES: Names = &["roles", "role"];
const COMPONENTS: Names = &["components", "systems"];

/// The most bytes that the names and tracks of organizations may come to, once each contact has those of its organization.
pub const MAX_REPEATED: usize = MAX_BYTES;

/// How many people an object gives, and how many bytes of it are repeated for each of them and for each role of a system.
pub fn size(map: &Map<String, Value>) -> (usize, usize) {
    let people = items(get(map, CONTACTS)).count();
    let shared = |keys: Names| get(map, keys).map_or(0, weight);
    let (organization, tracks) = (shared(ORGANIZATION), shared(TRACKS));
    let systems = items(get(map, COMPONENTS)).filter_map(Value::as_object);
    let systems = systems.map(|system| {
        let roles = items(get(system, ROLES)).count();
        let track = get(system, &["track"]).map_or(tracks, weight);
        roles.saturating_mul(track)
    });
    let contacts = people.saturating_mul(organization.saturating_add(tracks));
    (people, systems.fold(contacts, usize::saturating_add))
}

/// About how many bytes a value takes.
fn weight(value: &Value) -> usize {
    let inner = match value {
        Value::String(text) => text.len(),
        Value::Array(list) => list.iter().map(weight).sum(),
        Value::Object(map) => map.iter().map(|(key, one)| key.len() + weight(one)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    };
    size_of::<Value>() + inner
}

/// Whether an object is an organization's file: it has contacts.
pub fn is_one(map: &Map<String, Value>) -> bool {
    get(map, CONTACTS).is_some_and(|contacts| contacts.is_array() || contacts.is_object())
}

/// The people of an organization, with the keys of a registration.
pub fn people(map: &Map<String, Value>) -> Vec<Result<Map<String, Value>, String>> {
    let organization = get(map, ORGANIZATION);
    let organization = organization.map(|value| {
        let named = value
            .as_object()
            .and_then(|inner| get(inner, &["name", "id"]));
        named.unwrap_or(value).clone()
    });
    let tracks = get(map, TRACKS);
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
            if let Some(tracks) = get(contact, TRACKS).or(tracks) {
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
    let roles: Vec<Value> = items(get(component, ROLES))
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

    #[test]
    fn what_is_repeated_counts_for_each_that_has_it() {
        let of = |file: Value| file.as_object().map(size);
        let value = size_of::<Value>();
        let file = json!({"organization": "ab", "tracks": ["cde", 7], "contacts": [{}, {}],
            "components": [{"roles": ["x", "y", "z"]}, {"role": "x", "track": "fghi"}]});
        let (shared, tracks) = (value + 2, 3 * value + 3);
        let repeated = 2 * (shared + tracks) + 3 * tracks + value + 4;
        assert_eq!(of(file), Some((2, repeated)));
        assert_eq!(of(json!({"contacts": {"name": "a"}})), Some((1, 0)));
    }
}
