use std::collections::HashMap;

use crate::check::prelude::*;
use crate::model::field::FIELDS;
use crate::model::nearest::{did_you_mean, nearest};
use crate::model::report::SECTIONS;
use crate::model::template::{Field, FieldKind};
use crate::model::{Slug, Template};

rule! {
    /// A template asks for something that no proposal can give.
    /// ## Why
    /// Every proposal of an event is drafted from its template and judged by it. A field that tracks do not have,
    /// a length that cannot be met or a step that never comes is everybody's problem at once.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// fields:
    ///   - key: room
    ///     title: Room
    ///     kind: line
    ///     required-from: declined
    /// ```
    /// Good:
    /// ```yaml
    /// fields:
    ///   - key: title
    ///     title: Track Name
    ///     kind: line
    ///     required-from: draft
    ///   - key: custom.room
    ///     title: Room
    ///     kind: line
    ///     required-from: submitted
    /// ```
    /// ## Source
    /// Design choice: templates are data; fields the model does not know stand under `custom`.
    pub static RULE: Rule {
        name: "template-broken",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Template(check),
    }
}

fn check(template: &Record<Template>, found: &mut Findings<'_>) {
    sections(template, found);
    let fields = &template.value.fields;
    if fields.is_empty() {
        found
            .add("fields", "the template has no fields")
            .help("'cxn template copy' starts one from a built-in template");
        return;
    }
    if template.value.field("title").is_none() {
        found
            .add("fields", "the template has no field 'title'")
            .help("add a field with 'key: title': every track has one");
    }
    let mut first = HashMap::<&str, usize>::new();
    for (at, field) in fields.iter().enumerate() {
        if let Some(before) = first.get(field.key.as_str()) {
            let message = format!("the field '{}' is in the template twice", field.key);
            found
                .add(format!("fields[{at}].key"), message)
                .related(
                    &template.file,
                    format!("fields[{before}].key"),
                    "it is here first",
                )
                .help("keep one of the two and delete the other");
        } else {
            first.insert(&field.key, at);
        }
        kind(at, field, found);
        if let (Some(least), Some(most)) = (field.min_length, field.max_length)
            && least > most
        {
            let message = format!(
                "the field '{}' wants at least {least} and at most {most} characters",
                field.key
            );
            found
                .add(format!("fields[{at}].min-length"), message)
                .related(
                    &template.file,
                    format!("fields[{at}].max-length"),
                    "the greatest length",
                )
                .help("correct one of the two");
        }
        let steps = [
            TrackStatus::Draft,
            TrackStatus::Submitted,
            TrackStatus::Approved,
        ];
        if let Some(from) = field.required_from.filter(|from| !steps.contains(from)) {
            let message = format!(
                "the field '{}' is required from '{from}', which is not a step toward the event",
                field.key
            );
            found
                .add(format!("fields[{at}].required-from"), message)
                .expected(steps.map(|step| step.to_string()));
        }
    }
}

/// A section of a report is one of the model's or under `custom`, and is there once.
fn sections(template: &Record<Template>, found: &mut Findings<'_>) {
    let mut first = HashMap::<&str, usize>::new();
    for (at, section) in template.value.report.iter().enumerate() {
        let (key, place) = (section.key.as_str(), format!("report[{at}].key"));
        if let Some(before) = first.get(key) {
            found
                .add(
                    place,
                    format!("the section '{key}' is in the template twice"),
                )
                .related(
                    &template.file,
                    format!("report[{before}].key"),
                    "it is here first",
                )
                .help("keep one of the two and delete the other");
            continue;
        }
        first.insert(key, at);
        let is_custom = key
            .strip_prefix("custom.")
            .is_some_and(|name| Slug::parse(name).is_ok());
        if !is_custom && !SECTIONS.contains(&key) {
            let near = nearest(key, SECTIONS);
            let help = did_you_mean(&near).unwrap_or_else(|| {
                "a section that only this template knows is called 'custom.NAME'".to_owned()
            });
            found
                .add(place, format!("'{key}' is not a section of a report"))
                .expected(SECTIONS)
                .help(help);
        }
    }
}

/// The field's key is one of the model's or under `custom`, and its kind is one that the key can hold.
fn kind(at: usize, field: &Field, found: &mut Findings<'_>) {
    let fitting = if let Some(name) = field.custom_name() {
        if Slug::parse(name).is_err() {
            let message = format!("'{}' is not a valid name for a field", field.key);
            found
                .add(format!("fields[{at}].key"), message)
                .expected(["'custom.' and lower-case letters, digits and inner hyphens"]);
        }
        TEXTS
    } else if let Some((_, kind)) = FIELDS.iter().find(|(key, _)| *key == field.key) {
        fitting(*kind)
    } else {
        let near = nearest(&field.key, FIELDS.iter().map(|(key, _)| *key));
        let help = did_you_mean(&near).unwrap_or_else(|| {
            "a field that only this template knows is called 'custom.NAME'".to_owned()
        });
        let message = format!("'{}' is not a field of a track", field.key);
        found
            .add(format!("fields[{at}].key"), message)
            .expected(near)
            .help(help);
        return;
    };
    if !fitting.contains(&field.kind) {
        let message = format!(
            "the field '{}' has the kind '{}', which it cannot hold",
            field.key, field.kind
        );
        found
            .add(format!("fields[{at}].kind"), message)
            .expected(fitting.iter().map(ToString::to_string));
    }
}

/// Kinds of one text or several, which read alike.
const TEXTS: &[FieldKind] = &[
    FieldKind::Line,
    FieldKind::Text,
    FieldKind::List,
    FieldKind::Url,
];

/// The kinds a template may give to a field of the model.
fn fitting(kind: FieldKind) -> &'static [FieldKind] {
    match kind {
        FieldKind::Line | FieldKind::Text | FieldKind::Url => {
            &[FieldKind::Line, FieldKind::Text, FieldKind::Url]
        }
        FieldKind::List => TEXTS,
        FieldKind::Leads => &[FieldKind::Leads],
        FieldKind::Participants => &[FieldKind::Participants],
        FieldKind::Roles => &[FieldKind::Roles],
        FieldKind::Scenarios => &[FieldKind::Scenarios],
        FieldKind::KickOff => &[FieldKind::KickOff],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{File, built_in};

    #[test]
    fn no_built_in_template_is_broken() {
        for name in built_in::template_names() {
            let (Some(value), Some(slug)) = (built_in::template(name), Slug::from_title(name))
            else {
                unreachable!("{name}");
            };
            let file = File::template(&slug);
            let record = Record {
                slug,
                file: file.clone(),
                value: value.clone().into(),
                marks: crate::yaml::marks::Marks::default(),
            };
            let mut all = Vec::new();
            check(&record, &mut Findings::new(&RULE, &file, None, &mut all));
            let said: Vec<_> = all.iter().map(|finding| &*finding.message).collect();
            assert_eq!(said, [""; 0], "{name}");
        }
    }
}
