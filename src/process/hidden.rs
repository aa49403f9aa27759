//! Characters that no one sees, in a record before it is written: what rule `invisible-character` would find in its file.

use crate::model::invisible;
use crate::yaml::Value;

/// What is wrong with a text that is named by what it is.
type Judge = fn(&str, &str) -> Option<String>;

/// What is wrong with the first text that holds one.
pub fn complaint(value: &Value) -> Option<String> {
    find(value, "a value", invisible::complaint)
}

/// As [`complaint`], of control characters alone: the others are found in a draft, and deleted, as in every record.
pub fn control_complaint(value: &Value) -> Option<String> {
    find(value, "a value", invisible::control_complaint)
}

fn find(value: &Value, what: &str, judge: Judge) -> Option<String> {
    match value {
        Value::String(text) => judge(what, text),
        Value::Sequence(items) => items.iter().find_map(|item| find(item, what, judge)),
        Value::Mapping(map) => map.iter().find_map(|(key, value)| {
            let key = key.as_str()?;
            judge("a key", key).or_else(|| find(value, &format!("'{key}'"), judge))
        }),
        _ => None,
    }
}
