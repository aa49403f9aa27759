//! The scenarios of a page as a record has them.

use std::collections::BTreeMap;

use crate::import::proposal::document::{Block, markdown};
use crate::import::proposal::inline;
use crate::import::proposal::words::Words;
use crate::model::person::fold;
use crate::process::proposal::page::id;
use crate::process::proposal::page::roles::{Role, ids};
use crate::process::proposal::page::scenarios::{Draft, Part};
use crate::process::proposal::page::values::{items, texts};
use crate::yaml::{Mapping, Value};

/// Writes the scenarios into a draft; says which of them name roles that the page does not have. `words` gets those that the record
/// has in another form.
pub fn write(
    values: &mut Mapping,
    drafts: Vec<Draft>,
    roles: &[Role],
    words: &mut Words,
) -> Vec<(usize, String, String)> {
    let mut doubts = Vec::new();
    if drafts.is_empty() {
        return doubts;
    }
    let ids = ids(roles);
    let mut known = BTreeMap::new();
    for (role, id) in roles.iter().zip(&ids) {
        if !role.name.is_empty() {
            known.entry(fold(&role.name)).or_insert(id);
        }
        known.entry(id.clone()).or_insert(id);
    }
    let mut taken = BTreeMap::new();
    let mut written = Vec::new();
    for (at, mut draft) in drafts.into_iter().enumerate() {
        let mut value = Mapping::new();
        let fallback = format!("scenario-{}", at + 1);
        let name = draft.id.clone().unwrap_or_else(|| draft.title.clone());
        value.insert("id".into(), id(&name, &fallback, &mut taken).into());
        if !draft.title.is_empty() {
            value.insert("title".into(), draft.title.as_str().into());
        }
        if let Some(id) = &draft.id {
            // An id of the page that no id of a record can be is not lost.
            if value.get("id").and_then(Value::as_str) != Some(id) {
                draft.parts.push((
                    Part::Description,
                    vec![Block::paragraph(draft.line, id.as_str())],
                ));
            }
        }
        let named = markdown(&draft.blocks(Part::Roles));
        let found = roles_of(&inline::plain(&named), &known);
        let found = if named.is_empty() { None } else { found };
        if found.is_some() {
            // The record has their ids.
            words.add(&named);
        }
        if draft.is_preparatory {
            value.insert("preparatory".into(), true.into());
        }
        if !named.is_empty() && found.is_none() {
            let line = format!("**Roles:** {named}");
            draft
                .parts
                .push((Part::Description, vec![Block::paragraph(draft.line, line)]));
            doubts.push((
                draft.line,
                draft.title.clone(),
                "it names roles that are none of the track's; see its description".to_owned(),
            ));
        }
        let artifacts = items(&draft.blocks(Part::Artifacts));
        if artifacts.iter().all(|text| is_name(text)) {
            if !artifacts.is_empty() {
                value.insert("artifacts".into(), artifacts.into());
            }
        } else {
            // More than names is about the scenario.
            let title = Block::paragraph(draft.line, "**Artifacts:**");
            let told = draft.blocks(Part::Artifacts);
            let told = std::iter::once(title).chain(told).collect();
            draft.parts.push((Part::Description, told));
        }
        let covers = markdown(&draft.blocks(Part::Covers));
        if !covers.is_empty() {
            value.insert("covers".into(), covers.into());
        }
        let description = markdown(&draft.blocks(Part::Description));
        if !description.is_empty() {
            value.insert("description".into(), description.into());
        }
        if let Some(found) = found {
            value.insert(
                "roles".into(),
                Value::Sequence(found.into_iter().map(Value::from).collect()),
            );
        }
        for (key, part) in [
            ("action", Part::Action),
            ("precondition", Part::Precondition),
            ("success-criteria", Part::Success),
            ("bonus", Part::Bonus),
        ] {
            let texts = texts(&draft.blocks(part));
            match &texts[..] {
                [] => {}
                [one] => {
                    value.insert(key.into(), one.as_str().into());
                }
                _ => {
                    value.insert(key.into(), texts.into());
                }
            }
        }
        written.push(Value::Mapping(value));
    }
    values.insert("scenarios".into(), Value::Sequence(written));
    doubts
}

/// The longest name of an artifact, in characters.
const LONGEST_NAME: usize = 80;

fn is_name(text: &str) -> bool {
    text.chars().count() <= LONGEST_NAME && !text.ends_with('.') && !text.contains('\n')
}

/// The ids of the roles that a text names, of those known by their folded names and ids; none when it names anything else.
fn roles_of(text: &str, known: &BTreeMap<String, &String>) -> Option<Vec<String>> {
    let mut found = Vec::new();
    let names = text
        .split(['\n', ',', ';', '/', '+', '→'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" & "));
    for name in names {
        let name = fold(
            name.trim()
                .trim_start_matches(['-', '*', '•'])
                .trim()
                .trim_end_matches('.'),
        );
        if name.is_empty() {
            continue;
        }
        let id = *known.get(&name)?;
        if !found.contains(id) {
            found.push(id.clone());
        }
    }
    Some(found)
}
