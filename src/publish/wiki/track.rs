//! The page of a track: every answered field of its template, whole, under the template's heading.

use super::{Block, Cell, Page};
use crate::analysis::event_facts::EventFacts;
use crate::model::date::When;
use crate::model::field::Answer;
use crate::model::one_or_many::Texts;
use crate::model::participants::Expected;
use crate::model::placeholder::{filled, is_placeholder};
use crate::model::timeline::when_text;
use crate::model::track::{Role, Scenario};
use crate::model::{Slug, Track};
use crate::publish::html::line;
use crate::render::contacts::is_personal;
use crate::render::track_text::{capitalized, headings};
use crate::workspace::Record;

/// The page of a track.
pub fn track(facts: &EventFacts<'_>, record: &Record<Track>) -> Page {
    let track = &record.value;
    let mut page = Page::default();
    page.heading(1, line(&track.title));
    for (key, title) in headings(track, facts.template) {
        if key == "title" || is_personal(key.trim_start_matches("custom.")) {
            continue;
        }
        let mut field = Page::default();
        answer(&mut field, facts, track, &key);
        if !field.0.is_empty() {
            page.heading(2, line(&title));
            page.0.append(&mut field.0);
        }
    }
    page
}

fn answer(page: &mut Page, facts: &EventFacts<'_>, track: &Track, key: &str) {
    match (key, track.answer(key)) {
        (_, Answer::Missing) => {}
        (_, Answer::Texts(texts)) => {
            let texts = texts.into_iter().filter(|text| !is_placeholder(text));
            let texts: Vec<&str> = texts.collect();
            match texts[..] {
                [one] => page.text(one),
                _ => page.items(false, texts.into_iter().map(str::to_owned).collect()),
            }
        }
        ("leads", _) => page.items(false, leads(track)),
        ("roles", _) if track.roles.iter().all(fits_a_cell) => {
            let rows = track.roles.iter().map(role_row).collect();
            page.0.push(Block::Table(
                vec!["Id", "Role", "Kind", "Description"],
                rows,
            ));
        }
        ("roles", _) => track.roles.iter().for_each(|role| add_role(page, role)),
        ("scenarios", _) => {
            let scenarios = track.scenarios.iter();
            scenarios.for_each(|scenario| add_scenario(page, track, scenario));
        }
        ("kick-off", _) => page.items(false, kick_offs(facts, track)),
        ("expected-participants", _) => {
            if let Expected::List(list) = &track.expected_participants {
                let names = list.iter();
                let names = names.filter_map(|one| filled(one.organization.as_deref()));
                page.items(false, names.map(str::to_owned).collect());
            }
        }
        _ => {}
    }
}

fn leads(track: &Track) -> Vec<String> {
    let named = track.leads.iter().filter_map(|lead| {
        let name = lead.display_name().filter(|name| !is_placeholder(name));
        let organization = filled(lead.organization.as_deref()).map(line);
        let parts: Vec<String> = name
            .map(|name| line(&name))
            .into_iter()
            .chain(organization)
            .collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    });
    named.collect()
}

/// When the calls are, for people and exactly. How to join them is for those who take part.
fn kick_offs(facts: &EventFacts<'_>, track: &Track) -> Vec<String> {
    let calls = track.kick_offs.dated().map(|(_, call, starts)| {
        let exact = match starts {
            When::Day(day) => day.format("%Y-%m-%d").to_string(),
            timed => timed
                .start(facts.zone)
                .format("%Y-%m-%dT%H:%M%:z")
                .to_string(),
        };
        let minutes = call
            .minutes
            .map_or_else(String::new, |minutes| format!(", {minutes} minutes"));
        format!("{} ({exact}){minutes}", when_text(starts, facts.zone))
    });
    calls.collect()
}

/// Whether what is said of a role is a line without markup: more than that is lost in the cell of a table.
fn fits_a_cell(role: &Role) -> bool {
    let text = filled(role.description.as_deref()).unwrap_or_default();
    !text.trim().contains(|c: char| "\n`*_[]<>|$\\#".contains(c))
}

fn role_row(role: &Role) -> Vec<Cell> {
    let id = line(&role.id);
    let name = filled(role.name.as_deref()).map_or_else(String::new, line);
    let about = filled(role.description.as_deref()).map_or_else(String::new, line);
    let kind = role.kind.map(|kind| kind.to_string()).unwrap_or_default();
    [id, name, kind, about].map(Cell::from).to_vec()
}

fn add_role(page: &mut Page, role: &Role) {
    let id = line(&role.id);
    page.heading(
        3,
        filled(role.name.as_deref()).map_or_else(|| id.clone(), line),
    );
    let kind = role.kind.map(|kind| format!("Kind: {kind}"));
    page.items(
        false,
        [Some(format!("Id: {id}")), kind]
            .into_iter()
            .flatten()
            .collect(),
    );
    page.text(filled(role.description.as_deref()).unwrap_or_default());
}

/// The id is shown where the title does not lead to it.
fn add_scenario(page: &mut Page, track: &Track, scenario: &Scenario) {
    let id = line(&scenario.id);
    let title = filled(scenario.title.as_deref()).unwrap_or(&scenario.id);
    let is_told = Slug::from_title(title).is_some_and(|slug| slug.as_str() == id);
    page.heading(
        3,
        filled(scenario.title.as_deref()).map_or_else(|| id.clone(), line),
    );
    let names = scenario.roles.iter().map(|id| {
        let role = track.role(id.trim());
        let name = role.and_then(|role| filled(role.name.as_deref()));
        line(name.unwrap_or(id))
    });
    let roles: Vec<String> = names.collect();
    let mut about = Vec::new();
    if !is_told {
        about.push(format!("Id: {id}"));
    }
    if !roles.is_empty() {
        about.push(format!("Roles: {}", roles.join(", ")));
    }
    if scenario.preparatory {
        about.push("Preparatory: yes".to_owned());
    }
    page.items(false, about);
    page.text(filled(scenario.description.as_deref()).unwrap_or_default());
    let covers = Texts(scenario.covers.iter().cloned().collect());
    for (label, texts) in [
        ("artifacts", &scenario.artifacts),
        ("covers", &covers),
        ("action", &scenario.action),
        ("precondition", &scenario.precondition),
        ("success criteria", &scenario.success_criteria),
        ("bonus point", &scenario.bonus),
    ] {
        let texts = texts.answered();
        let texts: Vec<String> = texts.cloned().collect();
        match &texts[..] {
            [] => {}
            [one] => {
                page.heading(4, capitalized(label));
                page.text(one);
            }
            _ => {
                page.heading(4, capitalized(label));
                page.items(label == "action", texts);
            }
        }
    }
}
