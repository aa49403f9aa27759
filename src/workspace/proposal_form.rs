//! The text of a new track record: the template's fields in its order, each with what it asks for above it.
//!
//! Pure: a template and the values at hand go in, the text comes out. What is known is written, what is not stays empty.

use std::fmt::Write as _;

use crate::model::field::FIELDS;
use crate::model::invisible::is_control;
use crate::model::template::{Field, FieldKind};
use crate::model::{Template, TrackStatus};
use crate::yaml::{Mapping, Value, write::entry};

/// Columns that a comment may take, its mark included.
const WIDTH: usize = 100;

/// Keys that no template asks for, with what is said above them, in the order they close a record.
const CLOSING: [(&str, &str); 5] = [
    (
        "unplaced",
        "What the page says that no field was found for. Move each text to where it belongs, and delete what belongs nowhere.",
    ),
    ("source", "The issue that proposed it."),
    ("carried-from", "The record this draft was carried from."),
    (
        "lessons-learned",
        "What did last time teach, and what is different this time? Reviewers ask for it whenever a track comes back.",
    ),
    (
        "late-exception",
        "The permission to be late: who granted it, why, and when it was recorded.",
    ),
];

/// Puts sketches where the template asks for roles and scenarios and there are none, two roles and one scenario to
/// fill in, and an empty answer for every field that only the template knows.
pub fn sketch(template: &Template, values: &mut Mapping) {
    for name in template.fields.iter().filter_map(Field::custom_name) {
        let custom = values.entry("custom".into()).or_insert(Value::Null);
        if custom.is_null() {
            *custom = Value::Mapping(Mapping::new());
        }
        if let Some(custom) = custom.as_mapping_mut() {
            custom.entry(name.into()).or_insert(Value::Null);
        }
    }
    for field in template.fields.iter().filter(|field| is_known(field)) {
        if !is_given(values, &field.key) {
            // A template that calls another field one of roles is a finding of its own; such a sketch would not read there.
            let sketched = match (field.kind, field.key.as_str()) {
                (FieldKind::Roles, "roles") => sketched_roles(),
                (FieldKind::Scenarios, "scenarios") => sketched_scenarios(&role_ids(values)),
                _ => continue,
            };
            values.insert(Value::from(field.key.as_str()), sketched);
        }
    }
}

/// The text of a draft. `head` is said first, a paragraph each; values that the template does not ask for come last.
pub fn render(template: &Template, values: &Mapping, head: &[String]) -> String {
    let mut text = String::new();
    for paragraph in head {
        comment(&mut text, paragraph, 0);
    }
    let mut written = vec!["title", "status", "custom"];
    let sketches = [sketched_roles(), sketched_scenarios(&role_ids(values))];
    if template.field("title").is_none() {
        text.push('\n');
        title_and_status(&mut text, values);
    }
    for (at, field) in template.fields.iter().enumerate() {
        // A template that asks twice is a finding of its own; a record that answers twice would not read.
        let again = template.fields[..at]
            .iter()
            .any(|other| other.key == field.key);
        if again || !is_known(field) {
            continue;
        }
        text.push('\n');
        explain(&mut text, field, 0);
        if field.key == "title" {
            title_and_status(&mut text, values);
        } else {
            let given = value(values, &field.key);
            let lines = open_or_given(field, &field.key, given, 0);
            if sketches.contains(given) {
                text.push_str(&with_places(&lines));
            } else {
                text.push_str(&lines);
            }
            written.push(&field.key);
        }
    }
    written.extend(CLOSING.map(|(key, _)| key));
    others(&mut text, values, &written);
    custom(&mut text, template, values);
    for (key, says) in CLOSING {
        if values.contains_key(key) {
            text.push('\n');
            comment(&mut text, says, 0);
            text.push_str(&entry(key, value(values, key), 0));
        }
    }
    text
}

fn title_and_status(text: &mut String, values: &Mapping) {
    text.push_str(&entry("title", value(values, "title"), 0));
    text.push_str("# Status of the proposal; 'cxn submit' submits it.\n");
    text.push_str(&entry(
        "status",
        &Value::from(TrackStatus::Draft.to_string()),
        0,
    ));
}

/// What is there although the template does not ask for it.
fn others(text: &mut String, values: &Mapping, written: &[&str]) {
    let order = |key: &str| FIELDS.iter().position(|(known, _)| *known == key);
    let mut rest: Vec<(&str, &Value)> = values
        .iter()
        .filter_map(|(key, value)| Some((key.as_str()?, value)))
        .filter(|(key, _)| !written.contains(key))
        .collect();
    rest.sort_by_key(|(key, _)| order(key).unwrap_or(FIELDS.len()));
    if !rest.is_empty() {
        text.push('\n');
        comment(text, "Beyond what the template asks for.", 0);
    }
    for (key, value) in rest {
        text.push_str(&entry(key, value, 0));
    }
}

/// Fields that only the template knows, and whatever else was answered under `custom`.
fn custom(text: &mut String, template: &Template, values: &Mapping) {
    let empty = Mapping::new();
    let given = value(values, "custom").as_mapping().unwrap_or(&empty);
    let mut asked: Vec<(&Field, &str)> = Vec::new();
    for field in template.fields.iter() {
        if let Some(name) = field.custom_name()
            && !asked.iter().any(|(_, known)| *known == name)
        {
            asked.push((field, name));
        }
    }
    if asked.is_empty() && given.is_empty() {
        return;
    }
    text.push_str("\ncustom:\n");
    for (at, (field, name)) in asked.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        explain(text, field, 2);
        text.push_str(&open_or_given(field, name, value(given, name), 2));
    }
    for (name, value) in given {
        if let Some(name) = name
            .as_str()
            .filter(|name| !asked.iter().any(|(_, known)| known == name))
        {
            text.push_str(&entry(name, value, 2));
        }
    }
}

/// A field without an answer as a new proposal has it, at an indentation: what it is for as a comment, and its key.
pub fn open_field(field: &Field, indent: usize) -> String {
    let mut text = String::new();
    explain(&mut text, field, indent);
    let key = field.custom_name().unwrap_or(&field.key);
    text.push_str(&open_or_given(field, key, &Value::Null, indent));
    text
}

/// A field with its value; a text of any length that is still to be written gets an indented line to write it on.
fn open_or_given(field: &Field, key: &str, value: &Value, indent: usize) -> String {
    // A template that calls a list a text is a finding of its own; the draft has to be one that can be parsed.
    let known = FIELDS.iter().find(|(known, _)| *known == field.key);
    let kind = known.map_or(field.kind, |(_, kind)| *kind);
    match (field.kind, value) {
        (FieldKind::Text, Value::Null) if kind == FieldKind::Text => open_text(key, indent),
        _ => entry(key, value, indent),
    }
}

/// A key whose text is to be written below it: what is pasted on the indented line is text, whatever it holds.
fn open_text(key: &str, indent: usize) -> String {
    let line = " ".repeat(indent);
    entry(key, &Value::Null, indent).replace(":\n", &format!(": |\n{line}  \n"))
}

/// Keys of roles and scenarios whose answers take more than a few words.
const LONG: [&str; 5] = [
    "description",
    "action",
    "precondition",
    "success-criteria",
    "bonus",
];

/// The lines of a sketch with room to write in.
fn with_places(lines: &str) -> String {
    let mut text = String::new();
    for line in lines.lines() {
        let key = line.trim_start().strip_suffix(':');
        if let Some(key) = key.filter(|key| LONG.contains(key)) {
            text.push_str(&open_text(key, line.len() - line.trim_start().len()));
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// The field's heading, when it is needed, what to write, and in which form.
fn explain(text: &mut String, field: &Field, indent: usize) {
    let needed = match field.required_from {
        None => "",
        Some(TrackStatus::Draft) => " (required)",
        Some(TrackStatus::Approved) => " (required once approved)",
        Some(_) => " (required once submitted)",
    };
    comment(text, &format!("{}{needed}", field.title), indent);
    if let Some(guidance) = &field.guidance {
        comment(text, guidance, indent);
    }
    if !field.suggested.is_empty() {
        let values = field.suggested.join(" · ");
        comment(text, &format!("Others wrote: {values}"), indent);
    }
    if let Some(form) = form(field.kind) {
        comment(text, form, indent);
    }
}

/// How a value is written, where an empty line would not show it.
fn form(kind: FieldKind) -> Option<&'static str> {
    Some(match kind {
        FieldKind::List => "A text, or a list with a dash before each.",
        FieldKind::Leads => "A list: each with name, email and organization.",
        FieldKind::Participants => {
            "A list of organizations, or an answer in words such as: unknown, because …"
        }
        FieldKind::KickOff => {
            "With starts (such as 2026-09-01T11:00, in the event's zone), minutes, join and notes; a list where there are several calls."
        }
        FieldKind::Line
        | FieldKind::Text
        | FieldKind::Url
        | FieldKind::Roles
        | FieldKind::Scenarios => return None,
    })
}

/// Adds a text as comment lines, wrapped between words.
pub fn comment(text: &mut String, says: &str, indent: usize) {
    let mark = format!("{}#", " ".repeat(indent));
    let mut line = mark.clone();
    // White space of any kind, line ends included, only parts words; a control character has no place in a file.
    for word in says.split_whitespace() {
        let word: String = word.chars().filter(|c| !is_control(*c)).collect();
        if line.len() > mark.len() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(text, "{line}");
            line.clone_from(&mark);
        }
        line.push(' ');
        line.push_str(&word);
    }
    if line.len() > mark.len() {
        let _ = writeln!(text, "{line}");
    }
}

/// Whether the model knows the field: another key would make the record unreadable, and a finding on the template says so.
fn is_known(field: &Field) -> bool {
    FIELDS.iter().any(|(key, _)| *key == field.key)
}

fn value<'a>(values: &'a Mapping, key: &str) -> &'a Value {
    values.get(key).unwrap_or(&Value::Null)
}

fn is_given(values: &Mapping, key: &str) -> bool {
    match value(values, key) {
        Value::Null => false,
        Value::Sequence(items) => !items.is_empty(),
        _ => true,
    }
}

fn sketched_roles() -> Value {
    Value::Sequence(vec![role("client"), role("server")])
}

/// A scenario to fill in, of the roles that there are.
fn sketched_scenarios(roles: &[Value]) -> Value {
    Value::Sequence(vec![scenario(roles)])
}

/// The ids of the roles at hand; those of the sketch where there are none.
fn role_ids(values: &Mapping) -> Vec<Value> {
    let given = value(values, "roles")
        .as_sequence()
        .cloned()
        .unwrap_or_default();
    let ids = given.iter().filter_map(|role| role.get("id").cloned());
    let ids: Vec<Value> = ids.collect();
    if given.is_empty() {
        ["client", "server"].map(Value::from).to_vec()
    } else {
        ids
    }
}

fn role(id: &str) -> Value {
    mapping([
        ("id", Value::from(id)),
        ("name", Value::Null),
        ("kind", Value::from(id)),
        ("description", Value::Null),
    ])
}

fn scenario(roles: &[Value]) -> Value {
    mapping([
        ("id", Value::from("scenario-1")),
        ("title", Value::Null),
        ("roles", Value::Sequence(roles.to_vec())),
        ("action", Value::Null),
        ("precondition", Value::Null),
        ("success-criteria", Value::Null),
        ("bonus", Value::Null),
    ])
}

fn mapping<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Mapping(
        entries
            .into_iter()
            .map(|(key, value)| (Value::from(key), value))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Track;
    use crate::workspace::built_in;
    use crate::yaml;

    fn values(text: &str) -> Mapping {
        yaml::read(text).unwrap_or_default()
    }

    #[test]
    fn a_draft_of_every_built_in_template_reads_and_has_its_fields_in_order()
    -> Result<(), Box<dyn std::error::Error>> {
        for name in built_in::template_names() {
            let template = built_in::template(name).ok_or(name)?;
            let mut values = values("title: 'Yes: a #track'");
            sketch(template, &mut values);
            let text = render(template, &values, &["Head.".to_owned()]);
            let track: Track = yaml::read(&text)?;
            assert_eq!(
                (
                    track.title.as_str(),
                    track.roles.len(),
                    track.scenarios.len()
                ),
                ("Yes: a #track", 2, 1),
                "{name}"
            );
            let places: Vec<Option<usize>> = template
                .fields
                .iter()
                .map(|field| text.find(&format!("\n{}:", field.key)))
                .collect();
            assert!(places.iter().all(Option::is_some), "{name}: {places:?}");
            assert!(places.is_sorted(), "{name}: {places:?}");
            assert!(
                text.lines().all(|line| line.chars().count() <= WIDTH),
                "{name}\n{text}"
            );
        }
        Ok(())
    }

    #[test]
    fn a_template_of_the_workspace_may_drop_add_and_reorder()
    -> Result<(), Box<dyn std::error::Error>> {
        let template: Template = yaml::read(
            "title: Own\nfields:\n  - {key: custom.level, title: Level, kind: line, required-from: submitted, guidance: \"How\\n hard.\"}\n  - {key: type, title: Type, kind: line, suggested: [A, B]}\n  - {key: not-a-field, title: X, kind: line}\n  - {key: custom.seats, title: Seats, kind: line}\n",
        )?;
        let values = values(
            "title: T\nartifacts: [Patient]\ncustom: {level: 2nd, other: x}\nlessons-learned:\n",
        );
        assert_eq!(
            render(&template, &values, &[]),
            "\ntitle: T\n# Status of the proposal; 'cxn submit' submits it.\nstatus: draft\n\
             \n# Type\n# Others wrote: A · B\ntype:\n\
             \n# Beyond what the template asks for.\nartifacts:\n  - Patient\n\
             \ncustom:\n  # Level (required once submitted)\n  # How hard.\n  level: 2nd\n\n  # Seats\n  seats:\n  other: x\n\
             \n# What did last time teach, and what is different this time? Reviewers ask for it whenever a track\n# comes back.\nlessons-learned:\n"
        );
        Ok(())
    }
}
