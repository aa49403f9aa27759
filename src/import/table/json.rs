//! People in JSON: a list of objects, alone or under a key, or an organization's file.

use serde_json::{Map, Value};

use crate::import::registration::organization::{self, MAX_REPEATED};
use crate::import::table::{MAX_ROWS, Row, Sheet, Unusable, ensure_bounded, too_many_rows};

/// Keys that a list of people stands under.
const LISTS: [&str; 8] = [
    "registrations",
    "people",
    "participants",
    "attendees",
    "responses",
    "rows",
    "data",
    "results",
];

/// Reads a text in JSON.
///
/// # Errors
/// It does not read, or holds no people.
pub fn read(text: &str) -> Result<Sheet, Unusable> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| Unusable::new(format!("cannot be parsed as JSON: {error}")))?;
    sheet(value)
}

/// The people of a value: each object is a row, its keys are the headings.
///
/// # Errors
/// It holds no people, too many, or too many keys.
pub fn sheet(value: Value) -> Result<Sheet, Unusable> {
    let items = match value {
        Value::Array(items) => items,
        Value::Object(mut map) => {
            let list = LISTS
                .iter()
                .find(|key| map.get(**key).is_some_and(Value::is_array));
            match list.and_then(|key| map.remove(*key)) {
                Some(Value::Array(items)) => items,
                _ => vec![Value::Object(map)],
            }
        }
        _ => {
            return Err(Unusable::new("holds no people")
                .hint("expected a list of people, or an organization with contacts"));
        }
    };
    let mut people: Vec<Result<Map<String, Value>, String>> = Vec::new();
    let mut repeated = 0_usize;
    for item in items {
        match item {
            Value::Object(map) if organization::is_one(&map) => {
                let (count, size) = organization::size(&map);
                if people.len() + count > MAX_ROWS {
                    return Err(too_many_rows());
                }
                repeated = repeated.saturating_add(size);
                if repeated > MAX_REPEATED {
                    return Err(too_much_repeated());
                }
                people.extend(organization::people(&map));
            }
            Value::Object(map) => people.push(Ok(map)),
            _ => people.push(Err("is not a person: expected keys and values".to_owned())),
        }
        if people.len() > MAX_ROWS {
            return Err(too_many_rows());
        }
    }
    let mut header: Vec<String> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for key in people.iter().flatten().flat_map(Map::keys) {
        if !places.contains_key(key) {
            places.insert(key.clone(), header.len());
            header.push(key.clone());
            ensure_bounded(header.len(), people.len())?;
        }
    }
    let rows = people.into_iter().enumerate().map(|(at, person)| Row {
        number: at + 1,
        cells: person.map(|map| {
            let mut cells = vec![Value::Null; header.len()];
            for (key, value) in map {
                cells[places[&key]] = value;
            }
            cells
        }),
    });
    let rows = rows.collect();
    Ok(Sheet { header, rows })
}

fn too_much_repeated() -> Unusable {
    Unusable::new(format!(
        "comes to more than {} MiB once each contact has the name and the tracks of its organization",
        MAX_REPEATED >> 20
    ))
    .hint("split the file, or give its organizations shorter names and fewer tracks")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::{MAX_CELLS, MAX_COLUMNS};
    use serde_json::json;

    #[test]
    fn objects_become_rows_under_the_keys_of_all() -> Result<(), Unusable> {
        let sheet = read(
            r#"{"rows": [{"name": "A", "tracks": ["x", "y"]}, 7, {"email": null, "name": "B"}]}"#,
        )?;
        assert_eq!(sheet.header, ["name", "tracks", "email"]);
        assert_eq!(
            sheet.rows[0].cells,
            Ok(vec![json!("A"), json!(["x", "y"]), json!(null)])
        );
        assert!(sheet.rows[1].cells.is_err());
        assert_eq!((sheet.rows[2].number, sheet.rows.len()), (3, 3));
        assert!(read("7").is_err());
        assert!(read("{").is_err());
        assert!(read(&"[".repeat(129)).is_err());
        Ok(())
    }

    #[test]
    fn contacts_are_counted_before_they_are_people() {
        let said = |contacts: usize, name: usize| {
            let file =
                json!({"organization": "x".repeat(name), "contacts": vec![json!({}); contacts]});
            sheet(file).map(|sheet| sheet.rows.len())
        };
        assert_eq!(said(MAX_ROWS, 1), Ok(MAX_ROWS));
        assert_eq!(said(MAX_ROWS + 1, 1), Err(too_many_rows()));
        // A name of a mebibyte, which is a record by itself.
        let most = MAX_REPEATED >> 20;
        assert_eq!(said(most, 1 << 20), Err(too_much_repeated()));
    }

    #[test]
    fn keys_are_columns_and_every_person_has_a_cell_for_each() {
        let said = |columns: usize, people: usize| {
            let keys = (0..columns).map(|at| (at.to_string(), json!(0)));
            let mut list = vec![Value::Object(keys.collect())];
            list.resize(people, json!({}));
            sheet(Value::Array(list)).map(|sheet| sheet.header.len())
        };
        assert_eq!(said(MAX_COLUMNS, 1), Ok(MAX_COLUMNS));
        let error = said(MAX_COLUMNS + 1, 1).err();
        assert_eq!(
            error.map(|error| error.message).as_deref(),
            Some("holds more than 1000 columns")
        );
        // The smallest table of the most rows that is too large, without its padding.
        let error = said(MAX_CELLS / MAX_ROWS + 1, MAX_ROWS).err();
        assert_eq!(
            error.map(|error| error.message).as_deref(),
            Some("holds more than 2000000 cells")
        );
    }
}
